"""How much hangs on choices: the score under other ones."""

from brierbook.forecasts.standing import Status
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import Block, Heading, Paragraph, Table, cell, line, number
from brierbook.reports.retrospective import Retrospective

HEAD = ("forecasts", "propositions", "events", "happened", "brier", "interval")


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section."""
    if r.variants.empty:
        return []
    head = (words.say("choices.variant"), *(words.say(f"groups.{name}") for name in HEAD))
    rows = tuple(
        (
            cell(words.say(f"choices.{row['variant']}")),
            *(
                number(words.number(n))
                for n in (row["forecasts"], row["propositions"], row["events"])
            ),
            number(words.percent(row["happened"])),
            number(words.number(row["brier"], 2)),
            number(words.between(row["brier_lower"], row["brier_upper"])),
        )
        for row in r.variants.to_dict("records")
    )
    made: list[Block] = [
        Heading(2, words.say("choices.heading")),
        Paragraph(line(words.say("choices.intro"))),
        Table(words.say("choices.caption"), head, rows),
    ]
    if not ambiguous(r):
        made.append(Paragraph(line(words.say("choices.no_ambiguous"))))
    return made


def ambiguous(r: Retrospective) -> bool:
    """Whether a primary reading is ambiguous."""
    rows = r.forecasts
    return bool(((rows["status"] == Status.AMBIGUOUS) & (rows["reading"] == "primary")).any())
