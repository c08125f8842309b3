"""Bias and slope of groups, against integrals and means written out."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats
from xarray import Dataset, DataTree

from brierbook.analysis.numeric.limits.event_mean import event_mean
from brierbook.analysis.reliability.calibration_tests import cox_calibration
from brierbook.analysis.scores.logit_normal import mean_probability
from brierbook.analysis.tables.fitted.group_effects import group_effects

DIMS = ("chain", "draw")


def forecasts() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    mean, sd = rng.normal(0, 1.2, 24), np.tile([0.0, 0.8], 12)
    return pd.DataFrame(
        {
            "forecast": [f"f{i}" for i in range(24)],
            "proposition": [f"q{i}" for i in range(24)],
            "event": [f"e{i // 2}" for i in range(24)],
            "language": ["en"] * 12 + ["uk"] * 12,
            "source": ["a"] * 6 + ["b"] * 12 + ["c"] * 6,
            "mean_logit": mean,
            "sd_logit": sd,
            "p": mean_probability(mean, sd),
            "y": (rng.uniform(size=24) < 0.5).astype(float),
        }
    )


def posterior(bias: float, slope: float, of_source: dict[str, tuple[float, float]]) -> DataTree:
    """Make a posterior without spread: the effects of sources are known, those of languages 0."""
    names = sorted(of_source)
    effects = np.array([of_source[name] for name in names])
    draws = Dataset(
        {
            "bias": (DIMS, np.full((2, 3), bias)),
            "log_slope": (DIMS, np.full((2, 3), math.log(slope))),
            "bias_source": ((*DIMS, "source"), np.broadcast_to(effects[:, 0], (2, 3, 3)).copy()),
            "log_slope_source": (
                (*DIMS, "source"),
                np.broadcast_to(effects[:, 1], (2, 3, 3)).copy(),
            ),
            "bias_language": ((*DIMS, "language"), np.zeros((2, 3, 2))),
            "log_slope_language": ((*DIMS, "language"), np.zeros((2, 3, 2))),
        },
        coords={"source": names, "language": ["en", "uk"]},
    )
    return DataTree.from_dict({"posterior": draws})


def by_name(table: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Give each row by its factor and group."""
    rows = [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
    return {(row["factor"], row["group"]): row for row in rows}


OF_SOURCE = {"a": (0.0, 0.0), "b": (0.7, -0.4), "c": (-1.0, 0.2)}


def tabulate_deserved(mean: float, sd: float, bias: float, slope: float) -> float:
    """Integrate what a wording deserves over what it means."""
    if sd == 0:
        return 1 / (1 + math.exp(-(bias + slope * mean)))
    inside = lambda x: stats.norm.pdf(x, mean, sd) / (1 + math.exp(-(bias + slope * x)))  # noqa: E731
    return float(integrate.quad(inside, mean - 9 * sd, mean + 9 * sd)[0])


def test_the_pooled_numbers_are_means_over_the_forecasts_of_a_group() -> None:
    table = forecasts()
    found = by_name(group_effects(posterior(0.3, 0.8, OF_SOURCE), table))
    for group, (bias, log_slope) in OF_SOURCE.items():
        rows = table[table["source"] == group]
        off = [
            tabulate_deserved(mean, sd, 0.3 + bias, 0.8 * math.exp(log_slope)) - p
            for mean, sd, p in rows[["mean_logit", "sd_logit", "p"]].to_numpy().tolist()
        ]
        row = found[("source", group)]
        assert row["pooled_bias"] == pytest.approx(np.mean(off), abs=1e-6)
        assert row["pooled_slope"] == pytest.approx(0.8 * math.exp(log_slope))
        # without spread the interval is a point
        assert row["pooled_bias_lower"] == pytest.approx(row["pooled_bias_upper"])


def test_the_raw_numbers_are_those_of_the_group_alone() -> None:
    table = forecasts()
    found = by_name(group_effects(posterior(0, 1, OF_SOURCE), table))
    rows = table[table["language"] == "uk"]
    weight = np.full(12, 0.5)
    bounds = -rows["p"], 1 - rows["p"]
    mean = event_mean(rows["y"] - rows["p"], event=rows["event"], bounds=bounds, weight=weight)
    slope = cox_calibration(rows["y"], rows["p"], weight=weight, event=rows["event"]).slope
    row = found[("language", "uk")]
    assert row["raw_bias"] == pytest.approx(mean.value)
    assert row["raw_bias_lower"] == pytest.approx(mean.lower)
    assert row["raw_slope"] == pytest.approx(slope.value)
    assert (row["forecasts"], row["events"]) == (12, 6)


def test_a_slope_that_does_not_exist_is_missing() -> None:
    table = forecasts().assign(y=1.0)
    found = group_effects(posterior(0, 1, OF_SOURCE), table)
    assert found["raw_slope"].isna().all()
    assert found["pooled_slope"].notna().all()
