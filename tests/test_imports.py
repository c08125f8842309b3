"""What is loaded when: the light paths stay light."""

import json
import math
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from brierbook.forecasts.store.opening import open_store

if TYPE_CHECKING:
    from tests.conftest import Draft

HEAVY = (
    *("numpy", "pandas", "matplotlib", "scipy", "pymc", "pytensor", "arviz", "xarray", "netCDF4"),
    *("jinja2", "rich", "sqlalchemy", "pydantic", "cryptography", "psycopg"),
)
# what tells of a forecast, in an order in which each finds what it needs
LIFE = (
    ["log", "It snows in Kyiv 12% by:2031-01-31 #snow"],
    ["log", "Хмари 12,5% до:31.01.2031", "--lang", "uk", "--json"],
    # a proposition without words in what decides about it: those need their lexicon, in TOML
    ["update", "collapses", "30%"],
    ["withdraw", "collapses", "--as", "mayor"],
    ["resolve", "collapses", "no", "--evidence", "It stands."],
    ["undo", "collapses"],
    ["ls", "status:open p>0.1"],
    ["due"],
    ["show", "opens"],
    ["forecasters"],
    ["completion", "bash"],
)
RUNS, MOST_RUNS = 7, 40

# runs the command line in this very process, then lists what it loaded
LIST = """
import json, sys
from brierbook.cli.main import main
try:
    main(json.loads(sys.argv[1]))
except SystemExit as done:
    assert done.code == 0, done.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""

ALL_OF_FORECASTS = """
import json, pkgutil, sys
from importlib import import_module
before = set(sys.modules)
import brierbook.forecasts
for each in pkgutil.walk_packages(brierbook.forecasts.__path__, "brierbook.forecasts."):
    if each.name != "brierbook.forecasts.store.postgres":  # which needs an extra
        import_module(each.name)
import brierbook.forecasts.lexicon
brierbook.forecasts.lexicon.load_lexicons()
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
"""


def loaded(code: str, *arguments: str) -> set[str]:
    """Run code that prints, in its last line, the modules that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, encoding="utf-8"
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["log", "--help"], ["check", "--help"], ["check"], *LIFE],
    ids=" ".join,
)
def test_the_light_commands_load_nothing_heavy(
    workspace: "Draft", monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("BRIERBOOK_AS", "tester")
    open_store(workspace.workspace).database.close()  # made from its text, lexicon and all
    command = json.dumps(["--book", str(workspace.root), *arguments])
    names = loaded(LIST, command)
    assert "click" in names
    # only the seeds and the lexicon are TOML
    assert names.isdisjoint(HEAVY if arguments[0] == "check" else {*HEAVY, "tomllib"})


def test_a_shell_that_completes_loads_nothing_heavy(workspace: "Draft") -> None:
    open_store(workspace.workspace).database.close()
    asked = {"_BRIERBOOK_COMPLETE": "bash_complete", "COMP_CWORD": "4"}
    asked["COMP_WORDS"] = f"brierbook --book {workspace.root} show op"
    names = loaded(f"import os; os.environ.update({asked!r})" + LIST, "[]")
    assert "sqlite3" in names
    assert names.isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", [["export"], ["import"]])
def test_moving_a_book_loads_nothing_of_a_server(workspace: "Draft", arguments: list[str]) -> None:
    names = loaded(LIST, json.dumps(["--book", str(workspace.root), *arguments]))
    assert "sqlite3" in names
    assert names.isdisjoint({*HEAVY, "psycopg", "cryptography"})


def test_importing_brierbook_loads_nothing_heavy() -> None:
    names = loaded("import brierbook, json, sys; print(json.dumps(sorted(sys.modules)))")
    assert "brierbook" in names
    assert names.isdisjoint({*HEAVY, "click"})


def test_books_are_read_with_the_standard_library_alone() -> None:
    names = loaded(ALL_OF_FORECASTS)
    assert "tomllib" in names
    # how Python was built is in a module of another name on each system
    others = {name for name in names if not name.startswith("_sysconfigdata")}
    assert others - set(sys.stdlib_module_names) == {"brierbook"}


def cpu(*arguments: str) -> float:
    """Give the processor time, in seconds, of one run of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # a user's Python keeps what it compiled; one that may not would measure the compiler
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *arguments]
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, stdout=quiet, stderr=quiet, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], LIFE[0], ["ls"], ["due"], ["show", "opens"]],
    ids=" ".join,
)
def test_a_light_command_takes_less_than_ten_times_the_work_of_starting_python(
    workspace: "Draft", arguments: list[str]
) -> None:
    command = ["-m", "brierbook", "--book", str(workspace.root), *arguments]
    cpu(*command)  # makes the database, and compiles what was not compiled
    # a busy machine only ever adds, so the least of many runs in turn is compared
    least, least_start = math.inf, math.inf
    for done in range(1, MOST_RUNS + 1):
        least_start = min(least_start, cpu("-c", "pass"))
        least = min(least, cpu(*command))
        if done >= RUNS and least < 10 * least_start:
            break
    assert least < 10 * least_start
