"""BIN of one group: what was put in comes back, a likelihood of its own, edges, refusals."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from brierbook.analysis import brier_score, expected_brier, fit_noise
from brierbook.errors import ArgumentError

TRUTH = {"outcome": -0.3, "bias": 0.4, "information": 0.4, "noise": 0.3}


def simulate(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw what decides, and a signal with bias and noise."""
    rng, known = np.random.default_rng(seed), TRUTH["information"]
    shared = math.sqrt(known) * rng.normal(size=rows)
    decides = TRUTH["outcome"] + shared + math.sqrt(1 - known) * rng.normal(size=rows)
    signal = TRUTH["outcome"] + TRUTH["bias"] + shared
    signal += math.sqrt(TRUTH["noise"]) * rng.normal(size=rows)
    return (decides > 0).astype(float), norm.cdf(signal / math.sqrt(1 - known))


def test_what_was_put_in_comes_back() -> None:
    y, p = simulate(40_000, 1)
    p = np.clip(p, 1e-9, 1 - 1e-9)
    found = fit_noise(y, p, n_resamples=5)
    for name, value in TRUTH.items():
        assert getattr(found, name) == pytest.approx(value, abs=0.03)
    assert found.brier == pytest.approx(brier_score(y, p), abs=2e-3)
    ideal = fit_noise(y, p, n_resamples=5).brier - found.bias_cost - found.noise_cost
    alone = expected_brier(found.outcome, 0.0, found.information, 0.0)
    assert ideal == pytest.approx(float(alone), abs=1e-9)


def test_the_estimates_are_those_of_greatest_likelihood() -> None:
    y, p = simulate(300, 2)
    x = norm.ppf(p)

    def loss(theta: np.ndarray) -> float:
        outcome, bias, known, noise = theta[0], theta[1], norm.cdf(theta[2]), math.exp(theta[3])
        mean = (outcome + bias) / math.sqrt(1 - known)
        variance, pull = (known + noise) / (1 - known), known / math.sqrt(1 - known)
        inside = outcome + pull / variance * (x - mean)
        inside = inside / math.sqrt(1 - pull**2 / variance)
        seen = norm.logpdf(x, mean, math.sqrt(variance)) + norm.logcdf((2 * y - 1) * inside)
        return -float(seen.sum())

    best = minimize(loss, [0, 0, 0, -1], method="Nelder-Mead", options={"maxiter": 4000}).x
    found = fit_noise(y, p, n_resamples=5)
    assert found.outcome == pytest.approx(best[0], abs=2e-3)
    assert found.bias == pytest.approx(best[1], abs=2e-3)
    assert found.information == pytest.approx(norm.cdf(best[2]), abs=2e-3)
    assert found.noise == pytest.approx(math.exp(best[3]), abs=3e-3)


def test_timid_forecasts_have_no_noise_and_contrary_ones_no_information() -> None:
    y = np.tile([1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0], 5)
    timid = fit_noise(y, np.where(np.arange(40) % 8 < 4, 0.52, 0.48), n_resamples=5)
    assert timid.noise == timid.noise_cost == 0
    contrary = fit_noise(y, np.where(y == 1, 0.3, 0.7) + 0.01 * (np.arange(40) % 3), n_resamples=5)
    assert contrary.information == 0
    assert contrary.noise_cost > 0


def test_limits_are_approximate_and_hold_the_value() -> None:
    y, p = simulate(60, 3)
    found = fit_noise(y, p, event=np.arange(60) // 2, n_resamples=60)
    one = found.estimates["noise_cost"]
    assert one.lower <= one.value <= one.upper
    assert one.rule == "approximate"
    assert found.events == 30
    assert found.to_frame().loc["bias_cost", "value"] == found.bias_cost


def test_refusals() -> None:
    with pytest.raises(ArgumentError, match="both outcomes are needed"):
        fit_noise([1, 1], [0.2, 0.3])
    with pytest.raises(ArgumentError, match="tells nothing of noise"):
        fit_noise([1, 0], [0.2, 0.2])
    with pytest.raises(ArgumentError, match=r"p\[1\]"):
        fit_noise([1, 0], [0.2, 1.0])
