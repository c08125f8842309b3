"""A book of forecasts that says honestly how good they were.

Importing this loads nothing heavy; every name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
    from brierbook.analysis.tables.fitted.recalibration import fit_recalibration, tabulate_deserved
    from brierbook.analysis.tables.forecast_rows import forecast_table, scored_forecasts
    from brierbook.analysis.tables.performance import with_scores
    from brierbook.errors import BrierbookError
    from brierbook.forecasts.entries.book import Book
    from brierbook.forecasts.store.loading import open_book
    from brierbook.forecasts.workspace.folders import Workspace, find_workspace
    from brierbook.frames.calibration import calibrate
    from brierbook.frames.figures import plot_reliability
    from brierbook.frames.reporting import report
    from brierbook.frames.scoring import score
    from brierbook.ledger import Ledger
    from brierbook.reports.findings.retrospective import Retrospective, retrospect
    from brierbook.reports.findings.selection import Selection

__all__ = [
    "BayesianCalibrator",
    "Book",
    "BrierbookError",
    "Ledger",
    "Retrospective",
    "Selection",
    "Workspace",
    "calibrate",
    "find_workspace",
    "fit_recalibration",
    "forecast_table",
    "open_book",
    "plot_reliability",
    "report",
    "retrospect",
    "score",
    "scored_forecasts",
    "tabulate_deserved",
    "with_scores",
]

HOMES = {
    "BayesianCalibrator": "brierbook.analysis.calibration.engines.calibrator",
    "Book": "brierbook.forecasts.entries.book",
    "BrierbookError": "brierbook.errors",
    "Ledger": "brierbook.ledger",
    "Retrospective": "brierbook.reports.findings.retrospective",
    "Selection": "brierbook.reports.findings.selection",
    "Workspace": "brierbook.forecasts.workspace.folders",
    "calibrate": "brierbook.frames.calibration",
    "find_workspace": "brierbook.forecasts.workspace.folders",
    "fit_recalibration": "brierbook.analysis.tables.fitted.recalibration",
    "forecast_table": "brierbook.analysis.tables.forecast_rows",
    "open_book": "brierbook.forecasts.store.loading",
    "plot_reliability": "brierbook.frames.figures",
    "report": "brierbook.frames.reporting",
    "retrospect": "brierbook.reports.findings.retrospective",
    "score": "brierbook.frames.scoring",
    "scored_forecasts": "brierbook.analysis.tables.forecast_rows",
    "tabulate_deserved": "brierbook.analysis.tables.fitted.recalibration",
    "with_scores": "brierbook.analysis.tables.performance",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # as Python defines it
    """Load a public name (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module 'brierbook' has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
