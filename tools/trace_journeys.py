"""Trace journeys: how often a call enters one module of brierbook from another.

    uv run python tools/trace_journeys.py [FOLDER ...] [--edges]

Each journey is run once in a process of its own, in a copy of the workspace of its checkout; what
Python calls is counted by `sys.setprofile`, imports left out. A stay begins where a call enters
another module than the caller's; it is a return when that module was left before. A folder is a
checkout; several are printed side by side.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[1]
JOURNEYS = ("log", "score", "open")
DRAWN = {
    "log": "cli/keep",
    "score": "cli/measure",
    "fit": "analysis/calibration/engines",
    "report": "cli/measure",
}
PAGE = HERE / "docs/explanation/how-a-forecast-becomes-a-number.md"
# records, errors, words: every room uses them, and no journey leads through them
EVERYWHERE = (
    "errors.py",
    "forecasts/frozen.py",
    "forecasts/when.py",
    "forecasts/canonical.py",
    "speech/",
    "cli/main.py",
    "cli/shared/printable.py",
    "cli/shared/options.py",
    "cli/shared/language.py",
)
# they are entered by the one that calls what they decorate, which does not know of them
DECORATORS = ("columns_by_name",)
DOORS = 4  # functions named of a room
# runs inside the checkout that is traced
PROBE = """
import json, sys, os
from pathlib import Path

SOURCE = str(Path(sys.argv[1]).resolve() / "src" / "brierbook") + os.sep
journey, book = sys.argv[2], sys.argv[3]
sys.path.insert(0, str(Path(sys.argv[1]).resolve() / "src"))
entries = []  # (from, to, function)
first = []  # the same, each once, in the order of the first time
stack = []
known = set()
IMPORT = object()
importing = 0  # how many modules are just being read


def module_of(code):
    return code.co_filename[len(SOURCE):] if code.co_filename.startswith(SOURCE) else None


def watch(frame, event, arg):
    global importing
    if event == "call":
        code = frame.f_code
        here = module_of(code)
        if here is not None and code.co_name == "<module>":
            importing += 1
            stack.append(IMPORT)
            return
        if importing or here is None or code.co_name.startswith("<"):
            stack.append(None)
            return
        before = next((each for each in reversed(stack) if each), None)
        if before is not None and before != here:
            entries.append((before, here, code.co_name))
            if entries[-1] not in known:
                known.add(entries[-1])
                first.append(entries[-1])
        stack.append(here)
    elif event == "return" and stack:
        importing -= stack.pop() is IMPORT


def FIT_ORDER(p, y):
    import inspect
    from brierbook import BayesianCalibrator
    first = list(inspect.signature(BayesianCalibrator.fit).parameters)[1]
    return (p, y) if first == "p" else (y, p)


def run_journey():
    if journey == "open":
        import brierbook
        # in checkouts from before the book had one door it was called so
        open_book = getattr(brierbook, "open_book", None) or brierbook.load_book
        find_workspace = brierbook.find_workspace
        return lambda: open_book(find_workspace(book))
    from brierbook.cli.main import main
    if journey == "fit":
        import numpy as np
        from brierbook import BayesianCalibrator
        p = np.linspace(0.05, 0.95, 60)
        y = (np.arange(60) * 0.618 % 1 < p).astype(float)
        return lambda: BayesianCalibrator(engine="grid").fit(*FIT_ORDER(p, y))
    words = {
        "log": ["--book", book, "log", "It rains in Kyiv 30% by:2099-01-01 #weather"],
        "score": ["--book", book, "score"],
        "report": ["--book", book, "report", "--engine", "grid", "--format", "html"],
    }[journey]
    return lambda: main(words)


call = run_journey()
sys.setprofile(watch)
try:
    call()
except SystemExit:
    pass
sys.setprofile(None)
seen, returns = set(), 0
for before, here, _ in entries:
    returns += here in seen
    seen |= {before, here}
distinct = sorted({(a, b) for a, b, _ in entries})
print("TRACE" + json.dumps({"entries": len(entries), "arrows": len(distinct),
      "functions": len(first), "modules": len(seen), "edges": first}))
"""


def trace_journey(root: Path, journey: str) -> dict[str, Any]:
    """Run a journey of a checkout, and give what was counted."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder)
        for room in ("forecasts", "seeds"):
            shutil.copytree(root / room, book / room)
        shutil.rmtree(book / "forecasts" / "__pycache__", ignore_errors=True)
        given = [sys.executable, "-c", PROBE, str(root), journey, str(book)]
        if journey != "open":  # the database is made before, so that each journey is its own
            made = [sys.executable, "-c", PROBE, str(root), "log", str(book)]
            subprocess.run(made, capture_output=True, check=False, cwd=folder)
        done = subprocess.run(given, capture_output=True, text=True, check=False, cwd=folder)
    line = next((each for each in done.stdout.splitlines() if "TRACE{" in each), None)
    if line is None:
        raise SystemExit(f"{journey} in {root}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(line.partition("TRACE")[2])
    return found


def room_of(module: str) -> str | None:
    """Give the room of a module; none for what every room uses."""
    if module.startswith(EVERYWHERE):
        return None
    return module.rpartition("/")[0] or module.removesuffix(".py")


def draw_rooms(edges: list[list[str]], start: str) -> str:
    """Draw the rooms that a journey leads through, each below the one that it is entered from."""
    below: dict[str, list[str]] = {start: []}
    doors: dict[str, list[str]] = {start: []}
    for before, here, function in edges:
        if function in DECORATORS:
            continue
        outer, room = room_of(before), room_of(here)
        if room is None or room == start or not here.endswith(".py") or function.startswith("_"):
            continue
        if outer is None or outer not in below or room == outer:
            continue
        if room not in below:
            below[outer].append(room)
            below[room] = []
        if function not in doors.setdefault(room, []):
            doors[room].append(function)
    return "\n".join(_room_lines(start, below, doors, 0))


def _room_lines(
    room: str, below: dict[str, list[str]], doors: dict[str, list[str]], depth: int
) -> list[str]:
    """Write a room with its doors, and below it the rooms that are entered from it."""
    named = ", ".join(doors[room][:DOORS])
    lines = [f"    {'  ' * depth}{room}".ljust(44) + named]
    for each in below[room]:
        lines += _room_lines(each, below, doors, depth + 1)
    return [line.rstrip() for line in lines]


def write_figures() -> None:
    """Put the figures of the journeys into their page, between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    for journey, start in DRAWN.items():
        figure = draw_rooms(trace_journey(HERE, journey)["edges"], start)
        before, _, rest = text.partition(f"<!-- {journey} -->\n")
        _, end, after = rest.partition(f"<!-- end of {journey} -->")
        text = f"{before}<!-- {journey} -->\n\n{figure}\n\n{end}{after}"
    PAGE.write_text(text, encoding="utf-8")


def main() -> None:
    """Print the counts of each journey, a checkout a column."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[HERE])
    parser.add_argument("--edges", action="store_true", help="print every arrow")
    parser.add_argument("--write", action="store_true", help="draw the figures of the docs")
    parser.add_argument("--journey", choices=JOURNEYS, action="append")
    asked = parser.parse_args()
    if asked.write:
        write_figures()
        return
    for journey in asked.journey or JOURNEYS:
        found = [trace_journey(root.resolve(), journey) for root in asked.folders]
        for name in ("entries", "functions", "arrows", "modules"):
            print(f"{journey:6} {name:10}", *(f"{each[name]:>8}" for each in found))
        if asked.edges:
            print(*found[-1]["edges"], sep="\n")


if __name__ == "__main__":
    main()
