"""Time the scores against the memory floor: copying the same bytes, in the same process.

The copy goes into memory that is held already. Run it with
``python benchmarks/scores.py``; it fails if a bound is broken.
"""

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from brierbook.analysis.scores.binary import brier_score, log_score
from brierbook.analysis.scores.distributions.ensemble import Ensemble
from brierbook.analysis.scores.verbs import crps

N = 10_000_000
REPEATS = 7

# Times of copying the input, and shares of its size.
BRIER_BOUND = 2.5
LOG_BOUND = 6.0
MEMORY_BOUND = 0.5


def best(task: Callable[[], object]) -> float:
    """Milliseconds of the fastest of several runs."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def peak() -> float:
    """Most memory this process has held, in bytes."""
    return 1024.0 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def binary() -> list[bool]:
    """Means over ten million pairs, and the memory they need beside their input."""
    rng = np.random.default_rng(1)
    p = rng.random(N)
    y = rng.random(N)
    np.less(y, p, out=y)
    before = peak()
    brier = best(lambda: brier_score(y, p))
    log = best(lambda: log_score(y, p))
    extra = (peak() - before) / (y.nbytes + p.nbytes)
    held = np.empty_like(y), np.empty_like(p)
    floor = best(lambda: (np.copyto(held[0], y), np.copyto(held[1], p)))
    print(f"copy of {N} pairs      {floor:8.1f} ms")
    print(f"brier_score mean       {brier:8.1f} ms  {brier / floor:5.2f} x the copy")
    print(f"log_score mean         {log:8.1f} ms  {log / floor:5.2f} x the copy")
    print(f"memory beside input    {extra:8.3f} x the input")
    return [brier < BRIER_BOUND * floor, log < LOG_BOUND * floor, extra < MEMORY_BOUND]


def ensembles() -> None:
    """CRPS of 100 000 ensembles of 50 members."""
    rng = np.random.default_rng(2)
    y, members = rng.normal(size=100_000), rng.normal(size=(100_000, 50))
    held = np.empty_like(members)
    floor = best(lambda: np.copyto(held, members))
    sort = best(lambda: np.sort(members, axis=-1))
    print(f"copy of 100000 x 50    {floor:8.1f} ms, sorting it {sort:.1f} ms")
    ecdf = best(lambda: crps(y, Ensemble(members)))
    fair = best(lambda: crps(y, Ensemble(members, estimator="fair")))
    print(f"crps of Ensemble       {ecdf:8.1f} ms  {ecdf / floor:5.2f} x the copy")
    print(f"crps of Ensemble, fair {fair:8.1f} ms  {fair / floor:5.2f} x the copy")


if __name__ == "__main__":
    kept = binary()
    ensembles()
    sys.exit(not all(kept))
