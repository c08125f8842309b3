"""What was taken back, taken out, revealed or sent twice; conditions that fail; withdrawals."""

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import canonical_line, entry_leaf

from brierbook.forecasts.rules.standing import judge_forecasts
from brierbook.forecasts.store.loading import open_book

if TYPE_CHECKING:
    from tests.conftest import Draft, SetClock

NONCE = "5a" * 32


def retract(workspace: "Draft", entry: dict[str, Any]) -> dict[str, Any]:
    return workspace.add("retraction", {"entry": entry_leaf(entry)})


def statuses(workspace: "Draft") -> dict[str, str]:
    assert workspace.problems() == []
    return {
        row.forecast.id: row.status.value for row in judge_forecasts(open_book(workspace.workspace))
    }


def outcomes(workspace: "Draft") -> dict[str, str]:
    assert workspace.problems() == []
    resolutions = open_book(workspace.workspace).resolutions
    return {name: each.outcome for name, each in resolutions.items()}


# retractions


def test_a_retracted_entry_no_longer_holds_and_stays_in_the_history(workspace: "Draft") -> None:
    gone = workspace.entry("forecast", "f-collapses")
    retract(workspace, gone)
    assert set(statuses(workspace)) == {"f-rain", "f-opens"}
    book = open_book(workspace.workspace)
    assert len(book.records) == 19
    assert entry_leaf(gone) in book.leaves


def test_a_retracted_retraction_lets_the_entry_hold_again(workspace: "Draft") -> None:
    gone = workspace.entry("forecast", "f-collapses")
    first = retract(workspace, gone)
    assert "f-collapses" not in statuses(workspace)
    second = retract(workspace, first)
    assert "f-collapses" in statuses(workspace)
    retract(workspace, second)
    assert "f-collapses" not in statuses(workspace)


def test_a_retracted_resolution_leaves_the_one_before(workspace: "Draft") -> None:
    workspace.copy("resolution", "opens", outcome="yes")
    later = workspace.entries[-1]
    assert outcomes(workspace)["opens"] == "yes"
    retract(workspace, later)
    assert outcomes(workspace)["opens"] == "no"


@pytest.mark.parametrize("kind", ["book", "document", "forecaster", "event", "statement"])
def test_what_others_rest_on_cannot_be_taken_back(workspace: "Draft", kind: str) -> None:
    retract(workspace, workspace.entry(kind))
    wanted = (19, "entry", "names an entry that cannot be taken back")
    assert wanted in workspace.problems()


def test_a_retraction_of_a_proposition_in_use_names_who_uses_it(workspace: "Draft") -> None:
    retract(workspace, workspace.entry("proposition", "collapses"))
    line = workspace.line("forecast", "f-collapses")
    wanted = "'collapses' names no proposition on an earlier line"
    assert workspace.problems() == [(line, "proposition", wanted)]


def test_a_retraction_of_nothing_is_refused(workspace: "Draft") -> None:
    workspace.add("retraction", {"entry": "00" * 32})
    wanted = "is the leaf hash of no entry on an earlier line"
    assert workspace.problems() == [(19, "entry", wanted)]


def test_an_entry_is_not_taken_back_before_it_stands_there(workspace: "Draft") -> None:
    gone = workspace.entry("forecast", "f-collapses")
    retract(workspace, gone)
    workspace.entries.insert(5, workspace.entries.pop())
    wanted = "is the leaf hash of no entry on an earlier line"
    assert (6, "entry", wanted) in workspace.problems()


# redactions


def test_a_redacted_entry_keeps_its_place_in_the_tree(workspace: "Draft") -> None:
    before = workspace.examine().book
    workspace.redact(workspace.entry("forecast", "f-collapses"))
    assert set(statuses(workspace)) == {"f-rain", "f-opens"}
    after = open_book(workspace.workspace)
    assert after.leaves[:18] == before.leaves
    assert b"0.05" not in workspace.book.read_bytes()


def test_bytes_that_are_gone_need_a_redaction(workspace: "Draft") -> None:
    workspace.redact(workspace.entry("forecast", "f-collapses"))
    workspace.entries.pop()
    assert workspace.problems() == [(16, "body", "is gone, and no later entry says why")]


def test_a_redaction_needs_bytes_that_are_gone(workspace: "Draft") -> None:
    entry = workspace.entry("forecast", "f-collapses")
    workspace.add("redaction", {"entry": entry_leaf(entry), "reason": "It named a person."})
    wanted = "is no leaf hash of a redacted entry of this book"
    assert workspace.problems() == [(19, "entry", wanted)]


# seals


def sealed(workspace: "Draft", hidden: dict[str, Any]) -> dict[str, Any]:
    """Seal the forecast of the collapse: SHA-256 over a prefix and the canonical opening."""
    opening = {"body": hidden, "nonce": NONCE}
    prefixed = b"brierbook/sealed-forecast@v1\n" + canonical_line(opening).encode()
    commitment = hashlib.sha256(prefixed).hexdigest()
    workspace.body("forecast", "f-collapses")["confidence"] = {
        "how": "sealed",
        "commitment": commitment,
    }
    return opening


def reveal(workspace: "Draft", opening: dict[str, Any]) -> None:
    body = {"forecast": "f-collapses", "proposition": opening["body"]["proposition"]}
    workspace.add("reveal", body | {"opening": opening})


HIDDEN = {
    "confidence": {"how": "stated", "p": "0.05"},
    "forecaster": "mayor",
    "proposition": "collapses",
}


def test_a_sealed_forecast_counts_once_it_is_revealed(
    workspace: "Draft", set_clock: "SetClock"
) -> None:
    set_clock(datetime(2027, 1, 2, 12, tzinfo=UTC))
    opening = sealed(workspace, HIDDEN)
    for each in workspace.entries[:16]:
        each["recorded_at"] = "2026-05-01T00:00:00Z"
    settled = {
        "proposition": "collapses",
        "outcome": "yes",
        "known_at": "2026-06-01T06:00:00Z",
        "evidence": [{"says": "It fell.", "when": "then", "sources": []}],
    }
    workspace.add("resolution", settled)
    assert statuses(workspace)["f-collapses"] == "sealed"
    reveal(workspace, opening)
    assert statuses(workspace)["f-collapses"] == "held_back"
    workspace.entries[-1]["recorded_at"] = "2027-01-02T00:00:00Z"  # its deadline has passed
    assert statuses(workspace)["f-collapses"] == "scored"
    confidence = open_book(workspace.workspace).forecasts["f-collapses"].confidence
    assert str(getattr(confidence, "p", None)) == "0.05"


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (
            {"confidence": {"how": "stated", "p": "0.95"}},
            "is not what was sealed: the hash differs",
        ),
        ({"forecaster": "author"}, "hides another forecaster's forecast, or of another"),
        ({"proposition": "opens"}, "hides another forecaster's forecast, or of another"),
    ],
)
def test_a_reveal_must_be_what_was_sealed(
    workspace: "Draft", spoil: dict[str, Any], problem: str
) -> None:
    opening = sealed(workspace, HIDDEN)
    opening["body"] = HIDDEN | spoil
    reveal(workspace, opening)
    assert (19, "opening", problem) in workspace.problems()


def test_what_was_never_sealed_cannot_be_revealed(workspace: "Draft") -> None:
    opening = {"body": HIDDEN, "nonce": NONCE}
    reveal(workspace, opening)
    wanted = "was not sealed, so there is nothing to reveal"
    assert workspace.problems() == [(19, "forecast", wanted)]


# names of requests


def test_a_name_of_a_request_is_used_once(workspace: "Draft") -> None:
    for number, name in enumerate(("k#1", "k#1", "k#2"), start=10):
        workspace.entries[number]["key"] = name
    line = 13
    wanted = "'k#2' was used for another request on line 11"
    assert workspace.problems() == [(line, "key", wanted)]


# conditions


def test_what_hangs_on_a_failed_condition_is_void_by_itself(workspace: "Draft") -> None:
    workspace.entries.remove(workspace.entry("resolution", "opens"))
    workspace.body("resolution", "rain@7d")["outcome"] = "no"
    assert outcomes(workspace) == {"rain@7d": "no", "opens": "void"}
    assert statuses(workspace)["f-opens"] == "void"


def test_void_passes_down_a_chain_of_conditions(workspace: "Draft") -> None:
    workspace.entries.remove(workspace.entry("resolution", "opens"))
    workspace.body("proposition", "collapses")["condition"] = "opens"
    workspace.copy("proposition", "collapses", id="mends", claim="mends", condition="collapses")
    workspace.body("resolution", "rain@7d")["outcome"] = "no"
    found = outcomes(workspace)
    assert [found[name] for name in ("opens", "collapses", "mends")] == ["void"] * 3


@pytest.mark.parametrize("outcome", ["yes", "ambiguous", "annulled"])
def test_a_condition_that_did_not_fail_leaves_it_open(workspace: "Draft", outcome: str) -> None:
    workspace.entries.remove(workspace.entry("resolution", "opens"))
    workspace.body("resolution", "rain@7d")["outcome"] = outcome
    assert "opens" not in outcomes(workspace)


def test_a_condition_whose_outcome_changes_takes_along_what_hung_on_it(workspace: "Draft") -> None:
    assert outcomes(workspace)["opens"] == "no"
    workspace.copy("resolution", "rain@7d", outcome="no")
    assert outcomes(workspace) == {"rain@7d": "no", "opens": "void"}
    workspace.copy("resolution", "rain@7d", outcome="yes")
    assert outcomes(workspace) == {"rain@7d": "yes", "opens": "no"}


def test_an_annulled_conditional_stays_annulled_when_its_condition_fails(
    workspace: "Draft",
) -> None:
    workspace.body("resolution", "opens")["outcome"] = "annulled"
    workspace.body("resolution", "rain@7d")["outcome"] = "no"
    assert outcomes(workspace)["opens"] == "annulled"


# withdrawals, and forecasts that only their forecaster dates


OUTCOMES = 16  # the place of the first one


def withdraw(workspace: "Draft", made_at: str, forecaster: str = "mayor") -> None:
    """Record that somebody holds no forecast, before any outcome is recorded."""
    body = {"proposition": "opens", "forecaster": forecaster, "made_at": made_at}
    made = workspace.add("withdrawal", body)
    workspace.entries.insert(OUTCOMES, workspace.entries.pop())
    recorded = max(made_at, "2026-04-03T00:00:00Z")
    for each in workspace.entries[:OUTCOMES]:
        each["recorded_at"] = min(each["recorded_at"], recorded)
    made["recorded_at"] = recorded


@pytest.mark.parametrize(
    ("made_at", "forecaster", "status"),
    [
        ("2026-05-01T00:00:00Z", "mayor", "withdrawn"),
        ("2026-04-01T00:00:00Z", "mayor", "scored"),  # before the forecast
        ("2026-05-31T00:00:00Z", "mayor", "scored"),  # on the day it was decided
        ("2026-05-01T00:00:00Z", "author", "scored"),  # somebody else
    ],
)
def test_a_forecast_that_was_withdrawn_in_time_is_set_aside(
    workspace: "Draft", made_at: str, forecaster: str, status: str
) -> None:
    withdraw(workspace, made_at, forecaster)
    assert statuses(workspace)["f-opens"] == status


def test_a_forecast_after_a_withdrawal_counts(workspace: "Draft") -> None:
    withdraw(workspace, "2026-05-01T00:00:00Z")
    workspace.copy("forecast", "f-opens", id="again", made_at="2026-05-02T00:00:00Z")
    found = statuses(workspace)
    assert (found["f-opens"], found["again"]) == ("withdrawn", "scored")


def test_a_withdrawal_names_who_and_what(workspace: "Draft") -> None:
    body = {"proposition": "nowhere", "forecaster": "nobody", "made_at": "2026-05-01T00:00:00Z"}
    workspace.add("withdrawal", body)
    assert workspace.problems() == [
        (19, "proposition", "'nowhere' names no proposition on an earlier line"),
        (19, "forecaster", "'nobody' names no forecaster on an earlier line"),
    ]


def test_only_its_forecaster_dates_a_backdated_forecast(workspace: "Draft") -> None:
    assert statuses(workspace)["f-opens"] == "scored"  # the document shows when it was made
    del workspace.body("forecast", "f-opens")["statement"]
    assert statuses(workspace)["f-opens"] == "backdated"  # recorded on 1 July, decided on 31 May


def test_the_clock_of_the_ledger_shows_that_a_forecast_was_made_in_time(
    workspace: "Draft",
) -> None:
    del workspace.body("forecast", "f-opens")["statement"]
    for each in workspace.entries[:16]:
        each["recorded_at"] = "2026-04-03T00:00:00Z"
    assert statuses(workspace)["f-opens"] == "scored"


def test_an_entry_that_was_taken_back_can_be_taken_out(workspace: "Draft") -> None:
    gone = workspace.entry("forecast", "f-collapses")
    retract(workspace, gone)
    workspace.redact(gone)
    assert set(statuses(workspace)) == {"f-rain", "f-opens"}
