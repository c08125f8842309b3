"""Fatebook's CSV of forecasts: the current one, older ones, and what a spreadsheet made of it."""

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import UNIT, FileScale, read_cell
from brierbook.forecasts.exchange.collecting import Collection, Undecided
from brierbook.forecasts.exchange.formats.protocol import Files, Format
from brierbook.forecasts.exchange.formats.says import (
    say_day_order,
    say_deadline_instant,
    say_known,
    say_options_apart,
    say_people,
    say_scale,
    say_zone_utc,
)
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, QuestionRow
from brierbook.forecasts.exchange.tables import InputTable, open_table
from brierbook.forecasts.exchange.times import SPLIT, TimeReader, day_order, is_forever

__all__ = ["FORMAT"]

TITLE, WHO = "Question title", "Forecast created by"
P, MADE = "Forecast (scale = 0-1)", "Forecast created at"
OPENED, DEADLINE = "Question created at", "Question resolve by"
OPTION, NOTES, TAGS = "Multiple choice option", "Question notes", "Question tags"
OUTCOME = ("Resolution", "Question resolution")
KNOWN = ("Resolved at", "Question resolved at")
TIMES = (MADE, OPENED, DEADLINE, *KNOWN)
NEEDED = {TITLE, WHO, P, MADE, OPENED}
OUTCOMES = {"YES": "yes", "NO": "no", "AMBIGUOUS": "ambiguous"}
NOTHING = ("", "null", "undefined")


def _detect(files: Files) -> int:
    """Tell Fatebook's head."""
    tables = [table for file in files if (table := open_table(file)) is not None]
    return 95 if tables and all(set(table.head) >= NEEDED for table in tables) else 0


def _read_files(files: Files, found: Collection) -> None:
    """Read every file."""
    for file in files:
        if (table := open_table(file)) is not None:
            found.of_file(file)
            FatebookReader(table, found).read()


class FatebookReader:
    """Reads one export."""

    def __init__(self, table: InputTable, found: Collection) -> None:
        self.table, self.found = table, found
        self.outcome = next((name for name in OUTCOME if name in table.head), OUTCOME[0])
        self.known = next((name for name in KNOWN if name in table.head), KNOWN[0])
        self.scale = FileScale(UNIT, "header", sure=True)
        self.times = self._decide_times()

    def _decide_times(self) -> TimeReader:
        """Tell how a spreadsheet wrote the days, if one did."""
        given = self.found.answers.day_first
        cells = [row[name] for _, row in self.table.rows() for name in TIMES if row.get(name, "")]
        order = day_order(cells)
        split = sum(SPLIT.fullmatch(cell.strip()) is not None for cell in cells)
        first = order.day_first if given is None else given
        if split and first is None and order.unclear:
            undecided = Undecided()
            undecided.ask(
                Message(
                    "is {example} day first or month first? give --day-first or --month-first",
                    "import.asks_order",
                    {"example": order.unclear},
                )
            )
            undecided.refuse(self.table.file.name)
        if split:
            example = order.example or order.unclear or ""
            say_day_order(self.found, example, day_first=bool(first))
            self._say_forms(len(cells) - split)
        return TimeReader("UTC", day_first=first)

    def _say_forms(self, others: int) -> None:
        """Say that there are two forms."""
        self.found.notice(
            "two time formats",
            int(others > 0),
            Message("times have two forms in one column: both are read", "import.says_two_forms"),
        )

    def read(self) -> None:
        """Read every row."""
        for record, row in self.table.rows():
            at = self.table.at(record)
            if record.is_blank:
                self.found.leave_out(at, Message("an empty row", "import.empty_row"))
                continue
            with self.found.row(at):
                self._read_row(at, row)
        self._say()

    def _read_row(self, at: str, row: dict[str, str]) -> None:
        """Read a row: a question or one of its options, a forecast, and an outcome."""
        person = self.found.person(row[WHO])
        if self.found.is_other(at, person.name):
            return
        amount = read_cell(row[P], self.scale)
        made = self.times.read(row[MADE], MADE)
        question = self._question(at, row)
        self.found.add_question(question)
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=question.id,
                person=person,
                made=made,
                confidence={"how": "stated", "p": f"{amount.value:f}"},
                id=f"{question.id} | {person.id} | {made.exact}",
            )
        )
        self._read_outcome(at, question.id, row)

    def _question(self, at: str, row: dict[str, str]) -> QuestionRow:
        """Take a question; it has no id but its title and when it was made."""
        title, option = row[TITLE], row.get(OPTION, "")
        if not title.strip():
            raise InputError("text", title, "is blank", code="import.no_text")
        option = "" if option in NOTHING else option
        group = f"{title} | {row[OPENED]}"
        deadline = row.get(DEADLINE, "")
        tags = row.get(TAGS, "")
        tags = tags if ";" in tags else tags.replace(",", ";")
        return QuestionRow(
            at=at,
            id=f"{group} | {option}" if option else group,
            text=f"{title} — {option}" if option else title,
            opened=self.times.instant(row[OPENED], OPENED),
            deadline=None
            if deadline in NOTHING or is_forever(deadline)
            else self.times.instant(deadline, DEADLINE),
            group=group if option else None,
            group_title=title,
            criteria=row.get(NOTES) or None,
            tags=tuple(each.strip() for each in tags.split(";") if each.strip()),
        )

    def _read_outcome(self, at: str, question: str, row: dict[str, str]) -> None:
        """Take how a question turned out."""
        said = row.get(self.outcome, "").strip()
        if said in NOTHING:
            return
        if said.upper() not in OUTCOMES:
            raise InputError(
                "outcome", said, "is no outcome that is known", code="import.no_outcome"
            )
        known = row.get(self.known, "")
        self.found.add_outcome(
            OutcomeRow(
                at=at,
                question=question,
                outcome=OUTCOMES[said.upper()],
                known=None if known in NOTHING else self.times.instant(known, self.known),
            )
        )

    def _say(self) -> None:
        """Say what was assumed."""
        found = self.found
        say_zone_utc(found)
        say_scale(found, UNIT)
        say_deadline_instant(found, DEADLINE)
        say_known(found, self.known)
        say_people(found)
        if OPTION in self.table.head and any(row.group for row in found.questions.values()):
            say_options_apart(found)
        if self.outcome != OUTCOME[0]:
            found.assume(
                "header",
                "older export",
                Message("the columns are those of an older export", "import.says_older"),
            )


FORMAT = Format("fatebook", _detect, _read_files, source="fatebook")
