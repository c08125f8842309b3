"""Distributions over positive numbers."""

from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from brierbook.analysis.scores.distribution import (
    Domain,
    Formula,
    ParametricDistribution,
    check_finite_parameter,
    check_positive_parameter,
)
from brierbook.analysis.scores.formulas import crps_positive
from brierbook.analysis.scores.formulas import positive as formulas

__all__ = ["Exponential", "Gamma", "LogNormal"]


@dataclass(frozen=True, slots=True, eq=False)
class Exponential(ParametricDistribution):
    r"""Exponential distribution.

    .. math:: \mathrm{CRPS} = |y| - \frac{2 F(y)}{\lambda} + \frac{1}{2\lambda}

    Parameters
    ----------
    rate : array_like
        Rates (one over the mean), finite and above 0.

    References
    ----------
    Jordan, Krüger and Lerch (2019), appendix A, https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(0.8, Exponential(1.4)), 12)
    0.19468542089
    """

    rate: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_positive_parameter,)
    crps_formula: ClassVar[Formula] = staticmethod(crps_positive.crps_exponential)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_exponential_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.exponential_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.exponential_quantile)


@dataclass(frozen=True, slots=True, eq=False)
class Gamma(ParametricDistribution):
    r"""Gamma distribution.

    .. math:: \mathrm{CRPS} = y (2 F_{\alpha}(y) - 1)
              - \frac{\alpha}{\beta} (2 F_{\alpha + 1}(y) - 1)
              - \frac{1}{\beta B(\frac12, \alpha)}

    Parameters
    ----------
    shape : array_like
        Shapes alpha, finite and above 0.
    rate : array_like
        Rates beta, finite and above 0: the mean is shape / rate.

    References
    ----------
    Scheuerer and Möller (2015), https://doi.org/10.1214/15-AOAS843

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(0.9, Gamma(2.2, 1.3)), 12)
    0.367404099535
    """

    shape: ArrayLike
    rate: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_positive_parameter, check_positive_parameter)
    crps_formula: ClassVar[Formula] = staticmethod(crps_positive.crps_gamma)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_gamma_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.gamma_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.gamma_quantile)


@dataclass(frozen=True, slots=True, eq=False)
class LogNormal(ParametricDistribution):
    r"""Log-normal distribution.

    .. math:: \mathrm{CRPS} = y (2 F(y) - 1) - 2 e^{\mu + \sigma^2/2} \Big(\Phi(w - \sigma)
              + \Phi(\tfrac{\sigma}{\sqrt2}) - 1\Big), \quad w = \frac{\log y - \mu}{\sigma}

    Parameters
    ----------
    mean_log : array_like
        Means of the logarithm, finite.
    sd_log : array_like
        Standard deviations of the logarithm, finite and above 0.

    References
    ----------
    Baran and Lerch (2015), https://doi.org/10.1002/qj.2521

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(1.5, LogNormal(0.2, 0.7)), 12)
    0.246797342938
    """

    mean_log: ArrayLike
    sd_log: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_finite_parameter, check_positive_parameter)
    crps_formula: ClassVar[Formula] = staticmethod(crps_positive.crps_lognormal)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_lognormal_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.lognormal_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.lognormal_quantile)
