"""What stands on a page of the documentation, and how it is carried out.

Three kinds of block can be carried out, in the order in which they stand:

    console      commands after "$ ", continued after "> ", each with what it prints
    pycon        Python with what it gives, as a doctest
    code-block   with a caption: a file of that name
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
STOPPED_CLOCK = Path(__file__).with_name("stopped_clock")
ANY = "…"
BLOCK = re.compile(r"^```(\S+)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r":caption: ([^\n]+)\n\n(.*)", re.DOTALL)
SHOWN = {"{toctree}", "{eval-rst}"}  # nothing to carry out
DEMO = ":class: demo\n"  # what `brierbook demo` says; its numbers are compared with its summary

type Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Step:
    """A block of a page."""

    kind: str
    text: str


def steps(page: Path) -> list[Step]:
    """Give the blocks of a page that can be carried out; one of an unknown kind fails."""
    found = [Step(*block) for block in BLOCK.findall(page.read_text(encoding="utf-8"))]
    kinds = {step.kind for step in found} - SHOWN
    assert kinds <= {"console", "pycon", "{code-block}"}, (page.name, kinds)
    return [step for step in found if step.kind not in SHOWN and DEMO not in step.text]


def commands(step: Step) -> Iterator[tuple[str, str]]:
    """Give each command of a block with what is printed below it."""
    for part in re.split(r"^\$ ", step.text, flags=re.MULTILINE)[1:]:
        first, *lines = part.splitlines()
        more = next((i for i, line in enumerate(lines) if not line.startswith("> ")), len(lines))
        command = "\n".join([first, *(line[2:] for line in lines[:more])])
        yield command, "".join(f"{line}\n" for line in lines[more:])


def fits(shown: str, printed: str) -> bool:
    """Compare; a line that is an ellipsis stands for any lines, one within a line for any text.

    A space that keeps words together is a space.
    """
    pattern = "".join(
        r"(?:.*\n)*" if line == ANY else line_pattern(line) for line in shown.splitlines()
    )
    return re.fullmatch(pattern, printed.replace("\N{NO-BREAK SPACE}", " ")) is not None


def line_pattern(line: str) -> str:
    """Match one line; spaces at its end do not count."""
    return ".+".join(map(re.escape, line.split(ANY))) + r" *\n"


def surroundings(home: Path, *tools: Path) -> dict[str, str]:
    """Give the environment of somebody who starts afresh, with the commands on the path.

    The clock stands still, for what is due one day is refused on the next.
    """
    path = os.pathsep.join((*map(str, tools), str(Path(sys.executable).parent), os.environ["PATH"]))
    caches = {name: os.environ[name] for name in ("MPLCONFIGDIR",) if name in os.environ}
    person = {"HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC", "LOGNAME": "ada"}
    python = {"PYTHONWARNINGS": "error", "PYTHONPATH": str(STOPPED_CLOCK)}
    return {"PATH": path, **python, **caches, **person}


def carry_out(page: Path, place: Path, environment: Mapping[str, str], change: Change = str) -> int:
    """Do what a page says, in a folder; count the commands and the blocks of Python.

    The commands ``cd FOLDER`` and ``export NAME=VALUE`` hold for what follows; Python comes last,
    in one go.
    """
    done, here, python = 0, place, [step.text for step in steps(page) if step.kind == "pycon"]
    for step in steps(page):
        if step.kind == "{code-block}":
            write(step, here)
        for command, shown in commands(step) if step.kind == "console" else ():
            if command.startswith("cd ") and "&&" not in command:
                here = here / command.removeprefix("cd ")
            elif command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                environment = {**environment, name: value}
            else:
                run(change(command), shown, here, environment)
            done += 1
    compare("\n".join(python), here, environment)
    return done + len(python)


def write(step: Step, here: Path) -> None:
    """Write a file that a page shows."""
    found = FILE.fullmatch(step.text)
    assert found, step.text
    path = here / found[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(found[2], encoding="utf-8")


def run(command: str, shown: str, here: Path, environment: Mapping[str, str]) -> None:
    """Run a command, which must succeed and print what is shown."""
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=here,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    assert fits(shown, done.stdout), f"{command}\n{done.stdout}\nis not\n{shown}"


def compare(text: str, here: Path, environment: Mapping[str, str]) -> None:
    """Run Python, and compare what it gives."""
    if not text:
        return
    path = here / "page.txt"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "doctest", "-o", "ELLIPSIS", str(path)]
    done = subprocess.run(
        command, cwd=here, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
