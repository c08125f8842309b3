"""Asking on a terminal: each answer is read at once, and a bad one is asked again."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call

COMMAND = [sys.executable, "-m", "brierbook", "log"]


def converse(place: Path, answers: bytes, *options: str) -> tuple[int, str, str]:
    """Run the command with a terminal for its input; give code, output, and what it asked."""
    master, terminal = pty.openpty()
    try:
        os.write(master, answers)
        done = subprocess.run(
            [*COMMAND, *options],
            check=False,
            cwd=place,
            stdin=terminal,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            env=dict(os.environ) | {"LANG": "C.UTF-8"},
        )
    finally:
        os.close(master)
        os.close(terminal)
    return done.returncode, done.stdout, done.stderr


def test_what_was_not_said_is_asked(call: "Call", place: Path) -> None:
    code, out, asked = converse(place, b"It rains\n1\n12%\n30 Feb\n2031-01-31\nwet two-words\n")
    assert code == 0
    assert out.startswith("1  It rains\n    12%, about 1 in 8\n    by 31 January 2031")
    assert "Anna #wet #two-words" in out
    assert "What will turn out true or false?" in asked
    assert "Error: probability '1': is 1 percent, or certain?" in asked
    assert "Error: deadline '30 Feb'" in asked
    assert call("ls", "--json").data["total"] == 1


@pytest.mark.parametrize(
    ("answers", "options"),
    [
        (b"It rains 12% by:2031-01-31 #wet\n", ()),
        (b"It rains #wet\n", ("--p", "12%", "--by", "2031-01-31")),
    ],
)
def test_what_was_said_is_not_asked(
    call: "Call", place: Path, answers: bytes, options: tuple[str, ...]
) -> None:
    code, out, asked = converse(place, answers, *options)
    assert (code, asked.count("?")) == (0, 1)
    assert out.startswith("1  It rains\n    12%")
    assert call("ls", "--json").data["total"] == 1


def test_it_asks_in_the_language_of_the_user(call: "Call", place: Path) -> None:
    code, out, asked = converse(place, "Дощ\n12,5%\n\n\n".encode(), "--lang", "uk")
    assert (code, "12,5 %, 1 з 8" in out) == (0, True)
    assert "Наскільки це ймовірно?" in asked
    assert call("ls", "--json").data["propositions"][0]["language"] == "uk"


def test_an_end_of_input_interrupts_without_a_word_kept(call: "Call", place: Path) -> None:
    code, out, asked = converse(place, b"It rains\n\x04")
    assert (code, out) == (130, "")
    assert "brierbook: interrupted" in asked
    assert call("ls", "--json").data["total"] == 0


@pytest.mark.parametrize(("answer", "code", "total"), [(b"y\n", 0, 1), (b"n\n", 130, 0)])
def test_many_typed_lines_are_written_when_that_is_confirmed(
    call: "Call", place: Path, answer: bytes, code: int, total: int
) -> None:
    done = converse(place, b"One 10%\n\x04" + answer, "-")
    assert done[0] == code
    assert "Write these?" in done[2]
    assert call("ls", "--json").data["total"] == total


def test_yes_asks_nothing(call: "Call", place: Path) -> None:
    code, out, asked = converse(place, b"One 10%\n\x04", "-", "--yes")
    assert (code, out) == (0, "1  10%  \N{EN DASH}  One\n")
    assert "?" not in asked
    assert call("ls", "--json").data["total"] == 1
