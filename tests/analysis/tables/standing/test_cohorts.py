"""Which forecasts count by now, for how long each stood, and what is held back."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from tests.live_books import START, Question, day, live_book

from brierbook.analysis.tables.scorable import scorable
from brierbook.analysis.tables.standing.cohorts import CohortTable
from brierbook.forecasts.entries.book import parse_book

ANN = "ann"
# timelines over a window of 100 days: pooled score, coverage and mean p, from
# https://doi.org/10.1177/0956797614524255 (average daily scores) with infinitely short days
TIMELINES: dict[str, tuple[Any, ...]] = {
    "eve_to_90": ([(0, "0.1"), (99, "0.9")], "yes", None, 0.802, 1, 0.108),
    "eve_to_97": ([(0, "0.5"), (99, "0.97")], "yes", None, 0.247509, 1, 0.5047),
    "constant": ([(0, "0.8")], "yes", None, 0.04, 1, 0.8),
    "late": ([(90, "0.95")], "yes", None, 0.0025, 0.1, 0.95),
    "withdrawn": ([(0, "0.3"), (40, None), (70, "0.6")], "no", None, 0.205714, 0.7, 0.428571),
    "true_at_25": ([(0, "0.4")], "yes", 25, 0.36, 1, 0.4),
}


def table_of(*questions: Question, now: float = 200) -> CohortTable:
    book = live_book(*questions)
    return scorable(book, now=START + timedelta(days=now)).cohort


def asked(name: str) -> Question:
    said, outcome, decided, *_ = TIMELINES[name]
    return Question(name, [(at, p, ANN) for at, p in said], outcome=outcome, decided=decided)


@pytest.mark.parametrize("name", TIMELINES)
def test_a_timeline_has_its_score_and_its_coverage(name: str) -> None:
    rows = table_of(asked(name)).over_time
    *_, score, coverage, mean_p = TIMELINES[name]
    share = rows["share"] / rows["share"].sum()
    assert share @ (rows["p"] - rows["y"]) ** 2 == pytest.approx(score, abs=1e-6)
    assert share @ rows["p"] == pytest.approx(mean_p, abs=1e-6)
    assert rows["coverage"].unique() == pytest.approx([coverage])
    whole = 0.25 if name == "true_at_25" else coverage
    assert rows["share"].sum() == pytest.approx(whole)


def test_a_forecast_made_before_the_opening_counts_from_the_opening() -> None:
    early = Question("early", [(-20, "0.7", ANN), (50, "0.2", ANN)], opened=-30, outcome="no")
    early.more["opened"] = day(0)
    rows = table_of(early).over_time
    assert rows["share"].tolist() == pytest.approx([0.5, 0.5])


def test_events_are_pooled_by_the_time_in_which_forecasts_stood() -> None:
    names = ["constant", "late", "true_at_25"]
    rows = table_of(*map(asked, names)).over_time
    pooled = np.average((rows["p"] - rows["y"]) ** 2, weights=rows["weight"])
    assert pooled == pytest.approx((0.04 + 0.1 * 0.0025 + 0.25 * 0.36) / (1 + 0.1 + 0.25))


def test_claims_test_the_first_forecast_that_stood_and_count_events_alike() -> None:
    rows = table_of(*map(asked, ["eve_to_90", "true_at_25", "late"])).first
    assert rows["p"].tolist() == [0.1, 0.4, 0.95]
    assert rows["weight"].tolist() == [1, 1, 1]
    assert rows["series_share"].tolist() == pytest.approx([1, 0.25, 0.1])


@pytest.mark.parametrize("outcome", ["yes", "no"])
def test_early_outcomes_of_open_cohorts_are_held_back(outcome: str) -> None:
    early = Question("early", [(0, "0.3", ANN)], outcome=outcome, decided=20)
    before = table_of(early, now=99)
    assert before.first.empty
    assert before.over_time.empty
    assert before.held_back["proposition"].tolist() == ["early"]
    after = table_of(early, now=100)
    assert after.first["proposition"].tolist() == ["early"]
    assert after.held_back.empty


def test_a_question_without_a_deadline_enters_no_claim() -> None:
    never = Question("never", [(0, "0.4", ANN)], deadline=None, outcome="yes", decided=50)
    found = table_of(never)
    assert found.first.empty
    assert found.over_time.empty
    assert found.undated[["proposition", "share", "weight"]].to_numpy().tolist() == [
        ["never", 1.0, 1.0]
    ]


def test_a_forecast_that_is_dated_back_gains_no_time() -> None:
    book = live_book(Question("late", [(90, "0.95", ANN)], outcome="yes"))
    text = b"".join(line + b"\n" for line in book.lines)
    claimed = text.replace(f'"made_at":"{day(90)}"'.encode(), f'"made_at":"{day(1)}"'.encode())
    assert claimed != text
    dated_back = parse_book(claimed, "book.jsonl")[0]
    assert scorable(dated_back).cohort.over_time["share"].tolist() == pytest.approx([0.1])
