"""Decompositions add up, agree with published values, and do not depend on row order."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.analysis.arrays import Floats
from brierbook.analysis.decomposition import ScoreName, corp_decomposition, corp_resamples
from brierbook.analysis.pav import pav
from brierbook.errors import ArgumentError

EDGES = [0.0, 5e-324, 1e-17, 0.2, 0.5, 1 - 2**-53, 1.0]
forecasts = st.one_of(st.sampled_from(EDGES), st.floats(0, 1))
rows = st.lists(st.tuples(st.integers(0, 1), forecasts, st.integers(1, 3)), min_size=1, max_size=30)
names = st.sampled_from(["brier", "log", "spherical"])
type Rows = list[tuple[int, float, int]]
type Terms = tuple[float, float, float, float]


def columns(rows: Rows) -> tuple[Floats, Floats, Floats]:
    y, p, weight = np.array(rows, dtype=np.float64).T
    return y, p, weight


def plain_score(name: str, y: float, p: float) -> float:
    """Score one forecast as the textbook writes it."""
    said = p if y else 1 - p
    if name == "brier":
        return (1 - said) ** 2
    if name == "log":
        return -math.log(said) if said else math.inf
    return 1 - said / math.sqrt(p * p + (1 - p) ** 2)


def plain_terms(name: str, y: Floats, p: Floats, weight: Floats) -> Terms:
    """Decompose row by row."""
    fitted, base = pav(y, p, weight=weight), np.full(y.shape, min(np.average(y, weights=weight), 1))
    means = [
        sum(w * plain_score(name, yi, qi) for w, yi, qi in zip(weight, y, q, strict=True))
        / weight.sum()
        for q in (p, fitted, base)
    ]
    return means[0], means[0] - means[1], means[2] - means[1], means[2]


@given(names, rows)
@example("log", [(1, 0.0, 1), (0, 0.1, 1)])
@example("log", [(1, 5e-324, 1), (0, 1 - 2**-53, 1)])
@example("brier", [(1, 1.0, 1)])
def test_terms_agree_with_row_by_row_arithmetic(name: ScoreName, rows: Rows) -> None:
    y, p, weight = columns(rows)
    parts = corp_decomposition(y, p, score=name, weight=weight)
    found = (parts.mean_score, parts.mcb, parts.dsc, parts.unc)
    np.testing.assert_allclose(found, plain_terms(name, y, p, weight), rtol=1e-12, atol=1e-12)
    assert parts.mcb >= 0
    assert parts.dsc >= 0


@given(names, rows)
def test_terms_add_up(name: ScoreName, rows: Rows) -> None:
    y, p, _ = columns(rows)
    parts = corp_decomposition(y, p, score=name)
    total = parts.mcb - parts.dsc + parts.unc
    assert parts.mean_score == total or abs(parts.mean_score - total) <= 1e-12


@given(names, rows)
def test_a_weight_is_a_number_of_rows(name: ScoreName, rows: Rows) -> None:
    y, p, weight = columns(rows)
    times = weight.astype(int)
    weighted = corp_decomposition(y, p, score=name, weight=weight)
    repeated = corp_decomposition(y.repeat(times), p.repeat(times), score=name)
    for term in ("mean_score", "mcb", "dsc", "unc"):
        found, expected = getattr(weighted, term), getattr(repeated, term)
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(rows)
def test_discrimination_ignores_an_increasing_map(rows: Rows) -> None:
    y, p, _ = columns(rows)
    p = np.round(p, 3)
    before, after = corp_decomposition(y, p), corp_decomposition(y, p / 2 + 0.25)
    assert before.dsc == pytest.approx(after.dsc, abs=1e-14)


@pytest.mark.parametrize(
    ("score", "mcb", "dsc", "unc"),
    [("brier", 0.1016667, 0.125, 0.25), ("log", 0.3237327, 0.3182571, 0.6931472)],
)
def test_published_values(score: ScoreName, mcb: float, dsc: float, unc: float) -> None:
    y, p = [0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9]
    parts = corp_decomposition(y, p, score=score)
    assert (parts.mcb, parts.dsc, parts.unc) == pytest.approx((mcb, dsc, unc), abs=5e-8)


@pytest.mark.parametrize("y", [[1, 0, 0, 1, 1, 0], [0, 1, 0, 1, 0, 1], [0, 0, 1, 0, 1, 1]])
def test_ties_do_not_depend_on_row_order(y: list[int]) -> None:
    parts = corp_decomposition(y, [0.2, 0.2, 0.2, 0.8, 0.8, 0.8])
    assert (parts.mcb, parts.dsc, parts.unc) == pytest.approx((4 / 225, 1 / 36, 1 / 4), abs=1e-15)


def test_two_equal_forecasts_are_calibrated() -> None:
    assert corp_decomposition([0, 1], [0.5, 0.5]).mcb == 0


@pytest.mark.parametrize("score", ["brier", "log", "spherical"])
@pytest.mark.parametrize("outcome", [0, 1])
def test_one_class(score: ScoreName, outcome: int) -> None:
    parts = corp_decomposition([outcome] * 3, [0.2, 0.5, 0.9], score=score)
    assert (parts.dsc, parts.unc) == (0, 0)
    assert parts.mcb == parts.mean_score > 0
    assert math.isnan(parts.skill)


def test_a_certain_miss_is_infinite_and_nothing_else_is_lost() -> None:
    parts = corp_decomposition([1, 0, 1], [0, 0.1, 0.8], score="log")
    assert parts.mean_score == parts.mcb == math.inf
    assert 0 < parts.dsc < parts.unc < 1
    assert parts.skill == -math.inf


def test_a_certain_miss_without_weight_costs_nothing() -> None:
    y, p = [1, 0, 1], [0, 0.1, 0.8]
    parts = corp_decomposition(y, p, score="log", weight=[0, 1, 1])
    assert parts.mean_score == pytest.approx(-math.log(0.9 * 0.8) / 2)
    grouped = corp_decomposition(y, p, score="log", weight=[0, 1, 1], cluster=[1, 2, 3])
    assert np.isfinite(np.array(grouped.to_frame().drop(index="skill"))).all()


def test_a_function_serves_as_score() -> None:
    def absolute(y: Floats, p: Floats) -> Floats:
        return np.abs(y - p)

    parts = corp_decomposition([0, 1, 0, 1], [0.1, 0.6, 0.4, 0.9], score=absolute)
    assert (parts.score, parts.mean_score, parts.unc) == ("absolute", 0.25, 0.5)
    assert parts.mcb == 0.25


def test_whole_events_are_resampled() -> None:
    # Rows copied within their event add no evidence: the limits must not move.
    rng = np.random.default_rng(1)
    p = rng.random(60)
    y = (rng.random(60) < p).astype(float)
    event = np.arange(60) // 2
    once = corp_decomposition(y, p, cluster=event).intervals
    thrice = corp_decomposition(y.repeat(3), p.repeat(3), cluster=event.repeat(3)).intervals
    assert once is not None
    assert thrice is not None
    for name, limits in once.items():
        assert limits == pytest.approx(thrice[name], abs=1e-12)


def test_resampled_terms_are_those_of_the_resampled_rows() -> None:
    # Second derivation: repeat rows as drawn and decompose from scratch.
    rng = np.random.default_rng(2)
    p = np.round(rng.random(40), 1)
    y = (rng.random(40) < p).astype(float)
    weight, event = rng.integers(1, 4, 40).astype(float), rng.integers(0, 9, 40)
    draws = np.random.default_rng(7)
    terms = []
    for _ in range(101):
        taken = draws.integers(9, size=9)
        chosen = np.concatenate([np.flatnonzero(event == e) for e in taken])
        parts = corp_decomposition(y[chosen], p[chosen], weight=weight[chosen])
        terms.append((parts.mean_score, parts.mcb, parts.dsc, parts.unc, parts.skill))
    drawn = np.sort(np.array(terms), axis=0)
    whole = corp_decomposition(y, p, weight=weight, cluster=event, seed=7, n_boot=101)
    assert whole.intervals is not None
    for i, name in ((0, "mean_score"), (3, "unc"), (4, "skill")):
        assert whole.intervals[name] == pytest.approx((drawn[5, i], drawn[95, i]), abs=1e-12)
    for i, name in ((1, "mcb"), (2, "dsc")):
        value = getattr(whole, name)
        half = np.sort(np.abs(drawn[:, i] - value))[90]  # the 91st of 101 holds 90 %
        expected = (max(value - half, 0), value + half)
        assert whole.intervals[name] == pytest.approx(expected, abs=1e-12)


def test_one_event_says_nothing_of_the_spread() -> None:
    frame = corp_decomposition([0, 1], [0.2, 0.7], cluster=["siege", "siege"]).to_frame()
    assert frame["value"].notna().all()
    assert frame[["lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"score": "crps"}, r"score: is 'crps'; use one of brier, log, spherical, or a function"),
        ({"level": 1.0}, r"level: 1.0 is not between 0 and 1"),
        ({"n_boot": 0}, r"n_boot: 0 is not at least 1"),
        ({"cluster": ["a"]}, r"cluster: has shape \(1,\); y has \(2,\)"),
        ({"cluster": ["a", None]}, r"cluster\[1\]: is missing"),
        ({"cluster": [np.nan, 1.0]}, r"cluster\[0\]: is missing"),
        ({"cluster": np.array(["a", 1], dtype=object)}, r"cluster: mixes names"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        corp_decomposition([0, 1], [0.2, 0.7], **arguments)  # type: ignore[arg-type]


def test_the_resamples_are_those_behind_the_intervals() -> None:
    rng = np.random.default_rng(8)
    p, event = rng.random(60), np.repeat(np.arange(20), 3)
    y = (rng.random(60) < p).astype(float)
    draws = corp_resamples(y, p, cluster=event, seed=4, n_boot=200)
    parts = corp_decomposition(y, p, cluster=event, seed=4, n_boot=200)
    assert parts.intervals is not None
    ordered = np.sort(draws["mean_score"])
    assert parts.intervals["mean_score"] == (ordered[9], ordered[-10])
    np.testing.assert_allclose(draws["mcb"] - draws["dsc"] + draws["unc"], draws["mean_score"])
    assert draws["mcb"].mean() > parts.mcb  # miscalibration grows with noise
