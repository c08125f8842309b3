"""ForecastBench: a set of questions, its outcomes, and what models answered."""

from collections.abc import Iterator

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import UNIT, unit_probability
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.formats.protocol import Files, Format, as_list, as_object
from brierbook.forecasts.exchange.formats.says import say_scale
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, Person, QuestionRow, Time
from brierbook.forecasts.exchange.times import TimeReader
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT"]

NOTHING = (None, "", "N/A")
QUESTIONS, OUTCOMES, FORECASTS = "questions", "resolutions", "forecasts"


def _objects_of_list(file: InputFile, name: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Give the objects of a list of a file."""
    value = as_object(file.json)
    if "question_set" not in value and "forecast_due_date" not in value:
        return
    for place, each in enumerate(as_list(value.get(name))):
        yield file.at(f"/{name}/{place}"), as_object(each)


def _detect(files: Files) -> int:
    """Tell the three kinds of files."""
    kinds = (QUESTIONS, OUTCOMES, FORECASTS)
    return (
        94
        if any(next(_objects_of_list(file, kind), None) for file in files for kind in kinds)
        else 0
    )


def _read_files(files: Files, found: Collection) -> None:
    """Read questions, outcomes, then the forecasts of each model."""
    reader = BenchReader(found)
    for file in files:
        due = str(as_object(file.json).get("forecast_due_date") or "")
        for at, value in _objects_of_list(file, QUESTIONS):
            with found.row(at):
                reader.read_question(at, value, due)
    if not found.questions:
        raise InputError(
            "file",
            files[0].name,
            "holds no questions; give the question set too",
            code="import.no_questions_set",
        )
    for file in files:
        for at, value in _objects_of_list(file, OUTCOMES):
            with found.row(at):
                reader.read_outcome(at, value)
    for file in files:
        reader.read_answers(file)
    reader.say()


class BenchReader:
    """Reads questions, a proposition for each horizon, and what models said of them."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = TimeReader("UTC")
        self.sets: dict[str, dict[str, object]] = {}
        self.prices = 0

    def read_question(self, at: str, value: dict[str, object], due: str) -> None:
        """Keep a question; it becomes one proposition for each date at which it resolves."""
        name = _name_of(value)
        check_text(str(value.get("question") or ""))
        self.sets.setdefault(name, value | {"at": at, "due": due})
        dates = value.get("resolution_dates")
        combined = isinstance(value.get("id"), list)
        if not isinstance(dates, list):
            self._add_market(name, value, at)
        elif not combined:
            for day in dates:
                self._add_horizon(name, str(day), None)

    def _add_market(self, name: str, value: dict[str, object], at: str) -> None:
        """Add the question of a market, which resolves once."""
        opened, closes = (
            value.get("market_info_open_datetime"),
            value.get("market_info_close_datetime"),
        )
        self.found.add_question(
            QuestionRow(
                at=at,
                id=name,
                text=str(value["question"]),
                opened=None
                if opened in NOTHING
                else self.times.instant(opened, "market_info_open_datetime"),
                deadline=None
                if closes in NOTHING
                else self.times.instant(closes, "market_info_close_datetime"),
                criteria=_criteria_of(value),
                listed=True,
            )
        )

    def _add_horizon(self, name: str, day: str, direction: object) -> QuestionRow:
        """Add the proposition of a question at one date, and in one direction if it has any."""
        value = self.sets[name]
        row = QuestionRow(
            at=str(value["at"]),
            id=_horizon_id(name, day, direction),
            text=_fill_dates(value, day),
            deadline=self.times.read(day, "resolution_date"),
            group=name,
            group_title=str(value["question"]),
            criteria=_criteria_of(value),
            listed=True,
            facts={"direction": [int(str(each)) for each in as_list(direction)]}
            if direction
            else {},
        )
        return self.found.add_question(row)

    def _proposition(self, value: dict[str, object]) -> QuestionRow:
        """Find the proposition that an outcome or a forecast is of."""
        name = _name_of(value)
        kept = self.sets.get(name)
        if kept is None:
            raise InputError(
                "question", name, "is not in the question set", code="import.not_in_set"
            )
        dates, day = kept.get("resolution_dates"), value.get("resolution_date")
        if not isinstance(dates, list):
            return self.found.questions[name]
        if str(day) not in map(str, dates):
            raise InputError(
                "resolution_date",
                str(day),
                "is none of the dates of its question",
                code="import.no_horizon",
            )
        return self._add_horizon(name, str(day), value.get("direction"))

    def read_outcome(self, at: str, value: dict[str, object]) -> None:
        """Take an outcome; what is not resolved is a price."""
        if value.get("resolved") is not True:
            self.prices += 1
            self.found.leave_out(
                at, Message("not resolved: what it says is a price", "import.price")
            )
            return
        question = self._proposition(value)
        if value.get("resolved_to") is None:
            self.found.add_outcome(
                OutcomeRow(at=at, question=question.id, outcome="annulled", dated=True)
            )
            return
        p = unit_probability(value["resolved_to"], "resolved_to")
        settled = p in (0, 1)
        self.found.add_outcome(
            OutcomeRow(
                at=at,
                question=question.id,
                outcome=("yes" if p else "no") if settled else "fraction",
                answer=None if settled else f"{p:f}",
                known=_end_of(
                    self.times.read(str(value.get("resolution_date")), "resolution_date")
                ),
                dated=True,
            )
        )

    def read_answers(self, file: InputFile) -> None:
        """Read what one model said."""
        value = as_object(file.json)
        model, maker = str(value.get("model") or ""), str(value.get("organization") or "")
        name = " / ".join(part for part in (maker, model) if part)
        due = str(value.get("forecast_due_date") or self._due_of(value))
        for at, each in _objects_of_list(file, FORECASTS):
            with self.found.row(at):
                self._read_forecast(at, each, Person(name, name, "model"), due)

    def _due_of(self, value: dict[str, object]) -> str:
        """Give the day of a question set by its name."""
        return str(value.get("question_set") or "")[:10]

    def _read_forecast(self, at: str, value: dict[str, object], model: Person, due: str) -> None:
        """Read one forecast of a model."""
        p = unit_probability(value.get("forecast"), "forecast")
        question = self._proposition(value)
        if self.found.is_other(at, model.name):
            return
        made = self.times.read(due, "forecast_due_date")
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=question.id,
                person=model,
                made=made,
                confidence={"how": "model", "p": f"{p:f}"},
                id=f"{question.id} | {model.name} | {due}",
                reason=str(value.get("reasoning") or "").strip()[:5000] or None,
                facts={"elicited": "model"},
            )
        )

    def say(self) -> None:
        """Say what was assumed."""
        found = self.found
        found.assume(
            "made_at",
            "forecast_due_date, UTC",
            Message(
                "a set of forecasts has one day and no hour: forecast_due_date", "import.says_due"
            ),
        )
        found.assume(
            "known_at",
            "end of resolution_date, UTC",
            Message(
                "an outcome is taken as known at the end of its resolution_date",
                "import.says_resolution_date",
            ),
        )
        say_scale(found, UNIT)
        found.assume(
            "text",
            "filled in",
            Message("the dates of a question are filled into its text", "import.says_filled_in"),
        )
        found.assume(
            "one proposition for each resolution date",
            "question x resolution date (x direction)",
            Message(
                "each resolution date of a question is a proposition of its own, in one event",
                "import.says_horizons",
            ),
        )
        found.notice(
            "price, no outcome",
            self.prices,
            Message(
                "rows that are not resolved, whose value is a price: {n}",
                "import.says_prices",
                {"n": self.prices},
            ),
        )


def _end_of(day: Time) -> Time:
    """Give the end of a day, which is when its outcome was known for sure."""
    from brierbook.forecasts.exchange.times import make_instant

    return make_instant(day.last)


def _name_of(value: dict[str, object]) -> str:
    """Name a question: one id may be in two sources."""
    name = value.get("id")
    joined = "+".join(map(str, name)) if isinstance(name, list) else str(name)
    return f"{value.get('source')}/{joined}"


def _horizon_id(name: str, day: str, direction: object) -> str:
    """Name a question at a date."""
    turned = ",".join(map(str, as_list(direction)))
    return f"{name}/{turned}/{day}" if turned else f"{name}/{day}"


def _fill_dates(value: dict[str, object], day: str) -> str:
    """Fill the dates into a text; what the set does not say stays as it is written."""
    text = str(value["question"]).replace("{resolution_date}", day)
    if value.get("due"):
        text = text.replace("{forecast_due_date}", str(value["due"]))
    frozen = value.get("freeze_datetime_value")
    return text if frozen in NOTHING else text.replace("{freeze_datetime_value}", str(frozen))


def _criteria_of(value: dict[str, object]) -> str | None:
    """Give the criteria of a question."""
    said = [value.get("resolution_criteria"), value.get("market_info_resolution_criteria")]
    kept = [str(each) for each in said if each not in NOTHING]
    return "\n\n".join(kept)[:9000] or None


FORMAT = Format("forecastbench", _detect, _read_files, source="forecastbench")
