"""Distributions over all real numbers."""

from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from brierbook.analysis.scores.distribution import (
    Domain,
    Formula,
    ParametricDistribution,
    check_above_one,
    check_finite_parameter,
    check_positive_parameter,
)
from brierbook.analysis.scores.formulas import crps_real
from brierbook.analysis.scores.formulas import real as formulas

__all__ = ["Laplace", "Logistic", "Normal", "StudentT"]


@dataclass(frozen=True, slots=True, eq=False)
class Normal(ParametricDistribution):
    r"""Normal distribution.

    .. math:: \mathrm{CRPS} = \sigma \big[z (2\Phi(z) - 1) + 2\varphi(z) - 1/\sqrt\pi\big],
              \quad z = (y - \mu)/\sigma

    Parameters
    ----------
    mean : array_like
        Means, finite.
    sd : array_like
        Standard deviations, finite and above 0.

    References
    ----------
    Gneiting and Raftery (2007), section 4.2, https://doi.org/10.1198/016214506000001437

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(0.3, Normal(-0.2, 1.7)), 10)
    0.4555301504
    """

    mean: ArrayLike
    sd: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_finite_parameter, check_positive_parameter)
    crps_formula: ClassVar[Formula] = staticmethod(crps_real.crps_normal)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_normal_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.normal_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.normal_quantile)


@dataclass(frozen=True, slots=True, eq=False)
class Laplace(ParametricDistribution):
    r"""Laplace distribution.

    .. math:: \mathrm{CRPS} = |y - \mu| + s \big(e^{-|y - \mu|/s} - \tfrac34\big)

    Parameters
    ----------
    location : array_like
        Medians, finite.
    scale : array_like
        Mean absolute deviations, finite and above 0.

    References
    ----------
    Jordan, Krüger and Lerch (2019), appendix A, https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> crps(1.0, Laplace(1.0, 2.0))
    0.5
    """

    location: ArrayLike
    scale: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_finite_parameter, check_positive_parameter)
    crps_formula: ClassVar[Formula] = staticmethod(crps_real.crps_laplace)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_laplace_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.laplace_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.laplace_quantile)


@dataclass(frozen=True, slots=True, eq=False)
class Logistic(ParametricDistribution):
    r"""Logistic distribution.

    .. math:: \mathrm{CRPS} = s \big[z - 2 \log F(z) - 1\big], \quad z = (y - \mu)/s

    Parameters
    ----------
    location : array_like
        Means and medians, finite.
    scale : array_like
        Scales, finite and above 0: the standard deviation is :math:`\pi s / \sqrt3`.

    References
    ----------
    Jordan, Krüger and Lerch (2019), appendix A, https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(1.0, Logistic(1.0, 2.0)), 10)
    0.7725887222
    """

    location: ArrayLike
    scale: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (check_finite_parameter, check_positive_parameter)
    crps_formula: ClassVar[Formula] = staticmethod(crps_real.crps_logistic)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_logistic_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.logistic_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.logistic_quantile)


@dataclass(frozen=True, slots=True, eq=False)
class StudentT(ParametricDistribution):
    r"""Student's t distribution, moved and stretched.

    .. math:: \mathrm{CRPS} = \sigma \Big[z (2 F_\nu(z) - 1) + \frac{2}{\nu - 1}\Big(
              f_\nu(z) (\nu + z^2) - \frac{\sqrt\nu B(\frac12, \nu - \frac12)}
              {B(\frac12, \frac\nu2)^2}\Big)\Big], \quad z = (y - \mu)/\sigma

    Parameters
    ----------
    df : array_like
        Degrees of freedom, above 1: at 1 or less the distribution has no mean.
    location : array_like
        Means and medians, finite.
    scale : array_like
        Scales, finite and above 0.

    References
    ----------
    Jordan, Krüger and Lerch (2019), appendix A, https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> from brierbook.analysis import crps
    >>> round(crps(2.0, StudentT(5.0, 0.5, 1.2)), 12)
    0.930769790731
    """

    df: ArrayLike
    location: ArrayLike
    scale: ArrayLike
    domains: ClassVar[tuple[Domain, ...]] = (
        check_above_one,
        check_finite_parameter,
        check_positive_parameter,
    )
    crps_formula: ClassVar[Formula] = staticmethod(crps_real.crps_student_t)
    log_density: ClassVar[Formula] = staticmethod(formulas.log_student_t_density)
    cdf: ClassVar[Formula] = staticmethod(formulas.student_t_cdf)
    quantile: ClassVar[Formula] = staticmethod(formulas.student_t_quantile)
