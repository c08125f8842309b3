"""What a store asks of a database, and the tables it keeps there."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from brierbook.forecasts.integrity.merkle import Frontier

type Row = tuple[Any, ...]

SCHEMA_VERSION = 1

# {blob} and {integer} are what each database calls them. Text compares by code point in both.
TABLES = (
    """CREATE TABLE entry (
        seq {integer} PRIMARY KEY, line {blob} NOT NULL, leaf TEXT NOT NULL, kind TEXT NOT NULL,
        recorded_at TEXT NOT NULL, author TEXT NOT NULL, request TEXT
    )""",
    "CREATE INDEX entry_leaf ON entry (leaf)",
    "CREATE INDEX entry_author ON entry (author, seq)",
    "CREATE INDEX entry_request ON entry (request)",
    # which entries say something of a subject such as proposition:41
    """CREATE TABLE about (
        subject TEXT NOT NULL, seq {integer} NOT NULL, PRIMARY KEY (subject, seq)
    ){without_rowid}""",
    """CREATE TABLE proposition (
        id TEXT PRIMARY KEY, number {integer}, seq {integer} NOT NULL, kind TEXT NOT NULL,
        text TEXT NOT NULL, folded TEXT NOT NULL, deadline TEXT NOT NULL, deadline_text TEXT,
        event TEXT NOT NULL, condition TEXT, status TEXT NOT NULL, outcome TEXT, known_at TEXT
    ){without_rowid}""",
    "CREATE INDEX proposition_number ON proposition (number)",
    "CREATE INDEX proposition_status ON proposition (status, deadline)",
    "CREATE INDEX proposition_seq ON proposition (seq)",
    "CREATE INDEX proposition_condition ON proposition (condition)",
    """CREATE TABLE tag (
        tag TEXT NOT NULL, proposition TEXT NOT NULL, PRIMARY KEY (tag, proposition)
    ){without_rowid}""",
    """CREATE TABLE source (
        source TEXT NOT NULL, proposition TEXT NOT NULL, PRIMARY KEY (source, proposition)
    ){without_rowid}""",
    # the last forecast of each forecaster for each proposition; p is empty for other kinds
    """CREATE TABLE standing (
        proposition TEXT NOT NULL, forecaster TEXT NOT NULL, forecast TEXT NOT NULL,
        made_at TEXT NOT NULL, shown TEXT NOT NULL, p DOUBLE PRECISION,
        PRIMARY KEY (proposition, forecaster)
    ){without_rowid}""",
    "CREATE INDEX standing_forecaster ON standing (forecaster)",
    # what near-duplicates share
    """CREATE TABLE similar (
        feature {integer} NOT NULL, proposition TEXT NOT NULL, PRIMARY KEY (feature, proposition)
    ){without_rowid}""",
    # the text beside the database, as it was when it was last read or written
    "CREATE TABLE text_seen (size {integer} PRIMARY KEY, modified {integer} NOT NULL)",
    "CREATE TABLE head (size {integer} PRIMARY KEY, frontier {blob} NOT NULL, root TEXT NOT NULL)",
)
# tables that are made from the entries, besides the head
MADE = ("about", "proposition", "tag", "source", "standing", "similar")


class Database(Protocol):
    """A connection that reads at any time, and writes within `writing`."""

    name: str

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Read; question marks stand for the values."""

    def run(self, sql: str, *values: object) -> None:
        """Write one thing."""

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Write the same thing for many rows."""

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer; all or nothing is kept, and it is on disk at the end."""

    def close(self) -> None:
        """Let go of the database."""


def create(database: Database, words: Mapping[str, str]) -> None:
    """Make the tables of an empty book."""
    empty = Frontier()
    with database.writing():
        for statement in TABLES:
            database.run(statement.format_map(words))
        sql = "INSERT INTO head VALUES (?, ?, ?)"
        database.run(sql, empty.size, empty.to_bytes(), empty.root.hex())
