"""The words of a book as text: every word and source, and what must be said of them."""

from pathlib import Path

import pytest

from brierbook.analysis import book_words, fit_words
from brierbook.analysis.calibration.words import WordsPosterior
from brierbook.forecasts.lexicon import lexicons
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.records import LANGUAGES
from brierbook.forecasts.workspace import find_workspace
from brierbook.reports.catalogue import catalogue
from brierbook.reports.words import to_text

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def syria() -> WordsPosterior:
    return book_words(load_book(find_workspace(start=ROOT)), draws=1000)


def written(found: WordsPosterior, language: str) -> str:
    """Write the words, on one line."""
    return " ".join(to_text(found, found.to_frame(), catalogue(language)).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_line_and_so_has_each_source(syria: WordsPosterior, language: str) -> None:
    lines = to_text(syria, syria.to_frame(), catalogue(language)).split("\n\n")[1].splitlines()
    assert len(lines) == 1 + len(syria.words) + len(syria.uses)
    for word in syria.words:
        assert any(line.startswith(word.phrases[0]) for line in lines)
    sources = [line.split()[0] for line in lines if line.startswith(" ")]
    assert sorted(sources) == sorted(source for _, source in syria.uses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_inherited_and_what_is_one_readers_is_said(
    syria: WordsPosterior, language: str
) -> None:
    words, text = catalogue(language), written(syria, language)
    for name in ("inherited", "hand", "apart", "few"):
        assert " ".join(words.say(f"words.{name}").split()) in text
    for name in ("uk", "ru"):
        assert f"({words.say(f'language.{name}')}): " in text


def test_what_does_not_apply_is_not_said() -> None:
    lexicon = lexicons()["brierbook-words-1"].words
    found = fit_words([1, 0], ["en.may"] * 2, ["x"] * 2, lexicon=lexicon, draws=200)
    words, text = catalogue("en"), written(found, "en")
    assert words.say("words.inherited") not in text
    assert words.say("words.hand") not in text
    assert "Offset" not in text
    assert "1 word in 2 forecasts on 2 events" in text
