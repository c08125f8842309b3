"""Distributions of forecasts given outcomes, against SciPy and Yates."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis.reliability.classical import yates_decomposition
from brierbook.analysis.reliability.discrimination import discrimination_curve
from brierbook.errors import ArgumentError

pairs = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.5, 0.5, 1.0])),
    min_size=2,
    max_size=30,
)


@given(pairs)
@example([*[(0, 0.0)] * 5, *[(1, 0.0)] * 4, (1, 0.1)])
def test_curves_are_scipys_and_the_slope_is_that_of_yates(rows: list[tuple[int, float]]) -> None:
    y, p = np.array(rows, dtype=np.float64).T
    if y.min() == y.max():
        with pytest.raises(ArgumentError, match="only one outcome"):
            discrimination_curve(y, p)
        return
    found = discrimination_curve(y, p)
    exact = [stats.ecdf(p[y == outcome]).cdf.evaluate(found.p) for outcome in (1, 0)]
    np.testing.assert_allclose([found.happened, found.did_not], exact, atol=1e-12)
    # not ks_2samp, which warns where its p-value, not asked for, gives it trouble
    assert found.distance == pytest.approx(np.abs(np.subtract(*exact)).max())
    assert found.slope == pytest.approx(yates_decomposition(y, p).slope, abs=1e-12)


@given(pairs, st.data())
def test_a_weight_of_two_is_two_rows(rows: list[tuple[int, float]], data: st.DataObject) -> None:
    y, p = np.array([*rows, (0, 0.3), (1, 0.6)], dtype=np.float64).T
    weight = np.array([data.draw(st.integers(1, 3)) for _ in y])
    weighted = discrimination_curve(y, p, weight=weight)
    repeated = discrimination_curve(np.repeat(y, weight), np.repeat(p, weight))
    np.testing.assert_allclose(weighted.happened, repeated.happened, atol=1e-12)
    assert weighted.mean_did_not == pytest.approx(repeated.mean_did_not)


def test_the_table_holds_the_curves() -> None:
    table = discrimination_curve([0, 1], [0.2, 0.9]).to_frame()
    assert table.to_dict("list") == {"p": [0.2, 0.9], "happened": [0, 1], "did_not": [1, 1]}
