"""Time, memory and right answers beside other libraries, in one process of one environment.

Run it with ``make bench-peers``. Times are CPU time of this process, the least of several runs,
with one thread for linear algebra; the floor is a NumPy copy of the same bytes into memory that
is held already. It fails if a bar is missed.
"""

import argparse
import importlib
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.pav import pav
from brierbook.analysis.reliability.calibration_error import smooth_calibration_error
from brierbook.analysis.reliability.corp import corp_decomposition
from brierbook.analysis.reliability.curve import confidence_band, consistency_band
from brierbook.analysis.scores.binary import brier_score, log_score
from brierbook.analysis.scores.distributions.ensemble import Ensemble
from brierbook.analysis.scores.verbs import crps

type Floats = npt.NDArray[np.float64]
type Task = Callable[[], object]

PEERS = (
    "scikit-learn",
    "scoringrules",
    "scores",
    "model-diagnostics",
    "properscoring",
    "relplot",
)
BESIDE = ("numpy", "scipy", "numba", "xarray", "polars")
OURS = "brierbook"
# One thread each, and no window for plots; read when the libraries are loaded.
SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "MPLBACKEND": "Agg",
}

# Runs of one task, but no more seconds than this beyond the second run.
RUNS, SECONDS = 7, 4.0
# Resamples that peers are timed with, and those that their time is scaled to.
FEW, MANY = 20, 1000


class Failed(Exception):  # noqa: N818 - a result, not a fault of this program
    """What a peer said when it failed."""


@dataclass
class Peer:
    """A library by its parts; a part that cannot be imported fails where it is used."""

    parts: dict[str, ModuleType] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a module of any library
        """Import a module once."""
        if name not in self.parts:
            self.parts[name] = importlib.import_module(name)
        return self.parts[name]


@dataclass
class Bars:
    """Bars with what was found, printed together at the end."""

    lines: list[tuple[bool, str]] = field(default_factory=list)

    def add(self, name: str, found: float, bound: float, *, most: bool) -> None:
        """Note whether a figure is at most, or at least, its bound."""
        kept = found <= bound if most else found >= bound
        sign = "<=" if most else ">="
        self.lines.append((kept, f"{name:66} {found:9.2f} {sign} {bound:g}"))

    def show(self) -> bool:
        """Print the bars and tell whether all are kept."""
        print("\nBars")
        for kept, line in self.lines:
            print(f"{'pass' if kept else 'MISS'}  {line}")
        return all(kept for kept, _ in self.lines)


PEER = Peer()


def attempt[T](task: Callable[[], T]) -> T:
    """Run what a peer offers, and turn whatever it raises into a result."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return task()
    except Exception as error:
        said = str(error).strip().splitlines() or [""]
        raise Failed(f"{type(error).__name__}: {said[0][:90]}") from error


def best(task: Task) -> float:
    """CPU milliseconds of the fastest of several runs, after one that compiles what it must."""
    times: list[float] = []
    while len(times) < 2 or (len(times) < RUNS and sum(times) < SECONDS):
        start = process_time()
        task()
        times.append(process_time() - start)
    return 1e3 * min(times)


def table(title: str, ours: dict[str, Task], peers: dict[str, Task], floor: Task) -> dict[str, Any]:
    """Time tasks, print them beside the floor and the first of ours, and return milliseconds."""
    copy = best(floor)
    print(f"\n{title}\n{'':52} {'CPU ms':>9} {'/ ours':>8} {'/ floor':>8}")
    print(f"{'floor: copy of the same bytes':52} {copy:9.1f} {'':8} {1:8.1f}")
    found: dict[str, float] = {"floor": copy}
    first = next(iter(ours))
    for name, task in (ours | peers).items():
        try:
            found[name] = best(task) if name in ours else attempt(lambda task=task: best(task))
        except Failed as error:
            print(f"{name:52} FAILED {error}")
            continue
        row(name, found[name], found[first], copy)
    return found


def row(name: str, milliseconds: float, ours: float, floor: float) -> None:
    """Print one time."""
    ratios = f"{milliseconds / ours:8.2f} {milliseconds / floor:8.1f}"
    print(f"{name:52} {milliseconds:9.1f} {ratios}")


def fastest(found: dict[str, float]) -> float:
    """Least time of a peer; infinite if none ran."""
    return min(
        (ms for name, ms in found.items() if name != "floor" and not name.startswith(OURS)),
        default=float("inf"),
    )


def pairs(size: int, decimals: int | None = None) -> tuple[Floats, Floats]:
    """Draw calibrated forecasts, and round them afterwards if asked."""
    rng = np.random.default_rng(0)
    p = rng.random(size)
    y = (rng.random(size) < p).astype(np.float64)
    return y, p if decimals is None else np.round(p, decimals)


def copying(*arrays: Floats) -> Task:
    """Make the floor: a copy of arrays, without asking for memory, which may cost more than it."""
    held = [np.empty_like(each) for each in arrays]
    return lambda: [np.copyto(*pair) for pair in zip(held, arrays, strict=True)]


def brier_peers(y: Floats, p: Floats) -> dict[str, Task]:
    """Mean Brier score as each peer gives it."""

    def labelled(*, check: bool) -> object:
        array = PEER["xarray"].DataArray
        return PEER["scores.probability"].brier_score(array(p), array(y), check_args=check)

    return {
        "scikit-learn brier_score_loss": lambda: PEER["sklearn.metrics"].brier_score_loss(y, p),
        "scoringrules brier_score, mean": lambda: PEER["scoringrules"].brier_score(y, p).mean(),
        "scores brier_score": lambda: labelled(check=True),
        "scores brier_score, check_args=False": lambda: labelled(check=False),
        "model-diagnostics SquaredError": lambda: PEER["model_diagnostics.scoring"].SquaredError()(
            y, p
        ),
        "properscoring brier_score, mean": lambda: PEER["properscoring"].brier_score(y, p).mean(),
    }


def log_peers(y: Floats, p: Floats) -> dict[str, Task]:
    """Mean log score as each peer gives it."""
    return {
        "scikit-learn log_loss": lambda: PEER["sklearn.metrics"].log_loss(y, p),
        "scoringrules log_score, mean": lambda: PEER["scoringrules"].log_score(y, p).mean(),
        "model-diagnostics LogLoss": lambda: PEER["model_diagnostics.scoring"].LogLoss()(y, p),
    }


def fits(y: Floats, p: Floats) -> dict[str, Callable[[], Floats]]:
    """Isotonic fit of each forecast, in the order of the input."""

    def unordered() -> Floats:
        visual = PEER["scoringrules.visualization.reliability"]
        fitted = np.empty_like(p)
        fitted[np.argsort(p)] = visual.corp_reliability(y, p)[2]
        return fitted

    def interpolated() -> Floats:
        fit = PEER["scores.processing.isoreg_impl"].isotonic_fit(p, y)
        return np.asarray(fit["regression_func"](p))

    def predicted() -> Floats:
        model = PEER["sklearn.isotonic"].IsotonicRegression()
        return np.asarray(model.fit(p, y).predict(p))

    return {
        "scoringrules": unordered,
        "scores": interpolated,
        "scikit-learn": predicted,
    }


def corp_peers(y: Floats, p: Floats) -> dict[str, Task]:
    """CORP, or the isotonic fit that it rests on where a peer stops there."""

    def scoringrules_corp() -> object:
        visual = PEER["scoringrules.visualization.reliability"]
        return visual.corp_score_decomposition(*visual.corp_reliability(y, p))

    def decompose() -> object:
        scoring = PEER["model_diagnostics.scoring"]
        return scoring.decompose(y, p, scoring_function=scoring.SquaredError())

    return {
        "scoringrules corp (ties not pooled)": scoringrules_corp,
        "scores isotonic_fit": lambda: PEER["scores.processing.isoreg_impl"].isotonic_fit(p, y),
        "scikit-learn IsotonicRegression fit, predict": fits(y, p)["scikit-learn"],
        "model-diagnostics decompose": decompose,
    }


def scores_section(size: int, bars: Bars) -> None:
    """Time means of scores."""
    y, p = pairs(size)
    floor = copying(y, p)
    ours = {f"{OURS} brier_score": lambda: brier_score(y, p)}
    found = table(f"Brier score, mean of {size:.0e}", ours, brier_peers(y, p), floor)
    taken = found[f"{OURS} brier_score"]
    bars.add("Brier: times the floor", taken / found["floor"], 2.5, most=True)
    bars.add("Brier: fastest peer / ours", fastest(found) / taken, 1, most=False)
    ours = {f"{OURS} log_score": lambda: log_score(y, p)}
    found = table(f"Log score, mean of {size:.0e}", ours, log_peers(y, p), floor)
    taken = found[f"{OURS} log_score"]
    bars.add("log: times the floor", taken / found["floor"], 6, most=True)
    bars.add("log: fastest peer / ours", fastest(found) / taken, 1, most=False)


def corp_section(size: int, bars: Bars) -> None:
    """Time CORP with and without ties."""
    for name, decimals in (("all distinct", None), ("101 distinct", 2)):
        y, p = pairs(size, decimals)
        ours: dict[str, Task] = {
            f"{OURS} corp_decomposition": lambda y=y, p=p: corp_decomposition(y, p),
            f"{OURS} pav, fit of each forecast": lambda y=y, p=p: pav(y, p),
        }
        title = f"CORP, {size:.0e} forecasts, {name}"
        found = table(title, ours, corp_peers(y, p), copying(y, p))
        quickest = fastest(found)
        decomposed, fitted = (found[each] for each in ours)
        bars.add(f"CORP, {name}: fastest peer / ours", quickest / decomposed, 4, most=False)
        bars.add(f"CORP, {name}: fastest peer / our fit", quickest / fitted, 1, most=False)


def band_peers(y: Floats, p: Floats) -> dict[str, Callable[[int], object]]:
    """Bands of each peer from so many resamples; from none, what surrounds them."""

    def scoringrules_band(draws: int) -> object:
        PEER["matplotlib.pyplot"].close("all")
        kind = "consistency" if draws else None
        diagram = PEER["scoringrules.visualization"].reliability_diagram
        return diagram(y, p, uncertainty_band=kind, n_bootstrap=draws)

    def scores_band(draws: int) -> object:
        return PEER["scores.processing.isoreg_impl"].isotonic_fit(p, y, bootstraps=draws or None)

    def diagnostics_band(draws: int) -> object:
        PEER["matplotlib.pyplot"].close("all")
        return PEER["model_diagnostics.calibration"].plot_reliability_diagram(
            y, p, n_bootstrap=draws or None
        )

    def relplot_band(draws: int) -> object:
        return PEER["relplot"].prepare_rel_diagram(
            p,
            y,
            plot_confidence_band=draws > 0,
            num_bootstrap=draws,
            report_CE_std=False,
        )

    return {
        "scoringrules reliability_diagram": scoringrules_band,
        "scores isotonic_fit": scores_band,
        "model-diagnostics plot_reliability_diagram": diagnostics_band,
        "relplot prepare_rel_diagram (kernel, not isotonic)": relplot_band,
    }


def scaled(band: Callable[[int], object]) -> float:
    """CPU milliseconds of many resamples, from few and none."""
    none, few = best(lambda: band(0)), best(lambda: band(FEW))
    return none + (few - none) * MANY / FEW


def band_section(size: int, bars: Bars) -> None:
    """Time resampled bands with and without ties."""
    for name, decimals, bound in (("all distinct", None, 10), ("101 distinct", 2, 100)):
        y, p = pairs(size, decimals)
        ours: dict[str, Task] = {
            f"{OURS} consistency_band": lambda p=p: consistency_band(p, n_resamples=MANY),
            f"{OURS} confidence_band": lambda y=y, p=p: confidence_band(y, p, n_resamples=MANY),
        }
        title = (
            f"Band of {MANY} resamples, {size:.0e} forecasts, {name}"
            f"\n(peers: {FEW} resamples timed, what lies beyond 0 resamples scaled to {MANY})"
        )
        found = table(title, ours, {}, copying(y, p))
        first, second = (found[each] for each in ours)
        for peer, band in band_peers(y, p).items():
            try:
                found[peer] = attempt(lambda band=band: scaled(band))
            except Failed as error:
                print(f"{peer:52} FAILED {error}")
                continue
            row(peer, found[peer], first, found["floor"])
        print(f"{'scikit-learn, properscoring':52} have no band")
        quickest = fastest(found)
        bars.add(f"band, {name}: fastest peer / ours", quickest / first, bound, most=False)
        label = f"confidence band, {name}: fastest peer / ours"
        bars.add(label, quickest / second, bound, most=False)


def smooth_section(size: int, bars: Bars) -> None:
    """Time the smooth calibration error."""
    y, p = pairs(size)
    ours = {f"{OURS} smooth_calibration_error": lambda: smooth_calibration_error(y, p)}
    peers = {"relplot smECE": lambda: PEER["relplot"].smECE(p, y)}
    found = table(f"Smooth ECE, {size:.0e}", ours, peers, copying(y, p))
    ratio = fastest(found) / found[next(iter(ours))]
    bars.add("smooth ECE: fastest peer / ours", ratio, 10, most=False)


def ensemble_section(bars: Bars) -> None:
    """Time the CRPS of ensembles; only scoringrules can be told that members are sorted."""
    rng = np.random.default_rng(2)
    y, members = rng.normal(size=100_000), rng.normal(size=(100_000, 50))
    for name, x in (("unsorted", members), ("presorted", np.sort(members, axis=-1))):
        peers: dict[str, Task] = {
            f"scoringrules crps_ensemble, {backend}": lambda x=x, backend=backend: PEER[
                "scoringrules"
            ].crps_ensemble(y, x, backend=backend)
            for backend in ("numba", "numpy")
        }
        if name == "presorted":
            peers |= {
                f"scoringrules crps_ensemble, {backend}, told": lambda x=x, backend=backend: PEER[
                    "scoringrules"
                ].crps_ensemble(y, x, sorted_ensemble=True, backend=backend)
                for backend in ("numba", "numpy")
            }
        peers["properscoring crps_ensemble"] = lambda x=x: PEER["properscoring"].crps_ensemble(y, x)
        ours: dict[str, Task] = {
            f"{OURS} crps of Ensemble, each": lambda x=x: crps(y, Ensemble(x), reduce=None)
        }
        found = table(f"CRPS of 1e5 ensembles of 50, {name}", ours, peers, copying(x))
        taken = found[next(iter(ours))]
        for peer, spent in found.items():
            if peer.startswith("scoringrules"):
                label = f"CRPS, {name}: {peer.removeprefix('scoringrules crps_ensemble, ')} / ours"
                bars.add(label.replace(": ", ": scoringrules "), spent / taken, 1, most=False)


def measured(y: Floats, p: Floats) -> dict[str, Task]:
    """Tasks whose memory is measured."""
    return {
        f"{OURS} brier_score": lambda: brier_score(y, p),
        f"{OURS} log_score": lambda: log_score(y, p),
        f"{OURS} corp_decomposition": lambda: corp_decomposition(y, p),
        **brier_peers(y, p),
        **log_peers(y, p),
        **corp_peers(y, p),
    }


def highest() -> int:
    """Most bytes of memory held since the last reset; what a process inherits is left out."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return 1024 * int(found[1]) if found else 0


def resident() -> int:
    """Bytes of memory held now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def memory_child(name: str, folder: Path) -> None:
    """Print the peak of one task in a process of its own, as a multiple of the input."""
    small = measured(*pairs(1000))
    attempt(small[name])  # imports and compiles
    y, p = np.load(folder / "y.npy"), np.load(folder / "p.npy")
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # resets the highest mark
    size, before = y.nbytes + p.nbytes, resident()
    attempt(measured(y, p)[name])
    print(json.dumps((highest() - before + size) / size))


def memory_section(size: int, bars: Bars) -> None:
    """Measure peak memory, input included, each task in a process of its own."""
    for title, decimals in (("all distinct", None), ("101 distinct", 2)):
        print(f"\nPeak memory, {size:.0e} forecasts, {title} (resident, input included)")
        print(f"{'':52} {'/ input':>9}")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for column, values in zip("yp", pairs(size, decimals), strict=True):
                np.save(folder / f"{column}.npy", values)
            for task in measured(*pairs(1)):
                if decimals is not None and task not in corp_tasks():
                    continue
                memory_row(task, folder, title, bars)


def corp_tasks() -> set[str]:
    """Names of tasks that ties concern."""
    return {f"{OURS} corp_decomposition", *corp_peers(*pairs(1))}


def memory_row(task: str, folder: Path, title: str, bars: Bars) -> None:
    """Print the peak of one task, and note the bar if it is ours."""
    command = [sys.executable, "-P", __file__, "--memory", task, "--folder", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        said = run.stderr.strip().splitlines() or [""]
        print(f"{task:52} FAILED {said[-1][:110]}")
        return
    factor = float(json.loads(run.stdout))
    print(f"{task:52} {factor:9.2f}")
    if task.startswith(OURS):
        bound = 3 if "corp" in task else 1.5
        bars.add(f"peak memory / input, {title}: {task}", factor, bound, most=True)


IMPORT = """
import json, sys, time
before = set(sys.modules)
start = time.process_time()
import {module}
spent = time.process_time() - start
loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(json.dumps([spent, sorted(loaded - set(sys.stdlib_module_names))]))
"""


def import_section(bars: Bars) -> None:
    """Time imports in new processes."""
    print(f"\nImport in a new process\n{'':52} {'CPU ms':>9} {'/ numpy':>8}  packages loaded")
    spent: dict[str, float] = {}
    loaded: dict[str, list[str]] = {}
    modules = (
        "numpy",
        "brierbook.analysis.scores.binary",
        "sklearn.metrics",
        "scoringrules",
        "scores.probability",
        "model_diagnostics.scoring",
        "properscoring",
        "relplot",
    )
    for turn in range(5):
        for module in modules[: 2 if turn else None] if turn > 1 else modules:
            command = [sys.executable, "-c", IMPORT.format(module=module)]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            if run.returncode:
                print(f"{module:52} FAILED {run.stderr.strip().splitlines()[-1][:110]}")
                continue
            seconds, loaded[module] = json.loads(run.stdout)
            spent[module] = min(spent.get(module, np.inf), 1e3 * seconds)
    for module, milliseconds in spent.items():
        names = [each for each in loaded[module] if not each.startswith("_")]
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        print(f"{module:52} {milliseconds:9.1f} {milliseconds / spent['numpy']:8.2f}  {shown}")
    others = set(loaded["brierbook.analysis.scores.binary"]) - set(loaded["numpy"]) - {"brierbook"}
    ratio = spent["brierbook.analysis.scores.binary"] / spent["numpy"]
    bars.add("import brierbook.analysis.scores.binary / import numpy", ratio, 1.25, most=True)
    bars.add("import: packages loaded beside NumPy", len(others), 0, most=True)


def parts(y: Floats, p: Floats, fitted: Floats) -> tuple[float, float]:
    """Miscalibration and discrimination of the Brier score from a fit."""
    recalibrated = float(np.mean((fitted - y) ** 2))
    miscalibration = float(np.mean((p - y) ** 2)) - recalibrated
    return miscalibration, float(np.var(y)) - recalibrated


def answers(y: Floats, p: Floats) -> None:
    """Print fit, miscalibration and discrimination as each library gives them."""
    ours = corp_decomposition(y, p)
    print(line(OURS, (ours.mcb, ours.dsc), pav(y, p)))
    for name, fit in fits(y, p).items():
        try:
            fitted = attempt(fit)
            print(line(name, parts(y, p, fitted), fitted))
        except Failed as error:
            print(f"  {name:30} FAILED {error}")
    try:
        frame: Any = attempt(corp_peers(y, p)["model-diagnostics decompose"])
        found = frame["miscalibration"][0], frame["discrimination"][0]
        print(line("model-diagnostics", found, None))
    except Failed as error:
        print(f"  {'model-diagnostics':30} FAILED {error}")


def line(name: str, found: tuple[float, float], fitted: Floats | None) -> str:
    """Write one answer."""
    shown = "" if fitted is None else f"  fit {np.round(fitted, 4).tolist()}"
    return f"  {name:30} MCB {found[0] + 0.0:8.5f}  DSC {found[1] + 0.0:8.5f}{shown}"


def trap_section(bars: Bars) -> None:
    """Show what ties do to isotonic fits; MCB and DSC are of the Brier score."""
    print("\nTies (properscoring has no isotonic fit; relplot smooths instead)")
    traps = (
        ([0, 1], [0.5, 0.5], 0.0, 0.0, "[0.5, 0.5]"),
        ([1, 0], [0.5, 0.5], 0.0, 0.0, "[0.5, 0.5], whatever the order of rows"),
        ([0, 0, 1, 0, 1, 1], [0.2] * 3 + [0.8] * 3, 4 / 225, 1 / 36, "1/3 three times, 2/3"),
    )
    worst = 0.0
    for outcomes, forecasts, mcb, dsc, fit in traps:
        y, p = np.array(outcomes, dtype=np.float64), np.array(forecasts)
        print(f"y={outcomes}, p={forecasts}: right: MCB {mcb:.5f}, DSC {dsc:.5f}, fit {fit}")
        answers(y, p)
        ours = corp_decomposition(y, p)
        worst = max(worst, abs(ours.mcb - mcb), abs(ours.dsc - dsc))
    bars.add("ties: largest error of ours, in units of 1e-12", worst / 1e-12, 1, most=True)


def versions() -> None:
    """Print what is compared, and on what."""
    names = []
    for name in (OURS, *PEERS, *BESIDE):
        try:
            names.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            names.append(f"{name} NOT INSTALLED")
    print(", ".join(names))
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} CPUs")


def main() -> None:
    """Print all tables, then the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000_000)
    parser.add_argument("--memory", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory:
        memory_child(options.memory, options.folder)
        return
    if not sys.flags.safe_path or SETTINGS.items() - os.environ.items():
        # Without the safe path scores.py beside this file would hide the library of that name.
        command = [sys.executable, "-P", *sys.argv]
        os.execve(sys.executable, command, os.environ | SETTINGS)  # noqa: S606 - this very program
    versions()
    bars = Bars()
    scores_section(options.size, bars)
    corp_section(options.size, bars)
    band_section(100_000, bars)
    smooth_section(options.size, bars)
    ensemble_section(bars)
    memory_section(options.size, bars)
    import_section(bars)
    trap_section(bars)
    sys.exit(not bars.show())


if __name__ == "__main__":
    main()
