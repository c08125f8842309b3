"""How much hangs on choices: the score under other ones."""

from brierbook.forecasts.rules.standing import Status
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import Block, Heading, Paragraph, Table, line, numeric_cell, text_cell
from brierbook.reports.sections.time.standings import dependence_blocks
from brierbook.speech.catalogue import Catalogue

__all__ = []

HEAD = ("forecasts", "propositions", "events", "happened", "brier", "interval")


def choices_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.variants.empty:
        return []
    head = (words.say("choices.variant"), *(words.say(f"groups.{name}") for name in HEAD))
    rows = tuple(
        (
            text_cell(words.say(f"choices.{row['variant']}")),
            *(
                numeric_cell(words.number(n))
                for n in (row["forecasts"], row["propositions"], row["events"])
            ),
            numeric_cell(words.percent(row["happened"])),
            numeric_cell(words.number(row["brier"], 2)),
            numeric_cell(words.between(row["brier_lower"], row["brier_upper"])),
        )
        for row in r.variants.to_dict("records")
    )
    made: list[Block] = [
        Heading(2, words.say("choices.heading")),
        Paragraph(line(words.say("choices.intro"))),
        Table(words.say("choices.caption"), head, rows),
    ]
    if not _has_ambiguous(r):
        made.append(Paragraph(line(words.say("choices.no_ambiguous"))))
    return [*made, *dependence_blocks(r, words)]


def _has_ambiguous(r: Retrospective) -> bool:
    """Whether a primary reading is ambiguous."""
    rows = r.forecasts
    return bool(((rows["status"] == Status.AMBIGUOUS) & (rows["reading"] == "primary")).any())
