"""Abilities: recovery in simulation, PyMC's density against SciPy's, difficulty taken out."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis import fit_ability
from brierbook.analysis.calibration.models.ability import (
    NAMES,
    TIMED,
    AbilityPosterior,
    AbilityRows,
    build_ability_model,
    forecaster_event_weights,
)
from brierbook.analysis.numeric.arguments import Floats
from brierbook.errors import ArgumentError


def simulated(forecasters: int, events: int, seed: int) -> tuple[dict[str, Any], Floats, Floats]:
    """Forecasters answer a half of the events; give rows, abilities and eases."""
    rng = np.random.default_rng(seed)
    ability, ease = rng.normal(size=forecasters), rng.normal(0.3, 0.8, events)
    loading, noise = 0.6 * np.exp(0.3 * rng.normal(size=(2, events)))
    who, what = np.nonzero(rng.random((forecasters, events)) < 0.5)
    z = ease[what] + loading[what] * ability[who] + noise[what] * rng.normal(size=who.size)
    y = (rng.random(events) < 0.4).astype(float)[what]
    p = stats.norm.cdf(np.where(y == 1, z, -z))
    return {"y": y, "p": p, "forecaster": who, "event": what}, ability, ease


@pytest.fixture(scope="module")
def recovered() -> tuple[AbilityPosterior, Floats, Floats]:
    rows, ability, ease = simulated(12, 25, 1)
    return (
        fit_ability(rows.pop("y"), rows.pop("p"), **rows, draws=1200, tune=500, seed=2),
        ability,
        ease,
    )


@pytest.mark.slow
def test_known_abilities_and_difficulties_come_back(
    recovered: tuple[AbilityPosterior, Floats, Floats],
) -> None:
    found, ability, ease = recovered
    assert found.draws.diagnostics.divergences == 0
    assert found.draws.diagnostics.r_hat is not None
    assert found.draws.diagnostics.r_hat < 1.03
    for drawn, truth in ((found.draws["ability"], ability), (found.draws["ease"], ease)):
        assert np.corrcoef(drawn.mean(axis=0), truth)[0, 1] > 0.85
        away = (drawn.mean(axis=0) - truth) / drawn.std(axis=0)
        assert np.abs(away).max() < 4
        assert 0.5 < np.sqrt(np.square(away).mean()) < 1.6


@pytest.mark.slow
def test_the_best_is_named_and_the_hardest(
    recovered: tuple[AbilityPosterior, Floats, Floats],
) -> None:
    found, ability, ease = recovered
    table = found.to_frame()
    order = table["forecaster"].to_numpy(dtype=int)
    assert ability[order[:4]].mean() > ability[order[4:8]].mean() > ability[order[8:]].mean()
    assert table["p_best"].sum() == pytest.approx(1)
    assert table["ability"].is_monotonic_decreasing
    assert found.p_better(int(ability.argmax()), int(ability.argmin())) > 0.99
    hard = found.difficulties()["event"].to_numpy(dtype=int)
    assert ease[hard[:8]].mean() < ease[hard[8:16]].mean() < ease[hard[16:]].mean()


@pytest.mark.slow
def test_who_is_not_known_has_the_prior(
    recovered: tuple[AbilityPosterior, Floats, Floats],
) -> None:
    found, _, _ = recovered
    unknown = found.ability("nobody")
    assert stats.kstest(unknown, "norm").pvalue > 1e-3


@pytest.mark.slow
def test_the_tree_has_every_group(recovered: tuple[AbilityPosterior, Floats, Floats]) -> None:
    tree = recovered[0].draws.tree
    groups = {"posterior", "prior", "log_likelihood", "posterior_predictive", "observed_data"}
    assert groups <= set(tree.children)
    assert tree["posterior"]["ability"].sel(forecaster="3").shape == (4, 300)
    at = {name: tree["posterior"][name].to_numpy()[1, 2] for name in ("ability", "ease")}
    at |= {name: tree["posterior"][name].to_numpy()[1, 2] for name in ("loading", "noise")}
    rows, _, _ = simulated(12, 25, 1)
    who, what = rows["forecaster"], rows["event"]
    z = stats.norm.ppf(np.where(rows["y"] == 1, rows["p"], 1 - rows["p"]))
    centre = at["ease"][what] + at["loading"][what] * at["ability"][who]
    exact = stats.norm(centre, at["noise"][what]).logpdf(z)
    np.testing.assert_allclose(tree["log_likelihood"]["probit"].to_numpy()[1, 2], exact, atol=1e-6)
    residual = tree["posterior_predictive"]["probit"].to_numpy()[1, 2] - centre
    assert stats.kstest(residual / at["noise"][what], "norm").pvalue > 1e-3


@pytest.mark.slow
def test_difficulty_is_taken_out() -> None:
    """The better one answers the hard events, and so has the worse mean score."""
    rng = np.random.default_rng(3)
    ease = np.repeat([-1.0, 1.0], 15)
    answers = [("good", range(20)), ("bad", range(10, 30)), ("mean", range(30))]
    skill = {"good": 0.6, "bad": -0.6, "mean": 0.0}
    rows = [
        (name, event, ease[event] + skill[name] + 0.2 * rng.normal())
        for name, events in answers
        for event in events
    ]
    who, what, z = zip(*rows, strict=True)
    p = np.asarray(stats.norm.cdf(z))
    speaker = np.array(who)
    brier = {name: np.mean(np.square(1 - p[speaker == name])) for name in skill}
    assert brier["good"] > brier["bad"]
    found = fit_ability(
        np.ones(len(rows)), p, forecaster=who, event=what, draws=400, tune=400, seed=4
    )
    assert found.to_frame()["forecaster"].tolist() == ["good", "mean", "bad"]
    assert found.p_better("good", "bad") > 0.99


@pytest.mark.slow
def test_events_get_easier_as_they_near() -> None:
    rng = np.random.default_rng(7)
    who, what = (each.ravel() for each in np.indices((4, 8)))
    lead = rng.uniform(0, 90, who.size)
    gain = rng.uniform(1, 2, 8)
    skill = np.linspace(-1, 1, 4)
    z = -0.5 + 0.5 * skill[who] + gain[what] * np.exp(-lead / 20) + 0.2 * rng.normal(size=who.size)
    found = fit_ability(
        np.ones(who.size),
        stats.norm.cdf(z),
        forecaster=who,
        event=what,
        lead=lead,
        draws=400,
        tune=400,
        seed=8,
    )
    days = found.draws["days"]
    assert np.quantile(days, 0.005) < 20 < np.quantile(days, 0.995)
    away = (found.draws["gain"].mean(axis=0) - gain) / found.draws["gain"].std(axis=0)
    assert np.sqrt(np.square(away).mean()) < 1.6
    likelihood = found.draws.tree["log_likelihood"]["probit"].to_numpy()[0]
    at = {name: values[0, :, ...] for name, values in found.draws.posterior.items()}
    centre = at["ease"][:, what] + at["loading"][:, what] * at["ability"][:, who]
    centre += at["gain"][:, what] * np.exp(-lead / at["days"][:, None])
    exact = stats.norm(centre, at["noise"][:, what]).logpdf(z)
    np.testing.assert_allclose(likelihood, exact, atol=1e-6)


@pytest.mark.slow
def test_the_density_is_that_of_the_formula() -> None:
    rng = np.random.default_rng(5)
    who, what = np.array([0, 1, 2, 0, 1, 0]), np.array([0, 0, 0, 1, 2, 1])
    lead = rng.exponential(30, 6)
    rows = AbilityRows(rng.normal(size=6), who, what, lead, forecaster_event_weights(who, what))
    np.testing.assert_array_equal(rows.weight, [1, 1, 1, 0.5, 1, 0.5])
    model = build_ability_model(rows, 3, 3)
    joint = model.compile_logp(jacobian=False)
    named = model.compile_fn(
        model.replace_rvs_by_values([model[name] for name in NAMES + TIMED]),
        inputs=model.value_vars,
        point_fn=True,
        on_unused_input="ignore",
    )
    differences = []
    for seed in range(4):
        point = model.initial_point(random_seed=seed)
        drawn = np.random.default_rng(seed)
        point = {key: value + 0.3 * drawn.normal(size=value.shape) for key, value in point.items()}
        ability, ease, loading, noise, gain, days = named(point)
        scale, spread = np.exp(point["scale_log__"]), np.exp(point["sd_ease_log__"])
        scale_gain = np.exp(point["scale_gain_log__"])
        centre = ease[what] + loading[what] * ability[who] + gain[what] * np.exp(-lead / days)
        prior = [
            stats.norm.logpdf(ability).sum(),
            stats.norm.logpdf(point["mean_ease"]) + stats.halfnorm.logpdf(spread),
            stats.norm(point["mean_ease"], spread).logpdf(ease).sum(),
            stats.lognorm(0.5).logpdf(scale),
            stats.lognorm(0.3, scale=scale).logpdf(loading).sum(),
            stats.norm(0, 0.5).logpdf(point["mean_noise"]),
            stats.lognorm(0.3, scale=np.exp(point["mean_noise"])).logpdf(noise).sum(),
            stats.halfnorm.logpdf(scale_gain),
            stats.halfnorm(scale=scale_gain).logpdf(gain).sum(),
            stats.lognorm(1, scale=30).logpdf(days),
        ]
        likelihood = rows.weight @ stats.norm(centre, noise[what]).logpdf(rows.probit)
        # the sampler walks over two differences, which are scale times those of abilities, and
        # over three loadings, which are the formula's divided by it
        jacobian = (3 - 2) * point["scale_log__"]
        differences.append(sum(map(float, prior)) + likelihood + jacobian - float(joint(point)))
    np.testing.assert_allclose(differences, differences[0], atol=1e-8)


@pytest.mark.slow
def test_one_row_gives_the_prior_almost() -> None:
    found = fit_ability([1], [0.8], forecaster=["ann"], event=["war"], draws=400, tune=400, seed=6)
    drawn = found.draws["ability"]
    assert drawn.mean() == pytest.approx(0, abs=0.35)
    assert drawn.std() == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"forecaster": ["a", None, "b"]}, r"forecaster\[1\]: is missing"),
        ({"event": ["a", "b"]}, r"event: has shape \(2,\); the rows have shape \(3,\)"),
        ({"lead": [1.0, -1.0, 2.0]}, r"lead\[1\]: -1.0 is not a finite number of at least 0"),
        ({"lead": [1.0]}, r"lead: has shape \(1,\); y has \(3,\)"),
        ({"p": [0.0, 0.5, 0.5]}, r"p\[0\]: 0.0 is 0 or 1.*clip"),
        ({"y": [1, 2, 0]}, r"y\[1\]: 2.0 is not 0 or 1"),
        ({"draws": 1}, "draws: 1 is not at least 100"),
        ({"tune": 0}, "tune: 0 is not a whole number of at least 1"),
    ],
)
def test_bad_input(changes: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {
        "y": [1, 0, 1],
        "p": [0.6, 0.7, 0.2],
        "forecaster": ["a", "b", "a"],
        "event": [1, 1, 2],
    }
    options = given | changes
    with pytest.raises(ArgumentError, match=message):
        fit_ability(options.pop("y"), options.pop("p"), **options)
