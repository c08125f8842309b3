"""``brierbook story``: of which story the events are that name none."""

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.store.appending import NewEntry, append_entries

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook story syria-2024-12
  brierbook story
"""


@click.command("story", epilog=EXAMPLES)
@click.argument("name", required=False)
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, name: str | None, *, as_json: bool, **_: str | None) -> None:
    """Say of which story the events of the book are that name none; without NAME, of none.

    Events of one story have causes in common, so scores say what follows if they are not
    independent.
    """
    session = Session(ctx)
    if name is not None:
        check_text(name, "name")
    body = {} if name is None else {"name": name}
    entry = NewEntry("story", {**body})
    append_entries(session.store, session.request(["story", name]), lambda _: [entry])
    if as_json:
        session.give("story", {"name": name})
    elif name is None:
        session.say(session.words.say("done.no_story"))
    else:
        session.say(session.words.say("done.story", name=as_printable(name)))
