"""CPU time and memory of the calibration, as ratios within one run, against the bars it must pass.

- A book of 20 forecasts, from the start of the process to the printed answer, against starting
  Python and importing NumPy; and the fit itself.
- 200 groups and up to a million rows: CPU seconds, effective draws of 400, and how that stands to
  the best setting of PyMC's model, sampled by nutpie, on the same cells.
- Peak memory of a million rows in a process of its own.
- Words on a grid, and what of that goes into saying how much is prior.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.cell_counts import tally_sample
from brierbook.analysis.calibration.curve.hierarchy import Hierarchy, fit_nested
from brierbook.analysis.calibration.curve.kernel import COX
from brierbook.analysis.calibration.curve.sample import CalibrationSample, as_sample
from brierbook.analysis.calibration.engines.engine import fit_posterior
from brierbook.analysis.calibration.models.words import SHOWN, fit_words
from brierbook.analysis.calibration.sampling.power_scaling import prior_and_likelihood_sensitivities
from brierbook.forecasts.entries.envelopes import write_entry
from brierbook.forecasts.lexicon import load_lexicons

type Floats = npt.NDArray[np.float64]

GROUPS, DRAWS = 200, 400
CHAINS, TUNE, LENGTH = 2, 300, 300
ENOUGH = 100  # effective draws that make an answer


def rows(n: int) -> tuple[Floats, Floats, npt.NDArray[np.intp]]:
    """Draw a book of whole percents whose groups differ."""
    rng = np.random.default_rng(0)
    group = np.arange(n) % GROUPS
    a = 0.1 + 0.4 * rng.standard_normal(GROUPS)
    b = np.exp(-0.2 + 0.2 * rng.standard_normal(GROUPS))
    p = rng.integers(1, 100, n) / 100
    q = 1 / (1 + np.exp(-(a[group] + b[group] * np.log(p / (1 - p)))))
    return p, (rng.random(n) < q).astype(np.float64), group


def least(call: Callable[[], object], times: int) -> float:
    """Give the least CPU seconds of some calls, after one to warm up."""
    call()
    seconds = []
    for _ in range(times):
        start = process_time()
        call()
        seconds.append(process_time() - start)
    return min(seconds)


def child(*command: str) -> float:
    """Give the CPU seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def small_book(folder: Path) -> None:
    """Write a book of 20 resolved forecasts."""
    rng = np.random.default_rng(1)
    bodies: list[tuple[str, dict[str, object]]] = [
        ("book", {"name": "twenty", "title": {"en": "Twenty"}}),
        ("forecaster", {"id": "ann", "kind": "person", "name": {"en": "Ann"}}),
    ]
    resolutions: list[tuple[str, dict[str, object]]] = []
    day = "2026-01-{:02}[Europe/Kyiv]".format
    for index in range(20):
        name, p = f"p{index:02}", int(rng.integers(1, 20)) * 5
        texts = {"text": {"en": f"{name} happens."}, "criteria": {"en": "It was seen."}}
        proposition = {"id": name, "claim": name, "reading": "primary", "deadline": day(20)}
        confidence = {"how": "stated", "p": f"0.{p:02}".rstrip("0")}
        forecast = {"id": f"f-{name}", "proposition": name, "forecaster": "ann"}
        source = {"name": "A diary", "url": "https://example.org/diary"}
        moments = {"decided_at": day(20), "known_at": day(21)}
        outcome = {"proposition": name, "outcome": "yes" if rng.random() < p / 100 else "no"}
        outcome |= {"evidence": [{"says": "Seen.", "when": "then", "sources": [source]}]}
        bodies += [
            ("event", {"id": f"e-{name}", "title": {"en": name}}),
            ("proposition", proposition | texts | {"event": f"e-{name}", "tags": ["t"]}),
            ("forecast", forecast | {"made_at": day(2), "confidence": confidence}),
        ]
        resolutions.append(("resolution", outcome | moments))
    # the clock of the ledger must have seen the forecasts before their outcomes
    lines = [
        write_entry(kind, body, {"by": "ann", "recorded_at": at}).decode()
        for at, made in (("2026-01-03T12:00:00Z", bodies), ("2026-02-01T12:00:00Z", resolutions))
        for kind, body in made
    ]
    book = folder / "forecasts" / "book.jsonl"
    book.parent.mkdir()
    (folder / "seeds").mkdir()
    (folder / "seeds" / "seeds.toml").write_text("", encoding="utf-8")
    book.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def twenty(times: int) -> dict[str, float]:
    """Time a book of 20 forecasts."""
    with tempfile.TemporaryDirectory() as folder:
        small_book(Path(folder))
        command = (sys.executable, "-m", "brierbook", "--book", folder, "recalibrate", "70%")
        start = min(child(sys.executable, "-c", "import numpy") for _ in range(times))
        answer = min(child(*command) for _ in range(times))
    rng = np.random.default_rng(2)
    p = rng.integers(1, 20, 20) / 20
    y = (rng.random(20) < p).astype(float)
    fit = least(lambda: fit_posterior(COX, as_sample(p, y)), 20)
    return {
        "python -c 'import numpy', CPU s": start,
        "20 forecasts, from process start to answer, CPU s": answer,
        "ratio (bar: under 6)": answer / start,
        "the fit itself, ms (bar: under 10)": 1000 * fit,
    }


def hierarchy(sample: CalibrationSample) -> Hierarchy:
    """Collect the cells of a grouped sample."""
    factor = sample.factors[0]
    return Hierarchy(COX, tally_sample(sample, factor.codes, len(factor.levels)))


def quadrature(n: int, times: int) -> dict[str, float]:
    """Time the whole fit from rows, and from cells."""
    p, y, group = rows(n)
    sample = as_sample(p, y, groups=group)
    made = hierarchy(sample)

    def from_cells() -> float:
        return fit_nested(made, draws=DRAWS, rng=np.random.default_rng(0)).ess

    def from_rows() -> None:
        fit_nested(
            hierarchy(as_sample(p, y, groups=group)), draws=DRAWS, rng=np.random.default_rng(0)
        )

    return {
        "cells": made.tally.weight.size,
        "rows to draws, CPU s": least(from_rows, times),
        "cells to draws, CPU s": least(from_cells, times),
        "effective of 400": from_cells(),
    }


def nutpie(n: int) -> dict[str, dict[str, float]]:
    """Time PyMC's model on the same cells, centred and not, compilation and sampling apart."""
    import arviz as az  # seconds, for this part only
    import nutpie as sampler  # the same

    from brierbook.analysis.calibration.curve.pointwise import cells_by_combination
    from brierbook.analysis.calibration.engines import nuts  # the same

    p, y, group = rows(n)
    sample = as_sample(p, y, groups=group)
    by, cells = cells_by_combination(sample)
    found = {}
    for name, rich in (("centred", 0), ("non-centred", n)):
        nuts.RICH = rich
        start = process_time()
        compiled = sampler.compile_pymc_model(nuts.build_calibration_model(COX, sample, by, cells))
        middle = process_time()
        tree = sampler.sample(
            compiled,
            draws=LENGTH,
            tune=TUNE,
            chains=CHAINS,
            cores=CHAINS,
            seed=1,
            save_warmup=False,
            progress_bar=False,
        )
        end = process_time()
        shared = ("bias", "log_slope", "bias_sd_group", "log_slope_sd_group")
        ess = az.ess(tree["posterior"].to_dataset()[list(shared)])
        found[name] = {
            "compiling, CPU s": middle - start,
            "sampling, CPU s": end - middle,
            "smallest effective": min(float(ess[each]) for each in shared),
        }
    return found


def beside(fast: dict[str, float], slow: dict[str, dict[str, float]]) -> dict[str, float]:
    """Compare, from cells to draws, with the best setting that has a hundred effective draws."""
    answered = [each for each in slow.values() if each["smallest effective"] >= ENOUGH]
    ours = fast["cells to draws, CPU s"]
    cost = ours / fast["effective of 400"]
    whole = [each["compiling, CPU s"] + each["sampling, CPU s"] for each in answered]
    effective = [each["smallest effective"] for each in answered]
    sampling = [each["sampling, CPU s"] for each in answered]
    return {
        "cheaper per effective draw (bar: 15)": min(np.divide(whole, effective)) / cost,
        "the same, its compilation not counted": min(np.divide(sampling, effective)) / cost,
        "sooner to an answer (bar: 40)": min(whole) / ours,
        "the same, its compilation not counted, sooner": min(sampling) / ours,
    }


def words(times: int) -> dict[str, float]:
    """Time 14 words of two sources, and the sensitivity of what is shown of them."""
    rng = np.random.default_rng(3)
    lexicon = load_lexicons()["brierbook-words-1"].words
    word = rng.choice(sorted(lexicon)[:14], 60)
    y, source = rng.integers(0, 2, 60), rng.choice(["a", "b"], 60)
    found = fit_words(y, word, source, lexicon=lexicon).draws
    shown = {f"{name} {i}": each for name in SHOWN for i, each in enumerate(columns(found[name]))}
    densities = [
        each for values in found.others["log_prior"]().values() for each in columns(values[0])
    ]
    factor = np.sum(densities, axis=0)
    fit = least(lambda: fit_words(y, word, source, lexicon=lexicon), times)
    cost = least(lambda: prior_and_likelihood_sensitivities(shown, factor, factor), times)
    return {
        "14 words on a grid, CPU ms": 1000 * fit,
        "of it their sensitivity (bar: a tenth)": cost / fit,
    }


def columns(values: Floats) -> list[Floats]:
    """Take the draws of each place of a parameter."""
    return [*values.reshape(len(values), -1).T]


def memory(n: int) -> float:
    """Give the peak memory, in MB, of a process that draws a book and fits it."""
    command = (sys.executable, __file__, "--only-fit", str(n))
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--without-pymc", action="store_true")
    parser.add_argument("--only-fit", type=int, help="fit so many rows, print peak memory in MB")
    options = parser.parse_args()
    if options.only_fit:
        p, y, group = rows(options.only_fit)
        made = hierarchy(as_sample(p, y, groups=group))
        fit_nested(made, draws=DRAWS, rng=np.random.default_rng(0))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    found: dict[str, object] = {"threads": os.environ.get("OMP_NUM_THREADS", "as many as cores")}
    found |= twenty(options.times)
    found |= words(options.times)
    sizes = {n: quadrature(n, options.times) for n in (10_000, 100_000, 1_000_000)}
    found |= {f"200 groups, {n:,} rows": each for n, each in sizes.items()}
    full, tenth = sizes[1_000_000], sizes[100_000]
    found["10 times the rows, once cells are full, cost"] = (
        full["cells to draws, CPU s"] / tenth["cells to draws, CPU s"]
    )
    found["peak memory of a million rows, MB (bar: 400)"] = memory(1_000_000)
    if not options.without_pymc:
        slow = nutpie(1_000_000)
        found["PyMC with nutpie, a million rows"] = slow
        found["beside it"] = beside(full, slow)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
