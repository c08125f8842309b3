"""Time the book: one command against bare Python, appending against bare SQLite, eight writers.

Run it with ``python benchmarks/ledger.py``; every figure is a ratio of things done in turn in one
run, and it fails if a bound is broken. A disk in memory (``TMPDIR=/dev/shm``) shows the work of
the processor alone.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from books import lines

from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.files import choose_journal
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import hash_entries, verify_store
from brierbook.forecasts.workspace.folders import Workspace, find_workspace

SMALL, LARGE = 1_000, 100_000
TURNS = 15
BLOCKS, APPENDS = 12, 25
WRITERS, SECONDS = 8, 6.0

LOG_BOUND = 10.0  # times the CPU of bare Python
GROWTH_BOUND = 1.15  # a hundred times the entries
LISTING_BOUND, LISTING_EXTRA = 10.0, 0.1  # times bare Python, and seconds more
DURABLE_BOUND = 0.8  # of bare SQLite
FAIR_BOUND = 0.5  # the slowest writer, of the mean
VERIFY_BOUND = 200_000  # entries a second


# an installed program has its bytecode: it is kept here too, and made before anything is timed
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def make(folder: Path, entries: int) -> Workspace:
    """Make a workspace with a book of this size, and its database."""
    workspace = Workspace(folder, folder / "forecasts" / "book.jsonl")
    workspace.book.parent.mkdir(parents=True)
    workspace.book.write_bytes(b"".join(line + b"\n" for line in lines(entries)))
    open_store(workspace).close()
    return workspace


def cpu(*arguments: str) -> float:
    """Seconds of processor time that a process takes."""
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENV
    )
    assert process.stderr is not None  # noqa: S101  # it was asked for
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{arguments} failed: {said.decode()}")
    return used.ru_utime + used.ru_stime


def commands(workspaces: dict[int, Workspace]) -> list[bool]:
    """Run the commands in turn with bare Python."""
    found: dict[str, list[float]] = {}
    for turn in range(TURNS + 1):
        if turn == 1:
            found.clear()  # the first turn only warms
        found.setdefault("bare", []).append(cpu("-c", "pass"))
        for size, workspace in workspaces.items():
            here = ("-m", "brierbook", "--book", str(workspace.root))
            text = f"Turn {turn} of the wheel comes {turn + 3}% by:2031-05-{turn + 1:02d} #wheel"
            found.setdefault(f"log {size}", []).append(cpu(*here, "log", text, "--as", "ada"))
            found.setdefault(f"ls {size}", []).append(cpu(*here, "ls", "status:open"))
            found.setdefault(f"due {size}", []).append(cpu(*here, "due"))
    took = {name: median(each) for name, each in found.items()}
    bare = took.pop("bare")
    print(f"python -c pass          {1e3 * bare:7.1f} ms of CPU")
    for name, each in took.items():
        print(f"brierbook {name:<12}  {1e3 * each:7.1f} ms, {each / bare:5.1f} times")
    growth = took[f"log {LARGE}"] / took[f"log {SMALL}"]
    print(f"log, 100 times the entries: {growth:.2f} times the CPU")
    most = LISTING_BOUND * bare + LISTING_EXTRA
    return [
        took[f"log {LARGE}"] / bare <= LOG_BOUND,
        growth <= GROWTH_BOUND,
        took[f"ls {LARGE}"] <= most,
        took[f"due {LARGE}"] <= most,
    ]


def bare_sqlite(path: Path) -> Callable[[], None]:
    """Give what appends one row, and one line to a text, as durably, and nothing else."""
    mode, level = choose_journal(sqlite3.sqlite_version_info)
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (f"journal_mode = {mode}", f"synchronous = {level}"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, line BLOB NOT NULL)")
    line = next(each for each in lines(10) if b'"kind":"forecast"' in each)
    text = os.open(path.with_suffix(".jsonl"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def one() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO entry (line) VALUES (?)", [line])
        connection.execute("COMMIT")
        os.write(text, line + b"\n")
        os.fsync(text)

    return one


def forecasting(store: Store) -> Callable[[], None]:
    """Give what appends one forecast to a book."""
    count = 0

    def one() -> None:
        nonlocal count
        count += 1
        entries = [forecast(f"bench/{os.getpid()}.{count}", str(2 + 3 * (count % 300)))]
        append_entries(store, Request("ada"), lambda _: entries)

    return one


def forecast(name: str, target: str) -> NewEntry:
    """Make a forecast."""
    confidence = {"how": "stated", "p": "0.37"}
    made_at = "2026-01-02T00:00:00Z"
    return NewEntry(
        "forecast",
        {
            "id": name,
            "proposition": target,
            "forecaster": "ada",
            "made_at": made_at,
            "confidence": confidence,
        },
    )


def durable(workspace: Workspace) -> list[bool]:
    """Append in turn with bare SQLite, on the same disk."""
    with open_store(workspace) as store:
        ours, bare = forecasting(store), bare_sqlite(workspace.root / "bare.db")
        took: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(BLOCKS):
            for name, one in (("bare", bare), ("ours", ours)):
                start = time.perf_counter()
                for _ in range(APPENDS):
                    one()
                took[name].append((time.perf_counter() - start) / APPENDS)
    ratio = median(took["bare"]) / median(took["ours"])
    print(f"bare SQLite, durable    {1e3 * median(took['bare']):7.2f} ms a commit")
    print(f"a forecast, durable     {1e3 * median(took['ours']):7.2f} ms, {ratio:.2f} of the rate")
    return [ratio >= DURABLE_BOUND]


def write(root: str, start: float, stop: float) -> None:
    """Append until the time is over, and print how often."""
    with open_store(find_workspace(root)) as store:
        one, count = forecasting(store), 0
        time.sleep(max(0.0, start - time.time()))
        while time.time() < stop:
            one()
            count += 1
    print(count)


def fair(workspace: Workspace) -> list[bool]:
    """Let eight writers append at once."""
    start = time.time() + 8  # until all are ready
    command = [sys.executable, __file__, str(workspace.root), str(start), str(start + SECONDS)]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(WRITERS)]
    counts = [int(writer.communicate()[0]) for writer in writers]
    mean = sum(counts) / len(counts)
    print(f"{WRITERS} writers               {sum(counts) / SECONDS:7.0f} appends a second")
    print(f"the slowest of them     {min(counts) / mean:7.2f} of the mean ({sorted(counts)})")
    return [min(counts) / mean >= FAIR_BOUND]


def verifying(workspace: Workspace) -> list[bool]:
    """Hash every entry, then verify everything."""
    with open_store(workspace) as store:
        size = store.frontier().size
        start = time.process_time()
        hash_entries(store)
        rate = size / (time.process_time() - start)
        start = time.process_time()
        problems = verify_store(store).problems
        whole = size / (time.process_time() - start)
    print(f"verify, hashes          {rate:7.0f} entries a second")
    print(f"verify, every rule too  {whole:7.0f} entries a second")
    return [rate >= VERIFY_BOUND, not problems]


def main() -> None:
    """Print the figures; fail if a bound is broken."""
    with tempfile.TemporaryDirectory() as folder:
        workspaces = {size: make(Path(folder) / str(size), size) for size in (SMALL, LARGE)}
        held = durable(workspaces[LARGE])
        held += fair(workspaces[LARGE])
        held += verifying(workspaces[LARGE])
        held += commands(workspaces)
    if not all(held):
        sys.exit("a bound is broken")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))
    else:
        main()
