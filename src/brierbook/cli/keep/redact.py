"""``brierbook redact``: take the bytes of an entry out of the book."""

import sys
from typing import Any

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.session import Session
from brierbook.errors import Message
from brierbook.forecasts.life.readers.reading import refuse_unkeepable_text
from brierbook.forecasts.life.redact import find_entry_place, read_entry_at, redact_entry

__all__ = ["command"]

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
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, name: str | None, entry: int | None, **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Take the bytes of an entry out of the book, for good.

    Its leaf hash stays, so that the root is as it was and every checkpoint still holds. Nothing
    in force may rest on it: take a forecast back with undo first. The text beside the book is
    written anew without them; old exports, copies in git and backups keep them. A forecast that
    is gone has no score any more, and is counted beside the scores.
    """
    if (name is None) == (entry is None):
        raise click.UsageError(Message("give one of ID and --entry", "usage.id_or_entry"))
    session = Session(ctx)
    reason: str = given["reason"]
    refuse_unkeepable_text(reason, "reason")
    place = entry or find_entry_place(session.store, name or "")
    kind = type(read_entry_at(session.store, place)).__name__.lower()
    _confirm_redaction(session, place, yes=given["yes"])
    request = session.request(["redact", place, reason], given["key"])
    done = redact_entry(session.store, request, place, reason)
    if given["as_json"]:
        told = {"entry": place, "kind": kind, "reason": reason, "repeated": done.repeated}
        session.give("redact", told)
    else:
        session.say(session.words.say("done.redacted", n=place))
    session.warn(session.words.say("warn.copies"))


def _confirm_redaction(session: Session, place: int, *, yes: bool) -> None:
    """Ask before what cannot be undone; a script has to say yes beforehand."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(Message("This cannot be undone; add --yes.", "usage.add_yes"))
    click.confirm(session.words.say("ask.redact", n=place), abort=True, err=True)
