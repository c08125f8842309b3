"""One clock that ran ahead does not spoil a book, and cannot be used to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import belief, claim

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.entries.records import Clock
from brierbook.forecasts.life.as_of import read_book_until
from brierbook.forecasts.rules.standing import judge_forecasts
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.loading import examine_book, open_book
from brierbook.forecasts.store.opening import import_text
from brierbook.forecasts.store.rewriting.setting_clocks import set_clock_right
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store

if TYPE_CHECKING:
    from tests.conftest import Draft

    from brierbook.forecasts.canonical import Json

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
WRONG = datetime(2099, 1, 1, tzinfo=UTC)


def append(store: Store, *entries: NewEntry, at: datetime) -> None:
    append_entries(store, Request("tester"), lambda _: entries, now=at)


def text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def settled(target: str, known: datetime) -> NewEntry:
    seen: Json = {"says": "It was seen.", "when": "then", "sources": []}
    told = {"proposition": target, "outcome": "no", "known_at": text(known)}
    return NewEntry("resolution", {**told, "evidence": [seen]})


def test_after_an_entry_from_the_future_nothing_is_stamped_before_somebody_was_asked(
    store: Store,
) -> None:
    append(store, claim("snow"), at=WRONG)
    with pytest.raises(ConflictError, match="the last entry is stamped 2099-01-01T00:00:00Z"):
        append(store, claim("hail"), at=NOW)
    append(store, claim("hail"), at=WRONG - timedelta(hours=23))  # within a day it waits


def test_once_the_clock_is_set_right_times_are_honest_again(
    workspace: "Draft", store: Store
) -> None:
    append(store, claim("snow"), belief("f-snow", "snow"), at=WRONG)
    set_clock_right(store, Request("tester"), "The battery was empty.", now=NOW)
    later = NOW + timedelta(days=1)
    end = later + timedelta(days=1)
    hail = claim("hail", deadline=text(end))
    append(store, hail, belief("f-hail", "hail", "0.8"), at=later)
    append(store, settled("hail", end), at=end + timedelta(days=1))
    book = open_book(workspace.workspace)
    status = {row.forecast.id: row.status.value for row in judge_forecasts(book)}
    assert status["f-hail"] == "scored"
    assert verify_store(store, deep=True).problems == ()
    assert examine_book(workspace.workspace).problems == ()
    assert read_book_until(store, NOW).records[-1].origin.line == 21


def test_what_the_wrong_clock_stamped_counts_from_when_it_was_set_right(
    workspace: "Draft", store: Store
) -> None:
    before, after = NOW - timedelta(days=1), NOW + timedelta(days=1)
    snow = claim("snow", deadline=text(after))
    append(store, snow, belief("f-snow", "snow"), at=WRONG)
    set_clock_right(store, Request("tester"), "The battery was empty.", now=NOW)
    for known, wanted in ((before, "backdated"), (after, "scored")):
        append(store, settled("snow", known), at=after)
        [row] = [
            each
            for each in judge_forecasts(open_book(workspace.workspace))
            if each.forecast.id == "f-snow"
        ]
        assert row.status.value == wanted


def test_a_clock_is_not_set_right_where_nothing_is_wrong(store: Store) -> None:
    append(store, claim("snow"), at=NOW)
    with pytest.raises(ConflictError, match="no more than a day ahead"):
        set_clock_right(store, Request("tester"), "No reason.", now=NOW - timedelta(hours=20))


def test_a_clock_cannot_be_set_before_what_came_before(workspace: "Draft") -> None:
    for since in (1, 18, 19):  # the header, an entry that is not ahead, the clock itself
        entry = {"since": since, "reason": "Why not."}
        workspace.add("clock", entry)
        assert (19, "since") in [(line, field) for line, field, _ in workspace.problems()]
        workspace.entries.pop()


def test_what_comes_from_the_future_is_not_taken_in(workspace: "Draft", tmp_path: Path) -> None:
    workspace.add("proposition", {"id": "snow", "text": {"en": "Snow."}})
    workspace.entries[-1]["recorded_at"] = "2099-01-01T00:00:00Z"
    workspace.save()
    other = type(workspace.workspace)(tmp_path, tmp_path / "forecasts" / "book.jsonl")
    with pytest.raises(BookError, match="19: recorded_at: 2099-01-01T00:00:00Z is more than a day"):
        import_text(other, workspace.book.read_bytes(), "copy")
    clock = workspace.add("clock", {"since": 19, "reason": "The battery was empty."})
    clock["recorded_at"] = "2026-07-02T00:00:00Z"
    workspace.save()
    with import_text(other, workspace.book.read_bytes(), "copy") as store:
        assert isinstance(store.entry(20, next(store.lines(20))), Clock)
