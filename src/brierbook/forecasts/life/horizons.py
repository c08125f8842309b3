"""Horizons of one claim that contradict each other: what is true by a day stays true later."""

from brierbook.forecasts.entries.records import Forecast, Proposition
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.life.notices import similar_propositions
from brierbook.forecasts.lines.similar import similarity
from brierbook.forecasts.store.rows import NO_DEADLINE, sortable_instant, summarize_confidence
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.when import Moment, parse_moment

__all__ = ["ContradictoryHorizon", "contradictory_horizons"]

STANDING = """SELECT p.deadline, p.deadline_text, s.p FROM standing s
    JOIN proposition p ON p.id = s.proposition
    WHERE s.proposition = ? AND s.forecaster = ? AND p.kind = 'binary' AND p.status = 'open'"""
# ids of horizons go on after the claim with an at sign, before which "A" comes next
OF_CLAIM = "SELECT id FROM proposition WHERE id >= ? AND id < ?"


@frozen_record
class ContradictoryHorizon:
    """Another deadline of the same claim, and what its forecaster said of it."""

    id: str
    deadline: Moment
    p: float
    earlier: bool


def contradictory_horizons(
    store: Store, claim: Proposition, forecast: Forecast
) -> tuple[ContradictoryHorizon, ...]:
    """Find open horizons of a claim that what was said now contradicts.

    A claim by a later day is at least as probable as by an earlier one. Claims are the same where
    they have the same words, or where their ids say so.
    """
    p = summarize_confidence(forecast.confidence)[1]
    if p is None or claim.deadline is None or claim.answers.kind != "binary":
        return ()
    own, found = sortable_instant(claim.deadline), []
    for name in _same_claim(store, claim):
        for end, text, said in store.database.rows(STANDING, name, forecast.forecaster):
            earlier = end < own
            if end not in (own, NO_DEADLINE) and (said > p if earlier else said < p):
                found.append(ContradictoryHorizon(name, parse_moment(text), said, earlier))
    return tuple(found)


def _same_claim(store: Store, claim: Proposition) -> list[str]:
    """Name the other propositions that claim the same."""
    text = claim.text.pick("en")[0]
    near = similar_propositions(store, text)
    same = [each.id for each in near if similarity(text, each.text) == 1]
    of_claim = store.database.rows(OF_CLAIM, f"{claim.claim}@", f"{claim.claim}A")
    names = dict.fromkeys([*same, *(name for (name,) in of_claim)])
    return [name for name in names if name != claim.id]
