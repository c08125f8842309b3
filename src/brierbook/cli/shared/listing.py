"""Lists of propositions, for a person and as data."""

import shutil
from typing import TYPE_CHECKING, Any

from brierbook.cli.shared import wording
from brierbook.cli.shared.printable import as_printable
from brierbook.forecasts.entries.records import Forecast, Reveal
from brierbook.forecasts.query.search import FoundProposition, ResultPage, StandingForecast
from brierbook.speech.text_columns import align_columns, display_width, truncate_to_width

if TYPE_CHECKING:
    from collections.abc import Callable

    from brierbook.cli.shared.session import Session

__all__ = ["page_as_data", "proposition_table"]

LEAST = 24  # columns for the text, however narrow the terminal is
LONGEST_CELL = 24
WIDTH = 100  # columns where there is no terminal


def proposition_table(
    session: "Session", page: ResultPage, third: "Callable[[FoundProposition], str]", head: str
) -> str:
    """Set propositions below each other: id, what was said, deadline, a third thing, text."""
    words = session.words
    rows = [[words.say(f"head.{name}") for name in ("id", "p", "deadline", head, "text")]]
    for each in page.found:
        until = each.proposition.deadline
        cells = [
            each.proposition.id,
            _standing_summary(session, each),
            until.last_day.isoformat() if until else "–",
            third(each),
        ]
        text = wording.text_in_language(each.proposition.text, words)
        rows.append(
            [*(truncate_to_width(as_printable(cell), LONGEST_CELL) for cell in cells), text]
        )
    return _fit_to_terminal(rows)


def _fit_to_terminal(rows: list[list[str]]) -> str:
    """Shorten the last column to what the terminal has room for."""
    used = sum(
        max(display_width(row[place]) for row in rows) + 2 for place in range(len(rows[0]) - 1)
    )
    room = max(LEAST, shutil.get_terminal_size((WIDTH, 0)).columns - used)
    return align_columns(
        [[*row[:-1], truncate_to_width(row[-1], room)] for row in rows], texts=len(rows[0])
    )


def _standing_summary(session: "Session", found: FoundProposition) -> str:
    """Say what one forecasts: oneself, else the only one, else from the lowest to the highest."""
    held = found.standing
    mine = [each for each in held if each.forecaster == _own_forecaster_id(session)]
    if mine or len(held) == 1:
        return _standing_text((mine or list(held))[-1], session)
    if not held:
        return "–"
    numbers = sorted(each.p for each in held if each.p is not None)
    if not numbers:
        return f"({len(held)})"
    return f"{session.words.percents(numbers[0], numbers[-1])} ({len(held)})"


def _own_forecaster_id(session: "Session") -> str:
    """Give the id under which the user forecasts."""
    from brierbook.forecasts.life.forecasters import make_slug  # one name of it

    return make_slug(session.setting.me)


def _standing_text(held: StandingForecast, session: "Session") -> str:
    """Write a standing forecast as the language has it."""
    kept = [record for record, _ in session.store.about([f"forecast:{held.forecast}"]).values()]
    # a reveal comes after the forecast that it opens
    spoken = [each for each in kept if isinstance(each, Forecast | Reveal)]
    return wording.confidence_text(spoken[-1].confidence, session.words)


def page_as_data(page: ResultPage, session: "Session") -> dict[str, Any]:
    """Give propositions as data."""
    return {
        "total": page.total,
        "propositions": [_proposition_as_data(each, session) for each in page.found],
    }


def _proposition_as_data(found: FoundProposition, session: "Session") -> dict[str, Any]:
    """Give one proposition as data."""
    claim = found.proposition
    text, language = claim.text.pick(session.words.language)
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
