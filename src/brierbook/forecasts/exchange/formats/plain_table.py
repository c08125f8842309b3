"""Tables that people keep: one forecast a row, the columns guessed by their names."""

from collections.abc import Iterator
from decimal import Decimal

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import (
    PERCENT,
    UNIT,
    CellAmount,
    FileScale,
    decide_scale,
    parse_amount,
    read_cell,
)
from brierbook.forecasts.exchange.collecting import Collection, Undecided
from brierbook.forecasts.exchange.columns import guess_columns
from brierbook.forecasts.exchange.formats.protocol import Files, Format
from brierbook.forecasts.exchange.formats.says import say_day_order
from brierbook.forecasts.exchange.outcome_words import read_outcome_word, side_of
from brierbook.forecasts.exchange.rows import (
    ForecastRow,
    LeftOut,
    OutcomeRow,
    Person,
    QuestionRow,
    Time,
)
from brierbook.forecasts.exchange.tables import InputTable, Record, open_table
from brierbook.forecasts.exchange.times import SERIAL, TimeReader, day_order, is_forever
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT", "detect_tables", "read_table"]

HALF = Decimal("0.5")
TIMES = ("made_at", "deadline", "known_at")
SERIAL_DAYS = (20_000, 80_000)
NEEDED = ("text", "p")


def detect_tables(files: Files) -> int:
    """Tell how sure it is that files are plain tables."""
    tables = [table for file in files if (table := open_table(file)) is not None]
    if not tables:
        return 0
    found = guess_columns(tables[0].head, {})
    return 40 if all(field in found for field in NEEDED) else 5


def _read_files(files: Files, found: Collection) -> None:
    """Read every table."""
    for file in files:
        if (table := open_table(file)) is not None:
            found.of_file(file)
            read_table(table, found)


def read_table(table: InputTable, found: Collection) -> None:
    """Read a table."""
    columns = guess_columns(table.head, found.answers.columns)
    missing = [field for field in NEEDED if field not in columns]
    if missing:
        raise InputError(
            "file",
            table.file.name,
            "has no column for {missing}; name it with --column, as in --column p=NAME; "
            "its columns are {columns}",
            code="import.missing_column",
            missing=", ".join(missing),
            columns=", ".join(table.head),
        )
    PlainReader(table, columns, found).read()


class PlainReader:
    """Reads one table, once it is decided how."""

    def __init__(self, table: InputTable, columns: dict[str, str], found: Collection) -> None:
        self.table, self.columns, self.found = table, columns, found
        self.answers = found.answers
        self.rows = [
            (record, {field: cells[column] for field, column in columns.items()})
            for record, cells in table.rows()
        ]
        self.scale, self.times = self._decide()
        self.first_deadlines: dict[str, str] = {}
        self.assumed_sides = 0
        self.halves = self.rounded = self.relative = 0

    def _decide(self) -> tuple[FileScale, TimeReader]:
        """Decide scale, order of days and the system of serial days for the whole file."""
        undecided = Undecided()
        scale = self._decide_scale(undecided)
        times = self._decide_times(undecided)
        undecided.refuse(self.table.file.name)
        return scale, times

    def _cells(self, *fields: str) -> Iterator[str]:
        """Give the cells of some fields."""
        for _, row in self.rows:
            for field in fields:
                if row.get(field, "").strip():
                    yield row[field]

    def _decide_scale(self, undecided: Undecided) -> FileScale:
        """Decide the scale; what cannot be told is asked."""
        head = self.columns["p"]
        stated = self.answers.scale or _scale_in(head)
        scale = decide_scale(self._cells("p"), stated)
        if scale.name is None:
            undecided.ask(
                Message(
                    "is 1 certain, or one percent? give --scale 0-1 or --scale percent",
                    "import.asks_scale",
                )
            )
        else:
            self._say_scale(scale)
        return scale

    def _say_scale(self, scale: FileScale) -> None:
        """Say which scale was taken, and why."""
        amounts = [each for cell in self._cells("p") if (each := parse_amount(cell)) is not None]
        largest = max((each.value for each in amounts), default=Decimal(0))
        self.found.assume(
            "scale",
            scale.name or "",
            Message(
                "probabilities are {scale}: the largest of {n} is {largest}",
                "import.says_scale",
                {"scale": scale.name, "n": len(amounts), "largest": f"{largest:f}"},
            ),
        )

    def _decide_times(self, undecided: Undecided) -> TimeReader:
        """Decide how days are written."""
        answers = self.answers
        order = day_order(self._cells(*TIMES))
        first = answers.day_first if answers.day_first is not None else order.day_first
        if first is None and order.unclear:
            undecided.ask(
                Message(
                    "is {example} day first or month first? give --day-first or --month-first",
                    "import.asks_order",
                    {"example": order.unclear},
                )
            )
        elif order.example or order.unclear:
            example = order.example or order.unclear or ""
            say_day_order(self.found, example, day_first=bool(first))
        serial = answers.dates or self._guess_serial()
        if serial:
            self.found.assume(
                "dates",
                serial,
                Message(
                    "numbers such as 46027 are serial days of a spreadsheet ({system})",
                    "import.says_serial",
                    {"system": serial},
                ),
            )
        return TimeReader(answers.zone, day_first=first, serial=serial)

    def _guess_serial(self) -> str | None:
        """Tell whether the days are numbers of a spreadsheet."""
        numbers = [cell for cell in self._cells(*TIMES) if SERIAL.fullmatch(cell.strip())]
        low, high = SERIAL_DAYS
        fits = numbers and all(low < float(cell) < high for cell in numbers)
        return "excel-1900" if fits else None

    def read(self) -> None:
        """Read every row."""
        for record, row in self.rows:
            at = self.table.at(record)
            if record.is_blank:
                self.found.left_out.append(LeftOut(at, Message("an empty row", "import.empty_row")))
                continue
            with self.found.row(at):
                self._read_row(at, record, row)
        self._say_rest()

    def _read_row(self, at: str, record: Record, row: dict[str, str]) -> None:
        """Read a row: a question, a forecast of it, and how it turned out."""
        self._refuse_overlong(record)
        person = self._person(row)
        if person is None or self.found.is_other(at, person.name):
            return
        amount = read_cell(row["p"], self.scale)
        made = self._made(row)
        question = self._question(at, row)
        side, told = side_of(row.get("side", "")), row.get("outcome", "")
        outcome, relative = read_outcome_word(told, side)
        flipped = self._side(side, amount, told, relative=relative) == "no"
        p = 1 - amount.value if flipped else amount.value
        self.halves += amount.halves
        self.rounded += amount.rounded
        facts = {"rounded": True} if amount.rounded else {}
        self.found.add_question(question)
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=question.id,
                person=person,
                made=made,
                confidence={"how": "stated", "p": f"{p:f}"},
                id=f"{question.id} | {person.id} | {row.get('made_at') or self.answers.made_at}",
                reason=row.get("reason") or None,
                facts=facts | ({"raw_p": row["p"].strip()} if flipped else {}),
            )
        )
        if outcome is not None:
            self.relative += relative
            known = self.times.optional(row.get("known_at"), "known_at")
            self.found.add_outcome(
                OutcomeRow(at=at, question=question.id, outcome=outcome, known=known, why=told)
            )

    def _refuse_overlong(self, record: Record) -> None:
        """Refuse a row that has more cells than the head."""
        width = len(self.table.head)
        if any(cell.strip() for cell in record.cells[width:]):
            raise InputError(
                "row",
                record.cells[width],
                "has {n} cells, and the head has {width}",
                code="import.overlong",
                n=len(record.cells),
                width=width,
            )
        cells = () if self.table.file.is_text else record.cells
        formula = next((cell for cell in cells if cell.startswith("=")), None)
        if formula is not None:
            raise InputError(
                "cell",
                formula,
                "is a formula without a value; save the workbook where it is computed",
                code="import.formula",
            )

    def _person(self, row: dict[str, str]) -> Person | None:
        """Tell whose row it is."""
        if "who" not in self.columns:
            return self.answers.holder
        return self.found.person(row["who"].strip())

    def _made(self, row: dict[str, str]) -> Time:
        """Tell when a forecast was made: as the row says, else as it was given."""
        said = row.get("made_at", "").strip() or self.answers.made_at
        if not said:
            raise InputError(
                "made_at",
                row.get("made_at", ""),
                "is blank; give --made-at for rows that do not say when",
                code="import.no_made_at",
            )
        return self.times.read(said, "made_at")

    def _question(self, at: str, row: dict[str, str]) -> QuestionRow:
        """Take the question of a row; one of another deadline is another one."""
        text = row["text"]
        if not text.strip():
            raise InputError("text", text, "is blank", code="import.no_text")
        check_text(text)
        said = row.get("deadline", "").strip() or self.answers.deadline or ""
        forever = is_forever(said)
        deadline = None if forever else self.times.optional(said, "deadline")
        option = row.get("option", "").strip()
        text = f"{text} — {option}" if option else text
        name = row.get("id", "").strip() or text
        if "id" not in self.columns and self.first_deadlines.setdefault(name, said) != said:
            name = f"{name} | {said}"
        tags = (each.strip() for each in row.get("tags", "").replace(",", ";").split(";"))
        return QuestionRow(
            at=at,
            id=name,
            text=text,
            deadline=deadline,
            criteria=row.get("criteria") or None,
            tags=tuple(tag for tag in tags if tag),
            group=row.get("group", "").strip() or (row["text"] if option else None),
        )

    def _side(self, side: str | None, amount: CellAmount, told: str, *, relative: bool) -> str:
        """Tell which side was taken; an unnamed one is yes, unless nothing can say so."""
        if side is not None:
            return side
        if "side" in self.columns and relative:
            if amount.value < HALF:
                raise InputError(
                    "side",
                    told,
                    "is told of a side that the row does not name, and the confidence is below 50",
                    code="import.side_unknown",
                )
            self.assumed_sides += 1
        return "yes"

    def _say_rest(self) -> None:
        """Say what was assumed of the whole file."""
        found, answers, columns = self.found, self.answers, self.columns
        mapping = ", ".join(f"{column} = {field}" for field, column in columns.items())
        found.assume(
            "columns",
            mapping,
            Message("columns: {columns}", "import.says_columns", {"columns": mapping}),
        )
        unknown = [head for head in self.table.head if head and head not in columns.values()]
        if unknown:
            named = ", ".join(unknown)
            found.notice(
                "unknown columns",
                len(unknown),
                Message(
                    "columns that are not read: {columns}",
                    "import.says_unknown_columns",
                    {"columns": named},
                ),
            )
        if self.times.naive or any(row.made.is_day for row in found.forecasts):
            found.assume(
                "zone",
                answers.zone,
                Message(
                    "days, and times without a zone, are those of {zone}",
                    "import.says_zone",
                    {"zone": answers.zone},
                ),
            )
        if "who" in columns:
            people = {row.person.name for row in found.forecasts}
            found.assume(
                "whose rows",
                answers.me or "everybody",
                Message("people named in the file: {n}", "import.says_people", {"n": len(people)}),
            )
        else:
            found.assume(
                "whose rows",
                answers.holder.name,
                Message(
                    "the file names nobody: the forecasts are taken as those of {who}",
                    "import.says_holder",
                    {"who": answers.holder.name},
                ),
            )
        if "deadline" not in columns:
            found.assume(
                "deadline",
                answers.deadline or "none",
                Message(
                    "the file has no deadlines: {value}",
                    "import.says_deadline",
                    {"value": answers.deadline or "-"},
                ),
            )
        if "known_at" not in columns:
            found.assume(
                "known_at",
                "not known",
                Message(
                    "the file does not say when outcomes became known", "import.says_known_unknown"
                ),
            )
        if self.relative:
            found.assume(
                "correct / incorrect",
                "relative to the stated side",
                Message(
                    "words such as correct are taken of the side that was stated",
                    "import.says_relative",
                ),
            )
        if self.assumed_sides:
            found.assume(
                "blank side",
                "yes",
                Message(
                    "rows that name no side, taken as yes since they say 50 % or more: {n}",
                    "import.says_blank_side",
                    {"n": self.assumed_sides},
                ),
            )
        if self.halves:
            found.assume(
                "50/50",
                "0.5",
                Message("two shares that sum to 100 are half and half", "import.says_halves"),
            )
        found.notice(
            "about",
            self.rounded,
            Message(
                "probabilities that are marked as rounded: {n}",
                "import.says_rounded",
                {"n": self.rounded},
            ),
        )


def _scale_in(head: str) -> str | None:
    """Tell the scale that the head of a column names."""
    folded = head.casefold()
    if "0-1" in folded or "0–1" in folded:
        return UNIT
    words = ("%", "percent", "відсот", "процент", "0-100")
    return PERCENT if any(word in folded for word in words) else None


FORMAT = Format("table", detect_tables, _read_files)
