"""The reliability diagram: the isotonic fit, two bands, and a claim only the wider one allows."""

import numpy as np
import pandas as pd
import pytest

from brierbook.analysis.numeric.pav import pav
from brierbook.errors import WorkspaceError
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.kit.drawing import render_figure
from brierbook.reports.figures.reliability import MOST_POINTS, plot_reliability


def rows(y: list[float], p: list[float]) -> pd.DataFrame:
    """Give forecasts that are each an event of its own."""
    names = [f"e{place}" for place in range(len(y))]
    return pd.DataFrame({"y": y, "p": p, "weight": 1.0, "event": names, "proposition": names})


def test_the_table_is_the_isotonic_fit(syrian: FigureData) -> None:
    table, scored = plot_reliability(syrian.scored).table, syrian.scored
    fitted = pav(scored["y"], scored["p"], weight=scored["weight"])
    at = np.searchsorted(table["said"], scored["p"])
    np.testing.assert_allclose(table["happened"].to_numpy()[at], fitted, atol=1e-12)
    assert table["forecasts"].sum() == len(scored)
    assert table["yes"].sum() == scored["y"].sum()
    assert table["weight"].sum() == pytest.approx(scored["event"].nunique())


def test_the_points_and_the_numbers_drawn_are_those_of_the_table(syrian: FigureData) -> None:
    drawing = plot_reliability(syrian.scored)
    table = drawing.table
    places = [np.asarray(each.get_offsets()) for each in drawing.ax.collections]
    [dots] = [each for each in places if len(each) == len(table)]
    np.testing.assert_allclose(dots, table[["said", "happened"]].to_numpy())
    numbers = [each.get_text() for each in drawing.ax.texts if each.get_text().isdigit()]
    assert numbers == [str(n) for n in table["forecasts"]]


def test_the_band_of_whole_curves_holds_the_band_of_points(simulated: FigureData) -> None:
    table = plot_reliability(simulated.scored).table
    assert (table["whole_lower"] <= table["lower"]).all()
    assert (table["whole_upper"] >= table["upper"]).all()


def test_miscalibrated_forecasts_are_said_to_be_so() -> None:
    drawing = plot_reliability(rows([0.0] * 40 + [1.0] * 40, [0.95] * 40 + [0.99] * 40))
    assert "there these forecasts were not calibrated" in drawing.caption


def test_few_calibrated_looking_forecasts_prove_nothing() -> None:
    drawing = plot_reliability(rows([0, 1, 1, 0, 1], [0.2, 0.7, 0.8, 0.4, 0.6]))
    assert "Number beside a point" in drawing.caption
    assert "Words count" not in drawing.caption
    assert "cannot be told from calibrated ones" in drawing.caption
    assert drawing.caption.endswith("With 5 events, one more could change this picture.")
    assert "chance could do that" in drawing.title


def test_one_forecast_is_enough() -> None:
    drawing = plot_reliability(rows([1], [0.7]))
    assert drawing.table["happened"].tolist() == [1.0]
    assert "1 forecast, 1 proposition, 1 event" in drawing.alt


def test_no_forecast_is_refused_in_a_line() -> None:
    with pytest.raises(WorkspaceError, match="nothing to draw: no forecast is given"):
        plot_reliability(rows([], []))


def test_a_curve_of_very_many_points_stays_a_small_file() -> None:
    rng = np.random.default_rng(5)
    p = rng.random(3000)
    many = rows((rng.random(3000) < p).astype(float).tolist(), p.tolist())
    drawing = plot_reliability(many)
    assert len(drawing.table) > MOST_POINTS
    assert len(render_figure(drawing)) < 200_000
    line = max(drawing.ax.lines, key=lambda each: np.size(each.get_xdata()))
    said, happened = (np.asarray(each, dtype=float) for each in line.get_data())
    table = drawing.table
    np.testing.assert_allclose(np.interp(table["said"], said, happened), table["happened"])


def test_document_text_is_not_read_as_mathematics(syrian: FigureData) -> None:
    hostile = syrian.scored.assign(event="$\\frac{1}{0}$")
    assert render_figure(plot_reliability(hostile)).startswith(b"<?xml")
