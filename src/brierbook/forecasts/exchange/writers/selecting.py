"""The part of a book that one forecaster has a hand in."""

from brierbook.errors import ConflictError, quote_value
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Forecast, Forecaster
from brierbook.forecasts.exchange.writers.rows import text_of
from brierbook.forecasts.life.forecasters import make_slug

__all__ = ["of_forecaster"]


def of_forecaster(book: Book, said: str) -> Book:
    """Leave out the forecasts of others."""
    found = [
        each
        for each in book.every(Forecaster)
        if said == each.id or make_slug(said) in (each.id, make_slug(text_of(each.name)))
    ]
    if not found:
        raise ConflictError(
            "no forecaster {said} in the book; brierbook forecasters lists them",
            code="export.nobody",
            said=quote_value(said),
        )
    names = {each.id for each in found}
    kept = [
        not isinstance(record, Forecast) or record.forecaster in names for record in book.records
    ]
    records = tuple(record for record, keep in zip(book.records, kept, strict=True) if keep)
    lines = tuple(line for line, keep in zip(book.lines, kept, strict=True) if keep)
    return Book(book.file, records, lines)
