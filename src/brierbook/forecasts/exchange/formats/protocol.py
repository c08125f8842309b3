"""What a format is: it tells its files, and reads them into rows."""

from collections.abc import Callable, Sequence

from brierbook.forecasts.exchange.collecting import Collection, ImportAnswers
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.frozen import frozen_record

__all__ = ["Files", "Format", "as_list", "as_object", "source_of"]

type Files = Sequence[InputFile]


@frozen_record
class Format:
    """A format by its name.

    ``detect`` says how sure it is of files, from 0 to 100. ``source`` is the platform whose clock
    stamped the forecasts; it is None where the name of the file tells one record from another.
    """

    name: str
    detect: Callable[[Files], int]
    read: Callable[[Files, Collection], None]
    source: str | None = None

    def collect(self, files: Files, answers: ImportAnswers) -> Collection:
        """Read files."""
        found = Collection(self.source or source_of(files, answers), answers)
        self.read(files, found)
        return found


def source_of(files: Files, answers: ImportAnswers) -> str:
    """Name the source of a record that names none: as given, else by its file."""
    if answers.source:
        return answers.source
    last = files[0].name.rpartition("/")[2]
    return last.rpartition(".")[0] or last


def as_list(value: object) -> list[object]:
    """Take a list; of anything else, nothing."""
    return value if isinstance(value, list) else []


def as_object(value: object) -> dict[str, object]:
    """Take an object; of anything else, an empty one."""
    return value if isinstance(value, dict) else {}
