"""What the commands say is shown of a book: all of them the same, and as often as it is true."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.stats import binom
from tests.analysis.claims.books import (
    SLOPE,
    draw_questions,
    judge_by_commands,
    sentences_ever_said,
)
from tests.live_books import live_book, write_live_book

if TYPE_CHECKING:
    from tests.conftest import Run

SHOWN = {
    "en": "Shown by the first forecasts: too bold; a correction helps. Sentences looked at: 7;",
    "uk": "Перші прогнози доводять: надто сміливо; виправляти корисно. Перевірено тверджень: 7",
    "ru": "Первые прогнозы доказывают: слишком смело; исправлять полезно. Проверено утверждений: 7",
}


def said_by(claims: dict[str, Any]) -> set[str]:
    return {each["sentence"] for each in claims["sentences"] if each["holds"]}


@pytest.fixture
def bold(tmp_path: Path) -> Path:
    """Make a book of somebody far too sure: slope .35, 150 events."""
    questions = draw_questions(150, SLOPE, np.random.default_rng(3))
    write_live_book(tmp_path / "bold", *questions)
    return tmp_path / "bold"


def test_score_says_what_is_shown(run: "Run", bold: Path) -> None:
    for language, line in SHOWN.items():
        told = run("score", "--lang", language, cwd=bold).stdout.replace("\xa0", " ")
        assert line in told
    claims = json.loads(run("score", "--json", cwd=bold).stdout)["claims"]
    assert claims["too_bold"]["verdict"] == "too_bold"


def test_with_ten_events_score_says_what_it_could_have_found(run: "Run", tmp_path: Path) -> None:
    questions = draw_questions(10, SLOPE, np.random.default_rng(3))
    write_live_book(tmp_path / "few", *questions)
    told = run("score", cwd=tmp_path / "few").stdout
    assert "Nothing is shown of direction, boldness, 50% or a correction;" in told
    assert "is found with 10 events in" in told


def test_groups_and_csv_need_no_claims(run: "Run", bold: Path) -> None:
    assert "Shown" not in run("score", "--csv", cwd=bold).stdout
    assert "claims" not in json.loads(run("score", "--kinds", "--json", cwd=bold).stdout)


@pytest.mark.slow
def test_all_commands_say_the_same(run: "Run", bold: Path) -> None:
    score = json.loads(run("score", "--json", cwd=bold).stdout)["claims"]
    calibrate = json.loads(run("calibrate", "--json", cwd=bold).stdout)["claims"]
    made = ("report", "--no-sampling", "--format", "json", "--json")
    report = json.loads(run(*made, cwd=bold).stdout)["claims"]
    assert score == calibrate == report
    assert said_by(score) == {"too_bold", "helps"}


@pytest.mark.slow
def test_who_is_far_too_sure_is_told_so_by_every_command() -> None:
    rng = np.random.default_rng(1)
    for _ in range(8):
        found = judge_by_commands(live_book(*draw_questions(300, SLOPE, rng)))
        for command, claims in found.items():
            assert claims is not None
            assert claims.correction is not None
            assert claims.correction.verdict == "too_bold", command


@pytest.mark.slow
def test_daily_looks_at_calibrated_books_make_no_lasting_claims() -> None:
    rng, books = np.random.default_rng(2), 20
    false = 0
    for _ in range(books):
        _, lasting = sentences_ever_said(draw_questions(20, 1, rng, daily=True))
        false += bool(lasting - {"better"})
    assert binom.sf(false - 1, books, 0.05) > 0.01
