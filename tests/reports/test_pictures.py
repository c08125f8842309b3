"""Figures that a report has where its book is large enough for them."""

from typing import TYPE_CHECKING, Any

import pytest

from brierbook.forecasts.entries.records import Worded
from brierbook.forecasts.store.loading import open_book
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.model import Picture, Report
from brierbook.reports.sections.pictures import (
    group_forest_blocks,
    score_course_blocks,
    surprises_blocks,
    words_blocks,
)
from brierbook.speech.catalogue import load_catalogue

if TYPE_CHECKING:
    from tests.reports.conftest import Written


def pictures(report: Report) -> dict[str, Picture]:
    return {each.name: each for each in report.pictures}


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_book_of_this_repository_has_them(syria_report: "Written", language: str) -> None:
    names = [
        "events",
        "score_over_time",
        "reliability",
        "recalibration",
        "surprises",
        "group_forest",
        "words",
    ]
    assert [each.name for each in syria_report(language).pictures] == names


def test_the_score_over_time_ends_at_the_score(
    syria: Retrospective, syria_report: "Written"
) -> None:
    assert syria.performance is not None
    brier = syria.performance.summary["brier"]
    drawing = pictures(syria_report("en"))["score_over_time"].drawing
    last = drawing.table.iloc[-1]
    assert last["score"] == pytest.approx(brier.value)
    assert last["events"] == brier.events


def test_the_forest_holds_every_document_and_language_drawn_together(
    syria: Retrospective, syria_report: "Written"
) -> None:
    table = pictures(syria_report("en"))["group_forest"].drawing.table
    for factor in ("source", "language"):
        assert set(table.loc[table["factor"] == factor, "group"]) == set(syria.scored[factor])
    assert set(table["factor"]) == {"source", "language", "tag", "phrase"}
    # partial pooling draws the groups towards each other
    assert table["pooled_bias"].std() < table["raw_bias"].std()


def test_the_misses_and_hits_are_those_of_the_scores(
    syria: Retrospective, syria_report: "Written"
) -> None:
    table = pictures(syria_report("en"))["surprises"].drawing.table
    scores = syria.scored["log"]
    assert table["log"].max() == pytest.approx(scores.max())
    assert table["log"].min() == pytest.approx(scores.min())


def test_every_word_of_a_forecast_that_counts_has_its_row(
    syria: Retrospective, syria_report: "Written"
) -> None:
    picture = pictures(syria_report("uk"))["words"]
    said = [syria.book.forecasts[name].confidence for name in syria.scored["forecast"]]
    used = {each.word for each in said if isinstance(each, Worded)}
    drawn = picture.drawing.table
    assert set(drawn["word"]) == used
    assert len(picture.table.rows) == len(used)
    assert drawn.loc[drawn["source"] == "", "rows"].sum() == len(syria.scored)


def test_numbers_alone_and_a_single_word_have_no_figure_of_words(workspace: Any) -> None:  # noqa: ANN401  # of tests/conftest.py
    workspace.save()
    found = retrospect(open_book(workspace.workspace), engine="grid")
    assert (
        words_blocks(found, load_catalogue("en"))
        == surprises_blocks(found, load_catalogue("en"))
        == []
    )


def test_on_two_events_there_is_neither(workspace: Any) -> None:  # noqa: ANN401  # of tests/conftest.py
    workspace.save()
    found = retrospect(open_book(workspace.workspace), engine="grid")
    assert (
        score_course_blocks(found, load_catalogue("en"))
        == group_forest_blocks(found, load_catalogue("en"))
        == []
    )
