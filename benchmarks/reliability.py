"""Time and memory of reliability at ten million forecasts, as ratios within one process."""

import argparse
import json
import tracemalloc
from collections.abc import Callable
from time import perf_counter

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.pav import pav, pool_adjacent_violators
from brierbook.analysis.numeric.sample import binary_sample
from brierbook.analysis.reliability.calibration_error import smooth_calibration_error
from brierbook.analysis.reliability.corp import corp_decomposition
from brierbook.analysis.reliability.curve import consistency_band

type Floats = npt.NDArray[np.float64]


def best(call: Callable[[], object], times: int) -> float:
    """Least seconds of several calls."""
    seconds = []
    for _ in range(times):
        start = perf_counter()
        call()
        seconds.append(perf_counter() - start)
    return min(seconds)


def peak(call: Callable[[], object]) -> int:
    """Most bytes held by arrays during a call, beyond those held before."""
    tracemalloc.start()
    call()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def forecasts(size: int) -> tuple[Floats, Floats]:
    """Draw calibrated forecasts, uniform, and their outcomes."""
    rng = np.random.default_rng(0)
    p = rng.random(size)
    return (rng.random(size) < p).astype(np.float64), p


def large(size: int, times: int) -> dict[str, float]:
    """Time one pass over many forecasts against copying and sorting the same bytes."""
    y, p = forecasts(size)
    cents = np.round(p, 2)
    chosen = np.random.default_rng(1)
    some = chosen.random(101)[chosen.integers(0, 101, size)]  # any values, not hundredths
    held = np.empty_like(y), np.empty_like(p)
    plain, few = binary_sample(y, p), binary_sample(y, cents)
    calls: dict[str, Callable[[], object]] = {
        "copy of y and p": lambda: (np.copyto(held[0], y), np.copyto(held[1], p)),
        "sort of p as uint64": lambda: np.sort(p.view(np.uint64)),
        "checks of y and p": lambda: binary_sample(y, p, fractional=True),
        "PAV, levels": lambda: pool_adjacent_violators(plain),
        "PAV, levels, 101 distinct": lambda: pool_adjacent_violators(few),
        "PAV, each forecast": lambda: pav(y, p),
        "CORP, Brier": lambda: corp_decomposition(y, p),
        "CORP, log": lambda: corp_decomposition(y, p, score="log"),
        "CORP, Brier, 101 hundredths": lambda: corp_decomposition(y, cents),
        "CORP, Brier, 101 any values": lambda: corp_decomposition(y, some),
        "smooth ECE": lambda: smooth_calibration_error(y, p),
    }
    found = {name: best(call, times) for name, call in calls.items()}
    most = peak(lambda: corp_decomposition(y, p)) / (y.nbytes + p.nbytes)
    return found | {"peak memory of CORP / input": most}


def bands(size: int, draws: int) -> dict[str, float]:
    """Time consistency bands for few and for all distinct forecasts."""
    _, p = forecasts(size)
    cents, event = np.round(p, 2), np.arange(size) // 5
    calls: dict[str, Callable[[], object]] = {
        "band, 101 distinct": lambda: consistency_band(cents, n_resamples=draws),
        "band, all distinct": lambda: consistency_band(p, n_resamples=draws),
        "band, 101 distinct, events": lambda: consistency_band(
            cents, event=event, n_resamples=draws
        ),
        "band, all distinct, events": lambda: consistency_band(p, event=event, n_resamples=draws),
    }
    return {name: best(call, 2) for name, call in calls.items()}


def main() -> None:
    """Print a table, and with --json the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000_000)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = large(options.size, options.times) | bands(options.size // 100, options.draws)
    if options.json:
        print(json.dumps(found, indent=1))
        return
    copy, sort = found["copy of y and p"], found["sort of p as uint64"]
    for name, value in found.items():
        if name.startswith("peak"):
            print(f"{name:30} {value:8.2f}")
            continue
        ratios = f"{value / copy:8.1f} copies {value / sort:6.2f} sorts"
        print(f"{name:30} {value * 1e3:8.0f} ms {ratios}")


if __name__ == "__main__":
    main()
