"""Simulation-based calibration of every engine and model, and of a prior that is wrong on purpose.

Truth comes from the prior, a book from the truth, a posterior from the book; the rank of the truth
among the draws is then uniform (Talts et al. 2018, arXiv 1804.06788), and so is that of the log
likelihood at the truth (Modrák et al. 2023, doi 10.1214/23-BA1404). P-values are of a chi-squared
test with 20 bins and of the distance of the distribution function from its diagonal. The planted
prior is 1.6 times too wide on the log slope. Ten thousand fits of an engine take some minutes.
"""

import argparse
from collections.abc import Callable
from time import process_time

import numpy as np
import numpy.typing as npt
from scipy import stats

from brierbook.analysis.calibration.curve.cell_counts import tally_sample
from brierbook.analysis.calibration.curve.hierarchy import (
    Hierarchy,
    fit_nested,
    log_standard_normal,
)
from brierbook.analysis.calibration.curve.kernel import BETA, COX, EXTREMIZING, Kernel
from brierbook.analysis.calibration.curve.likelihood import Likelihood
from brierbook.analysis.calibration.curve.monotone import Monotone
from brierbook.analysis.calibration.curve.pointwise import cells_by_combination
from brierbook.analysis.calibration.curve.sample import as_sample
from brierbook.analysis.calibration.engines.grid import fit_grid
from brierbook.analysis.calibration.engines.nuts import build_calibration_model

type Floats = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.intp]
type Rng = np.random.Generator
type Rank = Callable[[Rng], Floats]

ROWS, DRAWS = 30, 99
SHARED = 200  # draws of what groups share
GROUPS = np.repeat(np.arange(4), (3, 6, 10, 1))
EVENTS = np.repeat(np.arange(10), (1, 2, 3, 1, 2, 12, 1, 4, 1, 3))
KNOTS = (0.2, 0.5, 0.7)


def sigmoid(x: Floats) -> Floats:
    """Turn log odds into probabilities."""
    return 1 / (1 + np.exp(-x))


def outcomes(rng: Rng, q: Floats) -> Floats:
    """Draw what happens."""
    return (rng.random(q.size) < q).astype(float)


def percents(rng: Rng, n: int) -> Floats:
    """Draw forecasts in steps of five percent."""
    return rng.integers(1, 20, n) / 20


def by_grid(kernel: Kernel, spoil: float) -> Rank:
    """Rank the parameters of a kernel, and the likelihood, by the grid."""
    wide = kernel.scales * np.where(kernel.positive, spoil, 1.0)

    def rank(rng: Rng) -> Floats:
        truth, p = rng.normal(0, wide), percents(rng, ROWS)
        y = outcomes(rng, sigmoid(kernel.log_odds(truth, np.log(p / (1 - p)))))
        cells = tally_sample(as_sample(p, y))
        draws = np.vstack([truth, fit_grid(kernel, cells).draw(DRAWS, rng)])
        data = Likelihood(kernel, cells).value(draws.T[..., None])
        every = np.column_stack([draws, data])
        below = (every[1:] < every[0]).sum(axis=0)
        return (below + rng.random(below.size)) / (DRAWS + 1)

    return rank


def by_quadrature(group: Codes, *, whole: bool, spoil: float) -> Rank:
    """Rank what groups share, and the likelihood, by quadrature and importance."""
    varying = 2 if whole else 1
    size = int(group.max()) + 1
    failed = 0

    def rank(rng: Rng) -> Floats:
        nonlocal failed
        z = rng.standard_normal(2 + varying) * np.array([1, spoil, 1, 1])[: 2 + varying]
        p = percents(rng, group.size)
        cells = tally_sample(as_sample(p, np.zeros(p.size), groups=group), group, size)
        shared, spread = Hierarchy(COX, cells, whole).shared(z[None])
        effects = np.zeros((2, size))
        effects[:varying] = spread * rng.standard_normal((varying, size))
        a, b = shared[0] + effects[0], np.exp(shared[1] + effects[1])
        y = outcomes(rng, sigmoid(a[group] + b[group] * np.log(p / (1 - p))))
        made = Hierarchy(COX, tally_sample(as_sample(p, y, groups=group), group, size), whole)
        found = fit_nested(made, draws=SHARED, rng=rng)
        if not found.trusted:
            failed += 1
            print(f"  the gate stayed shut ({failed}): {found.doubt}")
        known = made.around(found.weight @ found.coordinates, made.first())
        at_truth = made.log_density(z[None], known)[0] - log_standard_normal(z)
        data = found.log_density - log_standard_normal(found.coordinates)
        drawn = np.vstack([found.coordinates.T, data])
        below = (drawn < np.append(z, at_truth)[:, None]) @ found.weight
        # among S draws there are S + 1 places; chance spreads the truth within its own
        return (SHARED * below + rng.random(below.size)) / (SHARED + 1)

    return rank


def by_nuts(model: Kernel | Monotone, group: Codes | None) -> Rank:
    """Rank by PyMC's model, compiled once for one list of forecasts, sampled by nutpie."""
    import nutpie  # seconds, for this part only

    p = percents(np.random.default_rng(0), ROWS if group is None else group.size)
    p = np.tile(KNOTS, 10) if isinstance(model, Monotone) else p
    x = np.log(p / (1 - p))
    sample = as_sample(p, np.zeros(p.size), groups=group)
    by, cells = cells_by_combination(sample)
    compiled = nutpie.compile_pymc_model(build_calibration_model(model, sample, by, cells))

    def rank(rng: Rng) -> Floats:
        truth, q = simulated(model, x, group, rng)
        y = outcomes(rng, q)
        hits = cells_by_combination(as_sample(p, y, groups=group))[1].hits
        tree = nutpie.sample(
            compiled.with_data(hits=hits),
            draws=250,
            tune=400,
            chains=4,
            cores=2,
            seed=int(rng.integers(2**31)),
            save_warmup=False,
            progress_bar=False,
            target_accept=0.9,
        )["posterior"]
        found = []
        for name, value in truth.items():
            drawn = tree[name].to_numpy()
            drawn = drawn.reshape(-1, *drawn.shape[2:])[::10]
            found.append(
                ((drawn < value).sum(axis=0) + rng.random(np.shape(value))) / (len(drawn) + 1)
            )
        return np.concatenate([np.ravel(each) for each in found])

    return rank


def simulated(
    model: Kernel | Monotone, x: Floats, group: Codes | None, rng: Rng
) -> tuple[dict[str, Floats], Floats]:
    """Draw the truth and the probabilities of the rows."""
    if isinstance(model, Monotone):
        curve = np.cumsum(rng.dirichlet(model.concentration))[:-1]
        return {"curve": curve}, sigmoid(model.log_odds(curve, x))
    theta = rng.normal(0, model.scales)
    truth = dict(zip(model.names, theta, strict=True))
    if group is None:
        return truth, sigmoid(model.log_odds(theta, x))
    rows = np.tile(theta, (x.size, 1))
    for term, name in enumerate(model.names):
        spread = abs(rng.normal(0, model.scales[term]))
        truth[f"{name}_sd_group"] = spread
        rows[:, term] += (spread * rng.standard_normal(group.max() + 1))[group]
    eta = np.array([model.log_odds(row, x[i : i + 1])[0] for i, row in enumerate(rows)])
    return truth, sigmoid(eta)


def report(name: str, rank: Rank, simulations: int, seed: int) -> None:
    """Run one, and say how uniform it is."""
    rng, start = np.random.default_rng(seed), process_time()
    u = np.array([rank(rng) for _ in range(simulations)])
    seconds = process_time() - start
    chi = [stats.chisquare(np.histogram(each, 20, (0, 1))[0]).pvalue for each in u.T]
    away = [stats.kstest(each, "uniform").pvalue for each in u.T]
    print(f"{name}: {simulations} simulations, {seconds:.0f} s CPU")
    print("  chi-squared p:", ", ".join(f"{each:.2g}" for each in chi))
    print("  distance p:   ", ", ".join(f"{each:.2g}" for each in away), flush=True)


def main() -> None:
    """Run all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="those whose name begins so, of the fast ones")
    parser.add_argument("--pymc", type=int, default=200, help="simulations of PyMC's models")
    options = parser.parse_args()
    fast = {
        "grid, cox": by_grid(COX, 1.0),
        "grid, extremizing": by_grid(EXTREMIZING, 1.0),
        "grid, cox, planted prior x1.6": by_grid(COX, 1.6),
        "quadrature, events": by_quadrature(EVENTS, whole=False, spoil=1.0),
        "quadrature, groups": by_quadrature(GROUPS, whole=True, spoil=1.0),
        "quadrature, groups, planted prior x1.6": by_quadrature(GROUPS, whole=True, spoil=1.6),
    }
    for name, rank in fast.items():
        if name.startswith(options.only):
            report(name, rank, options.simulations, options.seed)
    if "grid, beta".startswith(options.only):
        report("grid, beta", by_grid(BETA, 1.0), options.simulations // 10, options.seed)
    if options.pymc:
        report("pymc, cox", by_nuts(COX, None), options.pymc, options.seed)
        report("pymc, beta, groups", by_nuts(BETA, GROUPS), options.pymc, options.seed)
        report("pymc, monotone", by_nuts(Monotone(KNOTS), None), options.pymc, options.seed)


if __name__ == "__main__":
    main()
