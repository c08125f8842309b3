"""Simulation-based calibration: how even ranks are."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

type Evenness = Callable[[npt.ArrayLike, int], float]


@pytest.fixture
def evenness() -> Evenness:
    """Give the p-value that ranks among so many draws are uniform (Talts et al. 2018)."""

    def p_value(ranks: npt.ArrayLike, draws: int) -> float:
        given = np.asarray(ranks)
        spread = np.random.default_rng(0).random(given.shape)
        return float(stats.kstest((given + spread) / (draws + 1), "uniform").pvalue)

    return p_value
