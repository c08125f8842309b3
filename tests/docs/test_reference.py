"""The reference: made anew it is what is kept, and it names everything that is public."""

import runpy
from importlib import import_module

import pytest
from tests.docs.pages import DOCS

from brierbook.cli.main import COMMANDS

FOLDER = DOCS / "reference"
MADE: dict[str, str] = runpy.run_path(str(DOCS.parent / "tools" / "reference.py"))["pages"]()


@pytest.mark.parametrize("name", MADE)
def test_the_page_is_current(name: str) -> None:
    kept = (FOLDER / name).read_text(encoding="utf-8")
    assert kept == MADE[name], "run `make reference`"


def test_no_other_page_is_kept() -> None:
    assert {path.name for path in FOLDER.iterdir()} == MADE.keys()


def test_every_command_is_there() -> None:
    assert all(f"\n## brierbook {name}\n" in MADE["commands.md"] for name in COMMANDS)


@pytest.mark.parametrize("module", ["brierbook", "brierbook.analysis"])
def test_every_public_name_is_there_with_a_docstring(module: str) -> None:
    found = import_module(module)
    for name in found.__all__:
        assert f":: {module}.{name}\n" in MADE[f"{module}.md"]
        assert getattr(found, name).__doc__
