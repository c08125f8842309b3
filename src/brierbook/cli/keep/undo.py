"""``brierbook undo``: take back the last thing that was recorded."""

from typing import Any

import click

from brierbook.cli.shared import wording
from brierbook.cli.shared.completers import complete_proposition
from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.forecasts.entries.records import Proposition, Record
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.undo import retract_last

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook undo                the last thing you recorded
  brierbook undo 41             the last thing you recorded about proposition 41
  brierbook undo 41/anna/2      that forecast
  brierbook undo; brierbook undo   the second takes the first one back
"""


@click.command("undo", epilog=EXAMPLES)
@click.argument("name", metavar="[ID]", required=False, shell_complete=complete_proposition)
@click.option("--reason", help="Why.")
@add_common_options
@click.pass_context
def command(
    ctx: click.Context, /, name: str | None, reason: str | None, *, as_json: bool, **_: str | None
) -> None:
    """Take back what you recorded last, or what you recorded last about an id.

    Nothing is deleted: a new entry says that the earlier one no longer holds. What was recorded in
    one go is taken back in one go. Taking back an undo restores what it took back.
    """
    session = Session(ctx)
    gone: list[Record] = []

    def do(batch: Batch) -> None:
        gone.extend(retract_last(batch, session.setting.me, name, reason))

    append_batch(session.store, session.request(["undo", name, reason]), do)
    if as_json:
        session.give("undo", {"taken_back": [_undone_as_data(each) for each in gone]})
        return
    for each in gone:
        session.say(_undone_text(session, each))


def _undone_text(session: Session, record: Record) -> str:
    """Say what was taken back."""
    text = (
        wording.text_in_language(record.text, session.words)
        if isinstance(record, Proposition)
        else ""
    )
    key = f"undo.{type(record).__name__.lower()}"
    return session.words.say(key, id=as_printable(_id_of_entry(record) or ""), text=text)


def _id_of_entry(record: Record) -> str | None:
    """Give the id of an entry, else of what it is about."""
    for name in ("id", "candidate", "forecast", "proposition"):
        if found := getattr(record, name, None):
            return str(found)
    return None


def _undone_as_data(record: Record) -> dict[str, Any]:
    """Give what was taken back as data."""
    kind = type(record).__name__.lower()
    return {"kind": kind, "id": _id_of_entry(record), "entry": record.origin.line}
