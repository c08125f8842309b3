"""What other packages announce: figures, writers of more formats, and more sections.

A package does so with entry points. In the group ``brierbook.figures`` each is a function that
draws (see :mod:`brierbook.reports.figures.registry`). In ``brierbook.reports`` ``format.NAME`` is a
function
that takes a :class:`~brierbook.reports.model.Report` and gives bytes, ``section.NAME`` one that
takes a retrospective and a catalogue of words, and gives blocks.
"""

import os
from typing import TYPE_CHECKING, Any

from brierbook.errors import WorkspaceError, quote_value

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = [
    "FIGURES",
    "REPORTS",
    "SECTIONS",
    "VARIABLE",
    "WRITERS",
    "find_entry_points",
    "load_entry_point",
]

REPORTS, FIGURES = "brierbook.reports", "brierbook.figures"
WRITERS, SECTIONS = "format.", "section."
VARIABLE = "BRIERBOOK_NO_PLUGINS"


def find_entry_points(group: str, kind: str = "") -> "dict[str, EntryPoint]":
    """Find what other packages announce of a kind, unless the environment forbids it."""
    if os.environ.get(VARIABLE):
        return {}
    from importlib.metadata import entry_points  # it reads every package

    found = sorted(entry_points(group=group))
    return {each.name.removeprefix(kind): each for each in found if each.name.startswith(kind)}


def load_entry_point(point: "EntryPoint") -> Any:  # noqa: ANN401  # whatever the package announces
    """Import what was announced; it is another's, so that any error may come of it."""
    try:
        return point.load()
    except Exception as error:
        raise WorkspaceError(
            "{name} of another package does not load ({why}); mend it, or set {variable}=1",
            code="report.plugin",
            name=quote_value(point.name),
            why=error,
            variable=VARIABLE,
        ) from error
