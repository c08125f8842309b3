"""``brierbook init``: make a workspace."""

from pathlib import Path

import click

from brierbook.cli.desk import Desk, common
from brierbook.cli.plain import plain
from brierbook.forecasts.life.workspaces import make_workspace

EXAMPLES = """\b
Examples:
  brierbook init
  brierbook init forecasts-2027 --title "My forecasts of 2027"
"""


@click.command("init", epilog=EXAMPLES)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--name", help="Short name of the book, in small letters; else that of the folder.")
@click.option("--title", help="Title of the book.")
@common
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
    desk = Desk(ctx)
    made = make_workspace(folder, desk.setting.me, desk.moment, name=name, title=title)
    if as_json:
        desk.give("init", {"folder": str(made.root), "book": str(made.book)})
    else:
        desk.say(desk.words.say("done.init", path=plain(str(folder))))
