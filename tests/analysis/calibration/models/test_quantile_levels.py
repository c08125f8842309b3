"""The map of levels: against quadrature, SciPy, known limits, and forecasters made up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from brierbook.analysis import fit_levels, recalibrate_quantiles
from brierbook.errors import ArgumentError

LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


def test_posterior_means_agree_with_quadrature() -> None:
    low, high = np.array([0.0, 0.75, 0.95]), np.array([0.05, 0.95, 1.0])

    axis = np.linspace(-2.5, 2.5, 301)
    beta = stats.beta(np.exp(axis)[:, None], np.exp(axis))
    joint = np.outer(stats.norm.pdf(axis, 0, 0.5), stats.norm.pdf(axis, 0, 0.5))
    for under, over in zip(low, high, strict=True):
        joint *= (beta.cdf(over) - beta.cdf(under)) / (over - under)
    rows = integrate.simpson(joint, axis)
    whole, first = (integrate.simpson(each, axis) for each in (rows, axis * rows))
    changed = 0.1 * whole / (0.1 * whole + 0.9)
    found = fit_levels(low, until=high)
    assert found.p_changed == pytest.approx(changed, rel=1e-3)
    assert np.log(found.a) == pytest.approx(changed * first / whole, rel=1e-3)


def test_calibrated_levels_stay_as_they_are() -> None:
    rng = np.random.default_rng(3)
    for size, most in ((1, 0.02), (3, 0.05), (10, 0.05), (100, 0.05)):
        moves = [
            np.abs(fit_levels(rng.random(size)).happened(LEVELS) - LEVELS).max() for _ in range(8)
        ]
        assert np.mean(moves) < most


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_spread_that_was_said_too_small_or_too_large_is_learnt(scale: float) -> None:
    rng = np.random.default_rng(4)
    found = fit_levels(stats.norm.cdf(rng.normal(size=700), scale=scale))
    truth = stats.norm.cdf(scale * stats.norm.ppf(LEVELS))
    assert found.happened(LEVELS) == pytest.approx(truth, abs=0.05)
    # the quantiles that are wanted are those of the true normal
    moved = recalibrate_quantiles(LEVELS, scale * stats.norm.ppf(LEVELS), found)
    assert moved == pytest.approx(stats.norm.ppf(LEVELS), abs=0.15)


def test_intervals_say_about_what_exact_transforms_say() -> None:
    rng = np.random.default_rng(5)
    u = rng.beta(0.6, 0.6, 400)
    edges = np.array([0.0, *np.arange(1, 20) / 20, 1.0])
    place = np.searchsorted(edges, u) - 1
    exact, coarse = fit_levels(u), fit_levels(edges[place], until=edges[place + 1])
    assert coarse.happened(LEVELS) == pytest.approx(exact.happened(LEVELS), abs=0.02)


def test_outcomes_of_one_event_count_as_one() -> None:
    u = np.array([0.02, 0.97, 0.99, 0.01])
    once = fit_levels(u, event=["a", "b", "c", "d"])
    often = fit_levels(np.repeat(u, 5), event=np.repeat(["a", "b", "c", "d"], 5))
    assert (often.a, often.b, often.events) == pytest.approx((once.a, once.b, 4))
    absent = fit_levels(np.append(u, 0.5), event=[*"abcde"], weight=[1, 1, 1, 1, 0])
    assert (absent.a, absent.b) == pytest.approx((once.a, once.b))


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_a_map_rises_turns_round_and_mirrors(u: list[float]) -> None:
    found, other = fit_levels(u), fit_levels([1 - each for each in u])
    grid = np.linspace(0.01, 0.99, 25)
    there = found.happened(grid)
    assert (np.diff(there) > 0).all()
    inside = (there > 1e-9) & (there < 1 - 1e-9)
    assert found.stated(there[inside]) == pytest.approx(grid[inside], abs=1e-6)
    assert other.happened(1 - grid) == pytest.approx(1 - there, abs=1e-6)


def test_limits_hold_the_truth_of_a_forecaster_who_is_off() -> None:
    rng, held = np.random.default_rng(6), 0
    for _ in range(25):
        lower, upper = fit_levels(rng.beta(0.6, 0.6, 60)).limits([0.05, 0.95])
        truth = stats.beta(0.6, 0.6).cdf([0.05, 0.95])
        held += int(((lower <= truth) & (truth <= upper)).sum())
    assert held / 50 > 0.75


def test_one_quantile_stays_and_bounds_hold() -> None:
    timid = fit_levels(np.tile([0.01, 0.99], 30))
    assert recalibrate_quantiles([0.5], [3.0], timid) == pytest.approx([3.0])
    moved = recalibrate_quantiles(LEVELS, [1.0, 2, 3, 4, 5], timid, bounds=(0.5, 5.5))
    assert (moved >= 0.5).all()
    assert (moved <= 5.5).all()
    assert (np.diff(moved) >= 0).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"u": [0.5, 1.2]}, r"u\[1\]: 1.2 is not between 0 and 1"),
        ({"u": [0.5], "until": [0.4]}, r"until\[0\]: 0.4 is below u"),
        ({"u": [0.5, np.nan]}, "u"),
    ],
)
def test_what_is_no_transform_is_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        fit_levels(**arguments)  # type: ignore[arg-type]


def test_quantiles_that_fall_are_refused() -> None:
    with pytest.raises(ArgumentError, match="lies above the next quantile"):
        recalibrate_quantiles([0.1, 0.9], [2, 1], fit_levels([0.5]))
    with pytest.raises(ArgumentError, match="is not below"):
        recalibrate_quantiles([0.1, 0.9], [1, 2], fit_levels([0.5]), bounds=(3, 3))
