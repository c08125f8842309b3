"""From files to what is kept of them: the format is told, the rows are read and gathered."""

from collections.abc import Iterable
from pathlib import Path

from brierbook.forecasts.exchange.collecting import ImportAnswers
from brierbook.forecasts.exchange.formats.protocol import Format
from brierbook.forecasts.exchange.gathering import Gathered, gather
from brierbook.forecasts.exchange.inputs import InputFile, open_inputs
from brierbook.forecasts.exchange.registry import detect_format, find_format
from brierbook.forecasts.frozen import frozen_record

__all__ = ["SourceRead", "read_source"]


@frozen_record
class SourceRead:
    """Files, the format that they are of, whether that was told by their look, and their rows."""

    files: tuple[InputFile, ...]
    format: Format
    detected: bool
    gathered: Gathered

    @property
    def source(self) -> str:
        """The name of the source."""
        return self.gathered.collection.source


def read_source(
    paths: Iterable[Path], answers: ImportAnswers, name: str | None = None
) -> SourceRead:
    """Read files of a source; nothing is written."""
    files = tuple(open_inputs(paths))
    found = find_format(name) if name else detect_format(files)
    return SourceRead(files, found, name is None, gather(found.collect(files, answers)))
