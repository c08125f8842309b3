"""Files that are written whole or not at all."""

from pathlib import Path

from brierbook.errors import WorkspaceError, message_of_system

__all__ = ["replace_file", "write_file"]


def replace_file(path: Path, content: bytes) -> None:
    """Put new content in the place of a file in one step."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


def write_file(path: Path, content: bytes) -> Path:
    """Write a file, in a folder that is made where it is missing; give its path."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)
    except OSError as error:
        raise WorkspaceError(
            "{path}: cannot be written ({why}); name another place",
            code="file.unwritable_place",
            path=path,
            why=message_of_system(error),
        ) from error
    return path
