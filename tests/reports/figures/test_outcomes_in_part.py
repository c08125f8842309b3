"""Questions that came true in part: they are scored and drawn, and nothing is learnt or claimed."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from brierbook.analysis.tables.fitted.book_sample import resolved_sample
from brierbook.analysis.tables.performance import summarize_scores
from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.loading import open_book
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.registry import FIGURES, draw_figure
from brierbook.reports.findings.retrospective import retrospect
from brierbook.reports.sections.answer import answer_blocks
from brierbook.speech.catalogue import load_catalogue

if TYPE_CHECKING:
    from tests.conftest import Draft


def in_part(draft: "Draft", *outcomes: str) -> FigureData:
    """Ask a question for each outcome, yes, no or a share, and have two people answer it."""
    for number, came in enumerate(outcomes):
        name = f"part-{number}"
        more = {"deadline": "2026-06-15[Europe/Kyiv]", "event": None}
        draft.copy("proposition", "collapses", id=name, claim=name, **more)
        settled = came in ("yes", "no")
        found = {"outcome": came} if settled else {"outcome": "fraction", "answer": came}
        draft.copy("resolution", "opens", proposition=name, **found)
        for who, p in (("author", "0.333"), ("mayor", "0.8")):
            changes = {"id": f"{name}-{who}", "proposition": name, "forecaster": who}
            draft.copy("forecast", "f-collapses", **changes, confidence={"how": "stated", "p": p})
    draft.entries = [
        each
        for each in draft.entries
        if not (
            each["kind"] == "resolution" and not each["body"]["proposition"].startswith("part-")
        )
    ]
    draft.save()
    return FigureData.of(open_book(draft.workspace))


def test_shares_enter_scores_with_the_range_over_all_shares(workspace: "Draft") -> None:
    rows = in_part(workspace, "0.333", "yes").scored
    found = summarize_scores(rows)
    assert found["brier"].value == pytest.approx(
        np.mean([0, (0.8 - 0.333) ** 2, (1 - 0.333) ** 2, 0.04])
    )
    assert found["brier"].rule == "bounded"
    assert not found["brier_minus_even"].excludes(0)
    assert found["brier_minus_even"].rule == "approximate"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "always saying 50% gets 0.14"),
        ("uk", "хто завжди каже «50 %», має 0,14"),
        ("ru", "кто всегда говорит «50 %», получает 0,14"),
    ],
)
def test_the_opening_gives_what_50_percent_gets_on_these_outcomes(
    workspace: "Draft", lang: str, said: str
) -> None:
    book = in_part(workspace, "0.333", "yes").book
    blocks = answer_blocks(retrospect(book, engine="grid"), load_catalogue(lang))
    # the mean of (1/3 - 1/2)^2 and 1/4 is 0.139
    assert said in str(blocks).replace("\\xa0", " ").replace("\\u202f", " ")


def test_a_recalibration_learns_from_yes_and_no_alone(workspace: "Draft") -> None:
    material = in_part(workspace, "0.333", "yes", "no")
    learnt = resolved_sample(material.book)
    assert (learnt.forecasts, learnt.shares) == (4, 2)
    assert len(material.learnable) == 4


@pytest.mark.parametrize("name", ["leaderboard", "reliability", "evidence", "outcomes", "timeline"])
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_figures_draw_them_or_say_how_many_they_leave_out(
    workspace: "Draft", name: str, language: str
) -> None:
    drawing = draw_figure(FIGURES[name], in_part(workspace, "0.333", "yes", "no"), lang=language)
    assert len(drawing.table)
    left = {"en": "came true in part: 2.", "uk": "частково: 2.", "ru": "долей: 2."}[language]
    assert (left in drawing.caption) == (name in ("evidence", "outcomes"))


@pytest.mark.parametrize("name", ["evidence", "outcomes", "recalibration"])
def test_shares_alone_are_said_to_be_all_there_is(workspace: "Draft", name: str) -> None:
    with pytest.raises(WorkspaceError, match="part"):
        draw_figure(FIGURES[name], in_part(workspace, "0.5", "0.25"))


def test_certain_forecasts_of_shares_are_not_taken_for_swapped_columns(workspace: "Draft") -> None:
    material = in_part(workspace, "0.5", "0.25")
    for each in workspace.entries:
        if each["kind"] == "forecast":
            each["body"]["confidence"] = {"how": "stated", "p": "1"}
    workspace.save()
    material = FigureData.of(open_book(workspace.workspace))
    assert draw_figure(FIGURES["reliability"], material).table["said"].tolist() == [1.0]
