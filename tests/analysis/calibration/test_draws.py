"""Draws: what their diagnostics say, and the tree that ArviZ reads."""

import arviz as az
import numpy as np
import pytest

from brierbook.analysis.calibration.draws import Diagnostics, Draws, refuse_draws, summary
from brierbook.errors import ArgumentError


def test_sound_draws_have_no_problems() -> None:
    good = Diagnostics("nuts", "", r_hat=1.001, ess_bulk=900.0, ess_tail=800.0)
    assert good.problems == ()
    assert Diagnostics("closed form", "").problems == ()
    assert Diagnostics("importance", "", pareto_k=0.69).problems == ()


@pytest.mark.parametrize(
    ("quality", "problem"),
    [
        (Diagnostics("nuts", "", divergences=2), "2 divergences: raise target_accept"),
        (Diagnostics("nuts", "", r_hat=1.02), "R-hat 1.020 is above 1.01"),
        (Diagnostics("nuts", "", r_hat=float("nan")), "R-hat nan is above 1.01"),
        (Diagnostics("nuts", "", ess_bulk=399.0), "bulk ESS 399 is below 400"),
        (Diagnostics("nuts", "", ess_tail=12.0), "tail ESS 12 is below 400"),
        (Diagnostics("importance", "", pareto_k=0.7), "Pareto k 0.70 is not below 0.7"),
    ],
)
def test_what_is_wrong_is_said(quality: Diagnostics, problem: str) -> None:
    (found,) = quality.problems
    assert found.startswith(problem)


def test_the_tree_has_named_coordinates_and_is_built_once() -> None:
    rng = np.random.default_rng(1)
    calls = []

    def prior() -> dict[str, np.ndarray]:
        calls.append(1)
        return {"rate": rng.random((1, 50, 2))}

    drawn = Draws(
        {"rate": rng.random((2, 200, 2))},
        Diagnostics("grid", ""),
        {"rate": ["class"]},
        {"class": ["coup", "vote"]},
        {"prior": prior},
    )
    assert calls == []
    tree = drawn.tree
    assert drawn.tree is tree
    assert calls == [1]
    assert tree["posterior"]["rate"].dims == ("chain", "draw", "class")
    assert tree["prior"]["rate"].sel({"class": "vote"}).shape == (1, 50)
    assert list(az.summary(tree).index) == ["rate[coup]", "rate[vote]"]
    np.testing.assert_array_equal(drawn["rate"][200:], drawn.posterior["rate"][1])


def test_a_summary_is_mean_and_quantiles() -> None:
    found = [float(each) for each in summary(np.arange(101.0), 0.8)]
    assert found == pytest.approx([50, 10, 90])
    with pytest.raises(ArgumentError, match=r"level: 1\.0 is not between 0 and 1"):
        summary(np.arange(3.0), 1.0)


def test_few_draws_are_refused() -> None:
    refuse_draws(100)
    with pytest.raises(ArgumentError, match="draws: 99 is not at least 100"):
        refuse_draws(99)
