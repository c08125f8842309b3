"""Bounds of the score under ambiguity, against every way in which it could be resolved."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.tables.ambiguity import ambiguity_bounds
from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.performance import with_scores
from brierbook.analysis.tables.sensitivity import score_variant


def book(said: list[tuple[int, float, str]]) -> pd.DataFrame:
    """Make forecasts from the number of a proposition, a probability and a status."""
    status = {number: kind for number, _, kind in said}
    rows = [
        {
            "forecast": f"f{place}",
            "proposition": f"q{number}",
            "claim": f"q{number}",
            "statement": "",
            "event": f"e{number // 2}",
            "reading": "primary",
            "status": status[number],
            "p": p,
            "mean_logit": float(np.log(p / (1 - p))),
            "sd_logit": 0.0,
            "y": np.nan if status[number] == "ambiguous" else float(number % 2),
        }
        for place, (number, p, _) in enumerate(said)
    ]
    return pd.DataFrame(rows)


forecasts = st.lists(
    st.tuples(st.integers(0, 4), st.floats(0.01, 0.99), st.sampled_from(["scored", "ambiguous"])),
    min_size=1,
    max_size=10,
)


@given(forecasts)
def test_no_way_to_resolve_the_ambiguous_leaves_the_bounds(
    said: list[tuple[int, float, str]],
) -> None:
    table = book(said)
    free = table.loc[table["status"] == "ambiguous", "proposition"].unique()
    found = ambiguity_bounds(table)
    if not len(free):
        assert found.empty
        return
    every = []
    for outcomes in product((0.0, 1.0), repeat=len(free)):
        chosen = table["proposition"].map(dict(zip(free, outcomes, strict=True)))
        rows = add_event_weights(table.assign(y=chosen.fillna(table["y"])))
        every.append(np.average(with_scores(rows)["brier"], weights=rows["weight"]))
    best, worst = found.set_index("variant").loc[["best", "worst"], "brier"]
    assert best == pytest.approx(min(every))
    assert worst == pytest.approx(max(every))


def test_other_readings_have_no_say() -> None:
    table = book([(0, 0.9, "ambiguous"), (1, 0.6, "scored")])
    other = table.assign(reading=["alternate", "primary"])
    assert ambiguity_bounds(other).empty


def test_the_rows_say_what_they_rest_on() -> None:
    table = book([(0, 0.9, "ambiguous"), (1, 0.6, "scored")])
    rows = add_event_weights(table.assign(y=[1.0, 1.0]))
    expected = score_variant("best", rows)
    assert ambiguity_bounds(table).iloc[0].to_dict() == pytest.approx(expected, nan_ok=True)
