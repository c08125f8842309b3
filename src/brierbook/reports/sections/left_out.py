"""What is left out, and why: hindsight, void, ambiguous, annulled, open, redacted."""

from collections import Counter

from brierbook.forecasts.entries.records import Decision, Proposition
from brierbook.forecasts.rules.standing import Status
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Table,
    TextLine,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.reports.sections.evidence import outcome_with_note
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.sections.scored_propositions import foreign_span
from brierbook.reports.sections.time.standings import hindsight_blocks
from brierbook.speech.catalogue import Catalogue

__all__ = []

FINAL = ("accept", "merge", "reject", "split")  # decisions after which a candidate is done
LISTED = (
    Status.HELD_BACK,
    Status.UNDATED,
    Status.NEVER_STOOD,
    Status.HINDSIGHT,
    Status.WITNESSED,
    Status.BACKDATED,
    Status.WITHDRAWN,
    Status.TAKEN_BACK,
    Status.SEALED,
    Status.NOT_A_FORECAST,
    Status.OTHER_KIND,
    Status.VOID,
    Status.AMBIGUOUS,
    Status.ANNULLED,
    Status.REDACTED,
)


def left_out_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.judged.empty:
        return []
    made: list[Block] = [Heading(2, words.say("left_out.heading")), _status_table(r, words)]
    made += [*hindsight_blocks(r, words), *_rejected_blocks(r, words)]
    for status in LISTED:
        if found := _unscored_propositions(r, status):
            shown, rest = truncate_list(found, words)
            made.append(Heading(3, words.say(f"left_out.{status}_list")))
            made += [Bullets(tuple(_left_out_item(r, words, each) for each in shown)), *rest]
    return made


def _status_table(r: Retrospective, words: Catalogue) -> Table:
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
        (text_cell(words.say(f"status.{status}")), *(numeric_cell(words.number(n)) for n in pair))
        for status, pair in counted.items()
        if any(pair)
    )
    return Table(words.say("left_out.caption"), head, rows)


def _rejected_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Count the statements of documents that a reviewer left out, by their kind."""
    last = {each.candidate: each for each in r.book.every(Decision) if each.action in FINAL}
    kinds = Counter(each.kind for each in last.values() if each.action == "reject")
    if not kinds:
        return []
    said = words.say("left_out.rejected", n=words.number(kinds.total()))
    head = tuple(words.say(f"left_out.{name}") for name in ("kind", "statements"))
    rows = tuple(
        (text_cell(_kind_name(kind, words)), numeric_cell(words.number(n)))
        for kind, n in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))
    )
    return [Table(words.say("left_out.rejected_caption"), head, rows), Paragraph(line(said))]


def _kind_name(kind: str, words: Catalogue) -> str:
    """Name a kind of speech; what a reader of one's own calls it stands as it is."""
    named = words.message("kind_of_speech")
    return str(named.get(kind, kind))


def _unscored_propositions(r: Retrospective, status: Status) -> list[Proposition]:
    """List the propositions that have forecasts of this status and none that counts."""
    rows, known = r.judged, r.book.propositions
    counted = set(rows.loc[rows["status"] == Status.SCORED, "proposition"])
    names = rows.loc[(rows["status"] == status) & (rows["reading"] != "horizon"), "proposition"]
    if status is Status.AMBIGUOUS:
        names = rows.loc[rows["status"] == status, "proposition"]
    return [known[name] for name in dict.fromkeys(names) if name in known.keys() - counted]


def _left_out_item(r: Retrospective, words: Catalogue, proposition: Proposition) -> TextLine:
    """Say what a proposition was, and why it has no score."""
    text = foreign_span(proposition.text.pick(words.language), words)
    resolution = r.book.resolutions.get(proposition.id)
    return line(text, *outcome_with_note(resolution, words)) if resolution else line(text)
