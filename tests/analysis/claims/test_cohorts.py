"""Which outcomes count yet."""

import numpy as np

from brierbook.analysis.claims.cohorts import assign_cohorts

DATES = np.array(["2026-01-01", "2026-01-01", "2027-01-01", "2027-01-01", "NaT"], "datetime64[us]")
RESOLVED = [True, False, True, False, True]


def test_outcomes_count_from_their_deadline_on() -> None:
    now = assign_cohorts(DATES, RESOLVED, now=np.datetime64("2026-06-01T00:00"))
    assert now.tolist() == ["counted", "overdue", "held_back", "open", "undated"]
    later = assign_cohorts(DATES, RESOLVED, now=np.datetime64("2027-01-01T00:00"))
    assert later.tolist() == ["counted", "overdue", "counted", "overdue", "undated"]
