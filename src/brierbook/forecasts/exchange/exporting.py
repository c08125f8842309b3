"""A book in the form of another program, with what that form cannot hold."""

from collections.abc import Callable

from brierbook.errors import InputError
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.exchange.writers.hubverse import write_hubverse
from brierbook.forecasts.exchange.writers.json_records import (
    write_forecast_ledger,
    write_forecastbench,
    write_predictionbook,
)
from brierbook.forecasts.exchange.writers.rows import Written
from brierbook.forecasts.exchange.writers.tables import (
    write_fatebook,
    write_markdown_table,
    write_table,
)

__all__ = ["WRITERS", "write_record"]

WRITERS: dict[str, Callable[[Book], Written]] = {
    "table": write_table,
    "fatebook": write_fatebook,
    "predictionbook": write_predictionbook,
    "forecast-ledger": write_forecast_ledger,
    "hubverse": write_hubverse,
    "forecastbench": write_forecastbench,
    "markdown-table": write_markdown_table,
}
ALSO = {"csv": "table", "markdown": "markdown-table"}


def write_record(book: Book, name: str) -> Written:
    """Write a book in a form by its name."""
    write = WRITERS.get(ALSO.get(name, name))
    if write is None:
        raise InputError(
            "format",
            name,
            "is unknown; give one of {known}",
            code="import.no_format",
            known=", ".join(WRITERS),
        )
    return write(book)
