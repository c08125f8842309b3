"""The rooms import one way only, and the tool that says so bites."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from brierbook.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "brierbook"
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package in a folder against the contracts of the project."""
    contracts = str(ROOT / "pyproject.toml")
    command = [str(LINT), "--no-cache", "--no-logo", "--config", contracts]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env=dict(os.environ) | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "brierbook", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_package_keeps_its_contracts(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "BROKEN" not in done.stdout


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("brierbook.errors", "brierbook.forecasts.when"),
        ("brierbook.forecasts.when", "brierbook.analysis.scores.binary"),
        ("brierbook.analysis.scores.binary", "brierbook.reports.model"),
        ("brierbook.reports.model", "brierbook.cli.shared.printable"),
    ],
)
def test_an_import_upward_is_found_and_named(copy: Path, lower: str, upper: str) -> None:
    path = copy / (lower.replace(".", "/") + ".py")
    path.write_text(path.read_text(encoding="utf-8") + f"\nimport {upper}\n", encoding="utf-8")
    done = lint(copy)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
    assert f"{lower} -> {upper}" in done.stdout


def test_a_room_that_no_contract_knows_is_found(copy: Path) -> None:
    (copy / "brierbook" / "attic.py").write_text('"""Nobody knows it."""\n')
    done = lint(copy)
    assert done.returncode == 1
    assert "attic" in done.stdout + done.stderr


def test_the_contract_of_commands_names_every_command() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [apart] = [
        each
        for each in settings["tool"]["importlinter"]["contracts"]
        if each["type"] == "independence"
    ]
    assert sorted(apart["modules"]) == sorted(module for module, _ in COMMANDS.values())
