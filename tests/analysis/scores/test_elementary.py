"""Elementary scores of functionals: published values and the mixtures they make."""

import math

import numpy as np
import pytest
from scipy import integrate

from brierbook.analysis.scores.decision_scores import elementary_score
from brierbook.analysis.scores.elementary import Functional, elementary_functional_score
from brierbook.analysis.scores.quantile import quantile_score
from brierbook.errors import ArgumentError


# model-diagnostics, tests of ElementaryScore: y = (1, 2), x = (4, 1)
@pytest.mark.parametrize(
    ("functional", "level", "eta", "expected"),
    [
        ("mean", 0.5, 2, 0.5),
        ("mean", 0.5, 1.75, 0.5),
        ("expectile", 0.2, 1.75, 0.65),
        ("quantile", 0.2, 1.75, 0.5),
    ],
)
def test_published_values(
    functional: Functional, level: float, eta: float, expected: float
) -> None:
    found = elementary_functional_score(
        [1, 2], [4, 1], threshold=eta, functional=functional, level=level
    )
    assert found == pytest.approx(expected, abs=1e-12)


def area(y: float, x: float, functional: Functional, level: float) -> float:
    def inside(eta: float) -> float:
        return elementary_functional_score(y, x, threshold=eta, functional=functional, level=level)

    low, high = min(x, y), max(x, y)
    return float(integrate.quad(inside, low, high)[0])


@pytest.mark.parametrize(("y", "x"), [(1.0, 2.5), (3.0, -1.0)])
def test_the_area_under_the_curve_is_the_classical_score(y: float, x: float) -> None:
    assert area(y, x, "mean", 0.5) == pytest.approx((x - y) ** 2 / 2)
    assert area(y, x, "quantile", 0.3) == pytest.approx(quantile_score(y, x, level=0.3))
    asymmetric = abs((y <= x) - 0.3) * (x - y) ** 2
    assert area(y, x, "expectile", 0.3) == pytest.approx(asymmetric)


def test_for_probabilities_it_is_half_the_binary_score() -> None:
    y, p = np.array([0, 1, 1, 0]), np.array([0.3, 0.3, 0.8, 0.6])
    for eta in (0.2, 0.5, 0.7):
        general = elementary_functional_score(y, p, threshold=eta, reduce=None)
        np.testing.assert_allclose(2 * general, elementary_score(y, p, threshold=eta, reduce=None))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"threshold": math.inf}, "threshold"),
        ({"threshold": 1, "level": 0}, "level"),
        ({"threshold": 1, "functional": "mode"}, "functional: is 'mode'"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        elementary_functional_score([1.0], [2.0], **arguments)  # type: ignore[call-overload]


def test_a_missing_value_follows_the_policy() -> None:
    y, x = [1.0, math.nan], [4.0, 1.0]
    with pytest.raises(ArgumentError, match="is missing"):
        elementary_functional_score(y, x, threshold=2)
    assert elementary_functional_score(y, x, threshold=2, missing="omit") == 1
