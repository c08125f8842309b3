"""The Bayesian recalibration against a second derivation, simulation, and its prior."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, optimize, stats

from brierbook.analysis.recalibration import (
    BIAS_SD,
    SLOPE_SD,
    beliefs,
    build_model,
    deserved,
    diagnose,
    fit_recalibration,
)
from brierbook.errors import ArgumentError


def forecasts(n: int, seed: int, **columns: Any) -> pd.DataFrame:  # noqa: ANN401
    rng = np.random.default_rng(seed)
    fixed = {
        "forecast": [f"f{i}" for i in range(n)],
        "mean_logit": rng.normal(0, 1.2, n),
        "sd_logit": np.zeros(n),
        "y": rng.integers(0, 2, n).astype(float),
        "weight": np.ones(n),
        "language": "uk",
        "source": "doc",
    }
    return pd.DataFrame(fixed | columns)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_the_density_is_that_of_the_formula() -> None:
    table = forecasts(
        4,
        1,
        sd_logit=[0.0, 0.8, 1.3, 0.5],
        weight=[1.0, 0.5, 0.25, 0.25],
        y=[1.0, 0.0, 1.0, 0.0],
        language=["uk", "ru", "ru", "uk"],
        source=["a", "b", "c", "a"],
    )
    model = build_model(table)
    point = model.initial_point()
    for index, name in enumerate(sorted(point)):
        point[name] = np.full_like(point[name], 0.05 * (index - 5))
    effects = {name: float(np.ravel(point[name])[0]) for name in point}

    def coefficient(name: str) -> float:
        total = effects[name]
        for factor in ("language", "source"):
            spread = math.exp(effects[f"{name}_sd_{factor}_log__"])
            total += spread * effects[f"{name}_unit_{factor}"]
        return total

    bias, slope = coefficient("bias"), math.exp(coefficient("log_slope"))

    def probability(mean: float, sd: float) -> float:
        if sd == 0:
            return sigmoid(bias + slope * mean)
        density = stats.norm(mean, sd).pdf
        return float(
            integrate.quad(
                lambda x: float(density(x)) * sigmoid(bias + slope * x), mean - 12, mean + 12
            )[0]
        )

    likelihood = sum(
        row["weight"]
        * math.log(abs(row["y"] - 1 + probability(row["mean_logit"], row["sd_logit"])))
        for row in table.to_dict("records")
    )
    prior = 0.0
    for name, scale in (("bias", BIAS_SD), ("log_slope", SLOPE_SD)):
        prior += stats.norm(0, scale).logpdf(effects[name])
        for factor, levels in (("language", 2), ("source", 3)):
            log_spread = effects[f"{name}_sd_{factor}_log__"]
            prior += stats.halfnorm(scale=scale).logpdf(math.exp(log_spread)) + log_spread
            prior += levels * stats.norm().logpdf(effects[f"{name}_unit_{factor}"])
    assert float(model.compile_logp()(point)) == pytest.approx(prior + likelihood, abs=1e-6)


def test_many_events_bring_it_to_maximum_likelihood() -> None:
    table = forecasts(1000, 2)
    rng = np.random.default_rng(3)
    x = table["mean_logit"].to_numpy()
    table["y"] = (rng.random(1000) < 1 / (1 + np.exp(-(0.4 + 0.6 * x)))).astype(float)

    def loss(theta: np.ndarray) -> float:
        z = theta[0] + theta[1] * x
        return float(np.sum(np.logaddexp(0, z) - table["y"] * z))

    best = optimize.minimize(loss, [0, 1]).x
    tree = fit_recalibration(table, draws=500, tune=500, chains=2, seed=4)
    effects = tree["posterior"]
    bias = effects["bias"] + effects["bias_language"] + effects["bias_source"]
    slope = np.exp(
        effects["log_slope"] + effects["log_slope_language"] + effects["log_slope_source"]
    )
    assert float(bias.mean()) == pytest.approx(best[0], abs=0.04)
    assert float(slope.mean()) == pytest.approx(best[1], abs=0.05)


def test_without_evidence_the_prior_is_left() -> None:
    tree = fit_recalibration(forecasts(1, 5, weight=[1e-9]), draws=1000, tune=500, chains=2, seed=6)
    for name, scale in (("bias", BIAS_SD), ("log_slope", SLOPE_SD)):
        draws = tree["posterior"][name].to_numpy().ravel()
        assert draws.mean() == pytest.approx(0, abs=0.15 * scale)
        assert draws.std() == pytest.approx(scale, rel=0.1)
        prior = tree["prior"][name].to_numpy().ravel()
        assert prior.std() == pytest.approx(scale, rel=0.1)
    curve = deserved(tree, np.array([0.5]))
    assert curve["mean"][0] == pytest.approx(0.5, abs=0.02)
    assert beliefs(tree)["p_overconfident"] == pytest.approx(0.5, abs=0.05)


def test_the_result_is_what_arviz_expects_and_repeats_itself() -> None:
    table = forecasts(6, 7, source=list("aabbcc"), language=["uk", "uk", "ru", "ru", "en", "en"])
    steps: list[tuple[int, int]] = []
    first = fit_recalibration(
        table, draws=50, tune=50, chains=2, seed=8, progress=lambda *step: steps.append(step)
    )
    second = fit_recalibration(table, draws=50, tune=50, chains=2, seed=8)
    assert np.array_equal(first["posterior"]["bias"], second["posterior"]["bias"])
    assert first["posterior"]["bias_source"].coords["source"].to_numpy().tolist() == ["a", "b", "c"]
    assert first["log_likelihood"]["likelihood"].dims == ("chain", "draw", "forecast")
    assert set(diagnose(first)) == {"r_hat", "ess_bulk", "ess_tail", "divergences"}
    assert steps[0] == (1, 200)
    assert steps[-1] == (200, 200)


@pytest.mark.parametrize(
    ("column", "value"),
    [("mean_logit", math.inf), ("y", math.nan), ("weight", math.nan), ("sd_logit", math.nan)],
)
def test_what_has_no_finite_log_odds_is_refused(column: str, value: float) -> None:
    table = forecasts(2, 9)
    table.loc[1, column] = value
    with pytest.raises(ArgumentError, match=rf"table\[1\]: column {column} is not finite"):
        fit_recalibration(table)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(ArgumentError, match="table: has no rows"):
        fit_recalibration(forecasts(2, 10).head(0))
