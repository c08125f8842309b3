"""Rows of forecasts, as a data frame and as a book that holds the same."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.conftest import Draft, entry, forecast, proposition, resolution

ROWS, EVENTS = 60, 20


@pytest.fixture(scope="session")
def data() -> pd.DataFrame:
    """Draw forecasts of three people on twenty events; some are open, some were revised."""
    rng = np.random.default_rng(20270101)
    p = np.round(rng.uniform(0.02, 0.98, ROWS), 2)
    y = (rng.random(ROWS) < p).astype(float)
    proposition = np.arange(ROWS) // 2
    y = y[2 * proposition]  # what happened is the same for every forecast of a proposition
    y[proposition % 10 == 9] = np.nan
    return pd.DataFrame(
        {
            "y": y,
            "p": p,
            "event": [f"e{each % EVENTS}" for each in proposition],
            "proposition": [f"q{each}" for each in proposition],
            "forecaster": [f"f{each}" for each in rng.integers(0, 3, ROWS)],
            "time": pd.date_range("2026-02-01", periods=ROWS, freq="h", tz="UTC"),
        }
    )


@pytest.fixture(scope="session")
def book(data: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a book in which the same rows stand, each recorded when it was made."""
    draft = Draft(tmp_path_factory.mktemp("same") / "book", [])
    (draft.root / "seeds").mkdir(parents=True)
    (draft.root / "seeds" / "seeds.toml").touch()
    early = "2026-01-01T00:00:00Z"
    draft.entries = [entry("book", {"name": "same", "title": {"en": "The same rows"}})]
    for name in sorted(set(data["forecaster"])):
        body = {"id": name, "kind": "person", "name": {"en": name}}
        draft.entries.append(entry("forecaster", body))
    for name in sorted(set(data["event"])):
        draft.entries.append(entry("event", {"id": name, "title": {"en": name}}))
    for name, event in dict(zip(data["proposition"], data["event"], strict=True)).items():
        draft.entries.append(proposition(name, "primary", "2026-05-31[UTC]", event))
    for each in draft.entries:
        each["recorded_at"] = early
    for number, row in enumerate(data.to_dict("records")):
        at = row["time"].strftime("%Y-%m-%dT%H:%M:%SZ")
        made = forecast(f"r{number}", row["proposition"], row["forecaster"], at, str(row["p"]))
        draft.entries.append(made | {"recorded_at": at})
    for name, y in dict(zip(data["proposition"], data["y"], strict=True)).items():
        if not np.isnan(y):
            outcome = "yes" if y else "no"
            made = resolution(name, outcome, "2026-05-30[UTC]", "2026-05-31[UTC]")
            draft.entries.append(made)
    draft.save()
    return draft.root
