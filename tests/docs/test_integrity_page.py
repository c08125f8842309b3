"""docs/integrity.md: every command on the page is run in its order, and its output compared."""

import shutil
from pathlib import Path

import pytest
from tests.docs.pages import DOCS, carry_out, commands, steps, surroundings
from tests.forecasts.integrity.authority import Authority, make_root

PAGE = DOCS / "integrity.md"

# the authority is outside: what stands for the way to it asks one on this machine
CURL = """#!/bin/sh
exec openssl ts -reply -config {config} -queryfile january.tsq -out january.tsr 2>/dev/null
"""


def home(folder: Path) -> dict[str, str]:
    """Give the surroundings of somebody who starts afresh, with the commands on the path."""
    authority = Authority(folder / "authority", make_root())
    tools = folder / "tools"
    tools.mkdir()
    curl = tools / "curl"
    curl.write_text(CURL.format(config=authority.folder / "ts.cnf"), encoding="utf-8")
    curl.chmod(0o700)
    (folder / "book").mkdir()
    (folder / "book" / "authority.pem").write_bytes(authority.root.pem)
    return surroundings(folder, tools)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the command openssl")
def test_the_commands_of_the_page_do_what_it_shows(tmp_path: Path) -> None:
    assert carry_out(PAGE, tmp_path / "book", home(tmp_path)) >= 15


def test_every_command_of_proof_is_on_the_page() -> None:
    named = " ".join(command for step in steps(PAGE) for command, _ in commands(step))
    for name in ("keys new", "keys list", "keys retire", "checkpoint", "verify", "prove", "anchor"):
        assert f"brierbook {name}" in named
