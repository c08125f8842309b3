"""``brierbook demo``: the retrospective on this workspace, in three languages."""

import click

from brierbook.cli.language import language, spoken
from brierbook.cli.report import Wish, write
from brierbook.forecasts.records import LANGUAGES
from brierbook.forecasts.workspace import find_workspace


@click.command("demo")
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print the summary as data.")
@click.pass_context
def command(ctx: click.Context, lang: str | None, as_json: bool) -> None:  # noqa: FBT001  # click passes it by name
    """Write the retrospective on this workspace in English, Ukrainian and Russian."""
    languages = tuple(dict.fromkeys((language(lang), *LANGUAGES)))
    write(find_workspace(ctx.obj["book"]), Wish(languages=languages, as_json=as_json))
