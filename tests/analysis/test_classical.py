"""Murphy, Stephenson and Yates: published values, sums, and limits by resampling events."""

import json
import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.arrays import Floats
from brierbook.analysis.bins import Strategy
from brierbook.analysis.classical import murphy_decomposition, yates_decomposition
from brierbook.analysis.decomposition import corp_decomposition
from brierbook.errors import ArgumentError

EDGES = [0.0, 5e-324, 1e-17, 0.2, 0.5, 1 - 2**-53, 1.0]
forecasts = st.one_of(st.sampled_from(EDGES), st.floats(0, 1))
rows = st.lists(st.tuples(st.integers(0, 1), forecasts, st.integers(1, 3)), min_size=1, max_size=30)
type Rows = list[tuple[int, float, int]]


def columns(rows: Rows) -> tuple[Floats, Floats, Floats]:
    y, p, weight = np.array(rows, dtype=np.float64).T
    return y, p, weight


ORACLES = Path(__file__).parents[1] / "oracles"
WILKS = json.loads((ORACLES / "murphy_wilks_table7_3.json").read_text(encoding="utf-8"))


def test_murphy_terms_of_wilks_table() -> None:
    p, share, base = (np.array(WILKS[name]) for name in ("p_i", "weight_i", "obar_i"))
    y = np.repeat([1, 0], p.size)
    weight = np.concatenate([share * base, share * (1 - base)])
    parts = murphy_decomposition(y, np.tile(p, 2), weight=weight)
    expected = WILKS["computed"]
    assert parts.rel == pytest.approx(expected["reliability"], abs=1e-12)
    assert parts.res == pytest.approx(expected["resolution"], abs=1e-12)
    assert parts.unc == pytest.approx(expected["uncertainty"], abs=1e-12)
    assert parts.mean_score == pytest.approx(expected["brier"], abs=1e-12)
    assert parts.skill == pytest.approx(expected["bss"], abs=1e-12)
    assert parts.bins == 12
    assert (parts.wbv, parts.wbc) == pytest.approx((0, 0), abs=1e-30)


BINNINGS = st.one_of(st.none(), st.integers(1, 12), st.just([0.3, 0.5]))


@given(rows, BINNINGS, st.sampled_from(["width", "mass"]))
def test_stephensons_five_terms_add_up(
    rows: Rows, bins: int | list[float] | None, strategy: Strategy
) -> None:
    y, p, weight = columns(rows)
    parts = murphy_decomposition(y, p, bins=bins, strategy=strategy, weight=weight)
    total = parts.rel - parts.res + parts.unc + parts.wbv - parts.wbc
    assert parts.mean_score == pytest.approx(total, abs=1e-12)
    generalized = parts.rel - parts.generalized_resolution + parts.unc
    assert parts.mean_score == pytest.approx(generalized, abs=1e-12)
    assert parts.mean_score == pytest.approx(np.average((p - y) ** 2, weights=weight), abs=1e-12)
    if bins is None:
        assert (parts.wbv, parts.wbc) == pytest.approx((0, 0), abs=1e-15)


def test_terms_within_bins_by_hand() -> None:
    # one bin: p = .25, .75, y = 0, 1; every p is .25 from its mean, every y is .5
    parts = murphy_decomposition([0, 1], [0.25, 0.75], bins=1)
    found = (parts.rel, parts.res, parts.unc, parts.wbv, parts.wbc)
    assert found == pytest.approx((0, 0, 0.25, 0.0625, 0.25), abs=1e-15)
    assert parts.to_frame().loc["wbc", "value"] == 0.25


def test_rows_without_weight_make_no_bin() -> None:
    parts = murphy_decomposition([0, 1, 1], [0.2, 0.2, 0.9], weight=[1, 1, 0])
    assert (parts.bins, parts.unc, parts.res) == (1, 0.25, 0)


@given(rows)
def test_yates_terms_add_up_and_are_moments(rows: Rows) -> None:
    y, p, weight = columns(rows)
    parts = yates_decomposition(y, p, weight=weight)
    total = parts.variance + parts.bias_squared + parts.minimum + parts.scatter - parts.covariance
    assert parts.mean_score == pytest.approx(total, abs=1e-12)
    moments = np.cov(p, y, aweights=weight, ddof=0)
    assert parts.variance == pytest.approx(moments[1, 1], abs=1e-12)
    assert parts.covariance == pytest.approx(2 * moments[0, 1], abs=1e-12)
    assert parts.minimum + parts.scatter == pytest.approx(moments[0, 0], abs=1e-12)


def test_yates_with_one_class_has_no_slope() -> None:
    parts = yates_decomposition([1, 1], [0.5, 1.0])
    assert math.isnan(parts.slope)
    assert (parts.variance, parts.minimum, parts.covariance) == (0, 0, 0)
    assert (parts.scatter, parts.bias_squared, parts.mean_score) == (0.0625, 0.0625, 0.125)
    assert parts.to_frame().loc["bias", "value"] == -0.25


def test_weight_two_is_a_duplicate() -> None:
    y, p, weight = [0, 1, 1], [0.2, 0.2, 0.7], [2, 1, 1]
    copied = ([0, 0, 1, 1], [0.2, 0.2, 0.2, 0.7])
    for function in (corp_decomposition, murphy_decomposition, yates_decomposition):
        found = function(y, p, weight=weight).to_frame()["value"]
        np.testing.assert_allclose(found, function(*copied).to_frame()["value"], atol=1e-15)
        assert found["mean_score"] == pytest.approx(0.2025)


def test_draws_of_nothing_but_weightless_events_have_no_say() -> None:
    y, p, weight, event = [0, 1, 1], [0.2, 0.7, 0.9], [1, 0, 0], [1, 2, 3]
    empty = corp_decomposition(y, p, weight=weight, cluster=event, n_boot=1, seed=1)
    assert np.isnan(np.array(list((empty.intervals or {}).values()))).all()
    full = corp_decomposition(y, p, weight=weight, cluster=event, n_boot=50)
    assert full.intervals is not None
    assert full.intervals["mean_score"] == pytest.approx((0.04, 0.04))


Y = np.array([1, 1, 0, 0, 1, 0, 1, 0], dtype=np.float64)
P = np.array([0.9, 0.7, 0.4, 0.2, 0.6, 0.6, 0.8, 0.1])
EVENT = np.array(list("aabbccdd"))


@pytest.mark.parametrize("split", [murphy_decomposition, yates_decomposition])
def test_limits_are_quantiles_over_every_way_to_draw_the_events(split: object) -> None:
    assert callable(split)
    found = split(Y, P, cluster=EVENT, n_boot=4000, seed=1)
    drawn = []
    for names in product("abcd", repeat=4):
        index = np.concatenate([np.flatnonzero(name == EVENT) for name in names])
        drawn.append(split(Y[index], P[index]).mean_score)
    low, high = found.intervals["mean_score"]
    # few values are possible, so each limit is a step of the exact distribution
    assert np.mean(np.array(drawn) < low - 1e-12) <= 0.06
    assert np.mean(np.array(drawn) <= low + 1e-12) >= 0.04
    assert np.mean(np.array(drawn) > high + 1e-12) <= 0.06
    assert np.mean(np.array(drawn) >= high - 1e-12) >= 0.04
    assert found.clusters == 4
    table = found.to_frame()
    assert table.loc["mean_score", "lower"] == found.intervals["mean_score"][0]


@pytest.mark.parametrize("split", [murphy_decomposition, yates_decomposition])
def test_events_have_the_shape_of_the_outcomes(split: object) -> None:
    assert callable(split)
    square = split(Y.reshape(2, 4), P.reshape(2, 4), cluster=np.arange(8).reshape(2, 4) // 2)
    assert square.intervals == split(Y, P, cluster=np.arange(8) // 2).intervals
    with pytest.raises(ArgumentError, match=r"cluster: has shape \(8,\)"):
        split(Y.reshape(2, 4), P.reshape(2, 4), cluster=np.arange(8))


@pytest.mark.parametrize("split", [murphy_decomposition, yates_decomposition])
def test_without_events_there_are_no_limits(split: object) -> None:
    assert callable(split)
    found = split(Y, P)
    assert found.intervals is None
    assert found.to_frame()["lower"].isna().all()


def test_one_event_has_no_limits() -> None:
    found = yates_decomposition(Y, P, cluster=np.zeros(8))
    assert found.intervals is not None
    assert all(math.isnan(low) and math.isnan(high) for low, high in found.intervals.values())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": 1.0}, "level"),
        ({"n_boot": 0}, "n_boot"),
        ({"cluster": [1, 2]}, "cluster: has shape"),
    ],
)
def test_bad_arguments_of_resampling_are_refused(
    arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        murphy_decomposition(Y, P, **arguments)  # type: ignore[arg-type]
