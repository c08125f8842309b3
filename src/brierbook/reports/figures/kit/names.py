"""Names of forecasters as people know them, in place of the ids under which a book keeps them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from brierbook.forecasts.entries.book import Book

__all__ = ["known_name", "names_of_book"]

NAMES: ContextVar[Mapping[str, Mapping[str, str]]] = ContextVar("NAMES")
LANGUAGES = ("en", "uk", "ru")


@contextmanager
def names_of_book(book: Book) -> Iterator[None]:
    """Draw inside with the names that a book gives its forecasters, unless two share one."""
    token = NAMES.set({lang: _distinct_names(book, lang) for lang in LANGUAGES})
    try:
        yield
    finally:
        NAMES.reset(token)


def _distinct_names(book: Book, lang: str) -> dict[str, str]:
    """Give the names of one language that one forecaster alone has."""
    whole = {key: each.name.pick(lang)[0] for key, each in book.forecasters.items()}
    found: dict[str, str] = {}
    for names in (whole, {key: _short_name(name) for key, name in whole.items()}):
        often = Counter(names.values())
        found |= {key: name for key, name in names.items() if often[name] == 1}
    return found


def _short_name(name: str) -> str:
    """Leave out what a person is, which stands after a comma or in brackets."""
    return name.partition(",")[0].partition(" (")[0].strip()


def known_name(key: str, lang: str) -> str:
    """Give the name of a forecaster, or else what was given."""
    return NAMES.get({}).get(lang, {}).get(key, key)
