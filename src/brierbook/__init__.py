"""A book of forecasts that says honestly how good they were.

Importing this loads nothing heavy; every name below is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brierbook.analysis.calibration.calibrator import BayesianCalibrator
    from brierbook.analysis.performance import with_scores
    from brierbook.analysis.recalibration import deserved, fit_recalibration
    from brierbook.analysis.table import forecast_table, scored
    from brierbook.forecasts.book import Book
    from brierbook.forecasts.loading import load_book
    from brierbook.forecasts.workspace import Workspace, find_workspace
    from brierbook.ledger import Ledger
    from brierbook.reports.retrospective import Retrospective, retrospect
    from brierbook.reports.selection import Selection

__all__ = [
    "BayesianCalibrator",
    "Book",
    "Ledger",
    "Retrospective",
    "Selection",
    "Workspace",
    "deserved",
    "find_workspace",
    "fit_recalibration",
    "forecast_table",
    "load_book",
    "retrospect",
    "scored",
    "with_scores",
]

HOMES = {
    "BayesianCalibrator": "brierbook.analysis.calibration.calibrator",
    "Book": "brierbook.forecasts.book",
    "Ledger": "brierbook.ledger",
    "Retrospective": "brierbook.reports.retrospective",
    "Selection": "brierbook.reports.selection",
    "Workspace": "brierbook.forecasts.workspace",
    "deserved": "brierbook.analysis.recalibration",
    "find_workspace": "brierbook.forecasts.workspace",
    "fit_recalibration": "brierbook.analysis.recalibration",
    "forecast_table": "brierbook.analysis.table",
    "load_book": "brierbook.forecasts.loading",
    "retrospect": "brierbook.reports.retrospective",
    "scored": "brierbook.analysis.table",
    "with_scores": "brierbook.analysis.performance",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # as Python defines it
    """Load a public name (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module 'brierbook' has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
