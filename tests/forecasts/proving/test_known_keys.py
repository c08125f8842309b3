"""The rules of keys hold where an entry is appended, beside all that the book says of keys."""

from typing import TYPE_CHECKING

import pytest

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.proving.known_keys import (
    find_key,
    key_states,
    list_key_entries,
    list_keys_in_use,
)
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Draft

    from brierbook.forecasts.store.store import Store

ONE, TWO = (VerifierKey("rain-2026", bytes([n]) * 32) for n in (1, 2))
OTHER = VerifierKey("witness", bytes(32))


@pytest.fixture
def store(workspace: "Draft") -> "Iterator[Store]":
    opened = open_store(workspace.workspace)
    yield opened
    opened.database.close()


def say(store: "Store", key: VerifierKey, state: str) -> None:
    append_entries(
        store, Request("ada"), lambda _: [NewEntry("key", {"verifier": key.text, "state": state})]
    )


def test_the_last_word_on_each_key_counts(store: "Store") -> None:
    assert key_states(store) == {}
    for key, state in ((ONE, "trusted"), (OTHER, "trusted"), (ONE, "retired"), (TWO, "trusted")):
        say(store, key, state)
    assert [each.state for each in list_key_entries(store)] == [
        "trusted",
        "trusted",
        "retired",
        "trusted",
    ]
    found = {key: last.state for key, last in key_states(store).items()}
    assert found == {ONE: "retired", OTHER: "trusted", TWO: "trusted"}
    assert list_keys_in_use(store) == [OTHER, TWO]


def test_a_key_in_use_comes_before_one_of_the_same_name(store: "Store") -> None:
    say(store, ONE, "trusted")
    say(store, ONE, "retired")
    assert find_key(store, "rain-2026") == ONE
    say(store, TWO, "trusted")
    assert find_key(store, "rain-2026") == TWO
    assert find_key(store, ONE.text) == ONE
    assert find_key(store, f"rain-2026+{ONE.id.hex()}") == ONE
    with pytest.raises(ConflictError, match="no key 'rain'"):
        find_key(store, "rain")


def test_what_cannot_follow_is_not_appended(store: "Store") -> None:
    with pytest.raises(BookError, match="cannot be 'retired' after nothing"):
        say(store, ONE, "retired")
    say(store, ONE, "trusted")
    with pytest.raises(BookError, match="cannot be 'trusted' after trusted"):
        say(store, ONE, "trusted")
    assert len(list_key_entries(store)) == 1
