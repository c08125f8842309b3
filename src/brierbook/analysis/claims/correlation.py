r"""Events of one story hang together: one normal factor moves them all.

With a factor Z and correlation :math:`\rho`, row i of event e happens where

.. math:: \Phi^{-1}(q_i) > \sqrt\rho \, Z + \sqrt{1 - \rho} \, \varepsilon_e .

Given Z the events are independent, so every law is a mixture over Z, here at 24 Gauss-Hermite
nodes. Rows of one event share :math:`\varepsilon_e`, which makes them comonotone.
"""

import numpy as np
from scipy.special import ndtr, ndtri, roots_hermitenorm

from brierbook.analysis.claims.rows import ClaimRows
from brierbook.analysis.claims.sum_law import SumPlan
from brierbook.analysis.numeric.arguments import Floats
from brierbook.errors import ArgumentError

__all__ = ["correlated_law", "effective_events", "probabilities_given_factor"]

_NODES = 24


def probabilities_given_factor(q: Floats, correlation: float) -> tuple[Floats, Floats]:
    """Give probabilities at each node of the factor, shape (nodes, rows), and the nodes' shares."""
    if not 0 <= correlation < 1:
        raise ArgumentError("correlation", f"is {correlation}; it is at least 0 and below 1")
    if correlation == 0:
        return q[None, :], np.ones(1)
    nodes, shares = roots_hermitenorm(_NODES)
    moved = (ndtri(q) + np.sqrt(correlation) * nodes[:, None]) / np.sqrt(1 - correlation)
    return ndtr(moved), shares / shares.sum()


def correlated_law(plan: SumPlan, q: Floats, correlation: float) -> Floats:
    """Law of the share that comes true if one factor moves all events."""
    table, shares = probabilities_given_factor(q, correlation)
    law: Floats = shares @ plan.law(table)
    return law


def effective_events(rows: ClaimRows, correlation: float) -> float:
    r"""
    Give the number of independent events of equal weight that would tell as much.

    .. math:: K_{eff} = \frac{\sum_e w_e v_e}{\mathrm{Var} \sum_e w_e \bar y_e}

    where :math:`\bar y_e` is the share of event e that comes true, :math:`v_e` its variance under
    the probabilities said, and :math:`w_e` the weight of the event. Without correlation and with
    equal weights it is the number of events; where every forecast is 0 or 1 it is too.

    Parameters
    ----------
    rows : ClaimRows
    correlation : float
        Of the one factor behind all events, at least 0 and below 1.

    Returns
    -------
    float
        From 1 to the number of events.

    References
    ----------
    Kish (1965), Survey Sampling, section 8.2 (design effect).

    Examples
    --------
    >>> from brierbook.analysis.claims.rows import read_claim_rows
    >>> rows = read_claim_rows([1, 0, 1, 1], [0.5, 0.5, 0.5, 0.5])
    >>> effective_events(rows, 0.0), round(effective_events(rows, 0.3), 2)
    (4.0, 2.53)
    """
    weight = np.bincount(rows.codes, rows.weight, rows.events)
    variance = _event_variances(rows)
    if not variance.any():
        return float(rows.events)
    independent = float(weight**2 @ variance)
    shared = _factor_variance(rows, correlation) if correlation else 0.0
    total = max(independent, shared)
    return float(np.clip(weight @ variance / total, 1.0, rows.events))


def _event_variances(rows: ClaimRows) -> Floats:
    """Variance of the share of each event that comes true."""
    return np.array([_comonotone_variance(rows, rows.p, code) for code in range(rows.events)])


def _comonotone_variance(rows: ClaimRows, q: Floats, code: int) -> float:
    """Variance of the share of one event, its rows decided by one uniform."""
    which = rows.codes == code
    share = rows.weight[which] / rows.weight[which].sum()
    both = np.minimum.outer(q[which], q[which]) - np.outer(q[which], q[which])
    return float(share @ both @ share)


def _factor_variance(rows: ClaimRows, correlation: float) -> float:
    """Variance of the whole share with one factor: of the mean given it, and within it."""
    table, shares = probabilities_given_factor(rows.p, correlation)
    means = table @ rows.weight
    within = [_variance_of_independent_events(rows, q) for q in table]
    return float(shares @ (means - shares @ means) ** 2 + shares @ np.array(within))


def _variance_of_independent_events(rows: ClaimRows, q: Floats) -> float:
    """Variance of the whole share where events are independent."""
    weight = np.bincount(rows.codes, rows.weight, rows.events)
    each = np.array([_comonotone_variance(rows, q, code) for code in range(rows.events)])
    return float(weight**2 @ each)
