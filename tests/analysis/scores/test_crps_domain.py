"""The CRPS over the whole domain of each distribution, against textbook forms in many digits."""

import math
from collections.abc import Callable, Iterator

import mpmath as mp
import numpy as np
import pytest

from brierbook import analysis
from brierbook.analysis import Distribution, crps
from brierbook.errors import ArgumentError

type Case = tuple[float, ...]
type Real = mp.mpf

# Digits of the sums; truncated distributions set their own.
DIGITS = 60


def _with_digits(formula: Callable[..., Real]) -> Callable[..., float]:
    """Take exact arguments, and round the result once."""

    def exact(*given: float, digits: int = DIGITS) -> float:
        with mp.workdps(digits):
            return float(formula(*(mp.mpf(value) for value in given)))

    return exact


@_with_digits
def exact_normal(y: Real, mean: Real, sd: Real) -> Real:
    z = (y - mean) / sd
    return sd * (z * (2 * mp.ncdf(z) - 1) + 2 * mp.npdf(z) - 1 / mp.sqrt(mp.pi))


@_with_digits
def exact_laplace(y: Real, location: Real, scale: Real) -> Real:
    off = abs(y - location)
    return off + scale * (mp.exp(-off / scale) - mp.mpf(3) / 4)


@_with_digits
def exact_logistic(y: Real, location: Real, scale: Real) -> Real:
    z = (y - location) / scale
    return scale * (z + 2 * mp.log(1 + mp.exp(-z)) - 1)


@_with_digits
def exact_student_t(y: Real, df: Real, location: Real, scale: Real) -> Real:
    z = (y - location) / scale
    half, share = mp.mpf(1) / 2, z * z / (df + z * z)
    if share < half:
        side = mp.betainc(half, df / 2, 0, share, regularized=True)
    else:
        side = 1 - mp.betainc(df / 2, half, 0, 1 - share, regularized=True)
    density = mp.power(1 + z * z / df, -(df + 1) / 2) / mp.sqrt(df) / mp.beta(0.5, df / 2)
    pairs = mp.sqrt(df) * mp.beta(0.5, df - 0.5) / mp.beta(0.5, df / 2) ** 2
    return scale * (abs(z) * side + 2 * (density * (df + z * z) - pairs) / (df - 1))


@_with_digits
def exact_exponential(y: Real, rate: Real) -> Real:
    cdf = -mp.expm1(-rate * max(y, 0))
    return abs(y) - 2 * cdf / rate + 1 / (2 * rate)


@_with_digits
def exact_gamma(y: Real, shape: Real, rate: Real) -> Real:
    x = rate * max(y, 0)
    cdf = mp.gammainc(shape, 0, x, regularized=True)
    density = mp.power(x, shape) * mp.exp(-x) / mp.gamma(shape + 1)
    spread = 1 / mp.beta(0.5, shape)
    return y * (2 * cdf - 1) - (shape * (2 * (cdf - density) - 1) + spread) / rate


@_with_digits
def exact_lognormal(y: Real, mean_log: Real, sd_log: Real) -> Real:
    mean = mp.exp(mean_log + sd_log**2 / 2)
    half = mp.ncdf(sd_log / mp.sqrt(2))
    if y <= 0:
        return -y + 2 * mean * (1 - half)
    w = (mp.log(y) - mean_log) / sd_log
    return y * (2 * mp.ncdf(w) - 1) - 2 * mean * (mp.ncdf(w - sd_log) + half - 1)


@_with_digits
def exact_uniform(y: Real, lower: Real, upper: Real) -> Real:
    inside = min(max(y, lower), upper)
    c = (inside - lower) / (upper - lower)
    return abs(y - inside) + (upper - lower) * (c * c - c + mp.mpf(1) / 3)


@_with_digits
def exact_beta(y: Real, a: Real, b: Real) -> Real:
    x = min(max(y, 0), 1)
    cdf = mp.betainc(a, b, 0, x, regularized=True)
    density = mp.power(x, a) * mp.power(1 - x, b) / (a * mp.beta(a, b))
    spread = 2 * mp.beta(2 * a, 2 * b) / (a * mp.beta(a, b) ** 2)
    return y * (2 * cdf - 1) + a / (a + b) * (1 - 2 * (cdf - density) - spread)


@_with_digits
def exact_truncated_normal(y: Real, mean: Real, sd: Real, lower: Real, upper: Real) -> Real:
    z, low, high = ((x - mean) / sd for x in (y, lower, upper))
    c, root = min(max(z, low), high), mp.sqrt(2)
    kept = _between(low, high)
    inside = c * (_between(low, c) - _between(c, high)) / kept + 2 * mp.npdf(c) / kept
    inside -= _between(low * root, high * root) / mp.sqrt(mp.pi) / kept**2
    return sd * (abs(z - c) + inside)


def _between(low: Real, high: Real) -> Real:
    """Give the normal probability between two bounds, from the nearer tail."""
    if low > 0:
        return (mp.erfc(low / mp.sqrt(2)) - mp.erfc(high / mp.sqrt(2))) / 2
    return mp.ncdf(high) - mp.ncdf(low)


@_with_digits
def exact_censored_normal(y: Real, mean: Real, sd: Real, lower: Real, upper: Real) -> Real:
    z, low, high = ((x - mean) / sd for x in (y, lower, upper))
    c = min(max(z, low), high)
    inside = _area(c) - _area(low) + _area(-c) - _area(-high)
    return sd * (abs(z - c) + inside)


def _area(x: Real) -> Real:
    """Integral of the squared distribution function up to x."""
    if x == -mp.inf:
        return mp.mpf(0)
    cdf = mp.erfc(-x / mp.sqrt(2)) / 2
    return x * cdf**2 + 2 * cdf * mp.npdf(x) - mp.erfc(-x) / 2 / mp.sqrt(mp.pi)


@_with_digits
def exact_poisson(y: Real, mean: Real) -> Real:
    first = max(mp.floor(min(y, mean) - 60 * mp.sqrt(mean) - 60), 0)
    mass = mp.exp(first * mp.log(mean) - mean - mp.loggamma(first + 1))
    cdf, k = mass, first
    while k < y:
        k += 1
        mass *= mean / k
        cdf += mass
    if first > y or k != y:
        mass = cdf = mp.mpf(0)
    pairs = mean * mp.exp(-2 * mean) * (mp.besseli(0, 2 * mean) + mp.besseli(1, 2 * mean))
    return (y - mean) * (2 * cdf - 1) + 2 * mean * mass - pairs


@_with_digits
def exact_binomial(y: Real, n: Real, p: Real) -> Real:
    """By the definition, summed over all counts."""
    mass = mp.power(1 - p, n)
    cdf, total = mass, mp.mpf(0)
    for k in range(int(max(n, y))):
        total += (cdf - (k >= y)) ** 2
        mass *= (n - k) / mp.mpf(k + 1) * p / (1 - p)
        cdf += mass
    return total


@_with_digits
def exact_negative_binomial(y: Real, n: Real, p: Real) -> Real:
    """By the definition, summed until nothing is left."""
    mass = mp.power(p, n)
    cdf, total, k = mass, mp.mpf(0), 0
    while k < y or abs(1 - cdf) > mp.mpf(10) ** (-mp.mp.dps // 2):
        total += (cdf - (k >= y)) ** 2
        mass *= (n + k) / mp.mpf(k + 1) * (1 - p)
        k += 1
        cdf += mass
    return total


INF = math.inf
# The bar that the docstring of `crps` states.
BAR = 1e-12
SCALES = (1e-300, 1e-9, 1.0, 1e9, 1e300)


def _moved(values: tuple[float, ...], centre: float, scale: float) -> Iterator[float]:
    return (centre + scale * z for z in values)


def _real() -> Iterator[Case]:
    for scale in SCALES:
        for y in _moved((-40.0, -1.5, 0.0, 1e-8, 3.0), 0.0, scale):
            yield y, 0.0, scale
    yield from ((2.0, 2.0 - 2**-40, 1e-9), (1e15 + 0.5, 1e15, 0.125), (3.0, 1.0, 5e-324))


def _student() -> Iterator[Case]:
    for df in (1 + 2**-50, 1 + 1e-9, 1.001, 1.4999, 1.5001, 2.5, 30.0, 800.0):
        for y in (-1e6, -0.7, 0.0, 1e-9, 4.0):
            yield y, df, 0.0, 1.0


def _gamma() -> Iterator[Case]:
    for shape in (1e-12, 1e-5, 0.3, 0.999, 1.0, 2.2, 19.9, 20.1, 700.0):
        for z in (-1.0, 0.0, 1e-30, 1e-3, 0.5, 1.0, 1.7, 9.0):
            yield z * shape, shape, 1.0
    yield from ((3e-9, 2.5, 1e9), (3e9, 2.5, 1e-9))


def _lognormal() -> Iterator[Case]:
    for sd in (1e-9, 1e-3, 0.5, 0.99, 1.01, 4.0, 30.0):
        for z in (-3.0, -0.5, 0.0, 0.25, 2.0):
            yield math.exp(min(z * sd, 600.0)), 0.0, sd
        yield from ((0.0, 0.0, sd), (-1.0, 0.0, sd))


def _beta() -> Iterator[Case]:
    shapes = (1e-9, 0.24, 0.26, 1.0, 3.5, 300.0)
    for a in shapes:
        for b in shapes:
            for y in (-0.5, 0.0, 1e-12, 0.3, 1.0):
                yield y, a, b


def _bounded_normal() -> Iterator[Case]:
    for low in (-8.0, -1.0, 0.0, 0.5, 3.0, 12.0):
        for width in (1e-9, 0.1, 0.7, 2.5, 20.0, INF):
            high = low + width
            if high > low:
                inside = low + min(width, 1.5) * 0.375
                for y in (low - 1, low, inside, low + min(width, 6.0), low + 8):
                    yield y, 0.0, 1.0, low, high
    yield from ((0.25, 0.5, 1e5, 0.0, 1.0), (0.0, 0.0, 1e10, -1.0, 1.0), (5.0, 0.0, 1.0, -INF, 4.0))


def _poisson() -> Iterator[Case]:
    for mean in (1e-12, 1e-5, 0.2499, 0.2501, 1.0, 19.5, 300.0, 2e4):
        for y in {0, 1, 7, int(mean), int(mean + 3 * math.sqrt(mean)), int(0.8 * mean)}:
            yield float(y), mean


def _binomial() -> Iterator[Case]:
    for n in (1, 2, 30, 400):
        for p in (1e-12, 1e-4, 0.3, 0.5, 0.77, 1 - 2**-40):
            for y in {0, 1, int(n * p), n, n + 2}:
                yield float(y), float(n), p


def _negative_binomial() -> Iterator[Case]:
    for n in (1e-12, 1e-4, 0.7, 3.0, 40.0):
        for p in (0.1, 0.5, 0.97, 1 - 2**-40):
            for y in (0, 1, 5, 40):
                yield float(y), n, p


FAMILIES: dict[str, tuple[type[Distribution], Callable[..., float], Iterator[Case], int]] = {
    "normal": (analysis.Normal, exact_normal, _real(), 60),
    "laplace": (analysis.Laplace, exact_laplace, _real(), 60),
    "logistic": (analysis.Logistic, exact_logistic, _real(), 60),
    "student_t": (analysis.StudentT, exact_student_t, _student(), 60),
    "exponential": (
        analysis.Exponential,
        exact_exponential,
        ((y, 1 / s) for y, _, s in _real() if s < 1e300 and s > 1e-300),
        60,
    ),
    "gamma": (analysis.Gamma, exact_gamma, _gamma(), 60),
    "lognormal": (analysis.LogNormal, exact_lognormal, _lognormal(), 900),
    "uniform": (
        analysis.Uniform,
        exact_uniform,
        ((y, m, m + s) for y, m, s in _real() if m + s > m),
        60,
    ),
    "beta": (analysis.Beta, exact_beta, _beta(), 60),
    "truncated": (analysis.TruncatedNormal, exact_truncated_normal, _bounded_normal(), 260),
    "censored": (analysis.CensoredNormal, exact_censored_normal, _bounded_normal(), 260),
    "poisson": (analysis.Poisson, exact_poisson, _poisson(), 60),
    "binomial": (analysis.Binomial, exact_binomial, _binomial(), 80),
    "negative_binomial": (
        analysis.NegativeBinomial,
        exact_negative_binomial,
        _negative_binomial(),
        80,
    ),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_digits_over_the_whole_domain(family: str) -> None:
    dist_of, reference, cases, digits = FAMILIES[family]
    rows = list(cases)
    y, *parameters = np.array(rows).T
    found = crps(y, dist_of(*parameters), reduce=None)
    wanted = np.array([reference(*row, digits=digits) for row in rows])
    normal = wanted > np.finfo(np.float64).tiny
    error = np.abs(found - wanted) / np.where(normal, wanted, 1)
    worst = int(np.argmax(np.where(normal, error, 0)))
    assert error[worst] < BAR, (rows[worst], found[worst], wanted[worst])
    assert normal.mean() > 0.9


# mpmath in 60 digits, and brute sums; the last value is the asymptotic sqrt(mean/pi)(sqrt 2 - 1).
@pytest.mark.parametrize(
    ("y", "dist", "expected"),
    [
        (0, analysis.TruncatedNormal(0, 1, -1e-8, 1e-8), 1.6666666666666667e-9),
        (0, analysis.TruncatedNormal(0, 1e10, -1, 1), 1 / 6),
        (1.0000005, analysis.TruncatedNormal(0, 1, 1, 1.000001), 8.3333333e-8),
        (30.2, analysis.TruncatedNormal(0, 1, 30, 31), 0.15028),
        (8, analysis.TruncatedNormal(0, 1, 8, 8.0001), 3.3324e-5),
        (0.3, analysis.TruncatedNormal(0.5, 1e5, 0, 1), 0.12333333),
        (40, analysis.TruncatedNormal(0, 1, 39.5, 41), 0.4621),
        (10**10, analysis.Poisson(1e10), 23369.4977),
    ],
)
def test_values_that_other_forms_lose(y: float, dist: Distribution, expected: float) -> None:
    assert crps(y, dist) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("mean", [1e6, 5.4e8, 1e10, 1e15])
def test_large_counts_approach_the_normal_limit(mean: float) -> None:
    """The first correction is of the order of 1/mean for the median, 1/sqrt(mean) elsewhere."""
    limit = math.sqrt(mean / math.pi) * (math.sqrt(2) - 1)
    assert crps(mean, analysis.Poisson(mean)) == pytest.approx(limit, rel=2 / mean + 1e-14)
    assert crps(mean, analysis.Gamma(mean, 1.0)) == pytest.approx(limit, rel=2 / mean + 1e-14)


@pytest.mark.parametrize(
    ("y", "dist"),
    [
        (1e308, analysis.Normal(-1e308, 1.0)),
        (1.0, analysis.LogNormal(0.0, 90.0)),
        (0.0, analysis.Exponential(5e-324)),
        (0.0, analysis.Gamma(1e200, 1e-200)),
    ],
)
def test_a_score_beyond_doubles_is_refused(y: float, dist: Distribution) -> None:
    with pytest.raises(ArgumentError, match="is the score, which a double cannot hold"):
        crps([y], dist)


def test_a_mean_of_large_scores_does_not_overflow() -> None:
    assert crps([1.5e308, 1.5e308], analysis.Normal(0.0, 1.0)) == 1.5e308
