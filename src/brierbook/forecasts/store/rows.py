"""What the tables hold of a proposition, made from the entries that say something of it."""

from collections.abc import Iterator
from decimal import Decimal
from math import exp
from unicodedata import normalize

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.question_readers import SETTLING
from brierbook.forecasts.entries.records import (
    LANGUAGES,
    Confidence,
    Forecast,
    MultilingualText,
    Proposition,
    QuantileAnswer,
    Ranged,
    Sealed,
    Shares,
    Stated,
    Worded,
)
from brierbook.forecasts.lines import words
from brierbook.forecasts.lines.similar import keys
from brierbook.forecasts.store.database import DatabaseRow
from brierbook.forecasts.when import Moment

__all__ = [
    "NO_DEADLINE",
    "fold_text",
    "last_forecasts",
    "likeness_rows",
    "sortable_instant",
    "standing_forecast_rows",
    "summarize_confidence",
]

NO_DEADLINE = "9999"  # after every deadline


def proposition_row(book: Book, proposition: Proposition) -> DatabaseRow:
    """Give the row of a proposition, in the order of the columns."""
    resolution = book.resolutions.get(proposition.id)
    outcome = resolution.outcome if resolution else None
    return (
        proposition.id,
        int(proposition.id) if _is_ledger_number(proposition.id) else None,
        proposition.origin.line,
        proposition.answers.kind,
        _replace_nul(proposition.text.pick("en")[0]),
        _replace_nul(folded_texts(proposition.text)),
        sortable_instant(proposition.deadline) if proposition.deadline else NO_DEADLINE,
        proposition.deadline.text if proposition.deadline else None,
        book.event_of(proposition).id,
        proposition.condition,
        "open" if outcome is None else "resolved" if outcome in SETTLING else outcome,
        (resolution.answer or ", ".join(resolution.chosen) or outcome) if resolution else None,
        sortable_instant(resolution.known_at) if resolution else None,
    )


def _is_ledger_number(name: str) -> bool:
    """Whether an id is a number that the ledger gave."""
    return name.isascii() and name.isdigit() and len(name) < 16  # noqa: PLR2004  # fits 64 bits


def folded_texts(texts: MultilingualText) -> str:
    """Give the text in all its languages as searching compares it."""
    given = (getattr(texts, language) for language in LANGUAGES)
    return "\n".join(words.fold(text) for text in given if text)


def fold_text(text: str) -> str:
    """Make texts equal that differ by case or by how their letters are composed."""
    return _replace_nul(normalize("NFC", text).casefold())


def _replace_nul(text: str) -> str:
    """Show the one character that PostgreSQL cannot keep as another; the entry itself has it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def sortable_instant(moment: Moment) -> str:
    """Give the last instant in UTC as text that sorts by time."""
    return moment.last.strftime("%Y-%m-%dT%H:%M:%SZ")


def standing_forecast_rows(book: Book, proposition: str) -> Iterator[DatabaseRow]:
    """Give a row for the last forecast of each forecaster who did not withdraw it."""
    last = last_forecasts(book, proposition)
    for each in book.withdrawals_of.get(proposition, ()):
        held = last.get(each.forecaster)
        if held and held.made_at.first <= each.made_at.first:
            del last[each.forecaster]
    for name, forecast in last.items():
        shown, p = summarize_confidence(forecast.confidence)
        yield proposition, name, forecast.id, sortable_instant(forecast.made_at), shown, p


def last_forecasts(book: Book, proposition: str) -> dict[str, Forecast]:
    """Give the last forecast of each forecaster, by when it was made; of equals the later entry."""
    last: dict[str, Forecast] = {}
    for forecast in book.forecasts_of.get(proposition, ()):
        before = last.get(forecast.forecaster)
        if before is None or before.made_at.last <= forecast.made_at.last:
            last[forecast.forecaster] = forecast
    return last


def tag_rows(proposition: Proposition) -> Iterator[DatabaseRow]:
    """Give a row for each tag."""
    return ((fold_text(tag), proposition.id) for tag in dict.fromkeys(proposition.tags))


def source_rows(book: Book, proposition: str) -> Iterator[DatabaseRow]:
    """Give a row for each document that a forecast of a proposition rests on."""
    resting = (each.statement for each in book.forecasts_of.get(proposition, ()) if each.statement)
    documents = {book.statements[name].document for name in resting}
    return ((document, proposition) for document in sorted(documents))


def likeness_rows(proposition: Proposition) -> Iterator[DatabaseRow]:
    """Give a row for each feature that near-duplicates would share."""
    given = (getattr(proposition.text, language) for language in LANGUAGES)
    features = {feature for text in given if text for feature in keys(text)}
    return ((feature, proposition.id) for feature in sorted(features))


def summarize_confidence(confidence: Confidence) -> tuple[str, float | None]:
    """Give a confidence as short text, and as one number where it has one to search by."""
    match confidence:
        case Stated():
            return _format_exact_percent(confidence.p), float(confidence.p)
        case Ranged():
            middle = float(confidence.low + confidence.high) / 2
            return (
                f"{_format_exact_percent(confidence.low)}–{_format_exact_percent(confidence.high)}",
                middle,
            )
        case Worded():
            # the median of the distribution; scores use all of it
            return f"“{confidence.phrase}”", 1 / (1 + exp(-float(confidence.mean_logit)))
        case Shares():
            best, p = max(confidence.p, key=lambda pair: pair[1])
            return f"{best} {_format_exact_percent(p)}", None
        case QuantileAnswer():
            return "; ".join(
                f"{_format_exact_percent(p)}: {value}" for p, value in confidence.at
            ), None
        case Sealed():
            return "sealed", None


def _format_exact_percent(p: Decimal) -> str:
    """Write a probability in percent, every digit of it."""
    return f"{(p * 100).normalize():f} %"
