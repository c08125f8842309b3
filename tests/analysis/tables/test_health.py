"""The state of a book at an instant, by month, and what its scores do not see."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from brierbook.analysis.tables.health import (
    count_overdue_unresolved,
    count_states_by_month,
    tabulate_health,
)
from brierbook.forecasts.store.loading import open_book

# the small book: rain@7d came true before its deadline of 9 April 2026, "opens" failed at its own
# of 31 May; "collapses" has until the end of 2026 and no outcome


def states(workspace: Any, now: datetime) -> dict[str, str]:  # noqa: ANN401  # a fixture
    table = tabulate_health(open_book(workspace.workspace), now=now)
    return dict(zip(table["proposition"], table["state"], strict=True))


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2026, 12, 31, 12, tzinfo=UTC), "open"),
        (datetime(2027, 1, 1, 12, tzinfo=UTC), "due"),
        (datetime(2027, 1, 30, 12, tzinfo=UTC), "due"),
        (datetime(2027, 2, 1, 12, tzinfo=UTC), "overdue"),
    ],
)
def test_what_waits_is_open_then_due_then_overdue(
    workspace: Any,  # noqa: ANN401  # a fixture
    now: datetime,
    state: str,
) -> None:
    expected = {"rain@7d": "resolved", "opens": "resolved", "collapses": state}
    assert states(workspace, now) == expected


@pytest.mark.parametrize(
    ("outcome", "state"), [("void", "void"), ("ambiguous", "unsettled"), ("annulled", "unsettled")]
)
def test_outcomes_without_a_score_are_told_apart(
    workspace: Any,  # noqa: ANN401  # a fixture
    outcome: str,
    state: str,
) -> None:
    if outcome == "void":  # because its condition failed
        workspace.body("resolution", "rain@7d")["outcome"] = "no"
    workspace.body("resolution", "opens")["outcome"] = outcome
    workspace.save()
    assert states(workspace, datetime(2027, 3, 1, tzinfo=UTC))["opens"] == state


def test_days_run_from_the_first_forecast_to_the_known_outcome(
    workspace: Any,  # noqa: ANN401  # a fixture
) -> None:
    now = datetime(2026, 4, 8, tzinfo=UTC)
    table = tabulate_health(open_book(workspace.workspace), now=now).set_index("proposition")
    # from the end of 2 April to the end of 6 April in Kyiv
    assert table.loc["rain@7d", "days"] == pytest.approx(4)
    assert table["days"].isna().to_dict() == {"rain@7d": False, "opens": False, "collapses": True}
    # the outcome came before the deadline, which was still ahead
    assert table["early"].to_dict() == {"rain@7d": True, "opens": True, "collapses": False}


def test_some_can_be_asked_for(workspace: Any) -> None:  # noqa: ANN401  # a fixture
    now = datetime(2027, 2, 2, tzinfo=UTC)
    table = tabulate_health(open_book(workspace.workspace), now=now, only=["opens", "opens"])
    assert table["proposition"].tolist() == ["opens"]


def test_the_share_without_an_outcome_is_of_those_past_their_deadline(
    workspace: Any,  # noqa: ANN401  # a fixture
) -> None:
    book = open_book(workspace.workspace)
    for now, expected in (
        (datetime(2026, 12, 1, tzinfo=UTC), (0, 2)),
        (datetime(2027, 1, 2, tzinfo=UTC), (1, 3)),
    ):
        assert count_overdue_unresolved(tabulate_health(book, now=now), now) == expected


def test_months_are_whole_and_in_order() -> None:
    days = ["2025-01-31", "2025-03-01", "2025-01-01", None]
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(pd.Series(days)),
            "state": ["open", "void", "open", "due"],
        }
    )
    found = count_states_by_month(table)
    months = found["month"].dt.strftime("%Y-%m").fillna("none").tolist()
    assert months == ["2025-01", "2025-02", "2025-03", "none"]
    assert found["open"].tolist() == [2, 0, 0, 0]
    assert found["void"].tolist() == [0, 0, 1, 0]
    assert found["due"].tolist() == [0, 0, 0, 1]
    assert found["overdue"].sum() == 0


def test_a_book_without_deadlines_has_one_row() -> None:
    deadline = pd.to_datetime(pd.Series([None]))
    found = count_states_by_month(pd.DataFrame({"day": deadline, "state": ["open"]}))
    assert found["open"].tolist() == [1]
    assert found["month"].isna().all()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Damascus", "America/New_York", "Pacific/Apia"])
@pytest.mark.parametrize(
    ("day", "month"),
    [("2026-12-31", "2026-12"), ("2027-01-01", "2027-01"), ("2028-02-29", "2028-02")],
)
def test_a_deadline_belongs_to_its_own_civil_month(
    workspace: Any,  # noqa: ANN401  # a fixture
    zone: str,
    day: str,
    month: str,
) -> None:
    workspace.body("proposition", "collapses")["deadline"] = f"{day}[{zone}]"
    workspace.save()
    now = datetime(2026, 7, 2, tzinfo=UTC)
    table = tabulate_health(open_book(workspace.workspace), now=now, only=["collapses"])
    assert count_states_by_month(table)["month"].dt.strftime("%Y-%m").tolist() == [month]
