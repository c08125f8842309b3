"""Kill eight writers at random instants, three hundred times and more, and count what was lost.

Run it with ``python -m benchmarks.kills`` from the root of the checkout; it fails if an
acknowledged entry is missing, the book does not open, or verification finds anything.
"""

import sys
import tempfile
from pathlib import Path

from tests.forecasts.store.killing import kill_writers

ROUNDS, WRITERS, SEED = 38, 8, 20261125


def main() -> None:
    """Print what the kills came to."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_writers(Path(folder) / "w", ROUNDS, WRITERS, SEED)
    print(f"kills                                  {outcome.kills}")
    print(f"entries acknowledged                   {outcome.acknowledged}")
    print(f"  of these lost                        {outcome.lost}")
    print(f"  of these missing in the text         {outcome.lost_in_text}")
    print(f"entries kept but never acknowledged    {outcome.unacknowledged}")
    print(f"  of these known when asked for again  {outcome.repeated}")
    print(f"problems found by verify               {outcome.problems}")
    if (
        outcome.lost
        or outcome.lost_in_text
        or outcome.problems
        or outcome.repeated != outcome.unacknowledged
    ):
        sys.exit("something was lost")


if __name__ == "__main__":
    main()
