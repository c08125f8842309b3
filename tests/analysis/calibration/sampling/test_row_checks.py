"""Labels and rows: what is refused, and what weights events give."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.calibration.sampling.row_checks import (
    as_logits,
    as_probits,
    check_outcomes_and_probabilities,
    clip_probabilities,
    event_outcomes,
    event_weights,
)
from brierbook.analysis.numeric.labels import number_labels
from brierbook.errors import ArgumentError


@pytest.mark.parametrize("absent", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_label_is_found_among_texts(absent: object) -> None:
    labels: Any = ["a", absent, "b"]
    with pytest.raises(ArgumentError, match=r"^source\[1\]: is missing; name it in every row"):
        number_labels(labels, (3,), "source")


def test_labels_are_numbered_in_their_order() -> None:
    codes, names = number_labels(pd.Series(["b", "a", "b"]), (3,), "source")
    assert (codes.tolist(), names) == ([1, 0, 1], ["a", "b"])
    mixed: Any = ["1", 1, "1", 1.0, True]
    assert number_labels(mixed, (5,), "source")[0].tolist() == [0, 1, 0, 1, 2]


def test_odds_and_probits_by_hand() -> None:
    logits, moved = as_logits(np.array([0.8, np.nan]), None)
    assert (logits[0], moved) == (pytest.approx(np.log(4)), 0)
    assert np.isnan(logits[1])
    probits, moved = as_probits(np.array([0.0, 0.975, 1.0]), 0.025)
    assert probits.tolist() == pytest.approx([-1.959963985, 1.959963985, 1.959963985])
    assert moved == 2


@pytest.mark.parametrize("clip", [0.0, 0.5, -1.0])
def test_a_clip_lies_below_one_half(clip: float) -> None:
    with pytest.raises(ArgumentError, match=r"clip: .* is not between 0 and 1/2"):
        clip_probabilities(np.array([0.5]), clip)


def test_one_row_a_forecast() -> None:
    with pytest.raises(ArgumentError, match=r"y: has shape \(1, 2\); give one row a forecast"):
        check_outcomes_and_probabilities([[0, 1]], [[0.5, 0.5]])


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30))
def test_every_event_weighs_one(events: list[int]) -> None:
    weight, codes = event_weights(events, None, (len(events),))
    np.testing.assert_allclose(np.bincount(codes, weight), 1)


def test_an_event_without_weight_weighs_nothing() -> None:
    assert event_weights(["a", "b", "a"], [1, 0, 3], (3,))[0].tolist() == [0.25, 0, 0.75]


def test_an_event_has_one_outcome() -> None:
    events = np.array([0, 0, 1])
    assert event_outcomes(np.array([1.0, 1, 0]), events, ["a", "b"]).tolist() == [1, 0]
    with pytest.raises(ArgumentError, match="y: event 'a' has two outcomes; flip those put neg"):
        event_outcomes(np.array([1.0, 0, 0]), events, ["a", "b"])
