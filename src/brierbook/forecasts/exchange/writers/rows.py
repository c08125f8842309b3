"""The forecasts of a book as rows to write, and what a format cannot hold of them."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from brierbook.errors import Message
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import (
    Forecast,
    Forecaster,
    MultilingualText,
    Proposition,
    Resolution,
    Stated,
)
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.when import Moment

__all__ = ["Written", "WrittenRow", "instant_text", "list_rows", "only_stated", "text_of"]


@frozen_record
class WrittenRow:
    """A forecast with its question, who made it, and how it turned out."""

    forecast: Forecast
    proposition: Proposition
    who: str
    resolution: Resolution | None

    @property
    def p(self) -> Decimal | None:
        """The probability, if it is one number."""
        said = self.forecast.confidence
        return said.p if isinstance(said, Stated) else None

    @property
    def question_id(self) -> str:
        """What the source calls the question, else its id."""
        named = self.proposition.platform_id
        return named.id if named else self.proposition.id

    @property
    def outcome(self) -> str:
        """The outcome in one word; blank while it is open."""
        return self.resolution.outcome if self.resolution else ""


@frozen_record
class Written:
    """Files by their names, and what they cannot hold, with how many forecasts it concerns."""

    files: dict[str, str]
    lost: tuple[Message, ...]


def list_rows(book: Book) -> list[WrittenRow]:
    """List the forecasts of a book, in order."""
    names = {each.id: each for each in book.every(Forecaster)}
    return [
        WrittenRow(
            forecast,
            book.propositions[forecast.proposition],
            _name_of(names.get(forecast.forecaster), forecast.forecaster),
            book.resolutions.get(forecast.proposition),
        )
        for forecast in book.forecasts.values()
    ]


def _name_of(forecaster: Forecaster | None, name: str) -> str:
    """Name somebody as the source does."""
    if forecaster is None:
        return name
    return text_of(forecaster.name)


def text_of(text: MultilingualText) -> str:
    """Give a text in the first language that there is."""
    return text.pick("en")[0]


def instant_text(moment: Moment, *, end: bool = False) -> str:
    """Write a moment as an instant: its first one, or the first after it."""
    return f"{moment.last if end else moment.first:%Y-%m-%dT%H:%M:%SZ}"


def only_stated(rows: Iterable[WrittenRow]) -> tuple[list[WrittenRow], list[Message]]:
    """Keep probabilities of yes or no; say how many others there are."""
    listed = list(rows)
    kept = [row for row in listed if row.p is not None and row.proposition.answers.kind == "binary"]
    n = len(listed) - len(kept)
    return kept, count_lost(
        n,
        lambda n: Message(
            "forecasts of options, numbers, days, ranges and words: {n}",
            "export.lost_kinds",
            {"n": n},
        ),
    )


def count_lost(n: int, say: Callable[[int], Message]) -> list[Message]:
    """Say what is lost, if there is any of it."""
    return [say(n)] if n else []


def outcomes_lost(rows: Iterable[WrittenRow], held: Iterable[str]) -> list[Message]:
    """Say how many outcomes a format has no word for."""
    known = {"", *held}
    odd = {row.proposition.id for row in rows if row.outcome not in known}
    return count_lost(
        len(odd),
        lambda n: Message(
            "outcomes that it has no word for, written as open: {n}",
            "export.lost_outcomes",
            {"n": n},
        ),
    )


def by_question(rows: Iterable[WrittenRow]) -> Iterator[tuple[Proposition, list[WrittenRow]]]:
    """Group rows by their question, in order."""
    groups: dict[str, list[WrittenRow]] = {}
    for row in rows:
        groups.setdefault(row.proposition.id, []).append(row)
    for group in groups.values():
        yield group[0].proposition, group
