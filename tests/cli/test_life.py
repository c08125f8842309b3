"""The life of a forecast on the command line: updated, withdrawn, resolved, taken back, listed."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call

TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(days=30)).isoformat()
PAST = "2025-06-01"
RAIN = f"It rains in Kyiv 12% by:{SOON} #weather"


def log_late(call: "Call", text: str = "It rained in May 20%", *more: str) -> None:
    """Log a forecast whose deadline has passed."""
    assert call("log", text, "--by", PAST, "--made-at", "2025-05-01", *more).code == 0


def test_a_forecast_lives(call: "Call") -> None:
    log_late(call, "It rained in May 20%", "-t", "weather")
    assert "20% → 35%, about 1 in 3" in call("update", "1", "35%", "--made-at", "2025-05-15").out
    assert call("due", "--json").ids == ["1"]
    done = call("resolve", "1", "yes", "--known-at", "2025-05-20", "--evidence", "Wet streets.")
    assert done.out == "1 It rained in May: yes\n"
    assert call("due", "--exit-code").code == 5
    shown = call("show", "1", "--json").data
    assert shown["outcome"] == "yes"
    assert [each["kind"] for each in shown["history"]] == [
        *("proposition", "forecast", "forecast", "resolution")
    ]
    assert [each["p"] for each in shown["history"]] == [None, "0.20", "0.35", None]
    assert call("check").code == 0
    # both were recorded after the outcome, so only their forecaster dates them
    [brier, _] = call("score", "--json").data["rows"]
    assert (brier["n"], brier["backdated"]) == (0, 2)


def test_a_live_forecast_is_scored(call: "Call") -> None:
    call("log", RAIN)
    call("resolve", "1", "yes", "--evidence", "Wet streets. https://example.org/rain")
    [brier, log_score] = call("score", "--json").data["rows"]
    assert brier["score"] == pytest.approx((1 - 0.12) ** 2)
    assert log_score["n"] == 1


@pytest.mark.parametrize(
    ("first", "value", "said"),
    [
        (("It rains 10%",), "1:3", "10% → 25%"),
        (("It rains", "--range", "10%..30%"), "1/8", "10%–30% → 12.5%"),
        (("Who", "--options", "A 20%, B 80%"), "A 50%, B 50%", "A 20%; B 80% → A 50%; B 50%"),
        (("How many", "--quantiles", "50%: 5"), "50%: 6,5", "50%: 5 → 50%: 6.5"),
        (
            ("When", "--quantiles", "50%: 2031-01-01"),
            "50%: 2031-02-01",
            "50%: 1 January 2031 → 50%: 1 February 2031",
        ),
    ],
)
def test_an_update_is_read_as_its_proposition_asks(
    call: "Call", first: tuple[str, ...], value: str, said: str
) -> None:
    call("log", *first, "--by", "2032-01-01")
    done = call("update", "1", value, "--reason", "News.")
    assert said in done.out
    assert call("show", "1", "--json").data["history"][-1]["reason"] == "News."


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("update", "1", "37"), 3, "write 37% or 0.37"),
        (("update", "1"), 2, "Give P, or one of --range, --word"),
        (("update", "1", "10%", "--word", "may"), 3, "is given by --p and --word"),
        (("update", "2", "10%"), 4, "no proposition '2'"),
        (("update", "", "10%"), 4, "no proposition ''"),
        (("update", "1", "10%", "--made-at", "2041-01-01"), 3, "is not before the deadline"),
        (("withdraw", "1", "--as", "Boris"), 4, "boris holds no forecast of 1"),
        (("withdraw", "9"), 4, "no proposition '9'"),
        (("resolve", "1", "maybe"), 3, "is no outcome of a binary one"),
        (("resolve", "1", "yes"), 3, "though the deadline has not passed"),
        (("resolve", "1", "5"), 3, "is no outcome of a binary one"),
        (("resolve", "1", "yes", "--evidence", " "), 3, "is blank"),
        (("resolve", "1", "yes", "--evidence", "x", "--known-at", "2041-01-01"), 3, "recorded"),
        (
            ("resolve", "1", "yes", "--evidence", "x", "--known-at", "2020-01-01"),
            3,
            "after the outcome was known",
        ),
        (("resolve", "9", "yes"), 4, "no proposition '9'"),
        (("undo", "9"), 4, "no proposition or forecast '9'"),
        (("show", "9"), 4, "no proposition '9'"),
        (("ls", "tagg:x"), 3, "did you mean tag?"),
        (("ls", "--as-of", "2020-01-01"), 1, "has no entry up to"),
        (("reveal", "nowhere.seal"), 1, "cannot be read"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(
    call: "Call", arguments: tuple[str, ...], code: int, words: str
) -> None:
    call("log", RAIN)
    before = call("ls", "--json").out
    done = call(*arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert "Traceback" not in done.err
    assert call("ls", "--json").out == before


def test_a_forecast_after_the_outcome_is_refused(call: "Call") -> None:
    log_late(call)
    call("resolve", "1", "no")
    done = call("update", "1", "5%")
    assert done.code == 3
    assert "is not before the deadline" in done.err


def test_a_withdrawn_forecast_stands_no_more(call: "Call") -> None:
    call("log", RAIN)
    done = call("withdraw", "1", "--reason", "I know too little.")
    assert done.out == "Anna holds no forecast of 1 any more\n"
    shown = call("show", "1", "--json").data
    assert shown["standing"] == []
    assert shown["history"][-1]["kind"] == "withdrawal"
    assert [
        each["id"] for each in call("ls", "status:withdrawn", "--json").data["propositions"]
    ] == ["1"]
    assert call("withdraw", "1").code == 4


def test_resolving_again_keeps_both_and_the_latest_counts(call: "Call") -> None:
    log_late(call)
    call("resolve", "1", "yes")
    done = call("resolve", "1", "no", "--note", "The first report was wrong.")
    assert done.err == "brierbook: was resolved before (yes); both are kept, the latest counts\n"
    shown = call("show", "1", "--json").data
    outcomes = [each["resolution"]["outcome"] for each in shown["history"] if each["resolution"]]
    assert outcomes == ["yes", "no"]
    assert shown["outcome"] == "no"


@pytest.mark.parametrize(
    ("first", "outcome", "answer"),
    [
        (("Who", "--options", "A 20%, B 80%"), "b", ("option", "B")),
        (("How many", "--quantiles", "50%: 5"), "6,5", ("value", "6.5")),
        (("When", "--quantiles", "50%: 2025-05-10"), "12 May 2025", ("value", "2025-05-12")),
        (("Whether 10%",), "так", ("yes", None)),
        (("Whether 10%",), "нет", ("no", None)),
        (("Whether 10%",), "скасовано", ("annulled", None)),
        (("Whether 10%",), "Ambiguous", ("ambiguous", None)),
        (("Who", "--options", "void 20%, B 80%"), "void", ("option", "void")),
    ],
)
def test_outcomes_are_read_as_their_proposition_asks(
    call: "Call", first: tuple[str, ...], outcome: str, answer: tuple[str, str | None]
) -> None:
    log_late(call, *first)
    done = call("resolve", "1", outcome, "--known-at", "2025-06-02", "--json").data
    assert (done["outcome"], done["answer"]) == answer
    assert call("check").code == 0


def test_evidence_keeps_words_and_address_apart(call: "Call") -> None:
    log_late(call)
    evidence = ("--evidence", "The bureau said so. https://example.org/a", "--evidence", "Seen.")
    done = call("resolve", "1", "yes", "--on", "2025-05-20", *evidence, "--json").data
    assert done["evidence"] == [
        {"says": "The bureau said so.", "when": "2025-05-20", "urls": ["https://example.org/a"]},
        {"says": "Seen.", "when": "2025-05-20", "urls": []},
    ]
    assert call("resolve", "1", "yes", "--evidence", "javascript:alert(1)").code == 0
    assert (
        call("show", "1", "--json").data["history"][-1]["resolution"]["evidence"][0]["urls"] == []
    )


def test_a_conditional_waits_for_its_condition_and_is_void_when_it_fails(call: "Call") -> None:
    log_late(call, "It rains 20%", "--id", "rain")
    done = call("log", f"Streets dry 90% by:{SOON}", "--if", "rain")
    assert "    if rain: It rains\n" in done.out
    call("undo")
    log_late(call, "Streets are wet 90%", "--id", "wet", "--if", "rain")
    done = call("resolve", "wet", "yes")
    assert (done.code, "its condition 'rain' is open" in done.err) == (3, True)
    call("resolve", "rain", "no")
    assert call("show", "wet", "--json").data["outcome"] == "void"
    assert call("ls", "status:void", "--json").ids == ["wet"]


def test_undo_takes_back_what_was_recorded_in_one_go_and_undo_restores_it(call: "Call") -> None:
    call("log", RAIN)
    done = call("undo")
    assert done.out.splitlines() == [
        "taken back: proposition 1, It rains in Kyiv",
        "taken back: forecast 1/anna",
    ]
    assert call("ls", "--json").data["total"] == 0
    shown = call("show", "1", "--json").data
    assert (shown["taken_back"], [each["in_force"] for each in shown["history"]]) == (
        True,
        [False, False, True, True],
    )
    call("undo")
    assert call("ls", "--json").data["total"] == 1
    assert call("check").code == 0


def test_undo_of_an_id_takes_back_the_last_thing_about_it(call: "Call") -> None:
    call("log", RAIN)
    call("update", "1", "30%")
    call("log", f"It snows in Kyiv 5% by:{SOON}")
    assert call("undo", "1").out == "taken back: forecast 1/anna/2\n"
    assert call("show", "1", "--json").data["standing"] == [{"forecaster": "anna", "said": "12%"}]
    assert call("ls", "--json").data["total"] == 2


def test_what_was_said_before_an_outcome_is_not_taken_back_after_it(call: "Call") -> None:
    call("log", RAIN)
    call("update", "1", "90%")
    call("resolve", "1", "no", "--evidence", "Dry streets.")
    for name in ("1/anna/2", "1/anna"):
        done = call("undo", name)
        assert (done.code, done.out) == (4, "")
        assert "the outcome of 1 is known (no), so what was said of it stays" in done.err
    assert call("undo").out == "taken back: the outcome of 1\n"
    assert call("undo", "1/anna/2").code == 0


def test_nobody_takes_back_what_another_recorded(
    call: "Call", monkeypatch: pytest.MonkeyPatch
) -> None:
    call("log", RAIN)
    monkeypatch.setenv("BRIERBOOK_AS", "Boris")
    for arguments in (("undo",), ("undo", "1"), ("undo", "1/anna")):
        done = call(*arguments)
        assert (done.code, "Boris recorded nothing" in done.err) == (4, True)
    call("update", "1", "50%")
    monkeypatch.setenv("BRIERBOOK_AS", "Anna")
    done = call("undo")
    # the proposition cannot go while another's forecast rests on it
    assert done.code == 3
    assert "names no proposition" in done.err


def test_a_sealed_forecast_shows_nothing_until_it_is_revealed(call: "Call", place: "Path") -> None:
    done = call("log", RAIN, "--sealed", "rain.seal")
    assert "    sealed\n" in done.out
    assert "12%" not in (place / "forecasts" / "book.jsonl").read_text() + call("show", "1").out
    assert (place / "rain.seal").stat().st_mode & 0o777 == 0o600
    assert call("log", RAIN, "--sealed", "rain.seal").code == 1
    assert call("reveal", "rain.seal").out == "1/anna revealed: 12%\n"
    assert call("show", "1", "--json").data["standing"] == [{"forecaster": "anna", "said": "12%"}]
    assert call("reveal", "rain.seal").code == 4
    (place / "rain.seal").write_text("{}")
    assert call("reveal", "rain.seal").code == 3
    assert call("check").code == 0


def test_an_opening_is_not_left_behind_by_a_request_that_failed(
    call: "Call", place: "Path"
) -> None:
    assert call("log", "It rains 10%", "--made-at", "2041-01-01", "--sealed", "a.seal").code == 3
    assert not (place / "a.seal").exists()


def test_ids_may_be_cut_short_where_that_is_clear(call: "Call") -> None:
    for name in ("rain-may", "rain-june", "snow"):
        call("log", f"About {name} 10%", "--id", name)
    assert call("show", "sn", "--json").data["id"] == "snow"
    done = call("show", "rain")
    assert done.code == 4
    assert "'rain' begins several ids: rain-june, rain-may" in done.err


def test_a_number_is_never_cut_short(call: "Call") -> None:
    call("log", RAIN, "--id", "41")
    assert call("update", "4", "20%").code == 4


def test_due_lists_the_most_overdue_first(call: "Call") -> None:
    log_late(call, "Second 10%")
    call("log", "First 10%", "--by", "2025-05-01", "--made-at", "2025-04-01")
    call("log", f"Later 10% by:{(TODAY + timedelta(days=5)).isoformat()}")
    call("log", "Never 10%")
    rows = call("due", "--json").data["propositions"]
    assert [each["text"] for each in rows] == ["First", "Second"]
    assert call("due", "--days", "9", "--json").data["total"] == 3
    limited = call("due", "-n", "1")
    assert limited.err == "brierbook: and 1 more\n"
    assert "days overdue" in limited.out
    assert call("due", "--exit-code").code == 0
    before = call("due", "--as-of", "2025-01-01")
    assert before.code == 1


def test_the_book_as_it_was(call: "Call") -> None:
    call("log", RAIN)
    call("resolve", "1", "yes", "--evidence", "x")
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert call("ls", "--as-of", tomorrow, "--json").data["propositions"][0]["outcome"] == "yes"
    assert call("show", "1", "--as-of", tomorrow, "--json").data["outcome"] == "yes"
