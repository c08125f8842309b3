"""Who holds a forecast: known by id or name in any language, or new."""

from typing import TYPE_CHECKING

import pytest

from brierbook.errors import InputError
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.forecasters import (
    find_forecaster,
    find_or_add_forecaster,
    list_forecasters,
    make_slug,
)

if TYPE_CHECKING:
    from tests.forecasts.life.conftest import Add

    from brierbook.forecasts.store.store import Store


@pytest.fixture
def crowd(store: "Store", add: "Add") -> "Store":
    """Add some forecasters."""

    def do(batch: Batch) -> None:
        names = {"en": "Anna Lee", "uk": "Анна Лі"}
        batch.add("forecaster", {"id": "a1", "kind": "person", "name": dict(names)})
        find_or_add_forecaster(batch, "Борис")
        find_or_add_forecaster(batch, "market:Poly Market")
        find_or_add_forecaster(batch, "Борис")

    add(do)
    return store


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("a1", "a1"),
        ("Anna Lee", "a1"),
        ("anna LEE", "a1"),
        ("АННА ЛІ", "a1"),
        ("борис", "борис"),
        ("Poly market", "poly-market"),
        ("Anna", None),
        ("forecaster:a1", None),
    ],
)
def test_a_forecaster_is_found_by_id_or_name(crowd: "Store", said: str, found: str | None) -> None:
    known = find_forecaster(crowd, said)
    assert (known.id if known else None) == found


def test_one_who_is_named_twice_is_added_once(crowd: "Store") -> None:
    assert [each.id for each in list_forecasters(crowd)] == ["a1", "борис", "poly-market"]
    assert [each.kind for each in list_forecasters(crowd)] == ["person", "person", "market"]


def test_composed_and_decomposed_letters_are_one_name(crowd: "Store", add: "Add") -> None:
    add(lambda batch: find_or_add_forecaster(batch, "Їжак"))
    known = find_forecaster(crowd, "І\u0308жак")
    assert known is not None
    assert known.id == make_slug("їжак")


@pytest.mark.parametrize("said", ["", "  ", "person:", "a\nb", "x" * 81, "\u202e"])
def test_a_name_that_cannot_be_read_is_refused(store: "Store", said: str) -> None:
    with pytest.raises(InputError, match="forecaster"):
        find_or_add_forecaster(Batch(store), said)
