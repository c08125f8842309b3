"""Finding a second reader by its name: the built-in one, or one that a package adds."""

from importlib.metadata import entry_points

from brierbook.errors import WorkspaceError
from brierbook.forecasts.reading.readers.protocol import Extractor

__all__ = ["find_extractor"]

GROUP = "brierbook.readers"


def find_extractor(name: str) -> Extractor:
    """Load a reader: the built-in one for chat endpoints, or one that a package adds."""
    if name == "chat":
        from brierbook.forecasts.reading.readers.chat import chat_from_environment  # seldom needed

        return chat_from_environment()
    found = [each for each in entry_points(group=GROUP) if each.name == name]
    if len(found) != 1:
        known = ", ".join(["chat", *sorted(each.name for each in entry_points(group=GROUP))])
        raise WorkspaceError(
            "{name} is no reader; there are {known}",
            code="reader.unknown",
            name=repr(name),
            known=known,
        )
    made = found[0].load()()
    if not isinstance(made, Extractor):
        raise WorkspaceError(
            "{name} is no reader: it has no name and extract(document, text)",
            code="reader.form",
            name=repr(name),
        )
    return made
