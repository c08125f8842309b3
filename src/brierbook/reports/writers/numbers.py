"""A retrospective as data: the scored forecasts as CSV, everything else as JSON."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version

import pandas as pd

from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.commas import DIGITS, to_commas
from brierbook.analysis.intervals import Interval
from brierbook.forecasts.standing import Status
from brierbook.reports.out_of_time import OutOfTime
from brierbook.reports.retrospective import (
    SEED,
    Performance,
    Recalibrated,
    Retrospective,
)
from brierbook.reports.sections.answer import resolved_primary
from brierbook.reports.sections.comparison import outcomes
from brierbook.reports.sections.method import PACKAGES

SCHEMA = "brierbook.summary/2"
CORP = ("mean_score", "mcb", "dsc", "unc")


def to_csv(r: Retrospective) -> str:
    """Write one row for each scored forecast."""
    rows = r.scored.sort_values(["event", "proposition", "forecast"], kind="stable")
    return to_commas(rows.drop(columns=["status"]))


def to_json(r: Retrospective) -> str:
    """Write the summary."""
    return json.dumps(summary(r), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def summary(r: Retrospective) -> dict[str, object]:
    """Give the numbers of a retrospective as plain data; an infinite limit is null."""
    judged = r.judged
    statuses = judged[judged["reading"] == "primary"]["status"].value_counts()
    return {
        "schema": SCHEMA,
        "book": {"name": r.book.header.name, "entries": len(r.book.lines), "root": r.book.root},
        "made_at": f"{r.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "selection": r.selection.as_data(),
        "resolved_propositions": len(resolved_primary(r)),
        "scored": {
            "forecasts": len(r.scored),
            "propositions": r.scored["proposition"].nunique(),
            "events": r.scored["event"].nunique(),
        },
        "primary_forecasts_by_status": {s.value: int(statuses.get(s.value, 0)) for s in Status},
        **(performance(r.performance) if r.performance else {"scores": None}),
        "sensitivity": records(r.variants),
        "recalibration": recalibration(r.certain, r.recalibrated) if r.recalibrated else None,
        "out_of_time": out_of_time(r.out_of_time) if r.out_of_time else None,
        "outcomes": outcomes(r),
        "previous": r.previous.as_data() if r.previous else None,
        "seed": SEED,
        "versions": {name: version(name) for name in PACKAGES},
    }


def performance(found: Performance) -> dict[str, object]:
    """Give how good the forecasts were."""
    return {
        "said": plain(found.said),
        "happened": plain(found.base_rate),
        "said_minus_happened": interval(found.gap),
        "scores": {name: interval(each) for name, each in found.summary.items()},
        "corp": {name: plain(getattr(found.decomposition, name)) for name in CORP},
        "groups": {name: records(table) for name, table in found.groups.items()},
    }


def recalibration(certain: int, found: Recalibrated) -> dict[str, object]:
    """Give what forecasts like these deserve, and what computed it; without chains, no R-hat."""
    return {
        "engine": found.engine,
        "left_out_as_certain": certain,
        "readings": records(found.readings),
        **{name: plain(value) for name, value in found.beliefs.items()},
        **reliance(found.diagnostics),
    }


def reliance(found: Diagnostics) -> dict[str, object]:
    """Give what speaks for and against the draws; independent ones are as good in the tails."""
    tail = found.ess_bulk if found.ess_tail is None else found.ess_tail
    return {
        "r_hat": plain(found.r_hat),
        "ess_bulk": plain(found.ess_bulk),
        "ess_tail": plain(tail),
        "divergences": found.divergences or 0,
    }


def out_of_time(found: OutOfTime) -> dict[str, object]:
    """Give whether reading forecasts through a recalibration would have helped."""
    return {
        "verdict": found.verdict,
        "difference": interval(found.difference) if found.difference else None,
        "corrected": found.corrected,
        "forecasts": found.forecasts,
    }


def interval(found: Interval) -> Mapping[str, object]:
    """Give an interval as plain data."""
    return {name: plain(value) for name, value in asdict(found).items()}


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Give a table as a list of plain records."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in table.to_dict(orient="records")
    ]


def plain(value: object) -> object:
    """Round a number to ten digits; JSON has no infinity, so that becomes null."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
