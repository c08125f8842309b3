"""A real PostgreSQL server for the tests: in a folder of its own, behind a socket of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")
ROOT = 0


def binaries() -> Path | None:
    """Find the folder with initdb and postgres; distributions keep it off the path."""
    found = shutil.which("initdb")
    candidates = [Path(found).parent] if found else []
    for place in PLACES:
        candidates += sorted(Path(place).glob("**/bin"), reverse=True)
    return next((each for each in candidates if (each / "postgres").exists()), None)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server and give its address; it is always stopped."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a socket has little room
    user = as_nobody(home)
    try:
        data = home / "data"
        make = f"-D {data} -U tester -A trust -E UTF8 --locale=C.UTF-8 --no-sync".split()
        subprocess.run(
            [folder / "initdb", *make],
            check=True,
            capture_output=True,
            cwd=home,
            user=user,
        )
        settings = ("listen_addresses=", f"unix_socket_directories={home}", "max_connections=40")
        options = [word for setting in settings for word in ("-c", setting)]
        log = (home / "log").open("wb")
        process = subprocess.Popen(
            [folder / "postgres", "-D", data, *options],
            stdout=log,
            stderr=log,
            cwd=home,
            user=user,
        )
        try:
            wait_for(home / ".s.PGSQL.5432", process)
            yield f"postgresql://tester@/postgres?host={home}"
        finally:
            process.send_signal(signal.SIGINT)  # do not wait for clients
            process.wait(30)
            log.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def as_nobody(home: Path) -> int | None:
    """PostgreSQL refuses to run as root: give its folder to somebody else, and say to whom."""
    if os.getuid() != ROOT:
        return None
    import pwd  # noqa: PLC0415  # only for root

    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(home, nobody, -1)
    return nobody


def wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server listens."""
    until = time.monotonic() + 60
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError((socket.parent / "log").read_text(encoding="utf-8"))
        time.sleep(0.05)
