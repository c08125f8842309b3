"""What is learnt from: every bad input is refused with a remedy, and nothing is lost on the way."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.analysis.calibration.curve.cell_counts import tally_sample
from brierbook.analysis.calibration.curve.sample import as_sample, distinct_values, turn_by_polarity
from brierbook.analysis.scores.logit_normal import expit
from brierbook.errors import ArgumentError

P, Y = [0.2, 0.7, 0.7], [0, 1, 0]


@pytest.mark.parametrize(
    ("p", "y", "options", "message"),
    [
        ([], [], {}, "is empty; at least one value is needed"),
        ([0.5, 1.5], [0, 1], {}, r"p\[1\]: 1.5 is not between 0 and 1"),
        ([0.5, 0.5], [0, 2], {}, r"y\[1\]: 2.0 is not 0 or 1"),
        ([0.5, np.nan], [0, 1], {}, r"p\[1\]: nan is missing"),
        ([0.5, 1.0], [0, 1], {}, r"p\[1\]: 1.0 has no finite log odds; .*clip=0.001"),
        ([0.5, 1.0], [0, 1], {"clip": 0.7}, "clip: 0.7 is not between 0 and 1/2"),
        (P, Y, {"groups": ["a", None, "b"]}, r"group\[1\]: is missing; .*label of their own"),
        (
            P,
            Y,
            {"groups": {"topic": ["a", "b"]}},
            r"topic: has shape \(2,\); the rows have shape \(3,\)",
        ),
        (P, Y, {"event": ["a", "b", np.nan]}, r"event\[2\]: is missing"),
        (P, Y, {"event_effect": True}, "event: is needed for an event effect"),
        (P, Y, {"weight": [0, 0, 0]}, "weight: is 0 everywhere"),
        (P, Y, {"weight": [1, -1, 0]}, r"weight\[1\]: -1.0 is not a number of at least 0"),
        (P, Y, {"sd_logit": [0, -1, 0]}, r"sd_logit\[1\]: -1.0 is not a finite number"),
        (P, Y, {"sd_logit": [0, 1]}, r"sd_logit: has shape \(2,\); p has \(3,\)"),
        ([[0.2, 0.7]], [[0, 1]], {}, r"p: has shape \(1, 2\); give one forecast a row"),
    ],
)
def test_bad_input_is_refused_with_a_remedy(
    p: list[float], y: list[int], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        as_sample(p, y, **options)


def test_certain_forecasts_are_moved_only_when_asked_and_counted() -> None:
    sample = as_sample([0, 0.3, 1, 1], [0, 1, 1, 0], clip=0.01)
    assert sample.clipped == 3
    np.testing.assert_allclose(expit(sample.x)[sample.level], [0.01, 0.3, 0.99, 0.99])


def test_an_event_weighs_one_however_many_rows_it_has() -> None:
    sample = as_sample(P, Y, event=["war", "war", "rain"], weight=[1, 3, 2])
    np.testing.assert_allclose(sample.weight, [0.25, 0.75, 1])
    assert sample.events == 2


def test_with_an_event_effect_rows_keep_their_weight() -> None:
    sample = as_sample(P, Y, event=["war", "war", "rain"], event_effect=True)
    np.testing.assert_allclose(sample.weight, 1)
    (factor,) = sample.factors
    assert (factor.name, factor.levels, factor.whole) == ("event", ("rain", "war"), False)
    assert factor.codes.tolist() == [1, 1, 0]


def test_rows_of_no_weight_and_their_groups_are_left_out() -> None:
    sample = as_sample(P, Y, weight=[0, 1, 1], groups=["a", "b", "c"], event=["x", "y", "z"])
    assert sample.y.tolist() == [1, 0]
    assert sample.factors[0].levels == ("b", "c")
    assert sample.events == 2


def test_groups_come_as_labels_mappings_and_data_frames() -> None:
    frame = pd.DataFrame({"topic": ["a", "b", "a"], "language": [1, 1, 2]})
    for groups in (frame, frame.to_dict("list")):
        sample = as_sample(P, Y, groups=groups)  # type: ignore[arg-type]
        assert [each.name for each in sample.factors] == ["topic", "language"]
        assert sample.factors[1].levels == ("1", "2")
    assert as_sample(P, Y, groups=["u", "v", "u"]).factors[0].name == "group"


def test_negative_polarity_turns_forecast_and_outcome_round() -> None:
    p, y = turn_by_polarity([0.2, 0.7], [0, 1], [-1, 1])
    assert p.tolist() == [0.8, 0.7]
    assert y.tolist() == [1, 1]
    with pytest.raises(ArgumentError, match=r"polarity\[0\]: 0.0 is neither 1 nor -1"):
        turn_by_polarity([0.2], [0], [0])


@given(
    st.lists(
        st.one_of(st.floats(0.001, 0.999), st.integers(1, 999).map(lambda k: k / 1000)),
        min_size=1,
        max_size=30,
    )
)
@example([0.29, 0.57, 0.58])
def test_distinct_forecasts_are_those_of_a_sort(p: list[float]) -> None:
    found, level = distinct_values(np.array(p))
    np.testing.assert_array_equal(found[level], p)
    np.testing.assert_array_equal(found, np.unique(p))


rows = st.lists(
    st.tuples(
        st.sampled_from([0.1, 0.5, 0.905, 1 / 3]),
        st.integers(0, 1),
        st.floats(0.1, 2),
        st.integers(0, 2),
        st.sampled_from([0.0, 0.5]),
    ),
    min_size=1,
    max_size=40,
)


@given(rows)
@example([(0.5, 1, 1.0, 0, 0.0)])
def test_cells_hold_what_the_rows_hold(drawn: list[tuple[float, int, float, int, float]]) -> None:
    p, y, weight, group, sd = (np.array(each) for each in zip(*drawn, strict=True))
    sample = as_sample(p, y, weight=weight, groups=group, sd_logit=sd)
    factor = sample.factors[0]
    cells = tally_sample(sample, factor.codes, len(factor.levels))
    frame = pd.DataFrame({"g": group, "p": p, "sd": sd, "w": weight, "h": weight * y, "n": 1})
    expected = frame.groupby(["g", "p", "sd"])[["w", "h", "n"]].sum()
    np.testing.assert_allclose(cells.weight, expected["w"])
    np.testing.assert_allclose(cells.hits, expected["h"])
    np.testing.assert_allclose(cells.rows, expected["n"])
    middle = cells.x[:, cells.x.shape[1] // 2]
    np.testing.assert_allclose(expit(middle), expected.index.get_level_values("p"), rtol=1e-9)
    np.testing.assert_allclose(cells.by_group(cells.weight), frame.groupby("g")["w"].sum())
