"""Both samplers of NUTS: the posterior known in closed form, the count of steps, how it went."""

from typing import Any

import numpy as np
import pytest

from brierbook.analysis.calibration.sampling.posterior_sampling import (
    NutsSettings,
    add_log_likelihood,
    count_steps,
    diagnose_sampling,
    flatten_draws,
    nuts_settings,
    sample_model,
    sample_with_likelihood,
)
from brierbook.analysis.calibration.sampling.reasons import ASKED_FOR, SamplerName

DATA = np.array([0.3, 1.1, 0.7, 1.9])


def normal_model() -> Any:  # noqa: ANN401  # pymc has no types
    """Four numbers around a mean with a standard normal prior: its posterior is N(0.8, 1/5)."""
    import pymc as pm  # heavy

    with pm.Model() as model:
        mean = pm.Normal("mean", 0, 1)
        add_log_likelihood(pm.logp(pm.Normal.dist(mean, 1), DATA).sum())
    return model


@pytest.mark.slow
@pytest.mark.parametrize("sampler", ["pymc", "nutpie"])
def test_both_samplers_find_the_posterior_and_count(sampler: SamplerName) -> None:
    import arviz as az  # heavy

    steps: list[tuple[int, int]] = []
    tree = sample_model(
        normal_model(),
        NutsSettings(500, 500),
        seed=1,
        sampler=sampler,
        progress=lambda *step: steps.append(step),
    )
    mean = flatten_draws(tree, "mean")
    assert mean.shape == (2000,)
    found = diagnose_sampling(tree, ["mean"])
    assert found.problems == ()
    error = np.sqrt(0.2 / found.ess)
    assert mean.mean() == pytest.approx(0.8, abs=4 * error)
    assert mean.var() == pytest.approx(0.2, rel=0.15)
    assert steps[-1] == (4000, 4000)
    draws = tree["posterior"].to_dataset()[["mean"]]
    assert found.r_hat == pytest.approx(float(az.rhat(draws)["mean"]))
    for ours, method in ((found.ess_bulk, "bulk"), (found.ess_tail, "tail")):
        assert ours == pytest.approx(float(az.ess(draws, method=method)["mean"]))
    assert found.divergences == 0


@pytest.mark.slow
def test_the_likelihood_of_each_draw_is_kept() -> None:
    found = sample_with_likelihood(
        normal_model(), ["mean"], NutsSettings(100, 200), ASKED_FOR, seed=2
    )
    away = DATA - found.posterior["mean"][..., np.newaxis]
    expected = -np.square(away).sum(axis=-1) / 2 - DATA.size * np.log(2 * np.pi) / 2
    np.testing.assert_allclose(found.log_likelihood, expected)
    assert found.log_likelihood.shape == (4, 100)


def test_draws_are_shared_by_the_chains() -> None:
    assert nuts_settings(1001, tune=7, target_accept=0.8) == NutsSettings(251, 7, 0.8)


def test_nobody_counts_for_nobody() -> None:
    assert count_steps(None, 10) is None
