"""Metaculus's export: question_data.csv and forecast_data.csv, in a folder or an archive."""

import ast
from decimal import Decimal

from brierbook.errors import InputError, Message
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.exchange.amounts import (
    UNIT,
    exact_decimal,
    number_text,
    unit_probability,
)
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.distributions import (
    levels_body,
    quantiles_of_cdf,
    raw_shares,
    shares_body_of,
)
from brierbook.forecasts.exchange.formats.protocol import Files, Format
from brierbook.forecasts.exchange.formats.says import (
    say_id,
    say_scale,
    say_zone_written,
)
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, Person, QuestionRow, Time
from brierbook.forecasts.exchange.tables import InputTable, open_table
from brierbook.forecasts.exchange.times import TimeReader
from brierbook.forecasts.frozen import replace_fields
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT", "KINDS", "outcome_of"]

QUESTIONS = {"Question ID", "Question Title", "Question Type"}
FORECASTS = {"Question ID", "Start Time", "Probability Yes"}
KINDS = {
    "binary": "binary",
    "multiple_choice": "categorical",
    "numeric": "numeric",
    "discrete": "numeric",
    "date": "date",
}
PERCENTILES = {
    "0.05": "5th Percentile",
    "0.25": "25th Percentile",
    "0.5": "Median",
    "0.75": "75th Percentile",
    "0.95": "95th Percentile",
}
UNSETTLED = {"annulled": "annulled", "ambiguous": "ambiguous"}
BEYOND = {"above_upper_bound": "above", "below_lower_bound": "below"}
CLOSED, SCHEDULED = "Actual Close Time", "Scheduled Close Time"
LATE = "made after the question had closed because its outcome was known"


def _tables(files: Files, needed: set[str]) -> list[InputTable]:
    """List the tables with some columns."""
    found = (open_table(file) for file in files if file.suffix == ".csv")
    return [table for table in found if table is not None and set(table.head) >= needed]


def _detect(files: Files) -> int:
    """Tell the columns of the questions."""
    return 97 if _tables(files, QUESTIONS) else 0


def _read_files(files: Files, found: Collection) -> None:
    """Read the questions, then the forecasts."""
    reader = MetaculusReader(found)
    for table in _tables(files, QUESTIONS):
        for record, row in table.rows():
            with found.row(table.at(record)):
                reader.read_question(table.at(record), row)
    for table in _tables(files, FORECASTS):
        for record, row in table.rows():
            with found.row(table.at(record)):
                reader.read_forecast(table.at(record), row)
    reader.end_forecasts()
    reader.say()


class MetaculusReader:
    """Reads questions, forecasts and outcomes."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = TimeReader("UTC")
        self.ranges: dict[str, tuple[str, ...]] = {}
        self.closed: dict[str, Time] = {}
        self.kinds: dict[str, str] = {}
        self.bots = self.crowds = self.expiring = self.withdrawn = 0
        self.added: set[str] = set()

    def read_question(self, at: str, row: dict[str, str]) -> None:
        """Read a question and how it turned out."""
        name, text, said = row["Question ID"].strip(), row["Question Title"], row["Question Type"]
        if said not in KINDS:
            raise InputError(
                "type", said, "is no kind of question that is known", code="import.kind"
            )
        check_text(text)
        label = row.get("Label", "").strip()
        self.ranges[name] = tuple(map(str, _python_list(row.get("Continuous Range", ""))))
        self.kinds[name] = said
        low, high = _bounds(KINDS[said], row)
        self.found.add_question(
            QuestionRow(
                at=at,
                id=name,
                text=text,
                kind=KINDS[said],
                options=self._options(name, row),
                low=low,
                high=high,
                opened=self.times.instant(row.get("Open Time"), "Open Time"),
                deadline=self.times.instant(row.get(SCHEDULED), SCHEDULED),
                group=row.get("Post ID", "").strip() if label else None,
                listed=True,
                facts={"label": label} if label else {},
            )
        )
        self._read_outcome(at, name, row)

    def _options(self, name: str, row: dict[str, str]) -> tuple[str, ...]:
        """List all options that a question ever had."""
        listed = row.get("MC Options (All)") or row.get("MC Options (Current)") or ""
        options = tuple(map(str, _python_list(listed)))
        if len(_python_list(row.get("MC Options History", ""))) > 1:
            self.added.add(name)
        return options

    def _read_outcome(self, at: str, name: str, row: dict[str, str]) -> None:
        """Take an outcome; one that closed its question early was decided then."""
        said = row.get("Resolution", "").strip()
        if not said:
            return
        question = self.found.questions[name]
        closed = self.times.instant(row.get(CLOSED), CLOSED)
        early = closed and question.deadline and closed.first < question.deadline.first
        if early and closed:
            self.closed[name] = closed
        outcome, answer = outcome_of(said, question)
        self.found.add_outcome(
            OutcomeRow(
                at=at,
                question=name,
                outcome=outcome,
                answer=answer,
                decided=closed if early else None,
                known=self.times.instant(row.get("Resolution Known Time"), "Resolution Known Time"),
                dated=True,
            )
        )

    def read_forecast(self, at: str, row: dict[str, str]) -> None:
        """Read a forecast of a person, a bot or an aggregate."""
        name = row["Question ID"].strip()
        question = self.found.questions.get(name)
        if question is None:
            raise InputError(
                "question", name, "is in no file of questions", code="import.no_such_question"
            )
        person = self._person(row)
        if self.found.is_other(at, person.name):
            return
        made = self.times.read(row["Start Time"], "Start Time")
        body, facts = self._confidence(question, row)
        closed = self.closed.get(name)
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=name,
                person=person,
                made=made,
                confidence=body,
                id=f"{name} | {person.id} | {made.exact}",
                until=self.times.instant(row.get("End Time"), "End Time"),
                flagged=LATE if closed and made.first >= closed.first else None,
                facts=facts,
            )
        )

    def _person(self, row: dict[str, str]) -> Person:
        """Tell whose forecast it is."""
        if "Forecaster (Anonymized)" in row:
            return self.found.person(row["Forecaster (Anonymized)"])
        user, name = row.get("Forecaster ID", "").strip(), row.get("Forecaster Username", "")
        if not user:
            return self.found.person(name, kind="crowd")
        bot = row.get("Is Bot", "").strip().lower() == "true"
        return self.found.person(name or user, user, "model" if bot else "person")

    def _confidence(
        self, question: QuestionRow, row: dict[str, str]
    ) -> tuple[EntryBody, dict[str, Json]]:
        """Take what was held, by the kind of its question."""
        kind = {"crowd": "crowd", "model": "model"}.get(self._person(row).kind)
        self.bots += kind == "model"
        self.crowds += kind == "crowd"
        facts: dict[str, Json] = {"elicited": kind} if kind else {}
        if question.kind == "binary":
            p = unit_probability(row["Probability Yes"].strip())
            return {"how": "model" if kind == "model" else "stated", "p": f"{p:f}"}, facts
        if question.kind == "categorical":
            listed = _python_list(row.get("Probability Yes Per Category", ""))
            shares = [
                (option, unit_probability(each))
                for option, each in zip(question.options, listed, strict=False)
                if each is not None
            ]
            return shares_body_of(shares, question.options), facts | raw_shares(shares)
        return self._distribution(question, row), facts

    def _distribution(self, question: QuestionRow, row: dict[str, str]) -> EntryBody:
        """Take a distribution function at its places, else the five percentiles."""
        cdf = [exact_decimal(each) for each in _python_list(row.get("Continuous CDF", ""))]
        places = self._places(question, len(cdf))
        if len(cdf) > 1 and len(places) == len(cdf) and None not in cdf:
            return quantiles_of_cdf([each for each in cdf if each is not None], places)
        levels = [
            (Decimal(level), _value_text(question, row[column]))
            for level, column in PERCENTILES.items()
            if row.get(column, "").strip()
        ]
        return levels_body(levels)

    def _places(self, question: QuestionRow, n: int) -> list[str]:
        """Give the values at which a distribution function is told.

        Of a discrete question it is told at equal steps, whatever the column of the range holds.
        """
        values = self.ranges.get(question.id, ())
        if len(values) == n and self.kinds[question.id] != "discrete":
            return [_value_text(question, each) for each in values]
        if question.kind != "numeric" or n < 2 or question.low is None or question.high is None:  # noqa: PLR2004 - two ends
            return []
        low, high = Decimal(question.low), Decimal(question.high)
        return [
            number_text((low + (high - low) * place / (n - 1)).normalize()) for place in range(n)
        ]

    def end_forecasts(self) -> None:
        """Count the forecasts that ended with no next one, or will end."""
        starts = {(row.question, row.person.id, row.made.first) for row in self.found.forecasts}
        kept: list[ForecastRow] = []
        for row in self.found.forecasts:
            if row.until and (row.question, row.person.id, row.until.first) in starts:
                ended: dict[str, Json] = {"until": row.until.exact}
                kept.append(replace_fields(row, until=None, facts=row.facts | ended))
                continue
            kept.append(row)
            if row.until is not None and row.person.kind != "crowd":
                later = row.until.first > read_clock()
                self.expiring += later
                self.withdrawn += not later
        self.found.forecasts = kept

    def say(self) -> None:
        """Say what was assumed."""
        found = self.found
        say_scale(found, UNIT)
        say_zone_written(found)
        say_id(found, "Question ID")
        found.assume(
            "decided_at",
            CLOSED,
            Message(
                "a question that closed early closed because its outcome was decided; "
                "else it is not known when that was",
                "import.says_closed_early",
            ),
        )
        people = {row.person.id for row in found.forecasts if row.person.kind == "person"}
        found.assume(
            "whose rows",
            found.answers.me or "everybody",
            Message(
                "people: {people}; rows of bots: {bots}; rows of aggregates: {crowds}",
                "import.says_kinds_of_people",
                {"people": len(people), "bots": self.bots, "crowds": self.crowds},
            ),
        )
        found.notice(
            "withdrawn",
            self.withdrawn,
            Message(
                "forecasts that end with no next one, withdrawn then: {n}",
                "import.says_withdrawn",
                {"n": self.withdrawn},
            ),
        )
        found.notice(
            "expiring",
            self.expiring,
            Message(
                "forecasts that end in the future: {n}",
                "import.says_expiring",
                {"n": self.expiring},
            ),
        )
        found.notice(
            "options added later",
            len(self.added),
            Message(
                "questions that got options later, so that earlier shares name fewer: {n}",
                "import.says_added",
                {"n": len(self.added)},
            ),
        )
        found.notice(
            "fraction of a second",
            self.times.fractions,
            Message(
                "times are kept to the second; fractions that are cut: {n}",
                "import.says_fractions",
                {"n": self.times.fractions},
            ),
        )
        found.notice(
            "bot",
            self.bots,
            Message("forecasts of bots: {n}", "import.says_bots", {"n": self.bots}),
        )
        discrete = sum(kind == "discrete" for kind in self.kinds.values())
        found.notice(
            "discrete",
            discrete,
            Message(
                "discrete questions, whose distributions are told at equal steps: {n}",
                "import.says_discrete",
                {"n": discrete},
            ),
        )
        beyond = sum(
            one.outcome in BEYOND.values() for rows in found.outcomes.values() for one in rows
        )
        found.notice(
            "out of bounds",
            beyond,
            Message(
                "outcomes beyond a bound, kept as that: {n}", "import.says_beyond", {"n": beyond}
            ),
        )


def outcome_of(said: str, question: QuestionRow) -> tuple[str, str | None]:
    """Read the outcome that Metaculus writes."""
    word = said.lower()
    if word in UNSETTLED:
        return UNSETTLED[word], None
    if word in BEYOND:
        return BEYOND[word], None
    if question.kind == "binary" and word in ("yes", "no"):
        return word, None
    if question.kind == "categorical" and said in question.options:
        return "option", said
    if question.kind in ("numeric", "date"):
        return "value", _value_text(question, said)
    raise InputError("outcome", said, "is no outcome of this question", code="import.unfit_outcome")


def _value_text(question: QuestionRow, said: str) -> str:
    """Write a number or a day as entries do."""
    if question.kind == "numeric":
        number = exact_decimal(said)
        whole = number is not None and number == number.to_integral_value()
        return number_text(number.to_integral_value() if whole and number is not None else said)
    return TimeReader("UTC").read(said, "value").first.date().isoformat()


def _bounds(kind: str, row: dict[str, str]) -> tuple[str | None, str | None]:
    """Give the bounds that a question states."""
    if kind not in ("numeric", "date"):
        return None, None
    low, high = (row.get(name, "").strip() for name in ("Lower Bound", "Upper Bound"))
    if kind == "numeric":
        return number_text(low) if low else None, number_text(high) if high else None
    reader = TimeReader("UTC")
    return (
        reader.read(low, "Lower Bound").first.date().isoformat() if low else None,
        reader.read(high, "Upper Bound").first.date().isoformat() if high else None,
    )


def _python_list(text: str) -> list[object]:
    """Read a list as Python writes it, which is no JSON."""
    if not text.strip():
        return []
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise InputError(
            "list", text, "is no list as Python writes it", code="import.no_list"
        ) from error
    return value if isinstance(value, list) else []


FORMAT = Format("metaculus", _detect, _read_files, source="metaculus")
