"""The formats of a report: what writes each, and how to find it by name."""

from collections.abc import Callable
from importlib import import_module

from brierbook.errors import ArgumentError, quote_value
from brierbook.reports.model import Report
from brierbook.reports.plugins import REPORTS, WRITERS, find_entry_points, load_entry_point

__all__ = ["USUAL", "ReportWriter", "find_writer"]

type ReportWriter = Callable[[Report], bytes]

HERE = "brierbook.reports.writers"
FORMATS = {
    "html": f"{HERE}.html:to_html",
    "md": f"{HERE}.markdown:to_markdown",
    "pdf": f"{HERE}.pdf:to_pdf",
    "json": f"{HERE}.data:to_json",
    "ipynb": f"{HERE}.notebook:to_notebook",
}
USUAL = ("html", "md")


def find_writer(name: str) -> ReportWriter:
    """Find what writes a format; other packages are asked only where there is none of ours."""
    if name in FORMATS:
        module, _, function = FORMATS[name].partition(":")
        ours: ReportWriter = getattr(import_module(module), function)
        return ours
    others = find_entry_points(REPORTS, WRITERS)
    if name not in others:
        known = ", ".join([*FORMATS, *others])
        raise ArgumentError(
            "format",
            "{name} is unknown; use {known}",
            code="report.no_format",
            name=quote_value(name),
            known=known,
        )
    found: ReportWriter = load_entry_point(others[name])
    return found
