"""The door to a whole book: either all of it is valid, or none of it is used.

It is read from its database where there is one, else from its text.
"""

from brierbook.errors import BookError
from brierbook.forecasts.entries.book import Book, parse_book, read_book_bytes
from brierbook.forecasts.entries.problems import first_problem
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.rules.timing import without_void_deeds
from brierbook.forecasts.store.opening import longest_text, require_seen_entries
from brierbook.forecasts.workspace.folders import Workspace
from brierbook.forecasts.workspace.sources import find_source_problems

__all__ = ["ExaminedBook", "examine_book", "open_book"]


@frozen_record
class ExaminedBook:
    """A book and everything that is wrong with it."""

    book: Book
    problems: tuple[BookError, ...]


def examine_book(workspace: Workspace) -> ExaminedBook:
    """Read a book and find every problem; rules between entries wait until every line reads."""
    book, problems = _read_any_book(workspace)
    if not problems:
        problems = find_book_problems(book) + find_source_problems(book, workspace)
    return ExaminedBook(book, tuple(problems))


def _read_any_book(workspace: Workspace) -> tuple[Book, list[BookError]]:
    """Read every entry of a book, wherever it is kept; nothing is written."""
    if workspace.server is None and not workspace.database.exists():
        book, problems = parse_book(
            read_book_bytes(workspace.book), workspace.shown(workspace.book)
        )
        if not problems:
            require_seen_entries(workspace, book)
        return book, problems
    content, name = longest_text(workspace)
    return parse_book(content, name)


def open_book(workspace: Workspace) -> Book:
    """Open a book to read it whole, from its database or its text; nothing is written.

    What was changed after the outcome, and had stood before it, is without effect. Documents that
    are not in seeds/ are not compared (`find_missing_documents` names them).

    Raises
    ------
    BookError
        For the first entry that is not valid; it says how many more there are.
    """
    book, problems = _read_any_book(workspace)
    if not problems:
        problems = find_book_problems(book)
        problems += find_source_problems(book, workspace, with_missing=False)
    if problems:
        raise first_problem(tuple(problems))
    return without_void_deeds(book)
