"""A book in memory: its entries in order, and what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from brierbook.errors import BookError, WorkspaceError
from brierbook.forecasts.integrity.merkle import root_hash
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import (
    Document,
    Event,
    Forecast,
    Forecaster,
    Header,
    Origin,
    Proposition,
    Record,
    Resolution,
    Statement,
)

MAX_LINE = 2**20


@dataclass(frozen=True)
class Book:
    """The entries of a book, in order, with the bytes they were read from."""

    file: str
    records: tuple[Record, ...]
    lines: tuple[bytes, ...]

    @cached_property
    def root(self) -> str:
        """The RFC 6962 hash over all entries, in hexadecimal."""
        return root_hash(self.lines).hex()

    @cached_property
    def header(self) -> Header:
        """The first entry."""
        return self.every(Header)[0]

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents by id."""
        return {record.id: record for record in self.every(Document)}

    @cached_property
    def forecasters(self) -> dict[str, Forecaster]:
        """The forecasters by id."""
        return {record.id: record for record in self.every(Forecaster)}

    @cached_property
    def events(self) -> dict[str, Event]:
        """The events by id."""
        return {record.id: record for record in self.every(Event)}

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """The statements by id."""
        return {record.id: record for record in self.every(Statement)}

    @cached_property
    def propositions(self) -> dict[str, Proposition]:
        """The propositions by id."""
        return {record.id: record for record in self.every(Proposition)}

    @cached_property
    def forecasts(self) -> dict[str, Forecast]:
        """The forecasts by id."""
        return {record.id: record for record in self.every(Forecast)}

    @cached_property
    def resolutions(self) -> dict[str, Resolution]:
        """The resolution in force for each resolved proposition: the last one recorded."""
        return {record.proposition: record for record in self.every(Resolution)}

    def every[R: Record](self, kind: type[R]) -> list[R]:
        """List the records of one kind, in order."""
        return [record for record in self.records if isinstance(record, kind)]


def parse_book(content: bytes, file: str) -> tuple[Book, list[BookError]]:
    """Read every line; lines that cannot be read are left out and reported."""
    lines = content.split(b"\n")
    problems = [] if lines.pop() == b"" else [cut_off(file, len(lines) + 1)]
    records = list(read_lines(lines, file, problems))
    if not lines:
        problems.append(BookError(file, None, None, "is empty; a book has at least its header"))
    return Book(file, tuple(records), tuple(lines)), problems


def cut_off(file: str, line: int) -> BookError:
    """Say that the last line has no end."""
    return BookError(file, line, None, "the last line is cut off: it does not end in a line feed")


def read_lines(lines: Iterable[bytes], file: str, problems: list[BookError]) -> Iterable[Record]:
    """Read the lines one by one, and note the problems."""
    for number, line in enumerate(lines, start=1):
        try:
            yield parse_line(short(line, file, number), Origin(file, number))
        except BookError as error:
            problems.append(error)


def short(line: bytes, file: str, number: int) -> bytes:
    """Refuse a line that is too long to be an entry."""
    if len(line) > MAX_LINE:
        raise BookError(file, number, None, f"the line has more than {MAX_LINE} bytes")
    return line


def read_file(path: Path) -> bytes:
    """Read the bytes of a book."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); name a book with --book"
        raise WorkspaceError(message) from error
