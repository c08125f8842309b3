"""The retrospective before this one, as its ``summary.json`` tells of it."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from brierbook.errors import WorkspaceError

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
    summary = read_summary(path)
    if summary is None:
        return None
    try:
        if summary.get("selection", selection) != selection:
            return None
        if summary["book"]["root"] != root:
            return essentials(summary)
        return recorded(summary.get("previous"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise unreadable(path, "lacks something that a summary has") from error


def read_summary(path: Path) -> dict[str, Any] | None:
    """Read a summary; None where there is none."""
    if not path.is_file():
        return None
    try:
        if path.stat().st_size > LARGEST:
            raise unreadable(path, "is too large")
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise unreadable(path, "cannot be read") from error
    if not isinstance(found, dict) or found.get("schema") not in SCHEMAS:
        raise unreadable(path, "is not of a schema that is known here")
    return found


def unreadable(path: Path, problem: str) -> WorkspaceError:
    """Say what to do with a summary that cannot be used."""
    return WorkspaceError(f"{path}: {problem}; move it away, or write elsewhere with -o")


def essentials(summary: dict[str, Any]) -> Previous:
    """Take from a summary what is compared."""
    scored, brier = summary["scored"], (summary["scores"] or {}).get("brier")
    return checked(
        root=summary["book"]["root"],
        entries=summary["book"]["entries"],
        resolved=summary["resolved_propositions"],
        forecasts=scored["forecasts"],
        propositions=scored["propositions"],
        events=scored["events"],
        brier=[brier[name] for name in ("estimate", "lower", "upper")] if brier else None,
        outcomes=summary.get("outcomes"),
    )


def recorded(previous: dict[str, Any] | None) -> Previous | None:
    """Take what a summary was itself compared with."""
    return None if previous is None else checked(**previous)


def checked(**fields: Any) -> Previous:  # noqa: ANN401  # JSON holds anything
    """Refuse what has not the types of a summary."""
    brier, outcomes = fields.pop("brier"), fields.pop("outcomes")
    if not all(type(value) is (str if name == "root" else int) for name, value in fields.items()):
        raise TypeError("a count is no whole number")
    if outcomes is not None and not all(isinstance(each, str) for each in outcomes.values()):
        raise TypeError("an outcome is no text")
    score = None if brier is None or None in brier else tuple(map(float, brier))
    if score is not None and not (len(score) == 3 and all(map(math.isfinite, score))):  # noqa: PLR2004  # estimate and limits
        raise ValueError("a score is no number")
    return Previous(**fields, brier=score, outcomes=outcomes)
