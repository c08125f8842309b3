"""``brierbook undo``: take back the last thing that was recorded."""

from typing import Any

import click

from brierbook.cli import wording
from brierbook.cli.completing import propositions
from brierbook.cli.desk import Desk, common
from brierbook.cli.plain import plain
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.undo import undo
from brierbook.forecasts.records import Proposition, Record

EXAMPLES = """\b
Examples:
  brierbook undo                the last thing you recorded
  brierbook undo 41             the last thing you recorded about proposition 41
  brierbook undo 41/anna/2      that forecast
  brierbook undo; brierbook undo   the second takes the first one back
"""


@click.command("undo", epilog=EXAMPLES)
@click.argument("name", metavar="[ID]", required=False, shell_complete=propositions)
@click.option("--reason", help="Why.")
@common
@click.pass_context
def command(
    ctx: click.Context, /, name: str | None, reason: str | None, *, as_json: bool, **_: str | None
) -> None:
    """Take back what you recorded last, or what you recorded last about an id.

    Nothing is deleted: a new entry says that the earlier one no longer holds. What was recorded in
    one go is taken back in one go. Taking back an undo restores what it took back.
    """
    desk = Desk(ctx)
    gone: list[Record] = []

    def do(batch: Batch) -> None:
        gone.extend(undo(batch, desk.setting.me, name, reason))

    ask(desk.store, desk.request(["undo", name, reason]), do)
    if as_json:
        desk.give("undo", {"taken_back": [as_data(each) for each in gone]})
        return
    for each in gone:
        desk.say(said(desk, each))


def said(desk: Desk, record: Record) -> str:
    """Say what was taken back."""
    text = wording.text_of(record.text, desk.words) if isinstance(record, Proposition) else ""
    key = f"undo.{type(record).__name__.lower()}"
    return desk.words.say(key, id=plain(id_of(record) or ""), text=text)


def id_of(record: Record) -> str | None:
    """Give the id of an entry, else of what it is about."""
    for name in ("id", "forecast", "proposition"):
        if found := getattr(record, name, None):
            return str(found)
    return None


def as_data(record: Record) -> dict[str, Any]:
    """Give what was taken back as data."""
    kind = type(record).__name__.lower()
    return {"kind": kind, "id": id_of(record), "entry": record.origin.line}
