"""The sdist and the wheel: what they hold, and that the wheel runs on its own."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
PACKAGE = ROOT / "src" / "brierbook"
BUILD = """
import sys
import hatchling.build
print(getattr(hatchling.build, sys.argv[1])(sys.argv[2]))
"""

# read by Python at its start: no development tool or extra can be imported, nor the checkout
BLOCK = """
import sys

BLOCKED = {blocked!r}
sys.path[:] = [path for path in sys.path if path != {source!r}]


class Block:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(name + " is a development tool")


sys.meta_path.insert(0, Block)
"""
BLOCKED = (
    *("pytest", "_pytest", "hypothesis", "ruff", "mypy", "coverage", "pytest_cov"),
    *("importlinter", "grimp", "hatchling", "polars", "rfc3161_client", "typst"),
)
IMPORT_ALL = """
import pkgutil
from importlib import import_module
import brierbook
for each in pkgutil.walk_packages(brierbook.__path__, "brierbook."):
    if each.name != "brierbook.__main__":
        import_module(each.name)
print(brierbook.__file__)
"""


def build(hook: str, source: Path, target: Path) -> Path:
    """Build through the hook that a front end would call, without network."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, hook, str(target)],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=source,
    )
    return target / done.stdout.splitlines()[-1]


def files_below(folder: Path) -> set[str]:
    """List the files below a folder, without what running them made."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist and unpack it."""
    folder = tmp_path_factory.mktemp("sdist")
    archive = build("build_sdist", ROOT, folder)
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    [unpacked] = [path for path in folder.iterdir() if path.is_dir()]
    return unpacked


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the sdist, as an installer would."""
    return build("build_wheel", source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel beside a block against development tools."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)  # noqa: S202  # it was built just now
    block = BLOCK.format(blocked=set(BLOCKED), source=str(ROOT / "src"))
    (folder / "sitecustomize.py").write_text(block, encoding="utf-8")
    return folder


def python(
    installed: Path, *arguments: str, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python with the unpacked wheel first on its path."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("BRIERBOOK_", "COV_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=folder or installed,
        env=clean | {"PYTHONPATH": str(installed)},
    )


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    info = {name for name in names if name.startswith(f"brierbook-{VERSION}.dist-info/")}
    assert {name.partition("/")[2] for name in info} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
        "licenses/src/brierbook/reports/fonts/OFL.txt",
    }
    example = {f"brierbook/example/seeds/{name}" for name in files_below(ROOT / "seeds")}
    example.add("brierbook/example/forecasts/book.jsonl")
    assert names - info == {f"brierbook/{name}" for name in files_below(PACKAGE)} | example


def test_the_wheel_holds_what_is_read_at_run_time(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        "brierbook/py.typed",
        "brierbook/forecasts/lexicons/words-1.toml",
        "brierbook/forecasts/lexicons/words-2.toml",
        "brierbook/reports/templates/report.html.jinja",
        "brierbook/speech/texts/errors/uk.json",
        "brierbook/speech/texts/reports/uk.json",
    }
    assert wanted <= names


def test_the_sdist_holds_the_project_and_none_of_what_make_made(source: Path) -> None:
    names = files_below(source)
    assert {"pyproject.toml", "README.md", "LICENSE", "Makefile", "seeds/seeds.toml"} <= names
    assert {f"src/brierbook/{name}" for name in files_below(PACKAGE)} <= names
    assert "tests/test_packaging.py" in names
    made = {".git", ".venv", ".uv", ".cache", ".coverage", ".hypothesis", "dist"}
    assert made.isdisjoint(name.partition("/")[0] for name in names)


def test_the_block_bites(installed: Path) -> None:
    for name in ("pytest", "hypothesis", "mypy"):
        done = python(installed, "-c", f"import {name}")
        assert done.returncode == 1
        assert f"ImportError: {name} is a development tool" in done.stderr


def test_every_module_of_the_wheel_loads_without_development_tools(installed: Path) -> None:
    done = python(installed, "-c", IMPORT_ALL)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{installed / 'brierbook' / '__init__.py'}\n"


def test_the_wheel_checks_the_book_of_this_repository(installed: Path) -> None:
    done = python(installed, "-m", "brierbook", "--book", str(ROOT), "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "all valid" in done.stdout


def test_the_wheel_knows_its_version_and_its_command(installed: Path) -> None:
    done = python(installed, "-m", "brierbook", "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"brierbook {VERSION}\n", "")
    points = installed / f"brierbook-{VERSION}.dist-info" / "entry_points.txt"
    assert points.read_text() == "[console_scripts]\nbrierbook = brierbook.cli.main:main\n"


@pytest.mark.slow
def test_the_demo_of_the_wheel_needs_no_workspace(installed: Path, tmp_path: Path) -> None:
    done = python(installed, "-m", "brierbook", "demo", "--lang", "en", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "an example is unpacked into brierbook-demo" in done.stderr
    assert (tmp_path / "brierbook-demo/reports/syria-2024-12/report.uk.html").is_file()
