"""A real PostgreSQL server for the tests: in a folder of its own, behind a socket of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


@dataclass
class Server:
    """A running server: its programs, its folder, its process and its address."""

    folder: Path
    home: Path
    user: int | None
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where clients find it."""
        return f"postgresql://tester@/postgres?host={self.home}"

    def kill_and_restart(self) -> None:
        """Kill the server with all that work for it, as a power cut would, and start it again."""
        children = list_children(self.process.pid)
        self.process.kill()
        self.process.wait(30)
        for each in children:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        (self.home / ".s.PGSQL.5432").unlink(missing_ok=True)
        self.process = _start(self.folder, self.home, self.user)


def list_children(process: int) -> list[int]:
    """List the processes that a process started."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], check=False, capture_output=True
    )
    return [int(each) for each in found.stdout.split()]


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server and give its address; it is always stopped."""
    with running_server(folder) as running:
        yield running.address


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """Run a server that can be killed; it is always stopped."""
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
        running = Server(folder, home, user, _start(folder, home, user))
        try:
            yield running
        finally:
            running.process.send_signal(signal.SIGINT)  # do not wait for clients
            running.process.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(folder: Path, home: Path, user: int | None) -> subprocess.Popen[bytes]:
    """Start a server, and wait until it listens."""
    settings = ("listen_addresses=", f"unix_socket_directories={home}", "max_connections=40")
    options = [word for setting in settings for word in ("-c", setting)]
    with (home / "log").open("ab") as log:
        process = subprocess.Popen(
            [folder / "postgres", "-D", home / "data", *options],
            stdout=log,
            stderr=log,
            cwd=home,
            user=user,
        )
    wait_for(home / ".s.PGSQL.5432", process)
    _wait_until_ready(home)
    return process


def _wait_until_ready(home: Path) -> None:
    """Wait until a server takes connections: after a kill it recovers first."""
    import psycopg  # an extra

    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(f"postgresql://tester@/postgres?host={home}").close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def as_nobody(home: Path) -> int | None:
    """PostgreSQL refuses to run as root: give its folder to somebody else, and say to whom."""
    if os.getuid() != ROOT:
        return None
    import pwd  # only for root

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
