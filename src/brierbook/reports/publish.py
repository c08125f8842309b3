"""Writing a retrospective to disk, or comparing what is there: reports, figures, tables, draws."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path

from brierbook.errors import WorkspaceError, message_of_system
from brierbook.forecasts.workspace.folders import Workspace
from brierbook.forecasts.workspace.writing import replace_file
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.findings.selection import report_folder_name
from brierbook.reports.model import Picture
from brierbook.reports.report import write_report
from brierbook.reports.template import PLAIN, Template, use_template
from brierbook.reports.writers.formats import USUAL, ReportWriter, find_writer
from brierbook.reports.writers.html import to_html
from brierbook.reports.writers.markdown import figure_file_name
from brierbook.reports.writers.summary_files import scored_forecasts_csv, summary_json
from brierbook.speech.catalogue import Catalogue

__all__ = ["Edition", "ReportFiles", "report_files", "stale_files"]

type Make = Callable[[], bytes]

POSTERIOR = "posterior.nc"
TEXT = (".csv", ".html", ".ipynb", ".json", ".md", ".svg")


@dataclass(frozen=True, slots=True)
class Edition:
    """In which languages and formats a report is written, and with whose texts."""

    languages: tuple[str, ...] = ("en",)
    formats: tuple[str, ...] = USUAL
    template: Template = PLAIN

    def writers(self) -> dict[str, ReportWriter]:
        """Find what writes each format; the page may be that of the template."""
        found = {name: find_writer(name) for name in self.formats}
        folder = self.template.folder
        if "html" in found and folder:
            found["html"] = lambda report: to_html(report, folder)
        return found


def report_files(r: Retrospective, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Make every file of a report, by name."""
    return ((name, make()) for name, make in _plan_files(r, edition))


def _plan_files(r: Retrospective, edition: Edition) -> list[tuple[str, Make]]:
    """Name every file of a report, with what makes it."""
    writers = edition.writers()
    plan: list[tuple[str, Make]] = [
        ("scores.csv", lambda: scored_forecasts_csv(r).encode()),
        ("summary.json", lambda: summary_json(r).encode()),
    ]
    for language in edition.languages:
        plan += _plan_language(r, language, edition.template, writers)
    return plan


def _plan_language(
    r: Retrospective, language: str, template: Template, writers: dict[str, ReportWriter]
) -> list[tuple[str, Make]]:
    """Name the files of one language; Markdown has its figures in files beside it."""
    with use_template(template):
        report = write_report(r, language, template)
    pictures = report.pictures if "md" in writers else ()
    plan: list[tuple[str, Make]] = [
        (figure_file_name(each, language), partial(_make_in_template, template, _picture_svg, each))
        for each in pictures
    ]
    return plan + [
        (f"report.{language}.{name}", partial(_make_in_template, template, write, report))
        for name, write in writers.items()
    ]


def _make_in_template[T](template: Template, make: Callable[[T], bytes], of: T) -> bytes:
    """Make a file with the texts of a template."""
    with use_template(template):
        return make(of)


def _picture_svg(picture: Picture) -> bytes:
    """Draw a picture."""
    return picture.svg


class ReportFiles:
    """The files of a report, named before they are made, so that a bar knows how many come."""

    def __init__(self, r: Retrospective, workspace: Workspace, edition: Edition) -> None:
        name = report_folder_name(r.book, r.selection)
        self.r, self.files = r, _plan_files(r, edition)
        self.folder, self.analysis = workspace.reports / name, workspace.analysis / name

    def __len__(self) -> int:
        """Count the files under reports/, and the posterior under analysis/."""
        return len(self.files) + (self.r.recalibrated is not None)

    def write(self) -> Iterator[Path]:
        """Write them, each whole or not at all; give the paths."""
        try:
            yield from _write_files(self.folder, ((name, make()) for name, make in self.files))
            if self.r.recalibrated is not None:
                yield _save_posterior(self.r, self.analysis)
        except OSError as error:
            raise WorkspaceError(
                "{path}: cannot be written ({why}); try -o DIR",
                code="report.unwritable",
                path=error.filename,
                why=message_of_system(error),
            ) from error


def _write_files(folder: Path, made: Iterable[tuple[str, bytes]]) -> Iterator[Path]:
    """Write the files, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made:
        replace_file(folder / name, content)
        yield folder / name


def _save_posterior(r: Retrospective, folder: Path) -> Path:
    """Save the draws as netCDF."""
    if r.recalibrated is None:
        raise WorkspaceError(
            "nothing could be fitted, for too few forecasts have resolved; resolve some first",
            code="report.not_fitted",
        )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / POSTERIOR
    r.recalibrated.posterior.to_netcdf(path)
    return path


def stale_files(
    r: Retrospective, folder: Path, edition: Edition, words: Catalogue
) -> Iterator[str]:
    """Name each file that is missing or differs from what would be written now, and where."""
    for name, made in report_files(r, edition):
        path = folder / name
        if not path.is_file():
            yield f"{name}: {words.say('checking.missing')}"
        elif (found := path.read_bytes()) != made:
            yield f"{name}: {_first_difference(name, found, made, words)}"


def _first_difference(name: str, found: bytes, made: bytes, words: Catalogue) -> str:
    """Say where two files part."""
    if not name.endswith(TEXT):
        sizes = {"there": words.number(len(found)), "now": words.number(len(made))}
        return words.say("checking.bytes", **sizes)
    lines = zip_longest(found.split(b"\n"), made.split(b"\n"))
    apart = [number for number, (there, now) in enumerate(lines, start=1) if there != now]
    lines_apart = words.count("lines_apart", len(apart))
    return words.say("checking.lines", lines=lines_apart, first=words.number(apart[0]))
