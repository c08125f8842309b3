"""A book in memory to which tests append what they like, at times of their own."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from brierbook.forecasts.entries.records import Record
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.files import make_memory_book
from brierbook.forecasts.store.store import Store

type Add = Callable[..., tuple[Record, ...]]
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    made = Store(make_memory_book("book.db"))
    header = NewEntry("book", {"name": "book", "title": {"en": "Book"}})
    append_entries(made, Request("ada"), lambda _: [header], now=START)
    return made


@pytest.fixture
def add(store: Store) -> Add:
    """Give a function that appends what it is given, as somebody at some time."""

    def run(
        do: Callable[[Batch], object],
        *,
        by: str = "ada",
        key: str | None = None,
        now: datetime = START,
    ) -> tuple[Record, ...]:
        batch = Batch(store)

        def compose(_: Store) -> list[NewEntry]:
            do(batch)
            return batch.entries

        return append_entries(store, Request(by, key), compose, now=now).records

    return run
