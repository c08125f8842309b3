"""The recalibration of a table: what the report reads, with little evidence and with much."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import optimize, special

from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.tables.fitted.recalibration import (
    FACTORS,
    diagnose_recalibration,
    fit_recalibration,
    summarize_beliefs,
    tabulate_deserved,
)
from brierbook.errors import ArgumentError

RNG = np.random.default_rng(0)


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
    found = tree["posterior"]
    assert "bias_source" not in found, "of one source it cannot be learnt how sources differ"
    assert float(found["bias"].mean()) == pytest.approx(best[0], abs=0.02)
    assert float(np.exp(found["log_slope"]).mean()) == pytest.approx(best[1], abs=0.02)


def test_without_evidence_the_prior_is_left() -> None:
    tree = fit_recalibration(forecasts(1, 5, weight=[1e-9]), seed=6)
    for name, scale in (("bias", 0.5), ("log_slope", 0.35)):
        draws = tree["posterior"][name].to_numpy().ravel()
        assert draws.mean() == pytest.approx(0, abs=0.1 * scale)
        assert draws.std() == pytest.approx(scale, rel=0.1)
        prior = tree["prior"][name].to_numpy().ravel()
        assert prior.std() == pytest.approx(scale, rel=0.1)
    curve = tabulate_deserved(tree, np.array([0.5]))
    assert curve["mean"][0] == pytest.approx(0.5, abs=0.02)
    assert summarize_beliefs(tree)["p_overconfident"] == pytest.approx(0.5, abs=0.05)


@pytest.mark.slow
def test_the_result_is_what_arviz_expects_and_repeats_itself() -> None:
    import arviz as az  # heavy

    table = forecasts(6, 7, source=list("aabbcc"), language=["uk", "uk", "ru", "ru", "en", "en"])
    steps: list[tuple[int, int]] = []
    options: dict[str, Any] = {"by": ["source"], "engine": "pymc", "draws": 200, "seed": 8}
    first = fit_recalibration(table, **options, progress=lambda *step: steps.append(step))
    second = fit_recalibration(table, **options)
    assert np.array_equal(first["posterior"]["bias"], second["posterior"]["bias"])
    assert first["posterior"]["bias_source"].coords["source"].to_numpy().tolist() == ["a", "b", "c"]
    likelihood = first["log_likelihood"]["outcome"]
    assert likelihood.dims == ("chain", "draw", "forecast")
    assert likelihood.coords["forecast"].to_numpy().tolist() == table["forecast"].tolist()
    found, expected = diagnose_recalibration(first), az.summary(first, round_to="none")
    assert found.r_hat == expected["r_hat"].max()
    assert (found.ess_bulk, found.ess_tail) == (
        expected["ess_bulk"].min(),
        expected["ess_tail"].min(),
    )
    assert found.divergences == int(first["sample_stats"]["diverging"].sum())
    assert steps[-1] == (4200, 4200)
    assert first["log_likelihood"]["outcome"].to_numpy().max() < 0


def test_one_factor_needs_no_sampler_and_reads_the_same() -> None:
    table = forecasts(40, 9, source=list("abcd") * 10)
    tree = fit_recalibration(table, by=["source"], seed=1)
    assert "sample_stats" not in tree
    assert diagnose_recalibration(tree) == Diagnostics(tree.attrs["effective_draws"])
    calibrator = BayesianCalibrator(draws=4000, seed=1)
    p = special.expit(table["mean_logit"])
    calibrator.fit(p, table["y"], groups={"source": table["source"].to_numpy(dtype=object)})
    draws = tree["posterior"]["bias_source"].sel(source="a").to_numpy().ravel()
    [effects] = calibrator.fitted.effects
    assert np.sort(draws) == pytest.approx(np.sort(effects.of("a", 2, RNG)[:, 0]))
    with pytest.raises(ArgumentError, match="tree: was fitted by groups"):
        tabulate_deserved(tree, np.array([0.3, 0.8]))


def of_slope_035() -> pd.DataFrame:
    """Make 2,000 forecasts of one source in one language: 90 % deserves 68 %."""
    rng = np.random.default_rng(12)
    p = rng.integers(1, 10, 2000) / 10
    x = special.logit(p)
    y = (rng.random(2000) < special.expit(0.35 * x)).astype(float)
    return forecasts(2000, 1, mean_logit=x, y=y)


def deserved(table: pd.DataFrame, **options: Any) -> npt.NDArray[np.float64]:  # noqa: ANN401
    """Give what 10 %, 50 % and 90 % deserve."""
    tree = fit_recalibration(table, **options)
    return tabulate_deserved(tree, np.array([0.1, 0.5, 0.9]))["mean"].to_numpy()


def test_all_engines_and_commands_find_the_slope_of_one_source() -> None:
    table = of_slope_035()
    curves = [
        deserved(table, by=by, engine=engine, draws=1000)
        for by in ((), FACTORS)
        for engine in ("auto", "grid")
    ]
    for curve in curves:
        assert curve == pytest.approx(curves[0], abs=0.02)
        assert curve[2] == pytest.approx(special.expit(0.35 * special.logit(0.9)), abs=0.03)
    assert summarize_beliefs(fit_recalibration(table))["p_overconfident"] > 0.999


@pytest.mark.slow
def test_nuts_finds_the_slope_of_one_source_too() -> None:
    found = deserved(of_slope_035(), engine="pymc", draws=400)
    assert found == pytest.approx(deserved(of_slope_035(), draws=1000), abs=0.02)


@pytest.mark.parametrize(
    ("column", "value"),
    [("mean_logit", math.inf), ("y", math.nan), ("weight", math.nan), ("sd_logit", math.nan)],
)
def test_what_has_no_finite_log_odds_is_refused(column: str, value: float) -> None:
    table = forecasts(2, 9)
    table.loc[1, column] = value
    with pytest.raises(ArgumentError, match=rf"forecasts\[1\]: column {column} is not finite"):
        fit_recalibration(table)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(ArgumentError, match="forecasts: has no rows"):
        fit_recalibration(forecasts(2, 10).head(0))
