"""Base rates: against numerical integration, limits, and simulation."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis import fit_base_rates, rebase_probability
from brierbook.errors import ArgumentError


def classes(counts: dict[str, tuple[int, int]]) -> tuple[list[int], list[str]]:
    """Give outcomes and labels for so many hits of so many."""
    y: list[int] = []
    names: list[str] = []
    for name, (hits, total) in counts.items():
        y += [1] * hits + [0] * (total - hits)
        names += [name] * total
    return y, names


def by_quadrature(counts: list[tuple[int, int]]) -> float:
    """Posterior mean of the first class: sums over mean and log strength, evenly spaced."""
    mean = (np.arange(1000) + 0.5) / 1000
    log_strength = np.linspace(np.log(10) - 6, np.log(10) + 6, 121)[:, np.newaxis]
    a, b = mean * np.exp(log_strength), (1 - mean) * np.exp(log_strength)
    density = stats.norm(np.log(10), 1.5).pdf(log_strength)
    for k, n in counts:
        density = density * stats.betabinom(n, a, b).pmf(k)
    k, n = counts[0]
    return float((density * (k + a) / (n + a + b)).sum() / density.sum())


def test_posterior_mean_by_quadrature() -> None:
    counts = {"coups": (1, 8), "votes": (5, 9), "floods": (0, 3)}
    found = fit_base_rates(*classes(counts), draws=40_000)
    table = found.to_frame().set_index("class")
    # sorted by label: coups, floods, votes
    exact = by_quadrature([(1, 8), (0, 3), (5, 9)])
    error = found.rate("coups").std() / np.sqrt(40_000)
    assert table.loc["coups", "mean"] == pytest.approx(exact, abs=4 * error)


def test_many_outcomes_give_their_share_and_few_the_topic() -> None:
    counts = {"a": (300, 1000), "b": (290, 1000), "c": (310, 1000), "d": (0, 1)}
    found = fit_base_rates(*classes(counts))
    mean = found.to_frame().set_index("class")["mean"]
    assert mean["a"] == pytest.approx(0.3, abs=0.01)
    assert 0.2 < mean["d"] < 0.3


def test_topics_are_apart_and_what_is_new_comes_from_its_topic_or_the_prior() -> None:
    y, names = classes({"a": (18, 20), "b": (17, 20), "c": (1, 20), "d": (2, 20)})
    topic = ["high" if name in "ab" else "low" for name in names]
    found = fit_base_rates(y, names, topic=topic)
    assert found.rate("new", "high").mean() > 0.7
    assert found.rate("new", "low").mean() < 0.3
    assert found.rate("new", "other").mean() == pytest.approx(0.5, abs=0.03)
    assert np.isfinite(found.offset("new", "other")).all()
    known = found.rate("a")
    np.testing.assert_allclose(found.offset("a"), np.log(known / (1 - known)))


def test_an_event_counts_once() -> None:
    many = fit_base_rates([1] * 40, ["a"] * 40, event=["war"] * 40, draws=20_000)
    one = fit_base_rates([1], ["a"], draws=20_000)
    assert many.weight[0] == pytest.approx(1)
    assert many.rate("a").mean() == pytest.approx(one.rate("a").mean(), abs=0.01)


@pytest.mark.slow
def test_simulation_based_calibration(evenness: Any) -> None:  # noqa: ANN401
    rng = np.random.default_rng(3)
    label = np.repeat(np.arange(5), 6)
    topic_of = np.array([0, 0, 0, 1, 1])
    ranks = []
    for seed in range(1000):
        strength = np.exp(rng.normal(np.log(10), 1.5))
        mean = rng.random(2)
        rate = rng.beta(mean[topic_of] * strength, (1 - mean[topic_of]) * strength)
        y = rng.random(30) < rate[label]
        found = fit_base_rates(y, label, topic=topic_of[label], draws=100, seed=seed)
        truth = {"strength": strength, "mean": mean, "rate": rate}
        drawn = {name: found.draws[name] for name in truth}
        row = [np.atleast_1d((drawn[name] < truth[name]).sum(axis=0)) for name in truth]
        own = np.log(np.where(y, drawn["rate"][:, label], 1 - drawn["rate"][:, label])).sum(axis=1)
        true = np.log(np.where(y, rate[label], 1 - rate[label])).sum()
        ranks.append(np.concatenate([*row, [(own < true).sum()]]))
    assert all(evenness(column, 100) > 1e-3 for column in np.transpose(ranks))


def test_the_tree_has_every_group() -> None:
    tree = fit_base_rates(*classes({"a": (1, 2), "b": (0, 1)}), draws=200).draws.tree
    groups = {"posterior", "prior", "log_likelihood", "posterior_predictive", "observed_data"}
    assert groups <= set(tree.children)
    assert tree["posterior"]["rate"].sel({"class": "b"}).shape == (1, 200)
    assert tree["log_likelihood"]["y"].shape == (1, 200, 3)


def test_rebasing_is_the_rule_of_bayes() -> None:
    # evidence four times as likely under yes: at even odds 0.8, at a base rate of 0.1
    exact = 0.1 * 4 / (0.1 * 4 + 0.9 * 1)
    assert rebase_probability(0.8, 0.1) == pytest.approx(exact)
    assert rebase_probability(rebase_probability(0.3, 0.2), 0.5, base=0.2) == pytest.approx(0.3)
    assert rebase_probability([0.3, 0.6], [[0.5], [0.9]]).shape == (2, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 0], ["a"]), r"reference_class: has shape \(1,\); the rows have shape \(2,\)"),
        (([1, 0], ["a", float("nan")]), r"reference_class\[1\]: is missing"),
        (([1, 2], ["a", "a"]), r"y\[1\]: 2.0 is not 0 or 1"),
        (([], []), "y: is empty"),
    ],
)
def test_bad_input(arguments: tuple[Any, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        fit_base_rates(*arguments)


def test_a_class_in_two_topics_is_refused() -> None:
    with pytest.raises(ArgumentError, match="topic: class 'a' lies in two topics"):
        fit_base_rates([1, 0], ["a", "a"], topic=["x", "y"])


@pytest.mark.parametrize("name", ["p", "rate", "base"])
def test_probabilities_at_the_ends_are_refused(name: str) -> None:
    values = {"p": 0.5, "rate": 0.5, "base": 0.5} | {name: 1.0}
    with pytest.raises(ArgumentError, match=rf"^{name}: 1\.0 is"):
        rebase_probability(values["p"], values["rate"], base=values["base"])
