"""What a posterior says: curves of groups and of none, new groups, words, and ArviZ's functions."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special
from tests.analysis.calibration.simulate import percents, simulate_group_book

from brierbook.analysis.calibration.curve.arviz_tree import CELL, MOST, ROW, posterior_as_tree
from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior
from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.errors import ArgumentError

RNG = np.random.default_rng(12)
BOOK = simulate_group_book(RNG, (12, 20, 30), whole=True)
LABELS = np.array(["ann", "bob", "zoë"])[BOOK.group]


@pytest.fixture(scope="module")
def plain() -> CalibrationPosterior:
    return BayesianCalibrator(draws=4000).fit(BOOK.p, BOOK.y).result_


@pytest.fixture(scope="module")
def grouped() -> CalibrationPosterior:
    return BayesianCalibrator(draws=4000).fit(BOOK.p, BOOK.y, groups=LABELS).result_


@pytest.fixture(scope="module")
def eventful() -> CalibrationPosterior:
    calibrator = BayesianCalibrator(draws=4000, event_effect=True)
    return calibrator.fit(BOOK.p, BOOK.y, event=LABELS).result_


def test_a_curve_is_that_of_its_draws(plain: CalibrationPosterior) -> None:
    bias, log_slope = plain.theta.T
    draws = special.expit(bias + np.exp(log_slope) * special.logit(0.7))
    curve = plain.curve([0.2, 0.7], levels=(0.8,))
    assert curve.mean[1] == pytest.approx(draws.mean())
    low, high = curve.limits[0.8]
    assert [low[1], high[1]] == pytest.approx(list(np.quantile(draws, [0.1, 0.9])))
    frame = curve.to_frame()
    assert list(frame) == ["said", "mean", "lower80", "upper80"]
    assert frame["upper80"][1] == high[1]


def test_beliefs_are_shares_of_the_draws(plain: CalibrationPosterior) -> None:
    np.testing.assert_allclose(plain.slope, np.exp(plain.theta[:, 1]))
    p, q = (
        BOOK.p,
        special.expit(plain.theta[:, :1] + np.exp(plain.theta[:, 1:]) * special.logit(BOOK.p)),
    )
    bold = (np.abs(p - 0.5) - np.abs(q - 0.5)).mean(axis=1)
    assert plain.overconfident == pytest.approx((bold > 0).mean(), abs=2e-3)
    assert plain.says_too_little == pytest.approx(((q - p).mean(axis=1) > 0).mean(), abs=2e-3)


def test_without_a_group_the_curve_is_the_mean_over_the_groups_there_are(
    grouped: CalibrationPosterior,
) -> None:
    [factor] = grouped.sample.factors
    share = np.bincount(factor.codes, grouped.sample.weight) / grouped.sample.weight.sum()
    each = [grouped.curves([0.2, 0.9], group={"group": name}) for name in factor.levels]
    expected = sum(part * curve for part, curve in zip(share, each, strict=True))
    np.testing.assert_allclose(grouped.curves([0.2, 0.9]), expected)


def test_a_worded_forecast_is_averaged_over_its_distribution(plain: CalibrationPosterior) -> None:
    z = np.random.default_rng(1).standard_normal(200_000)
    bias, log_slope = plain.theta[0]
    expected = special.expit(bias + np.exp(log_slope) * (special.logit(0.8) + 1.2 * z)).mean()
    assert plain.curves([0.8], sd_logit=1.2)[0, 0] == pytest.approx(expected, abs=3e-3)


def test_a_known_group_has_its_own_curve(grouped: CalibrationPosterior) -> None:
    theta = grouped.theta + grouped.effects[0].values[..., 1]
    expected = special.expit(theta[:, 0] + np.exp(theta[:, 1]) * special.logit(0.3))
    np.testing.assert_allclose(grouped.curves(0.3, group={"group": "bob"})[:, 0], expected)


def test_a_new_group_is_drawn_from_the_population(grouped: CalibrationPosterior) -> None:
    """Its mean is that of the typical curve on the log-odds scale, its variance larger."""
    typical = grouped.theta[:, 0]
    fresh = special.logit(grouped.curves(0.5, group={"group": "eve"}))
    spread = grouped.effects[0].spread[:, 0]
    assert fresh.mean() == pytest.approx(typical.mean(), abs=0.05)
    assert fresh.var() == pytest.approx(typical.var() + (spread**2).mean(), rel=0.1)
    with pytest.raises(ArgumentError, match="group: 'topic' was not fitted; the groups are: group"):
        grouped.curves(0.5, group={"topic": "war"})


def test_a_new_event_is_averaged_over(eventful: CalibrationPosterior) -> None:
    rng = np.random.default_rng(2)
    (effect,) = eventful.effects
    assert effect.terms == (0,)
    draw = 7
    moved = eventful.theta[draw, 0] + effect.spread[draw, 0] * rng.standard_normal(400_000)
    slope = np.exp(eventful.theta[draw, 1])
    expected = special.expit(moved + slope * special.logit(0.9)).mean()
    assert eventful.curves(0.9)[draw, 0] == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, np.nan])
def test_a_curve_is_asked_for_between_0_and_1(plain: CalibrationPosterior, p: float) -> None:
    with pytest.raises(ArgumentError, match=r"p\[0\]: .* is not between 0 and 1, ends excluded"):
        plain.curve(p)
    with pytest.raises(ArgumentError, match="levels: 90 is not between 0 and 1"):
        plain.curve(0.5, levels=(90,))


@pytest.mark.parametrize("name", ["plain", "grouped", "eventful"])
def test_arviz_takes_the_tree(name: str, request: pytest.FixtureRequest) -> None:
    import arviz as az  # heavy

    found: CalibrationPosterior = request.getfixturevalue(name)
    tree: Any = posterior_as_tree(found)
    summary = az.summary(tree, round_to="none")
    assert summary.loc["bias", "mean"] == pytest.approx(found.theta[:, 0].mean())
    assert (summary["r_hat"] < 1.02).all()
    assert az.loo(tree).elpd < 0
    assert set(az.psense_summary(tree, var_names=["bias"]).columns) >= {"prior", "likelihood"}
    prior = az.summary(tree, group="prior", round_to="none")
    assert prior.loc["bias", "sd"] == pytest.approx(0.5, rel=0.06)
    assert prior.loc["log_slope", "mean"] == pytest.approx(0, abs=0.03)
    predicted = tree["posterior_predictive"]["outcome"].mean()
    assert float(predicted) == pytest.approx(BOOK.y.mean(), abs=0.08)
    assert az.extract(tree, group="log_likelihood").sizes[ROW] == BOOK.y.size


def test_coordinates_are_named(grouped: CalibrationPosterior) -> None:
    tree = posterior_as_tree(grouped)
    effect = tree["posterior"]["bias_group"]
    assert effect.dims == ("chain", "draw", "group")
    assert effect.coords["group"].to_numpy().tolist() == ["ann", "bob", "zoë"]
    labels = tree["constant_data"]["group_group"].to_numpy()
    np.testing.assert_array_equal(labels, LABELS)
    np.testing.assert_allclose(tree["constant_data"]["said"], BOOK.p)


def test_the_log_likelihood_is_that_of_each_row(grouped: CalibrationPosterior) -> None:
    tree = posterior_as_tree(grouped)
    row = 40
    who = LABELS[row]
    bias, slope = (
        (tree["posterior"][name] + tree["posterior"][f"{name}_group"].sel(group=who)).to_numpy()
        for name in ("bias", "log_slope")
    )
    q = special.expit(bias + np.exp(slope) * special.logit(BOOK.p[row]))
    expected = np.log(q if BOOK.y[row] else 1 - q)
    found = tree["log_likelihood"]["outcome"].sel(forecast=row)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_very_many_rows_are_taken_together() -> None:
    rng = np.random.default_rng(3)
    rows, draws = 50_000, 500
    assert rows * draws > MOST
    p = percents(rng, rows)
    y = (rng.random(rows) < p).astype(float)
    tree: Any = BayesianCalibrator(draws=draws).fit(p, y).posterior
    assert tree["log_likelihood"]["outcome"].sizes[CELL] == 19
    total = tree["observed_data"]["outcome"].sum()
    assert float(total) == y.sum()
    predicted = tree["posterior_predictive"]["outcome"].sum("cell").mean()
    assert float(predicted) == pytest.approx(y.sum(), rel=0.01)


def test_the_tree_survives_a_file(grouped: CalibrationPosterior, tmp_path: Path) -> None:
    import arviz as az  # heavy

    path = tmp_path / "posterior.nc"
    posterior_as_tree(grouped).to_netcdf(path)
    read = az.from_netcdf(path)
    np.testing.assert_array_equal(
        read["posterior"]["bias"], posterior_as_tree(grouped)["posterior"]["bias"]
    )
