"""``brierbook report``: write a retrospective."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brierbook.cli.progress import bar, counted
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.records import LANGUAGES
from brierbook.forecasts.workspace import Workspace, check_place, find_workspace

if TYPE_CHECKING:
    from brierbook.reports.retrospective import Retrospective


@click.command("report")
@click.option(
    "--lang",
    "languages",
    multiple=True,
    type=click.Choice(LANGUAGES),
    default=["en"],
    show_default=True,
    help="Language of the report; may be given more than once.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder instead of the workspace; reports/ and analysis/ are made in it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as data.")
@click.pass_context
def command(
    ctx: click.Context,
    languages: tuple[str, ...],
    output: Path | None,
    as_json: bool,  # noqa: FBT001  # click passes it by name
) -> None:
    """Write a retrospective on everything the book has resolved.

    Reports go to reports/NAME as HTML and Markdown, with figures, scores.csv and summary.json;
    the posterior goes to analysis/NAME as netCDF.
    """
    write(find_workspace(ctx.obj["book"]), languages, output, as_json=as_json)


def write(
    workspace: Workspace, languages: tuple[str, ...], output: Path | None, *, as_json: bool
) -> None:
    """Compute, write, and say what came out."""
    book = load_book(workspace)
    target = replace(workspace, root=output) if output else workspace
    for room in (target.reports, target.analysis):
        check_place(room / book.header.name)
    with bar("Sampling the recalibration") as progress:
        # heavy, and inside, so that the wait for them is not silent
        from brierbook.reports.publish import publish, to_write  # noqa: PLC0415
        from brierbook.reports.retrospective import retrospect  # noqa: PLC0415
        from brierbook.reports.writers.data import to_json  # noqa: PLC0415

        found = retrospect(book, progress=progress)
    written = publish(found, target, languages)
    paths = list(counted(written, to_write(languages), "Writing the report"))
    click.echo(to_json(found) if as_json else overview(found), nl=not as_json)
    for path in paths:
        click.echo(f"wrote {shown(path)}", err=as_json)


def overview(found: "Retrospective") -> str:
    """Give the summary for a terminal: the answer, then the scores."""
    from brierbook.reports.catalogue import catalogue  # noqa: PLC0415  # heavy
    from brierbook.reports.terminal import to_text  # noqa: PLC0415  # heavy

    return to_text(found, catalogue("en"))


def shown(path: Path) -> str:
    """Name a path from here where that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
