"""``brierbook redact``: take the bytes of an entry out of the book."""

import sys
from typing import Any

import click

from brierbook.cli.desk import Desk, common
from brierbook.forecasts.life.redact import entry_at, find_entry, redact
from brierbook.forecasts.life.told import checked

EXAMPLES = """\b
Examples:
  brierbook redact 41/anna/2 --reason "It named a person."
  brierbook redact --entry 17 --reason "It named a person." --yes
"""


@click.command("redact", epilog=EXAMPLES)
@click.argument("name", metavar="[ID]", required=False)
@click.option("--entry", type=click.IntRange(min=1), help="Take out the entry at this place.")
@click.option("--reason", required=True, help="Why; it stays in the book.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--key", help="A name of this request: sent twice, it is done once.")
@common
@click.pass_context
def command(ctx: click.Context, /, name: str | None, entry: int | None, **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Take the bytes of an entry out of the book, for good.

    Its leaf hash stays, so that the root is as it was and every checkpoint still holds. Nothing
    in force may rest on it: take a forecast back with undo first. The text of the book keeps the
    bytes until brierbook export; old exports, copies in git and backups keep them. A forecast
    that is gone has no score any more, and is counted beside the scores.
    """
    if (name is None) == (entry is None):
        raise click.UsageError("give one of ID and --entry")
    desk = Desk(ctx)
    reason: str = given["reason"]
    checked(reason, "reason")
    place = entry or find_entry(desk.store, name or "")
    kind = type(entry_at(desk.store, place)).__name__.lower()
    ensure(desk, place, yes=given["yes"])
    request = desk.request(["redact", place, reason], given["key"])
    done = redact(desk.store, request, place, reason)
    if given["as_json"]:
        told = {"entry": place, "kind": kind, "reason": reason, "repeated": done.repeated}
        desk.give("redact", told)
    else:
        desk.say(desk.words.say("done.redacted", n=place))
    desk.warn(desk.words.say("warn.copies"))


def ensure(desk: Desk, place: int, *, yes: bool) -> None:
    """Ask before what cannot be undone; a script has to say yes beforehand."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("This cannot be undone; add --yes.")
    click.confirm(desk.words.say("ask.redact", n=place), abort=True, err=True)
