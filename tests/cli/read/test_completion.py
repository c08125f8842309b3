"""Completion: the scripts of three shells, and ids, tags and names from the book."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call
    from tests.conftest import Draft

PROGRAM = Path(sys.executable).with_name("brierbook")
# what a user has in ~/.bashrc, then what pressing the tab key does
PRESS_TAB = """
eval "$(brierbook completion bash)"
COMP_WORDS=({words}); COMP_CWORD={last}; COMPREPLY=()
_brierbook_completion brierbook
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def completed(place: Path, *words: str) -> list[str]:
    """Press the tab key after some words, in bash."""
    quoted = " ".join(f"'{word}'" for word in ("brierbook", *words))
    script = PRESS_TAB.format(words=quoted, last=len(words))
    done = subprocess.run(
        ["bash", "-c", script],
        check=False,
        cwd=place,
        capture_output=True,
        encoding="utf-8",
        env=dict(os.environ) | {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"},
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here to ask")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("re",), ["read", "recalibrate", "redact", "report", "resolve", "reveal", "review"]),
        (("show", "op"), ["opens"]),
        (("update", "rain"), ["rain@30d", "rain@7d"]),
        (("resolve", "col"), ["collapses"]),
        (("log", "-t", "te"), ["test"]),
        (("log", "--as", "may"), ["mayor"]),
        (("ls", "status:v"), ["status:void"]),
        (("ls", "tag:t"), ["tag:test"]),
        (("ls", "id:o"), ["id:opens"]),
        (("ls", "st"), ["status:"]),
        (("log", "--sou"), ["--source"]),
        (("completion", "f"), ["fish"]),
        (("show", "nothing"), []),
    ],
)
def test_bash_completes(workspace: "Draft", words: tuple[str, ...], found: list[str]) -> None:
    assert completed(workspace.root, *words) == found


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here to ask")
def test_without_a_book_nothing_completes_and_nothing_is_said(tmp_path: Path) -> None:
    assert completed(tmp_path, "show", "op") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(("word", "found"), [("op", "opens"), ("rain", "rain@7d")])
def test_what_other_shells_ask_for_is_answered(
    workspace: "Draft", shell: str, word: str, found: str
) -> None:
    # the words are handed over as the printed script of that shell does
    asked = {"COMP_WORDS": f"brierbook show {word}", "COMP_CWORD": "2"}
    if shell == "fish":
        asked["COMP_CWORD"] = word
    done = subprocess.run(
        [str(PROGRAM)],
        check=False,
        cwd=workspace.root,
        capture_output=True,
        encoding="utf-8",
        env=dict(os.environ) | asked | {"_BRIERBOOK_COMPLETE": f"{shell}_complete"},
    )
    assert found in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_its_shell_can_read(call: "Call", shell: str) -> None:
    script = call("completion", shell).out
    assert "_BRIERBOOK_COMPLETE=" in script
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], check=True, input=script, encoding="utf-8")


def test_another_shell_is_refused(call: "Call") -> None:
    assert call("completion", "tcsh").code == 2
