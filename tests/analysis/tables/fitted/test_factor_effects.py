"""Topics and wordings, each with a recalibration of its own."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.scores.logit_normal import expit
from brierbook.analysis.tables.fitted.book_sample import resolved_sample
from brierbook.analysis.tables.fitted.factor_effects import (
    split_by_factor,
    split_by_topic,
    tabulate_all_effects,
)
from brierbook.analysis.tables.fitted.group_effects import DRAWS
from brierbook.analysis.tables.forecast_rows import forecast_table, scored_forecasts
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace

ROOT = Path(__file__).resolve().parents[4]
SEED = 11


@pytest.fixture(scope="module")
def book() -> Book:
    return open_book(find_workspace(start=ROOT))


@pytest.fixture(scope="module")
def rows(book: Book) -> pd.DataFrame:
    return scored_forecasts(forecast_table(book))


@pytest.fixture(scope="module")
def effects(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    return tabulate_all_effects(book, rows, seed=SEED)


def test_the_weight_of_a_forecast_is_divided_between_its_topics(
    book: Book, rows: pd.DataFrame
) -> None:
    found = split_by_topic(book, rows)
    of_forecast = found.groupby("forecast")["weight"].sum()
    np.testing.assert_allclose(of_forecast[rows["forecast"]], rows["weight"])
    for name, tags in found.groupby("forecast")["tag"]:
        proposition = book.forecasts[str(name)].proposition
        assert tags.tolist() == list(book.propositions[proposition].tags)


def test_every_factor_has_all_of_its_groups(
    book: Book, rows: pd.DataFrame, effects: pd.DataFrame
) -> None:
    by_factor = {name: set(part["group"]) for name, part in effects.groupby("factor", sort=False)}
    tags = {tag for name in rows["proposition"] for tag in book.propositions[name].tags}
    assert by_factor["tag"] == tags
    for factor in ("language", "source", "phrase"):
        assert by_factor[factor] == set(rows[factor])


def test_topics_are_pooled_as_calibrate_pools_them(book: Book, effects: pd.DataFrame) -> None:
    sample = resolved_sample(book, ["tag"]).sample
    fitted = BayesianCalibrator(engine="quadrature", draws=DRAWS, seed=SEED).fit_sample(sample)
    row = effects[(effects["factor"] == "tag") & (effects["group"] == "regime-collapse")].iloc[0]
    [factor] = fitted.result_.effects
    at = list(factor.levels).index("regime-collapse")
    slopes = np.exp(fitted.result_.theta[:, 1] + factor.values[:, 1, at])  # noqa: PD011  # of an effect
    assert row["pooled_slope"] == pytest.approx(slopes.mean(), abs=4 * slopes.std() / DRAWS**0.5)


def test_partial_pooling_draws_groups_together(effects: pd.DataFrame) -> None:
    for _, part in effects.groupby("factor"):
        assert part["pooled_bias"].std() < part["raw_bias"].std()


def test_a_factor_with_one_group_is_not_fitted(book: Book, rows: pd.DataFrame) -> None:
    one = rows[rows["phrase"] == "at serious risk"]
    assert "phrase" not in split_by_factor(book, one)
    stated = one.assign(phrase=["", "at serious risk"], p=expit(one["mean_logit"].to_numpy()))
    assert "phrase" in split_by_factor(book, stated)
