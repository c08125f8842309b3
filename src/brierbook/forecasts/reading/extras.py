"""What the extra ``[read]`` brings, imported when it is used."""

from importlib import import_module
from types import ModuleType

from brierbook.errors import WorkspaceError

__all__ = ["import_extra"]


def import_extra(name: str) -> ModuleType:
    """Import a module of the extra; without it, say how to get it."""
    try:
        return import_module(name)
    except ImportError as error:
        raise WorkspaceError(
            "reading documents needs {name}, which is not installed; "
            "run: pip install 'brierbook[read]'",
            code="read.extra",
            name=name.partition(".")[0],
        ) from error
