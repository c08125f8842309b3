"""What every score refuses, and what it says about it."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats

from brierbook.analysis import (
    Ensemble,
    Normal,
    compare,
    crps,
    event_mean,
    expected_score,
    gjp_ordered_score,
    log_score,
    pit,
    quantile_score,
    ranked_log_score,
    weighted_interval_score,
    winkler_score,
)
from brierbook.analysis.numeric.arguments import (
    MissingPolicy,
    as_floats,
    check_binary_pairs,
    check_weights,
    weighted_mean,
)
from brierbook.analysis.scores.distributions.ensemble import Estimator
from brierbook.errors import ArgumentError

NAN = float("nan")
LEVELS = [0.1, 0.5, 0.9]


@pytest.mark.parametrize(
    ("y", "p", "argument", "index", "words"),
    [
        ([0.3, 0.8], [0, 1], "y", (0,), "0.3 is not 0 or 1; are y and p swapped?"),
        ([1], [1.000005], "p", (0,), "1.000005 is not between 0 and 1"),
        ([1, 0], [0.5, -1e-300], "p", (1,), "-1e-300 is not between 0 and 1"),
        ([1, 0], [0.5, np.inf], "p", (1,), "inf is not between 0 and 1"),
        ([1, np.inf], [0.5, 0.5], "y", (1,), "inf is not 0 or 1"),
        ([1, NAN], [0.5, 0.5], "y", (1,), "nan is missing"),
        ([1, 1], [NAN, 0.5], "p", (0,), "nan is missing"),
        ([[1, 0], [0, 1]], [[0.5, 0.5], [2, 0.5]], "p", (1, 0), "2.0 is not between"),
        ([1, 0, 1], [0.1, 0.2], "p", None, "has shape (2,), which does not fit the shape (3,)"),
        ([], [], "y", None, "is empty"),
        (["1"], [0.5], "y", None, "is not an array of numbers"),
        ([1], np.array(["0.5"], dtype=object), "p", None, "is not an array of numbers"),
        ([1 + 0j], [0.5], "y", None, "is not an array of numbers, but of complex128"),
        ([1], np.array(["2024-12-08"], dtype="M8[D]"), "p", None, "but of datetime64[D]"),
        ([[1, 0], [1]], [0.5], "y", None, "is not an array of numbers"),
        (0.5, 0.5, "y", None, "0.5 is not 0 or 1"),
    ],
)
def test_bad_pairs_are_refused_by_name_value_and_place(
    y: npt.ArrayLike, p: npt.ArrayLike, argument: str, index: tuple[int, ...] | None, words: str
) -> None:
    with pytest.raises(ArgumentError) as caught:
        check_binary_pairs(y, p)
    assert caught.value.argument == argument
    assert caught.value.index == index
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        ([0, 0], "is 0 everywhere"),
        ([1, -1], "weight[1]: -1.0 is not a number of at least 0"),
        ([1, NAN], "weight[1]: nan"),
        ([np.inf, 1], "weight[0]: inf"),
        ([1, 1, 1], "has shape (3,), which does not fit the shape (2,)"),
        ([1, 1e308], "weight[1]: 1e+308 is not from 1e-100 to 1e+100; multiply the weights"),
        ([5e-324, 0], "weight[0]: 5e-324 is not from 1e-100"),
    ],
)
def test_bad_weights_are_refused(weight: list[float], words: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        check_weights(weight, (2,))
    assert words in str(caught.value)


def test_missing_pairs_are_counted_when_omitted_and_kept_when_propagated() -> None:
    omitted = check_binary_pairs([NAN, 1, 0], [0.3, 0.2, NAN], missing="omit", weight=[1, 2, 3])
    assert omitted.y.tolist() == [1.0]
    assert omitted.weight.tolist() == [2.0]
    assert omitted.omitted == 2
    kept = check_binary_pairs([NAN, 1], [0.3, 0.2], missing="propagate")
    assert np.isnan(kept.y).tolist() == [True, False]
    assert kept.omitted == 0


@pytest.mark.parametrize("missing", ["propagate", "omit"])
def test_a_missing_value_does_not_hide_a_wrong_one(missing: MissingPolicy) -> None:
    with pytest.raises(ArgumentError, match=r"p\[1\]: 2.0"):
        check_binary_pairs([NAN, 1], [0.3, 2.0], missing=missing)


def test_only_who_has_a_policy_is_told_to_choose_one() -> None:
    with pytest.raises(ArgumentError, match=r"y\[0\]: nan is missing; fill it in or leave the row"):
        check_binary_pairs([NAN], [0.5])
    with pytest.raises(ArgumentError, match=r"p\[0\]: nan is missing; say missing='omit' or"):
        check_binary_pairs([1], [NAN], missing="raise")


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: winkler_score([1, 0], [0.5, NAN], baseline=0.5), r"p\[1\]"),
        (lambda: winkler_score([NAN, 0], [0.5, NAN], baseline=0.5), r"y\[0\]"),
        (lambda: quantile_score([1, 2], [NAN, 1], level=0.5), r"q\[0\]"),
        (
            lambda: weighted_interval_score(1, [0, NAN, 2], levels=[0.1, 0.5, 0.9]),
            r"quantiles\[1\]",
        ),
        (lambda: crps([1, 2], Normal(0, [1, NAN])), r"sd\[1\]"),
        (lambda: crps([1, 2], Ensemble([[0.0, 1.0], [NAN, 1.0]])), r"members\[1, 0\]"),
        (lambda: crps([NAN, 2.0], Ensemble([[0.0, 1.0], [2.0, 1.0]])), r"y\[0\]"),
        (lambda: log_score(1, Ensemble([0, 1, NAN])), r"members\[2\]"),
        (lambda: gjp_ordered_score([0, NAN], [0.5, 0.5]), r"y\[1\]"),
        (lambda: ranked_log_score(0, [NAN, 0.5]), r"p\[0\]"),
        (lambda: compare([1, 0], [0.5, 0.5], [0.5, NAN]), r"q\[1\]"),
        (lambda: expected_score([1], [[NAN, 0.5]], [[0.5, 0.5]]), r"nodes_p\[0, 0\]"),
        (lambda: event_mean([NAN, 1], event=[1, 2], bounds=(0, 1)), r"values\[0\]"),
    ],
)
def test_a_missing_value_is_named_by_its_argument_and_place(
    call: Callable[[], object], place: str
) -> None:
    with pytest.raises(ArgumentError, match=f"{place}: nan is missing"):
        call()


@pytest.mark.parametrize("function", [log_score, pit])
def test_a_distribution_of_another_shape_is_refused(function: Callable[..., object]) -> None:
    with pytest.raises(ArgumentError, match=r"dist: does not fit y of shape \(3,\)"):
        function([0.1, 0.2, 0.3], stats.norm([0, 1], 1))


@pytest.mark.parametrize("weight", [-1.0, 1e308, np.inf, NAN])
def test_a_mean_over_events_refuses_what_would_give_nan(weight: float) -> None:
    with pytest.raises(ArgumentError, match=r"weight\[1\]"):
        event_mean([0.1, 0.2], event=["a", "a"], bounds=(0, 1), weight=[1.0, weight])


@pytest.mark.parametrize("estimator", ["ecdf", "fair"])
def test_members_that_are_infinite_are_refused_without_a_warning(estimator: Estimator) -> None:
    with pytest.raises(ArgumentError, match=r"members\[0, 1\]: inf is not finite"):
        crps([1.0], Ensemble([[0.0, np.inf, np.inf]], estimator))


def test_nothing_left_is_refused() -> None:
    with pytest.raises(ArgumentError, match="nothing left"):
        check_binary_pairs([NAN, 1], [0.3, NAN], missing="omit")
    with pytest.raises(ArgumentError, match="0 everywhere"):
        check_binary_pairs([NAN, 1], [0.3, 0.5], missing="omit", weight=[1, 0])


def test_unknown_policy_is_refused() -> None:
    with pytest.raises(ArgumentError, match="'drop'; use 'raise', 'propagate' or 'omit'"):
        check_binary_pairs([1], [0.5], missing="drop")  # type: ignore[arg-type]


def test_missing_values_of_pandas_and_masks_are_missing() -> None:
    assert np.isnan(as_floats(pd.array([1, None], dtype="Float64"), "y")).tolist() == [False, True]
    assert np.isnan(as_floats(np.array([None, 1.0]), "y")).tolist() == [True, False]
    masked = np.ma.masked_array([1, 0], mask=[True, False])
    assert np.isnan(as_floats(masked, "y")).tolist() == [True, False]


def test_a_weight_of_zero_is_an_absent_row_even_beside_infinity() -> None:
    values = np.array([np.inf, np.nan, 2.0, 4.0])
    assert weighted_mean(values, np.array([0.0, 0.0, 1e308, 1e308])) == 3.0
    assert weighted_mean(values[2:], np.array([5e-324, 5e-324])) == 3.0
