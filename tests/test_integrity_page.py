"""docs/integrity.md: every command on the page is run in its order, and its output compared."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.forecasts.integrity.authority import Authority, make_root

PAGE = Path(__file__).resolve().parents[1] / "docs" / "integrity.md"
ANY = "…"

# the authority is outside: what stands for the way to it asks one on this machine
CURL = """#!/bin/sh
exec openssl ts -reply -config {config} -queryfile january.tsq -out january.tsr 2>/dev/null
"""


def steps() -> list[tuple[str, str]]:
    """Give each command with what is printed below it."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, printed) for command, _, printed in (part.partition("\n") for part in parts)]


def fits(shown: str, printed: str) -> bool:
    """Compare; a line that is an ellipsis stands for any lines, one within a line for any text."""
    pattern = "".join(
        r"(?:.*\n)*" if line == ANY else line_pattern(line) for line in shown.splitlines()
    )
    return re.fullmatch(pattern, printed) is not None


def line_pattern(line: str) -> str:
    return ".+".join(map(re.escape, line.split(ANY))) + r"\n"


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
    path = os.pathsep.join((str(tools), str(Path(sys.executable).parent), os.environ["PATH"]))
    return {"HOME": str(folder), "PATH": path, "LANG": "C.UTF-8", "TZ": "UTC", "LOGNAME": "ada"}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the command openssl")
def test_the_commands_of_the_page_do_what_it_shows(tmp_path: Path) -> None:
    surroundings = home(tmp_path)
    commands = steps()
    assert len(commands) >= 15
    for command, shown in commands:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path / "book",
            env=surroundings,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
        assert fits(shown, done.stdout), (command, done.stdout)


def test_the_comparison_can_fail() -> None:
    assert fits("a …\n…\n", "a b\nc\nd\n")
    assert not fits("a …\n", "a b\nc\n")
    assert not fits("a\n", "b\n")


def test_every_command_of_proof_is_on_the_page() -> None:
    named = " ".join(command for command, _ in steps())
    for name in ("keys new", "keys list", "keys retire", "checkpoint", "verify", "prove", "anchor"):
        assert f"brierbook {name}" in named
