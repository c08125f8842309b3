"""Figures call forecasters by the names that the book gives them, in three languages."""

import pytest

from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.kit.groups import group_display_name
from brierbook.reports.figures.kit.names import names_of_book
from brierbook.reports.figures.registry import FIGURES, draw_figure
from brierbook.speech.catalogue import load_catalogue


@pytest.mark.parametrize(
    ("lang", "name"),
    [("uk", "Підполковник Хасан Абдул-Гані"), ("en", "Lt Col Hassan Abdul Ghani")],
)
def test_a_forecaster_goes_by_the_name_of_the_book(
    syrian: FigureData, lang: str, name: str
) -> None:
    words = load_catalogue(lang)
    with names_of_book(syrian.book):
        assert group_display_name("hassan-abdul-ghani", words) == name
        assert group_display_name("somebody-else", words) == "somebody-else"
    assert group_display_name("hassan-abdul-ghani", words) == "hassan-abdul-ghani"


def test_no_id_of_a_forecaster_stands_in_a_figure(syrian: FigureData) -> None:
    for figure in ("timeline", "leaderboard", "surprises"):
        drawing = draw_figure(FIGURES[figure], syrian, lang="uk")
        with_ids = [key for key in syrian.book.forecasters if key in drawing.alt]
        assert with_ids == []
