"""What was answered for a source, kept beside the book, so that a later file is read alike."""

import json
from collections.abc import Sequence
from pathlib import Path

from brierbook.forecasts.exchange.collecting import ImportAnswers
from brierbook.forecasts.exchange.reading import SourceRead
from brierbook.forecasts.frozen import replace_fields
from brierbook.forecasts.workspace.folders import Workspace

__all__ = ["remember_answers", "with_remembered"]

FOLDER = "imports"
KEPT = ("me", "made_at", "deadline", "day_first", "scale", "dates", "columns")


def _place(workspace: Workspace, source: str) -> Path:
    """Say where the answers for a source are kept."""
    name = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in source)
    return workspace.root / FOLDER / f"{name.strip('.-')[:80] or 'source'}.json"


def with_remembered(
    workspace: Workspace, given: ImportAnswers, files: Sequence[Path]
) -> ImportAnswers:
    """Add what was answered for the same source before to what is given now."""
    source = given.source or (files[0].stem if files else "")
    try:
        before = json.loads(_place(workspace, source).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return given
    if not isinstance(before, dict):
        return given
    missing = {
        name: before[name]
        for name in KEPT
        if before.get(name) is not None and getattr(given, name) in (None, {})
    }
    zone = {} if given.zone_given else {"zone": str(before.get("zone") or given.zone)}
    return replace_fields(given, **missing, **zone)


def remember_answers(workspace: Workspace, read: SourceRead) -> None:
    """Keep what was answered and decided for a source that has no form of its own."""
    found = read.gathered.collection
    answers = found.answers
    if read.format.source is not None:
        return
    decided = {each.about: each.value for each in found.assumptions}
    kept: dict[str, object] = {name: getattr(answers, name) for name in KEPT}
    kept["zone"] = answers.zone
    kept["columns"] = answers.columns or _mapping(decided.get("columns", ""))
    kept["scale"] = answers.scale or decided.get("scale") or None
    kept["format"] = read.format.name
    said = {name: value for name, value in kept.items() if value not in (None, {})}
    path = _place(workspace, found.source)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


def _mapping(said: str) -> dict[str, str]:
    """Take the mapping of columns that was said."""
    pairs = (part.rpartition(" = ") for part in said.split(", ") if " = " in part)
    return {field: column for column, _, field in pairs}
