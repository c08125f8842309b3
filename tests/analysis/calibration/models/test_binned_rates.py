"""Beta-binomial bins: against SciPy's beta distribution, limits, and simulation."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis import fit_bins
from brierbook.errors import ArgumentError


def test_the_posterior_is_that_of_the_formula() -> None:
    # bin [0, .5): 0.1 and 0.3, one hit; bin [.5, 1]: 0.9, three times, two hits
    y, p = [1, 0, 1, 1, 0], [0.1, 0.3, 0.9, 0.9, 0.9]
    found = fit_bins(y, p, bins=2, strength=4)
    low = stats.beta(0.2 * 4 + 0.5 + 1, 0.8 * 4 + 0.5 + 1)
    high = stats.beta(0.9 * 4 + 0.5 + 2, 0.1 * 4 + 0.5 + 1)
    np.testing.assert_allclose(found.mean, [low.mean(), high.mean()])
    lower, upper = found.limits(0.8)
    np.testing.assert_allclose(lower, [low.ppf(0.1), high.ppf(0.1)])
    np.testing.assert_allclose(upper, [low.ppf(0.9), high.ppf(0.9)])


def test_no_strength_is_the_interval_of_jeffreys() -> None:
    # Brown, Cai & DasGupta 2001: with no hit in 10, the quantiles of Beta(.5, 10.5)
    found = fit_bins(np.zeros(10), np.full(10, 0.2), bins=1, strength=0)
    lower, upper = found.limits(0.95)
    assert lower[0] == pytest.approx(stats.beta(0.5, 10.5).ppf(0.025))
    assert upper[0] == pytest.approx(0.2172, abs=5e-5)


@given(p=st.sampled_from([0.0, 0.01, 0.5, 1.0]), y=st.integers(0, 1), s=st.floats(0, 1e6))
def test_a_single_row_is_enough_and_strength_draws_to_what_was_said(
    p: float, y: int, s: float
) -> None:
    found = fit_bins([y], [p], strength=s)
    expected = (p * s + 0.5 + y) / (s + 2)
    assert found.mean[0] == pytest.approx(expected, rel=1e-9)


def test_rows_of_one_event_weigh_as_one() -> None:
    y, p = np.ones(12), np.full(12, 0.7)
    one = fit_bins(y, p, bins=1, event=["war"] * 12)
    single = fit_bins([1], [0.7], bins=1)
    assert one.mean[0] == pytest.approx(single.mean[0])
    assert (one.rows[0], one.events[0]) == (12, 1)
    apart = fit_bins(y, p, bins=1)
    assert apart.mean[0] > one.mean[0]
    # an event that lies in two bins is shared between them
    split = fit_bins([1, 1], [0.2, 0.9], bins=2, event=["war", "war"], strength=0)
    np.testing.assert_allclose(split.hits, [0.5, 0.5])
    np.testing.assert_array_equal(split.events, [1, 1])


def test_weights_within_an_event_are_shares() -> None:
    found = fit_bins([1, 0], [0.5, 0.5], bins=1, event=[1, 1], weight=[3, 1])
    assert (found.hits[0], found.misses[0]) == (0.75, 0.25)


def test_draws_have_the_moments_and_the_tree_its_groups() -> None:
    import arviz as az  # heavy

    found = fit_bins([1, 0, 1], [0.2, 0.3, 0.8], bins=2)
    drawn = found.draws(20_000, seed=1)
    np.testing.assert_allclose(drawn["rate"].mean(axis=0), found.mean, atol=0.005)
    tree = drawn.tree
    np.testing.assert_allclose(tree["posterior"].coords["said"], [0.25, 0.8])
    groups = {"posterior", "prior", "log_likelihood", "posterior_predictive", "observed_data"}
    assert groups <= set(tree.children)
    one = tree["log_likelihood"]["y"].to_numpy()[0, 7]
    low, high = drawn["rate"][7]
    np.testing.assert_allclose(one, np.log([low, 1 - low, high]))
    assert az.loo(tree).n_data_points == 3


def test_simulation_based_calibration(evenness: Any) -> None:  # noqa: ANN401
    rng = np.random.default_rng(2)
    said = np.array([0.1, 0.35, 0.8])
    p = np.repeat(said, 10)
    ranks, likelihoods = [], []
    for seed in range(1000):
        rate = rng.beta(5 * said + 0.5, 5 * (1 - said) + 0.5)
        found = fit_bins(rng.random(30) < np.repeat(rate, 10), p, bins=None)
        drawn = found.draws(100, seed=seed)["rate"]
        ranks.append((drawn < rate).sum(axis=0))
        own = found.log_likelihood(drawn).sum(axis=1)
        likelihoods.append((own < found.log_likelihood(rate[np.newaxis]).sum()).sum())
    assert all(evenness(column, 100) > 1e-3 for column in np.transpose(ranks))
    assert evenness(likelihoods, 100) > 1e-3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"strength": -1}, "strength: -1 is not a finite number"),
        ({"event": [1, 1]}, r"event: has shape \(2,\); the rows have shape \(3,\)"),
        ({"event": ["a", None, "b"]}, r"event\[1\]: is missing"),
        ({"bins": 0}, "bins: 0 is not at least 1"),
    ],
)
def test_bad_input(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        fit_bins([1, 0, 1], [0.05, 0.5, 0.9], **options)


def test_outcomes_that_are_none_are_refused() -> None:
    with pytest.raises(ArgumentError, match="y: is empty"):
        fit_bins([], [])
    with pytest.raises(ArgumentError, match="level"):
        fit_bins([1], [0.5]).limits(0)


def test_a_row_without_weight_is_an_absent_row() -> None:
    whole = fit_bins([1, 0, 1], [0.05, 0.5, 0.9], weight=[0, 1, 2], event=["a", "b", "c"])
    part = fit_bins([0, 1], [0.5, 0.9], weight=[1, 2], event=["b", "c"])
    assert whole.to_frame().equals(part.to_frame())


def test_each_distinct_forecast_is_called_by_its_exact_value() -> None:
    p = np.repeat([0.1, 0.7, 0.7 + 2**-53], [7, 11, 3])
    found = fit_bins(np.zeros(21), p, bins=None, weight=np.linspace(0.1, 0.9, 21))
    assert found.said.tolist() == [0.1, 0.7, 0.7 + 2**-53]
