"""How a rule says what is wrong with an entry."""

from collections.abc import Iterator

from brierbook.errors import BookError
from brierbook.forecasts.records import Entry

type Problems = Iterator[BookError]


def problem(entry: Entry, field: str | None, message: str) -> BookError:
    """Say what is wrong with a field of an entry."""
    return BookError(entry.origin.file, entry.origin.line, field, message)


def first_of(problems: tuple[BookError, ...]) -> BookError:
    """Give the first problem, with a word about the others."""
    first = problems[0]
    if len(problems) == 1:
        return first
    rest = f" (and {len(problems) - 1} more: brierbook check lists them)"
    return BookError(first.file, first.line, first.field, first.problem + rest)
