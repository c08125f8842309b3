"""The dates beside the forecasts of a table."""

from typing import TYPE_CHECKING

import pandas as pd

from brierbook.analysis.tables.forecast_dates import DATES, add_date_columns
from brierbook.analysis.tables.forecast_rows import forecast_table
from brierbook.forecasts.store.loading import open_book

if TYPE_CHECKING:
    from tests.conftest import Draft


def test_dates_stand_beside_the_forecasts(workspace: "Draft") -> None:
    book = open_book(workspace.workspace)
    rows = add_date_columns(forecast_table(book), book).set_index("forecast")
    # days in Kyiv end at 21:00 UTC in summer
    rain = rows.loc["f-rain", [*DATES]]
    assert [str(each) for each in rain] == [
        "2026-04-02 21:00:00+00:00",
        "2026-04-09 21:00:00+00:00",
        "2026-04-04 21:00:00+00:00",
        "2026-04-06 21:00:00+00:00",
    ]
    assert rows.loc["f-collapses", ["decided_at", "known_at"]].isna().all()
    assert all(isinstance(rows[name].dtype, pd.DatetimeTZDtype) for name in DATES)
