"""The clock is read in one place, which tests can set."""

import ast
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import brierbook
from brierbook.forecasts.clock import read_clock

if TYPE_CHECKING:
    from tests.conftest import SetClock

SOURCE = Path(brierbook.__file__).parent
# of datetime, date and time; how long something takes is asked of time.monotonic
STAMPS_A_FILE = "forecasts/store/following.py"  # whose time says nothing of a forecast
READERS = {"now", "today", "utcnow", "localtime", "gmtime", "time_ns", "ctime"}


def _reads_the_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return False
    owner = node.value.id
    return owner in ("date", "datetime", "time", "dt") and (
        node.attr in READERS or (owner, node.attr) == ("time", "time")
    )


def test_one_module_reads_the_clock() -> None:
    readers = [
        path.relative_to(SOURCE).as_posix()
        for path in sorted(SOURCE.rglob("*.py"))
        if any(map(_reads_the_clock, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    ]
    assert readers == ["forecasts/clock.py", STAMPS_A_FILE]


def test_tests_set_the_clock(set_clock: "SetClock") -> None:
    leap = datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)
    set_clock(leap.astimezone(ZoneInfo("Pacific/Apia")))
    assert (read_clock(), read_clock().tzinfo) == (leap, UTC)


def test_else_it_is_that_of_the_machine() -> None:
    code = "from brierbook.forecasts.clock import read_clock; print(read_clock().isoformat())"
    before = datetime.now(UTC)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert before <= datetime.fromisoformat(done.stdout.strip()) <= datetime.now(UTC)
