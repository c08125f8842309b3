"""``brierbook report``: write a retrospective."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brierbook.cli.calibrate import ENGINES
from brierbook.cli.language import messages, spoken_in_several
from brierbook.cli.plain import plain_lines
from brierbook.cli.progress import bar, counted
from brierbook.cli.score import columns
from brierbook.forecasts.frozen import replaced
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.workspace import Workspace, check_place, find_workspace

if TYPE_CHECKING:
    from brierbook.analysis.calibration.engine import EngineName
    from brierbook.forecasts.book import Book
    from brierbook.forecasts.when import Moment
    from brierbook.reports.catalogue import Catalogue
    from brierbook.reports.publish import Edition
    from brierbook.reports.retrospective import Retrospective
    from brierbook.reports.selection import Selection

STALE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for on the command line."""

    query: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    by: tuple[str, ...] = ()
    languages: tuple[str, ...]
    formats: tuple[str, ...] = ()
    template: Path | None = None
    output: Path | None = None
    engine: "EngineName" = "auto"
    sampling: bool = True
    check: bool = False
    as_json: bool = False


def names(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Take names apart at commas."""
    said = (name.strip() for each in given for name in each.split(","))
    return tuple(dict.fromkeys(filter(None, said)))


@click.command("report")
@click.argument("query", nargs=-1)
@click.option("--since", metavar="DAY", help="Leave out what was known before this day.")
@click.option("--until", metavar="DAY", help="Leave out what became known after this day.")
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN,...",
    callback=columns,
    help="Groups to score; else source, language, phrase, tag.",
)
@spoken_in_several
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT,...",
    callback=names,
    help="html, md, pdf (with brierbook[pdf]), json, ipynb; else html and md.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with texts, order of sections or page of one's own.",
)
@click.option(
    "--sampling/--no-sampling",
    default=True,
    help="Without, the Bayesian recalibration is --engine grid: in seconds, and without groups.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="How to compute it; auto lets languages and documents differ, and samples.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder instead of the workspace; reports/ and analysis/ are made in it.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; make it again and name what differs (exit 1)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as data.")
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> None:
    """Write a retrospective on what the book has resolved, or on what QUERY asks for.

    Reports go to reports/NAME as HTML and Markdown, with figures, scores.csv and summary.json;
    the posterior goes to analysis/NAME as netCDF. A report on a part of the book has a folder of
    its own. A query is written as in: tag:syria made<2024-12-08 -tag:war "fall of Damascus".
    """
    wish = Wish(**options)  # type: ignore[arg-type]  # click has checked them
    write(find_workspace(ctx.obj["book"]), wish)


def write(workspace: Workspace, wish: Wish) -> None:
    """Compute, write or compare, and say what came out."""
    book = load_book(workspace)
    target = replaced(workspace, root=wish.output) if wish.output else workspace
    if not wish.check:
        for room in (target.reports, target.analysis):
            check_place(room / book.header.name)
    engine = engine_of(wish)
    words = messages(wish.languages[0])
    with bar(words.say("busy.grid" if engine == "grid" else "busy.sampling")) as progress:
        # heavy, and inside, so that the wait for them is not silent
        from brierbook.reports.previous import read_previous  # noqa: PLC0415
        from brierbook.reports.retrospective import retrospect  # noqa: PLC0415
        from brierbook.reports.selection import folder_name  # noqa: PLC0415

        selection, made = selected(book, wish), edition(wish)
        folder = target.reports / folder_name(book, selection)
        found = retrospect(
            book,
            selection=selection,
            engine=engine,
            progress=progress,
            previous=read_previous(
                folder / "summary.json", root=book.root, selection=selection.as_data()
            ),
        )
    if wish.check:
        compare(found, folder, made, words)
    else:
        publish(found, target, made, words, as_json=wish.as_json)


def engine_of(wish: Wish) -> "EngineName":
    """Read how the recalibration is to be computed."""
    if wish.sampling or wish.engine == "grid":
        return wish.engine
    if wish.engine != "auto":
        raise click.BadParameter(f"{wish.engine} may sample; leave out --no-sampling, or it.")
    return "grid"


def selected(book: "Book", wish: Wish) -> "Selection":
    """Read which part of the book is meant; days are counted from the book's last entry."""
    from brierbook.forecasts.lines.dates import read_day  # noqa: PLC0415  # only here
    from brierbook.reports.selection import BY, ZONE, Selection, as_of  # noqa: PLC0415  # heavy

    today = as_of(book).date()

    def day(said: str | None) -> "Moment | None":
        return read_day(said, today=today, zone=ZONE) if said else None

    query = " ".join(wish.query).strip()
    return Selection(query, day(wish.since), day(wish.until), tuple(wish.by) or BY)


def edition(wish: Wish) -> "Edition":
    """Read how the report is to be written, and refuse what cannot be before any work is done."""
    from brierbook.reports.publish import Edition  # noqa: PLC0415  # heavy
    from brierbook.reports.template import PLAIN, read_template  # noqa: PLC0415  # heavy
    from brierbook.reports.writers.formats import USUAL  # noqa: PLC0415  # heavy

    template = read_template(wish.template) if wish.template else PLAIN
    made = Edition(wish.languages, wish.formats or USUAL, template)
    made.writers()
    return made


def publish(
    found: "Retrospective",
    target: Workspace,
    made: "Edition",
    words: "Catalogue",
    *,
    as_json: bool,
) -> None:
    """Write the files, and print the answer or the numbers."""
    from brierbook.reports import publish as publishing  # noqa: PLC0415  # heavy
    from brierbook.reports.writers.numbers import to_json  # noqa: PLC0415  # heavy

    written = publishing.publish(found, target, made)
    total = publishing.to_write(found, made)
    paths = list(counted(written, total, words.say("busy.writing")))
    said = to_json(found) if as_json else overview(found, words.language)
    click.echo(said, nl=not as_json)
    for path in paths:
        click.echo(words.say("done.wrote", path=shown(path)), err=as_json)


def compare(found: "Retrospective", folder: Path, made: "Edition", words: "Catalogue") -> None:
    """Name what differs from the report in a folder; exit 1 if anything does."""
    from brierbook.reports.catalogue import catalogue  # noqa: PLC0415  # heavy
    from brierbook.reports.checking import differences  # noqa: PLC0415  # heavy

    apart = list(differences(found, folder, made, catalogue(words.language)))
    for each in apart:
        click.echo(plain_lines(f"{shown(folder)}/{each}"))
    if apart:
        click.echo(words.count("not_current", len(apart)), err=True)
        raise click.exceptions.Exit(STALE)
    click.echo(words.say("done.current", path=shown(folder)))


def overview(found: "Retrospective", language: str) -> str:
    """Give the summary for a terminal: the answer, then the scores."""
    from brierbook.reports.catalogue import catalogue  # noqa: PLC0415  # heavy
    from brierbook.reports.terminal import to_text  # noqa: PLC0415  # heavy

    return plain_lines(to_text(found, catalogue(language)))


def shown(path: Path) -> str:
    """Name a path from here where that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
