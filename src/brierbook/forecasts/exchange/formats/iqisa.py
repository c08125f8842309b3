"""Forecasts in the columns of iqisa: one response a row, the questions in a second file."""

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import UNIT, FileScale, read_cell
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.formats.protocol import Files, Format
from brierbook.forecasts.exchange.formats.says import (
    say_known,
    say_no_deadline,
    say_people,
    say_scale,
    say_zone_written,
)
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, QuestionRow
from brierbook.forecasts.exchange.tables import InputTable, open_table
from brierbook.forecasts.exchange.times import TimeReader, is_forever
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT"]

FORECASTS = {"question_id", "user_id", "probability", "answer_option", "timestamp"}
QUESTIONS = {"question_id", "q_title"}
OUTCOMES = {"1": "yes", "0": "no", "-1": "ambiguous"}
YES = "1"


def _detect(files: Files) -> int:
    """Tell the columns of iqisa."""
    heads = [set(table.head) for file in files if (table := open_table(file)) is not None]
    return 96 if any(head >= FORECASTS for head in heads) else 0


def _read_files(files: Files, found: Collection) -> None:
    """Read the questions, then the forecasts of them."""
    tables = [table for file in files if (table := open_table(file)) is not None]
    questions = [each for each in tables if set(each.head) >= QUESTIONS]
    if not questions:
        raise InputError(
            "file",
            tables[0].file.name,
            "holds forecasts without their questions; give the file with q_title too",
            code="import.no_questions",
        )
    reader = IqisaReader(found)
    for table in questions:
        reader.read_questions(table)
    for table in tables:
        if set(table.head) >= FORECASTS:
            reader.read_forecasts(table)
    reader.say()


class IqisaReader:
    """Reads both files."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = TimeReader("UTC")
        self.forever = 0
        self.scale = FileScale(UNIT, "program", sure=True)

    def read_questions(self, table: InputTable) -> None:
        """Read every question, with how it turned out."""
        for record, row in table.rows():
            at = table.at(record)
            with self.found.row(at):
                self._read_question(at, row)

    def _read_question(self, at: str, row: dict[str, str]) -> None:
        """Read a question."""
        text, name = row["q_title"], row["question_id"].strip()
        if not text.strip():
            raise InputError("text", text, "is blank", code="import.no_text")
        check_text(text)
        forever = is_forever(row.get("close_time"))
        self.forever += forever
        self.found.add_question(
            QuestionRow(
                at=at,
                id=name,
                text=text,
                opened=self.times.instant(row.get("open_time"), "open_time"),
                deadline=None
                if forever
                else self.times.instant(row.get("close_time"), "close_time"),
                listed=True,
            )
        )
        said = row.get("outcome", "").strip().removesuffix(".0")
        if said:
            if said not in OUTCOMES:
                raise InputError(
                    "outcome", said, "is no outcome that is known", code="import.no_outcome"
                )
            self.found.add_outcome(
                OutcomeRow(
                    at=at,
                    question=name,
                    outcome=OUTCOMES[said],
                    known=self.times.instant(row.get("resolve_time"), "resolve_time"),
                    dated=True,
                )
            )

    def read_forecasts(self, table: InputTable) -> None:
        """Read every response."""
        for record, row in table.rows():
            at = table.at(record)
            with self.found.row(at):
                self._read_forecast(at, row)

    def _read_forecast(self, at: str, row: dict[str, str]) -> None:
        """Read a response."""
        name = row["question_id"].strip()
        if name not in self.found.questions:
            raise InputError(
                "question", name, "is in no file of questions", code="import.no_such_question"
            )
        person = self.found.person(row["user_id"])
        if self.found.is_other(at, person.name):
            return
        p = read_cell(row["probability"], self.scale).value
        p = p if row["answer_option"].strip().removesuffix(".0") == YES else 1 - p
        made = self.times.read(row["timestamp"], "timestamp")
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=name,
                person=person,
                made=made,
                confidence={"how": "stated", "p": f"{p:f}"},
                id=f"{name} | {person.id} | {made.exact}",
            )
        )

    def say(self) -> None:
        """Say what was assumed."""
        say_scale(self.found, UNIT)
        say_zone_written(self.found)
        say_known(self.found, "resolve_time")
        say_people(self.found)
        self.found.assume(
            "answer_option 1",
            "yes",
            Message("a probability is that of option 1, yes", "import.says_option_one"),
        )
        say_no_deadline(self.found, self.forever)


FORMAT = Format("iqisa", _detect, _read_files, source="predictionbook")
