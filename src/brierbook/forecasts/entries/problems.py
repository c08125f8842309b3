"""How a rule says what is wrong with an entry."""

from collections.abc import Iterator

from brierbook.errors import BookError
from brierbook.forecasts.entries.records import Entry

__all__ = ["Problems", "field_error", "first_problem"]

type Problems = Iterator[BookError]


def field_error(
    entry: Entry,
    field: str | None,
    message: str,
    /,
    *,
    code: str | None = None,
    **facts: object,
) -> BookError:
    """Say what is wrong with a field of an entry."""
    origin = entry.origin
    return BookError(origin.file, origin.line, field, message, code=code, **facts)


def first_problem(problems: tuple[BookError, ...]) -> BookError:
    """Give the first problem, with a word about the others."""
    first = problems[0]
    if len(problems) == 1:
        return first
    return BookError(
        first.file,
        first.line,
        first.field,
        "{problem} (and {n} more: brierbook check lists them)",
        code="book.more_problems",
        problem=first.problem,
        n=len(problems) - 1,
    )
