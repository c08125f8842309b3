"""What of the rows is kept: rows that say the same, that contradict, that came late."""

import itertools
from collections import Counter, defaultdict
from decimal import Decimal

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, QuestionRow, Rejected
from brierbook.forecasts.frozen import frozen_record

__all__ = ["Gathered", "gather", "why_late"]

MINUTE = 60


@frozen_record
class Gathered:
    """What is kept of a source: questions, forecasts with why they are late, and outcomes."""

    collection: Collection
    questions: dict[str, QuestionRow]
    forecasts: tuple[ForecastRow, ...]
    late: dict[str, str]  # place of a forecast: why it is hindsight
    outcomes: dict[str, tuple[OutcomeRow, ...]]


def gather(found: Collection) -> Gathered:
    """Keep what can be kept, and say what was not."""
    forecasts = _keep_distinct(found)
    said = {row.question for row in forecasts}
    questions = {name: row for name, row in found.questions.items() if row.listed or name in said}
    _notice_questions(found, questions, said)
    outcomes = {
        name: kept
        for name, rows in found.outcomes.items()
        if name in questions and (kept := _agreed_outcomes(found, name, rows))
    }
    ends = {name: _ends_of(questions[name], outcomes.get(name, ())) for name in questions}
    late = {row.at[0]: why for row in forecasts if (why := why_late(row, *ends[row.question]))}
    _notice_forecasts(found, forecasts, len(late))
    order = {at: place for place, at in enumerate(_places_in_order(found))}
    found.rejected.sort(key=lambda each: order.get(each.at, 0))
    return Gathered(found, questions, tuple(forecasts), late, outcomes)


def _places_in_order(found: Collection) -> list[str]:
    """List the places of what was rejected as they were met."""
    return list(dict.fromkeys(each.at for each in found.rejected))


def _key(row: ForecastRow) -> tuple[object, ...]:
    """Tell who spoke of what, and when; where the source numbers forecasts, its number."""
    return (row.question, row.id) if row.named else (row.question, row.person.id, row.made.first)


def _value(row: ForecastRow) -> object:
    """Give what was held, so that 0.5 and 0.50 are equal."""
    return _comparable(row.confidence)


def _comparable(value: object) -> object:
    """Make values that are equal as numbers equal."""
    if isinstance(value, dict):
        return tuple((name, _comparable(each)) for name, each in value.items())
    if isinstance(value, list):
        return tuple(map(_comparable, value))
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return value


def _keep_distinct(found: Collection) -> list[ForecastRow]:
    """Drop rows that say the same; of one instant, reject all that say different things."""
    groups: dict[tuple[object, ...], list[ForecastRow]] = defaultdict(list)
    for row in found.forecasts:
        groups[_key(row)].append(row)
    kept: set[int] = set()
    for rows in groups.values():
        if len(rows) > 1 and len({_value(row) for row in rows}) > 1:
            _reject_conflict(found, rows)
            continue
        kept.add(id(rows[0]))
        for row in rows[1:]:
            for one, other in zip(row.at, rows[0].at, strict=False):
                found.drop(one, other)
    return [row for row in found.forecasts if id(row) in kept]


def _reject_conflict(found: Collection, rows: list[ForecastRow]) -> None:
    """Reject rows of which nothing says which came last."""
    places = ", ".join(row.at[0].rpartition("#")[2] for row in rows)
    for row in rows:
        error = InputError(
            "probability",
            str(row.confidence.get("p", "")),
            "is not the only one of this person, question and instant: see {places}",
            code="import.conflict",
            places=places,
        )
        found.rejected += [Rejected(at, error) for at in row.at]


def _agreed_outcomes(
    found: Collection, name: str, rows: list[OutcomeRow]
) -> tuple[OutcomeRow, ...]:
    """Give the outcomes of a question: dated ones in their order, others if they agree."""
    if all(row.dated for row in rows):
        return tuple(
            {(row.outcome, row.answer, _exact(row)): row for row in reversed(rows)}.values()
        )[::-1]
    distinct = {(row.outcome, row.answer) for row in rows}
    if len(distinct) == 1:
        return (next((row for row in rows if row.known or row.decided), rows[0]),)
    places = ", ".join(row.at.rpartition("#")[2] for row in rows[:20])
    found.notice(
        "outcomes disagree",
        1,
        Message(
            "{text}: the rows {places} disagree on the outcome; none is taken",
            "import.says_disagree",
            {"text": found.questions[name].text[:80], "places": places},
        ),
    )
    return ()


def _exact(row: OutcomeRow) -> str:
    """Give when an outcome was known."""
    return row.known.exact if row.known else ""


def _ends_of(
    question: QuestionRow, outcomes: tuple[OutcomeRow, ...]
) -> tuple[QuestionRow, tuple[OutcomeRow, ...]]:
    """Give what ends a question."""
    return question, outcomes


def why_late(
    row: ForecastRow, question: QuestionRow, outcomes: tuple[OutcomeRow, ...]
) -> str | None:
    """Say why a forecast is hindsight, if it is."""
    if row.flagged:
        return row.flagged
    if question.deadline and row.made.first >= question.deadline.last:
        return "made at or after the deadline"
    times = [each for one in outcomes for each in (one.decided, one.known) if each is not None]
    if any(row.made.first >= each.first or row.made.last > each.first for each in times):
        return "made after the outcome was known"
    return None


def _notice_forecasts(found: Collection, forecasts: list[ForecastRow], late: int) -> None:
    """Say what is special about the forecasts that are kept."""
    certain = sum(_is_certain(row) for row in forecasts)
    says = found.notice
    says(
        "certain",
        certain,
        Message("forecasts of exactly 0 or 1: {n}", "import.says_certain", {"n": certain}),
    )
    says(
        "hindsight",
        late,
        Message(
            "late forecasts, kept as hindsight and left out of scores: {n}",
            "import.says_late",
            {"n": late},
        ),
    )
    n = len(found.dropped)
    says(
        "duplicates",
        n,
        Message("rows that say the same as another, dropped: {n}", "import.says_dropped", {"n": n}),
    )
    n = len(found.rejected)
    says(
        "rejected",
        n,
        Message(
            "rows that cannot be taken, listed with their reasons: {n}",
            "import.says_rejected",
            {"n": n},
        ),
    )
    n = _within_a_minute(forecasts)
    says(
        "within a minute",
        n,
        Message(
            "forecasts of one person and question within a minute, all kept, of which the last "
            "stands: {n}",
            "import.says_minute",
            {"n": n},
        ),
    )
    for name, shown in found.invisible.items():
        del name
        says(
            "invisible name",
            1,
            Message(
                "a name that cannot be seen is kept as {shown}",
                "import.says_invisible",
                {"shown": shown},
            ),
        )


def _is_certain(row: ForecastRow) -> bool:
    """Whether a forecast leaves no doubt."""
    said = row.confidence.get("p")
    return said is not None and Decimal(str(said)) in (0, 1)


def _within_a_minute(forecasts: list[ForecastRow]) -> int:
    """Count forecasts that another of the same person and question follows within a minute."""
    times: dict[tuple[str, str], list[ForecastRow]] = defaultdict(list)
    for row in forecasts:
        if not row.made.is_day:
            times[row.question, row.person.id].append(row)
    near: set[int] = set()
    for rows in times.values():
        ordered = sorted(rows, key=lambda row: row.made.first)
        for one, two in itertools.pairwise(ordered):
            if (two.made.first - one.made.first).total_seconds() < MINUTE:
                near |= {id(one), id(two)}
    return len(near)


def _notice_questions(found: Collection, questions: dict[str, QuestionRow], said: set[str]) -> None:
    """Say what is special about the questions that are kept."""
    says = found.notice
    gone = len(found.questions) - len(questions)
    says(
        "rejected question",
        gone,
        Message(
            "questions of which no row could be taken, and which are not made: {n}",
            "import.says_gone",
            {"n": gone},
        ),
    )
    none = sum(name not in said for name in questions)
    says(
        "no forecasts",
        none,
        Message(
            "questions without a forecast, which are kept: {n}",
            "import.says_no_forecasts",
            {"n": none},
        ),
    )
    texts = Counter(row.text for row in questions.values())
    twice = sum(count for count in texts.values() if count > 1)
    says(
        "same title",
        twice,
        Message(
            "questions that share their text with another, kept apart: {n}",
            "import.says_same_text",
            {"n": twice},
        ),
    )
    folded = Counter(" ".join(text.split()) for text in texts)
    spaces = sum(count for count in folded.values() if count > 1)
    says(
        "text differs by spaces",
        spaces,
        Message(
            "questions that differ from another only by spaces, kept apart: {n}",
            "import.says_spaces",
            {"n": spaces},
        ),
    )
