"""The confidence of a statement: what the reviewer says, else the distribution of its words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from brierbook.errors import InputError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.life.readers.confidences import range_body, stated_body, worded_body
from brierbook.forecasts.lines.amounts import read_probability
from brierbook.forecasts.reading.review.items import QueueItem

__all__ = ["confidence_of", "suggested_confidence"]

LEXICON = "brierbook-words-1"  # its words are those that the engine finds in documents
UNHEDGED = (Decimal("0.8"), Decimal("0.97"))


def confidence_of(fields: Mapping[str, Any], item: QueueItem) -> Json:
    """Give the confidence as an entry writes it."""
    given = [name for name in ("confidence", "p", "word", "range") if fields.get(name)]
    if len(given) > 1:
        raise InputError(
            "confidence",
            given,
            "is given by {given}; keep one of them",
            code="confidence.several",
            given=", ".join(given),
        )
    if not given:
        return suggested_confidence(item)
    return _read_given(given[0], fields[given[0]])


def _read_given(way: str, value: object) -> Json:
    """Read a confidence in one of the ways."""
    if way == "confidence":
        if not isinstance(value, dict):
            raise InputError(
                "confidence",
                value,
                "must be an object as entries write it",
                code="confidence.object",
            )
        return value
    said = str(value)
    if way == "p":
        return stated_body(read_probability(said))
    if way == "word":
        return worded_body(said, LEXICON)
    low, dots, high = said.partition("..")
    if not dots:
        raise InputError(
            "range",
            said,
            "must be two probabilities such as 10%..40%",
            code="confidence.range_form",
        )
    return range_body(read_probability(low), read_probability(high))


def suggested_confidence(item: QueueItem) -> EntryBody:
    """Give what the words suggest; of a denial, the distribution turned round.

    A word of the lexicon keeps its distribution. A range is the central 90 % of one reader.
    """
    if item.word and not item.turned:
        return worded_body(item.word, LEXICON)
    low, high = (Decimal(str(each)) for each in item.p) if item.p else UNHEDGED
    if item.turned:
        low, high = 1 - high, 1 - low
    return range_body(low, high)
