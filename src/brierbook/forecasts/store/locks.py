"""One writer at a time, in the order they came: locks of the operating system beside the book.

SQLite's own lock, and a plain lock on a file, let some writers starve. Here every writer draws a
number, locks the byte of that number, and waits until no byte below it is locked. The system frees
the bytes of whoever ends, however it ends, so that nothing has to be cleaned up. Systems without
such locks for each open file have one plain lock, and no order.
"""

import errno
import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from brierbook.errors import WorkspaceError

WAIT = 30.0  # seconds
SHORTEST, LONGEST = 0.0003, 0.02  # between two looks, in seconds
PATIENCE = 16  # a look costs this much less than what was waited already
NUMBERS = 2**40  # the first byte that is a number; the bytes below it hold text
HOLDER = 200  # bytes
HELD = (errno.EACCES, errno.EAGAIN)
# a lock that belongs to an open file, not to the process: threads exclude each other too
OF_FILE: int | None = getattr(fcntl, "F_OFD_SETLK", None)
# struct flock where it is 64 bits wide: type, whence, start, length, process
LOCK = "hhqqi4x"


@contextmanager
def locked(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock; WorkspaceError names the holder if it takes too long."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        message = (
            f"{path}: cannot be written ({error.strerror}); copy the workspace to where you may"
        )
        raise WorkspaceError(message) from error
    try:
        stand_in_line(handle, path, wait)
        os.pwrite(
            handle, f"process {os.getpid()} on {os.uname().nodename}".encode().ljust(HOLDER), 8
        )
        yield
    finally:
        os.close(handle)


def stand_in_line(handle: int, path: Path, wait: float) -> None:
    """Draw a number and wait for all lower ones."""
    began = time.monotonic()
    if OF_FILE is None:
        while not plain_lock(handle):
            pause(began, handle, path, wait)
        return
    while not lock_byte(handle, 0):  # held only while a number is drawn
        pause(began, handle, path, wait)
    number = int.from_bytes(os.pread(handle, 8, 0))
    os.pwrite(handle, (number + 1).to_bytes(8), 0)
    lock_byte(handle, NUMBERS + number)
    lock_byte(handle, 0, kind=fcntl.F_UNLCK)
    while number and not lock_byte(handle, NUMBERS, number):
        pause(began, handle, path, wait)


def lock_byte(handle: int, start: int, length: int = 1, kind: int = fcntl.F_WRLCK) -> bool:
    """Lock or free some bytes, through this handle only; tell whether it could be done now."""
    request = struct.pack(LOCK, kind, os.SEEK_SET, start, length, 0)
    try:
        fcntl.fcntl(handle, OF_FILE or 0, request)
    except OSError as error:
        if error.errno not in HELD:
            raise
        return False
    return True


def plain_lock(handle: int) -> bool:
    """Lock the whole file; tell whether it could be done now."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def pause(began: float, handle: int, path: Path, wait: float) -> None:
    """Sleep for a small part of what was waited already; give up in time."""
    waited = time.monotonic() - began
    if waited > wait:
        raise busy(handle, path)
    time.sleep(min(max(SHORTEST, waited / PATIENCE), LONGEST))


def busy(handle: int, path: Path) -> WorkspaceError:
    """Say who holds the lock."""
    holder = os.pread(handle, HOLDER, 8).decode(errors="replace").strip() or "another process"
    return WorkspaceError(f"{path}: {holder} is writing; wait for it, or end it, and try again")
