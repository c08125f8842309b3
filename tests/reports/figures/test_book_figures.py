"""Coverage, surprises, health, groups and words: what is drawn is what was computed."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from brierbook.analysis.tables.fitted.book_words import worded_rows
from brierbook.analysis.tables.health import STATES
from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.forecasts.lexicon import SCALES
from brierbook.reports.figures.coverage import NOMINAL, plot_coverage
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.group_forest import MOST, plot_group_forest
from brierbook.reports.figures.health import Health, plot_health
from brierbook.reports.figures.kit.drawing import render_figure
from brierbook.reports.figures.surprises import MOST_LINES, plot_surprises
from brierbook.reports.figures.words import plot_words

HOSTILE = "<b>$x_1$</b>\n\N{RIGHT-TO-LEFT OVERRIDE}\N{CLOUD WITH RAIN}" + "long " * 2000
LOG_2 = float(np.log(2))

# coverage


def values(low: np.ndarray, high: np.ndarray) -> pd.DataFrame:
    """Give outcomes by the levels around them, each an event of its own."""
    names = [f"e{place}" for place in range(len(low))]
    u = low + np.random.default_rng(0).random(low.shape) * (high - low)
    return pd.DataFrame({"low": low, "high": high, "u": u, "event": names, "proposition": names})


def test_coverage_is_the_share_inside_central_intervals() -> None:
    # narrow places, so that the random part does not matter: u is 0.06, 0.16 ... 0.96
    u = np.tile((np.arange(10) + 0.6) / 10, 6)
    drawing = plot_coverage(values(u - 1e-9, u + 1e-9))
    held = drawing.table.dropna(subset="nominal")
    assert held["nominal"].tolist() == [*NOMINAL]
    # of ten places 2 lie between 0.4 and 0.6, 5 between 0.25 and 0.75, 8 and 9 in the others
    assert held["actual"].tolist() == pytest.approx([0.2, 0.5, 0.8, 0.9])
    panel = drawing.fig.axes[1]
    dots = next(line for line in panel.get_lines() if line.get_marker() == "s")
    np.testing.assert_allclose(np.asarray(dots.get_ydata()), held["actual"])
    curve = drawing.ax.get_lines()[-1]
    np.testing.assert_allclose(
        np.asarray(curve.get_ydata()), drawing.table["difference"].dropna().to_numpy()
    )


def test_too_narrow_quantiles_are_found_out() -> None:
    # half of the outcomes below the lowest quantile, half above the highest
    drawing = plot_coverage(values(np.array([0.0, 0.95] * 30), np.array([0.05, 1.0] * 30)))
    assert "these forecasts were not calibrated" in drawing.caption
    assert "20%, 50%, 80%" in drawing.caption
    assert "intervals of 50% held 0%" in drawing.alt


def test_one_outcome_says_little() -> None:
    drawing = plot_coverage(values(np.array([0.25]), np.array([0.5])))
    assert "The curve stays within the band" in drawing.caption
    assert "one more could change" in drawing.caption


def test_without_quantiles_there_is_nothing_to_draw() -> None:
    with pytest.raises(WorkspaceError, match="no forecast of a number or a day"):
        plot_coverage(values(np.empty(0), np.empty(0)))


def test_axes_that_no_layout_places_are_shared_out() -> None:
    figure = Figure()
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    plot_coverage(values(np.array([0.25] * 9), np.array([0.5] * 9)), ax=axes)
    first, second = (each.get_position() for each in figure.axes)
    assert first.x0 == pytest.approx(0.1)
    assert second.x1 == pytest.approx(0.9)
    assert first.x1 < second.x0
    assert second.width / first.width == pytest.approx(0.9)
    assert (first.y0, first.y1) == pytest.approx((second.y0, second.y1))


# surprises


def told(**more: object) -> pd.DataFrame:
    """Give three forecasts of what happened: a miss, one of a half, and a hit."""
    p = np.array([0.1, 0.5, 0.9])
    names = ["miss", "half", "hit"]
    texts = {f"text_{lang}": [f"{name} {lang}" for name in names] for lang in ("en", "uk", "ru")}
    base = {
        "forecast": names,
        "proposition": names,
        "event": names,
        "forecaster": "ann",
        "phrase": ["", "", "hardly"],
        "outcome": "yes",
        "y": 1.0,
        "p": p,
        "mean_logit": np.log(p / (1 - p)),
        "sd_logit": 0.0,
    }
    return pd.DataFrame(base | texts | more)


def test_misses_stand_above_hits_and_bars_are_log_scores() -> None:
    drawing = plot_surprises(told(), lang="uk")
    assert drawing.table["text"].tolist() == ["miss uk", "half uk", "hit uk"]
    assert drawing.table["kind"].tolist() == ["miss", "hit", "hit"]
    assert drawing.table["log"].tolist() == pytest.approx(-np.log([0.1, 0.5, 0.9]))
    widths = [each.get_width() for each in drawing.ax.patches if isinstance(each, Rectangle)]
    assert widths == pytest.approx(drawing.table["log"].tolist())
    assert "2,30" in drawing.alt


def test_a_certain_miss_runs_to_the_edge() -> None:
    rows = told(p=[0.0, 0.5, 0.9], mean_logit=[-np.inf, 0.0, np.log(9)])
    drawing = plot_surprises(rows)
    assert np.isinf(drawing.table["log"].iloc[0])
    first = drawing.ax.patches[0]
    assert isinstance(first, Rectangle)
    assert first.get_width() == drawing.ax.get_xlim()[1]
    assert "∞" in drawing.alt
    assert render_figure(drawing, "png").startswith(b"\x89PNG")


def test_what_is_missing_is_said() -> None:
    rows = told()
    assert "No forecast was worse" in plot_surprises(rows[rows["p"] > 0.5]).caption
    assert "No forecast was better" in plot_surprises(rows[rows["p"] < 0.5]).caption


def test_long_and_hostile_texts_are_cut() -> None:
    rows = told(text_en=[HOSTILE, "b", "c"], phrase=[HOSTILE, "", ""], forecaster=HOSTILE)
    drawing = plot_surprises(rows)
    label = drawing.ax.get_yticklabels()[0].get_text()
    assert label.startswith("<b>$x_1$</b> □□")
    assert max(len(line) for line in label.split("\n")) < 90
    assert label.count("\n") == MOST_LINES
    assert render_figure(drawing, "png").startswith(b"\x89PNG")


# health


def test_bars_add_up_to_the_propositions(syrian: FigureData) -> None:
    health = syrian.health
    drawing = plot_health(health)
    counts = health.table["state"].value_counts()
    assert drawing.table[[*STATES]].sum().to_dict() == {s: counts.get(s, 0) for s in STATES}
    bars = [each for each in drawing.ax.containers if isinstance(each, BarContainer)]
    drawn = sum(rect.get_height() for each in bars for rect in each)
    assert (
        drawn
        == len(health.table)
        == sum(each.reading == "primary" for each in syrian.book.propositions.values())
    )
    assert f"resolved: {counts['resolved']}" in drawing.alt


def test_the_warnings_name_what_scores_do_not_see(syrian: FigureData) -> None:
    table, now = syrian.health.table, syrian.now
    past = table[table["deadline"] <= now]
    silent = int((past["state"] != "resolved").sum())
    caption = plot_health(syrian.health).caption
    assert f"Of {len(past)} propositions past their deadline {silent} " in caption
    assert f"still ahead: {int(table['early'].sum())} proposition" in caption


def test_what_a_book_does_not_have_its_health_does_not_explain(syrian: FigureData) -> None:
    table = syrian.health.table
    settled = Health(table[table["state"] == "resolved"].assign(early=False), syrian.now)
    shown = plot_health(settled)
    assert shown.caption.startswith("Primary readings only. Days from first forecast")
    assert shown.title == "Everything past its deadline has an outcome"
    late = Health(table.assign(state="overdue"), syrian.now)
    assert "overdue: by more than 30 days" in plot_health(late).caption


def test_five_thousand_propositions_over_many_years_are_drawn_by_year(syrian: FigureData) -> None:
    days = pd.date_range("2001-01-01", periods=5000, freq="2D", tz="UTC")
    states = np.resize([*STATES], 5000)
    table = pd.DataFrame(
        {
            "proposition": np.arange(5000),
            "deadline": days,
            "day": days.tz_localize(None),
            "state": states,
            "days": 1.0,
            "early": False,
        }
    )
    drawing = plot_health(Health(table, syrian.now))
    assert drawing.table["period"].tolist() == [str(year) for year in range(2001, 2029)]
    assert drawing.table[[*STATES]].to_numpy().sum() == 5000
    assert len(render_figure(drawing)) < 150_000


def test_a_book_without_propositions_has_no_health(syrian: FigureData) -> None:
    with pytest.raises(WorkspaceError, match="no proposition yet"):
        plot_health(Health(syrian.health.table.iloc[:0], syrian.now))


# groups


def effects(groups: int, factor: str = "source") -> pd.DataFrame:
    """Make a table of groups as another source might give it."""
    names = [f"g{place:02}" for place in range(groups)]
    raw = np.linspace(-0.3, 0.3, groups)
    table = pd.DataFrame({"factor": factor, "group": names, "forecasts": 9, "events": 4})
    for name, value in (("raw_bias", raw), ("pooled_bias", raw / 3)):
        table[name], table[f"{name}_lower"], table[f"{name}_upper"] = (
            value,
            value - 0.05,
            value + 0.05,
        )
    for name in ("raw_slope", "pooled_slope"):
        table[name], table[f"{name}_lower"], table[f"{name}_upper"] = 1.1, 0.8, 1.5
    return table


def test_points_are_the_table_and_arrows_lead_from_raw_to_pooled() -> None:
    drawing = plot_group_forest(effects(3))
    table = drawing.table
    lines = drawing.ax.get_lines()
    for marker, name in (("s", "raw_bias"), ("o", "pooled_bias")):
        drawn = [
            float(np.ravel(each.get_xdata())[0])
            for each in lines
            if each.get_marker() == marker and np.size(each.get_xdata())
        ]
        assert drawn == pytest.approx(table[name].tolist())
    arrows = [each for each in drawing.ax.texts if getattr(each, "arrow_patch", None)]
    assert [(each.xyann[0], each.xy[0]) for each in arrows] == [  # type: ignore[attr-defined]  # of an annotation
        pytest.approx(pair) for pair in ((-0.3, -0.1), (0.3, 0.1))
    ]
    assert "of the bias that leave out 0: g00, g02." in drawing.caption
    assert "of the slope" not in drawing.caption


def test_a_slope_that_can_be_told_from_1_is_named_too() -> None:
    table = effects(2).assign(pooled_bias_lower=-1.0, pooled_bias_upper=1.0)
    assert "no group can be told from one that is not off" in plot_group_forest(table).caption
    table.loc[1, "pooled_slope_upper"] = 0.9
    caption = plot_group_forest(table).caption
    assert "of the slope that leave out 1: g01." in caption
    assert "no group can be told" not in caption


def test_the_pooled_slopes_stand_in_the_second_panel() -> None:
    drawing = plot_group_forest(effects(2))
    panel = drawing.fig.axes[1]
    dots = [each for each in panel.get_lines() if each.get_marker() == "o"]
    assert [float(np.ravel(each.get_xdata())[0]) for each in dots] == [1.1, 1.1]
    assert {each.get_text() for each in panel.texts} == {"9 / 4"}


def test_of_many_groups_the_largest_are_drawn_and_the_others_counted() -> None:
    table = effects(300)
    drawing = plot_group_forest(table.assign(events=np.arange(300)))
    assert len(drawing.table) == MOST
    assert drawing.table["events"].min() == 300 - MOST
    assert f"fewer events: {300 - MOST}." in drawing.caption


def test_a_factor_with_one_group_gives_way_to_one_with_several() -> None:
    both = pd.concat([effects(1, "language"), effects(2)], ignore_index=True)
    assert plot_group_forest(both).table["factor"].unique().tolist() == ["source"]
    assert len(plot_group_forest(effects(1, "language")).table) == 1


def test_the_groups_of_the_book_carry_its_counts(syrian: FigureData) -> None:
    table = plot_group_forest(syrian.effects, lang="uk").table
    sizes = syrian.scored.groupby("source").size()
    found = table[table["factor"] == "source"].set_index("group")["forecasts"]
    assert found.sort_index().tolist() == sizes.sort_index().tolist()


def test_every_factor_stands_under_its_name_and_shares_the_room(syrian: FigureData) -> None:
    drawing = plot_group_forest(syrian.effects, lang="uk")
    table = drawing.table
    assert table["factor"].unique().tolist() == ["language", "source", "tag", "phrase"]
    assert table.groupby("factor").size().max() == MOST // 4
    heads = [each for each in drawing.ax.texts if each.get_text() in {"Мова", "Тема", "Вислів"}]
    places = table.groupby("factor", sort=False)["place"].min()
    for head, factor in zip(heads, ("language", "tag", "phrase"), strict=True):
        below = table["place"][table["place"] > head.xy[1]].min()  # type: ignore[attr-defined]  # of an annotation
        assert below == places[factor]
    assert "Для тем і для висловів" in drawing.caption


def test_one_factor_can_be_asked_for(syrian: FigureData) -> None:
    effects = syrian.effects
    drawing = plot_group_forest(effects, by="phrase")
    assert set(drawing.table["factor"]) == {"phrase"}
    assert len(drawing.table) == (effects["factor"] == "phrase").sum()
    labels = [each.get_text() for each in drawing.ax.get_yticklabels()]
    assert "“at serious risk”" in labels
    with pytest.raises(ArgumentError, match="the groups there are: language, source, tag, phrase"):
        plot_group_forest(effects, by="event")


def test_a_group_without_a_name_is_called_what_it_is() -> None:
    table = effects(2, "phrase").assign(group=["", "may"])
    labels = [each.get_text() for each in plot_group_forest(table).ax.get_yticklabels()]
    assert labels == ["given as a number", "“may”"]


# words


def test_words_stand_beside_standards_and_what_came_true(syrian: FigureData) -> None:
    drawing = plot_words(syrian.words)
    table = drawing.table
    rows = worded_rows(syrian.book, only=set(syrian.forecasts["forecast"]))
    for place in table.index:
        word, source = table.loc[place, ["word", "source"]]
        own = rows[(rows["word"] == word) & ((rows["source"] == source) | (source == ""))]
        # each event counts once within the word, and its rows alike
        assert table["happened"][place] == pytest.approx(own.groupby("event")["y"].mean().mean()), (
            word,
            source,
        )
        assert table["events"][place] == own["event"].nunique()
    assert np.isclose(table["weight"].sum(), 2 * rows["event"].nunique())  # words, and sources
    assert (table["hits"] <= table["weight"]).all()
    boxes = [
        (round(each.get_x(), 9), round(each.get_x() + each.get_width(), 9))
        for each in drawing.ax.patches
        if isinstance(each, Rectangle)
    ]
    assert boxes == [(term.low, term.high) for scale in SCALES for term in scale.terms]
    shown = {each.get_text() for each in drawing.ax.texts}
    assert {term.phrase for scale in SCALES for term in scale.terms} <= shown
