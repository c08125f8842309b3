"""The ellipse of a level, against SciPy's chi-squared and a cloud of normal draws."""

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis.ellipse import ellipse
from brierbook.errors import ArgumentError


def test_the_outline_has_the_distance_of_the_chi_squared_quantile() -> None:
    rng = np.random.default_rng(2)
    draws = rng.multivariate_normal([1, 2], [[2, 0.7], [0.7, 0.5]], size=400)
    outline = ellipse([1, 2], draws, level=0.8)
    away = draws - [1, 2]
    inverse = np.linalg.inv(away.T @ away / len(draws))
    gaps = outline - [1, 2]
    distance = np.einsum("ij,jk,ik->i", gaps, inverse, gaps)
    np.testing.assert_allclose(distance, stats.chi2(2).ppf(0.8))
    np.testing.assert_allclose(outline[0], outline[-1])


def test_a_normal_cloud_has_its_share_inside() -> None:
    rng = np.random.default_rng(4)
    draws = rng.normal(size=(20_000, 2)) @ [[1.5, 0.2], [0, 0.4]]
    radius = np.abs(ellipse([0, 0], draws, level=0.9) @ np.linalg.inv([[1.5, 0.2], [0, 0.4]]))
    inside = (np.linalg.norm(draws @ np.linalg.inv([[1.5, 0.2], [0, 0.4]]), axis=1)
              <= np.hypot(*radius.T).mean()).mean()  # fmt: skip
    assert inside == pytest.approx(0.9, abs=0.01)


def test_draws_on_a_line_or_at_a_point_give_a_line_or_a_point() -> None:
    flat = ellipse([0, 0], [[1, 1], [-1, -1]], level=0.5)
    np.testing.assert_allclose(flat[:, 0], flat[:, 1], atol=1e-12)
    np.testing.assert_allclose(ellipse([3, 4], [[3, 4]] * 5), [[3, 4]] * 181)


@pytest.mark.parametrize(
    ("draws", "level", "problem"),
    [
        ([[1.0, 2.0]], 1.0, "level: is 1.0; give one between 0 and 1"),
        (np.empty((0, 2)), 0.9, "draws: is empty"),
        ([[1.0, 2.0, 3.0]], 0.9, "draws: has shape"),
        ([1.0, 2.0], 0.9, "draws: has shape"),
    ],
)
def test_what_has_no_ellipse_is_refused(
    draws: list[list[float]], level: float, problem: str
) -> None:
    with pytest.raises(ArgumentError, match=problem):
        ellipse([0, 0], draws, level=level)
