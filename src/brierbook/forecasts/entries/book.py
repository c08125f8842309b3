"""A book in memory: its entries in order, and what they add up to."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from brierbook.errors import BookError, WorkspaceError, message_of_system
from brierbook.forecasts.entries.parsing import parse_line
from brierbook.forecasts.entries.records import (
    Anchor,
    Document,
    Entry,
    Event,
    Export,
    Forecast,
    Forecaster,
    Header,
    Origin,
    Proposition,
    Record,
    Resolution,
    Retraction,
    Reveal,
    Revision,
    Statement,
    Story,
    Withdrawal,
)
from brierbook.forecasts.entries.versions import upgrade_text
from brierbook.forecasts.frozen import frozen_record, replace_fields
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.merkle import root_of_leaf_hashes

__all__ = [
    "FAILED",
    "MAX_LINE",
    "Book",
    "cut_off_error",
    "parse_book",
    "read_book_bytes",
    "read_bounded",
    "refuse_overlong",
]

MAX_LINE = 2**20
LARGEST, PART = 2**28, 2**20  # bytes of a text, and of what is read at once
BY_ITSELF = ("void", "annulled")  # outcomes that do not depend on a condition
FAILED = ("no", "void")  # outcomes of a condition that make what hangs on it void


@frozen_record
class Book:
    """The entries of a book, in order, with the bytes they were read from.

    ``void`` are the places of entries without effect: what was taken back or put otherwise once the
    outcome was known.
    """

    file: str
    records: tuple[Record, ...]
    lines: tuple[bytes, ...]
    void: frozenset[int] = frozenset()

    @cached_property
    def root(self) -> str:
        """The RFC 6962 hash over all entries, in hexadecimal."""
        return root_of_leaf_hashes([bytes.fromhex(leaf) for leaf in self.leaves]).hex()

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The leaf hash of each entry, in hexadecimal."""
        return tuple(hash_entry(line).hex() for line in self.lines)

    @cached_property
    def in_force(self) -> tuple[Record, ...]:
        """The entries that have effect, and that no later entry in force retracts."""
        gone: set[str] = set()
        kept: list[Record] = []
        for record, leaf in zip(reversed(self.records), reversed(self.leaves), strict=True):
            if leaf not in gone and record.origin.line not in self.void:
                kept.append(record)
                gone.update([record.entry] if isinstance(record, Retraction) else [])
        return tuple(reversed(kept))

    @cached_property
    def header(self) -> Header:
        """The first entry, which cannot be taken back."""
        return next(each for each in self.records if isinstance(each, Header))

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents by id."""
        return {record.id: record for record in self.every(Document)}

    @cached_property
    def forecasters(self) -> dict[str, Forecaster]:
        """The forecasters by id."""
        return {record.id: record for record in self.every(Forecaster)}

    @cached_property
    def exports(self) -> dict[str, Export]:
        """The files that platforms wrote, by id."""
        return {record.id: record for record in self.every(Export)}

    @cached_property
    def events(self) -> dict[str, Event]:
        """The events by id, as they were put last."""
        return self.first_events | self._revised(self.first_events, Event)

    @cached_property
    def first_events(self) -> dict[str, Event]:
        """The events by id, as they were put first."""
        return {record.id: record for record in self.every(Event)}

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """The statements by id."""
        return {record.id: record for record in self.every(Statement)}

    @cached_property
    def propositions(self) -> dict[str, Proposition]:
        """The propositions by id, as they were put last."""
        return self.first_propositions | self._revised(self.first_propositions, Proposition)

    @cached_property
    def first_propositions(self) -> dict[str, Proposition]:
        """The propositions by id, as they were put first."""
        return {record.id: record for record in self.every(Proposition)}

    def _revised[R: (Proposition, Event)](self, first: dict[str, R], kind: type[R]) -> dict[str, R]:
        """Give what was put otherwise, in the place of what it was first."""
        made: dict[str, R] = {}
        for revision in self.every(Revision):
            new = revision.record
            if isinstance(new, kind) and (old := first.get(new.id)) is not None:
                kept = {name: getattr(old, name) for name in Entry.__annotations__}
                made[new.id] = replace_fields(new, **kept)
        return made

    @cached_property
    def forecasts(self) -> dict[str, Forecast]:
        """The forecasts by id, sealed ones with what they revealed."""
        return {record.id: self.opened(record) for record in self.every(Forecast)}

    def opened(self, forecast: Forecast) -> Forecast:
        """Put what was revealed in place of a seal."""
        reveal = self.revealed.get(forecast.id)
        return replace_fields(forecast, confidence=reveal.confidence) if reveal else forecast

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
                return replace_fields(settled, proposition=name, outcome="void", answer=None)
            step = self.propositions.get(step.condition or "")
        return None

    @cached_property
    def forecasts_of(self) -> dict[str, list[Forecast]]:
        """The forecasts of each proposition that has some, in order."""
        return _group_by_proposition(self.forecasts.values())

    @cached_property
    def withdrawals_of(self) -> dict[str, list[Withdrawal]]:
        """The withdrawals of each proposition that has some, in order."""
        return _group_by_proposition(self.every(Withdrawal))

    @cached_property
    def resolutions_of(self) -> dict[str, list[Resolution]]:
        """All that was said of how each proposition turned out, in order."""
        return _group_by_proposition(self.every(Resolution))

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

    def story_of(self, event: Event) -> str:
        """Give the story an event is part of; without one it is a story of its own."""
        return event.story or self.story or event.id

    @cached_property
    def story(self) -> str | None:
        """The story of events that name none: the last one that was said, else the header's."""
        said = self.every(Story)
        return said[-1].name if said else self.header.story

    def every[R: Record](self, kind: type[R]) -> list[R]:
        """List the records of one kind that are in force, in order."""
        return [record for record in self.in_force if isinstance(record, kind)]


def _group_by_proposition[R: (Forecast, Withdrawal, Resolution)](
    records: Iterable[R],
) -> dict[str, list[R]]:
    """Group records by their proposition."""
    groups: dict[str, list[R]] = {}
    for record in records:
        groups.setdefault(record.proposition, []).append(record)
    return groups


def parse_book(content: bytes, file: str) -> tuple[Book, list[BookError]]:
    """Read every line; lines that cannot be read are left out and reported.

    The text of an older version is taken over into this one first.
    """
    try:
        content = upgrade_text(content, file)
    except BookError as error:
        return Book(file, (), ()), [error]
    lines = content.split(b"\n")
    problems = [] if lines.pop() == b"" else [cut_off_error(file, len(lines) + 1)]
    records = list(_parse_lines(lines, file, problems))
    if not lines:
        problems.append(
            BookError(
                file, None, None, "is empty; a book has at least its header", code="book.empty"
            )
        )
    return Book(file, tuple(records), tuple(lines)), problems


def cut_off_error(file: str, line: int) -> BookError:
    """Say that the last line has no end."""
    return BookError(
        file,
        line,
        None,
        "the last line is cut off: it does not end in a line feed",
        code="book.cut_off",
    )


def _parse_lines(lines: Iterable[bytes], file: str, problems: list[BookError]) -> Iterable[Record]:
    """Read the lines one by one, and note the problems."""
    for number, line in enumerate(lines, start=1):
        try:
            yield parse_line(refuse_overlong(line, file, number), Origin(file, number))
        except BookError as error:
            problems.append(error)


def refuse_overlong(line: bytes, file: str, number: int) -> bytes:
    """Refuse a line that is too long to be an entry."""
    if len(line) > MAX_LINE:
        raise BookError(
            file,
            number,
            None,
            "the line has more than {n} bytes",
            code="entry.too_long",
            n=MAX_LINE,
        )
    return line


def read_bounded(file: BinaryIO, name: str) -> bytes:
    """Read the text of a book from an open file, unless it is larger than any."""
    parts: list[bytes] = []
    size = 0
    while part := file.read(PART):
        size += len(part)
        if size > LARGEST:
            raise WorkspaceError(
                "{name}: has more than {n:,} bytes, which no text of a book has",
                code="book.too_large",
                name=name,
                n=LARGEST,
            )
        parts.append(part)
    return b"".join(parts)


def read_book_bytes(path: Path) -> bytes:
    """Read the bytes of a book; a text that does not end is given up."""
    try:
        with path.open("rb") as file:
            return read_bounded(file, str(path))
    except OSError as error:
        raise WorkspaceError(
            "{path}: cannot be read ({why}); name a book with --book",
            code="book.unreadable",
            path=path,
            why=message_of_system(error),
        ) from error
