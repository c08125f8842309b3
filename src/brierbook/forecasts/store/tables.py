"""Keeping the tables that are searched in step with the entries."""

from collections.abc import Iterable

from brierbook.forecasts.book import Book
from brierbook.forecasts.records import (
    Proposition,
    Record,
    Retraction,
)
from brierbook.forecasts.store.database import Database
from brierbook.forecasts.store.rows import (
    likeness_rows,
    proposition_row,
    source_rows,
    standing_rows,
    tag_rows,
)
from brierbook.forecasts.store.slices import subjects

OWN = ("tag", "source", "standing", "likeness")  # the tables with a column for the proposition
COLUMNS = {"proposition": 13, "tag": 2, "source": 2, "standing": 6, "likeness": 2}
DEPENDENTS = "SELECT id FROM proposition WHERE condition = ?"


def file_entries(database: Database, records: Iterable[Record]) -> None:
    """File entries under what they say something of."""
    rows = [(name, record.origin.line) for record in records for name in subjects(record)]
    database.many("INSERT INTO about (subject, seq) VALUES (?, ?)", rows)
    for record in records:
        if isinstance(record, Retraction):
            file_with_target(database, record)


def file_with_target(database: Database, record: Retraction) -> None:
    """File what takes an entry back wherever that entry is filed."""
    sql = """INSERT INTO about (subject, seq) SELECT a.subject, CAST(? AS BIGINT) FROM about a
        JOIN entry e ON e.seq = a.seq WHERE e.leaf = ? GROUP BY a.subject"""
    database.run(sql, record.origin.line, record.entry)


def touched(database: Database, records: Iterable[Record]) -> list[str]:
    """Name the propositions whose rows new entries change, those that depend on them included."""
    sql = "SELECT subject FROM about WHERE seq = ? AND subject LIKE 'proposition:%'"
    names: dict[str, None] = {}
    for record in records:
        found = database.rows(sql, record.origin.line)
        names.update((subject.partition(":")[2], None) for (subject,) in found)
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
    for table in OWN:
        sql = f"DELETE FROM {table} WHERE proposition = ?"  # noqa: S608  # a name from above
        database.many(sql, [(name,) for name in names])
    database.many("DELETE FROM proposition WHERE id = ?", [(name,) for name in names])
    fill(database, book, [book.propositions[name] for name in names if name in book.propositions])


def fill(database: Database, book: Book, propositions: Iterable[Proposition]) -> None:
    """Write the rows of propositions that have none."""
    listed = list(propositions)
    made = {
        "proposition": [proposition_row(book, each) for each in listed],
        "tag": [row for each in listed for row in tag_rows(each)],
        "source": [row for each in listed for row in source_rows(book, each.id)],
        "standing": [row for each in listed for row in standing_rows(book, each.id)],
        "likeness": [row for each in listed for row in likeness_rows(each)],
    }
    for table, rows in made.items():
        marks = ", ".join("?" * COLUMNS[table])
        database.many(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  # the same
