"""Topics and wordings, each with a recalibration of its own."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from brierbook.analysis.calibration.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.resolved import resolved
from brierbook.analysis.factor_effects import all_effects, divided, parted
from brierbook.analysis.group_effects import DRAWS
from brierbook.analysis.recalibration import fit_recalibration
from brierbook.analysis.table import forecast_table, scored
from brierbook.analysis.worded import expit
from brierbook.forecasts.book import Book
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.workspace import find_workspace

ROOT = Path(__file__).resolve().parents[2]
SEED = 11


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(find_workspace(start=ROOT))


@pytest.fixture(scope="module")
def rows(book: Book) -> pd.DataFrame:
    return scored(forecast_table(book))


@pytest.fixture(scope="module")
def effects(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    tree = fit_recalibration(rows, engine="quadrature", draws=200, seed=SEED)
    return all_effects(book, rows, tree, seed=SEED)


def test_the_weight_of_a_forecast_is_divided_between_its_topics(
    book: Book, rows: pd.DataFrame
) -> None:
    found = divided(book, rows)
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
    sample = resolved(book, ["tag"]).sample
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
    assert "phrase" not in parted(book, one)
    stated = one.assign(phrase=["", "at serious risk"], p=expit(one["mean_logit"].to_numpy()))
    assert "phrase" in parted(book, stated)
