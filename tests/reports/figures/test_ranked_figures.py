"""Horizon, leaderboard, evidence and choices: what is drawn is what was computed."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.errors import WorkspaceError
from brierbook.reports.figures.evidence import plot_evidence
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.horizon import plot_horizon
from brierbook.reports.figures.kit.drawing import Drawing, render_figure
from brierbook.reports.figures.leaderboard import MOST, plot_leaderboard
from brierbook.reports.figures.sensitivity import plot_sensitivity

HOSTILE = "<b>$x_1$</b>\n\N{RIGHT-TO-LEFT OVERRIDE}\N{CLOUD WITH RAIN}" + "long " * 2000


def forecasts(y: Sequence[float], p: Sequence[float], **more: object) -> pd.DataFrame:
    """Give forecasts that are each an event of its own, with dates, unless said otherwise."""
    size = len(y)
    names = [f"e{place:03}" for place in range(size)]
    days = pd.Timestamp("2025-01-01", tz="UTC") + pd.to_timedelta(np.arange(size), unit="D")
    p = np.array(p, dtype=float)  # type: ignore[assignment]  # for the log odds
    base = {
        "y": y,
        "p": p,
        "mean_logit": np.log(p) - np.log1p(-p),  # type: ignore[operator]  # an array
        "sd_logit": 0.0,
        "forecast": names,
        "event": names,
        "proposition": names,
        "claim": names,
        "statement": "",
        "forecaster": "ann",
        "status": "scored",
        "reading": "primary",
        "made_at": days,
        "known_at": days + pd.Timedelta(days=40),
        "deadline": days + pd.Timedelta(days=30),
    }
    return add_event_weights(pd.DataFrame(base | more))


def curves(drawing: Drawing) -> dict[str, np.ndarray]:
    """Give the lines of a figure that stand in its legend, by their labels."""
    lines = drawing.ax.get_lines()
    return {
        str(line.get_label()): np.asarray(line.get_ydata())
        for line in lines
        if not str(line.get_label()).startswith("_")
    }


# horizon


def test_the_curve_by_horizon_is_its_table(simulated: FigureData) -> None:
    drawing = plot_horizon(simulated.forecasts)
    table = drawing.table
    np.testing.assert_allclose(curves(drawing)["mean Brier score"], table["score"])
    np.testing.assert_allclose(table["skill"], 1 - table["score"] / 0.25)
    first = table.iloc[0]
    assert f"{first['days']:.0f} days before the deadline" in drawing.alt
    assert f"{first['score']:.3f}" in drawing.alt


def test_the_strip_counts_every_forecast_with_a_deadline_ahead(simulated: FigureData) -> None:
    rows = simulated.forecasts
    left = rows["deadline"] - rows["made_at"] >= pd.Timedelta(0)
    resolved = rows["status"].isin(["scored", "superseded"])
    shown = [each for each in plot_horizon(rows).ax.texts if each.get_gid() == "count"]
    assert sum(int(each.get_text()) for each in shown) == int((left & resolved).sum())


def test_skill_is_claimed_where_the_band_shows_it_only() -> None:
    wise = plot_horizon(forecasts([1, 0] * 20, [0.9, 0.1] * 20))
    assert "on 100% of the curve" in wise.caption
    lost = plot_horizon(forecasts([1, 0] * 20, [0.4, 0.6] * 20))
    assert "above the score of always saying 50% on 100% of the curve (30 days" in lost.caption
    unknown = plot_horizon(forecasts([1, 0] * 4, [0.6, 0.6] * 4))
    assert "At no horizon" in unknown.caption


def test_a_band_that_is_cut_is_said_to_go_on() -> None:
    few = plot_horizon(forecasts([1, 0], [0.9, 0.1]))
    assert few.table["upper"].max() > few.ax.get_ylim()[1]
    assert "the band goes on beyond it" in few.caption
    many = plot_horizon(forecasts([1, 0] * 40, [0.7, 0.3] * 40))
    assert many.table["upper"].max() < many.ax.get_ylim()[1]
    assert "goes on" not in many.caption


def test_without_a_deadline_there_is_no_horizon() -> None:
    rows = forecasts([1, 0], [0.9, 0.1]).assign(
        deadline=pd.Series([pd.NaT] * 2, dtype="datetime64[us, UTC]")
    )
    with pytest.raises(WorkspaceError, match="deadline"):
        plot_horizon(rows)


def test_one_forecast_is_a_point_without_limits() -> None:
    drawing = plot_horizon(forecasts([1], [0.7]))
    assert drawing.table["score"].tolist() == pytest.approx([0.09])
    assert drawing.table[["lower", "upper"]].isna().all(axis=None)
    assert render_figure(drawing, "png").startswith(b"\x89PNG")


# leaderboard


def contest(names: Sequence[str], questions: int = 12) -> pd.DataFrame:
    """Let everyone answer everything, each a little worse than the one before."""
    parts = [
        forecasts([1] * questions, [0.95 - 0.6 * place / len(names)] * questions).assign(
            forecaster=name, forecast=[f"{place}-{i}" for i in range(questions)]
        )
        for place, name in enumerate(names)
    ]
    return add_event_weights(pd.concat(parts, ignore_index=True))


def test_points_and_ranks_are_those_of_the_table() -> None:
    drawing = plot_leaderboard(contest(["ann", "bob", "cyd"]))
    assert drawing.table["forecaster"].tolist() == ["ann", "bob", "cyd"]
    drawn = [line for line in drawing.ax.get_lines() if line.get_marker() in ("o", "s", "D")]
    at = [float(np.ravel(line.get_xdata())[0]) for line in drawn]
    assert at == pytest.approx(drawing.table["difference"].tolist())
    # losses 0.0025, 0.0625 and 0.2025, each less the mean of the two others
    assert at == pytest.approx([-0.13, -0.04, 0.17])
    assert drawing.table["verdict"].tolist() == ["better", "better", "worse"]
    assert [each.get_text() for each in drawing.ax.get_yticklabels()] == ["ann", "bob", "cyd"]
    # what the other outcome would have added is known: ann's loss would have been .9025
    most = -0.13 + stats.beta(0.75, 12).ppf(0.95) * (0.9025 - (0.5625 + 0.3025) / 2 + 0.13)
    assert drawing.table["upper"].tolist() == pytest.approx([most, -0.04, 0.17])
    assert "rank 1 (1–2)" in drawing.alt


def test_late_joiners_and_updates_on_the_eve_gain_what_the_time_is_worth() -> None:
    said = {"ann": [(0.8, 1.0)], "bob": [(0.97, 0.1)], "cyd": [(0.1, 0.99), (0.9, 0.01)]}
    parts = [
        forecasts([1] * 6, [p] * 6).assign(forecaster=name, share=share, series=name)
        for name, pieces in said.items()
        for p, share in pieces
    ]
    rows = pd.concat(parts, ignore_index=True).drop(columns="weight")
    rows = rows.assign(series=rows["series"] + rows["proposition"])
    found = plot_leaderboard(add_event_weights(rows)).table.set_index("forecaster")
    assert found.index.tolist() == ["ann", "bob", "cyd"]
    # over the whole window: while nothing of bob stands he counts as one who says 50 %
    ann, bob, cyd = 0.04, 0.9 * 0.25 + 0.1 * 0.03**2, 0.99 * 0.81 + 0.01 * 0.01
    right = [ann - (bob + cyd) / 2, bob - (ann + cyd) / 2, cyd - (ann + bob) / 2]
    assert found["difference"].tolist() == pytest.approx(right)


def test_nobody_is_called_better_without_evidence() -> None:
    rows = contest(["ann", "bob"], questions=1)
    drawing = plot_leaderboard(rows)
    assert "No one can be told from the others" in drawing.caption
    assert drawing.table[["lower", "upper"]].isna().all(axis=None)


def test_three_hundred_forecasters_are_ranked_and_the_first_drawn() -> None:
    drawing = plot_leaderboard(contest([f"f{i:03}" for i in range(300)], questions=3))
    assert len(drawing.table) == 300
    assert len(drawing.ax.get_yticklabels()) == MOST
    assert "not drawn: 280" in drawing.caption


def test_a_hostile_name_is_cut_and_cleaned() -> None:
    drawing = plot_leaderboard(contest([HOSTILE, "bob"]))
    label = drawing.ax.get_yticklabels()[0].get_text()
    assert label.startswith("<b>$x_1$</b> □□")
    assert len(label) <= 34
    assert render_figure(drawing, "png").startswith(b"\x89PNG")


def test_one_forecaster_is_no_contest() -> None:
    with pytest.raises(WorkspaceError, match="second one"):
        plot_leaderboard(forecasts([1, 0], [0.9, 0.1]))


# evidence


def test_the_lines_are_the_table_and_start_at_one() -> None:
    drawing = plot_evidence(forecasts([1, 0] * 30, [0.9, 0.1] * 30))
    lines = curves(drawing)
    for side, label in (("better", "better than always"), ("worse", "worse than always")):
        drawn = next(values for name, values in lines.items() if name.startswith(label))
        rows = drawing.table[drawing.table["against"] == side]
        assert drawn[0] == 1
        np.testing.assert_allclose(drawn[1:], rows["e"])
    # the example of e_process: 24 such events are enough at 10 %
    better = drawing.table[drawing.table["against"] == "better"].set_index("events")["e"]
    assert better[23] < 10 <= better[24]
    assert "the evidence is enough" in drawing.caption


def test_little_evidence_is_not_called_a_tie() -> None:
    caption = plot_evidence(forecasts([1, 0], [0.9, 0.1])).caption
    assert "does not show that there is no difference" in caption


def test_each_forecaster_has_a_line(simulated: FigureData) -> None:
    drawing = plot_evidence(simulated.scored, by="forecaster")
    names = set(simulated.scored["forecaster"])
    assert set(drawing.table["name"]) == names == set(curves(drawing))


# choices


def test_the_bounds_are_drawn_where_something_is_ambiguous() -> None:
    rows = forecasts([1, 0, np.nan], [0.8, 0.3, 0.9])
    rows["status"] = ["scored", "scored", "ambiguous"]
    drawing = plot_sensitivity(rows)
    table = drawing.table.set_index("variant")["brier"]
    assert table["as_reported"] == pytest.approx((0.04 + 0.09) / 2)
    assert table["best"] == pytest.approx((0.04 + 0.09 + 0.01) / 3)
    assert table["worst"] == pytest.approx((0.04 + 0.09 + 0.81) / 3)
    drawn = [line for line in drawing.ax.get_lines() if line.get_marker() in ("o", "D")]
    at = [float(np.ravel(line.get_xdata())[0]) for line in drawn]
    assert at == pytest.approx(drawing.table["brier"].tolist())
    assert drawing.title.endswith("0.05 and 0.31")


def test_without_ambiguity_the_caption_says_so() -> None:
    drawing = plot_sensitivity(forecasts([1, 0], [0.8, 0.3]))
    assert "best" not in set(drawing.table["variant"])
    assert "no bounds" in drawing.caption


def test_a_book_of_void_forecasts_has_no_choices() -> None:
    rows = forecasts([np.nan], [0.5]).assign(status="void")
    with pytest.raises(WorkspaceError, match="resolve some"):
        plot_sensitivity(rows)
