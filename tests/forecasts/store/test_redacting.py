"""Taking bytes out: the leaf hash and the root stay, the text round trip holds, the words go."""

from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import belief, claim, leaves, log

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.integrity.merkle import root_of_leaf_hashes
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.rewriting.redacting import redact_by_leaf
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import write_entries_as_text
from brierbook.forecasts.store.verify import verify_store

if TYPE_CHECKING:
    from tests.conftest import Draft

REQUEST = Request("tester")
WORDS = "Zarathustra Quux lives at 7 Elm Street"


@pytest.mark.parametrize("times", [1, 40, 400], ids=["short", "a page", "many pages"])
def test_the_words_leave_the_file_and_the_root_of_before_stays(
    workspace: "Draft", store: Store, times: int
) -> None:
    named = claim("snow", text={"en": f"{WORDS}, {times}. " * times}, tags=["Zarathustra"])
    append_entries(store, REQUEST, lambda _: [named])
    log(store, "hail")
    held, path = leaves(store), workspace.workspace.database
    assert WORDS.encode() in path.read_bytes()
    redact_by_leaf(store, REQUEST, held[18], "It named a person.")
    assert leaves(store)[:21] == held
    assert (
        root_of_leaf_hashes([bytes.fromhex(leaf) for leaf in leaves(store)])
        == store.frontier().root
    )
    store.database.close()
    content = path.read_bytes().lower()
    assert WORDS.encode().lower() not in content
    assert b"zarathustra" not in content
    assert verify_store(open_store(workspace.workspace), deep=True).problems == ()


def test_a_redacted_book_goes_through_text_twice(workspace: "Draft", store: Store) -> None:
    log(store, "snow")
    for leaf in (leaves(store)[19], leaves(store)[18]):
        redact_by_leaf(store, REQUEST, leaf, "A mistake.")
    root, path = store.frontier().root, workspace.workspace.database
    for _ in range(2):
        write_entries_as_text(store.lines(), workspace.book)
        store.database.close()
        path.unlink()
        store = open_store(workspace.workspace)
        assert store.frontier().root == root
        assert open_book(workspace.workspace).root == root.hex()
        assert verify_store(store, deep=True).problems == ()


def test_an_old_text_with_the_bytes_is_no_conflict(workspace: "Draft", store: Store) -> None:
    log(store, "snow")
    write_entries_as_text(store.lines(), workspace.book)
    redact_by_leaf(store, REQUEST, leaves(store)[19], "A mistake.")
    again = open_store(workspace.workspace)
    assert (again.taken_in, again.frontier().size) == (0, 21)


def test_a_redaction_that_was_made_elsewhere_is_taken_in(workspace: "Draft", store: Store) -> None:
    log(store, "snow", p="0.2071")
    store.database.close()
    backup = workspace.root / "backup"
    backup.write_bytes(workspace.workspace.database.read_bytes())
    store = open_store(workspace.workspace)
    redact_by_leaf(store, REQUEST, leaves(store)[19], "A mistake.")
    write_entries_as_text(store.lines(), workspace.book)
    root = store.frontier().root
    store.database.close()
    workspace.workspace.database.write_bytes(backup.read_bytes())
    again = open_store(workspace.workspace)
    assert (again.taken_in, again.frontier().root) == (1, root)
    assert verify_store(again, deep=True).problems == ()
    again.database.close()
    assert b"0.2071" not in workspace.workspace.database.read_bytes()


def test_what_others_rest_on_is_not_taken_out(store: Store) -> None:
    log(store, "snow")
    wanted = "proposition: rests on what would be taken out .+; take this back first"
    with pytest.raises(BookError, match=wanted) as caught:
        redact_by_leaf(store, REQUEST, leaves(store)[18], "A mistake.")
    assert caught.value.line == 20
    assert store.frontier().size == 20
    # once the forecast is taken back, nothing rests on the proposition
    append_entries(store, REQUEST, lambda _: [NewEntry("retraction", {"entry": leaves(store)[19]})])
    redact_by_leaf(store, REQUEST, leaves(store)[18], "A mistake.")
    assert verify_store(store, deep=True).problems == ()


def test_the_name_of_the_book_cannot_be_taken_out(store: Store) -> None:
    with pytest.raises(ConflictError, match="is an entry that the book cannot do without"):
        redact_by_leaf(store, REQUEST, leaves(store)[0], "A mistake.")


def test_a_retraction_stays_lest_what_it_took_back_holds_again(store: Store) -> None:
    append_entries(store, REQUEST, lambda _: [belief("b", "collapses")])
    append_entries(store, REQUEST, lambda _: [NewEntry("retraction", {"entry": leaves(store)[18]})])
    with pytest.raises(ConflictError, match="cannot do without"):
        redact_by_leaf(store, REQUEST, leaves(store)[19], "A mistake.")
    redact_by_leaf(store, REQUEST, leaves(store)[18], "A mistake.")
    assert verify_store(store, deep=True).problems == ()


def test_what_is_not_there_and_what_is_gone_already_are_told(store: Store) -> None:
    with pytest.raises(ConflictError, match="has no entry with the leaf hash 00"):
        redact_by_leaf(store, REQUEST, "00" * 32, "A mistake.")
    log(store, "snow")
    leaf = leaves(store)[19]
    redact_by_leaf(store, REQUEST, leaf, "A mistake.")
    with pytest.raises(ConflictError, match="cannot do without"):
        redact_by_leaf(store, REQUEST, leaf, "A mistake.")


def test_the_same_redaction_twice_is_answered(store: Store) -> None:
    log(store, "snow")
    leaf, request = leaves(store)[19], Request("tester", "k", ["redact"])
    first = redact_by_leaf(store, request, leaf, "A mistake.")
    again = redact_by_leaf(store, request, leaf, "A mistake.")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.records == first.records


def test_entries_go_on_after_a_redaction(store: Store) -> None:
    log(store, "snow")
    redact_by_leaf(store, REQUEST, leaves(store)[19], "A mistake.")
    append_entries(store, REQUEST, lambda _: [belief("snow/2", "snow", "0.4")])
    assert store.database.rows("SELECT p FROM standing WHERE proposition = 'snow'") == [(0.4,)]
    assert verify_store(store, deep=True).problems == ()
