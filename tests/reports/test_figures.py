"""Figures: honest tables, words, fonts, and no trace left behind."""

import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from xarray import DataTree

from brierbook.analysis.pav import pav
from brierbook.reports.figures.drawing import Drawing, render
from brierbook.reports.figures.recalibration import plot_recalibration
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.retrospective import Retrospective

LANGUAGES = ["en", "uk", "ru"]


def drawn(syria: Retrospective, name: str, language: str) -> Drawing:
    if name == "reliability":
        return plot_reliability(syria.scored, lang=language)
    assert syria.recalibrated is not None
    return plot_recalibration(syria.recalibrated.posterior, lang=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["reliability", "recalibration"])
def test_every_glyph_is_there_and_settings_stay(
    syria: Retrospective, name: str, language: str
) -> None:
    before = dict(mpl.rcParams)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = drawn(syria, name, language)
        picture = render(drawing, "png")
    assert picture.startswith(b"\x89PNG")
    assert dict(mpl.rcParams) == before
    assert drawing.alt
    assert "{" not in drawing.alt


@pytest.mark.parametrize("name", ["reliability", "recalibration"])
@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_same_figure_gives_the_same_bytes(syria: Retrospective, name: str, form: str) -> None:
    first, second = (render(drawn(syria, name, "en"), form) for _ in range(2))
    assert first == second


def test_the_reliability_table_is_the_isotonic_fit(syria: Retrospective) -> None:
    table = plot_reliability(syria.scored).table
    rows = syria.scored
    fitted = pav(rows["y"], rows["p"], weight=rows["weight"])
    at = np.searchsorted(table["said"], rows["p"])
    np.testing.assert_allclose(table["happened"].to_numpy()[at], fitted, atol=1e-12)
    assert table["forecasts"].sum() == len(rows)
    assert table["yes"].sum() == rows["y"].sum()
    assert table["weight"].sum() == pytest.approx(rows["event"].nunique())


def test_a_figure_can_be_drawn_on_given_axes(posterior: DataTree) -> None:
    figure = Figure()
    axes = figure.add_subplot()
    assert plot_recalibration(posterior, ax=axes).fig is figure
    assert axes.get_title(loc="left")


def test_document_text_is_not_read_as_mathematics(syria: Retrospective) -> None:
    rows = syria.scored.assign(event="$\\frac{1}{0}$")
    assert render(plot_reliability(rows)).startswith(b"<?xml")


def test_one_forecast_is_enough() -> None:
    row = pd.DataFrame({"y": [1.0], "p": [0.7], "weight": [1.0], "event": ["a"]})
    drawing = plot_reliability(row.assign(proposition="p"))
    assert drawing.table["happened"].tolist() == [1.0]
    assert "1 forecast, 1 proposition, 1 event" in drawing.alt
