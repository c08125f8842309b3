"""How much a posterior moves when its prior, or its likelihood, is raised to a power near 1.

Kallioinen, Paananen, Bürkner, Vehtari 2024, doi:10.1007/s11222-023-10366-5.
"""

import math
from collections.abc import Mapping

import numpy as np

from brierbook.analysis.numeric.arguments import Floats

__all__ = ["SENSITIVE", "Sensitivities", "power_sensitivity", "prior_and_likelihood_sensitivities"]

# by "prior" and "likelihood", and by quantity
type Sensitivities = dict[str, dict[str, float]]

SENSITIVE = 0.05  # from here on a change of the prior shows (section 3.4)
POWERS = (0.99, 1.01)  # to which prior and likelihood are raised


def prior_and_likelihood_sensitivities(
    values: Mapping[str, Floats], log_prior: Floats, log_likelihood: Floats
) -> Sensitivities:
    """Give the sensitivity of each quantity to prior and to likelihood."""
    found: Sensitivities = {"prior": {}, "likelihood": {}}
    for name, drawn in values.items():
        order = np.argsort(drawn)
        for factor, density in (("prior", log_prior), ("likelihood", log_likelihood)):
            found[factor][name] = _sensitivity_of_ordered(drawn[order], density[order])
    return found


def power_sensitivity(values: Floats, log_density: Floats) -> float:
    r"""Sensitivity of a quantity to raising a factor of the posterior to a power.

    Draws are reweighted by :math:`f^{\alpha - 1}` with :math:`\alpha` of 0.99 and 1.01; the result
    is the mean cumulative Jensen-Shannon distance from the draws, per power of two (Kallioinen,
    Paananen, Bürkner, Vehtari 2024, doi 10.1007/s11222-023-10366-5).

    Parameters
    ----------
    values, log_density : ndarray, shape (draws,)
        The quantity, and the log of the factor f, at each draw.

    Returns
    -------
    float
        From 0, not sensitive; above 0.05 the choice shows.
    """
    order = np.argsort(values)
    return _sensitivity_of_ordered(values[order], log_density[order])


def _sensitivity_of_ordered(ordered: Floats, log_density: Floats) -> float:
    """Give the sensitivity of a quantity from its ascending draws."""
    logs = log_density - log_density.max()
    slopes = [
        _larger_distance(ordered, np.exp((power - 1) * logs)) / abs(math.log2(power))
        for power in POWERS
    ]
    return float(np.mean(slopes))


def _larger_distance(ordered: Floats, weight: Floats) -> float:
    """Give the larger distance of weighted from unweighted draws, upwards and downwards."""
    shares = weight / weight.sum()
    return max(
        _cumulative_distance(ordered, shares), _cumulative_distance(-ordered[::-1], shares[::-1])
    )


def _cumulative_distance(ordered: Floats, weight: Floats) -> float:
    """Give the cumulative Jensen-Shannon distance of weighted from unweighted ascending draws.

    Nguyen and Vreeken 2015, doi 10.1007/978-3-319-23525-7_11, symmetric and normalised.
    """
    width = np.diff(ordered)
    even, other = np.arange(1, ordered.size) / ordered.size, np.cumsum(weight)[:-1]
    total = _directed_divergence(even, other, width) + _directed_divergence(other, even, width)
    bound = float(width @ (even + other))
    return math.sqrt(max(total, 0.0) / bound) if bound > 0 else 0.0


def _directed_divergence(p: Floats, q: Floats, width: Floats) -> float:
    """Integrate p log2(p / m) + (q - p) / (2 ln 2), with m the mean of the two distributions."""
    log_ratio = np.log2(p) - np.log2(0.5 * (p + q))
    return float(width @ (p * log_ratio + 0.5 / math.log(2) * (q - p)))
