"""A query means the same asked of a store, of a book at hand, and by hand in plain Python."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.oracles.query_in_memory import match_by_hand

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.query.matching import match_query
from brierbook.forecasts.query.search import find_propositions
from brierbook.forecasts.query.syntax import parse_query
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
KINDS = ("binary", "categorical", "numeric", "date")
STATUSES = ("open", "due", "resolved", "void", "ambiguous", "annulled", "withdrawn")
DAYS = ("2026-04-02", "2026-04-06", "2026-05-31", "2026-06-01", "2026-12-31")
COMPARISONS = (":", "<", "<=", ">", ">=")
WORDS = ("rain", '"happens."', "100%", "day_x", "місто", "ЙОД", "nowhere")

OF_PROPOSITIONS = (
    *(f"status:{each}" for each in STATUSES),
    *(f"kind:{each}" for each in KINDS),
    *(f"{field}{sign}{day}" for field in ("by", "known") for sign in COMPARISONS for day in DAYS),
    *("tag:test", "#місто", "tag:nowhere", "event:storm", "event:alone", "event:nowhere"),
    *("id:opens,alone", "id:nowhere", "lang:en", "lang:uk", "lang:ru", "lang:uk,ru"),
    *WORDS,
)
OF_FORECASTS = (
    *(f"p{sign}{p}" for sign in COMPARISONS for p in ("5%", "40%", "0.9")),
    *(f"made{sign}{day}" for sign in COMPARISONS for day in DAYS),
    *("forecaster:mayor", 'forecaster:"the mayor"', "as:авторка", "forecaster:nobody"),
)
SOURCES = ("source:doc-en", "source:rain.uk.txt", "source:seeds/rain.en.txt", "source:nowhere")


def fill(draft: Any) -> None:  # noqa: ANN401  # of tests/conftest.py
    """Give the book every kind of proposition and every status."""
    colours = {"kind": "categorical", "options": ["red", "blue"]}
    plain = {"claim": None, "event": None, "reading": "primary", "condition": None}
    made: tuple[tuple[str, dict[str, Any]], ...] = (
        ("alone", {"text": {"en": "100% of day_x", "uk": "Йод і місто"}, "tags": ["місто"]}),
        ("colours", {"answers": colours, "text": {"ru": "Какого цвета?"}}),
        ("count", {"answers": {"kind": "numeric"}, "deadline": None}),
        ("when", {"answers": {"kind": "date"}}),
        *((outcome, {}) for outcome in ("ambiguous", "annulled", "taken-back", "both")),
    )
    for name, more in made:
        draft.copy("proposition", "collapses", **plain | {"id": name, "claim": name} | more)
    # void by its condition, since it never rained in May
    draft.copy("proposition", "opens", id="void", claim="void", condition="opens")
    for outcome in ("ambiguous", "annulled"):
        draft.copy("resolution", "opens", proposition=outcome, outcome=outcome)
    draft.copy("resolution", "opens", proposition="both", outcome="no")
    for name in ("taken-back", "both"):
        said = {"id": f"f-{name}", "proposition": name}
        draft.copy("forecast", "f-collapses", **said)
        back = {"proposition": name, "forecaster": "mayor", "made_at": "2026-04-03T09:00:00Z"}
        draft.add("withdrawal", back)
    draft.save()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Book]]:
    from tests import conftest  # one book for the whole module

    draft = conftest.draft_at(tmp_path_factory.mktemp("queries") / "workspace")
    fill(draft)
    store = open_store(draft.workspace)
    yield store, open_book(draft.workspace)
    store.database.close()


def answers(both: tuple[Store, Book], query: str) -> tuple[set[str], set[str]]:
    """Ask both."""
    store, book = both
    asked = parse_query(query, today=date(2026, 7, 1), zone="UTC")
    listed = {each.proposition.id for each in find_propositions(store, asked, now=NOW).found}
    found = match_query(book, asked, now=NOW)
    assert found == match_by_hand(book, asked, now=NOW), query
    return listed, set(found.propositions)


def test_the_book_has_every_kind_and_status(both: tuple[Store, Book]) -> None:
    for term in (*(f"kind:{each}" for each in KINDS), *(f"status:{each}" for each in STATUSES)):
        assert answers(both, term)[0], term


@pytest.mark.parametrize("minus", ["", "-"])
def test_every_term_on_propositions_means_the_same(both: tuple[Store, Book], minus: str) -> None:
    for term in OF_PROPOSITIONS:
        listed, asked = answers(both, minus + term)
        assert listed == asked, minus + term


def test_every_term_on_forecasts_finds_the_same_propositions(both: tuple[Store, Book]) -> None:
    for term in (*OF_FORECASTS, *SOURCES):
        listed, asked = answers(both, f"{term} -status:withdrawn")
        assert listed == asked, term


signed = st.tuples(st.sampled_from(["", "-"]), st.sampled_from(OF_PROPOSITIONS)).map("".join)
ours = st.lists(signed, max_size=4)
theirs = st.lists(st.sampled_from(OF_FORECASTS), max_size=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(about=ours, held=theirs)
@example(about=[], held=[])
@example(about=["-known<2026-06-01", "-lang:ru"], held=["p>5%", "made>=2026-04-02"])
def test_terms_together_mean_the_same(
    both: tuple[Store, Book], about: list[str], held: list[str]
) -> None:
    listed, asked = answers(both, " ".join([*about, *held, "-status:withdrawn"]))
    assert listed == asked


def test_the_terms_tell_propositions_apart(both: tuple[Store, Book]) -> None:
    found = [frozenset(answers(both, term)[0]) for term in ("by<2026-05-31", "by<=2026-05-31", "")]
    assert all(fewer < more for fewer, more in pairwise(found))


signed_theirs = st.tuples(st.sampled_from(["", "-"]), st.sampled_from((*OF_FORECASTS, *SOURCES)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(about=ours, held=st.lists(signed_theirs.map("".join), min_size=1, max_size=3))
def test_single_forecasts_are_chosen_as_by_hand(
    both: tuple[Store, Book], about: list[str], held: list[str]
) -> None:
    _, book = both
    asked = parse_query(" ".join([*about, *held]), today=date(2026, 7, 1), zone="UTC")
    assert match_query(book, asked, now=NOW) == match_by_hand(book, asked, now=NOW)
