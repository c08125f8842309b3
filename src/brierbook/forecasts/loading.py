"""Loading a book whole: either all of it is valid, or none of it is used."""

from brierbook.errors import BookError
from brierbook.forecasts.book import Book, parse_book, read_file
from brierbook.forecasts.checks import problems_of
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.problems import first_of
from brierbook.forecasts.sources import problems_of_sources
from brierbook.forecasts.workspace import Workspace


@frozen
class Examined:
    """A book and everything that is wrong with it."""

    book: Book
    problems: tuple[BookError, ...]


def examine(workspace: Workspace) -> Examined:
    """Read a book and find every problem; rules between entries wait until every line reads."""
    book, problems = parse_book(read_file(workspace.book), shown(workspace))
    if not problems:
        problems = problems_of(book) + problems_of_sources(book, workspace)
    return Examined(book, tuple(problems))


def shown(workspace: Workspace) -> str:
    """Name the book as messages do: from the root of the workspace where it lies inside."""
    if workspace.book.is_relative_to(workspace.root):
        return workspace.book.relative_to(workspace.root).as_posix()
    return str(workspace.book)


def load_book(workspace: Workspace) -> Book:
    """Read a book; the first problem is raised, and says how many there are."""
    examined = examine(workspace)
    if examined.problems:
        raise first_of(examined.problems)
    return examined.book
