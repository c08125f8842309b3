"""One writer at a time: a lock of the operating system on a file beside the book.

SQLite's own lock lets some writers starve; waiters here are served in about the order they came.
"""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from brierbook.errors import WorkspaceError

WAIT = 30.0  # seconds
STEP = 0.002  # between two tries


@contextmanager
def locked(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock; WorkspaceError names the holder if it takes too long."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        acquire(handle, path, time.monotonic() + wait)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
        yield
    finally:
        os.close(handle)


def acquire(handle: int, path: Path, until: float) -> None:
    """Try until the time is over."""
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise busy(handle, path) from None
            time.sleep(STEP)
        else:
            return


def busy(handle: int, path: Path) -> WorkspaceError:
    """Say who holds the lock."""
    holder = os.pread(handle, 200, 0).decode(errors="replace") or "another process"
    return WorkspaceError(f"{path}: {holder} is writing; wait for it, or end it, and try again")
