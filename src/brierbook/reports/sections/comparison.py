"""What is new since the last retrospective, and what changed."""

from brierbook.reports.findings.previous import Previous
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import (
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    Table,
    TextLine,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.reports.sections.answer import resolved_primary
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.sections.scored_propositions import foreign_span
from brierbook.speech.catalogue import Catalogue

__all__ = ["proposition_outcomes"]

COUNTS = ("entries", "resolved", "forecasts", "propositions", "events")
NONE = "\N{EM DASH}"


def comparison_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section, if there was a retrospective before."""
    if r.previous is None:
        return []
    return [
        Heading(2, words.say("comparison.heading")),
        _comparison_table(r.previous, _current_summary(r), words),
        Paragraph(line(words.say("comparison.note"))),
        *_news_blocks(r, r.previous, words),
    ]


def _current_summary(r: Retrospective) -> Previous:
    """Say of this retrospective what the next one is compared by."""
    brier = r.performance.summary["brier"] if r.performance else None
    return Previous(
        root=r.book.root,
        entries=len(r.book.lines),
        resolved=len(resolved_primary(r)),
        forecasts=len(r.scored),
        propositions=r.scored["proposition"].nunique(),
        events=r.scored["event"].nunique(),
        brier=(brier.value, brier.lower, brier.upper) if brier else None,
        outcomes=proposition_outcomes(r),
    )


def proposition_outcomes(r: Retrospective) -> dict[str, str]:
    """Give the outcome of every proposition that has one."""
    found = r.book.resolutions
    return {name: found[name].outcome for name in sorted(found) if name in r.propositions}


def _comparison_table(then: Previous, now: Previous, words: Catalogue) -> Table:
    """Set then and now side by side."""
    rows = [
        (text_cell(words.say(f"comparison.{name}")), *_count_cells(name, (then, now), words))
        for name in COUNTS
    ]
    rows.append(
        (
            text_cell(words.say("comparison.brier")),
            *(_score_cell(each, words) for each in (then, now)),
        )
    )
    head = tuple(words.say(f"comparison.{name}") for name in ("measure", "then", "now"))
    return Table(words.say("comparison.caption"), head, tuple(rows))


def _count_cells(name: str, pair: tuple[Previous, Previous], words: Catalogue) -> list[Cell]:
    """Write a count then and now."""
    return [numeric_cell(words.number(getattr(each, name))) for each in pair]


def _score_cell(each: Previous, words: Catalogue) -> Cell:
    """Write a score with its interval."""
    if each.brier is None:
        return numeric_cell(NONE)
    estimate, lower, upper = each.brier
    return numeric_cell(f"{words.number(estimate, 2)} [{words.between(lower, upper)}]")


def _news_blocks(r: Retrospective, then: Previous, words: Catalogue) -> list[Block]:
    """List what has an outcome now and had none, or another."""
    if then.outcomes is None:
        return [Paragraph(line(words.say("comparison.no_outcomes")))]
    now = proposition_outcomes(r)
    fresh = [name for name in now if name not in then.outcomes]
    other = [name for name in now if then.outcomes.get(name, now[name]) != now[name]]
    gone = [name for name in then.outcomes if name not in now and name in r.propositions]
    made: list[Block] = []
    for title, names in (("fresh", fresh), ("changed", other), ("reopened", gone)):
        made += _list_propositions(r, words, title, names)
    return made or [Paragraph(line(words.say("comparison.nothing")))]


def _list_propositions(
    r: Retrospective, words: Catalogue, title: str, names: list[str]
) -> list[Block]:
    """List propositions with their outcomes, if there are any."""
    if not names:
        return []
    shown, rest = truncate_list(names, words)
    items = tuple(_news_item(r, words, name) for name in shown)
    return [Heading(3, words.say(f"comparison.{title}")), Bullets(items), *rest]


def _news_item(r: Retrospective, words: Catalogue, name: str) -> TextLine:
    """Write one proposition and its outcome."""
    resolution = r.book.resolutions.get(name)
    outcome = words.sentence(f"outcome.{resolution.outcome if resolution else 'open'}")
    return line(
        foreign_span(r.book.propositions[name].text.pick(words.language), words), f" {outcome}"
    )
