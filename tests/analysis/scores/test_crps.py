"""Ensembles, closed forms and dates against exact values, integrals and simulation."""

import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import integrate, stats

from brierbook import analysis
from brierbook.analysis import Ensemble, crps, days_since, log_score
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.distributions.ensemble import Estimator
from brierbook.analysis.scores.formulas.crps_counts import _wait_pairs
from brierbook.errors import ArgumentError

ORACLES = json.loads(
    (Path(__file__).parents[2] / "oracles" / "crps_distributions.json").read_text("utf-8")
)
ENSEMBLE = ORACLES["ensemble"]
NAN, INF = float("nan"), float("inf")

type Maker = Callable[..., Any]
type Distribution = Any
type Dates = Any

# The oracle's name of a distribution, our function, and our names for its parameters.
CLOSED: dict[str, tuple[Maker, dict[str, str]]] = {
    "normal": (analysis.Normal, {"mu": "mean", "sigma": "sd"}),
    "logistic": (analysis.Logistic, {"mu": "location", "sigma": "scale"}),
    "laplace": (analysis.Laplace, {"loc": "location", "scale": "scale"}),
    "t": (analysis.StudentT, {"df": "df", "loc": "location", "scale": "scale"}),
    "lognormal": (analysis.LogNormal, {"mulog": "mean_log", "sigmalog": "sd_log"}),
    "gamma": (analysis.Gamma, {"shape": "shape", "rate": "rate"}),
    "beta": (analysis.Beta, {"a": "a", "b": "b"}),
    "exponential": (analysis.Exponential, {"rate": "rate"}),
    "uniform": (analysis.Uniform, {"min": "lower", "max": "upper"}),
    "poisson": (analysis.Poisson, {"mean": "mean"}),
    "binomial": (analysis.Binomial, {"n": "n", "prob": "p"}),
    "negbinom": (analysis.NegativeBinomial, {"n": "n", "prob": "p"}),
}

# Function, parameters, the same distribution in SciPy, and values to score.
CONTINUOUS: list[tuple[Maker, dict[str, float], Any, list[float]]] = [
    (analysis.Normal, {"mean": 1, "sd": 2}, stats.norm(1, 2), [-9, 0.3, 1, 8]),
    (analysis.Logistic, {"location": 1, "scale": 2}, stats.logistic(1, 2), [-30, 0.3, 40]),
    (analysis.Laplace, {"location": 1, "scale": 2}, stats.laplace(1, 2), [-30, 1, 40]),
    (
        analysis.StudentT,
        {"df": 2.5, "location": 1, "scale": 2},
        stats.t(2.5, 1, 2),
        [-30, 1, 40],
    ),
    (analysis.Uniform, {"lower": -1, "upper": 3}, stats.uniform(-1, 4), [-2, -1, 0, 3, 7]),
    (analysis.Exponential, {"rate": 0.5}, stats.expon(scale=2), [-1, 0, 0.4, 20]),
    (analysis.Gamma, {"shape": 0.4, "rate": 2}, stats.gamma(0.4, scale=0.5), [-1, 0, 0.1, 9]),
    (analysis.Gamma, {"shape": 30, "rate": 2}, stats.gamma(30, scale=0.5), [0, 15, 40]),
    (analysis.Beta, {"a": 3, "b": 0.5}, stats.beta(3, 0.5), [-1, 0, 0.8, 1, 2]),
    (
        analysis.LogNormal,
        {"mean_log": 0.3, "sd_log": 1},
        stats.lognorm(1, 0, math.exp(0.3)),
        [-2, 0, 1, 9],
    ),
    (
        analysis.TruncatedNormal,
        {"mean": 1, "sd": 2, "lower": 0, "upper": 4},
        stats.truncnorm(-0.5, 1.5, 1, 2),
        [-3, 0, 1, 3, 9],
    ),
    (
        analysis.TruncatedNormal,
        {"mean": 0, "sd": 1, "lower": 5},
        stats.truncnorm(5, np.inf),
        [3, 5, 5.2, 7],
    ),
    (
        analysis.TruncatedNormal,
        {"mean": 0, "sd": 1, "upper": -5},
        stats.truncnorm(-np.inf, -5),
        [-3, -5, -5.2, -7],
    ),
]

COUNTS: list[tuple[Maker, dict[str, float], Any]] = [
    (analysis.Poisson, {"mean": 0.01}, stats.poisson(0.01)),
    (analysis.Poisson, {"mean": 500}, stats.poisson(500)),
    (analysis.Binomial, {"n": 1, "p": 0.3}, stats.binom(1, 0.3)),
    (analysis.Binomial, {"n": 7, "p": 1}, stats.binom(7, 1)),
    (analysis.Binomial, {"n": 7, "p": 0}, stats.binom(7, 0)),
    (analysis.Binomial, {"n": 1000, "p": 0.01}, stats.binom(1000, 0.01)),
    (analysis.Binomial, {"n": 20_000, "p": 0.5}, stats.binom(20_000, 0.5)),
    (analysis.NegativeBinomial, {"n": 0.3, "p": 0.1}, stats.nbinom(0.3, 0.1)),
    (analysis.NegativeBinomial, {"n": 1, "p": 0.5}, stats.nbinom(1, 0.5)),
    (analysis.NegativeBinomial, {"n": 20.5, "p": 0.02}, stats.nbinom(20.5, 0.02)),
    (analysis.NegativeBinomial, {"n": 500, "p": 0.3}, stats.nbinom(500, 0.3)),
    (analysis.NegativeBinomial, {"n": 30, "p": 1}, stats.nbinom(30, 1)),
]

EXAMPLES = [(score, {k: float(v) for k, v in kw.items()}) for score, kw, _, _ in CONTINUOUS] + [
    (score, {k: float(v) for k, v in kw.items()}) for score, kw, _ in COUNTS
]
EACH = pytest.mark.parametrize(
    ("dist_of", "parameters"), EXAMPLES, ids=lambda v: v.__name__ if callable(v) else ""
)


@pytest.mark.parametrize("case", ORACLES["distributions"], ids=lambda case: case["dist"])
def test_closed_forms_in_thirty_digits(case: dict[str, Any]) -> None:
    dist_of, names = CLOSED[case["dist"]]
    parameters = {names[name]: value for name, value in case["args"].items()}
    assert crps(case["y"], dist_of(**parameters)) == pytest.approx(case["expected"], rel=1e-12)


@pytest.mark.parametrize(("dist_of", "parameters", "dist", "values"), CONTINUOUS)
def test_continuous_forms_by_integration(
    dist_of: Maker,
    parameters: dict[str, float],
    dist: Distribution,
    values: list[float],
) -> None:
    found = crps(values, dist_of(**parameters), reduce=None)
    for y, one in zip(values, found, strict=True):
        low, high = (float(dist.ppf(q)) for q in (1e-7, 0.5))
        top = float(dist.isf(1e-7))
        below = [min(low, y), *sorted({q for q in (low, y, high) if q < y}), y]
        above = [y, *sorted({q for q in (y, high, top) if q > y}), max(top, y)]
        left = sum(quad(lambda x: dist.cdf(x) ** 2, a, b) for a, b in pairs(below))
        right = sum(quad(lambda x: dist.sf(x) ** 2, a, b) for a, b in pairs(above))
        assert one == pytest.approx(left + right, rel=1e-8, abs=1e-10)


def pairs(points: list[float]) -> list[tuple[float, float]]:
    """Neighbours in a list."""
    return [(a, b) for a, b in pairwise(points) if a < b]


def quad(f: Callable[[float], float], a: float, b: float) -> float:
    """Integral to about ten digits."""
    return float(integrate.quad(f, a, b, epsabs=1e-13, epsrel=1e-11, limit=400)[0])


@pytest.mark.parametrize(("dist_of", "parameters", "dist"), COUNTS)
def test_count_forms_by_summation(
    dist_of: Maker,
    parameters: dict[str, float],
    dist: Distribution,
) -> None:
    top = int(dist.mean() + 100 * dist.std()) + 60
    x = np.arange(top)
    cdf, sf = dist.cdf(x), dist.sf(x)
    values = sorted({0, 1, int(dist.mean()), int(dist.mean()) + 3, top - 10})
    expected = [np.sum(np.where(x < y, cdf, sf) ** 2) for y in values]
    found = crps(values, dist_of(**parameters), reduce=None)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("p", [1e-3, 0.05, 0.5, 0.999])
@pytest.mark.parametrize("n", [1e-3, 0.5, 1, np.nextafter(3, 0), 7.25, 100])
def test_mean_difference_of_the_negative_binomial_by_summation(n: float, p: float) -> None:
    """The hypergeometric series of other libraries misses from the ninth digit, or is NaN."""
    dist = stats.nbinom(n, p)
    x = np.arange(int(max(dist.mean() + 100 * dist.std(), 60 / p)) + 60)
    expected = np.sum(dist.cdf(x) * dist.sf(x))
    assert _wait_pairs(np.array([n]), np.array([p]))[1][0] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("y", [-3.0, 0.0, 0.2, 1.0, 4.0])
def test_censored_normal_by_integration(y: float) -> None:
    dist, low, high = stats.norm(0.4, 1.2), -0.5, 1.5
    start, stop = min(low, y), max(high, y)

    def squared(x: float) -> float:
        cdf = 0.0 if x < low else 1.0 if x >= high else float(dist.cdf(x))
        return (cdf - (x >= y)) ** 2

    edges = sorted({start, low, y, high, stop})
    expected = sum(quad(squared, a, b) for a, b in pairs(edges))
    found = crps(y, analysis.CensoredNormal(mean=0.4, sd=1.2, lower=low, upper=high))
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(st.floats(-20, 20), st.floats(-5, 5), st.floats(0.1, 9))
@settings(max_examples=60, deadline=None)
def test_without_bounds_truncated_and_censored_are_normal(y: float, mean: float, sd: float) -> None:
    plain = crps(y, analysis.Normal(mean=mean, sd=sd))
    assert crps(y, analysis.TruncatedNormal(mean=mean, sd=sd)) == pytest.approx(plain, rel=1e-11)
    assert crps(y, analysis.CensoredNormal(mean=mean, sd=sd)) == pytest.approx(plain, rel=1e-11)


def test_limits_between_families() -> None:
    y = np.array([-1.0, 0.3, 2.5])
    normal = crps(y, analysis.Normal(mean=0.2, sd=1.1), reduce=None)
    student = crps(y, analysis.StudentT(df=1e8, location=0.2, scale=1.1), reduce=None)
    np.testing.assert_allclose(student, normal, rtol=1e-6)
    one = crps(y, analysis.Gamma(shape=1, rate=0.7), reduce=None)
    np.testing.assert_allclose(
        one, crps(y, analysis.Exponential(rate=0.7), reduce=None), rtol=1e-13
    )
    flat = crps(y, analysis.Beta(a=1, b=1), reduce=None)
    np.testing.assert_allclose(
        flat, crps(y, analysis.Uniform(lower=0, upper=1), reduce=None), rtol=1e-13
    )
    counts = [0, 3, 9]
    rare = crps(counts, analysis.Binomial(n=10**8, p=3e-8), reduce=None)
    poisson = crps(counts, analysis.Poisson(mean=3), reduce=None)
    np.testing.assert_allclose(rare, poisson, rtol=1e-7)
    many = crps(counts, analysis.NegativeBinomial(n=1e8, p=1 / (1 + 3e-8)), reduce=None)
    np.testing.assert_allclose(many, poisson, rtol=1e-6)


@pytest.mark.parametrize("sd", [1e-300, 1e-12, 1e-3])
def test_a_sharp_forecast_scores_its_absolute_error(sd: float) -> None:
    for found in (
        crps(3.0, analysis.Normal(mean=1.0, sd=sd)),
        crps(3.0, analysis.Logistic(location=1.0, scale=sd)),
        crps(3.0, analysis.Laplace(location=1.0, scale=sd)),
        crps(3.0, analysis.StudentT(df=3, location=1.0, scale=sd)),
    ):
        assert found == pytest.approx(2.0, abs=3 * sd)


def test_extreme_parameters_give_numbers() -> None:
    assert crps(1.0, analysis.LogNormal(mean_log=0.0, sd_log=30.0)) > 1e90
    with pytest.raises(ArgumentError, match="y: inf is the score, which a double cannot hold"):
        crps(1.0, analysis.LogNormal(0.0, 90.0))
    assert crps(10**6, analysis.Poisson(mean=1e6)) == pytest.approx(
        crps(1e6, analysis.Normal(mean=1e6, sd=1e3)), rel=1e-3
    )


@EACH
def test_missing_weights_and_reduction(dist_of: Maker, parameters: dict[str, float]) -> None:
    each = crps([0, 1, 3], dist_of(**parameters), reduce=None)
    assert crps([0, 1, 3], dist_of(**parameters)) == pytest.approx(each.mean(), rel=1e-14)
    weighted = crps([0, 1, 3], dist_of(**parameters), weight=[3, 0, 1])
    assert weighted == pytest.approx((3 * each[0] + each[2]) / 4, rel=1e-14)
    assert (each >= 0).all()
    holes = crps([0, NAN, 3], dist_of(**parameters), missing="propagate", reduce=None)
    np.testing.assert_array_equal(holes, [each[0], NAN, each[2]])
    assert crps([0, NAN, 3], dist_of(**parameters), missing="omit") == pytest.approx(
        each[[0, 2]].mean()
    )
    first = next(iter(parameters))
    column = {**parameters, first: [parameters[first], NAN]}
    np.testing.assert_array_equal(
        crps(0, dist_of(**column), missing="propagate", reduce=None), [each[0], NAN]
    )
    with pytest.raises(ArgumentError, match="nan is missing"):
        crps(0, dist_of(**column))
    with pytest.raises(ArgumentError, match=r"y\[0\]: inf is not finite"):
        crps([INF], dist_of(**parameters))
    with pytest.raises(ArgumentError, match="no use with reduce=None"):
        crps([0], dist_of(**parameters), reduce=None, weight=[1])


@pytest.mark.parametrize(
    ("dist_of", "parameters", "words"),
    [
        (analysis.Normal, {"mean": 0, "sd": 0}, "sd: 0.0 is not above 0"),
        (analysis.Normal, {"mean": INF, "sd": 1}, "mean: inf is not finite"),
        (analysis.Normal, {"mean": [0, 0], "sd": [1, -1]}, r"sd\[1\]: -1.0 is not above 0"),
        (analysis.Normal, {"mean": [0, 0], "sd": [1, 1, 1]}, "sd: has shape"),
        (analysis.Logistic, {"location": 0, "scale": -1}, "scale"),
        (analysis.Laplace, {"location": 0, "scale": -1}, "scale"),
        (analysis.StudentT, {"df": 1, "location": 0, "scale": 1}, "df: 1.0 is not above 1"),
        (analysis.StudentT, {"df": 2, "location": 0, "scale": 0}, "scale"),
        (analysis.Uniform, {"lower": 1, "upper": 1}, "lower: 1.0 is not below the upper end"),
        (analysis.Exponential, {"rate": 0}, "rate"),
        (analysis.Gamma, {"shape": 0, "rate": 1}, "shape"),
        (analysis.Gamma, {"shape": 1, "rate": 0}, "rate"),
        (analysis.Beta, {"a": 0, "b": 1}, "a: 0.0"),
        (analysis.Beta, {"a": 1, "b": 0}, "b: 0.0"),
        (analysis.LogNormal, {"mean_log": 0, "sd_log": 0}, "sd_log"),
        (analysis.Poisson, {"mean": 0}, "mean"),
        (analysis.Binomial, {"n": 2.5, "p": 0.5}, "n: 2.5 is not a whole number"),
        (analysis.Binomial, {"n": 0, "p": 0.5}, "n: 0.0 is not above 0"),
        (analysis.Binomial, {"n": 2, "p": 1.000005}, "p: 1.000005"),
        (analysis.NegativeBinomial, {"n": 0, "p": 0.5}, "n: 0.0"),
        (analysis.NegativeBinomial, {"n": 1, "p": 0}, "p: 0.0 is not above 0 and at most 1"),
        (analysis.TruncatedNormal, {"mean": 0, "sd": 1, "lower": 2, "upper": 1}, "lower: 2.0"),
        (analysis.CensoredNormal, {"mean": 0, "sd": -1}, "sd"),
        (analysis.CensoredNormal, {"mean": 0, "sd": 1, "lower": 1, "upper": 1}, "lower: 1.0"),
    ],
)
def test_bad_parameters_are_refused(dist_of: Maker, parameters: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        crps(1, dist_of(**parameters))


@pytest.mark.parametrize("y", [-1, 0.5])
def test_what_is_not_a_count_is_refused(y: float) -> None:
    scores: list[tuple[Maker, dict[str, float]]] = [
        (analysis.Poisson, {"mean": 2.0}),
        (analysis.Binomial, {"n": 3, "p": 0.5}),
        (analysis.NegativeBinomial, {"n": 3, "p": 0.5}),
    ]
    for dist_of, parameters in scores:
        with pytest.raises(ArgumentError, match=r"y: .* is not a whole number of at least 0"):
            crps(y, dist_of(**parameters))


type Values = Any


def score_members(
    y: Values, members: Values, estimator: Estimator = "ecdf", **how: Values
) -> Values:
    """Score an ensemble."""
    return crps(y, Ensemble(members, estimator), **how)


def by_pairs(y: float, members: Floats, *, fair: bool) -> float:
    """Apply the definition, over all pairs of members."""
    m = len(members)
    spread = np.abs(members[:, np.newaxis] - members).sum() / (2 * m * (m - fair))
    return float(np.abs(members - y).mean() - spread)


def test_ensemble_values() -> None:
    y, members = ENSEMBLE["y"], ENSEMBLE["ensemble"]
    assert score_members(y, members) == pytest.approx(ENSEMBLE["expected_ecdf"], rel=1e-14)
    assert score_members(y, members) == pytest.approx(28 / 45, rel=1e-14)
    fair = score_members(y, members, estimator="fair")
    assert fair == pytest.approx(ENSEMBLE["expected_fair"], rel=1e-13)
    assert fair == pytest.approx(31 / 75, rel=1e-13)


@given(
    st.floats(-1e3, 1e3),
    hnp.arrays(np.float64, st.integers(2, 12), elements=st.floats(-1e3, 1e3)),
    st.randoms(),
)
@example(1.0, np.array([1.0, 1.0, 1.0]), None)
@settings(max_examples=100, deadline=None)
def test_ensemble_by_pairs_in_any_order(y: float, members: Floats, random: Random | None) -> None:
    kept = members.copy()
    ecdf = score_members(y, members)
    assert ecdf == pytest.approx(by_pairs(y, members, fair=False), rel=1e-9, abs=1e-9)
    assert ecdf >= 0
    fair = score_members(y, members, estimator="fair")
    assert fair == pytest.approx(by_pairs(y, members, fair=True), rel=1e-9, abs=1e-9)
    np.testing.assert_array_equal(members, kept)
    if random is not None:
        order = random.sample(range(kept.size), kept.size)
        assert score_members(y, kept[order]) == ecdf


def test_ensemble_is_the_integral_of_its_step_function() -> None:
    y, members = 0.3, np.array([-1.0, 0.0, 0.5, 2.0])
    edges = sorted([y, *members])
    expected = sum(((members <= a).mean() - (y <= a)) ** 2 * (b - a) for a, b in pairs(edges))
    assert score_members(y, members) == pytest.approx(expected, rel=1e-14)


def test_ensemble_far_from_zero_keeps_its_digits() -> None:
    members = np.array([4.25, 5.0, 6.125])
    assert score_members(6.0 + 2**30, members + 2**30) == score_members(6.0, members)


def test_ensemble_of_one_is_the_absolute_error_and_cannot_be_fair() -> None:
    assert score_members([1.0, 4.0], [[3.0], [3.0]], reduce=None).tolist() == [2.0, 1.0]
    with pytest.raises(ArgumentError, match="needs two or more"):
        score_members(1.0, [3.0], estimator="fair")


def test_fair_ensembles_are_unbiased_and_others_are_not() -> None:
    rng = np.random.default_rng(9)
    y, members = rng.normal(size=40_000), rng.normal(size=(40_000, 3))
    truth = 1 / math.sqrt(math.pi)  # expected CRPS of the standard normal for its own draws
    fair = score_members(y, members, estimator="fair", reduce=None)
    assert abs(fair.mean() - truth) < 4 * fair.std() / 200
    assert score_members(y, members) == pytest.approx(truth * (1 + 1 / 3), rel=0.02)


def test_large_ensembles_approach_the_closed_form() -> None:
    members = stats.norm(1, 2).ppf((np.arange(100_000) + 0.5) / 100_000)
    closed = crps(0.3, analysis.Normal(mean=1, sd=2))
    assert score_members(0.3, members) == pytest.approx(closed, rel=1e-4)


def test_ensembles_in_many_pieces_and_shapes() -> None:
    rng = np.random.default_rng(1)
    y, members = rng.normal(size=(40, 60)), rng.normal(size=(40, 60, 50)).astype(np.float32)
    found = score_members(y, members, reduce=None)
    assert found.shape == (40, 60)
    again = by_pairs(y[7, 11], members[7, 11].astype(np.float64), fair=False)
    assert found[7, 11] == pytest.approx(again, rel=1e-12)
    assert score_members(y, members) == pytest.approx(found.mean(), rel=1e-12)
    shared = score_members(y[0], members[0, 0], reduce=None)
    assert shared[3] == score_members(y[0, 3], members[0, 0])


def test_ensembles_with_missing_and_bad_members() -> None:
    y, members = [0.0, 1.0, NAN], [[1.0, 3.0], [NAN, 2.0], [1.0, 2.0]]
    alone = score_members(0.0, [1.0, 3.0])
    assert score_members(y, members, missing="omit") == alone
    each = score_members(y, members, missing="propagate", reduce=None)
    np.testing.assert_array_equal(each, [alone, NAN, NAN])
    for bad, words in (
        ([[1.0, 2.0], [1.0, INF], [1.0, 1.0]], r"members\[1, 1\]: inf is not finite"),
        ([[1.0, 2.0]] * 2, "members: has rows of shape"),
        ([[1.0, NAN]] * 3, r"members\[0, 1\]: nan is missing"),
    ):
        with pytest.raises(ArgumentError, match=words):
            score_members([0.0, 0.0, 0.0], bad)
    with pytest.raises(ArgumentError, match="'pwm'; use 'ecdf' or 'fair'"):
        score_members(0.0, [1.0, 2.0], estimator="pwm")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"y\[0\]: -inf"):
        score_members([-INF], [[1.0, 2.0]])


@pytest.mark.parametrize("dist_of", [analysis.Normal, analysis.Logistic])
def test_honesty_wins_by_simulation(dist_of: Maker) -> None:
    rng = np.random.default_rng(12)
    mean = rng.normal(size=20_000)
    y = rng.normal(mean) if dist_of is analysis.Normal else rng.logistic(mean)
    honest = crps(y, dist_of(mean, 1.0))
    assert honest < crps(y, dist_of(mean, 1.5))
    assert honest < crps(y, dist_of(mean + 0.3, 1.0))


def test_log_score_of_distributions() -> None:
    y = np.array([0.0, 1.0, -2.0])
    expected = y**2 / 2 + math.log(2 * math.pi) / 2
    np.testing.assert_allclose(log_score(y, stats.norm(), reduce=None), expected)
    modern = stats.Normal(mu=0.0, sigma=1.0)
    np.testing.assert_allclose(log_score(y, modern, reduce=None), expected)
    count = log_score([0, 2], stats.poisson(3), reduce=None)
    np.testing.assert_allclose(count, [3.0, 3.0 - math.log(4.5)])
    modern_count = log_score([0, 2], stats.Binomial(n=2, p=0.5), reduce=None)
    np.testing.assert_allclose(modern_count, [math.log(4), math.log(4)])
    assert log_score([-1.0], stats.expon()) == INF
    assert log_score([NAN, 0.0], stats.norm(), missing="omit") == pytest.approx(expected[0])


def test_log_score_of_what_has_no_density_is_refused() -> None:
    with pytest.raises(ArgumentError, match="are its parameters valid"):
        log_score([0.0], stats.norm(0, -1))
    with pytest.raises(ArgumentError, match="is not an array of numbers"):
        log_score([0.0], "normal")


def test_dates_become_days() -> None:
    origin = date(2024, 11, 27)
    assert days_since(date(2024, 12, 8), origin) == 11
    assert days_since(["2024-12-08", "2024-11-26"], "2024-11-27").tolist() == [11.0, -1.0]
    stamps = np.array(["2024-11-27T12", "NaT"], dtype="M8[h]")
    np.testing.assert_array_equal(days_since(stamps, np.datetime64("2024-11-27")), [0.5, NAN])
    damascus = timezone(timedelta(hours=3))
    aware = [datetime(2024, 11, 28, 3, tzinfo=damascus), datetime(2024, 11, 28, tzinfo=UTC), None]
    np.testing.assert_array_equal(days_since(aware, origin), [1.0, 1.0, NAN])
    assert days_since("2024-11-28T03:00+03:00", origin) == 1.0


@pytest.mark.parametrize("dates", [[3, 4], ["soon"], [], [object()], 5.0])
def test_what_is_not_a_date_is_refused(dates: Dates) -> None:
    with pytest.raises(ArgumentError, match="dates: is not made of dates"):
        days_since(dates, "2024-11-27")


def test_a_date_is_scored_like_a_number() -> None:
    y = days_since(["2024-12-08"], "2024-11-27")
    assert crps(y, analysis.Uniform(lower=0, upper=22)) == pytest.approx(22 / 12)
