"""No sentence is false in more than 5 % of books, and each finds what it can find."""

import pytest
from tests.analysis.claims.rates import (
    Rate,
    count_early_outcomes,
    count_sentences,
    refuted_cells,
)
from tests.analysis.claims.worlds import WORLDS

HARD = ("85-97 %, calibrated", "1-10 %, calibrated", "sure both ways, slope .35")


def test_what_is_said_too_often_is_refuted() -> None:
    fair = [Rate("s", "w", n, 5, 100, false=True) for n in range(50)]
    assert refuted_cells(fair) == []
    bad = Rate("s", "w", 3, 20, 100, false=True)
    assert refuted_cells([*fair, bad]) == [bad]
    assert refuted_cells([Rate("s", "w", 3, 100, 100, false=False)]) == []


def test_directions_are_not_said_falsely() -> None:
    rates = count_sentences("direction", HARD, (3, 8, 20), 120)
    assert refuted_cells(rates) == []
    assert sum(each.false for each in rates) >= 12


def test_daily_looks_do_not_make_claims() -> None:
    rates = count_sentences("watched", HARD, (60,), 200)
    assert refuted_cells(rates) == []


@pytest.mark.slow
def test_boldness_is_not_said_falsely() -> None:
    rates = count_sentences("judged", ("85-97 %, calibrated", "tenths, slope 2"), (8, 20), 60)
    assert refuted_cells(rates) == []


@pytest.mark.slow
def test_better_than_even_is_not_said_falsely() -> None:
    rates = count_sentences("even", ("85-97 %, true .6", "tenths, a coin"), (3, 8, 20), 150)
    assert refuted_cells(rates) == []
    assert sum(each.false for each in rates) >= 6


def test_early_outcomes_do_not_make_claims() -> None:
    found = {(r.world, r.sentence): r for r in count_early_outcomes(100, 1.5)}
    cohort = [r for (world, _), r in found.items() if world.endswith("cohort")]
    assert refuted_cells(cohort) == []
    selected = found["early outcomes, resolved", "less was said"]
    assert selected.share > 0.2, "counting what has resolved so far selects what came true"


@pytest.mark.slow
@pytest.mark.parametrize("judge", ["direction", "watched", "judged", "even"])
def test_no_sentence_is_false_too_often_in_any_world(judge: str) -> None:
    sizes = (60,) if judge == "watched" else (3, 5, 8, 20, 50, 100)
    rates = count_sentences(judge, WORLDS, sizes, 200)
    assert refuted_cells(rates) == []


# what an implementation of its own found in 400 books or more, less two errors of both
FOUND = [
    ("direction", "less was said", "tenths, shift +.8", 50, 0.72),
    ("direction", "more was said", "85-97 %, shift -1", 20, 0.41),
    ("direction", "less was said", "1-10 %, shift +1", 50, 0.58),
    ("direction", "less was said", "sure both ways, shift +1", 50, 0.43),
    ("watched", "less was said, ever", "tenths, shift +.8", 60, 0.57),
    ("even", "better than 50 %", "tenths, calibrated", 20, 0.28),
    ("even", "better than 50 %", "tenths, calibrated", 50, 0.63),
    ("judged", "a correction helps", "tenths, slope .35", 30, 0.36),
    ("judged", "a correction helps", "sure both ways, slope .35", 20, 0.83),
    ("judged", "too bold", "tenths, slope .35", 100, 0.83),
]


@pytest.mark.slow
@pytest.mark.parametrize(("judge", "sentence", "world", "events", "share"), FOUND)
def test_sentences_find_what_they_can(
    judge: str, sentence: str, world: str, events: int, share: float
) -> None:
    rates = count_sentences(judge, [world], [events], 150)
    found = next(r for r in rates if r.sentence == sentence and not r.false)
    assert found.share >= share - 2 * (share * (1 - share) * (1 / 150 + 1 / 400)) ** 0.5
