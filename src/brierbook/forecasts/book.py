"""A book in memory: its entries in order, and what they add up to."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from brierbook.errors import BookError, WorkspaceError
from brierbook.forecasts.frozen import frozen, replaced
from brierbook.forecasts.integrity.merkle import leaf_hash, root_of_hashes
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import (
    Anchor,
    Document,
    Event,
    Forecast,
    Forecaster,
    Header,
    Origin,
    Proposition,
    Record,
    Redacted,
    Resolution,
    Retraction,
    Reveal,
    Statement,
    Withdrawal,
)

MAX_LINE = 2**20
BY_ITSELF = ("void", "annulled")  # outcomes that do not depend on a condition
FAILED = ("no", "void")  # outcomes of a condition that make what hangs on it void


@frozen
class Book:
    """The entries of a book, in order, with the bytes they were read from."""

    file: str
    records: tuple[Record, ...]
    lines: tuple[bytes, ...]

    @cached_property
    def root(self) -> str:
        """The RFC 6962 hash over all entries, in hexadecimal."""
        return root_of_hashes([bytes.fromhex(leaf) for leaf in self.leaves]).hex()

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The leaf hash of each entry, in hexadecimal; a redacted entry tells its own."""
        return tuple(map(leaf_of, self.records, self.lines))

    @cached_property
    def in_force(self) -> tuple[Record, ...]:
        """The entries that no later entry in force retracts."""
        gone: set[str] = set()
        kept: list[Record] = []
        for record, leaf in zip(reversed(self.records), reversed(self.leaves), strict=True):
            if leaf not in gone:
                kept.append(record)
                gone.update([record.entry] if isinstance(record, Retraction) else [])
        return tuple(reversed(kept))

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
        """The forecasts by id, sealed ones with what they revealed."""
        return {record.id: self.opened(record) for record in self.every(Forecast)}

    def opened(self, forecast: Forecast) -> Forecast:
        """Put what was revealed in place of a seal."""
        reveal = self.revealed.get(forecast.id)
        return replaced(forecast, confidence=reveal.confidence) if reveal else forecast

    @cached_property
    def said_resolutions(self) -> dict[str, Resolution]:
        """The last resolution recorded for each proposition that has one."""
        return {record.proposition: record for record in self.every(Resolution)}

    @cached_property
    def resolutions(self) -> dict[str, Resolution]:
        """The resolution in force for each resolved proposition.

        It is the last one recorded; but a proposition whose condition failed is void by itself.
        """
        failed = {name: r for name in self.propositions if (r := self.void_by_condition(name))}
        said = self.said_resolutions
        kept = {name: each for name, each in said.items() if each.outcome in BY_ITSELF}
        return said | failed | kept

    def void_by_condition(self, name: str) -> Resolution | None:
        """Make the resolution of a proposition whose condition, or one behind it, failed."""
        seen: set[str] = set()
        step = self.propositions.get(self.propositions[name].condition or "")
        while step is not None and step.id not in seen:
            seen.add(step.id)
            settled = self.said_resolutions.get(step.id)
            if settled is not None and settled.outcome in FAILED:
                return replaced(settled, proposition=name, outcome="void", answer=None)
            step = self.propositions.get(step.condition or "")
        return None

    @cached_property
    def forecasts_of(self) -> dict[str, list[Forecast]]:
        """The forecasts of each proposition that has some, in order."""
        return grouped(self.forecasts.values())

    @cached_property
    def withdrawals_of(self) -> dict[str, list[Withdrawal]]:
        """The withdrawals of each proposition that has some, in order."""
        return grouped(self.every(Withdrawal))

    @cached_property
    def resolutions_of(self) -> dict[str, list[Resolution]]:
        """All that was said of how each proposition turned out, in order."""
        return grouped(self.every(Resolution))

    @cached_property
    def revealed(self) -> dict[str, Reveal]:
        """What sealed forecasts turned out to hide, by the id of the forecast."""
        return {record.forecast: record for record in self.every(Reveal)}

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """The timestamps of outside authorities, in order."""
        return tuple(self.every(Anchor))

    def event_of(self, proposition: Proposition) -> Event:
        """Give the event a proposition hangs on; without one it is an event of its own."""
        if proposition.event is not None:
            return self.events[proposition.event]
        return Event(
            origin=proposition.origin,
            recorded_at=proposition.recorded_at,
            by=proposition.by,
            id=proposition.id,
            title=proposition.text,
        )

    def every[R: Record](self, kind: type[R]) -> list[R]:
        """List the records of one kind that are in force, in order."""
        return [record for record in self.in_force if isinstance(record, kind)]


def grouped[R: (Forecast, Withdrawal, Resolution)](records: Iterable[R]) -> dict[str, list[R]]:
    """Group records by their proposition."""
    groups: dict[str, list[R]] = {}
    for record in records:
        groups.setdefault(record.proposition, []).append(record)
    return groups


def leaf_of(record: Record, line: bytes) -> str:
    """Give the leaf hash of an entry, in hexadecimal."""
    return record.leaf if isinstance(record, Redacted) else leaf_hash(line).hex()


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
