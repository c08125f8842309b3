"""Contests in a wide table: a row for each respondent, a column "@N." for each question."""

import re
from collections import Counter

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import (
    PERCENT,
    CellAmount,
    FileScale,
    decide_scale,
    read_cell,
)
from brierbook.forecasts.exchange.collecting import Collection, Undecided
from brierbook.forecasts.exchange.formats.protocol import Files, Format
from brierbook.forecasts.exchange.outcome_words import read_outcome_word
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, Person, QuestionRow, Time
from brierbook.forecasts.exchange.tables import InputTable, Record, open_table
from brierbook.forecasts.exchange.times import TimeReader
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT"]

COLUMN = re.compile(r"@(\d+)\..*", re.DOTALL)
NUMBERS = ("question_number", "number", "question_id", "id")
TEXTS = ("question", "text", "title")
OUTCOMES = ("resolution", "outcome", "result")
NUMBERED = re.compile(r"\d+\.\s+")
LEAST = 2


def _wide(files: Files) -> list[InputTable]:
    """List the tables with questions as columns."""
    found = [table for file in files if (table := open_table(file)) is not None]
    return [table for table in found if len(list(filter(COLUMN.fullmatch, table.head))) >= LEAST]


def _detect(files: Files) -> int:
    """Tell columns of questions."""
    return 93 if _wide(files) else 0


def _read_files(files: Files, found: Collection) -> None:
    """Read the questions, then the cells."""
    wide = _wide(files)
    reader = ContestReader(found)
    for file in files:
        table = None if any(file is each.file for each in wide) else open_table(file)
        if table is not None and any(name in table.head for name in TEXTS):
            reader.read_questions(table)
    for table in wide:
        reader.read_answers(table)
    reader.say()


class ContestReader:
    """Reads a contest, whose day is known from outside."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        answers = found.answers
        self.times = TimeReader(answers.zone, day_first=answers.day_first)
        self.deadline = self.times.optional(answers.deadline, "deadline")
        self.texts: dict[str, QuestionRow] = {}
        self.prices = self.blank = self.nobody = self.survey = self.columns = 0
        self.equal = 0

    def read_questions(self, table: InputTable) -> None:
        """Read the questions by their numbers, with how they turned out."""
        number = next((name for name in NUMBERS if name in table.head), None)
        text = next(name for name in TEXTS if name in table.head)
        outcome = next((name for name in OUTCOMES if name in table.head), None)
        for record, row in table.rows():
            at = table.at(record)
            with self.found.row(at):
                self._read_question(at, row[number] if number else str(record.number), row[text])
                self.prices += bool(row.get("probability", "").strip())
                self._read_outcome(
                    at,
                    row[number] if number else str(record.number),
                    row[outcome] if outcome else "",
                )

    def _read_question(self, at: str, number: str, text: str) -> None:
        """Take a question; the number before its text goes."""
        if not text.strip():
            raise InputError("text", text, "is blank", code="import.no_text")
        text = NUMBERED.sub("", text, count=1) if text.startswith(f"{number}. ") else text
        check_text(text)
        self.found.add_question(
            QuestionRow(at=at, id=number.strip(), text=text, deadline=self.deadline, listed=True)
        )

    def _read_outcome(self, at: str, number: str, said: str) -> None:
        """Take an outcome."""
        outcome = read_outcome_word(said)[0]
        if outcome is not None:
            self.found.add_outcome(OutcomeRow(at=at, question=number.strip(), outcome=outcome))

    def read_answers(self, table: InputTable) -> None:
        """Read every cell of a question."""
        columns = {name: match[1] for name in table.head if (match := COLUMN.fullmatch(name))}
        self.columns, self.survey = len(columns), len(table.head) - len(columns)
        made, scale = self._decide(table, list(columns))
        seen: Counter[Record] = Counter()
        for record, row in table.rows():
            seen[Record(0, record.cells)] += 1
            said = {name: row[name] for name in columns if row[name].strip()}
            self.blank += len(columns) - len(said)
            self.nobody += not said
            person = Person(f"respondent {record.number}", str(record.number))
            for name, cell in said.items():
                at = table.file.at(f"{record.number}/{name}")
                with self.found.row(at):
                    self._read_cell(at, columns[name], person, made, read_cell(cell, scale))
        self.equal = sum(count for count in seen.values() if count > 1)

    def _decide(self, table: InputTable, columns: list[str]) -> tuple[Time, FileScale]:
        """Decide the day and the scale, which the file does not say."""
        undecided = Undecided()
        cells = [row[name] for _, row in table.rows() for name in columns if row[name].strip()]
        scale = decide_scale(cells, self.found.answers.scale)
        if scale.name is None:
            undecided.ask(
                Message(
                    "is 1 certain, or one percent? give --scale 0-1 or --scale percent",
                    "import.asks_scale",
                )
            )
        if self.found.answers.made_at is None:
            undecided.ask(
                Message("when were these forecasts made? give --made-at", "import.asks_made_at")
            )
        undecided.refuse(table.file.name)
        made = self.times.read(self.found.answers.made_at or "", "made_at")
        return made, FileScale(scale.name, scale.why, sure=scale.name == PERCENT or scale.sure)

    def _read_cell(
        self, at: str, number: str, person: Person, made: Time, amount: CellAmount
    ) -> None:
        """Read one probability."""
        if self.found.is_other(at, person.name):
            return
        if number not in self.found.questions:
            text = COLUMN.sub("", at.rpartition("/")[2]) or at.rpartition("/")[2]
            self.found.add_question(
                QuestionRow(at=at, id=number, text=text, deadline=self.deadline)
            )
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=number,
                person=person,
                made=made,
                confidence={"how": "stated", "p": f"{amount.value:f}"},
                id=f"{number} | {person.id} | {made.moment.text}",
            )
        )

    def say(self) -> None:
        """Say what was assumed."""
        found, answers = self.found, self.found.answers
        found.assume(
            "scale",
            PERCENT,
            Message(
                "probabilities are {scale} in the whole file",
                "import.says_scale_whole",
                {"scale": answers.scale or PERCENT},
            ),
        )
        found.assume(
            "made_at",
            answers.made_at or "",
            Message(
                "all forecasts were made on {day}, as given",
                "import.says_made_at",
                {"day": answers.made_at or ""},
            ),
        )
        found.assume(
            "deadline",
            answers.deadline or "none",
            Message(
                "the file has no deadlines: {value}",
                "import.says_deadline",
                {"value": answers.deadline or "-"},
            ),
        )
        found.assume(
            "whose rows",
            "respondents",
            Message(
                "respondents are known by the number of their row: a changed order would make "
                "other people",
                "import.says_respondents",
            ),
        )
        found.assume(
            "columns",
            "@N.",
            Message(
                "columns of questions: {n}; other columns, which are not read: {others}",
                "import.says_wide",
                {"n": self.columns, "others": self.survey},
            ),
        )
        found.assume(
            "known_at",
            "not known",
            Message(
                "the file does not say when outcomes became known", "import.says_known_unknown"
            ),
        )
        found.notice(
            "blank cells",
            self.blank,
            Message(
                "blank cells, which are no forecast: {n}", "import.says_blank", {"n": self.blank}
            ),
        )
        found.notice(
            "equal rows",
            self.equal // 2,
            Message(
                "rows equal to another in every cell, kept since they may be of two people: {n}",
                "import.says_equal",
                {"n": self.equal},
            ),
        )
        found.notice(
            "nobody's row",
            self.nobody,
            Message("rows that hold no forecast: {n}", "import.says_nobody", {"n": self.nobody}),
        )
        found.notice(
            "market prices",
            self.prices,
            Message(
                "prices of a market, which are not read as forecasts: {n}",
                "import.says_market_prices",
                {"n": self.prices},
            ),
        )


FORMAT = Format("acx", _detect, _read_files)
