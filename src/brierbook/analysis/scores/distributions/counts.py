"""Distributions over counts."""

from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from brierbook.analysis.scores.distribution import (
    Domain,
    Formula,
    ParametricDistribution,
    check_chance_above_zero,
    check_positive_parameter,
    check_probability_parameter,
    check_whole_above_zero,
)
from brierbook.analysis.scores.formulas import counts as formulas
from brierbook.analysis.scores.formulas import crps_counts

__all__ = ["Binomial", "NegativeBinomial", "Poisson"]


@dataclass(frozen=True, slots=True, eq=False)
class Poisson(ParametricDistribution):
    r"""Poisson distribution.

    .. math:: \mathrm{CRPS} = (y - \lambda)(2 F(y) - 1) + 2 \lambda f(y)
              - \lambda e^{-2\lambda} \big(I_0(2\lambda) + I_1(2\lambda)\big)

    Parameters
    ----------
    mean : array_like
        Means lambda, finite and above 0.

    References
    ----------
    Wei and Held (2014), https://doi.org/10.1007/s11749-014-0380-8

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(2, Poisson(3.3)), 12)
    0.686086881692
    """

    mean: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_positive_parameter,)
    crps_formula: ClassVar[Formula] = staticmethod(crps_counts.crps_poisson)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_poisson_mass)
    cdf: ClassVar[Formula] = staticmethod(formulas.poisson_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.poisson_quantile)
    below: ClassVar[Formula] = staticmethod(formulas.poisson_below)
    is_count: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, eq=False)
class Binomial(ParametricDistribution):
    r"""Binomial distribution.

    .. math:: \mathrm{CRPS} = (y - np)(2 F(y) - 1) + 2 (n - y) p f(y) - \tfrac12 E|X - X'|

    The mean difference of two draws comes from the characteristic function.

    Parameters
    ----------
    n : array_like
        Numbers of trials: whole numbers of at least 1.
    p : array_like
        Probabilities of success, in [0, 1].

    References
    ----------
    Jordan, Krüger and Lerch (2019), appendix A, https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(4, Binomial(10, 0.55)), 12)
    0.892122926112
    """

    n: ArrayLike
    p: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_whole_above_zero, check_probability_parameter)
    crps_formula: ClassVar[Formula] = staticmethod(crps_counts.crps_binomial)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_binomial_mass)
    cdf: ClassVar[Formula] = staticmethod(formulas.binomial_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.binomial_quantile)
    below: ClassVar[Formula] = staticmethod(formulas.binomial_below)
    is_count: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, eq=False)
class NegativeBinomial(ParametricDistribution):
    r"""Negative binomial distribution: failures before the n-th success.

    .. math:: \mathrm{CRPS} = (y - \mu)(2 F(y) - 1) + 2 (n + y) \frac{1 - p}{p} f(y)
              - \tfrac12 E|X - X'|, \quad \mu = n \frac{1 - p}{p}

    Parameters
    ----------
    n : array_like
        Numbers of successes waited for, finite and above 0, whole or not.
    p : array_like
        Probabilities of success, above 0 and at most 1: the mean is n (1 - p) / p.

    References
    ----------
    Wei and Held (2014), https://doi.org/10.1007/s11749-014-0380-8

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(2, NegativeBinomial(5.0, 0.5)), 12)
    1.553362990906
    """

    n: ArrayLike
    p: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_positive_parameter, check_chance_above_zero)
    crps_formula: ClassVar[Formula] = staticmethod(crps_counts.crps_negative_binomial)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_negative_binomial_mass)
    cdf: ClassVar[Formula] = staticmethod(formulas.negative_binomial_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.negative_binomial_quantile)
    below: ClassVar[Formula] = staticmethod(formulas.negative_binomial_below)
    is_count: ClassVar[bool] = True
