"""Whether forecasters that are one, and things that platforms name, are told apart."""

from brierbook.errors import quote_value
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import (
    Alias,
    Document,
    Entry,
    Event,
    Export,
    Forecaster,
    PlatformId,
    Statement,
)

__all__ = ["SHAREABLE", "check_aliases", "check_platform_ids", "is_shared", "says_same"]

# what two copies of a book may have added alike
SHAREABLE = (Document, Export, Forecaster, Event, Statement)


def check_aliases(book: Book) -> Problems:
    """21. Who is the same as another is so once, and not in a circle."""
    joined: dict[str, str] = {}
    for alias in book.every(Alias):
        if alias.forecaster in joined:
            yield field_error(
                alias,
                "forecaster",
                "is the same as {other} already",
                code="rule.joined",
                other=quote_value(joined[alias.forecaster]),
            )
        elif follow_aliases(joined, alias.same_as) == alias.forecaster:
            yield field_error(alias, "same_as", "leads back to itself", code="rule.joined_circle")
        else:
            joined[alias.forecaster] = alias.same_as


def is_shared(first: Entry, second: Entry) -> bool:
    """Whether an entry that came from another copy of the book says what one here says already."""
    came = second.first_recorded_at is not None
    return came and isinstance(second, SHAREABLE) and says_same(first, second)


def says_same(first: Entry, second: Entry) -> bool:
    """Whether two entries say the same, but for when and by whom."""
    return type(first) is type(second) and all(
        getattr(first, name) == getattr(second, name) for name in type(first).__annotations__
    )


def follow_aliases(joined: dict[str, str], name: str) -> str:
    """Give the forecaster that somebody is in the end."""
    while name in joined:
        name = joined[name]
    return name


def check_platform_ids(book: Book) -> Problems:
    """22. What a platform names is in the book once, for each kind of entry in force."""
    seen: dict[tuple[type[Entry], PlatformId], Entry] = {}
    for record in book.in_force:
        named = getattr(record, "platform_id", None)
        first = seen.setdefault((type(record), named), record) if named else record
        if first is not record:
            yield field_error(
                record,
                "platform_id",
                "is that of line {line} already",
                code="rule.platform_id",
                line=first.origin.line,
            )
