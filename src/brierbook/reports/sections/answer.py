"""The answer first: how good the forecasts were, in a few sentences chosen by the numbers."""

from brierbook.forecasts.records import Resolution
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Heading, Paragraph, line
from brierbook.reports.retrospective import Performance, Recalibrated, Retrospective

SURE = 0.95  # a direction is named when the posterior is this sure of it
FEW_EVENTS = 20


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the opening."""
    heading = Heading(2, words.say("answer.heading"))
    if r.performance is None:
        return [heading, Paragraph(line(nothing(r, words)))]
    found = r.performance
    sentences = [counts(r, words), level(r, found, words), score(found, words)]
    judgements = [
        difference(found, words),
        strength(r, words),
        frequency(r, words),
        caution(r, words),
    ]
    return [
        heading,
        Paragraph(line(" ".join(sentences))),
        Paragraph(line(" ".join(filter(None, judgements)))),
    ]


def nothing(r: Retrospective, words: Catalogue) -> str:
    """Say that there is nothing to judge."""
    judged = r.judged
    if judged.empty:
        return words.say("answer.no_forecasts")
    return words.say(
        "answer.nothing",
        forecasts=words.count("forecasts", len(judged)),
        propositions=words.count("propositions", judged["proposition"].nunique()),
    )


def counts(r: Retrospective, words: Catalogue) -> str:
    """Say how many propositions resolved, and how many of them count."""
    resolved = resolved_primary(r)
    if len(resolved) == 1:
        return words.say("answer.counts_one")
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
        for name, resolution in r.book.resolutions.items()
        if resolution.outcome in ("yes", "no")
        and name in r.propositions
        and r.book.propositions[name].reading == "primary"
    ]


def level(r: Retrospective, found: Performance, words: Catalogue) -> str:
    """Compare what was said with what happened."""
    sources = set(r.scored["source"])
    kind = "documents" if sources <= set(r.book.documents) else "sources"
    said, happened = words.percent(found.said), words.percent(found.base_rate)
    counted = words.count(kind, len(sources))
    return words.say(f"answer.level_{kind}", sources=counted, said=said, happened=happened)


def score(found: Performance, words: Catalogue) -> str:
    """Give the score, and whether it beats saying 50 %."""
    brier, gain = found.summary["brier"], found.summary["brier_minus_even"]
    interval = words.between(brier.lower, brier.upper)
    text = words.say("answer.score", brier=words.number(brier.estimate, 2), interval=interval)
    verdict = "unclear" if not gain.excludes(0) else "better" if gain.upper < 0 else "worse"
    return f"{text} {words.say(f'answer.{verdict}')}"


def strength(r: Retrospective, words: Catalogue) -> str:
    """Say whether the words were too strong or too weak, if that can be told."""
    if r.recalibrated is None:
        return ""
    p = r.recalibrated.beliefs["p_overconfident"]
    verdict = direction(p, "overconfident", "underconfident") or "calibration_unclear"
    return words.say(f"answer.{verdict}", p=words.number(p, 2))


def difference(found: Performance, words: Catalogue) -> str:
    """Say whether more was said than happened, if that can be told."""
    gap = found.gap
    verdict = "gap_unclear" if not gap.excludes(0) else "gap_more" if gap.lower > 0 else "gap_less"
    size = gap.estimate if verdict == "gap_unclear" else abs(gap.estimate)
    ends = (gap.lower, gap.upper) if verdict != "gap_less" else (-gap.upper, -gap.lower)
    return words.say(
        f"answer.{verdict}",
        gap=words.number(100 * size),
        interval=words.between(100 * ends[0], 100 * ends[1], 0),
    )


def frequency(r: Retrospective, words: Catalogue) -> str:
    """Say whether things happened more or less often than was said, if that can be told."""
    if r.recalibrated is None:
        return ""
    p = r.recalibrated.beliefs["p_says_too_little"]
    verdict = direction(p, "often", "seldom")
    return words.say(f"answer.{verdict}", p=words.number(p, 2)) if verdict else ""


def direction(p: float, high: str, low: str) -> str:
    """Name a direction only where the posterior is sure of it."""
    return high if p >= SURE else low if p <= 1 - SURE else ""


def leaning(found: Recalibrated) -> str:
    """Name the way in which the words were wrong, if the posterior is sure of one."""
    return direction(found.beliefs["p_overconfident"], "overconfident", "underconfident")


def caution(r: Retrospective, words: Catalogue) -> str:
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
        title=words.quote(title_of(r, str(sizes.idxmax()), words)),
    )


def title_of(r: Retrospective, event: str, words: Catalogue) -> str:
    """Name an event; a proposition without one is an event of its own."""
    known = r.book.events.get(event)
    texts = known.title if known else r.book.propositions[event].text
    return texts.pick(words.language)[0]
