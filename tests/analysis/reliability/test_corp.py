"""Decompositions add up, agree with published values, and do not depend on row order."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.pav import pav
from brierbook.analysis.reliability.corp import CorpScoreName, corp_decomposition
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
def test_terms_agree_with_row_by_row_arithmetic(name: CorpScoreName, rows: Rows) -> None:
    y, p, weight = columns(rows)
    parts = corp_decomposition(y, p, score=name, weight=weight)
    found = (parts.mean_score, parts.mcb, parts.dsc, parts.unc)
    np.testing.assert_allclose(found, plain_terms(name, y, p, weight), rtol=1e-12, atol=1e-12)
    assert parts.mcb >= 0
    assert parts.dsc >= 0


@given(names, rows)
def test_terms_add_up(name: CorpScoreName, rows: Rows) -> None:
    y, p, _ = columns(rows)
    parts = corp_decomposition(y, p, score=name)
    total = parts.mcb - parts.dsc + parts.unc
    assert parts.mean_score == total or abs(parts.mean_score - total) <= 1e-12


@given(names, rows)
def test_a_weight_is_a_number_of_rows(name: CorpScoreName, rows: Rows) -> None:
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
def test_published_values(score: CorpScoreName, mcb: float, dsc: float, unc: float) -> None:
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
def test_one_class(score: CorpScoreName, outcome: int) -> None:
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
    grouped = corp_decomposition(y, p, score="log", weight=[0, 1, 1], event=[1, 2, 3])
    table = grouped.to_frame()
    assert np.isfinite(table["value"]).all()
    assert np.isfinite(table.loc[["mean_score", "unc"], ["lower", "upper"]]).all(axis=None)


def test_a_function_serves_as_score() -> None:
    def absolute(y: Floats, p: Floats) -> Floats:
        return np.abs(y - p)

    parts = corp_decomposition([0, 1, 0, 1], [0.1, 0.6, 0.4, 0.9], score=absolute)
    assert (parts.score, parts.mean_score, parts.unc) == ("absolute", 0.25, 0.5)
    assert parts.mcb == 0.25


def test_copies_within_events_tell_nothing_new() -> None:
    rng = np.random.default_rng(1)
    p = rng.random(60)
    y = (rng.random(60) < p).astype(float)
    event = np.arange(60) // 2
    options = {"n_resamples": 50}
    once = corp_decomposition(y, p, event=event, **options).estimates  # type: ignore[arg-type]
    thrice = corp_decomposition(
        y.repeat(3),
        p.repeat(3),
        event=event.repeat(3),
        **options,  # type: ignore[arg-type]
    ).estimates
    assert once is not None
    assert thrice is not None
    for name, found in once.items():
        assert (found.lower, found.upper) == pytest.approx(
            (thrice[name].lower, thrice[name].upper), abs=1e-6, nan_ok=True
        )
    assert thrice["mcb"].as_said is not None
    assert once["mcb"].as_said == pytest.approx(thrice["mcb"].as_said) or (
        once["mcb"].as_said is not None
        and once["mcb"].as_said.mean == pytest.approx(thrice["mcb"].as_said.mean)
    )


def test_terms_that_are_means_have_limits(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    rng = np.random.default_rng(2)
    p = np.round(rng.random(40), 1)
    y = (rng.random(40) < p).astype(float)
    weight, event = rng.integers(1, 4, 40).astype(float), rng.integers(0, 9, 40)
    found = corp_decomposition(y, p, weight=weight, event=event, n_resamples=9).estimates
    assert found is not None
    share = weight / weight.sum()

    def limits(value: Floats, least: Floats, most: Floats) -> tuple[float, float]:
        return limits_by_inversion(
            *(np.bincount(event, share * each) for each in (value, least, most))
        )

    low, high = np.minimum(p, 1 - p) ** 2, np.maximum(p, 1 - p) ** 2
    mean = found["mean_score"]
    assert (mean.lower, mean.upper) == pytest.approx(limits((y - p) ** 2, low, high), abs=1e-6)
    below, above = limits(y, np.zeros(40), np.ones(40))
    between = np.linspace(below, above, 2001)
    unc = between * (1 - between)
    assert found["unc"].lower == pytest.approx(unc.min(), abs=1e-5)
    assert found["unc"].upper == pytest.approx(unc.max(), abs=1e-5)


def test_the_skill_has_the_limits_at_which_the_difference_is_open(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    rng = np.random.default_rng(3)
    p = np.round(rng.random(30), 2)
    y = (rng.random(30) < p).astype(float)
    found = corp_decomposition(y, p, event=range(30), n_resamples=9).estimates
    assert found is not None
    skill, each = found["skill"], np.full(30, 1 / 30)
    # the base rate was taken from the outcomes, so that all rates between its limits count
    rates = [y.mean(), *np.linspace(*limits_by_inversion(each * y, 0 * each, each), 5)]
    for end, place, widest in ((skill.lower, 1, max), (skill.upper, 0, min)):
        ratio, found_ends = 1 - end, []
        for base in rates:
            yes, no = (1 - p) ** 2 - ratio * (1 - base) ** 2, p**2 - ratio * base**2
            parts = np.where(y == 1, yes, no), np.minimum(yes, no), np.maximum(yes, no)
            found_ends.append(limits_by_inversion(*(part / 30 for part in parts))[place])
        assert widest(found_ends) == pytest.approx(0, abs=1e-6)


def test_distances_stand_beside_books_that_went_as_said() -> None:
    """Two coins of a half: MCB is 1/4 where they agree, and 0 where they do not."""
    found = corp_decomposition([1, 1], [0.5, 0.5], event=["a", "b"], n_resamples=4000).estimates
    assert found is not None
    mcb, dsc = found["mcb"], found["dsc"]
    assert mcb.as_said is not None
    assert dsc.as_said is not None
    assert (mcb.reason, dsc.reason) == ("distance", "distance")
    assert mcb.as_said.mean == pytest.approx(0.125, abs=0.01)
    assert mcb.as_said.p_value == pytest.approx(0.5, abs=0.03)
    assert math.isnan(dsc.as_said.p_value)
    assert dsc.as_said.quantile == 0


def test_one_event_says_nothing_of_the_spread() -> None:
    frame = corp_decomposition([0, 1], [0.2, 0.7], event=["siege", "siege"]).to_frame()
    assert frame["value"].notna().all()
    assert frame[["lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"score": "crps"}, r"score: is 'crps'; use one of brier, log, spherical, or a function"),
        ({"level": 1.0}, r"level: 1.0 is not between 0 and 1"),
        ({"n_resamples": 0}, r"n_resamples: 0 is not at least 1"),
        ({"event": ["a"]}, r"event: has shape \(1,\); the rows have shape \(2,\)"),
        ({"event": ["a", None]}, r"event\[1\]: is missing"),
        ({"event": [np.nan, 1.0]}, r"event\[0\]: is missing"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        corp_decomposition([0, 1], [0.2, 0.7], **arguments)  # type: ignore[arg-type]
