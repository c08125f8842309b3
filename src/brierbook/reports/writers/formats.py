"""The formats of a report: what writes each, and how to find it by name."""

from collections.abc import Callable
from importlib import import_module

from brierbook.errors import ArgumentError
from brierbook.reports.model import Report
from brierbook.reports.plugins import REPORTS, WRITERS, announced, load

type Write = Callable[[Report], bytes]

HERE = "brierbook.reports.writers"
FORMATS = {
    "html": f"{HERE}.html:to_html",
    "md": f"{HERE}.markdown:to_markdown",
    "pdf": f"{HERE}.pdf:to_pdf",
    "json": f"{HERE}.data:to_json",
    "ipynb": f"{HERE}.notebook:to_notebook",
}
USUAL = ("html", "md")


def find_writer(name: str) -> Write:
    """Find what writes a format; other packages are asked only where there is none of ours."""
    if name in FORMATS:
        module, _, function = FORMATS[name].partition(":")
        ours: Write = getattr(import_module(module), function)
        return ours
    others = announced(REPORTS, WRITERS)
    if name not in others:
        known = ", ".join([*FORMATS, *others])
        raise ArgumentError("format", f"{name!r} is unknown; use {known}")
    found: Write = load(others[name])
    return found
