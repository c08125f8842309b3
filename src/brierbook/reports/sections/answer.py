"""The answer first: how good the forecasts were, in a few sentences chosen by the numbers."""

import numpy as np

from brierbook.forecasts.entries.records import Resolution
from brierbook.forecasts.rules.standing import BINARY_OUTCOMES
from brierbook.reports.findings.claims_text import (
    boldness_sentences,
    direction_sentences,
    looks_sentences,
    percent_of_books,
    tipping_of_even_sentence,
)
from brierbook.reports.findings.retrospective import Performance, Retrospective
from brierbook.reports.model import Block, Heading, Paragraph, line
from brierbook.reports.sections.kinds import count_kinds_sentence
from brierbook.speech.catalogue import Catalogue

__all__ = ["FEW_EVENTS", "answer_blocks", "event_title", "resolved_primary"]

FEW_EVENTS = 20


def answer_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the opening."""
    heading = Heading(2, words.say("answer.heading"))
    if r.performance is None:
        said = filter(None, [_nothing_to_judge(r, words), count_kinds_sentence(r, words)])
        return [heading, Paragraph(line(" ".join(said)))]
    found = r.performance
    sentences = [
        _resolution_counts(r, words),
        _said_against_happened(r, found, words),
        _score_sentence(r, found, words),
    ]
    judgements = [*_claim_sentences(r, words), _few_events_caution(r, words)]
    sentences += filter(None, [count_kinds_sentence(r, words)])
    return [
        heading,
        Paragraph(line(" ".join(sentences))),
        Paragraph(line(" ".join(filter(None, judgements)))),
    ]


def _nothing_to_judge(r: Retrospective, words: Catalogue) -> str:
    """Say that there is nothing to judge."""
    judged = r.judged
    if judged.empty:
        return words.say("answer.no_forecasts")
    counts = {
        "forecasts": words.count("forecasts", len(judged)),
        "propositions": words.count("propositions", judged["proposition"].nunique()),
    }
    held = r.standings.held_back
    if held is None:
        return words.say("answer.nothing", **counts)
    day, n = words.day(held.next_counts.date()), words.number(held.questions)
    return words.say("answer.nothing_but_held_back", **counts, n=n, day=day)


def _resolution_counts(r: Retrospective, words: Catalogue) -> str:
    """Say how many propositions resolved, and how many of them count."""
    resolved = resolved_primary(r)
    if len(resolved) == 1:
        return words.say("answer.counts_one")
    happened = {r.event_of(resolution).id for resolution in resolved}
    scored = r.scored["proposition"].nunique()
    counted = words.say(
        "answer.counts" if scored < len(resolved) else "answer.counts_all",
        resolved=words.count("resolved", len(resolved)),
        resolved_events=words.count("on_events", len(happened)),
        scored=words.number(scored),
        scored_events=words.count("on_events", r.scored["event"].nunique()),
    )
    return " ".join([counted, *_left_aside(r, resolved, words)])


def _left_aside(r: Retrospective, resolved: list[Resolution], words: Catalogue) -> list[str]:
    """Say how many resolved propositions nobody forecast, and how many no forecast counts for."""
    rest = {each.proposition for each in resolved} - set(r.scored["proposition"])
    forecast = {name for name in rest if r.book.forecasts_of.get(name)}
    sizes = {"late": len(rest & forecast), "none": len(rest - forecast)}
    parts = [
        words.say(f"answer.counts_{name}", n=words.number(n)) for name, n in sizes.items() if n
    ]
    return [words.say("answer.counts_rest", parts="; ".join(parts))] if parts else []


def resolved_primary(r: Retrospective) -> list[Resolution]:
    """List the resolutions of questions of yes or no, primary readings alone."""
    return [
        resolution
        for name, resolution in r.book.resolutions.items()
        if resolution.outcome in BINARY_OUTCOMES
        and name in r.propositions
        and r.book.propositions[name].reading == "primary"
    ]


def _said_against_happened(r: Retrospective, found: Performance, words: Catalogue) -> str:
    """Compare what was said with what happened."""
    sources = set(r.scored["source"])
    kind = "documents" if sources <= set(r.book.documents) else "sources"
    weights = r.scored.groupby("event")["weight"].sum()
    if kind == "sources" and not np.allclose(weights, weights.iloc[0]):
        kind = "sources_over_time"
    said, happened = words.percent(found.said), words.percent(found.base_rate)
    counted = words.count(kind.removesuffix("_over_time"), len(sources))
    return words.say(f"answer.level_{kind}", sources=counted, said=said, happened=happened)


def _score_sentence(r: Retrospective, found: Performance, words: Catalogue) -> str:
    """Give the score, and whether it beats saying 50 %, or what would have shown it."""
    brier = found.summary["brier"]
    value, even = (words.number(found.summary[name].value, 2) for name in ("brier", "brier_even"))
    if not brier.limited:
        return words.say("answer.score_alone", brier=value, even=even)
    interval = words.between(brier.lower, brier.upper)
    text = words.say("answer.score", brier=value, interval=interval, even=even)
    return " ".join([text, *_against_even(r, words)])


def _against_even(r: Retrospective, words: Catalogue) -> list[str]:
    """Say whether forecasts were better than always saying 50 %."""
    claims = r.claims
    if claims is None:
        return []
    even = claims.even
    if even.direction is not None:
        return [words.say(f"answer.{even.direction}"), *tipping_of_even_sentence(claims, words)]
    events, found = words.count("events", even.events), percent_of_books(even.power or 0.0, words)
    return [words.say("answer.unclear", events=events, found=found)]


def _claim_sentences(r: Retrospective, words: Catalogue) -> list[str]:
    """Say how far off and how bold the forecasts were, each by a test of known error rate."""
    claims = r.claims
    if claims is None:
        return []
    bold = claims.correction
    return [
        *direction_sentences(claims, words),
        *([] if bold is None else boldness_sentences(bold, claims.events, words)),
        *looks_sentences(claims, words),
    ]


def _few_events_caution(r: Retrospective, words: Catalogue) -> str:
    """Warn where there are few events."""
    sizes = r.scored.groupby("event")["proposition"].nunique()
    if len(sizes) >= FEW_EVENTS:
        return ""
    events = words.count("events", len(sizes))
    if sizes.max() == 1:
        return words.say("answer.few_single", events=events)
    return words.say(
        "answer.few",
        events=events,
        largest=words.count("propositions", int(sizes.max())),
        title=words.quote(event_title(r, str(sizes.idxmax()), words)),
    )


def event_title(r: Retrospective, event: str, words: Catalogue) -> str:
    """Name an event; a proposition without one is an event of its own."""
    known = r.book.events.get(event)
    texts = known.title if known else r.book.propositions[event].text
    return texts.pick(words.language)[0]
