"""Bins, outcomes, the Murphy diagram and the plane of parts, against other ways to the numbers."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from scipy import stats
from tests.oracles.limits import limits_by_inversion

from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.kit.drawing import Drawing, render_figure
from brierbook.reports.figures.mcb_dsc import plot_mcb_dsc
from brierbook.reports.figures.murphy import plot_murphy
from brierbook.reports.figures.outcomes import plot_outcomes
from brierbook.reports.figures.reliability_binned import choose_bin_count, plot_reliability_binned

type Plot = Callable[..., Drawing]

HOSTILE = "<b>$x_1$</b>\n\N{RIGHT-TO-LEFT OVERRIDE}\N{CLOUD WITH RAIN}" + "long " * 2000


def rows(y: Sequence[float], p: Sequence[float], **more: object) -> pd.DataFrame:
    """Give forecasts that are each an event of its own, unless said otherwise."""
    names = [f"e{place:03}" for place in range(len(y))]
    base = {"y": y, "p": p, "forecast": names, "event": names, "proposition": names}
    return add_event_weights(pd.DataFrame(base | more))


# bins


def test_bins_are_means_with_room_for_an_event_not_seen() -> None:
    table = plot_reliability_binned(rows([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8])).table
    assert table["said"].tolist() == pytest.approx([0.2, 0.7])
    assert table["happened"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert table["forecasts"].tolist() == [3, 3]
    # three quarters of an unseen event: Beta(k, n - k + 3/4) below, Beta(k + 3/4, n - k) above
    assert table["lower"].tolist() == pytest.approx(
        [stats.beta(1, 2.75).ppf(0.05), stats.beta(2, 1.75).ppf(0.05)]
    )
    assert table["upper"].tolist() == pytest.approx(
        [stats.beta(1.75, 2).ppf(0.95), stats.beta(2.75, 1).ppf(0.95)]
    )


def test_each_bin_has_some_events() -> None:
    assert [choose_bin_count(events) for events in (1, 5, 6, 29, 30, 5000)] == [1, 1, 2, 9, 10, 10]


def test_no_bin_is_empty_and_areas_grow_with_forecasts(simulated: FigureData) -> None:
    drawing = plot_reliability_binned(simulated.scored)
    table = drawing.table
    assert (table["forecasts"] > 0).all()
    assert table["forecasts"].sum() == len(simulated.scored)
    dots = drawing.ax.collections[-1]
    assert isinstance(dots, PathCollection)
    np.testing.assert_allclose(
        np.asarray(dots.get_offsets()), table[["said", "happened"]].to_numpy()
    )
    sizes = dots.get_sizes() / table["forecasts"].to_numpy()
    np.testing.assert_allclose(sizes, sizes[0])


def test_bins_outside_their_limits_are_counted_beside_what_chance_gives() -> None:
    drawing = plot_reliability_binned(rows([0.0] * 12, [0.9] * 12))
    assert drawing.caption.endswith("so would about one bin in ten of calibrated forecasts.")
    assert "In 1 of 1\xa0bin " in drawing.caption


# outcomes


def test_piles_are_a_histogram_of_each_outcome(simulated: FigureData) -> None:
    scored, table = simulated.scored, plot_outcomes(simulated.scored).table
    for name, y in (("yes", 1), ("no", 0)):
        expected = np.histogram(scored.loc[scored["y"] == y, "p"] + 1e-9, np.linspace(0, 1, 21))[0]
        side = table[table["outcome"] == name].set_index("said")["forecasts"]
        found = [int(side.get(round((place + 0.5) / 20, 3), 0)) for place in range(20)]
        assert found == expected.tolist()


def test_means_have_limits_with_room_for_an_event_not_seen() -> None:
    drawing = plot_outcomes(rows([1, 1, 1, 0], [0.5, 0.7, 0.9, 0.2]))
    first = drawing.table.iloc[0]
    assert first["mean"] == pytest.approx(0.7)
    limits = limits_by_inversion(np.array([0.5, 0.7, 0.9]) / 3, np.zeros(3), np.full(3, 1 / 3))
    assert (first["lower"], first["upper"]) == pytest.approx(limits, abs=1e-6)
    assert "Of what came true: 3 forecasts, 70% on average (29–90%)." in drawing.alt
    assert "Of what did not: 1 forecast, 20% on average (no limits)." in drawing.alt


def test_a_dot_stands_for_a_forecast() -> None:
    drawing = plot_outcomes(rows([1, 1, 0], [0.51, 0.52, 0.9]))
    heights = [np.asarray(each.get_offsets())[:, 1].tolist() for each in drawing.ax.collections]
    assert heights == [[0.5, 1.5], [-0.5]]


def test_one_outcome_alone_tells_nothing_apart() -> None:
    assert "Only one outcome occurred" in plot_outcomes(rows([1, 1], [0.5, 0.6])).caption
    assert "Настав лише один" in plot_outcomes(rows([0], [0.5]), lang="uk").caption


def test_means_are_said_to_be_apart_only_where_intervals_are() -> None:
    apart = rows([1] * 9 + [0] * 9, [0.9, 0.85, 0.95] * 3 + [0.1, 0.15, 0.05] * 3)
    assert "told one from the other" in plot_outcomes(apart).caption
    assert "it cannot be told" in plot_outcomes(rows([1, 1, 0, 0], [0.6, 0.5, 0.5, 0.6])).caption


# the Murphy diagram


def test_the_curve_is_the_loss_of_acting_at_a_threshold() -> None:
    y, p = [0, 1, 1, 0], [0.2, 0.3, 0.8, 0.6]
    drawing = plot_murphy(rows([float(each) for each in y], p))
    curve = drawing.table[drawing.table["kind"] == "group"]
    for threshold, score in zip(curve["threshold"], curve["score"], strict=True):
        losses = [
            2 * threshold * (said >= threshold) * (1 - came)
            + 2 * (1 - threshold) * (said < threshold) * came
            for said, came in zip(p, y, strict=True)
        ]
        assert score == pytest.approx(sum(losses) / 4)
    brier = np.mean((np.array(p) - y) ** 2)
    assert np.trapezoid(curve["score"], curve["threshold"]) == pytest.approx(brier, abs=0.01)


def test_lines_drawn_are_the_curves_of_the_table(simulated: FigureData) -> None:
    drawing = plot_murphy(simulated.scored, by="forecaster")
    events = simulated.scored.groupby("forecaster")["event"].nunique()
    drawn = list(dict.fromkeys(drawing.table["name"]))[:-2]
    assert sorted(events[drawn], reverse=True) == sorted(events, reverse=True)[: len(drawn)]
    names = ["even", "base_rate", *drawn]
    for line, name in zip(drawing.ax.lines, names, strict=True):
        rows_of = drawing.table[drawing.table["name"] == name]
        np.testing.assert_array_equal(line.get_ydata(), rows_of["score"])
    assert "Groups not drawn, with fewer events: 1." in drawing.caption
    assert len({each.get_linestyle() for each in drawing.ax.lines[2:]}) > 1


def test_a_better_forecaster_is_said_to_be_nowhere_above() -> None:
    drawing = plot_murphy(rows([0, 0, 1, 1], [0, 0, 1, 1]))
    assert "nowhere a larger one" in drawing.alt


# the plane of miscalibration and discrimination


def test_the_parts_are_the_published_ones() -> None:
    # Dimitriadis, Gneiting and Jordan's decomposition, as the tests of model-diagnostics have it
    table = plot_mcb_dsc(rows([0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9])).table
    [found] = table[["mcb", "dsc", "unc"]].to_numpy().tolist()
    assert found == pytest.approx([0.1016667, 0.125, 0.25], abs=1e-7)


def test_points_drawn_and_values_of_lines_are_those_of_the_table() -> None:
    drawing = plot_mcb_dsc(rows([0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9]))
    row = drawing.table.iloc[0]
    hollow, point = [each for each in drawing.ax.lines if each.get_marker() == "o"]
    assert point.get_data() == ([row["dsc"]], [row["mcb"]])
    assert hollow.get_data() == ([row["dsc_as_said"]], [row["mcb_as_said"]])
    heavy = next(each for each in drawing.ax.lines if each.get_linewidth() == pytest.approx(1.2))
    mcb, dsc = map(np.asarray, heavy.get_data())
    np.testing.assert_allclose(mcb, dsc)  # the score of the base rate: MCB = DSC
    assert "0.250" in [each.get_text() for each in drawing.ax.texts]


def test_lines_say_the_difference_where_base_rates_differ() -> None:
    who = ["a", "a", "a", "b", "b", "b"]
    apart = rows([0, 0, 1, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9], forecaster=who)
    drawing = plot_mcb_dsc(apart, by="forecaster")
    assert drawing.caption.startswith("Lines: equal difference")


def test_one_event_has_no_limits_but_what_chance_does_is_known() -> None:
    drawing = plot_mcb_dsc(rows([1, 0], [0.7, 0.6], event=["e", "e"]))
    assert drawing.table[["mean_score_lower", "unc_upper"]].isna().all(axis=None)
    row = drawing.table.iloc[0]
    assert row["mcb"] == pytest.approx((0.3**2 + 0.6**2) / 2)  # isotonic values: 0, 1
    # if all happens as said, most is lost where neither comes true
    most = (0.7**2 + 0.6**2) / 2
    assert 0 < row["mcb_as_said"] < row["mcb_as_said_upper"] <= most + 1e-12


# what is strange


@pytest.mark.parametrize("plot", [plot_murphy, plot_mcb_dsc])
def test_only_columns_of_names_make_groups(plot: Plot) -> None:
    with pytest.raises(ArgumentError, match=r"by: is 'weight'; use one of event, proposition$"):
        plot(rows([1], [0.5]), by="weight")
    known = "forecaster, event, proposition$"  # those that there are
    with pytest.raises(ArgumentError, match=f"by: is 'weight'; use one of {known}"):
        plot(rows([1], [0.5], forecaster=["Ann"]), by="weight")


@pytest.mark.parametrize("plot", [plot_murphy, plot_mcb_dsc])
def test_hostile_names_are_drawn_in_one_short_line(plot: Plot) -> None:
    named = rows([1, 0], [0.5, 0.4], forecaster=[HOSTILE, ""])
    drawing = plot(named, by="forecaster")
    assert render_figure(drawing)
    box = drawing.ax.get_legend()
    assert box is not None
    legend = [each.get_text() for each in box.get_texts()]
    assert any(each.startswith("<b>$x_1$</b> □□long") for each in legend)
    assert any(each.startswith("(no name)") for each in legend)
    assert max(map(len, legend)) < 60


@pytest.mark.parametrize(
    "plot", [plot_reliability_binned, plot_outcomes, plot_murphy, plot_mcb_dsc]
)
def test_nothing_is_refused_in_a_line(plot: Plot) -> None:
    with pytest.raises(WorkspaceError, match="nothing to draw"):
        plot(rows([], []))
