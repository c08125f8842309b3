"""Loading a book whole: either all of it is valid, or none of it is used.

It is read from its database where there is one, else from its text.
"""

from brierbook.errors import BookError
from brierbook.forecasts.book import Book, parse_book, read_file
from brierbook.forecasts.checks import problems_of
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.problems import first_of
from brierbook.forecasts.sources import problems_of_sources
from brierbook.forecasts.store.opening import longest
from brierbook.forecasts.workspace import Workspace


@frozen
class Examined:
    """A book and everything that is wrong with it."""

    book: Book
    problems: tuple[BookError, ...]


def examine(workspace: Workspace) -> Examined:
    """Read a book and find every problem; rules between entries wait until every line reads."""
    book, problems = read_book(workspace)
    if not problems:
        problems = problems_of(book) + problems_of_sources(book, workspace)
    return Examined(book, tuple(problems))


def read_book(workspace: Workspace) -> tuple[Book, list[BookError]]:
    """Read every entry of a book, wherever it is kept; nothing is written."""
    if workspace.server is None and not workspace.database.exists():
        return parse_book(read_file(workspace.book), workspace.shown(workspace.book))
    content, name = longest(workspace)
    return parse_book(content, name)


def load_book(workspace: Workspace) -> Book:
    """Read a book; the first problem is raised, and says how many there are."""
    examined = examine(workspace)
    if examined.problems:
        raise first_of(examined.problems)
    return examined.book
