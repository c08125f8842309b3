"""What is new since the last retrospective, and what changed."""

from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import (
    Block,
    Bullets,
    Cell,
    Heading,
    Line,
    Paragraph,
    Table,
    cell,
    line,
    number,
)
from brierbook.reports.previous import Previous
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.answer import resolved_primary
from brierbook.reports.sections.said import span
from brierbook.reports.sections.shown import first

COUNTS = ("entries", "resolved", "forecasts", "propositions", "events")
NONE = "\N{EM DASH}"


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section, if there was a retrospective before."""
    if r.previous is None:
        return []
    return [
        Heading(2, words.say("comparison.heading")),
        table(r.previous, current(r), words),
        Paragraph(line(words.say("comparison.note"))),
        *news(r, r.previous, words),
    ]


def current(r: Retrospective) -> Previous:
    """Say of this retrospective what the next one is compared by."""
    brier = r.performance.summary["brier"] if r.performance else None
    return Previous(
        root=r.book.root,
        entries=len(r.book.lines),
        resolved=len(resolved_primary(r)),
        forecasts=len(r.scored),
        propositions=r.scored["proposition"].nunique(),
        events=r.scored["event"].nunique(),
        brier=(brier.estimate, brier.lower, brier.upper) if brier else None,
        outcomes=outcomes(r),
    )


def outcomes(r: Retrospective) -> dict[str, str]:
    """Give the outcome of every proposition that has one."""
    found = r.book.resolutions
    return {name: found[name].outcome for name in sorted(found) if name in r.propositions}


def table(then: Previous, now: Previous, words: Catalogue) -> Table:
    """Set then and now side by side."""
    rows = [
        (cell(words.say(f"comparison.{name}")), *counted(name, (then, now), words))
        for name in COUNTS
    ]
    rows.append(
        (cell(words.say("comparison.brier")), *(score(each, words) for each in (then, now)))
    )
    head = tuple(words.say(f"comparison.{name}") for name in ("measure", "then", "now"))
    return Table(words.say("comparison.caption"), head, tuple(rows))


def counted(name: str, pair: tuple[Previous, Previous], words: Catalogue) -> list[Cell]:
    """Write a count then and now."""
    return [number(words.number(getattr(each, name))) for each in pair]


def score(each: Previous, words: Catalogue) -> Cell:
    """Write a score with its interval."""
    if each.brier is None:
        return number(NONE)
    estimate, lower, upper = each.brier
    return number(f"{words.number(estimate, 2)} [{words.between(lower, upper)}]")


def news(r: Retrospective, then: Previous, words: Catalogue) -> list[Block]:
    """List what has an outcome now and had none, or another."""
    if then.outcomes is None:
        return [Paragraph(line(words.say("comparison.no_outcomes")))]
    now = outcomes(r)
    fresh = [name for name in now if name not in then.outcomes]
    other = [name for name in now if then.outcomes.get(name, now[name]) != now[name]]
    gone = [name for name in then.outcomes if name not in now and name in r.propositions]
    made: list[Block] = []
    for title, names in (("fresh", fresh), ("changed", other), ("reopened", gone)):
        made += listed(r, words, title, names)
    return made or [Paragraph(line(words.say("comparison.nothing")))]


def listed(r: Retrospective, words: Catalogue, title: str, names: list[str]) -> list[Block]:
    """List propositions with their outcomes, if there are any."""
    if not names:
        return []
    shown, rest = first(names, words)
    items = tuple(item(r, words, name) for name in shown)
    return [Heading(3, words.say(f"comparison.{title}")), Bullets(items), *rest]


def item(r: Retrospective, words: Catalogue, name: str) -> Line:
    """Write one proposition and its outcome."""
    resolution = r.book.resolutions.get(name)
    outcome = words.sentence(f"outcome.{resolution.outcome if resolution else 'open'}")
    return line(span(r.book.propositions[name].text.pick(words.language), words), f" {outcome}")
