"""The recalibration of a table of forecasts, as the report reads it: from its ArviZ tree.

Cox's kernel over the forecasts that there are; see `brierbook.analysis.calibration`. A
forecast in words has no single p: its likelihood is averaged over the distribution of its words,
one row at a time, so that outcomes teach nothing about what the words mean. Every row counts as its
share of its event.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from brierbook.analysis.calibration.curve.arviz_tree import ROW
from brierbook.analysis.calibration.curve.kernel import COX, log_odds
from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior, summarise_curve
from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.engines.engine import EngineName
from brierbook.analysis.calibration.sampling import posterior_sampling as sampling
from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.claims.correction import judge_correction
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.progress import Progress
from brierbook.analysis.scores.logit_normal import expit, mean_probability
from brierbook.analysis.tables.fitted.factors import choose_factors
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from xarray import DataTree

__all__ = [
    "FACTORS",
    "diagnose_recalibration",
    "fit_recalibration",
    "summarize_beliefs",
    "tabulate_deserved",
]

FACTORS = ("language", "source")  # that a report looks at
DRAWS = 4000


def fit_recalibration(
    forecasts: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    engine: EngineName = "auto",
    draws: int = DRAWS,
    seed: int = 20241208,
    progress: Progress | None = None,
) -> "DataTree":
    """Fit the recalibration of a table of forecasts.

    Parameters
    ----------
    forecasts : DataFrame
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`: columns ``mean_logit``,
        ``sd_logit``, ``y``, ``weight``, ``forecast``, and those of ``by``.
    by : sequence of str, optional
        Columns whose groups differ and learn from each other; by default none, which is the curve
        of these forecasts. A column with fewer than three groups, which say nothing of how groups
        differ, is left out; so is one that another column decides.
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
        As :attr:`brierbook.analysis.calibration.engines.calibrator.BayesianCalibrator.posterior`,
        with the ids of the forecasts as coordinate. Among the attributes are the number of
        ``events`` where the table names them, ``p_overconfident`` and ``p_says_too_little``, the
        probabilities that these forecasts lay further from 50 % than they deserved, and that
        things came true more often than they said, and the ``verdict`` of
        :func:`brierbook.analysis.claims.correction.judge_correction`.

    Raises
    ------
    ArgumentError
        If the table is empty, an outcome is missing, or a stated probability is 0 or 1, which has
        no finite log odds.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "forecast": ["f1", "f2", "f3"], "language": ["uk", "ru", "en"], "source": "s",
    ...     "mean_logit": [1.0, -1.0, 2.0], "sd_logit": [0.0, 0.5, 0.0], "y": [1.0, 0.0, 1.0],
    ...     "weight": 1.0,
    ... })
    >>> tree = fit_recalibration(table, by=["language"], draws=200)
    >>> sorted(tree["posterior"]["bias_language"].coords)
    ['chain', 'draw', 'language']
    """
    _check_recalibration_table(forecasts)
    column = {
        name: forecasts[name].to_numpy() for name in ("mean_logit", "sd_logit", "y", "weight")
    }
    fitted = BayesianCalibrator(engine=engine, draws=draws, seed=seed).fit(
        expit(column["mean_logit"]),
        column["y"],
        sd_logit=column["sd_logit"],
        weight=column["weight"],
        groups=choose_factors({name: forecasts[name].to_numpy() for name in by}),
        progress=progress,
    )
    tree = fitted.posterior
    tree.attrs |= _attributes_of_these(fitted.fitted, forecasts)
    if "event" in forecasts:
        tree.attrs["events"] = forecasts["event"].nunique()
    names = forecasts["forecast"].to_numpy(dtype=object).astype(str)
    for node in tree.leaves:
        if ROW in node.dims:
            node.coords[ROW] = names
    return tree


def _attributes_of_these(
    found: CalibrationPosterior, forecasts: pd.DataFrame
) -> dict[str, float | str]:
    """Say how these forecasts were off, and what may be said of it."""
    return {
        "p_overconfident": found.overconfident,
        "p_says_too_little": found.says_too_little,
        "verdict": _judge_boldness(forecasts[forecasts["y"].isin((0.0, 1.0))]),
    }


def _judge_boldness(forecasts: pd.DataFrame) -> str:
    """Say whether forecasts that came true or did not were too bold, by the test of all reports."""
    if forecasts.empty:
        return "unclear"
    mean, sd = (forecasts[name].to_numpy() for name in ("mean_logit", "sd_logit"))
    return judge_correction(
        forecasts["y"],
        mean_probability(mean, sd),
        event=forecasts.get("event"),
        weight=forecasts["weight"],
        mean_logit=mean,
        sd_logit=sd,
        books=0,
    ).verdict


def _check_recalibration_table(table: pd.DataFrame) -> None:
    """Refuse what the model cannot take."""
    if table.empty:
        message = "has no rows; at least one forecast other than 0 and 1 must have resolved"
        raise ArgumentError("forecasts", message)
    for name in ("mean_logit", "sd_logit", "y", "weight"):
        bad = ~np.isfinite(table[name].to_numpy())
        if bad.any():
            message = f"column {name} is not finite; leave out forecasts of exactly 0 or 1"
            raise ArgumentError("forecasts", message, (int(np.argmax(bad)),))


def tabulate_deserved(tree: "DataTree", said: Floats, *, group: str = "posterior") -> pd.DataFrame:
    """Read the curve of these forecasts: what a forecast of ``said`` deserves.

    The columns are ``said``, ``mean``, and the limits ``lower50``, ``upper50``, ``lower90`` and
    ``upper90`` of the central 50 and 90 % of the draws.

    Raises
    ------
    ArgumentError
        If the tree was fitted by groups, each of which has a curve of its own.

    Examples
    --------
    >>> from xarray import Dataset, DataTree
    >>> draws = Dataset({"bias": ("draw", [0.0, 0.0]), "log_slope": ("draw", [0.0, 0.0])})
    >>> tree = DataTree(children={"posterior": DataTree(draws)})
    >>> tabulate_deserved(tree, np.array([0.2, 0.8]))["mean"].round(6).tolist()
    [0.2, 0.8]
    """
    if any(name.startswith(f"{COX.names[0]}_") for name in map(str, tree[group].data_vars)):
        problem = "was fitted by groups; fit it without them, or ask a calibrator for the curve"
        raise ArgumentError("tree", problem)
    theta = np.column_stack([_posterior_draws(tree, group, name) for name in COX.names])
    curves = expit(COX.log_odds(theta, log_odds(said)))
    return summarise_curve(said, curves, (0.5, 0.9)).to_frame()


def _posterior_draws(tree: "DataTree", group: str, name: str) -> Floats:
    """Give the draws of a number, all chains after each other."""
    return np.asarray(tree[group][name].to_numpy(), dtype=np.float64).ravel()


def summarize_beliefs(tree: "DataTree") -> dict[str, float]:
    """Say how sure the posterior is that these forecasts were too bold, or said too little.

    ``bias`` and ``slope`` are the means of the parameters of the curve.
    """
    bias, log_slope = (_posterior_draws(tree, "posterior", name) for name in COX.names)
    return {
        "p_overconfident": float(tree.attrs["p_overconfident"]),
        "p_says_too_little": float(tree.attrs["p_says_too_little"]),
        "bias": float(bias.mean()),
        "slope": float(np.exp(log_slope).mean()),
    }


def diagnose_recalibration(tree: "DataTree") -> Diagnostics:
    """Give the worst R-hat and effective sample sizes, and the number of divergences.

    Draws that no chain made have only the size that was kept with them.
    """
    if "sample_stats" in tree:
        return sampling.diagnose_sampling(tree)
    return Diagnostics(float(tree.attrs.get("effective_draws", tree["posterior"].sizes["draw"])))
