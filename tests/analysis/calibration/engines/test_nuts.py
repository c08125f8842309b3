"""PyMC's models: their density against the formula, and their posteriors against the grid."""

import math

import numpy as np
import pytest
from scipy import integrate, stats
from tests.analysis.calibration.simulate import BIAS, SLOPE

from brierbook.analysis.calibration.curve.arviz_tree import posterior_as_tree
from brierbook.analysis.calibration.curve.hierarchy import NestedPosterior
from brierbook.analysis.calibration.curve.kernel import COX
from brierbook.analysis.calibration.curve.pointwise import cells_by_combination
from brierbook.analysis.calibration.curve.sample import as_sample
from brierbook.analysis.calibration.engines import engine as engines
from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.engines.nuts import build_calibration_model
from brierbook.analysis.calibration.sampling.problems import Problem
from brierbook.analysis.calibration.sampling.reasons import ASKED_FOR, Engine, explain_shut_gate

P = [0.9, 0.8, 0.7, 0.3, 0.2, 0.6, 0.9, 0.4]
Y = [1, 0, 1, 0, 0, 1, 0, 1]


@pytest.mark.slow
def test_the_density_is_that_of_the_formula() -> None:
    """Crossed factors, an event effect, a worded forecast, weights: written out term by term."""
    sd = [0.0, 0.8, 1.3, 0.0]
    groups = {"language": ["uk", "ru", "ru", "uk"], "source": ["a", "b", "c", "a"]}
    event, weight = ["war", "war", "rain", "rain"], [1.0, 0.5, 0.25, 0.25]
    sample = as_sample(
        P[:4], Y[:4], sd_logit=sd, groups=groups, event=event, weight=weight, event_effect=True
    )
    model = build_calibration_model(COX, sample, *cells_by_combination(sample))
    point = model.initial_point()
    for index, name in enumerate(sorted(point)):
        point[name] = np.linspace(-0.3, 0.4, point[name].size).reshape(point[name].shape)
        point[name] = point[name] + 0.05 * (index - 5)
    factors = {"language": groups["language"], "source": groups["source"], "event": event}

    def coefficient(name: str, scale: float, row: int) -> float:
        total = float(point[name])
        for factor, labels in factors.items():
            if f"{name}_z_{factor}" not in point:
                continue
            spread = stats.halfnorm.ppf(stats.norm.cdf(point[f"{name}_z_{factor}"]), scale=scale)
            level = sorted(set(labels)).index(labels[row])
            total += float(spread) * float(point[f"{name}_unit_{factor}"][level])
        return total

    likelihood = 0.0
    for row in range(4):
        bias = coefficient("bias", BIAS, row)
        slope = math.exp(coefficient("log_slope", SLOPE, row))
        mean = math.log(P[row] / (1 - P[row]))

        def chance(x: float, bias: float = bias, slope: float = slope) -> float:
            return 1 / (1 + math.exp(-(bias + slope * x)))

        q = chance(mean)
        if sd[row]:
            normal = stats.norm(mean, sd[row])
            q = integrate.quad(
                lambda x, normal=normal, chance=chance: float(normal.pdf(x)) * chance(x),
                mean - 12,
                mean + 12,
            )[0]
        likelihood += weight[row] * math.log(q if Y[row] else 1 - q)
    prior = sum(
        float(stats.norm.logpdf(value, 0, {"bias": BIAS, "log_slope": SLOPE}.get(name, 1.0)).sum())
        for name, value in point.items()
    )
    assert "log_slope_z_event" not in point
    assert float(model.compile_logp()(point)) == pytest.approx(prior + likelihood, abs=1e-6)


@pytest.mark.slow
def test_it_agrees_with_the_grid_and_repeats_itself() -> None:
    steps: list[tuple[int, int]] = []
    sampled = BayesianCalibrator(engine="pymc", draws=2000, seed=3)
    found = sampled.fit(P, Y, progress=lambda *step: steps.append(step)).result_
    assert found.engine.name == "pymc"
    assert found.engine == Engine("pymc", ASKED_FOR, "pymc")
    assert steps[-1] == (6000, 6000)
    grid = BayesianCalibrator(draws=20_000).fit(P, Y).result_
    error = found.theta.std(axis=0) / math.sqrt(found.diagnostics.ess)
    assert (np.abs(found.theta.mean(axis=0) - grid.theta.mean(axis=0)) < 5 * error).all()
    np.testing.assert_allclose(found.theta.std(axis=0), grid.theta.std(axis=0), rtol=0.1)
    again = BayesianCalibrator(engine="pymc", draws=2000, seed=3).fit(P, Y).result_
    np.testing.assert_array_equal(found.theta, again.theta)
    assert posterior_as_tree(found)["sample_stats"]["diverging"].shape == (4, 500)
    assert found.diagnostics.r_hat is not None


@pytest.mark.slow
def test_a_rising_curve_rises_and_keeps_its_prior_without_evidence() -> None:
    """q_k ~ Beta(s p_k, s (1 - p_k)) a priori; little weight leaves just that."""
    said = [0.2, 0.5, 0.7]
    free = BayesianCalibrator("monotone", draws=2000, strength=6.0)
    found = free.fit(said, [1, 0, 1], weight=[1e-6] * 3).result_
    assert found.diagnostics.divergences == 0
    for knot, q in zip(said, found.theta.T, strict=True):
        beta = stats.beta(6 * knot, 6 * (1 - knot))
        error = 5 * float(beta.std()) / math.sqrt(found.diagnostics.ess)
        assert q.mean() == pytest.approx(knot, abs=error)
        assert q.std() == pytest.approx(float(beta.std()), rel=0.12)
    assert (np.diff(found.theta, axis=1) > 0).all()
    between = found.curves([0.35, 0.1])
    np.testing.assert_allclose(between[:, 0], found.theta[:, :2].mean(axis=1))
    np.testing.assert_allclose(between[:, 1], found.theta[:, 0] / 2)
    assert posterior_as_tree(found)["posterior"]["curve"].coords["said"].to_numpy().tolist() == said


@pytest.mark.slow
def test_a_shut_gate_falls_back_to_nuts_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def shut(*_: object, **__: object) -> NestedPosterior:
        return NestedPosterior(np.zeros((2, 4)), np.ones(2) / 2, 0.9, 2.0, 0.0, np.zeros(2))

    monkeypatch.setattr(engines, "fit_nested", shut)
    found = BayesianCalibrator(draws=400).fit(P, Y, groups=list("aabbaabb")).result_
    assert found.engine.name == "pymc"
    why = explain_shut_gate("quadrature", Problem("pareto_k", 0.9, 0.7))
    assert found.engine == Engine("pymc", why, "pymc")
    told = "quadrature was tried, but Pareto k is 0.90, not below 0.7; sampled by NUTS of pymc"
    assert posterior_as_tree(found).attrs["why"] == told
    assert found.effects[0].levels == ("a", "b")
    assert posterior_as_tree(found)["posterior"]["bias_group"].sizes["group"] == 2
