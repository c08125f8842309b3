"""Showing a proposition: facts, the quote in its context, and the history, for a person."""

from typing import TYPE_CHECKING

import pytest
from tests.forecasts.integrity import stamped

from brierbook.cli.shared.printable import as_printable
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.proving.signed_heads import read_book_name
from brierbook.forecasts.store.appending import Request
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.rewriting.redacting import redact_by_leaf
from brierbook.forecasts.workspace.folders import find_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call
    from tests.conftest import Draft, Run


@pytest.fixture
def full(call: "Call") -> "Call":
    """Make a proposition to which everything has happened."""
    past = ("--made-at", "2025-05-01")
    call("log", "It pours 40%", "--by", "2025-06-01", "--id", "pours", *past)
    call(
        *("log", "Streets are wet 20%", "--by", "2025-06-01", "--if", "pours", "-t", "wet"),
        *("--event", "The storm", "--criteria", "Seen by two.", "--reason", "Clouds."),
        *("--id", "streets", *past),
    )
    call("update", "streets", "50%", "--as", "Борис", "--made-at", "2025-05-02")
    call("undo")
    call("update", "streets", "60%", "--sealed", "a.seal", "--made-at", "2025-05-03")
    call("withdraw", "streets", "--made-at", "2025-05-04", "--reason", "I moved away.")
    call("resolve", "pours", "yes", "--known-at", "2025-05-20", "--evidence", "Loud.")
    call(
        *("resolve", "streets", "yes", "--known-at", "2025-05-21", "--decided-at", "2025-05-20"),
        *("--settled-by", "The flood", "--note", "Rather a lake.", "--evidence", "Wet feet. "),
        *("--evidence", "News https://example.org/flood"),
    )
    return call


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            [
                *("    status    yes", "    kind      yes or no", "    criteria  Seen by two."),
                *("    event     The storm", "    if        pours: It pours", "    tags      #wet"),
                "    deadline  by 1 June 2025 (Europe/Kyiv), the deadline has passed",
                *(
                    "Anna: 20%",
                    "Борис: 50% [taken back]",
                    "Anna took an entry back",
                    "Anna withdrew",
                ),
                *("reason: Clouds.", "reason: I moved away.", "claimed 1 May 2025 · recorded "),
                *("decided 20 May 2025", "known 21 May 2025", "settled by: The flood"),
                *("note: Rather a lake.", "evidence: Wet feet."),
                "evidence: News https://example.org/flood",
            ],
        ),
        (
            "uk",
            [
                *("    стан      так", "    якщо      pours: It pours", "Борис: 50 % [відкликано]"),
                *("за словами автора 1 травня 2025 р. · записано ", "не засвідчено"),
                *("підсумок: так, каже Anna", "стало відомо 21 травня 2025 р.", "Історія"),
            ],
        ),
        (
            "ru",
            [
                *("    статус    да", "    если      pours: It pours", "Борис: 50 % [отозвано]"),
                *("со слов автора 1 мая 2025 г. · записано ", "не заверено"),
                *("исход: да, говорит Anna", "стало известно 21 мая 2025 г.", "История"),
            ],
        ),
    ],
)
def test_everything_that_happened_is_shown(full: "Call", lang: str, lines: list[str]) -> None:
    done = full("show", "streets", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    for line in lines:
        assert line in done.out
    assert done.out.isprintable() or all(each.isprintable() for each in done.out.splitlines())


def test_data_holds_the_three_times_apart(full: "Call") -> None:
    history = full("show", "streets", "--json").data["history"]
    assert [each["kind"] for each in history] == [
        *("proposition", "forecast", "forecast", "retraction"),
        *("forecast", "withdrawal", "resolution"),
    ]
    forecast = history[1]
    assert (forecast["claimed"], forecast["anchored"]) == ("2025-05-01[Europe/Kyiv]", None)
    assert forecast["recorded"] > "2025-05-02"
    assert history[4]["said"] == "sealed"


def test_what_was_taken_out_of_the_book_is_shown_no_more(call: "Call", place: "Path") -> None:
    call("log", "It rains 10%", "--by", "2031-01-01", "--reason", "A secret.")
    call("update", "1", "20%", "--reason", "Another secret.")
    call("undo")
    store = open_store(find_workspace(str(place)))
    # header, forecaster, proposition, forecast, update, retraction
    [(leaf,)] = store.database.rows("SELECT leaf FROM entry WHERE seq = 5")
    redact_by_leaf(store, Request("Anna"), leaf, "Private.")
    store.database.close()
    shown = call("show", "1")
    assert "Another secret." not in shown.out
    assert "reason: A secret." in shown.out


def test_an_anchor_is_shown_as_a_time_of_its_own(call: "Call", place: "Path") -> None:
    call("log", "It rains 10%", "--by", "2031-01-01")
    store = open_store(find_workspace(str(place)))
    body = stamped.anchor(read_book_name(store), 4, "2030-01-01T10:00:00Z")

    def do(batch: Batch) -> None:
        batch.add("anchor", body)

    append_batch(store, Request("Anna"), do)
    store.database.close()
    assert "anchored 1 January 2030, 12:00" in call("show", "1").out
    assert call("show", "1", "--json").data["history"][0]["anchored"] == "2030-01-01T10:00:00Z"


def test_times_are_in_the_zone_of_the_reader(call: "Call") -> None:
    call("log", "It rains 10%", "--by", "2031-01-01", "--made-at", "2025-05-01T12:00Z")
    assert "claimed 1 May 2025, 15:00 · " in call("show", "1").out
    assert "claimed 1 May 2025, 21:00 · " in call("show", "1", "--zone", "Asia/Tokyo").out


def test_a_quote_stands_in_its_context(workspace: "Draft", run: "Run") -> None:
    done = run("show", "rain@7d")
    assert done.returncode == 0
    quote = workspace.body("statement", "s-rain")["quote"]
    suffix = as_printable(workspace.body("statement", "s-rain")["suffix"])
    assert f"    …“{quote}”{suffix}…\n" in done.stdout
    assert "source: seeds/rain.uk.txt:" in done.stdout
