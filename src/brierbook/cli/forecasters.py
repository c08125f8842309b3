"""``brierbook forecasters``: who forecasts in this book."""

from typing import TYPE_CHECKING

import click

from brierbook.cli import wording
from brierbook.cli.desk import Desk, common, past, zoned
from brierbook.cli.plain import plain
from brierbook.forecasts.life.forecasters import forecasters
from brierbook.reports.columns import aligned

if TYPE_CHECKING:
    from brierbook.forecasts.records import Forecaster
    from brierbook.reports.catalogue import Catalogue

STANDING = "SELECT forecaster, count(*) FROM standing GROUP BY forecaster"
EXAMPLES = """\b
Examples:
  brierbook forecasters
  brierbook log "It rains 30% by:tomorrow" --as "model:weather service"
"""


@click.command("forecasters", epilog=EXAMPLES)
@past
@zoned
@common
@click.pass_context
def command(ctx: click.Context, /, *, as_json: bool, **_: str | None) -> None:
    """List who forecasts in this book, and of how many propositions each holds a forecast."""
    desk = Desk(ctx)
    held: dict[str, int] = dict(desk.store.database.rows(STANDING))
    rows = [(each, held.get(each.id, 0)) for each in forecasters(desk.store)]
    if as_json:
        listed = [
            {
                "id": each.id,
                "kind": each.kind,
                "name": each.name.pick(desk.words.language)[0],
                "document": each.document,
                "standing": number,
            }
            for each, number in rows
        ]
        desk.give("forecasters", {"forecasters": listed})
        return
    if not rows:
        desk.warn(desk.words.say("forecasters.nothing"))
        return
    desk.say(table(desk.words, rows))


def table(words: "Catalogue", rows: "list[tuple[Forecaster, int]]") -> str:
    """Set forecasters below each other."""
    head = [words.say(f"head.{name}") for name in ("id", "name", "kind", "forecasts")]
    body = [
        [plain(each.id), wording.text_of(each.name, words), words.say(f"kind.{each.kind}"), str(n)]
        for each, n in rows
    ]
    return aligned([head, *body], texts=3)
