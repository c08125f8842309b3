"""Pooling: quadrature, maximum likelihood, simulation, and PyMC's density."""

from typing import Any

import numpy as np
import pytest
from scipy import integrate, optimize, stats
from scipy.special import expit

from brierbook.analysis import fit_pool
from brierbook.analysis.calibration.models.aggregate import PoolRows, build_pool_model, pool_target
from brierbook.analysis.numeric.arguments import Floats
from brierbook.errors import ArgumentError


def simulated(n: int, power: float, weight: Floats, seed: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (n, 1)) + rng.normal(0, 0.8, (n, weight.size))
    y = rng.random(n) < expit(power * (x @ weight))
    return y.astype(float), expit(x)


def test_equal_weights_leave_one_number_which_quadrature_gives() -> None:
    y, p = simulated(15, 1.5, np.full(3, 1 / 3), 1)
    x = np.log(p / (1 - p)).mean(axis=1)

    def density(log_power: float) -> float:
        q = expit(np.exp(log_power) * x)
        likelihood = np.prod(np.where(y == 1, q, 1 - q))
        return float(stats.norm(0, 0.35).pdf(log_power) * likelihood * 1e4)

    whole = integrate.quad(density, -3, 3)[0]
    mean = integrate.quad(lambda t: density(t) * np.exp(t), -3, 3)[0] / whole
    found = fit_pool(y, p, weight_sd=0, draws=8000)
    power = found.draws["power"]
    assert power.mean() == pytest.approx(mean, abs=4 * power.std() / np.sqrt(4000))
    np.testing.assert_allclose(found.draws["weight"], 1 / 3)


def test_many_questions_bring_it_to_maximum_likelihood() -> None:
    weight = np.array([0.6, 0.3, 0.1])
    y, p = simulated(5000, 1.8, weight, 2)
    x = np.log(p / (1 - p))

    def loss(theta: Floats) -> float:
        z = x @ theta
        return float(np.sum(np.logaddexp(0, z) - y * z))

    best = optimize.minimize(loss, np.full(3, 0.5)).x
    found = fit_pool(y, p, draws=500)
    assert found.draws["power"].mean() == pytest.approx(best.sum(), rel=0.03)
    np.testing.assert_allclose(found.draws["weight"].mean(axis=0), best / best.sum(), atol=0.03)
    assert found.p_extremize > 0.999


@pytest.mark.slow
def test_the_density_is_pymcs_up_to_a_constant() -> None:
    y, p = simulated(12, 1.2, np.full(4, 0.25), 3)
    there = (np.random.default_rng(4).random(p.shape) < 0.7).astype(float)
    there[:, 0] = 1
    rows = PoolRows(y, np.log(p / (1 - p)) * there, there, np.linspace(0.2, 1, 12))
    ours, model = pool_target(rows, 0.8), build_pool_model(rows, 0.8)
    joint = model.compile_logp(jacobian=True)
    points = np.random.default_rng(5).normal(size=(6, 5))
    # power is sampled as its logarithm, the weights as unit normal numbers
    theirs = [
        float(joint({"power_log__": np.array(0.35 * each[0]), "unit": each[1:]})) for each in points
    ]
    difference = ours.log_density(points) - theirs
    np.testing.assert_allclose(difference, difference[0], atol=1e-9)


@pytest.mark.slow
def test_pymc_draws_the_same_posterior() -> None:
    y, p = simulated(40, 1.5, np.array([0.7, 0.3]), 6)
    fast = fit_pool(y, p, draws=4000)
    slow = fit_pool(y, p, draws=2000, engine="pymc")
    assert (fast.draws.engine.name, slow.draws.engine.name) == ("importance", "pymc")
    assert slow.draws.diagnostics.problems == ()
    for name in ("power", "weight", "log_weight"):
        one, other = fast.draws[name], slow.draws[name]
        np.testing.assert_allclose(one.mean(axis=0), other.mean(axis=0), atol=0.12 * one.std())
        np.testing.assert_allclose(one.std(axis=0), other.std(axis=0), rtol=0.12)


@pytest.mark.slow
def test_simulation_based_calibration(evenness: Any) -> None:  # noqa: ANN401
    rng = np.random.default_rng(7)
    ranks = []
    for seed in range(1000):
        x = rng.normal(0, 1.2, (25, 3))
        log_weight, power = rng.normal(size=3), np.exp(0.35 * rng.normal())
        weight = np.exp(log_weight) / np.exp(log_weight).sum()
        y = rng.random(25) < expit(power * (x @ weight))
        found = fit_pool(y, expit(x), draws=400, seed=seed)
        assert found.draws.engine.name == "importance"
        at = slice(None, None, 4)  # systematic resampling repeats some points
        drawn = {name: found.draws[name][at] for name in ("power", "weight")}
        q = expit(drawn["power"][:, None] * (drawn["weight"] @ x.T))
        own = np.log(np.where(y, q, 1 - q)).sum(axis=1)
        true = expit(power * (x @ weight))
        likelihood = np.log(np.where(y, true, 1 - true)).sum()
        of_weight = (drawn["weight"] < weight).sum(axis=0)
        ranks.append([(drawn["power"] < power).sum(), *of_weight, (own < likelihood).sum()])
    assert all(evenness(column, 100) > 1e-3 for column in np.transpose(ranks))


def test_new_questions_and_new_forecasters() -> None:
    y, p = simulated(200, 1.4, np.array([0.9, 0.1]), 8)
    found = fit_pool(y, p, forecasters=["ann", "bob"], draws=1000)
    same = found.predict([[0.8, 0.3]])
    turned = found.predict([[0.3, 0.8]], ["bob", "ann"])
    np.testing.assert_allclose(same, turned)
    assert same.shape == (1000, 1)
    alone = found.predict([[0.8]], ["ann"])
    np.testing.assert_allclose(alone[:, 0], expit(found.draws["power"] * np.log(4)))
    with_stranger = found.predict([[0.8, 0.3]], ["ann", "cat"])
    assert with_stranger.std() > same.std()


def test_an_event_counts_once_and_one_row_stays_near_the_prior() -> None:
    many = fit_pool(np.ones(30), np.full((30, 1), 0.9), event=["war"] * 30, draws=8000)
    one = fit_pool([1], [[0.9]], draws=8000)
    assert (many.rows, many.events) == (30, 1)
    assert many.draws["power"].mean() == pytest.approx(one.draws["power"].mean(), abs=0.02)
    assert one.draws["power"].mean() == pytest.approx(np.exp(0.35**2 / 2), abs=0.1)


@pytest.mark.parametrize("outcome", [0, 1])
def test_all_yes_or_all_no_gives_a_proper_posterior(outcome: int) -> None:
    found = fit_pool(np.full(20, outcome), np.full((20, 2), 0.9), draws=1000)
    assert np.isfinite(found.to_frame()[["mean", "lower", "upper"]].to_numpy()).all()
    assert (found.p_extremize > 0.5) == bool(outcome)


def test_the_tree_has_every_group() -> None:
    y, p = simulated(5, 1.0, np.array([0.5, 0.5]), 9)
    tree = fit_pool(y, p, forecasters=["ann", "bob"], draws=200).draws.tree
    groups = {"posterior", "prior", "log_likelihood", "posterior_predictive", "observed_data"}
    assert groups <= set(tree.children)
    assert tree["posterior"]["weight"].sel(forecaster="bob").shape == (1, 200)
    weight = tree["posterior"]["weight"].to_numpy()[0, 3]
    power = float(tree["posterior"]["power"].to_numpy()[0, 3])
    q = expit(power * (np.log(p / (1 - p)) @ weight))
    own = tree["log_likelihood"]["y"].to_numpy()[0, 3]
    np.testing.assert_allclose(own, np.log(np.where(y == 1, q, 1 - q)))


def test_ends_are_refused_or_clipped_and_counted() -> None:
    with pytest.raises(ArgumentError, match=r"p\[0, 1\]: 1\.0 is 0 or 1, which has no finite odds"):
        fit_pool([1], [[0.5, 1.0]])
    assert fit_pool([1], [[0.5, 1.0]], clip=0.01, draws=200).clipped == 1


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1], [0.5]), {}, r"p: has shape \(1,\); give a row a question"),
        (([1, 0], [[0.5]]), {}, r"y: has shape \(2,\); p has 1 rows"),
        (([1], [[1.5]]), {}, r"p\[0, 0\]: 1.5 is not between 0 and 1"),
        (([1], [[0.5, 0.5]]), {"forecasters": ["a", "a"]}, "forecasters: needs 2 different labels"),
        (([1], [[0.5]]), {"weight_sd": -1}, "weight_sd: -1 is not a finite"),
        (([1], [[0.5]]), {"clip": 0.7}, "clip: 0.7 is not between 0 and 1/2"),
        (([1], [[float("nan")]]), {}, r"p\[0\]: has no forecast here"),
        (([1], [[0.5]]), {"draws": 5}, "draws: 5 is not at least 100"),
    ],
)
def test_bad_input(arguments: tuple[Any, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        fit_pool(*arguments, **options)
