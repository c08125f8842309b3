"""The gamma-exponential mixture, a supermartingale for sums of bounded steps."""

import math
from dataclasses import dataclass

import numpy as np

from brierbook.analysis.numeric.arguments import Floats

__all__ = ["GammaExponential", "tune_boundary"]

# Newton's method for a convex function: six steps reach the rounding error for v up to 1e8.
STEPS = 10


def tune_boundary(v_opt: float, alpha: float) -> float:
    """Choose rho so that a two-sided boundary at level alpha is tightest at v_opt."""
    log = math.log(1 / alpha)
    return v_opt / (2 * log + math.log(1 + 2 * log))


@dataclass(frozen=True, slots=True)
class GammaExponential:
    r"""
    The mixture of exponential supermartingales over a gamma density of their exponents.

    For steps above their conditional mean less ``c``, with sum of deviations s and intrinsic
    time v, :math:`e^{\lambda s - \psi(\lambda) v}` with
    :math:`\psi(\lambda) = (-\ln(1 - c\lambda) - c\lambda) / c^2` is a supermartingale for
    :math:`0 \le \lambda < 1/c`. Its mixture over :math:`u = 1 - c\lambda` with density
    proportional to :math:`u^{a-1} e^{-au}` on (0, 1) has, with :math:`a = \rho/c^2`,
    :math:`b = (v+\rho)/c^2` and :math:`x = (cs+v+\rho)/c^2`, the logarithm

    .. math:: a \ln a - \ln\Gamma(a) - \ln P(a, a) - a - \ln b + \ln {}_1F_1(1; b+1; x)
              = a \ln a - \ln\Gamma(a) - \ln P(a, a) - a
                + \ln\Gamma(b) + \ln P(b, x) - b \ln x + x,

    P being the regularised lower incomplete gamma function. The first form serves where
    :math:`x \le b`, the second, in which nothing overflows, elsewhere.

    References
    ----------
    Howard, Ramdas, McAuliffe & Sekhon (2021), doi:10.1214/20-AOS1991
    """

    rho: float
    c: float

    def log(self, s: Floats, v: Floats) -> Floats:
        """Logarithm of the mixture; 0 at s = v = 0."""
        from scipy.special import gammainc, gammaln

        a, b, x = self.shape(s, v)
        constant = a * math.log(a) - gammaln(a) - math.log(gammainc(a, a)) - a
        return np.asarray(constant + _log_kummer(b, x))

    def boundary(self, v: Floats, log_level: float) -> Floats:
        """Find the s above 0 at which the logarithm reaches `log_level`, for each v."""
        s = np.sqrt(2 * (v + self.rho) * log_level)
        for _ in range(STEPS):
            s = np.maximum(s + (log_level - self.log(s, v)) / self.slope(s, v), 0.0)
        return s

    def slope(self, s: Floats, v: Floats) -> Floats:
        """Differentiate the logarithm by s, for s of at least 0: the mean exponent given s, v."""
        from scipy.special import gammainc

        _, b, x = self.shape(s, v)
        return np.asarray((1 - b / x * gammainc(b + 1, x) / gammainc(b, x)) / self.c)

    def shape(self, s: Floats, v: Floats) -> tuple[float, Floats, Floats]:
        """Give a, b and x."""
        b = (v + self.rho) / self.c**2
        return self.rho / self.c**2, b, b + s / self.c


def _log_kummer(b: Floats, x: Floats) -> Floats:
    """Logarithm of 1F1(1; b+1; x) / b, each value by the form that serves it, and by no other."""
    b, x = np.broadcast_arrays(b, x)
    large = x > b
    found = np.empty(x.shape)
    found[large] = _log_kummer_large(b[large], x[large])
    found[~large] = _log_kummer_small(b[~large], x[~large])
    return found


def _log_kummer_large(b: Floats, x: Floats) -> Floats:
    """Logarithm of 1F1(1; b+1; x) / b for x above b."""
    from scipy.special import gammainc, gammaln

    return np.asarray(gammaln(b) + np.log(gammainc(b, x)) - b * np.log(x) + x)


def _log_kummer_small(b: Floats, x: Floats) -> Floats:
    """Logarithm of 1F1(1; b+1; x) / b for x up to b, where it is moderate."""
    from scipy.special import hyp1f1

    return np.asarray(np.log(hyp1f1(1.0, b + 1, x)) - np.log(b))
