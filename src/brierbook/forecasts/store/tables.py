"""Keeping the tables that are searched in step with the entries."""

from collections.abc import Callable, Iterable

from brierbook.forecasts.book import Book
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import Origin, Proposition, Record, Retraction
from brierbook.forecasts.store.database import Database, Row, held_bytes
from brierbook.forecasts.store.rows import (
    likeness_rows,
    proposition_row,
    source_rows,
    standing_rows,
    tag_rows,
)
from brierbook.forecasts.store.slices import subjects

DEPENDENTS = "SELECT id FROM proposition WHERE condition = ?"
HELD = "SELECT id FROM proposition WHERE id = ?"
WITH_LEAF = "SELECT seq, line FROM entry WHERE leaf = ?"

type Rows = Callable[[Book, Proposition], Iterable[Row]]


@frozen
class Table:
    """A table of propositions: its rows, how wide they are, the first columns that are its key."""

    rows: Rows
    width: int
    key: tuple[str, ...]
    owner: str = "proposition"  # the column that names the proposition


# what later entries change
CHANGING = {
    "proposition": Table(lambda book, each: [proposition_row(book, each)], 13, ("id",), "id"),
    "source": Table(lambda book, each: source_rows(book, each.id), 2, ("source", "proposition")),
    "standing": Table(
        lambda book, each: standing_rows(book, each.id), 6, ("proposition", "forecaster")
    ),
}
# what a proposition says itself
FIXED = {
    "tag": Table(lambda _, each: tag_rows(each), 2, ("tag", "proposition")),
    "likeness": Table(lambda _, each: likeness_rows(each), 2, ("feature", "proposition")),
}


def file_entries(database: Database, records: Iterable[Record]) -> None:
    """File entries under what they say something of."""
    rows = [
        (name, record.origin.line) for record in records for name in filed_under(database, record)
    ]
    database.many("INSERT INTO about (subject, seq) VALUES (?, ?)", rows)


def filed_under(database: Database, record: Record) -> set[str]:
    """Name the subjects of an entry; what takes an entry back goes wherever that one went."""
    if not isinstance(record, Retraction):
        return set(subjects(record))
    targets = (
        parse_line(held_bytes(line, database.name, seq), Origin(database.name, seq))
        for seq, line in database.rows(WITH_LEAF, record.entry)
        if seq < record.origin.line
    )
    return {name for target in targets for name in filed_under(database, target)}


def touched(database: Database, records: Iterable[Record]) -> list[str]:
    """Name the propositions whose rows new entries change, those that depend on them included."""
    found = (name for record in records for name in filed_under(database, record))
    parts = (name.partition(":") for name in sorted(found))
    names = dict.fromkeys(name for kind, _, name in parts if kind == "proposition")
    queue = list(names)
    while queue:
        rows = database.rows(DEPENDENTS, queue.pop())
        fresh = [name for (name,) in rows if name not in names]
        names.update(dict.fromkeys(fresh))
        queue += fresh
    return list(names)


def refresh(database: Database, book: Book, names: Iterable[str]) -> None:
    """Make the rows of some propositions anew from a book that decides about them."""
    said = {each.id: each for each in book.records if isinstance(each, Proposition)}
    for each in (said[name] for name in names if name in said):
        was, holds = bool(database.rows(HELD, each.id)), each.id in book.propositions
        for name, table in CHANGING.items():
            sql = f"SELECT * FROM {name} WHERE {table.owner} = ?"  # noqa: S608  # names from above
            replace(database, name, database.rows(sql, each.id), rows_if(holds, table, book, each))
        for name, table in FIXED.items() if was != holds else ():
            held, wanted = rows_if(was, table, book, each), rows_if(holds, table, book, each)
            replace(database, name, held, wanted)


def rows_if(there: bool, table: Table, book: Book, proposition: Proposition) -> list[Row]:  # noqa: FBT001  # it is the question
    """Give the rows of a proposition, if it has any."""
    return list(table.rows(book, proposition)) if there else []


def replace(database: Database, name: str, held: list[Row], wanted: list[Row]) -> None:
    """Write what differs only: every page that is touched has to reach the disk."""
    key = (CHANGING | FIXED)[name].key
    if stale := set(held) - set(wanted):
        matching = " AND ".join(f"{column} = ?" for column in key)
        sql = f"DELETE FROM {name} WHERE {matching}"  # noqa: S608  # names from above
        database.many(sql, [row[: len(key)] for row in stale])
    insert(database, name, [row for row in wanted if row not in held])


def insert(database: Database, name: str, rows: list[Row]) -> None:
    """Write rows that are not there."""
    if rows:
        marks = ", ".join("?" * (CHANGING | FIXED)[name].width)
        database.many(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608  # the same


def fill(database: Database, book: Book) -> None:
    """Write the rows of every proposition into empty tables."""
    for name, table in (CHANGING | FIXED).items():
        rows = (row for each in book.propositions.values() for row in table.rows(book, each))
        insert(database, name, list(rows))
