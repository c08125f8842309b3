"""The libraries that read containers, which the extra ``[import]`` brings."""

from importlib import import_module
from typing import Any

from brierbook.errors import WorkspaceError

__all__ = ["import_container"]


def import_container(name: str) -> Any:  # noqa: ANN401  # a module of another package
    """Import a library; without it, say how to get it."""
    try:
        return import_module(name)
    except ImportError as error:
        raise WorkspaceError(
            "reading this file needs {library}, which is not installed; "
            "run: pip install 'brierbook[import]'",
            code="import.extra",
            library=name.partition(".")[0],
        ) from error
