"""Statements as W3C Web Annotations (Recommendation of 23 February 2017), in JSON-LD.

The target of each is its document with a TextQuoteSelector and a TextPositionSelector. Positions
count Unicode code points, as the Recommendation asks.
"""

from brierbook.forecasts.canonical import Json
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Document, Statement
from brierbook.forecasts.workspace.sources import CONTEXT

__all__ = ["annotate_statement", "annotation_page"]

LANGUAGE_OF_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotation_page(book: Book) -> dict[str, Json]:
    """Write every statement of a book as one AnnotationPage."""
    resting: dict[str, list[str]] = {}
    for forecast in book.forecasts.values():
        if forecast.statement:
            resting.setdefault(forecast.statement, []).append(forecast.proposition)
    items: list[Json] = [
        annotate_statement(each, book.documents[each.document], resting.get(each.id, []))
        for each in book.every(Statement)
    ]
    return {
        "@context": LANGUAGE_OF_CONTEXT,
        "type": "AnnotationPage",
        "id": f"urn:brierbook:{book.header.name}:statements",
        "items": items,
    }


def annotate_statement(
    statement: Statement, document: Document, propositions: list[str]
) -> dict[str, Json]:
    """Write one statement as an Annotation whose bodies are the propositions that rest on it."""
    bodies: list[Json] = [
        {"type": "SpecificResource", "source": f"urn:brierbook:proposition:{name}"}
        for name in dict.fromkeys(propositions)
    ]
    bodies.append({"type": "TextualBody", "purpose": "tagging", "value": statement.kind})
    return {
        "@context": LANGUAGE_OF_CONTEXT,
        "id": f"urn:brierbook:statement:{statement.id}",
        "type": "Annotation",
        "motivation": "identifying",
        "created": statement.recorded_at.text,
        "creator": {"type": "Person", "name": statement.by},
        "body": bodies,
        "target": {
            "source": f"urn:sha256:{document.sha256}",
            "type": "SpecificResource",
            "selector": [_quote_selector(statement), _position_selector(statement)],
        },
    }


def _quote_selector(statement: Statement) -> dict[str, Json]:
    """Select by the quote and what stands around it."""
    return {
        "type": "TextQuoteSelector",
        "exact": statement.quote,
        "prefix": statement.prefix[-CONTEXT:],
        "suffix": statement.suffix[:CONTEXT],
    }


def _position_selector(statement: Statement) -> dict[str, Json]:
    """Select by the place."""
    return {"type": "TextPositionSelector", "start": statement.start, "end": statement.end}
