"""Make the reference posteriors of the tests: long runs of NUTS on some books, kept as summaries.

Writes data and summaries, with Monte Carlo standard errors, to tests/oracles/posteriors.json. The
fast engines share no code with PyMC's models but the names of the parameters. About ten minutes.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import arviz as az
import numpy as np
from xarray import DataArray, Dataset

from brierbook.analysis.calibration.curve.kernel import find_kernel
from brierbook.analysis.calibration.curve.pointwise import cells_by_combination
from brierbook.analysis.calibration.curve.sample import as_sample
from brierbook.analysis.calibration.engines import nuts
from brierbook.analysis.calibration.sampling import posterior_sampling as sampling

PLACE = Path(__file__).resolve().parents[1] / "tests" / "oracles" / "posteriors.json"
SAID = (0.1, 0.5, 0.9)

# name: kernel, rows of each group (one group: none), and what is special
BOOKS: dict[str, tuple[str, list[int], dict[str, Any]]] = {
    "cox, 20 forecasts": ("cox", [20], {}),
    "cox, one forecast": ("cox", [1], {}),
    "cox, all came true": ("cox", [8], {"outcome": 1}),
    "cox, words and events": ("cox", [60], {"worded": True, "events": 4}),
    "cox, 2,000 forecasts": ("cox", [2000], {}),
    "extremizing, 50 forecasts": ("extremizing", [50], {}),
    "beta, 100 forecasts": ("beta", [100], {}),
    "cox, 6 groups of 5": ("cox", [5] * 6, {}),
    "cox, 40 groups of 5": ("cox", [5] * 40, {}),
    "cox, 40 groups of 50": ("cox", [50] * 40, {}),
    "cox, groups of 1 to 400": ("cox", [1, 2, 5, 20, 120, 400], {}),
    "cox, 12 groups of worded": ("cox", [8] * 12, {"worded": True}),
    "beta, 10 groups of 30": ("beta", [30] * 10, {}),
    "cox, events of 1 to 12": ("cox", list(range(1, 13)) * 2, {"event_effect": True}),
}


def simulate(sizes: list[int], special: dict[str, Any], seed: int) -> dict[str, Any]:
    """Draw a book; its groups differ, and it is overconfident."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(sizes)), sizes)
    p = rng.integers(1, 20, group.size) / 20
    a = -0.2 + 0.4 * rng.standard_normal(len(sizes))
    b = np.exp(-0.3 + 0.2 * rng.standard_normal(len(sizes)))
    q = 1 / (1 + np.exp(-(a[group] + b[group] * np.log(p / (1 - p)))))
    y = (rng.random(group.size) < q).astype(int)
    if "outcome" in special:
        y[:] = special["outcome"]
    data: dict[str, Any] = {"p": p.tolist(), "y": y.tolist()}
    if len(sizes) > 1:
        data["group"] = [f"g{each:02}" for each in group]
    if special.get("worded"):
        data["sd_logit"] = rng.choice([0.0, 0.4, 1.3], group.size).tolist()
    if "events" in special:
        data["event"] = (np.arange(group.size) // special["events"]).tolist()
    return data


def sample_of(data: dict[str, Any], *, event_effect: bool) -> Any:  # noqa: ANN401
    """Check a book as the calibrator does."""
    group = data.get("group")
    return as_sample(
        data["p"],
        data["y"],
        sd_logit=data.get("sd_logit"),
        event=group if event_effect else data.get("event"),
        groups=None if event_effect else group,
        event_effect=event_effect,
    )


def reference(kernel_name: str, data: dict[str, Any], draws: int, *, event_effect: bool) -> Any:  # noqa: ANN401
    """Run NUTS, and summarise parameters and the typical curve."""
    kernel = find_kernel(kernel_name)
    sample = sample_of(data, event_effect=event_effect)
    model = nuts.build_calibration_model(kernel, sample, *cells_by_combination(sample))
    how = sampling.NutsSettings(draws, target_accept=nuts.TARGET_ACCEPT)
    tree = sampling.sample_with_nutpie(model, how, 1, None)
    posterior = tree["posterior"].to_dataset()
    names = [*kernel.names]
    for factor in sample.factors:
        names += [f"{kernel.names[i]}_sd_{factor.name}" for i in kernel.varying(whole=factor.whole)]
    theta = np.stack([posterior[name].to_numpy() for name in kernel.names], axis=-1)
    curve = kernel.log_odds(theta, np.log(np.array(SAID)) - np.log1p(-np.array(SAID)))
    shown = {name: posterior[name] for name in names} | {
        f"log_odds_at_{said}": DataArray(curve[..., i], dims=("chain", "draw"))
        for i, said in enumerate(SAID)
    }
    found = Dataset(shown)
    worst = sampling.diagnose_sampling(tree)
    print(f"  R-hat {worst.r_hat:.4f}, ESS {worst.ess:.0f}, divergent {worst.divergences}")
    return {
        "diagnostics": {
            "r_hat": worst.r_hat,
            "ess": worst.ess,
            "divergences": worst.divergences,
            "draws": 4 * draws,
        },
        "summary": {
            name: summary(found[name]) for name in found.data_vars if float(found[name].std()) > 0
        },
    }


def summary(values: DataArray) -> dict[str, float]:
    """Give mean, standard deviation and quantiles, with their Monte Carlo errors."""
    array = values.to_numpy()
    made = {
        "mean": float(array.mean()),
        "sd": float(array.std(ddof=1)),
        "mcse_mean": float(az.mcse(array, method="mean")),
        "mcse_sd": float(az.mcse(array, method="sd")),
    }
    for q in (0.05, 0.5, 0.95):
        made[f"q{100 * q:g}"] = float(np.quantile(array, q))
        made[f"mcse_q{100 * q:g}"] = float(az.mcse(array, method="quantile", prob=q))
    return made


def main() -> None:
    """Make all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000, help="of each of four chains")
    parser.add_argument("--only", help="the name of one book; the others stay as they are")
    options = parser.parse_args()
    made = json.loads(PLACE.read_text(encoding="utf-8")) if options.only else {}
    for seed, (name, (kernel, sizes, special)) in enumerate(BOOKS.items()):
        if options.only not in {None, name}:
            continue
        print(name, flush=True)
        data = simulate(sizes, special, seed)
        effect = bool(special.get("event_effect"))
        found = reference(kernel, data, options.draws, event_effect=effect)
        made[name] = {"kernel": kernel, "event_effect": effect, "data": data} | found
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(each)}" for name, each in made.items())
    PLACE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    print(f"wrote {PLACE.name}")


if __name__ == "__main__":
    main()
