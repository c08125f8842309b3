"""The notebook: valid by the rules of nbformat 4.5, and its cells run from top to bottom."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.when import parse_moment
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.findings.selection import Selection
from brierbook.reports.report import write_report
from brierbook.reports.writers.notebook import to_notebook

ROOT = Path(__file__).resolve().parents[2]
ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")  # of a cell, by the schema of nbformat 4.5


def notebook(r: Retrospective, language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_notebook(write_report(r, language)))
    return found


def execute(found: dict[str, Any], folder: Path) -> str:
    """Run the code cells one after the other, as a kernel would, in a process of its own."""
    cells = ["".join(each["source"]) for each in found["cells"] if each["cell_type"] == "code"]
    script = "\n".join(cells) + "\nprint('mean', round(found.scored['p'].mean(), 6))\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=folder,
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={key: value for key, value in os.environ.items() if key != "BRIERBOOK_BOOK"},
    )
    return done.stdout


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_it_keeps_the_rules_of_the_format(dry: Retrospective, language: str) -> None:
    found = notebook(dry, language)
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in found["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(ID.fullmatch(name) for name in ids)
    for cell in found["cells"]:
        assert "".join(cell["source"]).strip()
        wanted = {"cell_type", "id", "metadata", "source"}
        if cell["cell_type"] == "code":
            wanted |= {"execution_count", "outputs"}
        assert cell.keys() == wanted


def test_its_cells_run_and_find_the_numbers_of_the_report(dry: Retrospective) -> None:
    said = execute(notebook(dry), ROOT)
    assert f"mean {round(dry.scored['p'].mean(), 6)}" in said
    assert "Reliability diagram of 21 forecasts" in said


def test_a_part_of_a_book_is_the_same_part_in_the_notebook(workspace: Any) -> None:  # noqa: ANN401
    workspace.save()
    since, until = (parse_moment(f"{day}[UTC]") for day in ("2026-04-01", "2026-05-01"))
    selection = Selection('"rain@7d" p>"10%"', since=since, until=until, by=("tag",))
    found = retrospect(open_book(workspace.workspace), selection=selection, engine="grid")
    assert found.scored["forecast"].tolist() == ["f-rain"]
    said = execute(notebook(found), workspace.root)
    assert f"mean {round(found.scored['p'].mean(), 6)}" in said
