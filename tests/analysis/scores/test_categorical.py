"""Scores over categories against published values, their binary case and bad input."""

import json
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from brierbook.analysis.scores.binary import brier_score, log_score, spherical_score
from brierbook.analysis.scores.categorical import (
    categorical_brier_score,
    categorical_log_score,
    categorical_spherical_score,
)
from brierbook.analysis.scores.ordered import (
    gjp_ordered_score,
    ranked_log_score,
    ranked_probability_score,
)
from brierbook.errors import ArgumentError

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "scores.json").read_text("utf-8"))
NAN = float("nan")

type Score = Callable[..., Any]

NOMINAL: list[Score] = [categorical_brier_score, categorical_log_score, categorical_spherical_score]
SCORES: list[Score] = [*NOMINAL, ranked_probability_score, ranked_log_score, gjp_ordered_score]
ALL = pytest.mark.parametrize("score", SCORES, ids=lambda score: score.__name__)


@pytest.mark.parametrize("case", ORACLES["categorical"], ids=lambda case: case["source"])
def test_published_values(case: dict[str, Any]) -> None:
    y = np.array(case["y_1based"]) - 1
    found = categorical_log_score(y, case["p"], reduce=None)
    np.testing.assert_allclose(found, case["expected"], rtol=1e-14)


def test_brier_and_spherical_by_hand() -> None:
    p = [0.5, 0.3, 0.2]
    assert categorical_brier_score(0, p) == pytest.approx(0.25 + 0.09 + 0.04)
    assert categorical_spherical_score(2, p) == pytest.approx(1 - 0.2 / math.sqrt(0.38))


def test_two_categories_are_the_binary_scores() -> None:
    rng = np.random.default_rng(3)
    q = np.concatenate([rng.random(200), [0, 1, 0.5, 0, 1]])
    y = np.concatenate([rng.integers(0, 2, 200), [0, 0, 1, 1, 1]])
    p = np.stack([1 - q, q], axis=-1)

    def each(score: Score, *args: npt.ArrayLike) -> npt.NDArray[np.float64]:
        return np.asarray(score(*args, reduce=None))

    same = partial(np.testing.assert_allclose, rtol=1e-15, atol=1e-15)
    same(each(categorical_brier_score, y, p), 2 * each(brier_score, y, q))
    np.testing.assert_array_equal(each(categorical_log_score, y, p), each(log_score, y, q))
    same(each(categorical_spherical_score, y, p), each(spherical_score, y, q))


def test_impossible_category_is_infinite_unless_clipped() -> None:
    assert categorical_log_score(2, [0.5, 0.5, 0.0]) == math.inf
    assert categorical_log_score(2, [0.5, 0.5, 0.0], clip=0.01) == pytest.approx(-math.log(0.01))
    assert categorical_log_score(0, [0.25, 0.75], base=2) == 2.0


def test_order_of_categories_does_not_matter() -> None:
    p = np.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]])
    y, turn = np.array([1, 2]), np.array([2, 0, 1])
    for score in NOMINAL:
        moved = score(np.argsort(turn)[y], p[:, turn], reduce=None)
        np.testing.assert_allclose(moved, score(y, p, reduce=None), rtol=1e-15)


@ALL
@pytest.mark.parametrize(
    ("y", "p", "argument", "index", "words"),
    [
        (0, [0.5, 0.4], "p", None, "0.9 is the sum of a row, which is not 1"),
        ([0, 0], [[0.5, 0.5], [0.5, 0.5 + 2e-9]], "p", (1,), "is the sum of a row"),
        (3, [0.2, 0.3, 0.5], "y", None, "3.0 is not a category index from 0 to 2"),
        ([0, 0.5], [[0.5, 0.5], [0.5, 0.5]], "y", (1,), "0.5 is not a category index"),
        (-1, [0.5, 0.5], "y", None, "-1.0 is not a category index"),
        ([0.2, 0.8], [0, 1], "y", (0,), "0.2 is not a category index"),
        (0, [1.5, -0.5], "p", (0,), "1.5 is not between 0 and 1"),
        (0, [np.inf, 0], "p", (0,), "inf is not between 0 and 1"),
        (0, [1.0], "p", None, "needs two categories or more"),
        (0, 0.5, "p", None, "needs two categories or more"),
        ([0, 1, 0], [[0.5, 0.5], [0.5, 0.5]], "p", None, "do not fit the shape (3,) of y"),
        ([], [[0.5, 0.5]], "y", None, "is empty"),
        ([NAN], [[0.5, 0.5]], "y", (0,), "nan is missing"),
        ([0], [[NAN, 0.5]], "p", (0, 0), "nan is missing"),
    ],
)
def test_bad_input_is_refused(
    score: Score,
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    argument: str,
    index: tuple[int, ...] | None,
    words: str,
) -> None:
    with pytest.raises(ArgumentError) as caught:
        score(y, p)
    assert caught.value.argument == argument
    assert caught.value.index == index
    assert words in str(caught.value)


@ALL
def test_sum_up_to_rounding_is_accepted(score: Score) -> None:
    assert score(0, [0.1] * 10) >= 0
    assert score(9, [1 / 3 + 1e-10] * 3 + [0.0] * 6 + [0.0]) >= 0


@ALL
def test_missing_rows_and_weights(score: Score) -> None:
    y = [0, NAN, 1, 2]
    p = [[0.2, 0.3, 0.5], [0.2, 0.3, 0.5], [NAN, 0.5, 0.5], [0.25, 0.5, 0.25]]
    first, last = score(0, p[0]), score(2, p[3])
    assert score(y, p, missing="omit") == pytest.approx((first + last) / 2)
    assert score(y, p, missing="omit", weight=[3, 9, 9, 1]) == pytest.approx((3 * first + last) / 4)
    each = score(y, p, missing="propagate", reduce=None)
    np.testing.assert_array_equal(each, [first, NAN, NAN, last])
    assert math.isnan(score(y, p, missing="propagate"))
    with pytest.raises(ArgumentError, match="no use with reduce=None"):
        score(0, p[0], reduce=None, weight=[1])


@ALL
def test_honest_forecast_has_the_least_expected_score(score: Score) -> None:
    rng = np.random.default_rng(5)
    truth = rng.dirichlet([1, 2, 1, 3], 50)
    outcomes = np.arange(4)[:, np.newaxis] + np.zeros(50)
    honest = np.sum(truth.T * score(outcomes, truth, reduce=None), axis=0)
    for _ in range(20):
        other = 0.9 * truth + 0.1 * rng.dirichlet(np.ones(4), 50)
        cost = np.sum(truth.T * score(outcomes, other, reduce=None), axis=0)
        assert (cost > honest).all()


@ALL
def test_one_row_of_probabilities_serves_many_outcomes(score: Score) -> None:
    p = [0.2, 0.3, 0.5]
    each = score([0, 1, 2, 1], p, reduce=None)
    assert each.shape == (4,)
    assert each[1] == each[3] == score(1, p)
