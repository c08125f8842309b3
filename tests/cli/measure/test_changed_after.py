"""What `score` says of deeds after the outcome, as text and as data, in three languages."""

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import NOON

if TYPE_CHECKING:
    from tests.conftest import Run, SetClock


@pytest.fixture
def book(run: "Run", set_clock: "SetClock", tmp_path: Path) -> Path:
    """Log a miss and a half hit, and resolve them, an hour a step."""
    folder = tmp_path / "book"
    folder.mkdir()
    for hour, words in enumerate(
        (
            ("init", ".", "--name", "rain"),
            ("log", "It rains 95%"),
            ("log", "It snows 60%"),
            ("resolve", "1", "no", "--evidence", "It was dry."),
            ("resolve", "2", "yes", "--evidence", "It was white."),
        )
    ):
        set_clock(NOON + timedelta(hours=hour))
        assert run(*words, cwd=folder).returncode == 0
    set_clock(NOON + timedelta(days=1))
    return folder


def brier(run: "Run", folder: Path) -> float:
    rows = json.loads(run("score", "--json", cwd=folder).stdout)["rows"]
    return float(next(row["score"] for row in rows if row["metric"] == "brier"))


def test_an_untouched_book_says_nothing_of_it(run: "Run", book: Path) -> None:
    assert "fact" not in run("score", cwd=book).stdout
    found = json.loads(run("score", "--json", cwd=book).stdout)["changed_after"]
    assert (found["kinds"], found["changes"]) == ([], [])


def test_a_withdrawal_with_a_claimed_time_removes_no_miss(run: "Run", book: Path) -> None:
    before = brier(run, book)
    assert run("withdraw", "1", "--made-at", "2020-01-01", cwd=book).returncode == 0
    assert brier(run, book) == before
    assert "Changed after the fact: late withdrawals: 1" in run("score", cwd=book).stdout


def test_a_changed_outcome_is_told_with_the_score_without_it(run: "Run", book: Path) -> None:
    before = brier(run, book)
    run("resolve", "1", "annulled", cwd=book)
    out = run("score", cwd=book).stdout
    assert "outcomes changed: 1. With all of it left undone" in out
    assert f"would be {before:.3f}, not {brier(run, book):.3f}." in out
    found = json.loads(run("score", "--json", cwd=book).stdout)["changed_after"]
    assert found["brier_undone"] == pytest.approx(before)
    [change] = found["changes"]
    assert (change["kind"], change["proposition"], change["counts"]) == (
        "outcome_changed",
        "1",
        True,
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uk", "Змінено заднім числом: змінено підсумки: 1."),
        ("ru", "Изменено задним числом: изменены исходы: 1."),
    ],
)
def test_it_is_told_in_the_language_of_the_reader(
    run: "Run", book: Path, language: str, words: str
) -> None:
    run("resolve", "1", "annulled", cwd=book)
    assert words in run("score", "--lang", language, cwd=book).stdout


def test_an_outcome_dated_before_a_recorded_forecast_is_told(run: "Run", book: Path) -> None:
    run("resolve", "1", "no", "--decided-at", "2020-01-01", "--evidence", "x", cwd=book)
    out = run("score", cwd=book).stdout
    assert "outcomes changed: 1; outcomes dated before recorded forecasts: 1" in out
