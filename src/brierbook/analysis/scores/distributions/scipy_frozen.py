"""Distributions of `scipy.stats`, frozen with their parameters."""

from dataclasses import dataclass
from typing import Any, Protocol, TypeGuard, cast, runtime_checkable

import numpy as np

from brierbook.analysis.numeric.arguments import Floats, broadcast_parameters, refuse_first_bad
from brierbook.analysis.scores.contract import ScoreOptions, refuse_missing_rows
from brierbook.analysis.scores.distribution import Distribution, Losses
from brierbook.errors import ArgumentError

__all__ = ["FrozenSciPy", "HasCdf", "as_distribution", "is_distribution"]


@runtime_checkable
class HasCdf(Protocol):
    """What SciPy's distributions have, old and new."""

    def cdf(self, x: Any, /) -> Any:  # noqa: ANN401 - arrays or numbers
        """Probability of at most x."""


@dataclass(frozen=True, slots=True, eq=False)
class FrozenSciPy(Distribution):
    """Any distribution that SciPy can freeze; it has a logarithmic score, a PIT and quantiles."""

    frozen: HasCdf

    def crps_losses(self, _: Floats, __: ScoreOptions) -> Losses:
        """Refuse: only records know their closed form."""
        message = "is a distribution of SciPy, of which no CRPS is known; give one such as Normal"
        raise ArgumentError("dist", message)

    def log_losses(self, y: Floats, how: ScoreOptions) -> Losses:
        """Ask for the log probability, else for the log density."""
        (yy,), absent = broadcast_parameters(y, missing="propagate")
        refuse_missing_rows(how, y=y)
        loss = -self._ask(self._log_density, np.where(absent, 0.0, yy))
        refuse_first_bad(
            loss, ~np.isnan(loss), "dist", "is the log density; are its parameters valid?"
        )
        return loss, np.broadcast_to(absent, loss.shape)

    def pit_limits(self, y: Floats) -> tuple[Floats, Floats]:
        """Ask for the distribution function, and for the probability of the value itself."""
        refuse_first_bad(y, np.isfinite(y), "y", "is not finite")
        upper = self._ask(self.frozen.cdf, y)
        probability = getattr(self.frozen, "pmf", None)
        jump = self._ask(probability, y) if probability else np.zeros(y.shape)
        found = np.clip(upper - jump, 0, 1)
        refuse_first_bad(
            found, ~np.isnan(found), "dist", "is the transform; are its parameters valid?"
        )
        return found, upper

    def quantiles(self, level: Floats) -> Floats:
        """Ask for the inverse of the distribution function."""
        inverse = getattr(self.frozen, "ppf", None) or getattr(self.frozen, "icdf", None)
        return self._ask(inverse, level)

    def _log_density(self, y: Floats) -> Floats:
        mass, density = (getattr(self.frozen, name, None) for name in ("logpmf", "logpdf"))
        only = mass or density
        if only is None:
            raise ArgumentError("dist", f"{self.frozen!r} has neither logpmf nor logpdf")
        if mass is None or density is None:
            return np.asarray(only(y), dtype=np.float64)
        # SciPy's newer distributions have both; a continuous one gives every point the mass 0.
        logarithm = np.asarray(mass(y), dtype=np.float64)
        return np.where(logarithm == -np.inf, density(y), logarithm)

    def _ask(self, method: Any, values: Floats) -> Floats:  # noqa: ANN401 - a method of SciPy
        try:
            return np.asarray(method(values), dtype=np.float64)
        except ValueError as error:  # raised by SciPy where shapes do not fit
            message = f"does not fit y of shape {values.shape}: {error}"
            raise ArgumentError("dist", message) from error


def is_distribution(forecast: object) -> TypeGuard[Distribution | HasCdf]:
    """Tell a distribution, of ours or of SciPy, from an array of probabilities."""
    if isinstance(forecast, Distribution):
        return True
    named = (getattr(forecast, name, None) for name in ("logpdf", "logpmf"))
    return callable(getattr(forecast, "cdf", None)) and any(map(callable, named))


def as_distribution(dist: Distribution | HasCdf) -> Distribution:
    """Take a distribution as it is, or one of SciPy's."""
    if isinstance(dist, Distribution):
        return dist
    if not is_distribution(dist):
        message = f"is {dist!r}, no distribution; give one such as Normal(mean, sd)"
        raise ArgumentError("dist", message)
    return FrozenSciPy(cast("HasCdf", dist))
