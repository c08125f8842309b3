"""What is left out, and why: hindsight, void, ambiguous, annulled, open, redacted."""

from brierbook.forecasts.records import Proposition
from brierbook.forecasts.standing import Status
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Bullets, Heading, Line, Table, cell, line, number
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.evidence import verdict
from brierbook.reports.sections.said import span
from brierbook.reports.sections.shown import first

LISTED = (
    Status.HINDSIGHT,
    Status.BACKDATED,
    Status.WITHDRAWN,
    Status.SEALED,
    Status.OTHER_KIND,
    Status.VOID,
    Status.AMBIGUOUS,
    Status.ANNULLED,
    Status.REDACTED,
)


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.judged.empty:
        return []
    made: list[Block] = [Heading(2, words.say("left_out.heading")), table(r, words)]
    for status in LISTED:
        if found := propositions(r, status):
            shown, rest = first(found, words)
            made.append(Heading(3, words.say(f"left_out.{status}_list")))
            made += [Bullets(tuple(item(r, words, each) for each in shown)), *rest]
    return made


def table(r: Retrospective, words: Catalogue) -> Table:
    """Count the forecasts by what became of them."""
    judged = r.judged
    primary = judged["reading"] == "primary"
    counted = {
        status: (
            int((primary & (judged["status"] == status)).sum()),
            int((~primary & (judged["status"] == status)).sum()),
        )
        for status in Status
    }
    head = tuple(words.say(f"left_out.{name}") for name in ("status", "primary", "others"))
    rows = tuple(
        (cell(words.say(f"status.{status}")), *(number(words.number(n)) for n in pair))
        for status, pair in counted.items()
        if any(pair)
    )
    return Table(words.say("left_out.caption"), head, rows)


def propositions(r: Retrospective, status: Status) -> list[Proposition]:
    """List the propositions that have forecasts of this status and none that counts."""
    rows, known = r.judged, r.book.propositions
    counted = set(rows.loc[rows["status"] == Status.SCORED, "proposition"])
    names = rows.loc[(rows["status"] == status) & (rows["reading"] != "horizon"), "proposition"]
    if status is Status.AMBIGUOUS:
        names = rows.loc[rows["status"] == status, "proposition"]
    return [known[name] for name in dict.fromkeys(names) if name in known.keys() - counted]


def item(r: Retrospective, words: Catalogue, proposition: Proposition) -> Line:
    """Say what a proposition was, and why it has no score."""
    text = span(proposition.text.pick(words.language), words)
    resolution = r.book.resolutions.get(proposition.id)
    return line(text, *verdict(resolution, words)) if resolution else line(text)
