"""One writer at a time, in the order they came: locks of the operating system beside the book.

SQLite's own lock, and a plain lock on a file, let some writers starve. Here every writer draws a
number, locks the byte of that number, and waits until no byte below it is locked. The system frees
the bytes of whoever ends, however it ends, so that nothing has to be cleaned up. Systems without
such locks for each open file have one plain lock, and no order: macOS and BSD `flock`, Windows a
lock on a byte.
"""

import errno
import os
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from brierbook.errors import WorkspaceError, message_of_system

try:
    import fcntl
except ImportError:  # Windows
    HAS_FCNTL, OF_FILE = False, None
else:
    HAS_FCNTL = True
    # a lock that belongs to an open file, not to the process: threads exclude each other too; its
    # struct is that of Linux
    OF_FILE = getattr(fcntl, "F_OFD_SETLK", None) if sys.platform == "linux" else None

__all__ = ["OF_FILE", "hold_lock", "name_of_process"]

WAIT = 30.0  # seconds
SHORTEST, LONGEST = 0.0003, 0.02  # between two looks, in seconds
PATIENCE = 16  # a look costs this much less than what was waited already
NUMBERS = 2**40  # the first byte that is a number; the bytes below it hold text
HOLDER = 200  # bytes
FAR = 2**30  # a byte that nobody writes
CLOSED_ON_EXEC = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
HELD = (errno.EACCES, errno.EAGAIN)
# struct flock where it is 64 bits wide: type, whence, start, length, process
LOCK = "hhqqi4x"


@contextmanager
def hold_lock(path: Path, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock; WorkspaceError names the holder if it takes too long."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | CLOSED_ON_EXEC, 0o644)
    except OSError as error:
        raise WorkspaceError(
            "{path}: cannot be written ({why}); copy the workspace to where you may",
            code="store.unwritable",
            path=path,
            why=message_of_system(error),
        ) from error
    try:
        _wait_in_line(handle, path, wait)
        _write_at(handle, 8, name_of_process().encode().ljust(HOLDER))
        yield
    finally:
        os.close(handle)


def name_of_process() -> str:
    """Name this process and its machine, for those who wait."""
    if hasattr(os, "uname"):
        return f"process {os.getpid()} on {os.uname().nodename}"
    from platform import node  # on Windows

    return f"process {os.getpid()} on {node()}"


def _write_at(handle: int, place: int, content: bytes) -> None:
    """Write bytes at a place of a file."""
    os.lseek(handle, place, os.SEEK_SET)
    os.write(handle, content)


def _read_at(handle: int, place: int, size: int) -> bytes:
    """Read bytes at a place of a file."""
    os.lseek(handle, place, os.SEEK_SET)
    return os.read(handle, size)


def _wait_in_line(handle: int, path: Path, wait: float) -> None:
    """Draw a number and wait for all lower ones."""
    began = time.monotonic()
    if OF_FILE is None:
        while not _lock_whole_file(handle):
            _sleep_or_give_up(began, handle, path, wait)
        return
    while not _lock_bytes(handle, 0):  # held only while a number is drawn
        _sleep_or_give_up(began, handle, path, wait)
    number = int.from_bytes(_read_at(handle, 0, 8))
    _write_at(handle, 0, (number + 1).to_bytes(8))
    _lock_bytes(handle, NUMBERS + number)
    _lock_bytes(handle, 0, is_freed=True)
    while number and not _lock_bytes(handle, NUMBERS, number):
        _sleep_or_give_up(began, handle, path, wait)


def _lock_bytes(handle: int, start: int, length: int = 1, *, is_freed: bool = False) -> bool:
    """Lock or free some bytes, through this handle only; tell whether it could be done now."""
    kind = fcntl.F_UNLCK if is_freed else fcntl.F_WRLCK
    request = struct.pack(LOCK, kind, os.SEEK_SET, start, length, 0)
    try:
        fcntl.fcntl(handle, OF_FILE or 0, request)
    except OSError as error:
        if error.errno not in HELD:
            raise
        return False
    return True


def _lock_whole_file(handle: int) -> bool:
    """Lock the whole file; tell whether it could be done now."""
    if not HAS_FCNTL:
        return _lock_far_byte(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_far_byte(handle: int) -> bool:
    """Lock a byte beyond the text, as Windows does it; tell whether it could be done now."""
    import msvcrt

    os.lseek(handle, FAR, os.SEEK_SET)
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError as error:
        if error.errno not in HELD:
            raise
        return False
    return True


def _sleep_or_give_up(began: float, handle: int, path: Path, wait: float) -> None:
    """Sleep for a small part of what was waited already; give up in time."""
    waited = time.monotonic() - began
    if waited > wait:
        raise _lock_busy_error(handle, path)
    time.sleep(min(max(SHORTEST, waited / PATIENCE), LONGEST))


def _lock_busy_error(handle: int, path: Path) -> WorkspaceError:
    """Say who holds the lock."""
    holder = _read_at(handle, 8, HOLDER).decode(errors="replace").strip() or "another process"
    return WorkspaceError(
        "{path}: {holder} is writing; wait for it, or end it, and try again",
        code="store.busy",
        path=path,
        holder=holder,
    )
