"""One writer at a time, in the order they came, and a bounded wait that names the holder."""

import fcntl
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store import locks
from brierbook.forecasts.store.locks import hold_lock
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.verify import verify_store

if TYPE_CHECKING:
    from tests.conftest import Draft


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.db.lock"


def test_a_wait_that_is_too_long_names_the_holder(path: Path) -> None:
    with (
        hold_lock(path),
        pytest.raises(WorkspaceError, match=rf"process {os.getpid()} on .+ is writing; wait for"),
        hold_lock(path, wait=0.05),
    ):
        pass
    with hold_lock(path, wait=0.05):
        pass


def test_who_gave_up_does_not_let_the_next_one_past_the_holder(path: Path) -> None:
    order: list[str] = []

    def wait_long() -> None:
        with hold_lock(path, wait=20):
            order.append("next")

    with hold_lock(path):
        with pytest.raises(WorkspaceError), hold_lock(path, wait=0.02):
            pass
        waiting = threading.Thread(target=wait_long)
        waiting.start()
        time.sleep(0.2)
        order.append("holder")
    waiting.join()
    assert order == ["holder", "next"]


def test_waiters_are_served_in_the_order_they_came(path: Path) -> None:
    order: list[int] = []

    def work(number: int) -> None:
        with hold_lock(path):
            order.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    with hold_lock(path):
        for thread in threads:
            thread.start()
            time.sleep(0.1)  # long enough to draw a number
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_the_lock_of_a_process_that_was_killed_is_free(path: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path; "
        "from brierbook.forecasts.store.locks import hold_lock\n"
        "with hold_lock(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with (
            pytest.raises(WorkspaceError, match=f"process {process.pid} on "),
            hold_lock(path, wait=0.05),
        ):
            pass
        process.kill()
        process.wait()
        with hold_lock(path, wait=5):
            pass


def test_an_error_inside_frees_the_lock(path: Path) -> None:
    with pytest.raises(KeyError), hold_lock(path):
        raise KeyError
    with hold_lock(path, wait=0.05):
        pass


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "book.db.lock"
    wanted = rf"{re.escape(str(nowhere))}: cannot be written \(No such file"
    with pytest.raises(WorkspaceError, match=wanted), hold_lock(nowhere):
        pass


def test_systems_without_locks_of_a_file_have_a_plain_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "OF_FILE", None)
    with hold_lock(path):
        handle = os.open(path, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
        with pytest.raises(WorkspaceError, match="is writing"), hold_lock(path, wait=0.05):
            pass
    with hold_lock(path, wait=0.05):
        pass


TAKE_TURNS = """
import sys, time
from pathlib import Path
from brierbook.forecasts.store.locks import hold_lock
path, start, stop, count = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), 0
time.sleep(max(0, start - time.time()))
while time.time() < stop:
    with hold_lock(path):
        time.sleep(0.001)
        count += 1
print(count)
"""


def test_eight_writers_get_about_equal_turns(path: Path) -> None:
    start = time.time() + 4  # until all have been started
    command = [sys.executable, "-c", TAKE_TURNS, str(path), str(start), str(start + 2)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(8)]
    found = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert min(found) >= 0.5 * sum(found) / len(found)


WITHOUT_FCNTL = """
import os, sys, types
import fcntl as real
def locking(handle, mode, size):
    place = os.lseek(handle, 0, os.SEEK_CUR)
    real.lockf(handle, real.LOCK_EX | real.LOCK_NB, size, place)
sys.modules["fcntl"] = None
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
from brierbook import Ledger
with Ledger.open(sys.argv[1], forecaster=sys.argv[2]) as ledger:
    for number in range(5):
        ledger.log(f"Claim {sys.argv[2]} {number} of {os.getpid()}", p=0.5)
"""


def test_without_fcntl_writers_exclude_each_other_too(workspace: "Draft") -> None:
    """As on Windows: its lock on a byte is played by one of POSIX, which a process holds alone."""
    command = [sys.executable, "-c", WITHOUT_FCNTL, str(workspace.root)]
    writers = [subprocess.Popen([*command, name]) for name in ("ann", "bob", "cyd")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with open_store(workspace.workspace) as store:
        assert verify_store(store, deep=True).problems == ()
        assert workspace.book.read_bytes() == b"".join(line + b"\n" for line in store.lines())
        [(logged,)] = store.database.rows("SELECT count(*) FROM entry WHERE kind = 'forecast'")
    assert logged == 3 + 15


def test_the_locks_of_linux_are_not_asked_of_other_systems() -> None:
    code = (
        "import sys; sys.platform = 'darwin'; "
        "from brierbook.forecasts.store import locks; print(locks.OF_FILE)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "None\n"
