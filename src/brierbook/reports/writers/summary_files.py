"""A retrospective as data: the scored forecasts as CSV, everything else as JSON."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version

import pandas as pd

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.numeric.csv_text import DIGITS, write_rounded_csv
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.tables.changed_after import changed_after_as_data
from brierbook.analysis.tables.fitted.book_claims import claims_as_data
from brierbook.forecasts.rules.standing import Status
from brierbook.reports.findings.retrospective import (
    SEED,
    Performance,
    Recalibration,
    Retrospective,
)
from brierbook.reports.findings.standings import StandingFindings
from brierbook.reports.sections.answer import resolved_primary
from brierbook.reports.sections.comparison import proposition_outcomes
from brierbook.reports.sections.method import PACKAGES

__all__ = ["scored_forecasts_csv", "summary_as_data", "summary_json"]

SCHEMA = "brierbook.summary/2"
CORP = ("mean_score", "mcb", "dsc", "unc")


def scored_forecasts_csv(r: Retrospective) -> str:
    """Write one row for each scored forecast."""
    rows = r.scored.sort_values(["event", "proposition", "forecast"], kind="stable")
    return write_rounded_csv(rows.drop(columns=["status"]))


def summary_json(r: Retrospective) -> str:
    """Write the summary."""
    return json.dumps(summary_as_data(r), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def summary_as_data(r: Retrospective) -> dict[str, object]:
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
        **(_performance_as_data(r.performance) if r.performance else {"scores": None}),
        "standings": _standings_as_data(r.standings),
        "sensitivity": _table_as_data(r.variants),
        "recalibration": _recalibration_as_data(r, r.recalibrated) if r.recalibrated else None,
        "claims": claims_as_data(r.claims) if r.claims else None,
        "changed_after": changed_after_as_data(r.changed_after),
        "kinds": _table_as_data(r.kinds),
        "outcomes": proposition_outcomes(r),
        "previous": r.previous.as_data() if r.previous else None,
        "seed": SEED,
        "versions": {name: version(name) for name in PACKAGES},
    }


def _performance_as_data(found: Performance) -> dict[str, object]:
    """Give how good the forecasts were."""
    return {
        "said": _json_number(found.said),
        "happened": _json_number(found.base_rate),
        "said_minus_happened": _interval_as_data(found.gap),
        "scores": {name: _interval_as_data(each) for name, each in found.summary.items()},
        "corp": {name: _json_number(getattr(found.decomposition, name)) for name in CORP},
        "groups": {name: _table_as_data(table) for name, table in found.groups.items()},
    }


def _standings_as_data(found: StandingFindings) -> dict[str, object]:
    """Give how each row is scored, what is held back, and the limits were events dependent."""
    held, outcomes = found.held_back, ("yes", "no")
    return {
        "rows": _table_as_data(found.ways),
        "standings": _table_as_data(found.standings),
        "events": _table_as_data(found.events),
        "dependence": _table_as_data(found.dependence),
        "held_back": None
        if held is None
        else {
            "questions": held.questions,
            "yes": held.yes,
            "missed": held.missed,
            "brier_so_far": _json_number(held.brier),
            "next_counts": held.next_counts.isoformat(),
        },
        "hindsight": dict(zip(outcomes, found.hindsight, strict=True)),
        "kept": dict(zip(outcomes, found.kept, strict=True)),
    }


def _recalibration_as_data(r: Retrospective, found: Recalibration) -> dict[str, object]:
    """Give what forecasts like these deserve, and what computed it; without chains, no R-hat."""
    return {
        "engine": found.engine,
        "left_out_as_certain": r.certain,
        "left_out_as_shares": r.shares,
        "readings": _table_as_data(found.readings),
        **{name: _json_number(value) for name, value in found.beliefs.items()},
        **_diagnostics_as_data(found.diagnostics),
    }


def _diagnostics_as_data(found: Diagnostics) -> dict[str, object]:
    """Give what speaks for and against the draws; independent ones are as good in the tails."""
    tail = found.ess_bulk if found.ess_tail is None else found.ess_tail
    return {
        "r_hat": _json_number(found.r_hat),
        "ess_bulk": _json_number(found.ess_bulk),
        "ess_tail": _json_number(tail),
        "divergences": found.divergences or 0,
    }


def _interval_as_data(found: Estimate) -> Mapping[str, object]:
    """Give an interval as plain data."""
    return {name: _json_number(value) for name, value in asdict(found).items()}


def _table_as_data(table: pd.DataFrame) -> list[dict[str, object]]:
    """Give a table as a list of plain records."""
    return [
        {str(name): _json_number(value) for name, value in row.items()}
        for row in table.to_dict(orient="records")
    ]


def _json_number(value: object) -> object:
    """Round a number to ten digits; JSON has no infinity, so that becomes null."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
