"""The score over time and the timeline of one proposition, as figures and in letters."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from brierbook.analysis.over_time.time_average import time_averaged_scores
from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.records import Stated
from brierbook.forecasts.store.loading import open_book
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.kit.drawing import render_figure
from brierbook.reports.figures.kit.history import most_forecast_proposition, timeline_history
from brierbook.reports.figures.kit.time_axis import axis_position
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.figures.score_over_time import plot_score_over_time, update_times
from brierbook.reports.figures.timeline import plot_timeline
from brierbook.reports.text_figures import (
    ASCII,
    COLUMNS,
    FANCY,
    ROWS,
    ascii_punctuation,
    reliability_text,
    timeline_text,
)
from brierbook.speech.catalogue import load_catalogue

if TYPE_CHECKING:
    from tests.conftest import Draft

HOSTILE = "<script>$x_1$ #[\N{RIGHT-TO-LEFT OVERRIDE}\N{CLOUD WITH RAIN} " + "long " * 2000


# the score over time


def test_the_last_mean_is_the_mean_score(simulated: FigureData) -> None:
    drawing = plot_score_over_time(simulated.forecasts)
    scored = simulated.scored
    # weights hold shares of standing time: an event counts for the time that its forecasts stood
    rows = list(zip(scored["p"], scored["y"], scored["weight"], strict=True))
    lost, stood = [w * (p - y) ** 2 for p, y, w in rows], [w for *_, w in rows]
    mean = math.fsum(lost) / math.fsum(stood)
    assert max(scored.groupby("event")["weight"].sum()) < 1  # or it would be a mean of events
    assert drawing.table["score"].iloc[-1] == pytest.approx(mean)
    assert f"{mean:.3f}" in drawing.alt
    score = next(each for each in drawing.ax.lines if each.get_label() == "all events so far")
    np.testing.assert_array_equal(score.get_ydata(), drawing.table["score"])


def test_updates_are_what_came_after_a_first_word(simulated: FigureData) -> None:
    rows = simulated.forecasts
    pairs = rows.groupby(["forecaster", "proposition"]).ngroups
    assert len(update_times(rows)) == len(rows) - pairs


def test_without_outcomes_there_is_no_score_over_time(syrian: FigureData) -> None:
    rows = syrian.forecasts
    with pytest.raises(WorkspaceError, match="no forecast can be scored yet"):
        plot_score_over_time(rows[rows["outcome"] == "open"])
    with pytest.raises(WorkspaceError, match="no forecast can be scored yet"):
        plot_score_over_time(rows[rows["status"] == "void"])


def test_one_outcome_makes_a_point_without_limits(syrian: FigureData) -> None:
    rows = syrian.forecasts
    first = rows[rows["forecast"] == syrian.scored["forecast"].iloc[0]]
    drawing = plot_score_over_time(first)
    assert drawing.table[["lower", "upper"]].isna().to_numpy().tolist() == [[True, True]]
    assert "cannot be told from always saying 50%" in drawing.caption
    assert render_figure(drawing)


def test_a_record_is_called_good_or_bad_only_where_its_interval_is(simulated: FigureData) -> None:
    rows = simulated.forecasts
    right = rows["y"].map({1.0: 0.7, 0.0: 0.3}).fillna(0.5)
    for p, verdict in (
        (right, "is better than"),
        (1 - right, "is worse than"),
        (0 * right + 0.5, "cannot be told from"),
    ):
        caption = plot_score_over_time(rows.assign(p=p)).caption
        assert f"The last score {verdict} always saying 50%" in caption


# the timeline


def test_contributions_are_those_of_the_time_averaged_scores(simulated: FigureData) -> None:
    history = simulated.history
    assert history.decided is not None
    steps = history.steps
    frame = pd.DataFrame(
        {
            "question": "it",
            "forecaster": steps["forecaster"],
            "time": steps["made_at"],
            "p": steps["p"],
            "opens": steps["made_at"].min(),
            "closes": pd.Timestamp(history.decided),
            "y": {"yes": 1, "no": 0}[history.outcome],
        }
    )
    expected = time_averaged_scores(frame).set_index("forecaster")["score"]
    found = steps.groupby("forecaster")["contribution"].sum()
    pd.testing.assert_series_equal(found, expected, check_names=False)
    legend = plot_timeline(history).ax.get_legend()
    assert legend is not None
    assert {each.get_text() for each in legend.get_texts()} == {
        f"{name}: {score:.3f}" for name, score in expected.items()
    }


def test_the_steps_drawn_are_those_of_the_table(simulated: FigureData) -> None:
    drawing = plot_timeline(simulated.history)
    name, rows = next(iter(drawing.table.groupby("forecaster")))
    label = next(each for each in drawing.ax.lines if str(each.get_label()).startswith(f"{name}:"))
    assert np.asarray(label.get_ydata())[:-1].tolist() == rows["p"].tolist()


def test_one_forecaster_shows_what_each_step_adds(simulated: FigureData) -> None:
    steps = simulated.history.steps
    mine = steps[steps["forecaster"] == steps["forecaster"].iloc[0]].reset_index(drop=True)
    history = replace(simulated.history, steps=mine)
    shown = [each.get_text() for each in plot_timeline(history).ax.texts]
    added = [f"+{each:.3f}" for each in mine["contribution"] if each == each]  # noqa: PLR0124  # not NaN
    assert len(added) > 1
    assert set(added) & set(shown)
    assert {each for each in shown if each.startswith("+")} <= set(added)


def test_an_outcome_that_is_neither_stands_between(simulated: FigureData) -> None:
    outcomes = simulated.forecasts.set_index("proposition")["outcome"]
    name = outcomes[outcomes == "ambiguous"].index[0]
    drawing = plot_timeline(timeline_history(simulated.book, name))
    [star] = [each for each in drawing.ax.lines if each.get_marker() == "*"]
    assert star.get_ydata() == [0.5]
    assert "outcome: ambiguous" in drawing.alt
    text = timeline_text(timeline_history(simulated.book, name), load_catalogue("en"), FANCY)
    assert "★" not in text
    assert "Outcome: ambiguous." in text


def test_a_word_is_drawn_with_its_range_and_its_quote(syrian: FigureData) -> None:
    history = timeline_history(syrian.book, "assad-leaves-office@90d")
    drawing = plot_timeline(history, lang="ru")
    assert (drawing.table["lower"] < drawing.table["p"]).all()
    assert (drawing.table["p"] < drawing.table["upper"]).all()
    listed = "\n".join(each.get_text() for each in drawing.ax.texts)
    for number, note in drawing.table[["number", "note"]].itertuples(index=False):
        assert f"{number}  {note[:40]}" in listed


def test_what_may_be_hindsight_is_hollow_and_does_not_count(syrian: FigureData) -> None:
    drawing = plot_timeline(timeline_history(syrian.book, "assad-leaves-office@30d"))
    assert "Hollow: may have been made after the outcome was decided" in drawing.caption
    late = drawing.table[drawing.table["forecaster"] == "author-000"]
    assert late["contribution"].isna().all()


def draft(workspace: "Draft", **changes: Any) -> FigureData:  # noqa: ANN401  # fields of a body
    workspace.body("proposition", "collapses").update(changes)
    workspace.save()
    return FigureData.of(open_book(workspace.workspace))


def test_the_label_of_a_deadline_stands_clear_of_what_was_said(simulated: FigureData) -> None:
    rows = simulated.forecasts
    for name in rows["proposition"].unique()[:20]:
        if rows.loc[rows["proposition"] == name, "p"].isna().any():
            continue
        drawing = plot_timeline(timeline_history(simulated.book, name))
        [label] = [each for each in drawing.ax.texts if each.get_text().startswith("deadline")]
        height = label.xy[1]  # type: ignore[attr-defined]  # of an annotation
        assert np.abs(drawing.table["p"] - height).min() > 0.03  # of print


def test_ranges_of_one_instant_stand_side_by_side(syrian: FigureData) -> None:
    drawing = plot_timeline(timeline_history(syrian.book, "assad-leaves-office@90d"))
    drawn = [each for each in drawing.ax.lines if str(each.get_label())[0] != "_"]
    together = drawing.table["made_at"] == drawing.table["made_at"].min()
    at = {
        str(each.get_label()): round(each.get_transform().transform(each.get_xydata())[0, 0])
        for each in drawn
        if each.get_label() in set(drawing.table.loc[together, "forecaster"])
    }
    assert len(set(at.values())) == len(at) == 3  # forecasters
    assert "stands side by side" in drawing.caption


def test_a_caption_explains_what_is_drawn_only(simulated: FigureData) -> None:
    caption = plot_timeline(simulated.history).caption
    for absent in ("Upright bars", "side by side", "Numbers below the axis", "Hollow"):
        assert absent not in caption


def test_times_within_days_name_the_year(syrian: FigureData) -> None:
    drawing = plot_timeline(syrian.history)
    labels = [each.get_text() for each in drawing.ax.get_xticklabels()]
    assert labels
    assert all(each.endswith("\n8\xa0Dec\xa02024") for each in labels)


def test_an_open_proposition_runs_to_its_deadline(workspace: "Draft") -> None:
    material = draft(workspace)
    drawing = plot_timeline(timeline_history(material.book, "collapses"))
    assert "outcome: open" in drawing.alt
    texts = [each.get_text() for each in drawing.ax.texts]
    assert "deadline 31\xa0December 2026" in texts
    assert drawing.table["contribution"].isna().all()


def test_hostile_text_stays_text(workspace: "Draft") -> None:
    material = draft(workspace, text={"en": HOSTILE})
    drawing = plot_timeline(timeline_history(material.book, "collapses"))
    title = drawing.ax.get_title(loc="left")
    assert title.startswith("<script>$x_1$ #[□□ long")
    assert len(title) <= 150
    assert len(drawing.alt) < 600
    assert b"<script" not in render_figure(drawing)
    shown = timeline_text(timeline_history(material.book, "collapses"), load_catalogue("en"), FANCY)
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in shown


def test_what_has_no_forecast_or_no_probability_is_refused(workspace: "Draft") -> None:
    material = draft(workspace)
    with pytest.raises(WorkspaceError, match="no forecast of it is a probability"):
        timeline_history(material.book, "rain@30d")
    with pytest.raises(WorkspaceError, match="the book has no forecast yet"):
        most_forecast_proposition(material.forecasts.iloc[:0])


def test_three_hundred_forecasters_are_drawn_and_counted(simulated: FigureData) -> None:
    book = simulated.book
    record = next(each for each in book.forecasts.values() if isinstance(each.confidence, Stated))
    history = timeline_history(book, record.proposition)
    many = pd.concat([history.steps.assign(forecaster=f"f{n:03}") for n in range(300)])
    crowd = type(history)(history.proposition, history.resolution, many.reset_index(drop=True))
    drawing = plot_timeline(crowd)
    assert "further forecasters (294)" in drawing.caption
    assert render_figure(drawing)
    assert "(292)" in timeline_text(crowd, load_catalogue("en"), ASCII)


# in letters


def test_thousands_of_forecasts_in_a_column_are_said_shortly() -> None:
    table = pd.DataFrame({"said": [0.02], "happened": [0.5], "lower": [0.0], "upper": [1.0]})
    text = reliability_text(table.assign(forecasts=[12_000]), load_catalogue("en"), FANCY)
    assert text.split("\n")[ROWS + 2].strip() == ">1k"


def test_the_diagram_in_letters_has_every_forecast(syrian: FigureData) -> None:
    table = plot_reliability(syrian.scored).table
    lines = reliability_text(table, load_catalogue("en"), FANCY).split("\n")
    canvas = [line[8:] for line in lines[:ROWS]]
    assert max(map(len, lines)) < 80
    assert sum(map(int, lines[ROWS + 2].split())) == len(syrian.scored)
    points = {
        (ROWS - 1 - min(int(happened * ROWS), ROWS - 1), int(said * COLUMNS) * 3 + 1)
        for said, happened in zip(table["said"], table["happened"], strict=True)
    }
    drawn = {
        (row, at) for row, line in enumerate(canvas) for at, sign in enumerate(line) if sign == "●"
    }
    assert drawn == points


def test_letters_of_ascii_are_enough(syrian: FigureData) -> None:
    words = load_catalogue("en")
    table = plot_reliability(syrian.scored).table
    history = timeline_history(syrian.book, "assad-leaves-office@90d")
    for text in (reliability_text(table, words, ASCII), timeline_text(history, words, ASCII)):
        assert ascii_punctuation(text).isascii()


def test_the_timeline_in_letters_shows_each_forecaster_and_the_outcome(
    simulated: FigureData,
) -> None:
    text = timeline_text(simulated.history, load_catalogue("uk"), FANCY)
    names = simulated.history.steps["forecaster"].unique()
    for letter, name in zip("abcde", names, strict=False):
        assert f"\n{letter}  {name}: " in text
    row = 0 if simulated.history.outcome == "yes" else ROWS - 1
    assert "★" in text.split("\n")[row]
    assert "Підсумок:" in text


def test_a_caption_promises_numbers_only_where_some_are_drawn(simulated: FigureData) -> None:
    data = simulated.history
    numbers = [each.get_text() for each in plot_timeline(data).ax.texts]
    drawn = any(each.startswith("+") for each in numbers)
    assert drawn == ("Numbers at steps" in plot_timeline(data).caption)
    alone = data.steps["forecaster"].iloc[0]
    few = replace(data, steps=data.steps[data.steps["forecaster"] == alone])
    drawn = any(each.get_text().startswith("+") for each in plot_timeline(few).ax.texts)
    assert drawn == ("Numbers at steps" in plot_timeline(few).caption)


def test_no_counted_forecast_stands_right_of_the_decision(syrian: FigureData) -> None:
    data = syrian.history
    drawing = plot_timeline(data)
    assert data.decided is not None
    end = axis_position(data.decided)
    edge = drawing.ax.transData.transform((end, 0))[0]
    named = [each for each in drawing.ax.lines if not str(each.get_label()).startswith("_")]
    assert len(named) > 1
    for line in named:
        made = np.asarray(line.get_xdata(), dtype=float)[:-1]
        at = line.get_transform().transform(np.column_stack([made, made * 0]))[:, 0]
        assert (at[made <= end] <= edge + 0.5).all()
