"""Clients of a server that are killed, and servers that are: what must be true afterwards.

Every writer notes what was acknowledged, and what it was told was not kept.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.forecasts.store.conftest import claim
from tests.forecasts.store.killing import wait_until_all_write, whole_lines
from tests.forecasts.store.server import Server

from brierbook.forecasts.entries.book import parse_book
from brierbook.forecasts.entries.records import Event
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.verify import verify_store
from brierbook.forecasts.workspace.folders import find_workspace

WRITER = """
import sys, time
from brierbook.errors import LostCommitError, WorkspaceError
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import find_workspace
address, name, acknowledged = sys.argv[1:]
store, number = open_store(find_workspace(address)), 0
with open(acknowledged, "a", buffering=1, encoding="utf-8") as file:
    while True:
        number += 1
        mine = f"{name}.{number}"
        body = {"id": mine, "title": {"en": "E"}}
        try:
            append_entries(store, Request(name, mine, mine), lambda _: [NewEntry("event", body)])
            file.write(f"kept {mine}\\n")
        except LostCommitError:
            file.write(f"unknown {mine}\\n")
        except WorkspaceError:
            file.write(f"refused {mine}\\n")
            time.sleep(0.05)
            try:
                store = open_store(find_workspace(address))
            except WorkspaceError:
                pass
"""


@dataclass
class Outcome:
    """What a series of kills came to; ``false`` counts what was kept and said not to be."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    false: int = 0
    unknown: int = 0
    problems: int = 0


def kill_clients(running: Server, folder: Path, rounds: int, writers: int, seed: int) -> Outcome:
    """Start writers and kill them one after the other; again and again."""
    random, outcome = Random(seed), Outcome()  # noqa: S311  # not for secrets
    _prepare(running)
    for number in range(rounds):
        processes, files = _start_writers(running, folder, f"c{seed}x{number}", writers)
        for process in random.sample(processes, len(processes)):
            time.sleep(random.random() * 0.03)
            process.send_signal(signal.SIGKILL)
            outcome.kills += 1
        _end(processes)
        _check(running, files, outcome)
    return outcome


def kill_server(running: Server, folder: Path, rounds: int, writers: int, seed: int) -> Outcome:
    """Let writers work while the server is killed and started again."""
    random, outcome = Random(seed), Outcome()  # noqa: S311  # not for secrets
    _prepare(running)
    processes, files = _start_writers(running, folder, f"s{seed}", writers)
    for _ in range(rounds):
        time.sleep(0.1 + random.random() * 0.2)
        running.kill_and_restart()
        outcome.kills += 1
    time.sleep(0.3)
    for process in processes:
        process.send_signal(signal.SIGKILL)
    _end(processes)
    _check(running, files, outcome)
    return outcome


def _prepare(running: Server) -> None:
    """Make a book on the server, if there is none."""
    with open_store(find_workspace(running.address)) as store:
        if not store.frontier().size:
            header = NewEntry("book", {"name": "killed", "title": {"en": "Killed"}})
            append_entries(store, Request("ada"), lambda _: [header, claim("first")])


def _start_writers(
    running: Server, folder: Path, name: str, writers: int
) -> tuple[list[subprocess.Popen[bytes]], list[Path]]:
    """Start writers, and wait until all have written."""
    names = [f"{name}w{writer}" for writer in range(writers)]
    files = [folder / f"{each}.txt" for each in names]
    command = [sys.executable, "-c", WRITER, running.address]
    processes = [
        subprocess.Popen([*command, each, str(file)], env=os.environ)
        for each, file in zip(names, files, strict=True)
    ]
    wait_until_all_write(files)
    return processes, files


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Wait until all are gone."""
    for process in processes:
        process.wait(30)


def _check(running: Server, files: list[Path], outcome: Outcome) -> None:
    """Compare the book with what the writers were told."""
    told = [line.split(" ") for file in files for line in whole_lines(file)]
    with open_store(find_workspace(running.address)) as store:
        outcome.problems += len(verify_store(store).problems)
        book, problems = parse_book(b"".join(line + b"\n" for line in store.lines()), "server")
        outcome.problems += len(problems)
    held = {each.id for each in book.every(Event)}
    kept = {name for said, name in told if said == "kept"}
    outcome.acknowledged += len(kept)
    outcome.lost += len(kept - held)
    outcome.unknown += sum(said == "unknown" for said, _ in told)
    outcome.false += len({name for said, name in told if said == "refused"} & held)
