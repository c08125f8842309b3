"""What live forecasts say of today, and the pace at which claims come true."""

from datetime import timedelta

import pytest
from tests.live_books import START, Question, live_book

from brierbook.analysis.tables.scorable import scorable
from brierbook.analysis.tables.standing.open_claims import tabulate_by_now, tabulate_pace

YEAR = 365.0


def asked(name: str, p: str, **more: object) -> Question:
    return Question(name, [(float(more.get("opened", 0)), p, "ann")], **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("share", "by_now"), [(0.25, 0.204729), (0.5, 0.367544), (0.75, 0.497027)])
def test_a_claim_of_one_year_has_an_even_hazard(share: float, by_now: float) -> None:
    """1 - 0.4^t, computed by hand."""
    now = START + timedelta(days=share * YEAR)
    rows = scorable(live_book(asked("q", "0.6", deadline=YEAR)), now=now).forecasts
    assert tabulate_by_now(rows, now=now)["by_now"].tolist() == pytest.approx([by_now], abs=1e-6)


@pytest.mark.parametrize(
    ("days", "by_now"), [(15, 0.105573), (30, 0.2), (60, 0.367544), (90 - 1e-6, 0.5)]
)
def test_horizons_of_a_claim_are_one_curve(days: float, by_now: float) -> None:
    """20 % by day 30 and 50 % by day 90: the hazard is straight between horizons."""
    near = asked("q@30d", "0.2", deadline=30.0, reading="horizon", claim="q")
    far = asked("q@90d", "0.5", deadline=90.0, claim="q")
    now = START + timedelta(days=days)
    [row] = tabulate_by_now(scorable(live_book(near, far), now=now).forecasts, now=now).to_dict(
        "records"
    )
    assert row["by_now"] == pytest.approx(by_now, abs=1e-6)
    assert (row["horizons"], row["said"], row["consistent"]) == (2, 0.5, True)


def test_horizons_that_contradict_each_other_say_nothing_of_today() -> None:
    near = asked("q@30d", "0.6", deadline=30.0, reading="horizon", claim="q")
    far = asked("q@90d", "0.5", deadline=90.0, claim="q")
    now = START + timedelta(days=10)
    [row] = tabulate_by_now(scorable(live_book(near, far), now=now).forecasts, now=now).to_dict(
        "records"
    )
    assert not row["consistent"]
    assert row["by_now"] != row["by_now"]


def test_the_pace_counts_open_claims_too() -> None:
    """Gamma(4 + N, 4 + exposure), as in conjugate survival analysis; limits from SciPy."""
    book = live_book(
        asked("a", "0.6", deadline=100.0, outcome="yes", decided=40.0),
        asked("b", "0.3", deadline=100.0, outcome="no"),
        asked("c", "0.5", opened=50.0, deadline=150.0),
        asked("d", "0.4", opened=75.0, deadline=175.0),
    )
    now = START + timedelta(days=100)
    [row] = tabulate_pace(scorable(book, now=now).forecasts, now=now).to_dict("records")
    assert (row["claims"], row["came_true"]) == (4, 1)
    assert row["expected"] == pytest.approx(1.197471, abs=1e-6)
    assert row["pace"] == pytest.approx(0.962006, abs=1e-6)
    assert (row["lower"], row["upper"]) == pytest.approx((0.379059, 1.761149), abs=1e-5)
