"""Murphy, Stephenson and Yates: published values, sums, and limits by resampling events."""

import json
import math
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.bins import BinStrategy
from brierbook.analysis.reliability.classical import murphy_decomposition, yates_decomposition
from brierbook.analysis.reliability.corp import corp_decomposition
from brierbook.errors import ArgumentError

EDGES = [0.0, 5e-324, 1e-17, 0.2, 0.5, 1 - 2**-53, 1.0]
forecasts = st.one_of(st.sampled_from(EDGES), st.floats(0, 1))
rows = st.lists(st.tuples(st.integers(0, 1), forecasts, st.integers(1, 3)), min_size=1, max_size=30)
type Rows = list[tuple[int, float, int]]


def columns(rows: Rows) -> tuple[Floats, Floats, Floats]:
    y, p, weight = np.array(rows, dtype=np.float64).T
    return y, p, weight


ORACLES = Path(__file__).parents[2] / "oracles"
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
    rows: Rows, bins: int | list[float] | None, strategy: BinStrategy
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


def test_weightless_events_are_no_events() -> None:
    y, p, weight, event = [0, 1, 1], [0.2, 0.7, 0.9], [1, 0, 0], [1, 2, 3]
    found = corp_decomposition(y, p, weight=weight, event=event, n_resamples=50)
    assert (found.n, found.events) == (1, 1)
    assert not any(each.limited for each in (found.estimates or {}).values())


Y = np.array([1, 1, 0, 0, 1, 0, 1, 0], dtype=np.float64)
P = np.array([0.9, 0.7, 0.4, 0.2, 0.6, 0.6, 0.8, 0.1])
EVENT = np.array(list("aabbccdd"))


@pytest.mark.parametrize("split", [murphy_decomposition, yates_decomposition])
def test_terms_that_are_means_have_limits(
    split: object, limits_by_inversion: Callable[..., tuple[float, float]]
) -> None:
    assert callable(split)
    found = split(Y, P, event=EVENT, n_resamples=9)

    def limits(value: Floats, least: Floats, most: Floats) -> tuple[float, float]:
        parts = (each.reshape(4, 2).sum(axis=1) / 8 for each in (value, least, most))
        return limits_by_inversion(*parts)

    low, high = np.minimum(P, 1 - P) ** 2, np.maximum(P, 1 - P) ** 2
    mean = found.estimates["mean_score"]
    assert (mean.lower, mean.upper) == pytest.approx(limits((Y - P) ** 2, low, high), abs=1e-6)
    assert found.events == 4
    table = found.to_frame()
    assert table.loc["mean_score", "lower"] == mean.lower
    if "bias" in found.estimates:
        bias = found.estimates["bias"]
        expected = limits(P - Y, P - 1, P)
        assert (bias.lower, bias.upper) == pytest.approx(expected, abs=1e-6)
        square = found.estimates["bias_squared"]
        assert (square.lower, square.upper) == pytest.approx((0, max(e**2 for e in expected)))


def test_reliability_stands_beside_books_that_went_as_said() -> None:
    """Two coins of a half in one bin: reliability is 1/4 where they agree, else 0."""
    found = murphy_decomposition([1, 1], [0.5, 0.5], event=["a", "b"], n_resamples=4000).estimates
    assert found is not None
    said = found["rel"].as_said
    assert said is not None
    assert said.mean == pytest.approx(0.125, abs=0.01)
    assert said.p_value == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("split", [murphy_decomposition, yates_decomposition])
def test_events_have_the_shape_of_the_outcomes(split: object) -> None:
    assert callable(split)
    square = split(Y.reshape(2, 4), P.reshape(2, 4), event=np.arange(8).reshape(2, 4) // 2)
    flat = split(Y, P, event=np.arange(8) // 2)
    pd.testing.assert_frame_equal(square.to_frame(), flat.to_frame())
    with pytest.raises(ArgumentError, match=r"event: has shape \(8,\)"):
        split(Y.reshape(2, 4), P.reshape(2, 4), event=np.arange(8))


@pytest.mark.parametrize("split", [murphy_decomposition, yates_decomposition])
def test_without_events_there_are_no_limits(split: object) -> None:
    assert callable(split)
    found = split(Y, P)
    assert found.estimates is None
    assert found.to_frame()["lower"].isna().all()


def test_one_event_has_no_limits() -> None:
    found = yates_decomposition(Y, P, event=np.zeros(8))
    assert found.estimates is not None
    assert not any(each.limited for each in found.estimates.values())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": 1.0}, "level"),
        ({"n_resamples": 0}, "n_resamples"),
        ({"event": [1, 2]}, "event: has shape"),
    ],
)
def test_bad_arguments_of_resampling_are_refused(
    arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        murphy_decomposition(Y, P, **arguments)  # type: ignore[arg-type]


def average_terms(truth: list[float], p: list[float]) -> dict[str, float]:
    """Average the debiased terms over all outcomes, each as likely as the truth makes it."""
    total = dict.fromkeys(("rel", "res", "unc"), 0.0)
    for y in product((0, 1), repeat=len(p)):
        chance = math.prod(t if each else 1 - t for each, t in zip(y, truth, strict=True))
        parts = murphy_decomposition(y, p, debias=True)
        for name in total:
            total[name] += chance * getattr(parts, name)
    return total


def test_debiased_reliability_is_right_in_the_mean() -> None:
    p, truth = [0.2] * 3 + [0.7] * 4, [0.4] * 3 + [0.65] * 4
    expected = 3 / 7 * 0.2**2 + 4 / 7 * 0.05**2
    assert average_terms(truth, p)["rel"] == pytest.approx(expected, abs=1e-12)


def test_debiased_terms_of_forecasts_without_skill() -> None:
    p = [0.2] * 2 + [0.5] * 2 + [0.7] * 3
    found = average_terms([0.3] * 7, p)
    assert found["res"] == pytest.approx(0, abs=1e-12)
    assert found["unc"] == pytest.approx(0.21, abs=1e-12)


@given(rows, BINNINGS)
def test_debiased_terms_by_hand(rows: Rows, bins: int | list[float] | None) -> None:
    y, p, _ = columns(rows)
    plain, parts = (murphy_decomposition(y, p, bins=bins, debias=each) for each in (False, True))
    assert parts.rel - parts.res + parts.unc == pytest.approx(
        plain.rel - plain.res + plain.unc, abs=1e-12
    )
    base, n = y.mean(), y.size
    more = base * (1 - base) / (n - 1) if n > 1 else 0
    assert parts.unc == pytest.approx(plain.unc + more, abs=1e-12)
    if bins is None:
        groups = [y[p == each] for each in np.unique(p)]
        chance = sum(g.size * g.var() / (g.size - 1) for g in groups if g.size > 1) / n
        assert parts.rel == pytest.approx(plain.rel - chance, abs=1e-12)


def test_debiasing_counts_events_and_no_weights() -> None:
    y, p = np.array([0, 1, 1, 0, 1, 0]), np.array([0.2, 0.2, 0.2, 0.8, 0.8, 0.8])
    once = murphy_decomposition(y, p, event=np.arange(6), debias=True, n_resamples=50)
    rows = np.repeat(np.arange(6), 2)
    twice = murphy_decomposition(y[rows], p[rows], event=rows, debias=True, n_resamples=50)
    assert twice.rel == pytest.approx(once.rel, abs=1e-12)
    assert murphy_decomposition(y, p, weight=[7] * 6, debias=True).rel == pytest.approx(once.rel)


def test_terms_without_what_chance_adds_are_0_on_average_as_said() -> None:
    """Ferro and Fricker's reliability is unbiased: its mean over books that went as said is 0."""
    p = np.repeat([0.2, 0.5, 0.8], 8)
    y = np.tile([1.0, 0.0], 12)
    plain = murphy_decomposition(y, p, event=range(24), n_resamples=2_000)
    found = murphy_decomposition(y, p, event=range(24), n_resamples=2_000, debias=True)
    assert found.estimates is not None
    assert plain.estimates is not None
    said, biased = found.estimates["rel"].as_said, plain.estimates["rel"].as_said
    assert said is not None
    assert biased is not None
    assert said.mean == pytest.approx(0, abs=1.5e-3)
    assert biased.mean == pytest.approx((p * (1 - p)).mean() / 8, abs=1.5e-3)
    assert found.estimates["rel"].value == found.rel
    unc = found.estimates["unc"]
    assert unc.value == pytest.approx(0.25 * 24 / 23)
    assert unc.lower <= unc.value <= unc.upper
    assert found.estimates["mean_score"] == plain.estimates["mean_score"]
