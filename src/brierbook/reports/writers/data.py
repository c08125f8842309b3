"""A retrospective as data: the scored forecasts as CSV, everything else as JSON."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version

import pandas as pd

from brierbook.analysis.commas import DIGITS, to_commas
from brierbook.analysis.intervals import Interval
from brierbook.forecasts.standing import Status
from brierbook.reports.retrospective import SEED, Retrospective
from brierbook.reports.sections.answer import resolved_primary
from brierbook.reports.sections.method import PACKAGES

SCHEMA = "brierbook.summary/1"
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
    statuses = r.forecasts[r.forecasts["reading"] == "primary"]["status"].value_counts()
    return {
        "schema": SCHEMA,
        "book": {"name": r.book.header.name, "entries": len(r.book.lines), "root": r.book.root},
        "resolved_propositions": len(resolved_primary(r)),
        "scored": {
            "forecasts": len(r.scored),
            "propositions": r.scored["proposition"].nunique(),
            "events": r.scored["event"].nunique(),
        },
        "primary_forecasts_by_status": {s.value: int(statuses.get(s.value, 0)) for s in Status},
        "said": plain(r.said),
        "happened": plain(r.base_rate),
        "scores": {name: interval(found) for name, found in r.summary.items()},
        "corp": {
            name: plain(getattr(r.decomposition, name))
            for name in ("mean_score", "mcb", "dsc", "unc")
        },
        "groups": {name: records(table) for name, table in r.groups.items()},
        "sensitivity": records(r.variants),
        "recalibration": {
            "left_out_as_certain": r.certain,
            "readings": records(r.readings),
            **{name: plain(value) for name, value in (r.beliefs | r.diagnostics).items()},
        },
        "seed": SEED,
        "versions": {name: version(name) for name in PACKAGES},
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
