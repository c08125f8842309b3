"""Binary scores against published values, limits, other routes and the traps of other libraries."""

import itertools
import json
import math
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import integrate

from brierbook.analysis.numeric.arguments import CHUNK, MissingPolicy
from brierbook.analysis.scores.binary import brier_score, log_score, spherical_score
from brierbook.analysis.scores.decision_scores import (
    cost_weighted_score,
    elementary_score,
    winkler_score,
)
from brierbook.errors import ArgumentError

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "scores.json").read_text("utf-8"))
NAN = float("nan")
EDGES = [0.0, -0.0, 5e-324, 1e-300, 0.25, 0.5, 1 - 2**-53, 1.0]
BINARY: dict[str, Callable[..., Any]] = {
    "brier": brier_score,
    "log": log_score,
    "spherical": spherical_score,
    "elementary": partial(elementary_score, threshold=0.3),
    "cost": partial(cost_weighted_score, false_alarm=1, miss=4),
    "winkler": partial(winkler_score, baseline=0.2),
}
ALL = pytest.mark.parametrize("score", BINARY.values(), ids=BINARY.keys())

type Score = Callable[..., Any]

probabilities = st.floats(0, 1) | st.sampled_from(EDGES)
rows = st.lists(
    st.tuples(st.integers(0, 1), probabilities, st.integers(0, 4)), min_size=1, max_size=40
).filter(lambda found: any(w for _, _, w in found))


@pytest.mark.parametrize("case", ORACLES["binary"], ids=lambda case: case["source"])
def test_published_values(case: dict[str, Any]) -> None:
    found = BINARY[case["score"]](case["y"], case["p"], reduce=None)
    np.testing.assert_allclose(found, case["expected"], rtol=1e-7)


@pytest.mark.parametrize("case", ORACLES["binary_mean"], ids=lambda case: case["source"])
def test_published_means(case: dict[str, Any]) -> None:
    assert brier_score(case["y"], case["p"], missing="omit") == pytest.approx(
        case["expected"], rel=1e-14
    )


def test_what_other_libraries_clip_is_infinite() -> None:
    assert log_score([1, 0], [0.0, 0.1]) == math.inf
    assert log_score([1, 0], [0.0, 0.1], reduce=None).tolist() == [math.inf, -math.log(0.9)]
    assert log_score([1, 0], [0.0, 0.1], clip=1e-3) == pytest.approx(
        (-math.log(1e-3) - math.log(0.9)) / 2
    )


def test_a_retrospective_in_which_everything_happened_has_scores() -> None:
    assert brier_score([1], [0.5]) == 0.25
    assert log_score([1], [0.5]) == math.log(2)


@pytest.mark.parametrize(
    ("y", "p", "expected"),
    [
        (1, 5e-324, -math.log(5e-324)),
        (1, 1e-300, 300 * math.log(10)),
        (0, 1 - 2**-53, 53 * math.log(2)),
        (1, 1, 0.0),
        (0, -0.0, 0.0),
        (1, -0.0, math.inf),
        (0, 1, math.inf),
    ],
)
def test_log_score_at_the_edges(y: int, p: float, expected: float) -> None:
    for found in (log_score(y, p), float(log_score(y, p, reduce=None))):
        assert found == pytest.approx(expected, rel=1e-15)
        assert math.copysign(1, found) == 1


def test_clip_and_base() -> None:
    assert log_score(1, 0, clip=1e-300) == pytest.approx(300 * math.log(10))
    assert log_score(0, 1, clip=1e-300) == pytest.approx(300 * math.log(10))
    assert log_score(1, 1, clip=0.01) == pytest.approx(-math.log(0.99))
    assert log_score([1, 0], [0.125, 0.5], base=2, reduce=None).tolist() == [3.0, 1.0]


@pytest.mark.parametrize("clip", [0, 0.5, -1e-9, NAN])
def test_bad_clip_is_refused(clip: float) -> None:
    with pytest.raises(ArgumentError, match="clip"):
        log_score(1, 0.5, clip=clip)


@pytest.mark.parametrize("base", [1, 0.5, 0, math.inf, NAN])
def test_bad_base_is_refused(base: float) -> None:
    with pytest.raises(ArgumentError, match="base"):
        log_score(1, 0.5, base=base)


@ALL
@given(rows)
@example([(y, p, 1) for y in (0, 1) for p in EDGES])
@settings(max_examples=60, deadline=None)
def test_weights_repeat_rows_and_order_is_irrelevant(
    score: Score, found: list[tuple[int, float, int]]
) -> None:
    y, p, w = map(np.array, zip(*found, strict=True))
    weighted = score(y, p, weight=w)
    repeated = score(np.repeat(y, w), np.repeat(p, w))
    assert weighted == pytest.approx(repeated, rel=1e-12, abs=1e-15)
    assert score(y[::-1], p[::-1], weight=w[::-1]) == pytest.approx(weighted, rel=1e-12, abs=1e-15)
    each = score(y, p, reduce=None)
    assert score(y, p) == pytest.approx(each.mean(), rel=1e-12, abs=1e-15)
    assert not np.isnan(each).any()
    assert (each >= 0).all()


@pytest.mark.parametrize("score", [brier_score, log_score, spherical_score])
@given(st.integers(0, 1), st.integers(0, 2**20))
@settings(max_examples=60, deadline=None)
def test_swapping_event_and_complement_changes_nothing(score: Score, y: int, k: int) -> None:
    p = k / 2**20  # 1 - p is exact
    assert score(y, p) == score(1 - y, 1 - p)


def test_brier_and_log_by_plain_arithmetic() -> None:
    rng = np.random.default_rng(7)
    n = 3 * CHUNK + 17  # several pieces and a remainder
    p = rng.random(n)
    y = (rng.random(n) < p).astype(int)
    w = rng.random(n)
    square = (y - p) ** 2
    minus_log = -np.where(y == 1, np.log(p), np.log1p(-p))
    assert brier_score(y, p) == pytest.approx(square.mean(), rel=1e-13)
    assert log_score(y, p) == pytest.approx(minus_log.mean(), rel=1e-13)
    assert brier_score(y, p, weight=w) == pytest.approx(np.average(square, weights=w), rel=1e-13)
    assert log_score(y, p, weight=w) == pytest.approx(np.average(minus_log, weights=w), rel=1e-13)
    np.testing.assert_allclose(log_score(y, p, reduce=None), minus_log, rtol=1e-12, atol=2e-16)


@pytest.mark.parametrize("place", [0, CHUNK, 2 * CHUNK + 4])
@ALL
def test_one_bad_value_among_many_is_found(score: Score, place: int) -> None:
    y, p = np.zeros(2 * CHUNK + 5), np.full(2 * CHUNK + 5, 0.5)
    for column, bad in ((p, NAN), (p, 1.000005), (p, -5e-324), (y, -5e-324), (y, 1.5), (y, NAN)):
        kept, column[place] = column[place], bad
        with pytest.raises(ArgumentError) as caught:
            score(y, p)
        assert caught.value.index == (place,)
        column[place] = kept
    assert math.isfinite(score(y, p))


@ALL
def test_missing_values_follow_the_policy(score: Score) -> None:
    y, p = [NAN, 1, 0], [0.3, 0.2, NAN]
    alone = score(1, 0.2)
    assert score(y, p, missing="omit") == alone
    assert score(y, p, missing="omit", weight=[5, 3, 1]) == alone
    assert score(y, p, missing="omit", reduce=None).tolist() == [alone]
    assert np.isnan(score(y, p, missing="propagate"))
    each = score(y, p, missing="propagate", reduce=None)
    assert np.isnan(each).tolist() == [True, False, True]
    assert score(y, p, missing="propagate", weight=[0, 1, 0]) == alone


@ALL
@pytest.mark.parametrize("missing", ["raise", "propagate", "omit"])
def test_policy_changes_nothing_without_missing_values(
    score: Score, missing: MissingPolicy
) -> None:
    assert score([1, 0], [0.7, 0.4], missing=missing) == score([1, 0], [0.7, 0.4])


@ALL
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reduce": "sum"}, "reduce: is 'sum'"),
        ({"reduce": None, "weight": [1, 1]}, "no use with reduce=None"),
        ({"missing": "drop"}, "missing: is 'drop'"),
        ({"weight": [1, -1]}, r"weight\[1\]"),
    ],
)
def test_bad_options_are_refused(score: Score, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        score([1, 0], [0.7, 0.4], **options)


@ALL
def test_options_are_keyword_only(score: Score) -> None:
    with pytest.raises(TypeError):
        score([1], [0.5], None)


@ALL
def test_shapes_broadcast_and_types_do_not_matter(score: Score) -> None:
    y, p = np.array([[True] * 3, [False] * 3]), np.array([0.25, 0.5, 0.75])
    each = score(y, p, reduce=None)
    with pytest.raises(ArgumentError, match="a column against a row; they would make 6 pairs"):
        score(y[:, :1], p)
    assert each.shape == (2, 3)
    assert score(y, p) == pytest.approx(each.mean(), rel=1e-15)
    assert score(y.astype(np.int8), p.astype(np.float32)) == score(y, p)
    assert score(y, p, weight=[1, 0, 0]) == pytest.approx(each[:, 0].mean(), rel=1e-15)
    assert score(np.asfortranarray(each >= 0), p) == pytest.approx(score(np.ones((2, 3)), p))
    assert isinstance(score(1, 0.5), float)
    assert score(1, 0.5, reduce=None).shape == ()


@pytest.mark.parametrize("score", [brier_score, log_score, spherical_score, BINARY["winkler"]])
def test_expected_score_is_least_at_the_truth_only(score: Score) -> None:
    grid = np.linspace(0.005, 0.995, 199)
    ones, zeros = (score(y, grid, reduce=None) for y in (1, 0))
    for truth in grid[::11]:
        expected = truth * ones + (1 - truth) * zeros
        best = int(np.argmin(expected))
        assert grid[best] == truth
        assert (np.delete(expected, best) > expected[best]).all()


@pytest.mark.parametrize("score", [BINARY["elementary"], BINARY["cost"]])
def test_expected_cost_is_least_at_the_truth(score: Score) -> None:
    grid = np.linspace(0.005, 0.995, 199)
    ones, zeros = (score(y, grid, reduce=None) for y in (1, 0))
    for k, truth in enumerate(grid):
        expected = truth * ones + (1 - truth) * zeros
        assert expected[k] <= expected.min() + 1e-15


@pytest.mark.parametrize("score", [brier_score, log_score, spherical_score, BINARY["winkler"]])
def test_honesty_wins_by_simulation(score: Score) -> None:
    rng = np.random.default_rng(11)
    truth = rng.beta(2, 3, 20_000)
    y = rng.random(20_000) < truth
    honest = score(y, truth)
    assert honest < score(y, truth**1.5)
    assert honest < score(y, 0.5 * truth + 0.25)


@given(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.5, 0.77, 1.0]))
@settings(max_examples=20, deadline=None)
def test_elementary_scores_integrate_to_brier(y: int, p: float) -> None:
    area, _ = integrate.quad(
        lambda t: elementary_score(y, p, threshold=t), 0, 1, points=[p], limit=100
    )
    assert area == pytest.approx(brier_score(y, p), abs=1e-9)


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
def test_elementary_score_on_the_scale_of_others(threshold: float) -> None:
    """Half of it is (1{t <= p} - 1{t <= y})(t - y), the published form."""
    y, p = np.array([0, 0, 0, 1, 1, 1]), np.array([0.2, 0.3, 1.0, 0.0, 0.3, 0.9])
    published = ((threshold <= p).astype(int) - (threshold <= y).astype(int)) * (threshold - y)
    found = elementary_score(y, p, threshold=threshold, reduce=None)
    np.testing.assert_allclose(found, 2 * published, atol=1e-15)


@pytest.mark.parametrize("threshold", [-1e-9, 1.000005, NAN])
def test_bad_threshold_is_refused(threshold: float) -> None:
    with pytest.raises(ArgumentError, match="threshold"):
        elementary_score(1, 0.5, threshold=threshold)


def test_equal_costs_give_the_share_of_wrong_sides() -> None:
    assert cost_weighted_score([1, 1, 0, 0], [0.5, 0.4, 0.5, 0.4]) == 0.5
    found = cost_weighted_score([0, 1], [0.25, 0.2], false_alarm=2, miss=6, reduce=None)
    assert found.tolist() == [2.0, 6.0]


@pytest.mark.parametrize("cost", [0, -1, math.inf, NAN])
def test_bad_costs_are_refused(cost: float) -> None:
    with pytest.raises(ArgumentError, match="miss"):
        cost_weighted_score(1, 0.5, miss=cost)


def test_winkler_score_by_hand() -> None:
    """Baseline .2: p=.6 above it, T=.64: (.64-.16)/.64; below it p=.1, T=.04: (.04-.01)/.04."""
    found = winkler_score([1, 0, 0, 1], [0.6, 0.1, 0.6, 0.1], baseline=0.2, reduce=None)
    expected = [1 - 0.48 / 0.64, 1 - 0.03 / 0.04, 1 + 0.32 / 0.64, 1 + 0.17 / 0.04]
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_winkler_score_with_a_baseline_for_each_and_at_the_edge() -> None:
    assert winkler_score([1, 0], [0.3, 0.6], baseline=[0.3, 0.6]) == 1.0
    with pytest.raises(
        ArgumentError, match=r"y\[1\]: inf is the score, which a double cannot hold"
    ):
        winkler_score([0, 1], [0.0, 0.0], baseline=5e-324)


@pytest.mark.parametrize("baseline", [0, 1, [0.2, NAN], [0.1, 0.2, 0.3]])
def test_bad_baseline_is_refused(baseline: float | list[float]) -> None:
    with pytest.raises(ArgumentError, match="baseline"):
        winkler_score([1, 0], [0.3, 0.6], baseline=baseline)


def test_importing_the_scores_costs_numpy_only() -> None:
    code = (
        "import sys, brierbook.analysis.scores.binary as s, "
        "brierbook.analysis.scores.logit_normal, "
        "brierbook.analysis.scores.verbs, brierbook.analysis.scores.quantile, "
        "brierbook.analysis.scores.ordered, "
        "brierbook.analysis.scores.categorical\n"
        "s.brier_score([1, 0], [0.5, 0.5]); s.log_score([1, 0], [0.5, 0.5])\n"
        "heavy = {'scipy', 'pandas', 'numba', 'matplotlib', 'pymc', 'arviz'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_mean_needs_little_memory_beside_its_input() -> None:
    code = (
        "import resource, numpy as np, brierbook.analysis.scores.binary as s\n"
        "n = 4_000_000\n"
        "p = np.full(n, 0.3); y = np.zeros(n)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "s.brier_score(y, p); s.log_score(y, p); s.brier_score(y.astype(np.int8), p, weight=p)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / (16 * n))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 0.5


def test_shares_between_0_and_1_are_scored() -> None:
    """A tie, or a market settled at 30 %: losses by their formulas, zero or one unchanged."""
    y, p = np.array([0.3, 1.0, 0.5]), np.array([0.2, 0.2, 0.5])
    np.testing.assert_allclose(brier_score(y, p, reduce=None), [0.01, 0.64, 0.0], atol=1e-15)
    entropy = [-0.3 * math.log(0.2) - 0.7 * math.log(0.8), math.log(5), math.log(2)]
    np.testing.assert_allclose(log_score(y, p, reduce=None), entropy, rtol=1e-14)
    assert log_score(0.5, 0.0) == math.inf
    costs = cost_weighted_score(y, p, false_alarm=1, miss=3, reduce=None)
    np.testing.assert_allclose(costs, [0.9, 3.0, 0.5], rtol=1e-14)
    assert winkler_score(0.3, 0.2, baseline=0.2) == 1.0


@given(st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_area_of_elementary_scores_is_the_brier_score_of_a_share(y: float, p: float) -> None:
    edges = np.unique([0.0, y, p, 1.0])
    area = 0.0
    for low, high in itertools.pairwise(edges.tolist()):
        middle = (low + high) / 2  # the score is linear between the edges
        area += (high - low) * elementary_score(y, p, threshold=middle)
    assert area == pytest.approx(brier_score(y, p), abs=1e-12)


@pytest.mark.parametrize("score", [brier_score, log_score, spherical_score])
def test_shares_are_least_where_the_forecast_is_the_share(score: Score) -> None:
    said = np.linspace(0.01, 0.99, 99)
    losses = score(np.full(99, 0.3), said, reduce=None)
    best = said[np.argmin(losses)]
    assert best == pytest.approx(0.3, abs=0.02) or score is spherical_score
    ends = [score(1, 0.4), score(0, 0.4)]
    assert min(ends) <= score(0.6, 0.4) <= max(ends) or score is brier_score


def test_forecasts_in_the_place_of_outcomes_are_noticed() -> None:
    with pytest.raises(
        ArgumentError, match=r"y\[0\]: 0.3 is not 0 or 1, but every p is; are y and p swapped"
    ):
        brier_score([0.3, 0.8], [0, 1])
    assert brier_score(0.3, 1.0) == pytest.approx(0.49)


def test_a_missing_row_of_weight_zero_is_absent() -> None:
    assert brier_score([NAN, 1], [0.3, 0.5], weight=[0, 2]) == 0.25
    with pytest.raises(ArgumentError, match=r"y\[0\]: nan is missing"):
        brier_score([NAN, 1], [0.3, 0.5], weight=[1, 2])
