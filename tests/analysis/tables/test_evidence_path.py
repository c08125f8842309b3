"""Evidence event by event, in the order in which events were settled."""

import numpy as np
import pandas as pd
import pytest

from brierbook.analysis.comparison.e_process import e_process
from brierbook.analysis.tables.evidence_path import evidence_path
from brierbook.errors import ArgumentError


def table(days: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "y": [1.0, 0.0, 1.0, 1.0],
            "p": [0.9, 0.2, 0.4, 0.7],
            "event": ["late", "early", "late", "middle"],
            "known_at": pd.to_datetime(pd.Series(days), utc=True),
        }
    )


def test_events_stand_in_the_order_of_their_last_outcome() -> None:
    rows = table(["2025-01-01", "2025-01-02", "2025-03-01", "2025-02-01"])
    found = evidence_path(rows)
    assert found["event"].tolist() == ["early", "middle", "late"]
    expected = e_process([0, 1, 1, 1], [0.2, 0.7, 0.9, 0.4], [0.5] * 4, event=["e", "m", "l", "l"])
    np.testing.assert_allclose(found["e_better"], np.exp(expected.p_better.log_e))
    np.testing.assert_allclose(found["e_worse"], np.exp(expected.q_better.log_e))
    assert found["events"].tolist() == [1, 2, 3]


def test_the_reference_against_itself_is_no_evidence() -> None:
    rows = table(["2025-01-01"] * 4).assign(p=0.3)
    found = evidence_path(rows, reference=0.3)
    assert (found[["e_better", "e_worse"]].to_numpy() <= 1).all()
    np.testing.assert_allclose(found["e_better"], found["e_worse"])


def test_every_time_must_be_known() -> None:
    with pytest.raises(ArgumentError, match="known_at"):
        evidence_path(table(["2025-01-01", None, "2025-03-01", "2025-02-01"]))
    with pytest.raises(ArgumentError, match="known_at"):
        evidence_path(table(["2025-01-01"] * 4).iloc[:0])
