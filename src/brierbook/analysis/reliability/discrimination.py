"""How far apart the forecasts of what happened and of what did not lie."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.sample import binary_sample
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Discrimination", "discrimination_curve"]


@dataclass(frozen=True, slots=True, eq=False)
class Discrimination:
    """The distributions of the forecasts of each outcome.

    Attributes
    ----------
    p : ndarray
        The distinct forecasts, ascending.
    happened, did_not : ndarray
        Share of the forecasts of what happened, and of what did not, that are at most `p`.
    mean_happened, mean_did_not : float
        Mean forecast of each; their difference is the slope of Yates.
    """

    p: Floats
    happened: Floats
    did_not: Floats
    mean_happened: float
    mean_did_not: float

    @property
    def slope(self) -> float:
        """Difference of the two means."""
        return self.mean_happened - self.mean_did_not

    @property
    def distance(self) -> float:
        """Largest vertical distance of the two curves (Kolmogorov-Smirnov, Youden)."""
        return float(np.max(np.abs(self.did_not - self.happened)))

    def to_frame(self) -> "pd.DataFrame":
        """One row for each distinct forecast."""
        import pandas as pd

        return pd.DataFrame({"p": self.p, "happened": self.happened, "did_not": self.did_not})


def discrimination_curve(
    y: npt.ArrayLike, p: npt.ArrayLike, *, weight: npt.ArrayLike | None = None
) -> Discrimination:
    r"""Distribution functions of the forecasts, given what happened.

    .. math:: F_o(t) = \frac{\sum_i w_i 1[y_i = o] 1[p_i \le t]}{\sum_i w_i 1[y_i = o]},
              \quad o \in \{0, 1\}

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit.

    Returns
    -------
    Discrimination

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or only one outcome has weight.

    References
    ----------
    Murphy and Winkler (1987), https://doi.org/10.1175/1520-0493(1987)115<1330:AGFFFV>2.0.CO;2;
    Yates (1982), https://doi.org/10.1016/0030-5073(82)90237-9

    Examples
    --------
    >>> found = discrimination_curve([0, 0, 1, 1], [0.1, 0.6, 0.6, 0.9])
    >>> found.p.tolist(), found.happened.tolist(), found.did_not.tolist()
    ([0.1, 0.6, 0.9], [0.0, 0.5, 1.0], [0.5, 1.0, 1.0])
    >>> round(found.slope, 3), found.distance
    (0.4, 0.5)
    """
    pairs = binary_sample(y, p, weight=weight, fractional=True)
    points, at = np.unique(pairs.p, return_inverse=True)
    yes, no = (pairs.weight * (pairs.y == outcome) for outcome in (1, 0))
    return Discrimination(
        p=points,
        happened=_distribution_function(yes, at, points.size),
        did_not=_distribution_function(no, at, points.size),
        mean_happened=float(np.average(pairs.p, weights=yes)),
        mean_did_not=float(np.average(pairs.p, weights=no)),
    )


def _distribution_function(weight: Floats, at: npt.NDArray[np.intp], size: int) -> Floats:
    """Give the distribution function at each distinct forecast."""
    total = weight.sum()
    if total == 0:
        raise ArgumentError("y", "has only one outcome with weight; two are needed to compare")
    shares: Floats = np.minimum(np.cumsum(np.bincount(at.ravel(), weight.ravel(), size)) / total, 1)
    return shares
