"""Writers that are killed at random instants, and what must be true of the book afterwards.

Every writer appends one forecast after the other, and writes the name of each into a file of its
own once it is acknowledged. The parent kills them all, again and again.
"""

import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from brierbook.forecasts.entries.book import parse_book
from brierbook.forecasts.entries.records import Forecast
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store
from brierbook.forecasts.workspace.folders import find_workspace

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

WRITER = """
import sys
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import find_workspace
root, name, target, acknowledged = sys.argv[1:]
with open(acknowledged, "a", buffering=1, encoding="utf-8") as file:
    store = open_store(find_workspace(root))
    number = 0
    while True:
        mine = f"{name}.{number}"
        body = {
            "id": mine,
            "proposition": target,
            "forecaster": "ada",
            "made_at": "2026-01-02T00:00:00Z",
            "confidence": {"how": "stated", "p": "0.5"},
        }
        append_entries(store, Request(name, mine, body), lambda _: [NewEntry("forecast", body)])
        file.write(mine + "\\n")
        number += 1
"""
ADA = NewEntry("forecaster", {"id": "ada", "kind": "person", "name": {"en": "Ada"}})
TARGETS = 16


@dataclass
class Outcome:
    """What a series of kills came to."""

    kills: int = 0
    acknowledged: int = 0
    kept: int = 0
    lost: int = 0
    lost_in_text: int = 0
    unacknowledged: int = 0
    repeated: int = 0
    problems: int = 0


def prepare(root: Path) -> Store:
    """Make a book with a few propositions to forecast."""
    text = root / "forecasts" / "book.jsonl"
    text.parent.mkdir(parents=True)
    text.write_bytes(
        b'{"body":{"name":"killed","title":{"en":"Killed"}},"by":"ada","kind":"book",'
        b'"recorded_at":"2026-01-01T00:00:00Z","v":2}\n'
    )
    store = open_store(find_workspace(str(root)))
    claims = [
        NewEntry("proposition", {"id": f"t{number}", "text": {"en": f"Claim {number}."}})
        for number in range(TARGETS)
    ]
    append_entries(store, Request("ada"), lambda _: [ADA, *claims])
    return store


def kill_writers(root: Path, rounds: int, writers: int, seed: int) -> Outcome:
    """Start writers, kill all of them at a random instant, look at the book; again and again."""
    random, outcome = Random(seed), Outcome()  # noqa: S311  # not for secrets
    prepare(root).close()
    for number in range(rounds):
        files = start_and_kill(root, number, writers, random)
        outcome.kills += writers
        check(root, files, outcome)
    return outcome


def start_and_kill(root: Path, number: int, writers: int, random: Random) -> list[Path]:
    """Let writers work for a moment."""
    names = [f"r{number}w{writer}" for writer in range(writers)]
    files = [root / f"{name}.txt" for name in names]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(root), name, f"t{number % TARGETS}", str(file)]
        )
        for name, file in zip(names, files, strict=True)
    ]
    wait_until_all_write(files)
    for process in random.sample(processes, len(processes)):
        time.sleep(random.random() * 0.03)
        process.send_signal(signal.SIGKILL)
    for process in processes:
        process.wait()
    return files


def wait_until_all_write(files: list[Path]) -> None:
    """Wait until every writer had something acknowledged."""
    until = time.monotonic() + 60
    while not all(file.exists() and file.stat().st_size for file in files):
        if time.monotonic() > until:
            raise TimeoutError("a writer was never served")
        time.sleep(0.005)


def check(root: Path, files: list[Path], outcome: Outcome) -> None:
    """Compare the book and its text with what was acknowledged; ask again for what was not."""
    written = text_forecasts(root)
    with open_store(find_workspace(str(root))) as store:
        outcome.problems += len(verify_store(store, deep=True).problems)
        held = forecasts(store)
        told = {line for file in files for line in whole_lines(file)}
        outcome.acknowledged += len(told)
        outcome.lost += len(told - held)
        outcome.lost_in_text += len(told - written)
        mine = {name for name in held if name.partition(".")[0] in {file.stem for file in files}}
        outcome.kept += len(mine)
        outcome.unacknowledged += len(mine - told)
        for name in sorted(mine - told):
            size = store.frontier().size
            repeated = ask_again(store, name)
            outcome.repeated += repeated and store.frontier().size == size


def whole_lines(file: Path) -> list[str]:
    """Give what was written to the end; a line may be cut by the kill."""
    return [each for each in file.read_text(encoding="utf-8").split("\n")[:-1] if each]


def forecasts(store: Store) -> set[str]:
    """Read every forecast from the entries themselves."""
    book, problems = parse_book(b"".join(line + b"\n" for line in store.lines()), store.name)
    assert not problems
    return {record.id for record in book.records if isinstance(record, Forecast)}


def text_forecasts(root: Path) -> set[str]:
    """Read every forecast from the text as the kills left it; the last line may be cut."""
    content = find_workspace(str(root)).book.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    book, problems = parse_book(whole, "the text")
    assert not problems
    return {record.id for record in book.records if isinstance(record, Forecast)}


def ask_again(store: Store, name: str) -> bool:
    """Send a request that was kept but never acknowledged; tell whether it was known."""
    [record] = [
        record
        for record, _ in store.about([f"forecast:{name}"]).values()
        if isinstance(record, Forecast)
    ]
    body: dict[str, Json] = {
        "id": name,
        "proposition": record.proposition,
        "forecaster": "ada",
        "made_at": "2026-01-02T00:00:00Z",
        "confidence": {"how": "stated", "p": "0.5"},
    }
    request = Request(name.partition(".")[0], name, body)
    return append_entries(store, request, lambda _: [NewEntry("forecast", body)]).repeated
