"""Inputs on which some library gives a wrong or hidden result, and the right answers."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from brierbook.analysis import (
    brier_score,
    calibration_in_the_large,
    corp_decomposition,
    cox_calibration,
    discrimination_curve,
    expected_calibration_error,
    log_score,
    murphy_curve,
    murphy_decomposition,
    pav,
    reliability_curve,
    roc_auc,
    roc_curve,
    smooth_calibration_error,
    spherical_score,
    yates_decomposition,
)
from brierbook.errors import ArgumentError

type Statistic = Callable[..., object]


def values(found: object) -> list[float]:
    """Give the numbers of a result, all but counts and limits of rows."""
    if not hasattr(found, "to_frame"):
        return np.ravel(np.asarray(found, dtype=np.float64)).tolist()
    frame = found.to_frame()
    kept = frame.drop(columns=["n", "count", "events", "lower", "upper"], errors="ignore")
    numbers: list[float] = kept.select_dtypes("number").to_numpy(np.float64).ravel().tolist()
    return numbers


# A weight may say how much a row matters or how often it was seen: no statistic can tell, though
# limits can, and those of a curve's bins are left out.
@pytest.mark.parametrize(
    "statistic",
    [
        *(brier_score, log_score, spherical_score),
        *(corp_decomposition, murphy_decomposition, yates_decomposition),
        *(reliability_curve, expected_calibration_error, smooth_calibration_error),
        *(murphy_curve, roc_auc, roc_curve, discrimination_curve),
        lambda y, p, **how: pav(y, p, **how)[-2:],
        lambda y, p, **how: calibration_in_the_large(y, p, **how).value,
    ],
)
def test_a_weight_of_two_is_a_row_repeated(statistic: Statistic) -> None:
    weighted = values(statistic([0, 1, 1], [0.2, 0.2, 0.7], weight=[2, 1, 1]))
    repeated = values(statistic([0, 0, 1, 1], [0.2, 0.2, 0.2, 0.7]))
    assert weighted == pytest.approx(repeated, rel=1e-12, abs=1e-15, nan_ok=True)
    assert not all(math.isnan(value) for value in weighted)


def test_a_weight_of_two_is_a_row_repeated_for_the_slope() -> None:
    y, p, weight = [0, 1, 1, 0], [0.2, 0.2, 0.7, 0.9], [2, 1, 1, 1]
    weighted = cox_calibration(y, p, weight=weight)
    repeated = cox_calibration([0, *y], [0.2, *p])
    assert weighted.slope.value == pytest.approx(repeated.slope.value, rel=1e-12)
    assert brier_score([0, 1, 1], [0.2, 0.2, 0.7], weight=[2, 1, 1]) == pytest.approx(0.2025)


# model-diagnostics, test_log_loss_against_precomputed_values: the log score less the entropy of a
# fractional outcome, which here is a pair of rows weighted by the fraction
@pytest.mark.parametrize(
    ("share", "p", "expected"),
    [
        (0.0, 0.0, 0.0),
        (0.0, 0.5, 0.6931471805599453),
        (0.5, 0.5, 0.0),
        (0.5, 0.25, 0.14384103622589045),
        (1.0, 0.5, 0.6931471805599453),
        (1.0, 1.0, 0.0),
    ],
)
def test_published_divergence_of_fractional_outcomes(
    share: float, p: float, expected: float
) -> None:
    weight = [share, 1 - share]
    divergence = log_score([1, 0], p, weight=weight) - log_score([1, 0], share, weight=weight)
    assert divergence == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize("function", [brier_score, log_score, roc_auc, corp_decomposition])
def test_columns_of_pandas_with_other_indexes_are_refused(function: Statistic) -> None:
    y, p = pd.Series([0, 1, 1]), pd.Series([0.2, 0.7, 0.6], index=[2, 1, 0])
    with pytest.raises(ArgumentError, match="p: has another index than y; align them"):
        function(y, p)
    lists = values(function(y.tolist(), p.tolist()))
    assert values(function(y, p.to_numpy())) == pytest.approx(lists, nan_ok=True)
