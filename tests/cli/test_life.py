"""The life of a forecast on the command line: updated, withdrawn, resolved, taken back, listed."""

import math
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import day_in
from tests.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call
    from tests.conftest import SetClock

SOON = day_in(30).isoformat()
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
    scores = call("score", "--json").data
    assert scores["basis"] == "claimed"
    # 20% stood for 14 of the 19 days from opening to the outcome, 35% for 5
    assert scores["rows"][0]["score"] == pytest.approx((14 * 0.8**2 + 5 * 0.65**2) / 19, abs=0.01)
    [shown, _] = call("score", "--json", "--basis", "shown").data["rows"]
    assert (shown["n"], shown["backdated"]) == (0, 2)


def test_a_live_forecast_is_scored_once_its_deadline_has_passed(
    call: "Call", set_clock: "SetClock"
) -> None:
    call("log", RAIN)
    set_clock(NOON + timedelta(days=3))
    call("resolve", "1", "yes", "--evidence", "Wet streets. https://example.org/rain")
    [brier, _] = call("score", "--json").data["rows"]
    assert (brier["n"], brier["held_back"]) == (0, 1)
    set_clock(NOON + timedelta(days=32))
    [brier, log_score] = call("score", "--json").data["rows"]
    assert brier["score"] == pytest.approx((1 - 0.12) ** 2)
    assert log_score["n"] == 1


def test_a_deadline_that_passes_counts_in_every_command(
    call: "Call", set_clock: "SetClock", place: "Path"
) -> None:
    call("log", RAIN)
    set_clock(NOON + timedelta(days=3))
    call("resolve", "1", "yes", "--evidence", "Wet streets.")
    report = ("report", "--no-sampling", "--format", "md", "--json")
    assert call(*report).data["scored"]["forecasts"] == 0
    set_clock(NOON + timedelta(days=32))
    assert call("score", "--json").data["rows"][0]["n"] == 1
    first = call(*report).data
    assert first["scored"]["forecasts"] == 1
    # no other deadline passes, so the same is said of the same book
    set_clock(NOON + timedelta(days=99))
    assert call(*report).data == first
    assert call("plot", "surprises", "-o", str(place / "a.svg")).code == 0


def test_what_is_held_back_is_called_so_where_nothing_else_counts(
    call: "Call", set_clock: "SetClock"
) -> None:
    call("log", RAIN)
    set_clock(NOON + timedelta(days=3))
    assert "held back" not in call("calibrate").err
    call("resolve", "1", "yes", "--evidence", "Wet streets.")
    for command in (["calibrate"], ["recalibrate", "70%"]):
        assert "held back until the deadlines" in call(*command).err
    report = call("report", "--no-sampling", "--format", "md")
    assert "The outcomes that are known (1) are held back" in " ".join(report.out.split())


def test_the_past_is_judged_as_it_was(call: "Call", set_clock: "SetClock", place: "Path") -> None:
    call("log", RAIN)
    set_clock(NOON + timedelta(days=3))
    call("resolve", "1", "yes", "--evidence", "Wet streets.")
    report = ("report", "--no-sampling", "--format", "md")
    assert call(*report).code == 0
    set_clock(NOON + timedelta(days=32))
    # the report that is there is compared as of the instant for which it was written
    assert call(*report, "--check").code == 0
    then = f"{NOON + timedelta(days=4):%Y-%m-%d}"
    found = call("score", "--json", "--as-of", then).data
    assert (found["held_back"]["questions"], found["rows"][0]["n"]) == (1, 0)
    assert call("score", "--json").data["held_back"] is None
    assert call(*report, "--as-of", then, "--json").data["scored"]["forecasts"] == 0
    assert call(*report, "--json").data["scored"]["forecasts"] == 1
    assert call(*report, "--check", "--as-of", then).code == 1
    del place


def test_reports_and_figures_take_the_last_word_where_it_is_asked_for(
    call: "Call", set_clock: "SetClock", place: "Path"
) -> None:
    call("log", RAIN)
    set_clock(NOON + timedelta(days=2))
    call("update", "1", "99%")
    call("resolve", "1", "yes", "--evidence", "Wet streets.")
    set_clock(NOON + timedelta(days=32))
    report = ("report", "--no-sampling", "--format", "md", "--json")
    pooled, last = call(*report).data, call(*report, "--standing", "last").data
    assert last["selection"]["standing"] == "last"
    assert last["scores"]["brier"]["value"] == pytest.approx(0.0001)
    assert pooled["scores"]["brier"]["value"] > 0.01
    scored = {each: call("score", "--json", "--standing", each).data for each in ("pooled", "last")}
    for made, name in ((pooled, "pooled"), (last, "last")):
        assert scored[name]["rows"][0]["score"] == pytest.approx(made["scores"]["brier"]["value"])
    asked = ("plot", "surprises", "--json")
    assert call(*asked, "--standing", "last").data != call(*asked).data
    assert list((place / "reports").iterdir()) != []


def test_what_a_query_asks_for_has_one_basis_in_every_command(
    call: "Call", set_clock: "SetClock", place: "Path"
) -> None:
    log_late(call, "It rained in May 20%", "-t", "past")
    call("resolve", "1", "yes", "--known-at", "2025-05-20", "--evidence", "Wet streets.")
    call("log", RAIN)
    set_clock(NOON + timedelta(days=40))
    call("resolve", "2", "no", "--evidence", "Dry streets.")
    whole, past = (call("score", "--json", *query).data for query in ((), ("tag:past",)))
    assert (whole["basis"], past["basis"], past["rows"][0]["n"]) == ("shown", "claimed", 1)
    calibrated = call("calibrate", "tag:past", "--json", "-o", str(place))
    assert calibrated.code == 0
    assert "what their maker says of their time" in calibrated.err
    report = call("report", "tag:past", "--no-sampling", "--format", "md", "--json").data
    assert report["scored"]["forecasts"] == 1
    drawn = call("plot", "outcomes", "tag:past", "-o", str(place / "a.svg"))
    assert (drawn.code, "what their maker says of their time" in drawn.err) == (0, True)


def test_a_row_of_a_report_says_what_came_true_in_part(call: "Call", place: "Path") -> None:
    for name, text, outcome in (("1", "Rain 70%", "30%"), ("2", "Snow 20%", "no")):
        log_late(call, text)
        call("resolve", name, outcome, "--known-at", "2025-06-02")
    call("report", "--no-sampling", "--format", "md", "-o", str(place))
    [made] = (place / "reports").glob("*/report.en.md")
    text = made.read_text(encoding="utf-8")
    assert "| Rain | 70% | 0.30 of 1 | 0.16 |" in text
    assert "| Snow | 20% | 0 of 1 | 0.04 |" in text
    # what came true in part has no outcome that a test could rest on
    assert "1 event cannot tell it from saying 50% every time" in text.replace("\xa0", " ")


def test_words_count_once_their_deadline_has_passed(call: "Call", set_clock: "SetClock") -> None:
    call("log", "It rains in Kyiv", "--word", "likely", "--by", SOON)
    set_clock(NOON + timedelta(days=3))
    call("resolve", "1", "yes", "--evidence", "Wet streets.")
    assert "held back until the deadlines" in call("words").err
    set_clock(NOON + timedelta(days=32))
    assert call("words").code == 0


def test_a_period_leaves_out_options_too(call: "Call") -> None:
    for year in ("2024", "2025"):
        options = ("--options", "A 20%, B 80%", "--made-at", f"{year}-01-01")
        call("log", f"Who in {year}", *options, "--by", f"{year}-06-01")
    call("resolve", "1", "A", "--known-at", "2024-05-01", "--evidence", "Seen.")
    call("resolve", "2", "B", "--known-at", "2025-05-01", "--evidence", "Seen.")
    for period, n in (((), 2), (("--since", "2025-01-01"), 1), (("--until", "2025-01-01"), 1)):
        rows = call("score", "--kinds", "--json", *period).data["kinds"]
        assert {row["n"] for row in rows} == {n}, period


def test_only_what_is_scored_is_counted_as_clipped_and_that_is_said_with_a_table(
    call: "Call",
) -> None:
    log_late(call, "It rained p=100%")
    call("resolve", "1", "no", "--known-at", "2025-05-20", "--evidence", "Dry streets.")
    call("log", "It snows p=100%", "--by", SOON)  # open
    done = call("score", "--clip", "0.01", "--json").data
    assert done["clipped"] == 1
    assert [row["score"] for row in done["rows"]] == pytest.approx([0.99**2, math.log(100)])
    assert done["bases"][0]["score"] == pytest.approx(0.99**2)
    table = call("score", "--clip", "0.01", "--csv")
    assert "nearer to 0 or 1 than 0.01 are scored as if they kept it" in table.err


def test_a_report_says_how_events_count_that_were_not_forecast_all_along(
    call: "Call", set_clock: "SetClock"
) -> None:
    for text in ("It rains 20%", "It snows 70%"):
        call("log", text, "--by", "2026-12-31")
    set_clock(NOON + timedelta(days=2))
    call("withdraw", "2")
    set_clock(NOON + timedelta(days=32))
    for name in ("1", "2"):
        call("resolve", name, "no", "--evidence", "Dry streets.")
    said = call("report", "--no-sampling", "--format", "md").out
    assert "each event counting for the share of time" in " ".join(said.split())


def test_one_outcome_that_is_held_back_does_not_empty_the_score(call: "Call") -> None:
    log_late(call)
    call("resolve", "1", "yes", "--known-at", "2025-05-20", "--evidence", "Wet streets.")
    call("log", RAIN)
    call("resolve", "2", "yes", "--evidence", "Wet streets.")
    found = call("score", "--json").data
    assert (found["basis"], found["rows"][0]["n"]) == ("claimed", 1)
    rows = [(each["basis"], each["n"], each["held_back"]) for each in found["bases"]]
    assert rows == [("shown", 0, 1), ("claimed", 1, 0)]
    assert "held back" in call("score").out
    report = call("report", "--no-sampling", "--format", "md")
    assert "nobody forecast" not in report.out


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
        (("update", "1", "10%", "--word", "may"), 3, "is given by --p, --word"),
        (("update", "2", "10%"), 4, "no proposition '2'"),
        (("update", "", "10%"), 4, "no proposition ''"),
        (("update", "1", "10%", "--made-at", "2041-01-01"), 3, "is not before the deadline"),
        (("withdraw", "1", "--as", "Boris"), 4, "boris holds no forecast of 1"),
        (("withdraw", "9"), 4, "no proposition '9'"),
        (("resolve", "1", "maybe"), 3, "is no outcome of a binary one"),
        (("resolve", "1", "yes"), 3, "though the deadline has not passed"),
        (("resolve", "1", "5"), 3, "is a probability of 5%, or another number?"),
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
    call("log", f"Later 10% by:{day_in(5).isoformat()}")
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
    tomorrow = day_in(1).isoformat()
    assert call("ls", "--as-of", tomorrow, "--json").data["propositions"][0]["outcome"] == "yes"
    assert call("show", "1", "--as-of", tomorrow, "--json").data["outcome"] == "yes"
