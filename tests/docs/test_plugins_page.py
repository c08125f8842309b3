"""docs/howto/plug-ins.md: the package on the page is installed, and its figure drawn."""

import os
import shlex
import sys
from pathlib import Path

from tests.docs.pages import DOCS, carry_out, surroundings

INSTALLER = Path(__file__).with_name("installing.py")


def test_the_package_of_the_page_is_found(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    pip = tools / "pip"
    called = shlex.join([sys.executable, str(INSTALLER)])
    pip.write_text(f'#!/bin/sh\nexec {called} "$@"\n', encoding="utf-8")
    pip.chmod(0o700)
    environment = surroundings(tmp_path, tools)
    environment["PYTHONPATH"] = os.pathsep.join((str(tmp_path / "site"), environment["PYTHONPATH"]))
    place = tmp_path / "here"
    place.mkdir()
    page = DOCS / "howto" / "plug-ins.md"
    assert carry_out(page, place, environment) >= 5
