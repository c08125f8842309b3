"""Draws: their names, and the tree that ArviZ reads."""

import numpy as np
import pytest

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.draws import (
    PosteriorDraws,
    name_draws_by_place,
    refuse_few_draws,
    summarise_draws,
)
from brierbook.analysis.calibration.sampling.reasons import ASKED_FOR, Engine
from brierbook.errors import ArgumentError


def test_the_tree_has_named_coordinates_and_is_built_once() -> None:
    import arviz as az  # heavy

    rng = np.random.default_rng(1)
    calls = []

    def prior() -> dict[str, np.ndarray]:
        calls.append(1)
        return {"rate": rng.random((1, 50, 2))}

    drawn = PosteriorDraws(
        {"rate": rng.random((2, 200, 2))},
        Engine("grid", ASKED_FOR),
        Diagnostics(400),
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
    found = [float(each) for each in summarise_draws(np.arange(101.0), 0.8)]
    assert found == pytest.approx([50, 10, 90])
    with pytest.raises(ArgumentError, match=r"level: 1\.0 is not between 0 and 1"):
        summarise_draws(np.arange(3.0), 1.0)


def test_few_draws_are_refused() -> None:
    refuse_few_draws(100)
    with pytest.raises(ArgumentError, match="draws: 99 is not at least 100"):
        refuse_few_draws(99)


def test_places_are_named() -> None:
    named = name_draws_by_place("bias", np.array([[1.0, 2.0], [3.0, 4.0]]), ("old", "new"))
    assert {key: each.tolist() for key, each in named.items()} == {
        "bias[old]": [1.0, 3.0],
        "bias[new]": [2.0, 4.0],
    }
    assert list(name_draws_by_place("days", np.ones(3), ())) == ["days"]
