"""What somebody who logs a forecast should know: claims much like it, how often such came true."""

from collections.abc import Iterable

from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.lines.similar import is_near, keys
from brierbook.forecasts.store.store import Store

__all__ = ["BaseRate", "SimilarProposition", "similar_propositions", "tag_base_rates"]

LOOKED_AT = 20  # of the claims that share a feature; those of a repetitive book are many
ENOUGH = 10  # resolved claims that make a base rate
RECENT = 1000  # claims of a tag that are looked at, so that logging stays quick in a large book
ALIKE = """SELECT p.id, p.text FROM likeness s JOIN proposition p ON p.id = s.proposition
    WHERE s.feature = ? LIMIT ?"""
OUTCOMES = """SELECT p.outcome FROM (
        SELECT proposition FROM tag WHERE tag = ? ORDER BY proposition DESC LIMIT ?
    ) t JOIN proposition p ON p.id = t.proposition
    WHERE p.kind = 'binary' AND p.status = 'resolved'"""


@frozen_record
class SimilarProposition:
    """A proposition of the book that says nearly the same."""

    id: str
    text: str


@frozen_record
class BaseRate:
    """How many of the resolved yes-or-no propositions of a tag came true."""

    tag: str
    yes: int
    resolved: int


def similar_propositions(store: Store, text: str) -> tuple[SimilarProposition, ...]:
    """Find propositions that say nearly the same as a text."""
    found: dict[str, str] = {}
    for feature in keys(text):
        found.update(store.database.rows(ALIKE, feature, LOOKED_AT))
    return tuple(
        SimilarProposition(name, other) for name, other in found.items() if is_near(text, other)
    )


def tag_base_rates(store: Store, tags: Iterable[str]) -> tuple[BaseRate, ...]:
    """Give the base rate of each tag that has enough resolved propositions."""
    rates = (_count_tag_outcomes(store, tag) for tag in tags)
    return tuple(rate for rate in rates if rate.resolved >= ENOUGH)


def _count_tag_outcomes(store: Store, tag: str) -> BaseRate:
    """Count the outcomes of a tag."""
    outcomes = [outcome for (outcome,) in store.database.rows(OUTCOMES, tag, RECENT)]
    return BaseRate(tag, outcomes.count("yes"), len(outcomes))
