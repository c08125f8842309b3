"""The names of arguments: each has one meaning, wherever it stands in a public signature."""

import inspect
from typing import get_args, get_type_hints

import pytest

from brierbook import analysis

# Functions of outcomes and forecasts, and of tables of forecasts.
ROWS = {
    "y": "outcomes",
    "p": "probabilities of what the outcomes are about",
    "q": "the forecasts of a rival, or quantiles where y is a number",
    "forecasts": "a table, one forecast a row",
    "weight": "how much each row matters",
    "event": "the event of each row, or the column that names it",
    "missing": "what to do where a value is missing",
    "reduce": "one number, or one a row",
    "level": "confidence of limits, or the level of a quantile or of an interval",
    "score": "the loss, by name or as a function",
    "metrics": "the statistics of a table, by name",
    "by": "the columns that make groups",
    "baseline": "the forecast or the forecaster that others are held against",
    "method": "how a result is made, by name",
    "bins": "number of bins, or their inner edges",
    "strategy": "bins of equal width or of equal mass",
    "norm": "mean, root mean square or largest distance",
    "debias": "whether what chance adds is taken off",
    "clip": "how far from 0 and 1 forecasts are moved",
    "base": "the base of a logarithm, or a base rate",
    "bounds": "least and greatest value that a loss or a number can have",
    "threshold": "the probability, or the value, at which one acts",
    "min_overlap": "the questions that forecasters need in common",
    "skill": "whether ratios are given beside differences",
    "normalise": "whether a score is brought to the scale from 0 to 1",
}
COSTS = {"false_alarm", "miss"}
CURVES = {"grid", "points", "simultaneous", "thresholds", "bandwidth", "difference", "u"}
COMPUTING = {"seed", "n_resamples", "draws", "tune", "engine", "progress", "order"}
TIMES = {
    *("time", "opens", "closes", "closed", "ends", "withdrawn", "zone", "dates", "origin", "days"),
    *("made_at", "known_at", "lead", "leads", "complete", "spot", "window", "most", "ordered"),
    *("horizon", "lag", "variance", "question", "forecaster", "crowd", "crowd_time"),
    *("open_bounds", "now"),
}
DISTRIBUTIONS = {
    *("dist", "members", "quantiles", "levels", "estimator", "lower", "upper"),
    *("mean_logit", "sd_logit", "nodes_p", "nodes_weight", "x", "functional", "values"),
    *("outcome", "bias", "information", "noise", "n", "rate", "until", "level_map"),
}
PRIORS = {
    *("prior", "at_least", "v_opt", "strength", "weight_sd", "source_sd", "offset_sd"),
    *("posterior", "calibrator", "reference_class", "topic", "word", "source", "lexicon"),
    *("group", "control", "forecasters", "tree", "said", "only", "book", "redacted"),
}
TABLES = {
    "rows": set(ROWS),
    "costs": COSTS,
    "curves": CURVES,
    "computing": COMPUTING,
    "times": TIMES,
    "distributions": DISTRIBUTIONS,
    "priors": PRIORS,
}
OLD = {"cluster", "clusters", "n_boot", "alpha", "table", "scores", "frame", "found"}
ESTIMATORS = {"BayesianCalibrator"}


def names_of(function: object) -> list[str]:
    """Name the parameters of a function, those of its options too."""
    found: list[str] = []
    for name, one in inspect.signature(function).parameters.items():  # type: ignore[arg-type]
        if one.kind is inspect.Parameter.VAR_KEYWORD:
            hint = get_args(get_type_hints(function)[name])
            found += list(hint[0].__annotations__)
        else:
            found.append(name)
    return found


FUNCTIONS = {
    name: names_of(getattr(analysis, name))
    for name in analysis.__all__
    if inspect.isfunction(getattr(analysis, name))
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_name_is_in_one_table(name: str) -> None:
    for each in FUNCTIONS[name]:
        assert sum(each in table for table in TABLES.values()) == 1, each


def test_the_tables_hold_no_more_than_is_used() -> None:
    used = {each for names in FUNCTIONS.values() for each in names}
    assert set().union(*TABLES.values()) == used
    assert len(ROWS) <= 25
    assert not used & OLD


@pytest.mark.parametrize("name", FUNCTIONS)
def test_outcomes_come_first_and_forecasts_second(name: str) -> None:
    names = FUNCTIONS[name]
    if "y" in names:
        assert names[0] == "y"
        assert "p" not in names or names[1] == "p"


@pytest.mark.parametrize("name", sorted(ESTIMATORS))
def test_estimators_are_fitted_as_in_scikit_learn(name: str) -> None:
    assert list(inspect.signature(getattr(analysis, name).fit).parameters)[1:3] == ["p", "y"]
