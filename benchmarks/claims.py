"""False-claim rate and power of every sentence that a report may say, world by world.

Run it with ``python -m benchmarks.claims`` from the root of the checkout; about eight minutes with
the 400 books a cell that are the default. It prints the tables of docs/explanation/claims.md and
fails if a sentence is false in more than 5 % of books beyond chance (Holm).
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable

from tests.analysis.claims.rates import (
    JUDGES,
    Rate,
    count_early_outcomes,
    count_sentences,
    refuted_cells,
)
from tests.analysis.claims.worlds import WORLDS

USUAL = (3, 5, 8, 20, 50, 100)
SIZES = {"direction": USUAL, "watched": (20, 60, 100), "judged": USUAL, "even": USUAL}
FEWEST = 50  # books; of a cell with fewer nothing is printed
LOOKS = (1.25, 1.5, 1.9)


def main() -> None:
    """Count, print, and fail if a claim is false too often."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=400)
    parser.add_argument("--judge", choices=JUDGES, action="append")
    given = parser.parse_args()
    rates: list[Rate] = []
    for judge in given.judge or JUDGES:
        rates += count_sentences(judge, WORLDS, SIZES[judge], given.books)
    print_tables(rates)
    for look in LOOKS:
        early = count_early_outcomes(given.books, look)
        print_early(early, look)
        rates += [each for each in early if each.world.endswith("cohort")]
    print(f"{given.books} books a cell; {sum(r.false for r in rates)} cells of false sentences")
    if refuted := refuted_cells(rates):
        sys.exit("\n".join(f"false too often: {each}" for each in refuted))


def print_tables(rates: Iterable[Rate]) -> None:
    """Print the sentences that are false, with their worst cells, and then all cells in tables."""
    cells = list(rates)
    for sentence in sorted({each.sentence for each in cells}):
        print_worst([each for each in cells if each.sentence == sentence and each.false])
    for false in (True, False):
        print(f"\n{'False, by world' if false else 'True, and said'}:\n")
        print("| sentence | world | events: share of books |\n|---|---|---|")
        print_lines(each for each in cells if each.false == false and each.books >= FEWEST)


def print_worst(cells: list[Rate]) -> None:
    """Print the mean of a sentence over the cells in which it is false, and its worst cell."""
    large = [each for each in cells if each.books >= FEWEST]
    if not large:
        return
    mean = sum(each.said for each in large) / sum(each.books for each in large)
    worst = max(large, key=lambda each: each.share)
    where = f"{worst.world}, {worst.events} events"
    print(f"| {worst.sentence} | {len(large)} | {mean:.3f} | {worst.share:.3f} | {where} |")


def print_lines(rates: Iterable[Rate]) -> None:
    """Print a line for each sentence and world, events across."""
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in rates:
        lines[each.sentence, each.world].append(f"{each.events}: {each.share:.2f}")
    for (sentence, world), cells in sorted(lines.items()):
        print(f"| {sentence} | {world} | {', '.join(cells)} |")


def print_early(rates: Iterable[Rate], look: float) -> None:
    """Print the directions of books in which many claims are open."""
    for each in rates:
        print(f"{each.world} at {look} years: {each.sentence} {each.share:.3f}")


if __name__ == "__main__":
    main()
