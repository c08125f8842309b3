"""Lists and tables in Markdown: an item with a percentage, a table with people as columns."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import (
    PERCENT,
    CellAmount,
    FileScale,
    decide_scale,
    read_cell,
)
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.columns import guess_columns
from brierbook.forecasts.exchange.formats.front_matter import read_front_matter
from brierbook.forecasts.exchange.formats.protocol import Files, Format
from brierbook.forecasts.exchange.formats.says import say_holder
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.exchange.outcome_words import read_outcome_word
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, Person, QuestionRow, Time
from brierbook.forecasts.exchange.times import TimeReader
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.lines.texts import check_text

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["LIST", "TABLE"]

ENDINGS = (".md", ".markdown", ".txt", ".mdx")
ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)")
HEADING = re.compile(r"\s*#{1,6}\s+(.*?)\s*#*\s*$")
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
CELLS = re.compile(r"(?<!\\)\|")
NUMBER = r"(?:~|≈|about\s+|приблизно\s+|примерно\s+)?\d+(?:[.,]\d+)?\s*%"
RANGE = re.compile(r"\d+\s*[-–—]\s*\d+\s*%")
HALVES = re.compile(r"(?<![\d/])(\d{1,2}\s*/\s*\d{1,2})(?![\d/])")
LAST = re.compile(rf"[\s(\[:—–=-]*({NUMBER})\s*[)\]]?")
FRONT = re.compile(rf"\s*\(?({NUMBER})\)?\s*[:—–-]\s*(.+)", re.DOTALL)
TAIL = re.compile(
    r"\s*(?:→|=>|->|—|–|:|\()?\s*[*_]*([^\s*_()]+(?:\s[^\s*_()]+)?)[*_]*\)?\s*[.]?\s*$"
)
STRUCK = re.compile(r"~~(.+?)~~", re.DOTALL)
MARKS = re.compile(r"(\*\*|__|`)(.+?)\1")
EMPHASIS = re.compile(r"(?<!\w)[*_]([^*_]+)[*_](?!\w)")
LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>])")
DAY = re.compile(r"(?:by|before|until|до|к|по|на)\s+(?:the\s+)?(.+)", re.IGNORECASE)
END_OF_YEAR = re.compile(
    r"(?:end of|кінця|конца|конец|кінець)?\s*(\d{4})(?:\s*(?:року|года|р\.|г\.))?", re.IGNORECASE
)
NOTHING = ("", "-", "–", "—", "n/a", "na")
POSSESSIVE = re.compile(r"[’']s\s+(?:prediction|forecast|guess|estimate)s?$", re.IGNORECASE)
PERCENTS = ("%",)
LEAST_ITEMS = 2


@frozen_record
class Item:
    """An item of a list: its line, its box, its text, and the heading above it."""

    number: int
    box: str | None
    text: str
    heading: str


def _lines(file: InputFile) -> Iterator[tuple[int, str]]:
    """Give the lines outside of code and front matter."""
    code, matter = False, False
    for number, line in enumerate(file.text.splitlines(), start=1):
        if number == 1 and line.strip() == "---":
            matter = True
            continue
        if matter:
            matter = line.strip() != "---"
            continue
        if line.lstrip().startswith("```"):
            code = not code
        elif not code:
            yield number, line


def _items(file: InputFile) -> Iterator[Item]:
    """Give the items of all lists."""
    heading = ""
    for number, line in _lines(file):
        if match := HEADING.fullmatch(line):
            heading = match[1]
        elif match := ITEM.fullmatch(line):
            yield Item(number, match[1], match[2], heading)


def _detect_list(files: Files) -> int:
    """Tell items with a percentage."""
    marked = (file for file in files if file.suffix in ENDINGS)
    found = sum(
        "%" in item.text or HALVES.search(item.text) is not None
        for file in marked
        for item in _items(file)
    )
    return 60 if found >= LEAST_ITEMS else 0


def _read_list(files: Files, found: Collection) -> None:
    """Read every list."""
    for file in files:
        if file.suffix in ENDINGS:
            found.of_file(file)
            ListReader(file, found).read()


@frozen_record
class ItemRead:
    """What an item says: the claim, the probability as written, and what came of it."""

    text: str
    p: str
    outcome: str | None


class ListReader:
    """Reads the items of a file."""

    def __init__(self, file: InputFile, found: Collection) -> None:
        self.file, self.found = file, found
        answers = found.answers
        self.times = TimeReader(answers.zone, day_first=answers.day_first)
        self.scale = FileScale(PERCENT, "signs", sure=True)
        self.boxes = self.struck = self.rounded = self.nested = self.headings = self.halves = 0

    def read(self) -> None:
        """Read every item."""
        for item in _items(self.file):
            at = self.file.at(item.number)
            with self.found.row(at):
                self._read_item(at, item)
        self._say()

    def _read_item(self, at: str, item: Item) -> None:
        """Read one item."""
        made = self._made()
        text, struck = item.text, STRUCK.search(item.text) is not None
        read = _take_apart(STRUCK.sub(r"\1", text))
        amount = read_cell(read.p, self.scale)
        clean = _without_marks(read.text)
        check_text(clean)
        deadline = self._deadline(item.heading)
        who = self.found.answers.holder
        outcome = "annulled" if struck else read.outcome
        self.boxes += item.box in ("x", "X")
        self.struck += struck
        self.rounded += amount.rounded
        self.halves += amount.halves
        name = clean
        kept = self.found.questions.get(name)
        if kept and kept.deadline != deadline and deadline:
            name = f"{clean} | {deadline.moment.text}"
        self.found.add_question(
            QuestionRow(at=at, id=name, text=clean, deadline=deadline, facts={"line": item.text})
        )
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=name,
                person=who,
                made=made,
                confidence={"how": "stated", "p": f"{amount.value:f}"},
                id=f"{name} | {who.id} | {made.moment.text}",
                facts={"rounded": True} if amount.rounded else {},
            )
        )
        if outcome:
            self.found.add_outcome(OutcomeRow(at=at, question=name, outcome=outcome))

    def _made(self) -> Time:
        """Tell when a list was made: as given, else as its front matter says."""
        said = self.found.answers.made_at or _page_date(self.file)
        if not said:
            raise InputError(
                "made_at",
                "",
                "is blank; give --made-at for rows that do not say when",
                code="import.no_made_at",
            )
        return self.times.read(said, "made_at")

    def _deadline(self, heading: str) -> Time | None:
        """Read the deadline that a heading names, else take the one that is given."""
        match = DAY.search(heading)
        if match:
            said = match[1].strip(" .:")
            year = END_OF_YEAR.fullmatch(said)
            try:
                time = self.times.read(f"{year[1]}-12-31" if year else said, "deadline")
            except InputError:
                pass
            else:
                self.headings += 1
                return time
        return self.times.optional(self.found.answers.deadline, "deadline")

    def _say(self) -> None:
        """Say what was assumed."""
        found, answers = self.found, self.found.answers
        if self.headings:
            found.assume(
                "deadline",
                "from the heading above",
                Message(
                    "deadlines are those that the headings name, to the end of the day in {zone}",
                    "import.says_headings",
                    {"zone": answers.zone},
                ),
            )
        else:
            found.assume(
                "deadline",
                answers.deadline or "none",
                Message(
                    "the file has no deadlines: {value}",
                    "import.says_deadline",
                    {"value": answers.deadline or "-"},
                ),
            )
        day = answers.made_at or _page_date(self.file) or ""
        found.assume(
            "made_at",
            day,
            Message(
                "all forecasts were made on {day}, as given", "import.says_made_at", {"day": day}
            ),
        )
        found.assume(
            "the number that counts",
            "the last percentage of the line, or the first before a colon",
            Message(
                "the last percentage of an item counts, or the first one before a colon",
                "import.says_last_number",
            ),
        )
        found.assume(
            "marks",
            "dropped",
            Message(
                "bullets, numbers, bold type and escapes are no part of the text",
                "import.says_marks",
            ),
        )
        say_holder(found)
        if self.struck:
            found.assume(
                "struck out",
                "annulled",
                Message(
                    "items that are struck out, which annuls them: {n}",
                    "import.says_struck",
                    {"n": self.struck},
                ),
            )
        if self.halves:
            found.assume(
                "50/50",
                "0.5",
                Message("two shares that sum to 100 are half and half", "import.says_halves"),
            )
        found.notice(
            "ticked box",
            self.boxes,
            Message(
                "ticked boxes, which may mean came true or done with, so that no outcome is "
                "taken: {n}",
                "import.says_boxes",
                {"n": self.boxes},
            ),
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


def _take_apart(text: str) -> ItemRead:
    """Take claim, probability and outcome out of an item."""
    body, outcome = _take_outcome(text)
    if RANGE.search(body):
        raise InputError("probability", text, "is a range, and no probability", code="import.range")
    if match := FRONT.fullmatch(body):
        return ItemRead(match[2], match[1], outcome)
    found = list(LAST.finditer(body))
    if found:
        last = found[-1]
        rest = f"{body[: last.start()]}{body[last.end() :]}"
        return ItemRead(rest.strip(" :—–-"), last[1], outcome)
    if match := HALVES.search(body):
        return ItemRead(
            f"{body[: match.start()]}{body[match.end() :]}".strip(" :—–-"), match[1], outcome
        )
    raise InputError(
        "probability", text, "is blank, so there is no probability", code="import.blank_p"
    )


def _take_outcome(text: str) -> tuple[str, str | None]:
    """Take an outcome from the end of an item, where it stands behind the probability."""
    percents = list(re.finditer(rf"{NUMBER}\s*[)\]]?|{HALVES.pattern}", text))
    if not percents:
        return text, None
    tail = text[percents[-1].end() :]
    match = TAIL.fullmatch(tail)
    if match is None:
        return text, None
    try:
        outcome = read_outcome_word(match[1].strip("*_()"))[0]
    except InputError:
        return text, None
    return (text[: percents[-1].end()], outcome) if outcome else (text, None)


def _without_marks(text: str) -> str:
    """Take the marks of Markdown out of a text."""
    plain = LINK.sub(r"\1", text)
    for pattern in (MARKS, EMPHASIS):
        plain = pattern.sub(lambda match: match[match.lastindex or 0], plain)
    return ESCAPE.sub(r"\1", plain).strip()


def _page_date(file: InputFile) -> str | None:
    """Give the date in the front matter of a page."""
    try:
        said = (read_front_matter(file) or {}).get("date")
    except InputError:
        return None
    return str(said) if said else None


def _tables(file: InputFile) -> Iterator[tuple[list[str], list[tuple[int, list[str]]]]]:
    """Give the tables of a file: the head of each, and its rows with their lines."""
    lines = list(_lines(file))
    place = 0
    while place + 1 < len(lines):
        (number, line), (after, rule) = lines[place], lines[place + 1]
        if "|" not in line or not RULE.fullmatch(rule) or "-" not in rule or after != number + 1:
            place += 1
            continue
        head, rows = _split(line), []
        place += 2
        while place < len(lines) and "|" in lines[place][1]:
            rows.append((lines[place][0], _split(lines[place][1])))
            place += 1
        yield head, rows


def _split(line: str) -> list[str]:
    """Take the cells of a row apart; one blank cell at its end is kept."""
    bare = line.strip().removeprefix("|")
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return [cell.strip() for cell in CELLS.split(bare)]


def _detect_table(files: Files) -> int:
    """Tell a table of questions."""
    for file in files:
        if file.suffix in ENDINGS:
            for head, _ in _tables(file):
                if "text" in guess_columns(tuple(head), {}):
                    return 65
    return 0


def _read_table(files: Files, found: Collection) -> None:
    """Read every table."""
    for file in files:
        if file.suffix in ENDINGS:
            found.of_file(file)
            reader = TableReader(file, found)
            for head, rows in _tables(file):
                reader.read(head, rows)
            reader.say()


class TableReader:
    """Reads tables of questions, with a column of probabilities for each person."""

    def __init__(self, file: InputFile, found: Collection) -> None:
        self.file, self.found = file, found
        answers = found.answers
        self.times = TimeReader(answers.zone, day_first=answers.day_first)
        self.given = self.times.optional(answers.deadline, "deadline")
        self.people: dict[str, str] = {}
        self.blank = self.short = self.rounded = 0
        self.made = answers.made_at or _page_date(file)

    def read(self, head: list[str], rows: list[tuple[int, list[str]]]) -> None:
        """Read a table."""
        columns = guess_columns(tuple(head), self.found.answers.columns)
        if "text" not in columns:
            return
        people = self._people(head, columns, rows)
        cells = [
            row[head.index(name)]
            for _, row in rows
            for name in people
            if head.index(name) < len(row)
        ]
        scale = decide_scale(
            [cell for cell in cells if cell.lower() not in NOTHING], self.found.answers.scale
        )
        if scale.name is None:
            raise InputError(
                "file",
                self.file.name,
                "cannot be read without an answer to: {questions}",
                code="import.undecided",
                questions=Message(
                    "is 1 certain, or one percent? give --scale 0-1 or --scale percent",
                    "import.asks_scale",
                ),
            )
        for number, row in rows:
            self.short += len(row) < len(head)
            filled = dict(zip(head, [*row, *[""] * (len(head) - len(row))], strict=False))
            self._read_row(number, filled, columns, people, scale)

    def _people(
        self, head: list[str], columns: dict[str, str], rows: list[tuple[int, list[str]]]
    ) -> list[str]:
        """Tell which columns hold probabilities of people."""
        known = {name for field, name in columns.items() if field not in ("p", "who")}
        found = []
        for place, name in enumerate(head):
            cells = [
                row[place]
                for _, row in rows
                if place < len(row) and row[place].lower() not in NOTHING
            ]
            numbers = sum(re.search(r"\d", cell) is not None for cell in cells)
            if name not in known and cells and numbers * 2 > len(cells):
                found.append(name)
        for name in found:
            alone = len(found) == 1 and (columns.get("p") == name)
            self.people[name] = (
                self.found.answers.holder.name if alone else POSSESSIVE.sub("", name)
            )
        return found

    def _read_row(
        self,
        number: int,
        row: dict[str, str],
        columns: dict[str, str],
        people: list[str],
        scale: FileScale,
    ) -> None:
        """Read a question, and what each person said of it."""
        text = _without_marks(row[columns["text"]])
        for name in people:
            cell = row[name]
            at = self.file.at(f"{number}/{name}")
            if cell.lower() in NOTHING:
                self.blank += 1
                continue
            with self.found.row(at):
                self._read_cell(
                    at,
                    number,
                    text,
                    row,
                    columns,
                    Person(self.people[name], self.people[name]),
                    read_cell(cell, scale),
                )

    def _read_cell(
        self,
        at: str,
        number: int,
        text: str,
        row: dict[str, str],
        columns: dict[str, str],
        person: Person,
        amount: CellAmount,
    ) -> None:
        """Read one probability."""
        if not text.strip():
            raise InputError("text", text, "is blank", code="import.no_text")
        check_text(text)
        if not self.made:
            raise InputError(
                "made_at",
                "",
                "is blank; give --made-at for rows that do not say when",
                code="import.no_made_at",
            )
        if self.found.is_other(at, person.name):
            return
        said = row.get(columns.get("deadline", ""), "")
        deadline = (
            self.times.optional(said, "deadline") if said and said not in NOTHING else self.given
        )
        made = self.times.read(self.made, "made_at")
        self.found.add_question(
            QuestionRow(at=self.file.at(number), id=text, text=text, deadline=deadline)
        )
        rounded = bool(amount.rounded)
        self.rounded += rounded
        p: Decimal = amount.value
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=text,
                person=person,
                made=made,
                confidence={"how": "stated", "p": f"{p:f}"},
                id=f"{text} | {person.id} | {made.moment.text}",
                facts={"rounded": True} if rounded else {},
            )
        )
        told = row.get(columns.get("outcome", ""), "")
        outcome = read_outcome_word(told)[0] if told not in NOTHING else None
        if outcome:
            self.found.add_outcome(
                OutcomeRow(at=self.file.at(number), question=text, outcome=outcome)
            )

    def say(self) -> None:
        """Say what was assumed."""
        found, answers = self.found, self.found.answers
        names = ", ".join(self.people.values())
        found.assume(
            "whose rows",
            names,
            Message(
                "a column for each person: {names}",
                "import.says_columns_of_people",
                {"names": names},
            ),
        )
        day = self.made or ""
        found.assume(
            "made_at",
            day,
            Message(
                "all forecasts were made on {day}, as given", "import.says_made_at", {"day": day}
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
            "-, n/a and blank",
            "no forecast",
            Message("cells that hold no forecast: {n}", "import.says_no_cells", {"n": self.blank}),
        )
        found.notice(
            "short row",
            self.short,
            Message(
                "rows that end before their last cells, which are blank: {n}",
                "import.says_short",
                {"n": self.short},
            ),
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


LIST = Format("markdown-list", _detect_list, _read_list)
TABLE = Format("markdown-table", _detect_table, _read_table)
