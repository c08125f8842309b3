"""``brierbook demo``: the retrospective on this workspace or an example, in three languages."""

import click

from brierbook.cli.shared.language import choose_language
from brierbook.cli.shared.options import add_language_option
from brierbook.cli.shared.report_files import ReportOptions, write_report_files
from brierbook.cli.shared.session import Session
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.forecasts.workspace.example import EXAMPLE, unpack_example

__all__ = ["command"]


@click.command("demo")
@add_language_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as data.")
@click.pass_context
def command(ctx: click.Context, lang: str | None, as_json: bool) -> None:  # noqa: FBT001  # click passes it by name
    """Write the retrospective on this workspace in English, Ukrainian and Russian.

    Where there is no workspace, an example is unpacked into brierbook-demo: five news texts on
    Syria of December 2024, with what they said of the future and what came of it.
    """
    languages = tuple(dict.fromkeys((choose_language(lang), *LANGUAGES)))
    session = Session(ctx)
    here = session.workspace_or_here
    if not (here.server or here.book.exists() or here.database.exists()):
        session.workspace = unpack_example()
        session.warn(session.words.say("done.unpacked", path=EXAMPLE))
    write_report_files(session, ReportOptions(languages=languages, as_json=as_json))
