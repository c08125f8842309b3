"""Times the whole report without sampling: on the book of this repository, and on a large one.

The large book has 5,000 propositions on 1,000 events and 300 forecasters who state numbers. Prints
the seconds and the peak memory of the real command, each in a process of its own; with --all, the
PDF and the notebook too.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from brierbook.forecasts.entries.envelopes import write_entry
from brierbook.forecasts.entries.records import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
PROPOSITIONS, EVENTS, FORECASTERS = 5000, 1000, 300
RUN = """
import resource, sys
from brierbook.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
    raise
"""


def line(kind: str, day: str, body: dict[str, Any]) -> str:
    """Write an entry."""
    shared = {"recorded_at": f"{day}T12:00:00Z", "by": "maker"}
    return write_entry(kind, body, shared).decode() + "\n"


def book() -> list[str]:
    """Write a book whose forecasts are fairly good."""
    chance = random.Random(1)  # noqa: S311  # a book to measure with, not a secret
    start, made, later = "2025-01-01", "2025-01-02", "2025-06-01"
    lines = [line("book", start, {"name": "large", "title": {"en": "A large book"}})]
    lines += [
        line("forecaster", start, {"id": f"f{n}", "kind": "person", "name": {"en": f"Person {n}"}})
        for n in range(FORECASTERS)
    ]
    lines += [
        line("event", start, {"id": f"e{n}", "title": {"en": f"Event {n}"}}) for n in range(EVENTS)
    ]
    lines += [line("proposition", start, proposition(n)) for n in range(PROPOSITIONS)]
    truth = [chance.random() for _ in range(PROPOSITIONS)]
    lines += [line("forecast", made, forecast(n, p)) for n, p in enumerate(truth)]
    lines += [
        line("resolution", later, resolution(n, chance.random() < p)) for n, p in enumerate(truth)
    ]
    return lines


def proposition(n: int) -> dict[str, Any]:
    """Make a proposition."""
    return {
        "id": f"p{n}",
        "claim": f"p{n}",
        "reading": "primary",
        "text": {"en": f"Number {n} comes true.", "uk": f"Число {n} справдиться."},
        "deadline": "2025-05-31[Europe/Kyiv]",
        "event": f"e{n % EVENTS}",
        "tags": [f"topic-{n % 20}"],
    }


def forecast(n: int, p: float) -> dict[str, Any]:
    """Make a forecast."""
    said = f"{min(99, max(1, round(100 * p))) / 100:.2f}".rstrip("0")
    return {
        "id": f"said{n}",
        "proposition": f"p{n}",
        "forecaster": f"f{n % FORECASTERS}",
        "made_at": "2025-01-02T11:00:00Z",
        "confidence": {"how": "stated", "p": said},
    }


def resolution(n: int, happened: bool) -> dict[str, Any]:  # noqa: FBT001  # what it is about
    """Make a resolution."""
    return {
        "proposition": f"p{n}",
        "outcome": "yes" if happened else "no",
        "decided_at": "2025-05-31[Europe/Kyiv]",
        "known_at": "2025-06-01T06:00:00Z",
        "evidence": [],
    }


def measure(name: str, workspace: Path, arguments: list[str]) -> None:
    """Time the command, and weigh it."""
    with tempfile.TemporaryDirectory() as out:
        command = ["--book", str(workspace), "report", "--no-sampling", "-o", out, *arguments]
        before = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", RUN, *command], check=True, capture_output=True, text=True
        )
        seconds = time.perf_counter() - before
        written = {path.suffix: path.stat().st_size for path in Path(out).rglob("report.*")}
    peak = int(done.stderr.splitlines()[-1]) / 1024
    sizes = ", ".join(f"{suffix} {size / 1000:,.0f} kB" for suffix, size in sorted(written.items()))
    print(f"{name}: {seconds:.1f} s, peak {peak:,.0f} MB; {sizes}")


def main() -> None:
    """Measure both books."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="write PDF and notebook too")
    formats = "html,md,pdf,json,ipynb" if parser.parse_args().all else "html,md"
    arguments = ["--format", formats]
    measure("this book, English", ROOT, arguments)
    three = [each for language in LANGUAGES for each in ("--lang", language)]
    measure("this book, three languages", ROOT, [*arguments, *three])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forecasts" / "book.jsonl"
        path.parent.mkdir()
        (Path(folder) / "seeds").mkdir()
        (Path(folder) / "seeds" / "seeds.toml").write_text("", encoding="utf-8")
        path.write_text("".join(book()), encoding="utf-8")
        by = ["--by", "source,language,phrase,tag,forecaster"]
        measure(f"{PROPOSITIONS:,} propositions", Path(folder), [*arguments, *by])


if __name__ == "__main__":
    main()
