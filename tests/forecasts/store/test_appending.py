"""Appending: all of a request or none, once, in order, and only what is valid."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.forecasts.store.conftest import belief, claim, leaves, log, outcome

from brierbook.errors import BookError, ConflictError, MalformedError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.entries.records import Forecast
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.database import DatabaseRow
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store

if TYPE_CHECKING:
    from tests.conftest import Draft

type Body = dict[str, Json]


def test_entries_of_a_request_follow_the_last_one_and_change_the_root(store: Store) -> None:
    before = store.frontier()
    done = log(store, "snow")
    assert [record.origin.line for record in done.records] == [19, 20]
    assert store.frontier().size == before.size + 2
    assert store.frontier().root != before.root
    assert verify_store(store, deep=True).problems == ()


def test_the_same_request_twice_is_answered_and_not_appended(store: Store) -> None:
    first = log(store, "snow", key="k")
    size = store.frontier().size
    again = log(store, "snow", key="k")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.records == first.records
    assert store.frontier().size == size


def test_another_request_under_the_same_key_is_a_conflict(store: Store) -> None:
    log(store, "snow", key="k")
    with pytest.raises(ConflictError, match="the key 'k' was used for another request; choose"):
        log(store, "snow", p="0.3", key="k")
    assert store.frontier().size == 20


def test_without_a_key_the_second_of_an_id_is_refused(store: Store) -> None:
    log(store, "snow")
    with pytest.raises(BookError, match="id: 'snow' is taken by line 19; choose another"):
        log(store, "snow")


@pytest.mark.parametrize(
    ("entry", "field", "words"),
    [
        (belief("b", "nowhere"), "proposition", "'nowhere' names no proposition"),
        (belief("b", "collapses", forecaster="nobody"), "forecaster", "'nobody' names no"),
        (outcome("nowhere", "yes"), "proposition", "'nowhere' names no proposition"),
        (outcome("collapses", "option"), "outcome", "a binary one takes yes, no"),
        (belief("b", "opens"), "made_at", "is not before the deadline"),
        (claim("c", condition="nowhere"), "condition", "is not the id of a proposition"),
        (claim("c", condition="c"), "condition", "goes round in a circle"),
        (claim("c", claim="opens"), "reading", "already is the primary reading"),
        (claim("c", event="nowhere"), "event", "'nowhere' names no event"),
        (belief("b", "collapses", p="1.5"), "confidence.p", "a probability lies between"),
        (belief("b", "collapses", p="NaN"), "confidence.p", "write a decimal"),
        (belief("b", "collapses", p="-0.0"), "confidence.p", "write a decimal"),
        (belief("b", "collapses", p="1e-400"), "confidence.p", "write a decimal"),
        (belief("b", "collapses", p="0,5"), "confidence.p", "write a decimal"),
        (NewEntry("retraction", {"entry": "00" * 32}), "entry", "is the leaf hash of no entry"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_nothing_of_it_is_kept(
    store: Store, entry: NewEntry, field: str, words: str
) -> None:
    before = leaves(store)
    with pytest.raises(BookError) as caught:
        append_entries(store, Request("tester"), lambda _: [claim("good"), entry])
    assert caught.value.field == field
    assert words in caught.value.problem
    assert leaves(store) == before
    assert store.database.rows("SELECT id FROM proposition WHERE id = 'good'") == []
    assert verify_store(store, deep=True).problems == ()


def test_half_of_a_surrogate_pair_is_refused(store: Store) -> None:
    with pytest.raises(BookError, match="half of a surrogate pair"):
        append_entries(store, Request("tester"), lambda _: [claim("\ud800")])
    assert store.frontier().size == 18


def test_an_entry_that_no_text_could_hold_is_refused(store: Store) -> None:
    with pytest.raises(BookError, match="19: the line has more than 1048576 bytes"):
        append_entries(
            store, Request("tester"), lambda _: [claim("long", text={"en": "x" * 2**20})]
        )
    with pytest.raises(BookError, match="the new entry is nested too deeply"):
        append_entries(store, Request("tester"), lambda _: [claim("deep", text=nested(100_000))])
    assert store.frontier().size == 18


def nested(depth: int) -> list[Any]:
    """Put a list into a list, again and again."""
    made: list[Any] = []
    for _ in range(depth):
        made = [made]
    return made


def test_an_error_while_composing_keeps_nothing(store: Store) -> None:
    def compose(_: Store) -> list[NewEntry]:
        raise MalformedError("what was asked", None, "cannot be read")

    with pytest.raises(MalformedError):
        append_entries(store, Request("tester"), compose)
    log(store, "snow")
    assert store.frontier().size == 20


def test_a_clock_that_stepped_back_keeps_the_order_and_is_told(store: Store) -> None:
    now = datetime(2026, 8, 1, tzinfo=UTC)
    append_entries(store, Request("tester"), lambda _: [claim("one")], now=now)
    earlier = now - timedelta(minutes=3)
    done = append_entries(store, Request("tester"), lambda _: [claim("two")], now=earlier)
    assert done.clock_behind == 180
    assert done.records[0].recorded_at.text == "2026-08-01T00:00:00Z"
    assert verify_store(store).problems == ()


def test_a_forecast_after_the_outcome_was_known_is_refused(store: Store) -> None:
    append_entries(store, Request("tester"), lambda _: [outcome("collapses", "yes")])
    late = belief("late", "collapses")
    late.body["made_at"] = "2026-07-03T00:00:00Z"
    with pytest.raises(BookError, match="is after the outcome was known"):
        append_entries(store, Request("tester"), lambda _: [late])


def test_a_second_outcome_keeps_the_first_and_the_latest_counts(
    workspace: "Draft", store: Store
) -> None:
    append_entries(store, Request("tester"), lambda _: [outcome("collapses", "yes")])
    append_entries(store, Request("tester"), lambda _: [outcome("collapses", "no")])
    book = open_book(workspace.workspace)
    assert [each.outcome for each in book.resolutions_of["collapses"]] == ["yes", "no"]
    assert book.resolutions["collapses"].outcome == "no"
    assert state(store, "collapses") == ("resolved", "no")


def state(store: Store, name: str) -> DatabaseRow:
    sql = "SELECT status, outcome FROM proposition WHERE id = ?"
    [found] = store.database.rows(sql, name)
    return found


def standing(store: Store, name: str) -> dict[str, float | None]:
    sql = "SELECT forecaster, p FROM standing WHERE proposition = ?"
    return dict(store.database.rows(sql, name))


def test_the_tables_follow_updates_withdrawals_and_retractions(store: Store) -> None:
    request = Request("tester")
    log(store, "snow", p="0.2")
    assert standing(store, "snow") == {"mayor": 0.2}
    [update] = append_entries(store, request, lambda _: [belief("snow/2", "snow", "0.7")]).records
    assert standing(store, "snow") == {"mayor": 0.7}
    gone: Body = {"entry": leaves(store)[update.origin.line - 1]}
    append_entries(store, request, lambda _: [NewEntry("retraction", gone)])
    assert standing(store, "snow") == {"mayor": 0.2}
    away: Body = {"proposition": "snow", "forecaster": "mayor", "made_at": "2026-07-03T00:00:00Z"}
    append_entries(store, request, lambda _: [NewEntry("withdrawal", away)])
    assert standing(store, "snow") == {}
    assert verify_store(store, deep=True).problems == ()


def test_a_retracted_proposition_leaves_every_table_and_comes_back(store: Store) -> None:
    request = Request("tester")
    tagged = claim("snow", tags=["Winter"])
    [first] = append_entries(store, request, lambda _: [tagged]).records
    taken: Body = {"entry": leaves(store)[first.origin.line - 1]}
    tables = ("proposition", "tag", "likeness")

    def rows() -> list[int]:
        columns = {"proposition": "id"}
        sql = "SELECT count(*) FROM {} WHERE {} = 'snow'"
        names = ((table, columns.get(table, "proposition")) for table in tables)
        return [store.database.rows(sql.format(*each))[0][0] for each in names]

    full = rows()
    assert full[:2] == [1, 1]
    assert full[2] > 1
    append_entries(store, request, lambda _: [NewEntry("retraction", taken)])
    assert rows() == [0, 0, 0]
    undone: Body = {"entry": leaves(store)[-1]}
    append_entries(store, request, lambda _: [NewEntry("retraction", undone)])
    assert rows() == full
    assert verify_store(store, deep=True).problems == ()


def test_a_condition_that_fails_voids_what_hangs_on_it_in_the_tables(store: Store) -> None:
    request = Request("tester")
    chain = [claim("a"), claim("b", condition="a"), claim("c", condition="b")]
    append_entries(store, request, lambda _: chain)
    append_entries(store, request, lambda _: [outcome("a", "no")])
    assert [state(store, name)[0] for name in "abc"] == ["resolved", "void", "void"]
    append_entries(store, request, lambda _: [outcome("a", "yes")])
    assert [state(store, name)[0] for name in "abc"] == ["resolved", "open", "open"]
    assert verify_store(store, deep=True).problems == ()


def test_text_is_a_value_and_never_a_command(store: Store) -> None:
    hostile = "'); DROP TABLE entry; --"
    log(store, hostile)
    assert store.frontier().size == 20
    sql = "SELECT forecaster FROM standing WHERE proposition = ?"
    assert store.database.rows(sql, hostile) == [("mayor",)]


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b",
        "\u0438\u0306",
        "\u0439",
        "\u202eneve\u0441",
        "pa\u200bssword",
        "😀" * 50,
        "\ufeffx",
    ],
)
def test_every_character_is_kept_as_it_was_written(store: Store, text: str) -> None:
    append_entries(store, Request("tester"), lambda _: [claim("odd", text={"uk": text})])
    [record] = store.about(["proposition:odd"]).values()
    assert getattr(record[0], "text").uk == text  # noqa: B009  # a record of any kind
    assert verify_store(store, deep=True).problems == ()


def test_letters_composed_in_two_ways_are_found_by_either(store: Store) -> None:
    append_entries(store, Request("tester"), lambda _: [claim("odd", text={"uk": "Мій \u0439"})])
    [(kept,)] = store.database.rows("SELECT folded FROM proposition WHERE id = 'odd'")
    append_entries(
        store, Request("tester"), lambda _: [claim("two", text={"uk": "Мій \u0438\u0306"})]
    )
    [(other,)] = store.database.rows("SELECT folded FROM proposition WHERE id = 'two'")
    assert kept == other == "мій \u0439"


@pytest.mark.parametrize("p", ["0", "1", "0." + "9" * 16, "0." + "0" * 59 + "1", "0.1000"])
def test_probabilities_keep_every_digit(workspace: "Draft", store: Store, p: str) -> None:
    log(store, "snow", p=p)
    book = open_book(workspace.workspace)
    [kept] = [each for each in book.every(Forecast) if each.id == "snow/1"]
    assert f"{getattr(kept.confidence, 'p'):f}" == p  # noqa: B009  # of a stated one
