"""Writing a retrospective to disk: reports, figures, tables and the posterior."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from brierbook.errors import WorkspaceError
from brierbook.forecasts.workspace import Workspace
from brierbook.reports.report import write_report
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.pictures import has_course, has_forest
from brierbook.reports.selection import folder_name
from brierbook.reports.template import PLAIN, Template, using
from brierbook.reports.writers.formats import USUAL, Write, find_writer
from brierbook.reports.writers.html import to_html
from brierbook.reports.writers.markdown import figure_name
from brierbook.reports.writers.numbers import to_csv, to_json

type Files = dict[str, bytes]

POSTERIOR = "posterior.nc"


@dataclass(frozen=True, slots=True)
class Edition:
    """In which languages and formats a report is written, and with whose texts."""

    languages: tuple[str, ...] = ("en",)
    formats: tuple[str, ...] = USUAL
    template: Template = PLAIN

    def writers(self) -> dict[str, Write]:
        """Find what writes each format; the page may be that of the template."""
        found = {name: find_writer(name) for name in self.formats}
        folder = self.template.folder
        if "html" in found and folder:
            found["html"] = lambda report: to_html(report, folder)
        return found


def report_files(r: Retrospective, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Make every file of a report, by name."""
    writers = edition.writers()
    yield "scores.csv", to_csv(r).encode()
    yield "summary.json", to_json(r).encode()
    for language in edition.languages:
        yield from files_in(r, language, edition.template, writers)


def files_in(
    r: Retrospective, language: str, template: Template, writers: dict[str, Write]
) -> Iterator[tuple[str, bytes]]:
    """Make the files of one language; Markdown has its figures in files beside it."""
    with using(template):
        report = write_report(r, language, template)
        if "md" in writers:
            yield from ((figure_name(each, language), each.svg) for each in report.pictures)
        for name, write in writers.items():
            yield f"report.{language}.{name}", write(report)


def publish(r: Retrospective, workspace: Workspace, edition: Edition) -> Iterator[Path]:
    """Write a report under reports/ and the posterior under analysis/; give the paths."""
    name = folder_name(r.book, r.selection)
    try:
        yield from write_all(workspace.reports / name, report_files(r, edition))
        if r.recalibrated is not None:
            yield save_posterior(r, workspace.analysis / name)
    except OSError as error:
        message = f"{error.filename}: cannot be written ({error.strerror}); try -o DIR"
        raise WorkspaceError(message) from error


def write_all(folder: Path, made: Iterable[tuple[str, bytes]]) -> Iterator[Path]:
    """Write the files, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made:
        replace(folder / name, content)
        yield folder / name


def replace(path: Path, content: bytes) -> None:
    """Put new content in the place of a file in one step."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


def save_posterior(r: Retrospective, folder: Path) -> Path:
    """Save the draws as netCDF."""
    if r.recalibrated is None:
        raise LookupError("nothing was fitted")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / POSTERIOR
    r.recalibrated.posterior.to_netcdf(path)
    return path


def to_write(r: Retrospective, edition: Edition) -> int:
    """Count the files that a report has."""
    drawn = (r.performance is not None) + (r.recalibrated is not None)
    drawn += has_course(r) + (has_forest(r) and bool(r.selection.by))
    figures = drawn if "md" in edition.formats else 0
    each = figures + len(edition.formats)
    return 2 + each * len(edition.languages) + (r.recalibrated is not None)
