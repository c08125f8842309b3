"""Lists of propositions, for a person and as data."""

import shutil
from typing import TYPE_CHECKING, Any

from brierbook.cli import wording
from brierbook.cli.plain import plain
from brierbook.forecasts.records import Forecast, Reveal
from brierbook.forecasts.search import Found, Held, Page
from brierbook.reports.columns import aligned, cut, width

if TYPE_CHECKING:
    from collections.abc import Callable

    from brierbook.cli.desk import Desk

LEAST = 24  # columns for the text, however narrow the terminal is
LONGEST_CELL = 24
WIDTH = 100  # columns where there is no terminal


def table(desk: "Desk", page: Page, third: "Callable[[Found], str]", head: str) -> str:
    """Set propositions below each other: id, what was said, deadline, a third thing, text."""
    words = desk.words
    rows = [[words.say(f"head.{name}") for name in ("id", "p", "deadline", head, "text")]]
    for each in page.found:
        until = each.proposition.deadline
        cells = [
            each.proposition.id,
            said(desk, each),
            until.last_day.isoformat() if until else "–",
            third(each),
        ]
        text = wording.text_of(each.proposition.text, words)
        rows.append([*(cut(plain(cell), LONGEST_CELL) for cell in cells), text])
    return fitted(rows)


def fitted(rows: list[list[str]]) -> str:
    """Shorten the last column to what the terminal has room for."""
    used = sum(max(width(row[place]) for row in rows) + 2 for place in range(len(rows[0]) - 1))
    room = max(LEAST, shutil.get_terminal_size((WIDTH, 0)).columns - used)
    return aligned([[*row[:-1], cut(row[-1], room)] for row in rows], texts=len(rows[0]))


def said(desk: "Desk", found: Found) -> str:
    """Say what one forecasts: oneself, else the only one, else from the lowest to the highest."""
    held = found.standing
    mine = [each for each in held if each.forecaster == mine_of(desk)]
    if mine or len(held) == 1:
        return shown((mine or list(held))[-1], desk)
    if not held:
        return "–"
    numbers = sorted(each.p for each in held if each.p is not None)
    if not numbers:
        return f"({len(held)})"
    return f"{desk.words.percents(numbers[0], numbers[-1])} ({len(held)})"


def mine_of(desk: "Desk") -> str:
    """Give the id under which the user forecasts."""
    from brierbook.forecasts.life.forecasters import slug  # noqa: PLC0415  # one name of it

    return slug(desk.setting.me)


def shown(held: Held, desk: "Desk") -> str:
    """Write a standing forecast as the language has it."""
    kept = [record for record, _ in desk.store.about([f"forecast:{held.forecast}"]).values()]
    # a reveal comes after the forecast that it opens
    spoken = [each for each in kept if isinstance(each, Forecast | Reveal)]
    return wording.said(spoken[-1].confidence, desk.words)


def as_data(page: Page, desk: "Desk") -> dict[str, Any]:
    """Give propositions as data."""
    return {"total": page.total, "propositions": [row(each, desk) for each in page.found]}


def row(found: Found, desk: "Desk") -> dict[str, Any]:
    """Give one proposition as data."""
    claim = found.proposition
    text, language = claim.text.pick(desk.words.language)
    return {
        "id": claim.id,
        "text": text,
        "language": language,
        "kind": claim.answers.kind,
        "deadline": claim.deadline.text if claim.deadline else None,
        "status": found.status,
        "outcome": found.outcome,
        "event": claim.event,
        "condition": claim.condition,
        "tags": list(claim.tags),
        "standing": [
            {"forecaster": each.forecaster, "forecast": each.forecast, "made_at": each.made_at}
            | {"said": each.shown, "p": each.p}
            for each in found.standing
        ],
    }
