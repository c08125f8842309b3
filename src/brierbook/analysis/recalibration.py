"""Bayesian recalibration: the posterior map from what was said to what it deserves.

The kernel is linear in log odds (Cox 1958, doi 10.1093/biomet/45.3-4.562):

    logit q = a + b * logit p,    b = exp(beta)

with a and beta partially pooled over the languages and the sources of the forecasts. A forecast in
words has no single p: its likelihood is averaged over the distribution of its words, one row at a
time, so that outcomes teach nothing about what the words mean. Every row counts as its share of
its event, so an event weighs as one observation however many propositions hang on it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from brierbook.analysis.arrays import Floats
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from xarray import DataTree

BIAS_SD = 0.5  # prior: a forecast of 50 % deserves 27 to 73 % (central 95 %)
SLOPE_SD = 0.35  # prior: the slope lies between 0.50 and 1.99 (central 95 %)
NODES = 31  # Gauss-Hermite nodes for the distribution behind a phrase
FACTORS = ("language", "source")

type Progress = Callable[[int, int], None]


def fit_recalibration(
    table: pd.DataFrame,
    *,
    draws: int = 1000,
    tune: int = 1000,
    chains: int = 4,
    seed: int = 20241208,
    progress: Progress | None = None,
) -> "DataTree":
    r"""Sample the posterior of the recalibration with PyMC's NUTS.

    .. math::
        \operatorname{logit} q_i &= a_i + e^{\beta_i} x_i, \quad
        a_i = A + u_{l(i)} + u_{s(i)}, \quad \beta_i = B + v_{l(i)} + v_{s(i)} \\
        A &\sim N(0, 0.5), \; B \sim N(0, 0.35) \\
        u_k &\sim N(0, \tau_k), \; v_k \sim N(0, \omega_k) \\
        \tau_k &\sim HN(0.5), \; \omega_k \sim HN(0.35), \; k \in \{language, source\}

    and the log likelihood is the sum of the weights times the log of the probability of each
    outcome, averaged over :math:`x_i \sim N(mean\_logit_i, sd\_logit_i)`.

    Parameters
    ----------
    table : DataFrame
        As made by :func:`brierbook.analysis.table.scored`: columns ``mean_logit``, ``sd_logit``,
        ``y``, ``weight``, ``language``, ``source`` and ``forecast``.
    draws, tune, chains : int
        Draws kept and thrown away in each chain, and the number of chains.
    seed : int
        Seed of the sampler; the same seed and versions give the same draws.
    progress : callable, optional
        Called with the number of steps done and the number there will be.

    Returns
    -------
    DataTree
        Groups ``posterior``, ``prior``, ``log_likelihood``, ``sample_stats`` and ``constant_data``,
        with the coordinates ``language``, ``source`` and ``forecast``.

    Raises
    ------
    ArgumentError
        If the table is empty, an outcome is missing, or a stated probability is 0 or 1, which has
        no finite log odds.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "forecast": ["f1", "f2"], "language": ["uk", "ru"], "source": ["s", "s"],
    ...     "mean_logit": [1.0, -1.0], "sd_logit": [0.0, 0.5], "y": [1.0, 0.0], "weight": 1.0,
    ... })
    >>> tree = fit_recalibration(table, draws=20, tune=20, chains=1)
    >>> dict(tree["posterior"]["bias_language"].sizes)
    {'chain': 1, 'draw': 20, 'language': 2}
    """
    import pymc as pm  # noqa: PLC0415  # heavy; only this function needs it
    from pytensor.configdefaults import config  # noqa: PLC0415  # the same

    check_table(table)
    # fast mathematics rounds otherwise when freshly compiled than when read from the cache
    with config.change_flags(numba__fastmath=False), build_model(table) as model:
        tree: DataTree = pm.sample(
            draws,
            tune=tune,
            chains=chains,
            cores=min(chains, 2),
            nuts_sampler="pymc",
            target_accept=0.95,
            random_seed=seed,
            progressbar=False,
            quiet=True,
            callback=counter(progress, (draws + tune) * chains),
        )
    tree["prior"] = draw_prior(model, draws * chains, seed)
    return separate_likelihood(tree)


def check_table(table: pd.DataFrame) -> None:
    """Refuse what the model cannot take."""
    if table.empty:
        message = "has no rows; at least one forecast other than 0 and 1 must have resolved"
        raise ArgumentError("table", message)
    for name in ("mean_logit", "sd_logit", "y", "weight"):
        bad = ~np.isfinite(table[name].to_numpy())
        if bad.any():
            message = f"column {name} is not finite; leave out forecasts of exactly 0 or 1"
            raise ArgumentError("table", message, (int(np.argmax(bad)),))


def build_model(table: pd.DataFrame) -> Any:  # noqa: ANN401  # pymc has no types
    """Write the model down."""
    import pymc as pm  # noqa: PLC0415
    from pytensor import tensor as pt  # noqa: PLC0415

    coords = {name: sorted(table[name].unique()) for name in FACTORS}
    with pm.Model(coords=coords | {"forecast": table["forecast"].to_numpy()}) as model:
        data = {
            name: pm.Data(name, table[name].to_numpy(), dims="forecast")
            for name in ("mean_logit", "sd_logit", "y", "weight")
        }
        bias = pooled(table, "bias", BIAS_SD)
        slope = pt.exp(pooled(table, "log_slope", SLOPE_SD))
        nodes, shares = standard_normal_nodes()
        said = data["mean_logit"][:, None] + data["sd_logit"][:, None] * nodes[None, :]
        happens = (pt.sigmoid(bias[:, None] + slope[:, None] * said) * shares[None, :]).sum(axis=1)
        outcome = pt.log(pt.switch(pt.eq(data["y"], 1), happens, 1 - happens))
        likelihood = pm.Deterministic("likelihood", data["weight"] * outcome, dims="forecast")
        pm.Potential("weighted_likelihood", likelihood.sum())
    return model


def pooled(table: pd.DataFrame, name: str, scale: float) -> Any:  # noqa: ANN401
    """Give a coefficient for each row: a common one plus an effect of each factor's level."""
    import pymc as pm  # noqa: PLC0415

    total = pm.Normal(name, 0, scale)
    for factor in FACTORS:
        spread = pm.HalfNormal(f"{name}_sd_{factor}", scale)
        unit = pm.Normal(f"{name}_unit_{factor}", 0, 1, dims=factor)
        effect = pm.Deterministic(f"{name}_{factor}", spread * unit, dims=factor)
        levels = sorted(table[factor].unique())
        total += effect[table[factor].map(levels.index).to_numpy()]
    return total


def standard_normal_nodes() -> tuple[Floats, Floats]:
    """Give Gauss-Hermite nodes and shares for a standard normal variable."""
    nodes, shares = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, shares / shares.sum()


def counter(progress: Progress | None, total: int) -> Callable[..., None] | None:
    """Count steps over all chains for a progress bar."""
    if progress is None:
        return None
    done = 0

    def count(**_: object) -> None:
        nonlocal done
        done += 1
        progress(done, total)

    return count


def draw_prior(model: Any, draws: int, seed: int) -> "DataTree":  # noqa: ANN401
    """Draw the common coefficients from their priors."""
    import pymc as pm  # noqa: PLC0415
    from xarray import DataArray, Dataset, DataTree  # noqa: PLC0415

    names = ("bias", "log_slope")
    values = pm.draw([model[name] for name in names], draws=draws, random_seed=seed)
    data = {
        name: DataArray(value[None, :], dims=("chain", "draw"))
        for name, value in zip(names, values, strict=True)
    }
    return DataTree(Dataset(data))


def separate_likelihood(tree: "DataTree") -> "DataTree":
    """Move the likelihood of each row to the group where ArviZ looks for it."""
    from xarray import DataTree  # noqa: PLC0415

    posterior = tree["posterior"].to_dataset()
    tree["log_likelihood"] = DataTree(posterior[["likelihood"]])
    tree["posterior"] = DataTree(posterior.drop_vars("likelihood"))
    return tree


def deserved(tree: "DataTree", said: Floats, *, group: str = "posterior") -> pd.DataFrame:
    """Read the curve for the typical source: what a forecast of ``said`` deserves.

    The columns are ``said``, ``mean``, and the limits ``lower50``, ``upper50``, ``lower90`` and
    ``upper90`` of the central 50 and 90 % of the draws.

    Examples
    --------
    >>> from xarray import Dataset, DataTree
    >>> draws = Dataset({"bias": ("draw", [0.0, 0.0]), "log_slope": ("draw", [0.0, 0.0])})
    >>> tree = DataTree(children={"posterior": DataTree(draws)})
    >>> deserved(tree, np.array([0.2, 0.8]))["mean"].round(6).tolist()
    [0.2, 0.8]
    """
    draws = curves(tree, said, group=group)
    limits = np.quantile(draws, [0.05, 0.25, 0.75, 0.95], axis=0)
    names = ("lower90", "lower50", "upper50", "upper90")
    return pd.DataFrame(
        {"said": said, "mean": draws.mean(axis=0)} | dict(zip(names, limits, strict=True))
    )


def curves(tree: "DataTree", said: Floats, *, group: str) -> Floats:
    """Give one curve a draw, of shape (draws, said)."""
    bias, log_slope = (flat(tree, group, name)[:, None] for name in ("bias", "log_slope"))
    odds = np.log(said) - np.log1p(-said)
    return np.asarray(1 / (1 + np.exp(-(bias + np.exp(log_slope) * odds[None, :]))))


def flat(tree: "DataTree", group: str, name: str) -> Floats:
    """Give the draws of a number, all chains after each other."""
    return np.asarray(tree[group][name].to_numpy(), dtype=np.float64).ravel()


def beliefs(tree: "DataTree") -> dict[str, float]:
    """Say how sure the posterior is of the ways to be wrong."""
    bias, log_slope = (flat(tree, "posterior", name) for name in ("bias", "log_slope"))
    return {
        "p_overconfident": float((log_slope < 0).mean()),
        "p_says_too_little": float((bias > 0).mean()),
        "bias": float(bias.mean()),
        "slope": float(np.exp(log_slope).mean()),
    }


def diagnose(tree: "DataTree") -> dict[str, float]:
    """Give the worst R-hat and effective sample sizes, and the number of divergences."""
    import arviz as az  # noqa: PLC0415

    summary = az.summary(tree, round_to="none")
    return {
        "r_hat": float(summary["r_hat"].max()),
        "ess_bulk": float(summary["ess_bulk"].min()),
        "ess_tail": float(summary["ess_tail"].min()),
        "divergences": int(tree["sample_stats"]["diverging"].sum()),
    }
