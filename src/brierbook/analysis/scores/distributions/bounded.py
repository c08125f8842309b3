"""Distributions between two bounds."""

import math
from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.distribution import (
    Domain,
    Formula,
    ParametricDistribution,
    allow_any_number,
    check_finite_parameter,
    check_positive_parameter,
    check_shape_parameter,
    refuse_unordered,
)
from brierbook.analysis.scores.formulas import bounded as formulas
from brierbook.analysis.scores.formulas import crps_bounded

__all__ = ["Beta", "CensoredNormal", "TruncatedNormal", "Uniform"]


@dataclass(frozen=True, slots=True, eq=False)
class Uniform(ParametricDistribution):
    r"""Uniform distribution.

    .. math:: \mathrm{CRPS} = (b - a) \big[|z - c| + c^2 - c + 1/3\big],
              \; c = \min(\max(z, 0), 1)

    Parameters
    ----------
    lower : array_like
        Lower ends, finite.
    upper : array_like
        Upper ends, finite, above the lower ends.

    References
    ----------
    Jordan, Krüger and Lerch (2019), appendix A, https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(0.3, Uniform(-1.0, 2.0)), 12)
    0.263333333333
    """

    lower: ArrayLike
    upper: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_finite_parameter, check_finite_parameter)
    crps_formula: ClassVar[Formula] = staticmethod(crps_bounded.crps_uniform)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_uniform_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.uniform_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.uniform_quantile)

    def check_together(self, **given: Floats) -> None:
        """Refuse a lower bound that is not below the upper."""
        refuse_unordered(given["lower"], given["upper"])


@dataclass(frozen=True, slots=True, eq=False)
class Beta(ParametricDistribution):
    r"""Beta distribution on [0, 1].

    .. math:: \mathrm{CRPS} = y (2 F_{a,b}(y) - 1) + \frac{a}{a + b} \Big(1 - 2 F_{a+1,b}(y)
              - \frac{2 B(2a, 2b)}{a B(a, b)^2}\Big)

    Parameters
    ----------
    a : array_like
        First shape, at least 1e-300.
    b : array_like
        Second shape, at least 1e-300: the mean is a / (a + b).

    References
    ----------
    Taillardat, Mestre, Zamo and Naveau (2016), https://doi.org/10.1175/MWR-D-15-0260.1

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(0.3, Beta(0.7, 1.1)), 12)
    0.085010243666
    """

    a: ArrayLike
    b: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_shape_parameter, check_shape_parameter)
    crps_formula: ClassVar[Formula] = staticmethod(crps_bounded.crps_beta)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_beta_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.beta_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.beta_quantile)


@dataclass(frozen=True, slots=True, eq=False)
class TruncatedNormal(ParametricDistribution):
    r"""Normal distribution given that it falls between two bounds.

    .. math:: \mathrm{CRPS} = \sigma \Big[|z - c|
              + \frac{c (2\Phi(c) - \Phi(u) - \Phi(l)) + 2\varphi(c)}{D}
              - \frac{\Phi(u\sqrt2) - \Phi(l\sqrt2)}{\sqrt\pi D^2}\Big],
              \quad D = \Phi(u) - \Phi(l)

    Here z, l and u are the value and the bounds in standard units, and c is z moved between the
    bounds. Where less than 0.3 is kept the two integrals of the definition are taken instead, so
    that narrow bounds and far tails keep their digits.

    Parameters
    ----------
    mean : array_like
        Means before truncation, finite.
    sd : array_like
        Standard deviations before truncation, finite and above 0.
    lower : array_like
        Lower bounds, below the upper; may be infinite.
    upper : array_like
        Upper bounds; may be infinite.

    References
    ----------
    Jordan, Krüger and Lerch (2019), appendix A, https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(1.0, TruncatedNormal(0.0, 1.0, lower=0.0)), 12)
    0.204882715255
    """

    mean: ArrayLike
    sd: ArrayLike
    lower: ArrayLike = -math.inf
    upper: ArrayLike = math.inf
    domains: ClassVar[tuple[Domain, ...]] = (
        check_finite_parameter,
        check_positive_parameter,
        allow_any_number,
        allow_any_number,
    )
    crps_formula: ClassVar[Formula] = staticmethod(crps_bounded.crps_truncated_normal)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_truncated_normal_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.truncated_normal_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.truncated_normal_quantile)

    def check_together(self, **given: Floats) -> None:
        """Refuse a lower bound that is not below the upper."""
        refuse_unordered(given["lower"], given["upper"])


@dataclass(frozen=True, slots=True, eq=False)
class CensoredNormal(ParametricDistribution):
    r"""Normal distribution whose mass beyond two bounds sits on the bounds.

    .. math:: \mathrm{CRPS} = \sigma \Big[|z - c| + \int_l^c \Phi(x)^2 dx
              + \int_c^u (1 - \Phi(x))^2 dx\Big]

    Here z, l and u are the value and the bounds in standard units, and c is z moved between the
    bounds. It forecasts a quantity that cannot leave the bounds but can stick to them. Its
    log score is of a probability at a bound and of a density between them.

    Parameters
    ----------
    mean : array_like
        Means before censoring, finite.
    sd : array_like
        Standard deviations before censoring, finite and above 0.
    lower : array_like
        Lower bounds, below the upper; may be infinite.
    upper : array_like
        Upper bounds; may be infinite.

    References
    ----------
    Thorarinsdottir and Gneiting (2010), https://doi.org/10.1111/j.1467-985X.2009.00616.x

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(0.0, CensoredNormal(0.0, 1.0, lower=0.0)), 12)
    0.116847488628
    """

    mean: ArrayLike
    sd: ArrayLike
    lower: ArrayLike = -math.inf
    upper: ArrayLike = math.inf
    domains: ClassVar[tuple[Domain, ...]] = (
        check_finite_parameter,
        check_positive_parameter,
        allow_any_number,
        allow_any_number,
    )
    crps_formula: ClassVar[Formula] = staticmethod(crps_bounded.crps_censored_normal)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_censored_normal_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.censored_normal_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.censored_normal_quantile)
    below: ClassVar[Formula] = staticmethod(formulas.censored_normal_below)

    def check_together(self, **given: Floats) -> None:
        """Refuse a lower bound that is not below the upper."""
        refuse_unordered(given["lower"], given["upper"])
