"""Logs of agents, one JSON object a line: events that predict and events that resolve."""

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import UNIT, unit_probability
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.formats.json_lines import read_lines
from brierbook.forecasts.exchange.formats.protocol import Files, Format, as_object
from brierbook.forecasts.exchange.formats.says import say_people, say_scale, say_zone_written
from brierbook.forecasts.exchange.outcome_words import read_outcome_word
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, Person, QuestionRow, Time
from brierbook.forecasts.exchange.times import TimeReader, is_forever
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT"]

PREDICT = ("predict", "prediction", "forecast", "update", "predicted")
RESOLVE = ("resolve", "resolution", "resolved", "outcome")
TYPES = ("event_type", "event", "type", "kind", "action")
DATA = ("event_data", "data", "payload")
IDS = ("id", "question_id", "prediction_id", "market_id", "qid")
TEXTS = ("claim", "text", "question", "prediction", "statement", "title")
PROBABILITIES = ("prob", "p", "probability", "confidence", "forecast")
DEADLINES = ("by", "deadline", "due", "resolve_by", "close_time", "end_date")
TIMES = ("timestamp", "ts", "time", "at", "created_at", "made_at", "date")
ACTORS = ("actor", "agent", "model", "forecaster", "user", "by_whom")
OUTCOMES = ("outcome", "resolution", "result", "resolved_to", "answer")
REASONS = ("reason", "reasoning", "rationale", "why")
ORDERS = ("seq", "index", "n", "line")


def _first(value: dict[str, object], names: tuple[str, ...]) -> object:
    """Give the first field that says something."""
    return next((value[name] for name in names if value.get(name) is not None), None)


def _event_of(value: dict[str, object]) -> tuple[str, dict[str, object]]:
    """Give what kind of event a line is, and what it says."""
    data = next(
        (as_object(value[name]) for name in DATA if isinstance(value.get(name), dict)), value
    )
    return str(_first(value, TYPES) or "").casefold(), data


def _detect(files: Files) -> int:
    """Tell a line of an event, or one with a text and a probability."""
    for file in files:
        kind, data = _event_of(file.first_object)
        if kind in (*PREDICT, *RESOLVE):
            return 90
        if _first(data, TEXTS) and _first(data, PROBABILITIES) is not None:
            return 30  # a table of plain objects fits better
    return 0


def _read_files(files: Files, found: Collection) -> None:
    """Read every line."""
    reader = LogReader(found)
    for file in files:
        reader.start(file.name)
        for at, value in read_lines(file, found):
            with found.row(at):
                reader.read(at, value)
    reader.say()


class LogReader:
    """Reads the events of logs, in their order."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = TimeReader(found.answers.zone)
        self.name = ""
        self.before: object = None
        self.chained = self.breaks = 0

    def start(self, name: str) -> None:
        """Begin with a file; who acts is its name, where no line says it."""
        self.name = name.rpartition("/")[2].rpartition(".")[0] or name
        self.before = None

    def read(self, at: str, value: dict[str, object]) -> None:
        """Read an event."""
        self._follow_chain(value)
        kind, data = _event_of(value)
        outcome = _first(data, OUTCOMES)
        plain = not kind and _first(data, PROBABILITIES) is not None
        if kind in RESOLVE:
            self._read_outcome(at, value, data)
        elif kind in PREDICT or plain:
            self._read_forecast(at, value, data)
            if plain and outcome is not None:
                self._read_outcome(at, value, data, beside=True)
        else:
            self.found.leave_out(
                at,
                Message(
                    "event {kind}: neither a forecast nor an outcome",
                    "import.other_event",
                    {"kind": kind or "?"},
                ),
            )

    def _follow_chain(self, value: dict[str, object]) -> None:
        """Compare the hash of the line before with what this one says of it."""
        if "prev_hash" not in value:
            return
        self.chained += 1
        self.breaks += self.before is not None and value["prev_hash"] != self.before
        self.before = value.get("entry_hash")

    def _time(self, value: dict[str, object], data: dict[str, object]) -> Time:
        """Tell when an event was."""
        said = _first(value, TIMES) or _first(data, TIMES) or self.found.answers.made_at
        if said is None:
            raise InputError("timestamp", "", "is missing", code="import.no_time")
        return self.times.read(str(said), "timestamp")

    def _name(self, data: dict[str, object]) -> str:
        """Name a question: by its id, else by its text."""
        named = _first(data, IDS)
        return str(named if named is not None else _first(data, TEXTS) or "")

    def _read_forecast(self, at: str, value: dict[str, object], data: dict[str, object]) -> None:
        """Read a forecast; its text is kept as it is."""
        text, name = str(_first(data, TEXTS) or ""), self._name(data)
        if not text.strip() and name not in self.found.questions:
            raise InputError("claim", text, "is blank", code="import.no_text")
        p = unit_probability(_first(data, PROBABILITIES), "prob")
        made = self._time(value, data)
        actor = str(_first(value, ACTORS) or _first(data, ACTORS) or self.name)
        if self.found.is_other(at, actor):
            return
        question = self.found.questions.get(name) or self._question(at, name, text, data)
        self.found.add_question(question)
        order = _first(value, ORDERS)
        reason = _first(data, REASONS)
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=name,
                person=Person(actor, actor, "model"),
                made=made,
                confidence={"how": "model", "p": f"{p:f}"},
                id=f"{name} | {actor} | {made.exact}"
                + (f" | {order}" if order is not None else ""),
                named=order is not None,
                reason=str(reason) if reason and str(reason).strip() else None,
            )
        )

    def _question(self, at: str, name: str, text: str, data: dict[str, object]) -> QuestionRow:
        """Take a question."""
        check_text(text)
        ends = _first(data, DEADLINES)
        said = None if ends is None or is_forever(ends) or not str(ends).strip() else str(ends)
        return QuestionRow(at=at, id=name, text=text, deadline=self.times.optional(said, "by"))

    def _read_outcome(
        self, at: str, value: dict[str, object], data: dict[str, object], *, beside: bool = False
    ) -> None:
        """Read an outcome; one that is null is not clear, unless it stands beside a forecast."""
        name = self._name(data)
        if name not in self.found.questions:
            raise InputError("id", name, "is what no line predicts", code="import.not_predicted")
        said = _first(data, OUTCOMES)
        outcome = "ambiguous" if said is None else read_outcome_word(_plain(said))[0]
        if outcome is None:
            return
        known = None if beside else self._time(value, data)
        self.found.add_outcome(
            OutcomeRow(at=at, question=name, outcome=outcome, known=known, dated=not beside)
        )

    def say(self) -> None:
        """Say what was assumed."""
        found = self.found
        found.assume(
            "which side",
            "the claim as it is written",
            Message(
                "a probability is that the claim comes true, whatever side its text names",
                "import.says_side",
            ),
        )
        found.assume(
            "text",
            "verbatim",
            Message(
                "claims are kept as they are, with their numbers and signs", "import.says_verbatim"
            ),
        )
        say_zone_written(found)
        say_scale(found, UNIT)
        found.assume(
            "known_at",
            "time of the line",
            Message("an outcome was known at the time of its line", "import.says_line_time"),
        )
        say_people(found)
        again = sum(len(rows) > 1 for rows in found.outcomes.values())
        found.notice(
            "resolved again",
            again,
            Message(
                "questions that resolved again, of which all outcomes are kept and the last "
                "counts: {n}",
                "import.says_again",
                {"n": again},
            ),
        )
        whole = self.chained if not self.breaks else 0
        found.notice(
            "chain",
            whole,
            Message(
                "lines that name the hash of the one before, none of them missing: {n}",
                "import.says_chain",
                {"n": whole},
            ),
        )
        found.notice(
            "broken chain",
            self.breaks,
            Message(
                "lines that do not name the hash of the one before, so that lines are missing "
                "or changed: {n}",
                "import.says_broken",
                {"n": self.breaks},
            ),
        )
        seconds: dict[tuple[str, str], int] = {}
        for row in found.forecasts:
            key = (row.question, row.made.moment.text)
            seconds[key] = seconds.get(key, 0) + 1
        same = sum(count for count in seconds.values() if count > 1)
        found.notice(
            "same second",
            same,
            Message(
                "forecasts that share their second with another, in the order of the lines: {n}",
                "import.says_same_second",
                {"n": same},
            ),
        )


def _plain(said: object) -> str:
    """Write a value of JSON as a word."""
    return {True: "yes", False: "no"}.get(said, str(said)) if isinstance(said, bool) else str(said)


FORMAT = Format("agent-log", _detect, _read_files)
