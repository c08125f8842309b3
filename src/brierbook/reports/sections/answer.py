"""The answer first: how good the forecasts were, in a few sentences chosen by the numbers."""

from brierbook.forecasts.records import Resolution
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Heading, Paragraph, line
from brierbook.reports.retrospective import Retrospective

SURE = 0.95  # a direction is named when the posterior is this sure of it
FEW_EVENTS = 20


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the opening."""
    sentences = [counts(r, words), level(r, words), score(r, words)]
    judgements = [strength(r, words), frequency(r, words), caution(r, words)]
    return [
        Heading(2, words.say("answer.heading")),
        Paragraph(line(" ".join(sentences))),
        Paragraph(line(" ".join(filter(None, judgements)))),
    ]


def counts(r: Retrospective, words: Catalogue) -> str:
    """Say how many propositions resolved, and how many of them count."""
    resolved = resolved_primary(r)
    happened = {r.event_of(resolution).id for resolution in resolved}
    scored = r.scored["proposition"].nunique()
    return words.say(
        "answer.counts" if scored < len(resolved) else "answer.counts_all",
        resolved=words.count("resolved", len(resolved)),
        resolved_events=words.count("on_events", len(happened)),
        scored=words.number(scored),
        scored_events=words.count("on_events", r.scored["event"].nunique()),
    )


def resolved_primary(r: Retrospective) -> list[Resolution]:
    """List the resolutions, yes or no, of primary readings."""
    return [
        resolution
        for resolution in r.book.resolutions.values()
        if resolution.outcome in ("yes", "no")
        and r.book.propositions[resolution.proposition].reading == "primary"
    ]


def level(r: Retrospective, words: Catalogue) -> str:
    """Compare what was said with what happened."""
    sources = set(r.scored["source"])
    kind = "documents" if sources <= set(r.book.documents) else "sources"
    said, happened = words.percent(r.said), words.percent(r.base_rate)
    counted = words.count(kind, len(sources))
    return words.say(f"answer.level_{kind}", sources=counted, said=said, happened=happened)


def score(r: Retrospective, words: Catalogue) -> str:
    """Give the score, and whether it beats saying 50 %."""
    brier, gain = r.summary["brier"], r.summary["brier_minus_even"]
    interval = words.between(brier.lower, brier.upper)
    text = words.say("answer.score", brier=words.number(brier.estimate, 2), interval=interval)
    verdict = "unclear" if not gain.excludes(0) else "better" if gain.upper < 0 else "worse"
    return f"{text} {words.say(f'answer.{verdict}')}"


def strength(r: Retrospective, words: Catalogue) -> str:
    """Say whether the words were too strong or too weak, if that can be told."""
    p = r.beliefs["p_overconfident"]
    verdict = direction(p, "overconfident", "underconfident") or "calibration_unclear"
    return words.say(f"answer.{verdict}", p=words.number(p, 2))


def frequency(r: Retrospective, words: Catalogue) -> str:
    """Say whether things happened more or less often than was said, if that can be told."""
    p = r.beliefs["p_says_too_little"]
    verdict = direction(p, "often", "seldom")
    return words.say(f"answer.{verdict}", p=words.number(p, 2)) if verdict else ""


def direction(p: float, high: str, low: str) -> str:
    """Name a direction only where the posterior is sure of it."""
    return high if p >= SURE else low if p <= 1 - SURE else ""


def caution(r: Retrospective, words: Catalogue) -> str:
    """Warn where there are few events."""
    events = r.summary["brier"].events
    if events >= FEW_EVENTS:
        return ""
    sizes = r.scored.groupby("event")["proposition"].nunique()
    return words.say(
        "answer.few",
        events=words.count("events", events),
        largest=words.count("propositions", int(sizes.max())),
        title=words.quote(r.book.events[str(sizes.idxmax())].title.pick(words.language)[0]),
    )
