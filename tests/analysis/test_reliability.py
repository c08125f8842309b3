"""Reliability curves and bands: exact where arithmetic is, covering where chance is."""

import numpy as np
import pytest

from brierbook.analysis.arrays import Floats
from brierbook.analysis.pav import pav, step
from brierbook.analysis.reliability import Band, consistency_band

RNG = np.random.default_rng(20)
DISTINCT = RNG.random(300)
COARSE = np.round(RNG.random(300), 1)


def inside(band: Band, curve: Floats) -> np.ndarray:
    result: np.ndarray = (band.lower <= curve) & (curve <= band.upper)
    return result


@pytest.mark.parametrize("p", [DISTINCT, COARSE], ids=["distinct", "coarse"])
@pytest.mark.parametrize("event", [None, np.arange(300) // 3], ids=["rows", "events"])
@pytest.mark.parametrize("weight", [None, np.arange(300) % 4], ids=["equal", "weighted"])
def test_fresh_calibrated_outcomes_lie_inside_as_often_as_promised(
    p: Floats, event: np.ndarray | None, weight: np.ndarray | None
) -> None:
    band = consistency_band(p, weight=weight, cluster=event, n_resamples=600, seed=1)
    codes = np.arange(300) if event is None else event
    rng = np.random.default_rng(2)
    hits = []
    for _ in range(300):
        y = (rng.random(300)[codes] < p).astype(float)
        fit = pav(y, p, weight=weight)
        order = np.argsort(p, kind="stable")
        hits.append(inside(band, step(p[order], fit[order], band.p)))
    pointwise = np.mean(hits, axis=0)
    assert 0.87 < pointwise.mean() < 0.97
    assert pointwise.min() > 0.83
