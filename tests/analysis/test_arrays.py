"""What every score refuses, and what it says about it."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from brierbook.analysis.arrays import Missing, as_floats, as_weights, binary_pairs, weighted_mean
from brierbook.errors import ArgumentError

NAN = float("nan")


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
        binary_pairs(y, p)
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
    ],
)
def test_bad_weights_are_refused(weight: list[float], words: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        as_weights(weight, (2,))
    assert words in str(caught.value)


def test_missing_pairs_are_counted_when_omitted_and_kept_when_propagated() -> None:
    omitted = binary_pairs([NAN, 1, 0], [0.3, 0.2, NAN], missing="omit", weight=[1, 2, 3])
    assert omitted.y.tolist() == [1.0]
    assert omitted.weight.tolist() == [2.0]
    assert omitted.omitted == 2
    kept = binary_pairs([NAN, 1], [0.3, 0.2], missing="propagate")
    assert np.isnan(kept.y).tolist() == [True, False]
    assert kept.omitted == 0


@pytest.mark.parametrize("missing", ["propagate", "omit"])
def test_a_missing_value_does_not_hide_a_wrong_one(missing: Missing) -> None:
    with pytest.raises(ArgumentError, match=r"p\[1\]: 2.0"):
        binary_pairs([NAN, 1], [0.3, 2.0], missing=missing)


def test_nothing_left_is_refused() -> None:
    with pytest.raises(ArgumentError, match="nothing left"):
        binary_pairs([NAN, 1], [0.3, NAN], missing="omit")
    with pytest.raises(ArgumentError, match="0 everywhere"):
        binary_pairs([NAN, 1], [0.3, 0.5], missing="omit", weight=[1, 0])


def test_unknown_policy_is_refused() -> None:
    with pytest.raises(ArgumentError, match="'drop'; use 'raise', 'propagate' or 'omit'"):
        binary_pairs([1], [0.5], missing="drop")  # type: ignore[arg-type]


def test_missing_values_of_pandas_and_masks_are_missing() -> None:
    assert np.isnan(as_floats(pd.array([1, None], dtype="Float64"), "y")).tolist() == [False, True]
    assert np.isnan(as_floats(np.array([None, 1.0]), "y")).tolist() == [True, False]
    masked = np.ma.masked_array([1, 0], mask=[True, False])
    assert np.isnan(as_floats(masked, "y")).tolist() == [True, False]


def test_a_weight_of_zero_is_an_absent_row_even_beside_infinity() -> None:
    values = np.array([np.inf, np.nan, 2.0, 4.0])
    assert weighted_mean(values, np.array([0.0, 0.0, 1e308, 1e308])) == 3.0
    assert weighted_mean(values[2:], np.array([5e-324, 5e-324])) == 3.0
