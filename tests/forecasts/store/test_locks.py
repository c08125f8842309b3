"""One writer at a time, in the order they came, and a bounded wait that names the holder."""

import fcntl
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store import locks
from brierbook.forecasts.store.locks import locked


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.db.lock"


def test_a_wait_that_is_too_long_names_the_holder(path: Path) -> None:
    with (
        locked(path),
        pytest.raises(WorkspaceError, match=rf"process {os.getpid()} on .+ is writing; wait for"),
        locked(path, wait=0.05),
    ):
        pass
    with locked(path, wait=0.05):
        pass


def test_who_gave_up_does_not_let_the_next_one_past_the_holder(path: Path) -> None:
    order: list[str] = []

    def wait_long() -> None:
        with locked(path, wait=20):
            order.append("next")

    with locked(path):
        with pytest.raises(WorkspaceError), locked(path, wait=0.02):
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
        with locked(path):
            order.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    with locked(path):
        for thread in threads:
            thread.start()
            time.sleep(0.1)  # long enough to draw a number
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_the_lock_of_a_process_that_was_killed_is_free(path: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path; "
        "from brierbook.forecasts.store.locks import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with (
            pytest.raises(WorkspaceError, match=f"process {process.pid} on "),
            locked(path, wait=0.05),
        ):
            pass
        process.kill()
        process.wait()
        with locked(path, wait=5):
            pass


def test_an_error_inside_frees_the_lock(path: Path) -> None:
    with pytest.raises(KeyError), locked(path):
        raise KeyError
    with locked(path, wait=0.05):
        pass


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "book.db.lock"
    wanted = rf"{re.escape(str(nowhere))}: cannot be written \(No such file"
    with pytest.raises(WorkspaceError, match=wanted), locked(nowhere):
        pass


def test_systems_without_locks_of_a_file_have_a_plain_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "OF_FILE", None)
    with locked(path):
        handle = os.open(path, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
        with pytest.raises(WorkspaceError, match="is writing"), locked(path, wait=0.05):
            pass
    with locked(path, wait=0.05):
        pass


TAKE_TURNS = """
import sys, time
from pathlib import Path
from brierbook.forecasts.store.locks import locked
path, start, stop, count = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), 0
time.sleep(max(0, start - time.time()))
while time.time() < stop:
    with locked(path):
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
