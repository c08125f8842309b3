"""JSON objects, one a line, each with its place."""

from collections.abc import Iterator

from brierbook.errors import InputError
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.inputs import InputFile, load_json
from brierbook.forecasts.exchange.rows import Rejected

__all__ = ["read_lines"]


def read_lines(file: InputFile, found: Collection) -> Iterator[tuple[str, dict[str, object]]]:
    """Give each object; a line that is none is rejected."""
    for number, line in enumerate(file.text.split("\n"), start=1):
        if not line.strip():
            continue
        at = file.at(number)
        try:
            value = load_json(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield at, value
        else:
            error = InputError("line", line, "is no JSON object", code="import.no_object")
            found.rejected.append(Rejected(at, error))
