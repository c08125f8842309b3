"""What speaks against a posterior, and its sensitivity to the prior as ArviZ finds it."""

import arviz as az
import numpy as np
import pytest
from xarray import DataArray, Dataset, DataTree

from brierbook.analysis.calibration.diagnostics import Diagnostics, power_sensitivity


def test_sensitivity_is_that_of_arviz() -> None:
    rng = np.random.default_rng(1)
    draws = rng.normal(0.8, 0.4, 4000)
    factors = {"log_prior": -0.5 * (draws / 0.5) ** 2, "log_likelihood": -2.1 * (draws - 1) ** 2}
    tree = DataTree.from_dict(
        {
            name: Dataset({"a": DataArray(each.reshape(4, -1), dims=("chain", "draw"))})
            for name, each in ({"posterior": draws} | factors).items()
        }
    )
    for group, name in (("prior", "log_prior"), ("likelihood", "log_likelihood")):
        expected = float(az.psense(tree, group=group)["a"])
        assert power_sensitivity(draws, factors[name]) == pytest.approx(expected, rel=0.02)


def test_a_flat_factor_has_no_say() -> None:
    assert power_sensitivity(np.arange(50.0), np.full(50, -3.0)) == pytest.approx(0, abs=1e-6)
    assert power_sensitivity(np.full(50, 2.0), np.arange(50.0)) == 0


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (Diagnostics(300, 1.0, 0), "the effective sample size is 300, below 400"),
        (Diagnostics(900, 1.05, 0), "R-hat is 1.050, above 1.01"),
        (Diagnostics(900, float("nan"), 0), "R-hat is nan, above 1.01"),
        (Diagnostics(900, 1.0, 3), "3 transitions diverged"),
        (Diagnostics(900, pareto_k=0.8), "Pareto k is 0.80, not below 0.7"),
    ],
)
def test_every_problem_is_said(found: Diagnostics, problem: str) -> None:
    assert found.problems() == [problem]
    assert not found.good
    assert found.words().endswith(f". Do not rely on this: {problem}")


def test_a_good_posterior_says_what_it_has() -> None:
    sampled = Diagnostics(812.4, 1.002, 0)
    assert sampled.good
    assert sampled.words() == "812 effective draws, R-hat at most 1.002, 0 divergent transitions"
    assert Diagnostics(300, pareto_k=0.25).words() == "300 effective draws, Pareto k 0.25"


def test_the_parameters_in_which_the_prior_shows_are_named() -> None:
    sensitivity = {"prior": {"bias": 0.2, "log_slope": 0.01}, "likelihood": {"bias": 0.1}}
    assert Diagnostics(300, sensitivity=sensitivity).leaning() == ["bias"]
    assert Diagnostics(300).leaning() == []
