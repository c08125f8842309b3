"""Computing a report, and writing it or comparing it with the one that is there."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brierbook.cli.shared.judged_book import book_to_judge
from brierbook.cli.shared.printable import as_printable_lines
from brierbook.cli.shared.progress import iterate_with_bar, progress_bar
from brierbook.cli.shared.selecting import read_selection
from brierbook.errors import Message
from brierbook.forecasts.frozen import replace_fields
from brierbook.forecasts.workspace.folders import Workspace, check_output_folder

if TYPE_CHECKING:
    from datetime import datetime

    from brierbook.analysis.calibration.engines.engine import EngineName
    from brierbook.analysis.tables.standing.choices import Standing
    from brierbook.cli.shared.session import Session
    from brierbook.reports.findings.retrospective import Retrospective
    from brierbook.reports.findings.selection import Selection
    from brierbook.reports.publish import Edition
    from brierbook.speech.catalogue import Catalogue

__all__ = ["ReportOptions", "write_report_files"]

STALE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """What was asked for on the command line."""

    query: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    by: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    standing: "Standing | None" = None
    as_of: str | None = None
    languages: tuple[str, ...]
    formats: tuple[str, ...] = ()
    template: Path | None = None
    output: Path | None = None
    engine: "EngineName" = "auto"
    sampling: bool = True
    check: bool = False
    as_json: bool = False


def write_report_files(session: "Session", wish: ReportOptions) -> None:
    """Compute, write or compare, and say what came out."""
    judged = book_to_judge(session, wish.as_of)
    book, workspace = judged.book, session.workspace
    target = replace_fields(workspace, root=wish.output) if wish.output else workspace
    if not wish.check:
        for room in (target.reports, target.analysis):
            check_output_folder(room / book.header.name)
    engine = _read_engine(wish)
    words = session.words
    with progress_bar(words.say("busy.grid" if engine == "grid" else "busy.sampling")) as progress:
        # heavy, and inside, so that the wait for them is not silent
        from brierbook.reports.findings.previous import read_previous, read_written_time
        from brierbook.reports.findings.retrospective import retrospect
        from brierbook.reports.findings.selection import report_folder_name

        now = judged.now
        selection, made = _read_selection(wish, now), _read_edition(wish)
        folder = target.reports / report_folder_name(book, selection)
        if wish.check and wish.as_of is None:
            now = read_written_time(folder / "summary.json", root=book.root) or now
        found = retrospect(
            book,
            selection=selection,
            now=now,
            engine=engine,
            progress=progress,
            previous=read_previous(
                folder / "summary.json", root=book.root, selection=selection.as_data()
            ),
        )
    if wish.check:
        _compare_with_folder(found, folder, made, words)
    else:
        _publish_report(found, target, made, words, as_json=wish.as_json)


def _read_engine(wish: ReportOptions) -> "EngineName":
    """Read how the recalibration is to be computed."""
    if wish.sampling or wish.engine == "grid":
        return wish.engine
    if wish.engine != "auto":
        raise click.BadParameter(
            Message(
                "{engine} may sample; leave out --no-sampling, or it.",
                "usage.may_sample",
                {"engine": wish.engine},
            )
        )
    return "grid"


def _read_selection(wish: ReportOptions, now: "datetime") -> "Selection":
    """Read which part of the book is meant, and how it is shown."""
    from brierbook.analysis.tables.standing.choices import POOLED  # heavy
    from brierbook.reports.findings.selection import BY  # heavy

    return read_selection(
        wish.query,
        wish.since,
        wish.until,
        now,
        by=tuple(wish.by) or BY,
        without=wish.without,
        standing=wish.standing or POOLED,
    )


def _read_edition(wish: ReportOptions) -> "Edition":
    """Read how the report is to be written, and refuse what cannot be before any work is done."""
    from brierbook.reports.publish import Edition  # heavy
    from brierbook.reports.template import PLAIN, read_template  # heavy
    from brierbook.reports.writers.formats import USUAL  # heavy

    template = read_template(wish.template) if wish.template else PLAIN
    made = Edition(wish.languages, wish.formats or USUAL, template)
    made.writers()
    return made


def _publish_report(
    found: "Retrospective",
    target: Workspace,
    made: "Edition",
    words: "Catalogue",
    *,
    as_json: bool,
) -> None:
    """Write the files, and print the answer or the numbers."""
    from brierbook.reports.publish import ReportFiles  # heavy
    from brierbook.reports.writers.summary_files import summary_json  # heavy

    publication = ReportFiles(found, target, made)
    files, total = publication.write(), len(publication)
    paths = list(iterate_with_bar(files, total, words.say("busy.writing")))
    said = summary_json(found) if as_json else _summarise_for_terminal(found, words.language)
    click.echo(said, nl=not as_json)
    for path in paths:
        click.echo(words.say("done.wrote", path=_shorten_path(path)), err=as_json)


def _compare_with_folder(
    found: "Retrospective", folder: Path, made: "Edition", words: "Catalogue"
) -> None:
    """Name what differs from the report in a folder; exit 1 if anything does."""
    from brierbook.reports.publish import stale_files  # heavy
    from brierbook.speech.catalogue import load_catalogue  # heavy

    apart = list(stale_files(found, folder, made, load_catalogue(words.language)))
    for each in apart:
        click.echo(as_printable_lines(f"{_shorten_path(folder)}/{each}"))
    if apart:
        click.echo(words.count("not_current", len(apart)), err=True)
        raise click.exceptions.Exit(STALE)
    click.echo(words.say("done.current", path=_shorten_path(folder)))


def _summarise_for_terminal(found: "Retrospective", language: str) -> str:
    """Give the summary for a terminal: the answer, then the scores."""
    from brierbook.reports.terminal import retrospective_text  # heavy
    from brierbook.speech.catalogue import load_catalogue  # heavy

    return as_printable_lines(retrospective_text(found, load_catalogue(language)))


def _shorten_path(path: Path) -> str:
    """Name a path from here where that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
