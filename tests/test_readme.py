"""README: every command it shows is one that works."""

import os
import re
import shlex
import subprocess
import sys
from doctest import DocTestParser, DocTestRunner
from pathlib import Path

import pytest
from click.testing import CliRunner

from brierbook.cli.main import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)


def shown() -> list[list[str]]:
    """List the brierbook commands in the tour, without comments."""
    lines = (line for kind, block in BLOCKS if not kind for line in block.splitlines())
    words = (shlex.split(line, comments=True) for line in lines)
    return [each[1:] for each in words if each[:1] == ["brierbook"]]


@pytest.mark.parametrize("words", shown(), ids=" ".join)
def test_the_commands_of_the_tour_exist_with_their_options(words: list[str]) -> None:
    name = next(word for word in words if word in COMMANDS)
    options = {word for word in words if word.startswith("-")}
    found = CliRunner().invoke(cli, [name, "--help"]).output
    found += CliRunner().invoke(cli, ["--help"]).output
    assert all(re.search(rf"{re.escape(option)}\b", found) for option in options)


def test_the_tour_shows_commands() -> None:
    assert len(shown()) >= 5


def test_the_python_of_the_readme_runs() -> None:
    (code,) = (block for kind, block in BLOCKS if kind == "python")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONWARNINGS": "error"},
    )
    assert "doc-003" in done.stdout


def test_the_data_frame_of_the_readme_gives_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (shown_there,) = (block for kind, block in BLOCKS if kind == "pycon")
    example = DocTestParser().get_doctest(shown_there, {}, "README", "README.md", 0)
    assert DocTestRunner(verbose=False).run(example).failed == 0
    assert {path.name for path in tmp_path.iterdir()} == {"reliability.svg", "report.html"}


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    local = [link for link in links if "://" not in link]
    assert local
    assert all((ROOT / link).is_file() for link in local)
