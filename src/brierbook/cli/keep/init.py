"""``brierbook init``: make a workspace."""

from pathlib import Path

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.forecasts.life.workspaces import make_workspace

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook init
  brierbook init forecasts-2027 --title "My forecasts of 2027"
"""


@click.command("init", epilog=EXAMPLES)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--name", help="Short name of the book, in small letters; else that of the folder.")
@click.option("--title", help="Title of the book.")
@add_common_options
@click.pass_context
def command(  # one for each option
    ctx: click.Context,
    /,
    folder: Path,
    *,
    name: str | None,
    title: str | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Make a workspace: seeds/, forecasts/ with an empty book, analysis/ and reports/.

    Nothing that is there already is overwritten.
    """
    session = Session(ctx)
    made = make_workspace(folder, session.setting.me, session.moment, name=name, title=title)
    if as_json:
        session.give("init", {"folder": str(made.root), "book": str(made.book)})
    else:
        session.say(session.words.say("done.init", path=as_printable(str(folder))))
