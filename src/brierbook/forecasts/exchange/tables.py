"""Tables out of files: CSV with any separator, a workbook, Parquet, flat objects of JSON."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from brierbook.errors import InputError
from brierbook.forecasts.exchange.containers import import_container
from brierbook.forecasts.exchange.inputs import InputFile, load_json
from brierbook.forecasts.frozen import frozen_record

__all__ = ["InputTable", "Record", "open_table", "sniff_delimiter"]

JSON_LISTS, JSON_LINES = (".json",), (".jsonl", ".ndjson")
ENDINGS = (".csv", ".tsv", ".txt", ".tab")
WORKBOOKS = (".xlsx", ".xlsm")
PARQUET = (".parquet", ".pq")
SEPARATORS = ",;\t|"
LONGEST_CELL = 2**24
MOST_CELLS = 20_000_000


@frozen_record
class Record:
    """A row of a table: its number, counted from 1 below the head, and its cells.

    ``unit`` is its place where that is not its number.
    """

    number: int
    cells: tuple[str, ...]
    unit: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return not any(cell.strip() for cell in self.cells)


@frozen_record
class InputTable:
    """A table: the file it is of, its head, and how its cells were told apart."""

    file: InputFile
    head: tuple[str, ...]
    delimiter: str
    sheet: str | None = None

    def records(self) -> Iterator[Record]:
        """Read the rows."""
        return _read_records(self)

    def rows(self) -> Iterator[tuple[Record, dict[str, str]]]:
        """Give each row with its cells by the names of the head; what is missing is blank."""
        width = len(self.head)
        for record in self.records():
            cells = (*record.cells, *("",) * (width - len(record.cells)))
            yield record, dict(zip(self.head, cells, strict=False))

    def at(self, record: Record) -> str:
        """Name the place of a row."""
        return self.file.at(record.unit or record.number)


def open_table(file: InputFile) -> InputTable | None:
    """Open the table that a file holds, if it looks as if it holds one."""
    if file.suffix in WORKBOOKS:
        rows, sheet = _workbook_rows(file)
        head = next(rows, ())
        return InputTable(file, _clean_head(head), "", sheet)
    if file.suffix in PARQUET:
        return InputTable(file, _clean_head(next(_parquet_rows(file), ())), "")
    if file.suffix in (*JSON_LISTS, *JSON_LINES):
        head = tuple(dict.fromkeys(name for _, each in _flat_objects(file) for name in each))
        return InputTable(file, head, "") if head else None
    if file.suffix not in ENDINGS or not file.text.strip():
        return None
    delimiter = sniff_delimiter(file.text)
    head = next(_csv_rows(file, delimiter), ())
    return InputTable(file, _clean_head(head), delimiter)


def _clean_head(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Take the names of columns; one that comes again gets a number."""
    seen: Counter[str] = Counter()
    names = []
    for cell in cells:
        name = cell.strip().lstrip("\ufeff")
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def sniff_delimiter(text: str) -> str:
    """Tell what separates the cells: the sign that parts the head into most of them."""
    line = _first_record(text)
    counts = {sign: len(next(csv.reader([line], delimiter=sign), [])) for sign in SEPARATORS}
    return max(SEPARATORS, key=lambda sign: counts[sign])


def _first_record(text: str) -> str:
    """Give the first line that is not blank, up to an end outside of quotes."""
    start = text.lstrip("\ufeff\r\n")[:65536]
    quoted = False
    for place, sign in enumerate(start):
        quoted ^= sign == '"'
        if sign in "\r\n" and not quoted:
            return start[:place]
    return start.partition("\n")[0]


def _read_records(table: InputTable) -> Iterator[Record]:
    """Read the rows below the head."""
    if table.file.suffix in (*JSON_LISTS, *JSON_LINES):
        for number, (unit, value) in enumerate(_flat_objects(table.file), start=1):
            yield Record(number, tuple(_json_text(value.get(name)) for name in table.head), unit)
        return
    if table.file.suffix in WORKBOOKS:
        rows = _workbook_rows(table.file)[0]
    elif table.file.suffix in PARQUET:
        rows = _parquet_rows(table.file)
    else:
        rows = _csv_rows(table.file, table.delimiter)
    next(rows, None)
    for number, cells in enumerate(rows, start=1):
        yield Record(number, cells)


def _flat_objects(file: InputFile) -> list[tuple[str, dict[str, object]]]:
    """List the objects of a file, if it is a list of them, a line for each, or names one list."""
    if file.suffix in JSON_LINES:
        found = [(str(number), value) for number, value in _objects_of_lines(file)]
    else:
        value, start = file.json, ""
        if isinstance(value, dict):
            lists = [
                (name, each) for name, each in value.items() if isinstance(each, list) and each
            ]
            start, value = (f"/{lists[0][0]}", lists[0][1]) if len(lists) == 1 else ("", None)
        listed = value if isinstance(value, list) else []
        found = [(f"{start}/{place}", each) for place, each in enumerate(listed)]
    flat = [(unit, each) for unit, each in found if isinstance(each, dict) and _is_flat(each)]
    return flat if len(flat) == len(found) else []


def _objects_of_lines(file: InputFile) -> Iterator[tuple[int, object]]:
    """Read each line that is not blank; what is no JSON is nothing."""
    for number, line in enumerate(file.text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, load_json(line)
            except (ValueError, RecursionError):
                yield number, None


def _is_flat(value: dict[str, object]) -> bool:
    """Whether an object holds texts, numbers and lists of texts alone."""
    return all(
        not isinstance(each, dict)
        and (not isinstance(each, list) or all(isinstance(part, str) for part in each))
        for each in value.values()
    )


def _json_text(value: object) -> str:
    """Write a value of JSON as a cell."""
    return "; ".join(value) if isinstance(value, list) else value_text(value)


def _csv_rows(file: InputFile, delimiter: str) -> Iterator[tuple[str, ...]]:
    """Read the rows of a text."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(file.text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield tuple(row)
    except csv.Error as error:
        raise InputError(
            "file",
            file.name,
            "is no table at line {line}; check the quotes there",
            code="import.no_table",
            line=reader.line_num,
        ) from error


def _workbook_rows(file: InputFile) -> tuple[Iterator[tuple[str, ...]], str]:
    """Read the first sheet that holds anything; formulas are as they were last computed."""
    openpyxl = import_container("openpyxl")
    try:
        values = openpyxl.load_workbook(io.BytesIO(file.data), read_only=True, data_only=True)
        said = openpyxl.load_workbook(io.BytesIO(file.data), read_only=True)
    except Exception as error:  # a library of archives and XML fails in many ways
        raise InputError(
            "file", file.name, "is no workbook that can be read", code="import.no_workbook"
        ) from error
    sheet = next((each for each in values.worksheets if _has_rows(each)), values.worksheets[0])
    pairs = zip(sheet.iter_rows(), said[sheet.title].iter_rows(), strict=False)
    rows = (
        tuple(_cell_text(cell, formula) for cell, formula in zip(row, formulas, strict=False))
        for row, formulas in pairs
    )
    return rows, str(sheet.title)


def _has_rows(sheet: object) -> bool:
    """Whether a sheet has more than a head."""
    return bool(getattr(sheet, "max_row", 0) or 0) and getattr(sheet, "max_row", 0) != 1


def _cell_text(cell: object, formula: object) -> str:
    """Write a cell as text; a share that is shown in percent says so."""
    value = getattr(cell, "value", None)
    if value is None:
        said = getattr(formula, "value", None)
        return str(said) if isinstance(said, str) and said.startswith("=") else ""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and "%" in str(getattr(cell, "number_format", "")):
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    return value_text(value)


def value_text(value: object) -> str:
    """Write a value as text that reads back as it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        day = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return f"{value:%Y-%m-%d}" if day and value.tzinfo is None else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}" if value == value else ""  # noqa: PLR0124 - not a number
    return str(value)


def _parquet_rows(file: InputFile) -> Iterator[tuple[str, ...]]:
    """Read the rows of a Parquet file, batch by batch."""
    parquet = import_container("pyarrow.parquet")
    try:
        opened = parquet.ParquetFile(io.BytesIO(file.data))
    except Exception as error:  # what the library raises is not documented
        raise InputError(
            "file", file.name, "is no Parquet file that can be read", code="import.no_parquet"
        ) from error
    names = tuple(opened.schema_arrow.names)
    if opened.metadata.num_rows * len(names) > MOST_CELLS:
        raise InputError(
            "file",
            file.name,
            "has more than {most} cells; split it",
            code="import.cells",
            most=MOST_CELLS,
        )
    yield names
    for batch in opened.iter_batches(batch_size=4096):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield tuple(value_text(value) for value in row)
