"""Keeping the tables that are searched in step with the entries."""

from collections.abc import Callable, Iterable

from brierbook.forecasts.book import Book
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import Origin, Proposition, Record, Retraction
from brierbook.forecasts.store.database import Database, Row
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

# what later entries change
CHANGING: dict[str, Rows] = {
    "proposition": lambda book, each: [proposition_row(book, each)],
    "source": lambda book, each: source_rows(book, each.id),
    "standing": lambda book, each: standing_rows(book, each.id),
}
# what a proposition says itself; a row is all key
FIXED: dict[str, Rows] = {
    "tag": lambda _, each: tag_rows(each),
    "likeness": lambda _, each: likeness_rows(each),
}
COLUMNS = {
    "proposition": ("id",) * 13,
    "source": ("source", "proposition"),
    "standing": ("proposition",) * 6,
    "tag": ("tag", "proposition"),
    "likeness": ("feature", "proposition"),
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
        parse_line(bytes(line), Origin(database.name, seq))
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
    names = list(names)
    held = {name for name in names if database.rows(HELD, name)}
    said = {each.id: each for each in book.records if isinstance(each, Proposition)}
    clear(database, book, [said[name] for name in held])
    wanted = [book.propositions[name] for name in names if name in book.propositions]
    fill(database, book, wanted, CHANGING)
    fill(database, book, [each for each in wanted if each.id not in held], FIXED)


def clear(database: Database, book: Book, propositions: Iterable[Proposition]) -> None:
    """Delete the rows that changed, and all rows of propositions that no longer hold."""
    for each in propositions:
        for table in CHANGING:
            column = COLUMNS[table][-1]
            database.run(f"DELETE FROM {table} WHERE {column} = ?", each.id)  # noqa: S608  # names from above
        for table, rows in FIXED.items() if each.id not in book.propositions else ():
            key = " AND ".join(f"{column} = ?" for column in COLUMNS[table])
            database.many(f"DELETE FROM {table} WHERE {key}", rows(book, each))  # noqa: S608  # the same


def fill(
    database: Database, book: Book, propositions: Iterable[Proposition], tables: dict[str, Rows]
) -> None:
    """Write the rows of propositions that have none."""
    listed = list(propositions)
    for table, rows in tables.items():
        made = [row for each in listed for row in rows(book, each)]
        if made:
            marks = ", ".join("?" * len(COLUMNS[table]))
            database.many(f"INSERT INTO {table} VALUES ({marks})", made)  # noqa: S608  # the same
