"""The recalibration of a table of forecasts, as the report reads it: from its ArviZ tree.

Cox's kernel with language and source as crossed factors; see `brierbook.analysis.calibration`. A
forecast in words has no single p: its likelihood is averaged over the distribution of its words,
one row at a time, so that outcomes teach nothing about what the words mean. Every row counts as its
share of its event.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration import sampling
from brierbook.analysis.calibration.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.calibration.engine import EngineName
from brierbook.analysis.calibration.kernel import COX, log_odds
from brierbook.analysis.calibration.posterior import summarise
from brierbook.analysis.calibration.progress import Progress
from brierbook.analysis.calibration.tree import ROW
from brierbook.analysis.worded import expit
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from xarray import DataTree

FACTORS = ("language", "source")
DRAWS = 4000
# the factors that an engine can pool over; two that cross need the sampler
POOLED: dict[EngineName, tuple[str, ...]] = {
    "auto": FACTORS,
    "grid": (),
    "quadrature": FACTORS[1:],
    "pymc": FACTORS,
}


def fit_recalibration(
    table: pd.DataFrame,
    *,
    by: Sequence[str] | None = None,
    engine: EngineName = "auto",
    draws: int = DRAWS,
    seed: int = 20241208,
    progress: Progress | None = None,
) -> "DataTree":
    """Fit the recalibration of a table of forecasts.

    Parameters
    ----------
    table : DataFrame
        As made by :func:`brierbook.analysis.table.scored`: columns ``mean_logit``, ``sd_logit``,
        ``y``, ``weight``, ``forecast``, and those of ``by``.
    by : sequence of str, optional
        Columns whose groups differ and learn from each other; by default as many of language and
        source as the engine can take: both, the source with ``"quadrature"``, none with ``"grid"``.
    engine : {"auto", "grid", "quadrature", "pymc"}
        How to compute; a grid takes milliseconds and needs no sampler.
    draws : int
        Number of draws.
    seed : int
        The same seed and versions give the same draws.
    progress : callable, optional
        Called with the number of steps done and the number there will be.

    Returns
    -------
    DataTree
        As :attr:`brierbook.analysis.calibration.calibrator.BayesianCalibrator.posterior`, with the
        ids of the forecasts as coordinate, and the number of ``events`` among the attributes where
        the table names them.

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
    >>> tree = fit_recalibration(table, by=["language"], draws=200)
    >>> sorted(tree["posterior"]["bias_language"].coords)
    ['chain', 'draw', 'language']
    """
    check_table(table)
    column = {name: table[name].to_numpy() for name in ("mean_logit", "sd_logit", "y", "weight")}
    if engine not in POOLED:
        raise ArgumentError("engine", f"{engine!r} is unknown; use one of {', '.join(POOLED)}")
    fitted = BayesianCalibrator(engine=engine, draws=draws, seed=seed).fit(
        expit(column["mean_logit"]),
        column["y"],
        sd_logit=column["sd_logit"],
        weight=column["weight"],
        groups={name: table[name].to_numpy() for name in (POOLED[engine] if by is None else by)},
        progress=progress,
    )
    tree = fitted.posterior
    if "event" in table:
        tree.attrs["events"] = table["event"].nunique()
    names = table["forecast"].to_numpy(dtype=object).astype(str)
    for node in tree.leaves:
        if ROW in node.dims:
            node.coords[ROW] = names
    return tree


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
    theta = np.column_stack([flat(tree, group, name) for name in COX.names])
    curves = expit(COX.log_odds(theta, log_odds(said)))
    return summarise(said, curves, (0.5, 0.9)).to_frame()


def flat(tree: "DataTree", group: str, name: str) -> Floats:
    """Give the draws of a number, all chains after each other."""
    return np.asarray(tree[group][name].to_numpy(), dtype=np.float64).ravel()


def beliefs(tree: "DataTree") -> dict[str, float]:
    """Say how sure the posterior is of the ways to be wrong."""
    bias, log_slope = (flat(tree, "posterior", name) for name in COX.names)
    return {
        "p_overconfident": float((log_slope < 0).mean()),
        "p_says_too_little": float((bias > 0).mean()),
        "bias": float(bias.mean()),
        "slope": float(np.exp(log_slope).mean()),
    }


def diagnose(tree: "DataTree") -> Diagnostics:
    """Give the worst R-hat and effective sample sizes, and the number of divergences.

    Draws that no chain made have only the size that was kept with them.
    """
    if "sample_stats" in tree:
        return sampling.diagnose(tree)
    return Diagnostics(float(tree.attrs.get("effective_draws", tree["posterior"].sizes["draw"])))
