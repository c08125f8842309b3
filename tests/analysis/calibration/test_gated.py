"""Which engine draws, and why."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.gated import Target, draw
from brierbook.errors import ArgumentError


def normal_model() -> Any:  # noqa: ANN401 - pymc has no types
    import pymc as pm  # noqa: PLC0415 - costs seconds

    with pm.Model() as model:
        pm.Normal("x", 1, 2)
    return model


def funnel_model() -> Any:  # noqa: ANN401 - pymc has no types
    import pymc as pm  # noqa: PLC0415 - costs seconds

    with pm.Model() as model:
        width = pm.Normal("x", 0, 3)
        unit = pm.Normal("unit", 0, 1, shape=9)
        pm.Deterministic("rest", unit * pm.math.exp(width / 2))
    return model


def funnel(points: Floats) -> Floats:
    """Neal (2003), doi:10.1214/aos/1056562461: no proposal of one width fits."""
    width, rest = points[:, 0], points[:, 1:]
    away = np.square(rest).sum(axis=1) * np.exp(-width)
    return np.asarray(-np.square(width) / 18 - (away + rest.shape[1] * width) / 2)


def named(points: Floats) -> dict[str, Floats]:
    return {"x": points[:, 0]}


NORMAL = Target(
    lambda x: -np.square((x[:, 0] - 1) / 2) / 2, np.zeros(1), named, normal_model, ("x",)
)
FUNNEL = Target(funnel, np.zeros(10), named, funnel_model, ("x",))


def test_sound_weights_are_used() -> None:
    posterior, quality = draw(NORMAL, "auto", draws=2000, seed=1)
    assert (quality.engine, quality.why) == ("importance", "the weights passed the gate")
    assert posterior["x"].shape == (1, 2000)
    assert stats.kstest(posterior["x"][0], stats.norm(1, 2).cdf).pvalue > 1e-3
    assert quality.pareto_k is not None
    assert quality.pareto_k < 0.7
    assert draw(NORMAL, "importance", draws=100, seed=1)[1].why == "asked for"


def test_nuts_takes_over_where_the_gate_is_shut_and_says_why() -> None:
    steps: list[tuple[int, int]] = []
    posterior, quality = draw(
        FUNNEL, "auto", draws=2000, seed=2, progress=lambda *step: steps.append(step)
    )
    assert quality.engine == "nuts"
    assert quality.why.startswith("importance sampling is not sound here (k ")
    assert posterior["x"].shape == (4, 500)
    assert quality.r_hat is not None
    quartiles = np.quantile(posterior["x"], [0.25, 0.5, 0.75])
    np.testing.assert_allclose(quartiles, stats.norm(0, 3).ppf([0.25, 0.5, 0.75]), atol=0.4)
    assert steps[-1] == (6000, 6000)


def test_importance_alone_refuses_what_is_not_sound() -> None:
    with pytest.raises(ArgumentError, match=r"engine: importance .* use engine='pymc'"):
        draw(FUNNEL, "importance", draws=1000, seed=3)


def test_another_engine_is_refused() -> None:
    with pytest.raises(ArgumentError, match="engine: is 'advi'; use one of auto, importance, pymc"):
        draw(NORMAL, "advi", draws=1000, seed=4)
