"""Which entry a name stands for, and proofs that verify with the code of nobody but the RFC."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.forecasts.store.test_verify import tree_head

from brierbook.errors import ConflictError
from brierbook.forecasts.integrity.checkpoint import Checkpoint, sign_checkpoint
from brierbook.forecasts.integrity.keys import KeyPair
from brierbook.forecasts.integrity.proofs import (
    ProvedGrowth,
    ProvedInclusion,
    format_proof,
    gzip_proof,
    parse_proof,
    verify_proof,
)
from brierbook.forecasts.proving.making_proofs import (
    find_claim_place,
    find_forecast_place,
    make_consistency_proof,
    make_inclusion_proof,
)
from brierbook.forecasts.proving.signed_heads import build_tree, read_book_name
from brierbook.forecasts.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Draft

    from brierbook.forecasts.store.store import Store

KEY = KeyPair.from_seed("rain-2026", bytes(32))
ENTRIES = 18
# the smallest, the largest, and powers of two with their neighbours
PLACES = st.integers(1, ENTRIES) | st.sampled_from([1, 2, 3, 15, 16, 17, 18])


@pytest.fixture
def store(workspace: "Draft") -> "Iterator[Store]":
    opened = open_store(workspace.workspace)
    yield opened
    opened.database.close()


def signed(store: "Store", size: int) -> bytes:
    """Sign a head whose root is that of the definition."""
    root = tree_head(list(store.lines(1, size)))
    return sign_checkpoint(Checkpoint("rain-2026", size, root), KEY)


def test_the_tree_of_a_store_is_that_of_its_lines(store: "Store") -> None:
    assert build_tree(store).root == tree_head(list(store.lines()))
    assert read_book_name(store) == "rain-2026"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=PLACES, other=PLACES, bare=st.booleans())
def test_every_entry_is_proved_against_every_later_head(
    store: "Store", one: int, other: int, *, bare: bool
) -> None:
    place, size = sorted((one, other))
    made = make_inclusion_proof(store, build_tree(store), place, signed(store, size), bare=bare)
    proved = verify_proof(parse_proof(gzip_proof(format_proof(made))), [KEY.verifier])
    assert isinstance(proved, ProvedInclusion)
    [line] = store.lines(place, place)
    assert (proved.index, proved.checkpoint.size) == (place - 1, size)
    assert proved.entry == (None if bare else line)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PLACES, PLACES)
def test_growth_is_proved_between_any_two_heads(store: "Store", one: int, other: int) -> None:
    first, second = sorted((one, other))
    notes = signed(store, first), signed(store, second)
    if first == second:
        with pytest.raises(ConflictError, match="only growth"):
            make_consistency_proof(build_tree(store), *notes)
        return
    proved = verify_proof(make_consistency_proof(build_tree(store), *notes), [KEY.verifier])
    assert isinstance(proved, ProvedGrowth)
    assert (proved.earlier.size, proved.later.size) == (first, second)


def test_a_forecast_is_named_by_itself_or_by_a_proposition_with_one(store: "Store") -> None:
    assert find_forecast_place(store, "f-opens") == find_forecast_place(store, "opens") == 15
    assert find_forecast_place(store, "coll") == 16  # the beginning of an id
    with pytest.raises(ConflictError, match="'rain@30d' has no forecast in force"):
        find_forecast_place(store, "rain@30d")


def test_the_claim_of_a_forecast_is_its_proposition(store: "Store") -> None:
    assert find_claim_place(store, 15) == 12
    assert find_claim_place(store, 12) is None
    assert find_claim_place(store, 1) is None
