"""Compare how one-line forecasts are read with how they must be read.

    uv run python tools/check_lines.py lines.tsv [--quiet]

The file has tabs and a header: id, lang, today, made_at, line, kind (ok, ask, refuse), p, word,
deadline, text, tags, why, names. ``¦`` parts alternatives; in ``names``, ``&`` joins what a message
must name. ``p`` may be a range a..b. Days are those of Kyiv.

right     kind, values, text and names agree
missed    not logged though it can be, or logged without the deadline that stands in its text
unnamed   rightly not logged, but the message does not name what it must
MISREAD   logged though it is not clear, or with another number, word, day, tag or a shorter text
"""

import csv
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from brierbook.errors import AmbiguousError, InputError
from brierbook.forecasts.life.readers.reading import (
    ForecastInput,
    ReadingContext,
    read_claim_and_belief,
)

ZONE = "Europe/Kyiv"
OR, AND, RANGE = "¦", "&", ".."
ENDS = " .!?"
NEAR = Decimal("1e-11")
WRONG = ("missed", "unnamed", "MISREAD")


class Reading(NamedTuple):
    """How a line was read: what was logged, or what the message says."""

    kind: str
    p: str
    word: str
    deadline: str
    text: str
    tags: tuple[str, ...]
    message: str


def read(row: dict[str, str]) -> Reading:
    """Read a line as the command does."""
    context = ReadingContext(date.fromisoformat(row["today"]), ZONE, row["lang"], "anna")
    told = ForecastInput(text=row["line"], made_at=row["made_at"] or None)
    try:
        claim, belief = read_claim_and_belief(told, context)
    except InputError as error:
        kind = "ask" if isinstance(error, AmbiguousError) else "refuse"
        return Reading(kind, "", "", "", "", (), str(error).replace(repr(row["line"]), ""))
    said = belief.confidence
    p = str(said.get("p", ""))
    if said["how"] == "range":
        p = f"{said['low']}{RANGE}{said['high']}"
    until = claim.deadline.last_day.isoformat() if claim.deadline else ""
    return Reading("ok", p, str(said.get("phrase", "")), until, claim.text, claim.tags, "")


def judge(row: dict[str, str], found: Reading) -> str:
    """Say how a reading agrees with what it must be."""
    if row["kind"] != "ok":
        return judge_refusal(row, found)
    if found.kind != "ok":
        return "missed"
    if misread(row, found) or not fits_text(row, found, longer=True):
        return "MISREAD"
    whole = fits_text(row, found) and row["deadline"] == found.deadline
    return "right" if whole else "missed"


def misread(row: dict[str, str], found: Reading) -> bool:
    """Whether a number, word, day or tag is another than the one that was meant."""
    tags = [set(filter(None, each.strip().split(","))) for each in row["tags"].split(OR)]
    return (
        not same_p(row["p"], found.p)
        or not same_word(row["word"], found.word)
        or found.deadline not in ("", row["deadline"])
        or not any(set(found.tags) == each for each in tags)
    )


def judge_refusal(row: dict[str, str], found: Reading) -> str:
    """Judge a line that must not be logged."""
    if found.kind == "ok":
        return "MISREAD"
    named = any(
        all(plain(part) in plain(found.message) for part in each.split(AND))
        for each in row["names"].split(OR)
    )
    return "right" if named and found.kind == row["kind"] else "unnamed"


def fits_text(row: dict[str, str], found: Reading, *, longer: bool = False) -> bool:
    """Whether a text is one of those that may be kept, or at least holds all its words."""
    texts = [plain(each) for each in row["text"].split(OR)]
    kept = plain(found.text)
    return kept in texts or (
        longer and any(set(each.split()) <= set(kept.split()) for each in texts)
    )


def plain(text: str) -> str:
    """Fold white space, composition and the end of a text."""
    return normalize("NFC", " ".join(text.split())).strip(ENDS).casefold()


def same_p(wanted: str, found: str) -> bool:
    """Whether probabilities agree; never-ending ones to their last digit."""
    if bool(wanted) != bool(found) or wanted.count(RANGE) != found.count(RANGE):
        return False
    pairs = zip(wanted.split(RANGE), found.split(RANGE), strict=True)
    return not wanted or all(abs(Decimal(one) - Decimal(other)) <= NEAR for one, other in pairs)


def same_word(wanted: str, found: str) -> bool:
    """Whether the phrase is one of those that may be taken."""
    return plain(found) in [plain(each) for each in wanted.split(OR)]


def main() -> None:
    """Read the file, print what is wrong, and count."""
    path, quiet = Path(sys.argv[1]), "--quiet" in sys.argv
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    judged = [(row, found := read(row), judge(row, found)) for row in rows]
    for row, found, verdict in judged:
        if verdict in WRONG and not quiet:
            shown = (
                found.message
                or f"{found.p or found.word} {found.deadline} {found.tags} {found.text!r}"
            )
            wanted = {
                name: row[name]
                for name in ("kind", "p", "word", "deadline", "text", "tags", "names")
                if row[name]
            }
            print(f"{verdict}  {row['id']}  {row['line']}\n    {shown}\n    {wanted}")
    counts = Counter(verdict for _, _, verdict in judged)
    print(", ".join(f"{name} {counts[name]}" for name in ("right", *WRONG)))
    print(f"{counts['right'] / len(rows):.1%} right of {len(rows)}")
    sys.exit(bool(counts["MISREAD"]))


if __name__ == "__main__":
    main()
