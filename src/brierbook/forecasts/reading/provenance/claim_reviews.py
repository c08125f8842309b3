"""Resolved propositions as schema.org ClaimReview, in JSON-LD.

Only what turned out yes or no is reviewed. The rating is 1 for no and 5 for yes, as the guidelines
of schema.org for a scale of truth have it, with the words beside it.
"""

from collections.abc import Iterator

from brierbook.forecasts.canonical import Json
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Forecast, Proposition, Resolution

__all__ = ["claim_reviews"]

CONTEXT = "https://schema.org"
RATINGS = {"yes": (5, "came true"), "no": (1, "did not come true")}


def claim_reviews(book: Book, language: str = "en") -> Iterator[dict[str, Json]]:
    """Write a review of each proposition that came true or did not."""
    for name, proposition in book.propositions.items():
        resolution = book.resolutions.get(name)
        if resolution is not None and resolution.outcome in RATINGS:
            yield _review(book, proposition, resolution, language)


def _review(
    book: Book, proposition: Proposition, resolution: Resolution, language: str
) -> dict[str, Json]:
    """Write one review."""
    value, said = RATINGS[resolution.outcome]
    text, spoken = proposition.text.pick(language)
    appearances: list[Json] = list(_appearances(book, proposition))
    claim: dict[str, Json] = {"@type": "Claim", "name": text}
    if appearances:
        claim["appearance"] = appearances
    return {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "inLanguage": spoken,
        "url": f"urn:brierbook:proposition:{proposition.id}",
        "datePublished": resolution.known_at.last_day.isoformat(),
        "author": {"@type": "Person", "name": resolution.by},
        "claimReviewed": text,
        "itemReviewed": claim,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": value,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": said,
        },
    }


def _appearances(book: Book, proposition: Proposition) -> Iterator[dict[str, Json]]:
    """Give the statements in which a claim was made, each once."""
    seen: set[str] = set()
    for forecast in book.forecasts_of.get(proposition.id, ()):
        if forecast.statement and forecast.statement not in seen:
            seen.add(forecast.statement)
            yield _appearance(book, forecast)


def _appearance(book: Book, forecast: Forecast) -> dict[str, Json]:
    """Give one statement with its day and speaker."""
    statement = book.statements[forecast.statement or ""]
    document = book.documents[statement.document]
    speaker = book.forecasters.get(statement.speaker)
    return {
        "@type": "CreativeWork",
        "identifier": f"urn:brierbook:statement:{statement.id}",
        "text": statement.quote,
        "inLanguage": document.language,
        "datePublished": document.likeliest.first_day.isoformat(),
        "author": {
            "@type": "Person",
            "name": speaker.name.pick("en")[0] if speaker else statement.speaker,
        },
    }
