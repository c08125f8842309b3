"""Writing a retrospective to disk: reports, figures, tables and the posterior."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from brierbook.errors import WorkspaceError
from brierbook.forecasts.workspace import Workspace
from brierbook.reports.figures.drawing import render
from brierbook.reports.report import write_report
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.writers.data import to_csv, to_json
from brierbook.reports.writers.html import to_html
from brierbook.reports.writers.markdown import figure_name, to_markdown

type Files = dict[str, bytes]


def report_files(r: Retrospective, languages: Iterable[str]) -> Files:
    """Make every file of a report, by name."""
    made: Files = {"scores.csv": to_csv(r).encode(), "summary.json": to_json(r).encode()}
    for language in languages:
        made |= files_in(r, language)
    return made


def files_in(r: Retrospective, language: str) -> Files:
    """Make the files of one language."""
    report = write_report(r, language)
    figures = {figure_name(each, language): render(each.drawing) for each in report.pictures}
    return figures | {
        f"report.{language}.md": to_markdown(report).encode(),
        f"report.{language}.html": to_html(report).encode(),
    }


def publish(r: Retrospective, workspace: Workspace, languages: Iterable[str]) -> Iterator[Path]:
    """Write a report under reports/ and the posterior under analysis/; give the paths."""
    name = r.book.header.name
    made = report_files(r, languages)
    try:
        yield from write_all(workspace.reports / name, made)
        yield save_posterior(r, workspace.analysis / name)
    except OSError as error:
        message = f"{error.filename}: cannot be written ({error.strerror}); try -o DIR"
        raise WorkspaceError(message) from error


def write_all(folder: Path, made: Files) -> Iterator[Path]:
    """Write the files, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        replace(folder / name, content)
        yield folder / name


def replace(path: Path, content: bytes) -> None:
    """Put new content in the place of a file in one step."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


def save_posterior(r: Retrospective, folder: Path) -> Path:
    """Save the draws as netCDF."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "posterior.nc"
    r.posterior.to_netcdf(path)
    return path


def to_write(languages: Iterable[str]) -> int:
    """Count the files that a report in these languages has."""
    shared, each = 3, 4
    return shared + each * len(tuple(languages))
