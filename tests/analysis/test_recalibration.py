"""The recalibration of a table: what the report reads, with little evidence and with much."""

import math
from typing import Any

import arviz as az
import numpy as np
import pandas as pd
import pytest
from scipy import optimize, special

from brierbook.analysis.calibration.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.recalibration import beliefs, deserved, diagnose, fit_recalibration
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


def test_many_events_bring_it_to_maximum_likelihood() -> None:
    table = forecasts(4000, 2)
    rng = np.random.default_rng(3)
    x = table["mean_logit"].to_numpy().round(1)
    table["mean_logit"] = x
    table["y"] = (rng.random(x.size) < special.expit(0.4 + 0.6 * x)).astype(float)

    def loss(theta: np.ndarray) -> float:
        z = theta[0] + theta[1] * x
        return float(np.sum(np.logaddexp(0, z) - table["y"] * z))

    best = optimize.minimize(loss, [0, 1]).x
    tree = fit_recalibration(table, by=["source"], seed=4)
    effects = tree["posterior"]
    bias = effects["bias"] + effects["bias_source"]
    slope = np.exp(effects["log_slope"] + effects["log_slope_source"])
    assert float(bias.mean()) == pytest.approx(best[0], abs=0.02)
    assert float(slope.mean()) == pytest.approx(best[1], abs=0.02)


def test_without_evidence_the_prior_is_left() -> None:
    tree = fit_recalibration(forecasts(1, 5, weight=[1e-9]), seed=6)
    for name, scale in (("bias", 0.5), ("log_slope", 0.35)):
        draws = tree["posterior"][name].to_numpy().ravel()
        assert draws.mean() == pytest.approx(0, abs=0.1 * scale)
        assert draws.std() == pytest.approx(scale, rel=0.1)
        prior = tree["prior"][name].to_numpy().ravel()
        assert prior.std() == pytest.approx(scale, rel=0.1)
    curve = deserved(tree, np.array([0.5]))
    assert curve["mean"][0] == pytest.approx(0.5, abs=0.02)
    assert beliefs(tree)["p_overconfident"] == pytest.approx(0.5, abs=0.05)


def test_the_result_is_what_arviz_expects_and_repeats_itself() -> None:
    table = forecasts(6, 7, source=list("aabbcc"), language=["uk", "uk", "ru", "ru", "en", "en"])
    steps: list[tuple[int, int]] = []
    first = fit_recalibration(table, draws=200, seed=8, progress=lambda *step: steps.append(step))
    second = fit_recalibration(table, draws=200, seed=8)
    assert np.array_equal(first["posterior"]["bias"], second["posterior"]["bias"])
    assert first["posterior"]["bias_source"].coords["source"].to_numpy().tolist() == ["a", "b", "c"]
    likelihood = first["log_likelihood"]["outcome"]
    assert likelihood.dims == ("chain", "draw", "forecast")
    assert likelihood.coords["forecast"].to_numpy().tolist() == table["forecast"].tolist()
    found, expected = diagnose(first), az.summary(first, round_to="none")
    assert found.r_hat == expected["r_hat"].max()
    assert (found.ess_bulk, found.ess_tail) == (
        expected["ess_bulk"].min(),
        expected["ess_tail"].min(),
    )
    assert found.divergences == int(first["sample_stats"]["diverging"].sum())
    assert steps[-1] == (4200, 4200)
    assert az.loo(first).elpd < 0


def test_one_factor_needs_no_sampler_and_reads_the_same() -> None:
    table = forecasts(40, 9, source=list("abcd") * 10)
    tree = fit_recalibration(table, by=["source"], seed=1)
    assert "sample_stats" not in tree
    assert diagnose(tree) == Diagnostics(tree.attrs["effective_draws"])
    calibrator = BayesianCalibrator(draws=4000, seed=1)
    p = special.expit(table["mean_logit"])
    calibrator.fit(p, table["y"], groups={"source": table["source"].to_numpy(dtype=object)})
    expected = calibrator.curve([0.3, 0.8]).to_frame()
    pd.testing.assert_frame_equal(deserved(tree, np.array([0.3, 0.8])), expected)


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
