"""Sensitivity to prior and likelihood: as ArviZ finds it, for one quantity and for every model."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit
from xarray import DataArray, Dataset, DataTree

from brierbook.analysis import fit_ability, fit_information, fit_pool, fit_words
from brierbook.analysis.calibration.models.aggregate import PoolRows, pool_target
from brierbook.analysis.calibration.models.words_model import split_spread
from brierbook.analysis.calibration.sampling.importance_or_nuts import draw_posterior
from brierbook.analysis.calibration.sampling.power_scaling import (
    power_sensitivity,
    prior_and_likelihood_sensitivities,
)
from brierbook.forecasts.lexicon import load_lexicons

if TYPE_CHECKING:
    from collections.abc import Callable

    from brierbook.analysis.calibration.sampling.draws import PosteriorDraws

WORDS = load_lexicons()["brierbook-words-1"].words


def test_sensitivity_is_that_of_arviz() -> None:
    import arviz as az  # heavy

    rng = np.random.default_rng(1)
    draws = rng.normal(0.8, 0.4, 4000)
    factors = {"log_prior": -0.5 * (draws / 0.5) ** 2, "log_likelihood": -2.1 * (draws - 1) ** 2}
    tree = DataTree.from_dict(
        {
            name: Dataset({"a": DataArray(each.reshape(4, -1), dims=("chain", "draw"))})
            for name, each in ({"posterior": draws} | factors).items()
        }
    )
    found = prior_and_likelihood_sensitivities(
        {"a": draws}, factors["log_prior"], factors["log_likelihood"]
    )
    for group in ("prior", "likelihood"):
        expected = float(az.psense(tree, group=group)["a"])
        assert found[group]["a"] == pytest.approx(expected, rel=0.02)


def test_a_flat_factor_has_no_say() -> None:
    assert power_sensitivity(np.arange(50.0), np.full(50, -3.0)) == pytest.approx(0, abs=1e-6)
    assert power_sensitivity(np.full(50, 2.0), np.arange(50.0)) == 0


def of_words() -> "PosteriorDraws":
    said = ["uk.likely", "uk.may"] * 8
    return fit_words([1, 0, 0, 0] * 4, said, list("xxyy") * 4, lexicon=WORDS).draws


def of_pool() -> "PosteriorDraws":
    p = np.random.default_rng(2).uniform(0.05, 0.95, (12, 2))
    return fit_pool([1, 0, 1] * 4, p, forecasters=["ann", "bob"]).draws


def of_information() -> "PosteriorDraws":
    rng = np.random.default_rng(3)
    event, group = np.repeat(np.arange(20), 4), ["old", "old", "new", "new"] * 20
    p = rng.uniform(0.1, 0.9, event.size)
    return fit_information(event % 2, p, group=group, event=event).draws


def of_ability() -> "PosteriorDraws":
    rng = np.random.default_rng(4)
    event, who = np.repeat(np.arange(5), 3), ["ann", "bob", "cat"] * 5
    p, lead = rng.uniform(0.1, 0.9, event.size), rng.exponential(30, event.size)
    return fit_ability(
        event % 2, p, forecaster=who, event=event, lead=lead, draws=800, tune=500
    ).draws


@pytest.mark.parametrize(
    ("draws", "shown"),
    [
        (
            of_words,
            {"spread", "offset[uk]"}
            | {f"meant[uk.{name} / {who}]" for name in ("likely", "may") for who in "xy"},
        ),
        (of_pool, {"power", "weight[ann]", "weight[bob]"}),
        (
            of_information,
            {"outcome", "across"}
            | {
                f"{name}[{group}]"
                for name in ("bias", "information", "noise", "within")
                for group in ("new", "old")
            },
        ),
        pytest.param(
            *(of_ability, {"ability[ann]", "ability[bob]", "ability[cat]", "days"}),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_every_model_says_how_much_is_prior(
    draws: "Callable[[], PosteriorDraws]", shown: set[str]
) -> None:
    """Events have one row each in these, so that ArviZ sees the likelihood as it was weighed."""
    import arviz as az  # heavy

    found = draws()
    told = found.diagnostics.sensitivity
    assert set(told["prior"]) == set(told["likelihood"]) == shown
    for group in ("prior", "likelihood"):
        expected = az.psense(found.tree, group=group)
        for name, value in told[group].items():
            variable, _, place = name.rstrip("]").partition("[")
            theirs = expected[variable]
            theirs = theirs.sel({theirs.dims[0]: place}) if place else theirs
            # ArviZ smooths the weights, which are all near 1, and rounds its digits
            assert value == pytest.approx(float(theirs), rel=0.05, abs=0.003), name


def test_the_prior_of_words_is_that_of_the_formula() -> None:
    found = of_words()
    density = found.others["log_prior"]()
    at = {name: values[0, 7] for name, values in found.posterior.items()}
    surveys = [WORDS[name] for name in ("uk.likely", "uk.may")]
    words = [
        stats.norm(float(each.mean_logit), split_spread(each)[0]).logpdf(stands)
        for each, stands in zip(surveys, at["typical"] - at["offset"], strict=True)
    ]
    np.testing.assert_allclose(density["typical"][0, 7], words)
    own = at["meant"] - at["typical"][[0, 0, 1, 1]] - at["author"][[0, 1, 0, 1]]
    differ = np.repeat([split_spread(each)[1] for each in surveys], 2)
    np.testing.assert_allclose(density["meant"][0, 7], stats.norm(0, differ).logpdf(own))
    spread = stats.halfnorm(scale=0.5).logpdf(at["spread"])
    np.testing.assert_allclose(density["spread"][0, 7], spread)
    offset = stats.norm(0, 0.5).logpdf(at["offset"])
    np.testing.assert_allclose(density["offset"][0, 7], offset)


@pytest.mark.slow
def test_the_priors_of_the_other_models_are_those_of_their_formulas() -> None:
    pool, signals, ability = of_pool(), of_information(), of_ability()
    priors = {
        "outcome": stats.norm(),
        "bias": stats.norm(),
        "noise": stats.halfnorm(),
    }
    density = signals.others["log_prior"]()
    assert set(density) == set(priors)
    for name, prior in priors.items():
        np.testing.assert_allclose(density[name], prior.logpdf(signals.posterior[name]))
    density = pool.others["log_prior"]()
    power = stats.norm(0, 0.35).logpdf(np.log(pool.posterior["power"]))
    np.testing.assert_allclose(density["power"], power)
    weight = stats.norm(0, 1).logpdf(pool.posterior["log_weight"])
    np.testing.assert_allclose(density["log_weight"], weight)
    density = ability.others["log_prior"]()
    days = stats.norm(np.log(30), 1).logpdf(np.log(ability.posterior["days"]))
    np.testing.assert_allclose(density["days"], days)
    shared = {"scale", "mean_noise", "mean_ease", "sd_ease", "scale_gain", "days"}
    assert set(density) == shared


@pytest.mark.parametrize("engine", ["importance", pytest.param("pymc", marks=pytest.mark.slow)])
def test_the_likelihood_of_draws_is_that_of_the_rows(engine: str) -> None:
    """By importance it is the density less the prior, by NUTS what PyMC kept."""
    rng = np.random.default_rng(6)
    logits, y = rng.normal(0, 1, (9, 3)), rng.integers(0, 2, 9).astype(float)
    rows = PoolRows(y, logits, np.ones((9, 3)), np.linspace(0.2, 1, 9))
    found = draw_posterior(pool_target(rows, 1.0), engine, draws=200, seed=7)
    at = found.posterior
    q = expit(at["power"][..., None] * (at["weight"] @ logits.T))
    each = stats.bernoulli(q).logpmf(y)
    np.testing.assert_allclose(found.log_likelihood, each @ rows.weight, atol=1e-9)
