"""``brierbook forecasters``: who forecasts in this book."""

from typing import TYPE_CHECKING

import click

from brierbook.cli.shared import wording
from brierbook.cli.shared.options import add_as_of_option, add_common_options, add_zone_option
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.forecasts.life.forecasters import list_forecasters
from brierbook.speech.text_columns import align_columns

if TYPE_CHECKING:
    from brierbook.forecasts.entries.records import Forecaster
    from brierbook.speech.catalogue import Catalogue

__all__ = ["command"]

STANDING = "SELECT forecaster, count(*) FROM standing GROUP BY forecaster"
EXAMPLES = """\b
Examples:
  brierbook forecasters
  brierbook log "It rains 30% by:tomorrow" --as "model:weather service"
"""


@click.command("forecasters", epilog=EXAMPLES)
@add_as_of_option
@add_zone_option
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, *, as_json: bool, **_: str | None) -> None:
    """List who forecasts in this book, and of how many propositions each holds a forecast."""
    session = Session(ctx)
    held: dict[str, int] = dict(session.store.database.rows(STANDING))
    rows = [(each, held.get(each.id, 0)) for each in list_forecasters(session.store)]
    if as_json:
        listed = [
            {
                "id": each.id,
                "kind": each.kind,
                "name": each.name.pick(session.words.language)[0],
                "document": each.document,
                "standing": number,
            }
            for each, number in rows
        ]
        session.give("forecasters", {"forecasters": listed})
        return
    if not rows:
        session.warn(session.words.say("forecasters.nothing"))
        return
    session.say(_forecaster_table(session.words, rows))


def _forecaster_table(words: "Catalogue", rows: "list[tuple[Forecaster, int]]") -> str:
    """Set forecasters below each other."""
    head = [words.say(f"head.{name}") for name in ("id", "name", "kind", "forecasts")]
    body = [
        [
            as_printable(each.id),
            wording.text_in_language(each.name, words),
            words.say(f"kind.{each.kind}"),
            str(n),
        ]
        for each, n in rows
    ]
    return align_columns([head, *body], texts=3)
