"""The figure of words: its table, its glyphs in every language, the same bytes again."""

from pathlib import Path

import pytest

from brierbook.analysis import book_words
from brierbook.analysis.calibration.models.words import WordsPosterior
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace
from brierbook.reports.figures.kit.drawing import render_figure
from brierbook.reports.figures.words import plot_words
from brierbook.reports.findings.words_text import sort_words

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def words() -> WordsPosterior:
    return book_words(open_book(find_workspace(start=ROOT)), draws=1000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_glyph_is_there(words: WordsPosterior, language: str) -> None:
    drawing = plot_words(words, lang=language)
    assert render_figure(drawing, "png").startswith(b"\x89PNG")
    assert "{" not in drawing.alt


def test_the_same_figure_gives_the_same_bytes(words: WordsPosterior) -> None:
    first, second = (render_figure(plot_words(words)) for _ in range(2))
    assert first == second


def test_the_table_is_what_is_drawn(words: WordsPosterior) -> None:
    drawing = plot_words(words)
    own = drawing.table[drawing.table["source"] == ""]
    # nearest words first within a language, and languages apart by more than words
    assert own["language"].tolist() == sorted(own["language"], key=LANGUAGES.index)
    gaps = own["place"].diff().dropna()
    change = (own["language"] != own["language"].shift())[1:]
    assert gaps[change].min() > gaps[~change].max()
    ticks = [each.get_text() for each in drawing.ax.get_yticklabels()]
    assert len(ticks) == len(own) == len(words.words)


def test_sources_stand_below_their_word(words: WordsPosterior) -> None:
    table = sort_words(words.to_frame())
    named = table["word"].where(table["source"] == "").ffill()
    assert (named == table["word"]).all()


def test_the_alternative_text_names_the_word_furthest_from_its_meaning(
    words: WordsPosterior,
) -> None:
    table = words.to_frame()
    own = table[table["source"] == ""]
    furthest = (own["learnt"] - own["survey"]).abs().to_numpy().argmax()
    phrase = own["phrases"].to_list()[furthest].partition(", ")[0]
    assert f"“{phrase}" in plot_words(words).alt
