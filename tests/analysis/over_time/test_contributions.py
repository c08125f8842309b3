"""What forecasts add to a time-averaged score: sums by hand, and the score itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.over_time.contributions import score_contributions
from brierbook.analysis.over_time.time_average import time_averaged_score
from brierbook.errors import ArgumentError

updates = st.lists(
    st.tuples(st.floats(0, 1), st.floats(-5, 12, allow_nan=False)), min_size=1, max_size=8
)


def test_a_quarter_of_the_time_at_a_loss_of_one() -> None:
    found = score_contributions(1, [0, 1], time=[2, 4], opens=0, closes=10)
    assert found["share"].tolist() == [0.25, 0.75]
    assert found["contribution"].tolist() == [0.25, 0.0]
    assert found[["start", "end"]].to_numpy().tolist() == [[2, 4], [4, 10]]


@given(updates, st.sampled_from([0, 1]))
def test_contributions_add_up_to_the_score(made: list[tuple[float, float]], y: int) -> None:
    p, time = [each for each, _ in made], [each for _, each in made]
    whole = time_averaged_score(y, p, time=time, opens=0, closes=10)
    found = score_contributions(y, p, time=time, opens=0, closes=10)
    if whole.score is None:
        assert found.empty
    else:
        assert found["contribution"].sum() == pytest.approx(whole.score, abs=1e-12)
        assert found["share"].sum() == pytest.approx(1)


def test_instants_and_withdrawals() -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=each) for each in (0, 2, 4)]
    found = score_contributions(
        0, [0.5, 1.0], time=[days[0], days[2]], opens=start, closes=start + timedelta(days=5),
        withdrawn=days[1],
    )  # fmt: skip
    assert found["share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert found["contribution"].sum() == pytest.approx((0.25 * 2 + 1 * 1) / 3)


def test_an_outcome_of_two_is_refused() -> None:
    with pytest.raises(ArgumentError, match="is not 0 or 1"):
        score_contributions(2, [0.5], time=[0], opens=0, closes=1)
