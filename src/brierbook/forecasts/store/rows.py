"""What the tables hold of a proposition, made from the entries that say something of it."""

from collections.abc import Iterator
from decimal import Decimal
from math import exp
from unicodedata import normalize

from brierbook.forecasts.book import Book
from brierbook.forecasts.lines import words
from brierbook.forecasts.lines.similar import keys
from brierbook.forecasts.records import (
    LANGUAGES,
    Confidence,
    Forecast,
    Proposition,
    Quantiles,
    Ranged,
    Sealed,
    Shares,
    Stated,
    Texts,
    Worded,
)
from brierbook.forecasts.store.database import Row
from brierbook.forecasts.when import Moment

NO_DEADLINE = "9999"  # after every deadline
SETTLED = ("yes", "no", "option", "value")


def proposition_row(book: Book, proposition: Proposition) -> Row:
    """Give the row of a proposition, in the order of the columns."""
    resolution = book.resolutions.get(proposition.id)
    outcome = resolution.outcome if resolution else None
    return (
        proposition.id,
        int(proposition.id) if is_number(proposition.id) else None,
        proposition.origin.line,
        proposition.answers.kind,
        without_nul(proposition.text.pick("en")[0]),
        without_nul(folded(proposition.text)),
        sortable(proposition.deadline) if proposition.deadline else NO_DEADLINE,
        proposition.deadline.text if proposition.deadline else None,
        book.event_of(proposition).id,
        proposition.condition,
        "open" if outcome is None else "resolved" if outcome in SETTLED else outcome,
        (resolution.answer or outcome) if resolution else None,
        sortable(resolution.known_at) if resolution else None,
    )


def is_number(name: str) -> bool:
    """Whether an id is a number that the ledger gave."""
    return name.isascii() and name.isdigit() and len(name) < 16  # noqa: PLR2004  # fits 64 bits


def folded(texts: Texts) -> str:
    """Give the text in all its languages as searching compares it."""
    given = (getattr(texts, language) for language in LANGUAGES)
    return "\n".join(words.fold(text) for text in given if text)


def fold(text: str) -> str:
    """Make texts equal that differ by case or by how their letters are composed."""
    return without_nul(normalize("NFC", text).casefold())


def without_nul(text: str) -> str:
    """Show the one character that PostgreSQL cannot keep as another; the entry itself has it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def sortable(moment: Moment) -> str:
    """Give the last instant in UTC as text that sorts by time."""
    return moment.last.strftime("%Y-%m-%dT%H:%M:%SZ")


def standing_rows(book: Book, proposition: str) -> Iterator[Row]:
    """Give a row for the last forecast of each forecaster who did not withdraw it."""
    last = last_forecasts(book, proposition)
    for each in book.withdrawals_of.get(proposition, ()):
        held = last.get(each.forecaster)
        if held and held.made_at.first <= each.made_at.first:
            del last[each.forecaster]
    for name, forecast in last.items():
        shown, p = shown_confidence(forecast.confidence)
        yield proposition, name, forecast.id, sortable(forecast.made_at), shown, p


def last_forecasts(book: Book, proposition: str) -> dict[str, Forecast]:
    """Give the last forecast of each forecaster, by when it was made; of equals the later entry."""
    last: dict[str, Forecast] = {}
    for forecast in book.forecasts_of.get(proposition, ()):
        before = last.get(forecast.forecaster)
        if before is None or before.made_at.last <= forecast.made_at.last:
            last[forecast.forecaster] = forecast
    return last


def tag_rows(proposition: Proposition) -> Iterator[Row]:
    """Give a row for each tag."""
    return ((fold(tag), proposition.id) for tag in dict.fromkeys(proposition.tags))


def source_rows(book: Book, proposition: str) -> Iterator[Row]:
    """Give a row for each document that a forecast of a proposition rests on."""
    resting = (each.statement for each in book.forecasts_of.get(proposition, ()) if each.statement)
    documents = {book.statements[name].document for name in resting}
    return ((document, proposition) for document in sorted(documents))


def likeness_rows(proposition: Proposition) -> Iterator[Row]:
    """Give a row for each feature that near-duplicates would share."""
    given = (getattr(proposition.text, language) for language in LANGUAGES)
    features = {feature for text in given if text for feature in keys(text)}
    return ((feature, proposition.id) for feature in sorted(features))


def shown_confidence(confidence: Confidence) -> tuple[str, float | None]:
    """Give a confidence as short text, and as one number where it has one to search by."""
    match confidence:
        case Stated():
            return percent(confidence.p), float(confidence.p)
        case Ranged():
            middle = float(confidence.low + confidence.high) / 2
            return f"{percent(confidence.low)}–{percent(confidence.high)}", middle
        case Worded():
            # the median of the distribution; scores use all of it
            return f"“{confidence.phrase}”", 1 / (1 + exp(-float(confidence.mean_logit)))
        case Shares():
            best, p = max(confidence.p, key=lambda pair: pair[1])
            return f"{best} {percent(p)}", None
        case Quantiles():
            return "; ".join(f"{percent(p)}: {value}" for p, value in confidence.at), None
        case Sealed():
            return "sealed", None


def percent(p: Decimal) -> str:
    """Write a probability in percent, every digit of it."""
    return f"{(p * 100).normalize():f} %"
