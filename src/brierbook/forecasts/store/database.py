"""What a store asks of a database, and the tables it keeps there."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from brierbook.errors import BookError
from brierbook.forecasts.integrity.merkle import Frontier

__all__ = [
    "MADE",
    "SCHEMA_VERSION",
    "Database",
    "DatabaseRow",
    "create_tables",
    "require_line_bytes",
]

type DatabaseRow = tuple[Any, ...]

SCHEMA_VERSION = 3

# {blob}, {integer} and {text} are what each database calls them; text compares by code point
TABLES = (
    """CREATE TABLE entry (
        seq {integer} PRIMARY KEY, line {blob} NOT NULL, leaf {text} NOT NULL, kind {text} NOT NULL,
        recorded_at {text} NOT NULL, author {text} NOT NULL, request {text}
    )""",
    "CREATE INDEX entry_leaf ON entry (leaf)",
    "CREATE INDEX entry_author ON entry (author, seq)",
    "CREATE INDEX entry_request ON entry (request) WHERE request IS NOT NULL",
    # which entries say something of a subject such as proposition:41
    """CREATE TABLE about (
        subject {text} NOT NULL, seq {integer} NOT NULL, PRIMARY KEY (subject, seq)
    ){without_rowid}""",
    """CREATE TABLE proposition (
        id {text} PRIMARY KEY, number {integer}, seq {integer} NOT NULL, kind {text} NOT NULL,
        text {text} NOT NULL, folded {text} NOT NULL, deadline {text} NOT NULL,
        deadline_text {text}, event {text} NOT NULL, condition {text}, status {text} NOT NULL,
        outcome {text}, known_at {text}
    ){without_rowid}""",
    "CREATE INDEX proposition_number ON proposition (number)",
    "CREATE INDEX proposition_status ON proposition (status, deadline)",
    "CREATE INDEX proposition_seq ON proposition (seq)",
    "CREATE INDEX proposition_condition ON proposition (condition)",
    """CREATE TABLE tag (
        tag {text} NOT NULL, proposition {text} NOT NULL, PRIMARY KEY (tag, proposition)
    ){without_rowid}""",
    """CREATE TABLE source (
        source {text} NOT NULL, proposition {text} NOT NULL, PRIMARY KEY (source, proposition)
    ){without_rowid}""",
    "CREATE INDEX source_proposition ON source (proposition)",
    # the last forecast of each forecaster for each proposition; p is empty for other kinds
    """CREATE TABLE standing (
        proposition {text} NOT NULL, forecaster {text} NOT NULL, forecast {text} NOT NULL,
        made_at {text} NOT NULL, shown {text} NOT NULL, p DOUBLE PRECISION,
        PRIMARY KEY (proposition, forecaster)
    ){without_rowid}""",
    "CREATE INDEX standing_forecaster ON standing (forecaster)",
    # what near-duplicates share
    """CREATE TABLE likeness (
        feature {integer} NOT NULL, proposition {text} NOT NULL, PRIMARY KEY (feature, proposition)
    ){without_rowid}""",
    # the root over all entries; and the text beside the database, as it was when it was last read
    # or written
    """CREATE TABLE head (
        size {integer} PRIMARY KEY, frontier {blob} NOT NULL, root {text} NOT NULL,
        text_entries {integer}, text_size {integer}, text_modified {integer}
    )""",
)
# tables that are made from the entries, besides the head
MADE = ("about", "proposition", "tag", "source", "standing", "likeness")


class Database(Protocol):
    """A connection that reads at any time, and writes within `writing`."""

    name: str

    def rows(self, sql: str, *values: object) -> list[DatabaseRow]:
        """Read; question marks stand for the values."""

    def run(self, sql: str, *values: object) -> None:
        """Write one thing."""

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Write the same thing for many rows."""

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer; all or nothing is kept, and it is on disk at the end."""

    def reconnect(self) -> None:
        """Open the connection anew, after it broke."""

    def renew_text(self) -> None:
        """Have the text beside the database written anew when the transaction ends."""

    def ailments(self) -> list[str]:
        """Say what the database finds wrong with its own files."""

    def close(self) -> None:
        """Let go of the database."""


def create_tables(database: Database, words: Mapping[str, str]) -> None:
    """Make the tables of an empty book, within a transaction."""
    empty = Frontier()
    for statement in TABLES:
        database.run(statement.format_map(words))
    sql = "INSERT INTO head (size, frontier, root) VALUES (?, ?, ?)"
    database.run(sql, empty.size, empty.to_bytes(), empty.root.hex())


def require_line_bytes(line: object, name: str, seq: int) -> bytes:
    """Give the bytes of an entry, however the database hands them over; text is refused."""
    if isinstance(line, bytes | bytearray | memoryview):
        return bytes(line)
    raise BookError(
        name,
        seq,
        None,
        "is not the bytes that were written, but was edited by hand; restore a copy",
        code="store.edited",
    )
