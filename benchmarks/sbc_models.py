"""Simulation-based calibration of the models that are sampled: PyMC's, and BIN by importance.

Parameters are drawn from the prior, data from the parameters, and the posterior from the data;
then the rank of each parameter among its posterior draws is uniform (Talts et al. 2018,
arXiv:1804.06788). So is that of the log likelihood, which looks at the data too (Modrák et al.
2023, doi:10.1214/23-BA1404). Printed are p-values of uniformity, how often NUTS diverged, how
often it took over, and seconds of the processor.

    uv run python benchmarks/sbc_models.py ability words pool information
    uv run python benchmarks/sbc_models.py information --simulations 1000
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import expit

from brierbook.analysis.calibration.models.ability import fit_ability
from brierbook.analysis.calibration.models.aggregate import fit_pool
from brierbook.analysis.calibration.models.information import information_target
from brierbook.analysis.calibration.models.information_model import (
    NAMES,
    SignalParameters,
    collect_probits,
    draw_signal_prior,
    numpy_maths,
    signal_log_likelihood,
    simulate_signals,
)
from brierbook.analysis.calibration.models.words import fit_words
from brierbook.analysis.calibration.models.words_model import split_spread
from brierbook.analysis.calibration.sampling.draws import EngineDraws, PosteriorDraws
from brierbook.analysis.calibration.sampling.importance_or_nuts import draw_posterior
from brierbook.analysis.numeric.arguments import Floats
from brierbook.forecasts.lexicon import LexiconWord

DRAWS = 400
THIN = 4  # successive draws of NUTS are alike


@dataclass(frozen=True, slots=True)
class Trial:
    """One simulation: parameters, their draws, log likelihoods of both, and how it went."""

    truth: dict[str, Floats]
    drawn: dict[str, Floats]
    found: PosteriorDraws | EngineDraws

    def ranks(self) -> dict[str, float]:
        """Rank of each number among its draws."""
        found: dict[str, float] = {}
        for name, value in self.truth.items():
            below = (self.drawn[name][::THIN] < value).sum(axis=0)
            for place, rank in np.ndenumerate(below):
                found[f"{name}{list(map(int, place)) or ''}"] = float(rank)
        return found


def bernoulli(y: Floats, q: Floats) -> Floats:
    """Log likelihood of outcomes, over the last axis."""
    return np.asarray(np.log(np.where(y == 1, q, 1 - q)).sum(axis=-1))


def answered(rng: np.random.Generator, forecasters: int, events: int) -> npt.NDArray[np.bool_]:
    """Draw who answered what; everybody something, and everything somebody."""
    while True:
        there = rng.random((forecasters, events)) < 0.67
        if there.any(axis=0).all() and there.any(axis=1).all():
            return there


def ability(rng: np.random.Generator, seed: int) -> Trial:
    """Five forecasters answer two thirds of eight events, at times before them."""
    forecasters, events = 5, 8
    truth: dict[str, Floats] = {
        "ability": rng.normal(size=forecasters),
        "ease": rng.normal(rng.normal(), abs(rng.normal()), events),
        "loading": np.exp(rng.normal(0, 0.5) + 0.3 * rng.normal(size=events)),
        "noise": np.exp(rng.normal(0, 0.5) + 0.3 * rng.normal(size=events)),
        "gain": np.abs(rng.normal(size=events)) * abs(rng.normal()),
        "days": np.asarray(30 * np.exp(rng.normal())),
    }
    who, what = np.nonzero(answered(rng, forecasters, events))
    lead = rng.exponential(40, who.size)

    def moments(at: dict[str, Floats]) -> tuple[Floats, Floats]:
        left = np.exp(-lead / at["days"][..., np.newaxis])
        centre = at["ease"][..., what] + at["loading"][..., what] * at["ability"][..., who]
        return centre + at["gain"][..., what] * left, at["noise"][..., what]

    z = rng.normal(*moments(truth))
    # probabilities near 1 would be rounded, so that what was given more than one half failed
    found = fit_ability(
        (z < 0).astype(float),
        stats.norm.cdf(-np.abs(z)),
        forecaster=who,
        event=what,
        lead=lead,
        draws=DRAWS,
        seed=seed,
    )
    drawn = {name: found.draws[name] for name in truth}
    for at in (truth, drawn):
        at["log_likelihood"] = np.asarray(stats.norm(*moments(at)).logpdf(z).sum(axis=-1))
    return Trial(truth, drawn, found.draws)


def words(rng: np.random.Generator, seed: int) -> Trial:
    """Say an English and a Ukrainian word ten times each, by two sources."""
    mean, sd = np.array([1.0, -0.4]), np.array([0.6, 1.35])
    said = zip(("en.a", "uk.b"), mean, sd, strict=True)
    lexicon = {
        name: LexiconWord(
            name, name[:2], (name,), Decimal(str(m)), Decimal(str(s)), "survey", "made up"
        )
        for name, m, s in said
    }
    spread, offset = 0.5 * abs(rng.normal()), 0.5 * rng.normal(size=2)
    known, differ = np.array([split_spread(each) for each in lexicon.values()]).T
    typical = rng.normal(mean, known) + offset
    author = spread * rng.normal(size=2)
    meant = rng.normal(typical[[0, 0, 1, 1]] + author[[0, 1, 0, 1]], differ[[0, 0, 1, 1]])
    of_row = np.repeat(np.arange(4), 10)
    y = (rng.random(40) < expit(meant[of_row])).astype(float)
    names, sources = np.array(["en.a", "en.a", "uk.b", "uk.b"]), np.array(["x", "y", "x", "y"])
    found = fit_words(
        y,
        names[of_row],
        sources[of_row],
        lexicon=lexicon,
        engine="pymc",
        draws=DRAWS,
        seed=seed,
    )
    truth = {"spread": np.asarray(spread), "offset": offset, "author": author}
    truth |= {"typical": typical, "meant": meant}
    drawn = {name: found.draws[name] for name in truth}
    for at in (truth, drawn):
        at["log_likelihood"] = bernoulli(y, expit(at["meant"][..., of_row]))
    return Trial(truth, drawn, found.draws)


def pool(rng: np.random.Generator, seed: int) -> Trial:
    """Three forecasters answer 25 questions."""
    x = rng.normal(0, 1.2, (25, 3))
    weight = np.exp(rng.normal(size=3))
    truth = {"power": np.asarray(np.exp(0.35 * rng.normal())), "weight": weight / weight.sum()}

    def chances(at: dict[str, Floats]) -> Floats:
        return np.asarray(expit(at["power"][..., np.newaxis] * (at["weight"] @ x.T)))

    y = (rng.random(25) < chances(truth)).astype(float)
    found = fit_pool(y, expit(x), engine="pymc", draws=DRAWS, seed=seed)
    drawn = {name: found.draws[name] for name in truth}
    for at in (truth, drawn):
        at["log_likelihood"] = bernoulli(y, chances(at))
    return Trial(truth, drawn, found.draws)


def information(rng: np.random.Generator, seed: int) -> Trial:
    """Two groups of three answer 25 events; NUTS takes over where the gate is shut."""
    at = draw_signal_prior(1, rng)
    happened, probits = simulate_signals(at, np.full((25, 2), 3.0), rng)
    # from the probits on, for probabilities near 1 would be rounded
    seen, maths = collect_probits(happened, probits), numpy_maths()
    found = draw_posterior(information_target(seen), "auto", draws=DRAWS * 4, seed=seed)
    flat = {name: v.reshape(-1, *v.shape[2:]) for name, v in found.posterior.items()}
    drawn = {name: values[::THIN] for name, values in flat.items()}
    truth = {name: np.asarray(getattr(at, name))[0] for name in NAMES}
    truth["log_likelihood"] = np.asarray(signal_log_likelihood(at, seen, maths).sum())
    likelihood = signal_log_likelihood(SignalParameters(**drawn), seen, maths).sum(axis=1)
    return Trial(truth, drawn | {"log_likelihood": np.asarray(likelihood)}, found)


MODELS: dict[str, Callable[[np.random.Generator, int], Trial]] = {
    "ability": ability,
    "words": words,
    "pool": pool,
    "information": information,
}


def uniformity(ranks: Floats, draws: int) -> float:
    """P-value that ranks are uniform."""
    spread = np.random.default_rng(0).random(ranks.shape)
    return float(stats.kstest((ranks + spread) / (draws + 1), "uniform").pvalue)


def report(name: str, simulations: int, seed: int) -> None:
    """Simulate one model and print what came out."""
    rng, before = np.random.default_rng(seed), time.process_time()
    trials = [MODELS[name](rng, number) for number in range(simulations)]
    ranks = [trial.ranks() for trial in trials]
    made = [trial.found for trial in trials]
    print(
        f"{name}: {simulations} simulations, {time.process_time() - before:.0f} s of this process; "
        f"NUTS in {sum(each.engine.name == 'pymc' for each in made)}, "
        f"divergent draws {sum(each.diagnostics.divergences or 0 for each in made)}"
    )
    values = {
        key: uniformity(np.array([each[key] for each in ranks]), DRAWS // THIN) for key in ranks[0]
    }
    for key, value in values.items():
        print(f"  {key:20s} p = {value:.3f}")
    print(f"  least of {len(values)}: {min(values.values()):.4f}", flush=True)


def main() -> None:
    """Run the models asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("models", nargs="+", choices=MODELS)
    parser.add_argument("--simulations", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for name in given.models:
        report(name, given.simulations, given.seed)


if __name__ == "__main__":
    main()
