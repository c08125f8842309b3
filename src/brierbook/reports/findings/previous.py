"""The retrospective before this one, as its ``summary.json`` tells of it."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from brierbook.errors import FormError, Message, WorkspaceError

__all__ = ["Previous", "read_previous", "read_written_time"]

SCHEMAS = ("brierbook.summary/1", "brierbook.summary/2")
LARGEST = 64 * 2**20  # bytes of a summary


@dataclass(frozen=True, slots=True)
class Previous:
    """What a retrospective is compared by; ``outcomes`` is None where they were not recorded."""

    root: str
    entries: int
    resolved: int
    forecasts: int
    propositions: int
    events: int
    brier: tuple[float, float, float] | None
    outcomes: Mapping[str, str] | None

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        return asdict(self)


def read_previous(path: Path, *, root: str, selection: Mapping[str, object]) -> Previous | None:
    """Read the retrospective before the one that is to be written in its place.

    A summary of the same book as now is that of the report itself, and tells what it was compared
    with: to write a report twice changes nothing. One of another selection is no predecessor.
    """
    summary = _read_summary(path)
    if summary is None:
        return None
    try:
        if summary.get("selection", selection) != selection:
            return None
        if summary["book"]["root"] != root:
            return _summary_essentials(summary)
        return _recorded_previous(summary.get("previous"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable_summary(
            path, Message("lacks something that a summary has", "summary.lacks")
        ) from error


def read_written_time(path: Path, *, root: str) -> datetime | None:
    """Read for which instant the report of this very book was written; None where there is none."""
    summary = _read_summary(path)
    if summary is None:
        return None
    try:
        if summary["book"]["root"] != root:
            return None
        return datetime.fromisoformat(summary["made_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable_summary(
            path, Message("lacks something that a summary has", "summary.lacks")
        ) from error


def _read_summary(path: Path) -> dict[str, Any] | None:
    """Read a summary; None where there is none."""
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > LARGEST:
            raise _unreadable_summary(path, Message("is too large", "summary.too_large"))
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable_summary(path, Message("cannot be read", "summary.unreadable")) from error
    if not isinstance(found, dict) or found.get("schema") not in SCHEMAS:
        raise _unreadable_summary(
            path, Message("is not of a schema that is known here", "summary.schema")
        )
    return found


def _unreadable_summary(path: Path, problem: str) -> WorkspaceError:
    """Say what to do with a summary that cannot be used."""
    return WorkspaceError(
        "{path}: {problem}; move it away, or write elsewhere with -o",
        code="report.summary",
        path=path,
        problem=problem,
    )


def _summary_essentials(summary: dict[str, Any]) -> Previous:
    """Take from a summary what is compared."""
    scored, brier = summary["scored"], (summary["scores"] or {}).get("brier")
    return _check_types(
        root=summary["book"]["root"],
        entries=summary["book"]["entries"],
        resolved=summary["resolved_propositions"],
        forecasts=scored["forecasts"],
        propositions=scored["propositions"],
        events=scored["events"],
        brier=[brier[name] for name in ("value", "lower", "upper")] if brier else None,
        outcomes=summary.get("outcomes"),
    )


def _recorded_previous(previous: dict[str, Any] | None) -> Previous | None:
    """Take what a summary was itself compared with."""
    return None if previous is None else _check_types(**previous)


def _check_types(**fields: Any) -> Previous:  # noqa: ANN401  # JSON holds anything
    """Refuse what has not the types of a summary."""
    brier, outcomes = fields.pop("brier"), fields.pop("outcomes")
    if not all(type(value) is (str if name == "root" else int) for name, value in fields.items()):
        raise FormError("a count is no whole number", code="summary.count")
    if outcomes is not None and not all(isinstance(each, str) for each in outcomes.values()):
        raise FormError("an outcome is no text", code="summary.outcome")
    score = None if brier is None or None in brier else tuple(map(float, brier))
    if score is not None and not (len(score) == 3 and all(map(math.isfinite, score))):  # noqa: PLR2004  # estimate and limits
        raise FormError("a score is no number", code="summary.score")
    return Previous(**fields, brier=score, outcomes=outcomes)
