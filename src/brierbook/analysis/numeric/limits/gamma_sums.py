"""How likely a weighted sum of independent Gamma variables is to be positive."""

import numpy as np
import numpy.typing as npt

__all__ = ["positive_probability"]

type Floats = npt.NDArray[np.float64]

# Distance of the nodes on the scale of arcsinh. The integrand of many terms is a normal curve in
# sinh u, bounded in a strip of half-width pi / 4: the rule errs by exp(-pi^2 / 2 / step), 2e-11,
# and by a thousand times as much where many poles fall together.
_STEP = 0.2
# Nodes for sums of many and of few terms, and where the integrand has not died away by then.
_NODES, _NODES_FOR_FEW, _MORE_NODES = 24, 40, 80
_MANY = 32
_NEGLIGIBLE = 1e-10
# Complex numbers held at a time: they fit the second-level cache.
_BLOCK = 1 << 16
_NEWTON_STEPS = 6
# A coefficient of this share of the largest of the other sign changes nothing.
_NOTHING = 1e-200


def positive_probability(coefficient: Floats, last: Floats, shape: float) -> Floats:
    r"""
    Give P(sum of a_j E_j + b G > 0), a column at a time.

    The E are standard exponential, G is Gamma of the given shape, all independent. The moment
    generating function :math:`M(s) = (1 - b s)^{-h} \prod_j (1 - a_j s)^{-1}` is inverted on the
    vertical line through the saddle point c of :math:`M(s) / s`,

    .. math:: P(S > 0) = \frac{1}{2 \pi i} \int_{c - i \infty}^{c + i \infty} \frac{M(s)}{s} ds,

    by the trapezoidal rule after :math:`s = c + i \beta \sinh u`, which decays twice
    exponentially. A sum whose mean is positive is turned round, so that the smaller tail is
    computed.

    Parameters
    ----------
    coefficient : ndarray, shape (terms, columns)
        The a_j, finite.
    last : ndarray, shape (columns,)
        The b, finite.
    shape : float
        Shape of G, at least 1/2.

    Returns
    -------
    ndarray, shape (columns,)
        Probabilities, right to about 1e-7; exactly 0 where nothing is above 0, and exactly 1
        where something is and nothing is below.

    References
    ----------
    Gil-Pelaez (1951), doi:10.1093/biomet/38.3-4.481; Rice (1980), Distribution of quadratic
    forms in normal random variables, doi:10.1137/0901032 (the line through the saddle point)

    Examples
    --------
    >>> positive_probability(np.array([[1.0], [-1.0]]), np.zeros(1), 0.75).round(9).tolist()
    [0.5]
    """
    top = np.maximum(coefficient.max(axis=0, initial=0.0), last)
    bottom = np.minimum(coefficient.min(axis=0, initial=0.0), last)
    found = np.where(top > -_NOTHING * bottom, 1.0, 0.0)
    mixed = np.flatnonzero((top > -_NOTHING * bottom) & (-bottom > _NOTHING * top))
    size = max(1, _BLOCK // (_NODES_FOR_FEW * max(1, len(coefficient))))
    for start in range(0, mixed.size, size):
        part = mixed[start : start + size]
        found[part] = _smaller_tail(coefficient[:, part], last[part], shape)
    return found


def _smaller_tail(a: Floats, b: Floats, shape: float) -> Floats:
    """Turn sums of positive mean round, and integrate again where the nodes ended too soon."""
    turned = a.sum(axis=0) + shape * b > 0
    sign = np.where(turned, -1.0, 1.0)
    sign /= np.maximum(np.abs(a).max(axis=0), np.abs(b))
    a, b = a * sign, b * sign
    tail, rest = _contour_integral(a, b, shape, _NODES if len(a) >= _MANY else _NODES_FOR_FEW)
    cut = rest > _NEGLIGIBLE
    if cut.any():
        tail[cut] = _contour_integral(a[:, cut], b[cut], shape, _MORE_NODES)[0]
    tail = np.clip(tail, 0.0, 1.0)
    return np.where(turned, 1 - tail, tail)


def _contour_integral(a: Floats, b: Floats, shape: float, nodes: int) -> tuple[Floats, Floats]:
    """Integrate M(s) / s along the vertical line; also give the size of the last term."""
    c, width = _saddle_point(a, b, shape)
    u = _STEP * np.arange(nodes)
    y = width[:, None] * np.sinh(u)
    pull, last_pull = a / (1 - a * c), b / (1 - b * c)
    log_height = -np.log1p(-a * c).sum(axis=0) - shape * np.log1p(-b * c)
    # a product that overflows belongs to a node that counts for nothing
    with np.errstate(over="ignore", invalid="ignore"):
        denominator = _unit_product(pull[:, :, None] * y)
        denominator *= (1 - 1j * y * last_pull[:, None]) ** shape * (c[:, None] + 1j * y)
        value = np.where(np.isfinite(denominator), 1 / denominator, 0)
    mass = np.full(nodes, _STEP)
    mass[0] /= 2
    scale = np.exp(log_height) * width / np.pi
    total: Floats = scale * (value.real @ (mass * np.cosh(u)))
    return total, scale * np.abs(value[:, -1]) * np.cosh(u[-1])


def _saddle_point(a: Floats, b: Floats, shape: float) -> tuple[Floats, Floats]:
    """Minimise log(M(s) / s) between 0 and the first pole by damped Newton steps.

    Any point between them is exact; the minimum is where the fewest nodes are needed.
    """
    pole = 1 / np.maximum(a.max(axis=0), b)
    mean, spread = a.sum(axis=0) + shape * b, np.square(a).sum(axis=0) + shape * b**2
    s = np.minimum(2 / (mean + np.sqrt(mean**2 + 4 * spread)), 0.9 * pole)
    for _ in range(_NEWTON_STEPS):
        slope, bend = _derivatives(a, b, shape, s)
        # the logarithms are self-concordant: a step damped so stays between the poles
        s = s - slope / bend / (1 + np.abs(slope) / np.sqrt(shape * bend))
    bend = _derivatives(a, b, shape, s)[1]
    width = np.minimum(1 / np.sqrt(bend), np.minimum(s, pole - s))
    return s, width


def _derivatives(a: Floats, b: Floats, shape: float, s: Floats) -> tuple[Floats, Floats]:
    """First and second derivative of log(M(s) / s)."""
    pull, last = a / (1 - a * s), b / (1 - b * s)
    slope = pull.sum(axis=0) + shape * last - 1 / s
    bend: Floats = np.square(pull).sum(axis=0) + shape * last**2 + 1 / s**2
    return slope, bend


def _unit_product(imaginary: Floats) -> npt.NDArray[np.complex128]:
    """Multiply 1 - i x along the first axis, halving it at a time."""
    factor = np.empty(imaginary.shape, dtype=np.complex128)
    factor.real = 1.0
    np.negative(imaginary, out=factor.imag)
    while len(factor) > 1:
        half = len(factor) // 2
        product = factor[:half] * factor[half : 2 * half]
        if len(factor) % 2:
            product[0] *= factor[-1]
        factor = product
    first: npt.NDArray[np.complex128] = factor[0]
    return first
