"""``brierbook report`` as a person and as a script see it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def run(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "brierbook", "--book", str(workspace), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.fixture
def root(workspace: Any) -> Path:  # noqa: ANN401  # the draft of tests/conftest.py
    workspace.save()
    found: Path = workspace.root
    return found


def test_it_writes_where_it_is_told_and_prints_the_answer(root: Path, tmp_path: Path) -> None:
    before = sorted(root.rglob("*"))
    done = run(root, "report", "-o", str(tmp_path / "out"), "--lang", "uk", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "All 2 resolved propositions, on 2 events, can be scored." in done.stdout
    assert "Brier score: expected over the words" in done.stdout
    written = [line.removeprefix("wrote ") for line in done.stdout.splitlines()[-11:]]
    assert all(Path(path).stat().st_size for path in written)
    names = {Path(path).name for path in written}
    assert {"report.uk.html", "report.en.md", "scores.csv", "summary.json"} <= names
    assert sorted(root.rglob("*")) == before


def test_json_stands_alone_on_stdout(root: Path, tmp_path: Path) -> None:
    done = run(root, "report", "-o", str(tmp_path / "out"), "--json")
    found = json.loads(done.stdout)
    assert found["schema"] == "brierbook.summary/1"
    assert found["scored"] == {"forecasts": 2, "propositions": 2, "events": 2}
    assert done.stderr.count("wrote ") == 7


def test_a_place_that_cannot_be_written_is_one_line(root: Path, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file, not a folder", encoding="utf-8")
    done = run(root, "report", "-o", str(tmp_path))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "reports: is no folder that can be written; name another place" in done.stderr


def test_an_unknown_language_is_a_usage_error(root: Path) -> None:
    done = run(root, "report", "--lang", "de")
    assert done.returncode == 2
    assert "'de' is not one of 'en', 'uk', 'ru'" in done.stderr
