"""Which engine draws, and why."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis.calibration.sampling.importance_or_nuts import (
    PosteriorTarget,
    draw_posterior,
)
from brierbook.analysis.calibration.sampling.posterior_sampling import add_log_likelihood
from brierbook.analysis.calibration.sampling.reasons import ASKED_FOR, Engine, Reason
from brierbook.analysis.numeric.arguments import Floats
from brierbook.errors import ArgumentError


def normal_model() -> Any:  # noqa: ANN401 - pymc has no types
    import pymc as pm

    with pm.Model() as model:
        pm.Normal("x", 1, 2)
        add_log_likelihood(pm.math.constant(0.0))
    return model


def funnel_model() -> Any:  # noqa: ANN401 - pymc has no types
    import pymc as pm

    with pm.Model() as model:
        width = pm.Normal("x", 0, 3)
        unit = pm.Normal("unit", 0, 1, shape=9)
        rest = pm.Deterministic("rest", unit * pm.math.exp(width / 2))
        add_log_likelihood(0 * rest.sum())
    return model


def funnel(points: Floats) -> Floats:
    """Neal (2003), doi:10.1214/aos/1056562461: no proposal of one width fits."""
    width, rest = points[:, 0], points[:, 1:]
    away = np.square(rest).sum(axis=1) * np.exp(-width)
    return np.asarray(-np.square(width) / 18 - (away + rest.shape[1] * width) / 2)


def named(points: Floats) -> dict[str, Floats]:
    return {"x": points[:, 0]}


def nothing(points: Floats) -> Floats:
    return np.zeros(len(points))


def one(points: Floats) -> Floats:
    return np.asarray(-np.square((points[:, 0] - 1) / 2) / 2)


NORMAL = PosteriorTarget(nothing, one, np.zeros(1), named, normal_model, ("x",))
FUNNEL = PosteriorTarget(nothing, funnel, np.zeros(10), named, funnel_model, ("x",))


def test_sound_weights_are_used() -> None:
    found = draw_posterior(NORMAL, "auto", draws=2000, seed=1)
    assert found.engine == Engine("importance", Reason("gate_passed"))
    assert found.posterior["x"].shape == (1, 2000)
    assert stats.kstest(found.posterior["x"][0], stats.norm(1, 2).cdf).pvalue > 1e-3
    assert found.diagnostics.pareto_k is not None
    assert found.diagnostics.ess == 2000  # more of the 8000 points are, but so many are kept
    assert found.diagnostics.pareto_k < 0.7
    assert draw_posterior(NORMAL, "importance", draws=100, seed=1).engine.why == ASKED_FOR


@pytest.mark.slow
def test_nuts_takes_over_where_the_gate_is_shut_and_says_why() -> None:
    steps: list[tuple[int, int]] = []
    found = draw_posterior(
        FUNNEL, "auto", draws=2000, seed=2, progress=lambda *step: steps.append(step)
    )
    assert (found.engine.name, found.engine.sampler) == ("pymc", "pymc")
    assert found.engine.why.kind == "gate_shut"
    assert str(found.engine.why).startswith("importance was tried, but ")
    assert found.posterior["x"].shape == (4, 500)
    assert found.diagnostics.r_hat is not None
    quartiles = np.quantile(found.posterior["x"], [0.25, 0.5, 0.75])
    np.testing.assert_allclose(quartiles, stats.norm(0, 3).ppf([0.25, 0.5, 0.75]), atol=0.4)
    assert steps[-1] == (6000, 6000)


def test_importance_alone_refuses_what_is_not_sound() -> None:
    with pytest.raises(ArgumentError, match=r"engine: importance .* use engine='pymc'"):
        draw_posterior(FUNNEL, "importance", draws=1000, seed=3)


def test_another_engine_is_refused() -> None:
    with pytest.raises(ArgumentError, match="engine: is 'advi'; use one of auto, importance, pymc"):
        draw_posterior(NORMAL, "advi", draws=1000, seed=4)
