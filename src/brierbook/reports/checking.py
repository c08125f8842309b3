"""Whether a written report is current: it is made again, and what differs is named."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from brierbook.reports.catalogue import Catalogue
from brierbook.reports.publish import Edition, report_files
from brierbook.reports.retrospective import Retrospective

TEXT = (".csv", ".html", ".ipynb", ".json", ".md", ".svg")


def differences(
    r: Retrospective, folder: Path, edition: Edition, words: Catalogue
) -> Iterator[str]:
    """Name each file that is missing or differs from what would be written now, and where."""
    for name, made in report_files(r, edition):
        path = folder / name
        if not path.is_file():
            yield f"{name}: {words.say('checking.missing')}"
        elif (found := path.read_bytes()) != made:
            yield f"{name}: {place(name, found, made, words)}"


def place(name: str, found: bytes, made: bytes, words: Catalogue) -> str:
    """Say where two files part."""
    if not name.endswith(TEXT):
        sizes = {"there": words.number(len(found)), "now": words.number(len(made))}
        return words.say("checking.bytes", **sizes)
    lines = zip_longest(found.split(b"\n"), made.split(b"\n"))
    apart = [number for number, (there, now) in enumerate(lines, start=1) if there != now]
    lines_apart = words.count("lines_apart", len(apart))
    return words.say("checking.lines", lines=lines_apart, first=words.number(apart[0]))
