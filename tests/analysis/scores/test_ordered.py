"""Scores over ordered categories against published values and their binary case."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.binary import brier_score, log_score
from brierbook.analysis.scores.ordered import (
    gjp_ordered_score,
    ranked_log_score,
    ranked_probability_score,
)

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "scores.json").read_text("utf-8"))
SCORES: dict[str, Callable[..., Any]] = {"rps": ranked_probability_score, "rls": ranked_log_score}


@pytest.mark.parametrize("case", ORACLES["ordinal"], ids=lambda case: case["source"])
def test_published_values(case: dict[str, Any]) -> None:
    y = np.array(case["y_1based"]) - 1
    found = SCORES[case["score"]](y, case["p"], reduce=None)
    np.testing.assert_allclose(found, case["expected"], rtol=4e-7)


def test_good_judgment_example() -> None:
    """Second of (.2, .5, .3): the splits are .2 against 0 and .7 against 1, on the scale 0-2."""
    assert gjp_ordered_score(1, [0.2, 0.5, 0.3]) == pytest.approx((2 * 0.04 + 2 * 0.09) / 2)


@given(st.integers(0, 1), st.integers(0, 2**20))
@settings(max_examples=50, deadline=None)
def test_two_categories_are_the_binary_scores(y: int, k: int) -> None:
    q = k / 2**20
    p = [1 - q, q]
    assert ranked_probability_score(y, p) == brier_score(y, q)
    assert ranked_log_score(y, p) == log_score(y, q)
    assert gjp_ordered_score(y, p) == 2 * brier_score(y, q)


@given(hnp.arrays(np.float64, st.integers(2, 8), elements=st.floats(0, 1)), st.data())
@settings(max_examples=80, deadline=None)
def test_they_are_sums_over_the_splits(raw: Floats, data: st.DataObject) -> None:
    raw[0] += 1e-3
    p = raw / raw.sum()
    y = data.draw(st.integers(0, p.size - 1))
    splits = [(y > k, math.fsum(p[k + 1 :]), math.fsum(p[: k + 1])) for k in range(p.size - 1)]
    brier = sum((below if rose else above) ** 2 for rose, above, below in splits)
    rps = ranked_probability_score(y, p)
    assert rps == pytest.approx(brier, rel=1e-12, abs=1e-15)
    assert ranked_probability_score(y, p, normalise=True) == pytest.approx(rps / (p.size - 1))
    assert gjp_ordered_score(y, p) == pytest.approx(2 * rps / (p.size - 1))
    assert 0 <= rps <= p.size - 1
    assert ranked_probability_score(p.size - 1 - y, p[::-1]) == pytest.approx(rps, abs=1e-14)


def test_near_misses_cost_less_than_far_ones() -> None:
    p = [0.0, 0.0, 1.0, 0.0, 0.0]
    assert [ranked_probability_score(y, p) for y in range(5)] == [2.0, 1.0, 0.0, 1.0, 2.0]


def test_impossible_side_is_infinite_whatever_rounding_does() -> None:
    """0.1 + 0.2 + 0.7 is not 1 in doubles; what is left for the last category must still be 0."""
    p = [0.1, 0.2, 0.7, 0.0]
    assert ranked_log_score(3, p) == math.inf
    assert ranked_log_score(0, p[::-1]) == math.inf
    assert ranked_log_score(3, p, clip=0.01) == pytest.approx(
        -math.log(0.9) - math.log(0.7) - math.log(0.01)
    )
    assert ranked_log_score(2, [0.0, 0.0, 1.0], base=2) == 0.0
