"""Scores over time, open cohorts and few forecasts, as the command line and the report say them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import entry, entry_line
from tests.live_books import Question, day, live_entries, write_live_book

if TYPE_CHECKING:
    from tests.conftest import Run

ANN, BOB = "ann", "bob"
EVE = Question("eve", [(0, "0.1", ANN), (170, "0.9", ANN)], deadline=171, outcome="yes")
# fourteen of 21 to 60 %, due in 2029: five came true early, nine are open
OPEN = [
    Question(
        f"q{number}",
        [(0, f"0.{21 + 3 * number}", ANN)],
        deadline=1500,
        outcome="yes" if number < 5 else None,
        decided=100 + number if number < 5 else None,
    )
    for number in range(14)
]
# all of about 90 %, and all came true
SURE = [
    Question(f"s{p}", [(0, f"0.{p}", ANN)], outcome="yes")
    for p in ("88", "93", "91", "95", "90", "87")
]
MADE = ("report", "--no-sampling", "--format", "md,json", "--json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "live"


def score(run: "Run", folder: Path, *options: str) -> dict[str, Any]:
    done = run("score", "--json", *options, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def brier_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in found["rows"] if row["metric"] == "brier"]


def test_an_update_on_the_eve_gains_nothing(run: "Run", folder: Path) -> None:
    """10 % for 170 days and 90 % for the last: (170 * .81 + .01) / 171."""
    write_live_book(folder, EVE)
    found = score(run, folder)
    pooled = (170 * 0.81 + 0.01) / 171
    [row] = brier_of(found)
    assert (row["scored_as"], row["standing"]) == ("over_time", "pooled")
    assert row["score"] == pytest.approx(pooled)
    standings = {each["standing"]: each for each in found["standings"]}
    assert standings["pooled"]["score"] == pytest.approx(pooled)
    assert standings["last"]["score"] == pytest.approx(0.01)
    assert standings["last"]["lead_days"] == pytest.approx(1)
    assert standings["first"]["score"] == standings["at:30d"]["score"] == pytest.approx(0.81)


def test_the_report_says_the_same(run: "Run", folder: Path) -> None:
    write_live_book(folder, EVE)
    done = run(*MADE, cwd=folder)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    pooled = (170 * 0.81 + 0.01) / 171
    assert summary["scores"]["brier"]["value"] == pytest.approx(pooled)
    assert [row["scored_as"] for row in summary["standings"]["rows"]] == ["over_time"]
    last = {each["standing"]: each["score"] for each in summary["standings"]["standings"]}["last"]
    assert last == pytest.approx(0.01)
    text = (folder / "reports" / "live" / "report.en.md").read_text(encoding="utf-8")
    assert "The headline is the row of forecasts over time." in text


@pytest.mark.parametrize(
    ("standing", "expected"), [("last", 0.01), ("first", 0.81), ("at:1d", 0.01)]
)
def test_another_standing_may_be_asked_for(
    run: "Run", folder: Path, standing: str, expected: float
) -> None:
    write_live_book(folder, EVE)
    [row] = brier_of(score(run, folder, "--standing", standing))
    assert (row["standing"], row["score"]) == (standing, pytest.approx(expected))


@pytest.mark.parametrize("standing", ["eve", "at:x", "at:30"])
def test_a_standing_that_is_none_is_refused(run: "Run", folder: Path, standing: str) -> None:
    write_live_book(folder, EVE)
    done = run("score", "--standing", standing, cwd=folder)
    assert done.returncode == 2
    assert "use pooled, first, last, or at:30d" in done.stderr


def test_who_joins_late_counts_for_the_time(run: "Run", folder: Path) -> None:
    """Ann says 40 % all along of two that came true; Bob joins one on the eve with 99 %."""
    asked = [
        Question("one", [(0, "0.4", ANN), (99, "0.99", BOB)], outcome="yes"),
        Question("two", [(0, "0.4", ANN)], outcome="yes"),
    ]
    write_live_book(folder, *asked)
    found = score(run, folder, "--by", "forecaster")
    rows = {row["forecaster"]: row for row in brier_of(found)}
    assert rows[BOB]["window_covered"] == pytest.approx(0.01)
    whole = brier_of(score(run, folder))[0]
    # event one: half of Ann's time and half of Bob's hundredth
    weight, loss = 0.5 + 0.005 + 1, 0.5 * 0.36 + 0.005 * 0.0001 + 0.36
    assert whole["score"] == pytest.approx(loss / weight)
    events = {each["event"]: each["weight"] for each in found["events"]}
    assert events["one"] == pytest.approx(0.505 / weight)


def test_what_came_true_early_makes_no_claim(run: "Run", folder: Path) -> None:
    write_live_book(folder, *OPEN)
    found = score(run, folder)
    assert [row["n"] for row in brier_of(found)] == [0]
    held = found["held_back"]
    assert (held["questions"], held["yes"], held["missed"]) == (5, 5, 5)
    assert held["next_counts"].startswith("2029-02-09")
    assert "lower" not in held
    said = run("score", "--lang", "en", cwd=folder).stdout
    assert "Resolved so far, held back until the deadline has passed: questions 5" in said
    done = run(*MADE, cwd=folder)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["scores"] is None
    assert summary["primary_forecasts_by_status"]["held_back"] == 5
    assert summary["primary_forecasts_by_status"]["open"] == 9
    text = (folder / "reports" / "live" / "report.en.md").read_text(encoding="utf-8")
    assert "than happened" not in text


@pytest.mark.parametrize("decided", [100, 1200])
def test_early_failures_are_held_back_as_well(run: "Run", folder: Path, decided: int) -> None:
    asked = Question("early", [(0, "0.9", ANN)], deadline=1500, outcome="no", decided=decided)
    write_live_book(folder, asked)
    held = score(run, folder)["held_back"]
    assert (held["questions"], held["yes"], held["missed"]) == (1, 0, 1)


def test_six_sure_ones_that_came_true_may_be_worth_little(run: "Run", folder: Path) -> None:
    write_live_book(folder, *SURE)
    [row] = brier_of(score(run, folder))
    assert (row["score"], row["lower"], row["upper"]) == pytest.approx(
        (0.009467, 0.009467, 0.291160), abs=1e-6
    )
    done = run(*MADE, cwd=folder)
    assert done.returncode == 0, done.stderr
    text = (folder / "reports" / "live" / "report.en.md").read_text(encoding="utf-8")
    assert "Less was said than happened" not in text


def test_three_forecasts_are_scored_and_are_too_few(run: "Run", folder: Path) -> None:
    write_live_book(folder, *SURE[:3])
    done = run("score", "--lang", "en", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Too few events to judge anyone: 3" in done.stdout
    [row] = brier_of(score(run, folder))
    assert row["lower"] < row["score"] < row["upper"] or row["lower"] == row["score"]


def test_a_question_without_a_deadline_has_a_row_of_its_own(run: "Run", folder: Path) -> None:
    never = Question("never", [(0, "0.4", ANN)], deadline=None, outcome="no", decided=50)
    write_live_book(folder, EVE, never)
    rows = brier_of(score(run, folder))
    assert [row["scored_as"] for row in rows] == ["over_time", "undated"]
    assert rows[1]["score"] == pytest.approx(0.16)


def test_moving_a_deadline_changes_no_window(run: "Run", folder: Path, tmp_path: Path) -> None:
    write_live_book(folder, EVE)
    before = brier_of(score(run, folder))
    made = live_entries(EVE)
    body = next(each["body"] for each in made if each["kind"] == "proposition")
    changed = {name: value for name, value in body.items() if name != "id"}
    told = {"proposition": "eve", "proposition_body": changed | {"deadline": day(180)}}
    moved = entry("revision", told)
    place = next(at for at, each in enumerate(made) if each["recorded_at"] > day(160))
    made.insert(place, moved | {"recorded_at": day(160)})
    other = tmp_path / "moved"
    path = write_live_book(other, EVE)
    path.write_text("".join(f"{entry_line(each)}\n" for each in made), encoding="utf-8")
    assert brier_of(score(run, other)) == before


def test_others_are_those_that_stood_at_the_time(run: "Run", folder: Path) -> None:
    """Ann says 40 % all along, Bob 80 % for the second half; it comes true.

    Ann stands beside Bob for half the time, and beside herself before: (.36 + .04) / 2.
    """
    write_live_book(folder, Question("q", [(0, "0.4", ANN), (50, "0.8", BOB)], outcome="yes"))
    rows = brier_of(score(run, folder, "--by", "forecaster", "--baseline", "others"))
    found = {row["forecaster"]: row for row in rows}
    assert found[ANN]["baseline"] == pytest.approx(0.2)
    assert found[ANN]["score"] == pytest.approx(0.36)
    assert found[BOB]["baseline"] == pytest.approx(0.36)
    assert found[BOB]["score"] == pytest.approx(0.04)
