"""What `score`, `calibrate` and `report` claim of whole books of known truth.

Run it with ``python -m benchmarks.commands_claims`` from the root of the checkout; ten minutes, and
five more with ``--reports 100``. It counts in how many of 100 books of 300 events each command
calls a source of slope .35 too bold, and in how many of 100 calibrated books, looked at after every
event, a false sentence is ever said: at some look, and of those that hold however often one looks.
It fails if a command finds fewer than 95 of 100, or lasting sentences are false in more than 5 % of
books beyond chance.
"""

import argparse
import sys
from collections import Counter

import numpy as np
from scipy.stats import binom
from tests.analysis.claims.books import (
    SLOPE,
    draw_questions,
    judge_by_commands,
    sentences_ever_said,
)
from tests.live_books import live_book

TRUE_OF_CALIBRATED = {"better"}  # who speaks in tenths and is calibrated beats 50 %
NEEDED = 0.95


def main() -> None:
    """Count, print, and fail where a command finds too little or claims too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=100)
    parser.add_argument("--events", type=int, default=300)
    parser.add_argument("--reports", type=int, default=20, help="books of which a report is made")
    parser.add_argument("--looks", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = count_bold(given.books, given.reports, given.events, given.seed)
    for command, (n, books) in found.items():
        print(f"{command}: too bold in {n} of {books} books of {given.events} events", flush=True)
    once, lasting = count_false_looks(given.books, given.looks, given.seed)
    for when, n in (("at some look", once), ("however often one looks", lasting)):
        print(f"{given.looks} daily looks: false sentence {when} in {n} of {given.books} books")
    poor = [command for command, (n, books) in found.items() if n < NEEDED * books]
    if poor or binom.sf(lasting - 1, given.books, 1 - NEEDED) < 0.01:
        sys.exit(f"finds too little: {poor}; lasting and false: {lasting}")


def count_bold(books: int, reports: int, events: int, seed: int) -> dict[str, tuple[int, int]]:
    """Count the books of slope .35 that each command calls too bold, and how many it saw."""
    rng = np.random.default_rng(seed)
    bold: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for number in range(books):
        book = live_book(*draw_questions(events, SLOPE, rng))
        for command, claims in judge_by_commands(book, report=number < reports).items():
            correction = claims and claims.correction
            bold[command] += bool(correction and correction.verdict == "too_bold")
            seen[command] += 1
    return {command: (bold[command], n) for command, n in seen.items()}


def count_false_looks(books: int, looks: int, seed: int) -> tuple[int, int]:
    """Count the calibrated books in which something false was said at a look, and to last."""
    rng = np.random.default_rng(seed)
    once = lasting = 0
    for _ in range(books):
        said, stayed = sentences_ever_said(draw_questions(looks, 1, rng, daily=True))
        once += bool(said - TRUE_OF_CALIBRATED)
        lasting += bool(stayed - TRUE_OF_CALIBRATED)
    return once, lasting


if __name__ == "__main__":
    main()
