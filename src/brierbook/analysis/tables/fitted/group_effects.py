"""How groups of forecasts are off: as they are seen, and as partial pooling has it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.reliability.calibration_tests import cox_calibration
from brierbook.analysis.scores.logit_normal import expit, gauss_hermite_nodes
from brierbook.analysis.tables.fitted.recalibration import FACTORS
from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.performance import mean_gap
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from xarray import DataTree

__all__ = ["DRAWS", "group_effects"]

DRAWS = 1000  # of the posterior; more change no digit that is shown
NODES = 31  # for the distribution behind a phrase


def group_effects(
    tree: "DataTree",
    table: pd.DataFrame,
    *,
    factors: Sequence[str] = FACTORS,
    level: float = 0.9,
) -> pd.DataFrame:
    r"""Bias and slope of each group, raw and partially pooled.

    The raw bias of a group is the mean of :math:`y_i - p_i`, how much more often things happened
    than was said, each event counting once. The pooled one is the posterior of the mean of
    :math:`q_i - p_i`, with :math:`q_i` what forecast i deserves: the posterior knows of the other
    groups, so small groups are drawn towards all. The raw slope is that of Cox, where it exists.

    Parameters
    ----------
    tree : DataTree
        As made by :func:`brierbook.analysis.tables.fitted.recalibration.fit_recalibration`.
    table : DataFrame
        The rows it was fitted to.
    factors : sequence of str
        The columns whose groups are asked for.
    level : float
        Of limits and of posterior intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        One row a group: ``factor``, ``group``, ``forecasts``, ``events``; ``bias`` and ``slope``
        as ``raw_bias``, ``pooled_bias``, ``raw_slope``, ``pooled_slope``, each with ``_lower`` and
        ``_upper``. What is not known is missing.

    References
    ----------
    Cox (1958), doi:10.1093/biomet/45.3-4.562;
    Gelman et al. (2013), Bayesian Data Analysis, section 5.5 (partial pooling)
    """
    draws = CoefficientDraws(tree, table, factors)
    rows = [
        _identify_group(factor, name, group)
        | _label_interval("raw_bias", _estimate_raw_bias(group, level))
        | _label_interval("pooled_bias", _draws_interval(draws.bias(group), level))
        | _label_interval("raw_slope", _fit_raw_slope(group, level))
        | _label_interval("pooled_slope", _draws_interval(draws.slope(group), level))
        for factor, name, group in _split_groups(table, factors)
    ]
    return pd.DataFrame(rows)


def _split_groups(
    table: pd.DataFrame, factors: Sequence[str]
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Part the rows by each factor, and weigh them within their group."""
    for factor in factors:
        for name, rows in table.assign(row=np.arange(len(table))).groupby(factor, sort=True):
            yield factor, str(name), add_event_weights(rows)


def _identify_group(factor: str, name: str, rows: pd.DataFrame) -> dict[str, object]:
    """Say which group it is, and what it rests on."""
    events = rows["event"].nunique()
    return {"factor": factor, "group": name, "forecasts": len(rows), "events": events}


def _label_interval(name: str, found: tuple[float, float, float]) -> dict[str, object]:
    """Name a number and its limits."""
    return dict(zip((name, f"{name}_lower", f"{name}_upper"), found, strict=True))


def _estimate_raw_bias(rows: pd.DataFrame, level: float) -> tuple[float, float, float]:
    """Average what happened less what was said, over events."""
    gap = mean_gap(rows, level)
    return -gap.value, -gap.upper, -gap.lower


def _fit_raw_slope(rows: pd.DataFrame, level: float) -> tuple[float, float, float]:
    """Fit the slope of one group by itself; missing where the likelihood has no maximum."""
    try:
        found = cox_calibration(
            rows["y"], rows["p"], weight=rows["weight"], event=rows["event"], level=level
        ).slope
    except ArgumentError:
        return (float("nan"),) * 3
    return found.value, found.lower, found.upper


def _draws_interval(draws: Floats, level: float) -> tuple[float, float, float]:
    """Give the mean and the central interval of draws."""
    lower, upper = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(draws.mean()), float(lower), float(upper)


class CoefficientDraws:
    """Draws of the coefficients of every row."""

    def __init__(self, tree: "DataTree", table: pd.DataFrame, factors: Sequence[str]) -> None:
        self.said = table["p"].to_numpy()
        self.mean, self.spread = (table[f"{name}_logit"].to_numpy() for name in ("mean", "sd"))
        terms = ("bias", "log_slope")
        self.bias_of, log_slope = (_row_coefficients(tree, name, table, factors) for name in terms)
        self.slope_of = np.exp(log_slope)

    def bias(self, rows: pd.DataFrame) -> Floats:
        """Give draws of the weighted mean of what is deserved less what was said."""
        at, weight = rows["row"].to_numpy(), _normalize_weights(rows)
        found = np.zeros(len(self.bias_of))
        nodes, mass = gauss_hermite_nodes(NODES)
        for node, share in zip(nodes, mass, strict=True):
            said = self.mean[at] + node * self.spread[at]
            found += share * (expit(self.bias_of[:, at] + self.slope_of[:, at] * said) @ weight)
        return found - float(self.said[at] @ weight)

    def slope(self, rows: pd.DataFrame) -> Floats:
        """Give draws of the weighted mean slope."""
        return np.asarray(self.slope_of[:, rows["row"].to_numpy()] @ _normalize_weights(rows))


def _normalize_weights(rows: pd.DataFrame) -> Floats:
    """Give the weights of rows, summing to 1."""
    weight = rows["weight"].to_numpy()
    return np.asarray(weight / weight.sum())


def _row_coefficients(
    tree: "DataTree", name: str, table: pd.DataFrame, factors: Sequence[str]
) -> Floats:
    """Give draws of a coefficient for each row: the common one and the effects of its groups."""
    posterior = tree["posterior"]
    common = _flatten_chains(posterior[name].to_numpy())
    total = np.repeat(common[:, None], len(table), axis=1)
    for factor in factors:
        if f"{name}_{factor}" not in posterior:
            continue  # the engine did not pool over it
        effect = posterior[f"{name}_{factor}"].transpose("chain", "draw", factor)
        place = {str(each): at for at, each in enumerate(effect[factor].to_numpy())}
        total = (
            total + _flatten_chains(effect.to_numpy())[:, [place[each] for each in table[factor]]]
        )
    return np.asarray(total)


def _flatten_chains(draws: Floats) -> Floats:
    """Put all chains after each other, and leave out draws evenly where there are very many."""
    together = draws.reshape(-1, *draws.shape[2:])
    return together[:: max(1, len(together) // DRAWS)]
