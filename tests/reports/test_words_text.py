"""The words of a book as text: every word and source, and what must be said of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from brierbook.analysis import book_words, fit_words
from brierbook.analysis.calibration.models.words import WordsPosterior
from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.forecasts.lexicon import load_lexicons
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace
from brierbook.reports.findings.words_text import words_text
from brierbook.speech.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def syria() -> WordsPosterior:
    return book_words(open_book(find_workspace(start=ROOT)), draws=1000)


def written(found: WordsPosterior, language: str) -> str:
    """Write the words, on one line."""
    return " ".join(words_text(found, found.to_frame(), load_catalogue(language)).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_line_and_so_has_each_source(syria: WordsPosterior, language: str) -> None:
    lines = (
        words_text(syria, syria.to_frame(), load_catalogue(language)).split("\n\n")[1].splitlines()
    )
    assert len(lines) == 1 + len(syria.words) + len(syria.uses)
    for word in syria.words:
        assert any(line.startswith(word.phrases[0]) for line in lines)
    sources = [line.split()[0] for line in lines if line.startswith(" ")]
    assert sorted(sources) == sorted(source for _, source in syria.uses)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_inherited_and_what_is_one_readers_is_said(
    syria: WordsPosterior, language: str
) -> None:
    words, text = load_catalogue(language), written(syria, language)
    for name in ("inherited", "hand", "apart", "few"):
        assert " ".join(words.say(f"words.{name}").split()) in text
    for name in ("uk", "ru"):
        assert f"({words.say(f'language.{name}')}): " in text


def test_what_does_not_apply_is_not_said() -> None:
    lexicon = load_lexicons()["brierbook-words-1"].words
    found = fit_words([1, 0], ["en.may"] * 2, ["x"] * 2, lexicon=lexicon, draws=200)
    words, text = load_catalogue("en"), written(found, "en")
    assert words.say("words.inherited") not in text
    assert words.say("words.hand") not in text
    assert "Offset on the log-odds scale (English)" in text
    assert "1 word in 2 forecasts on 2 events" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_prior_shows_it_is_said(syria: WordsPosterior, language: str) -> None:
    """Seven events cannot outweigh the surveys of fourteen words."""
    words, text = load_catalogue(language), written(syria, language)
    assert set(syria.draws.diagnostics.leaning()) >= {
        f"meant[{syria.names[at]} / {source}]" for at, source in syria.uses
    }
    assert words.say("words.prior_every") in text
    assert words.say("words.prior_spread") in text


def test_words_that_outcomes_outweigh_are_not_named() -> None:
    lexicon = load_lexicons()["brierbook-words-1"].words
    said = ["en.may"] * 3000 + ["en.likely"]
    y = [0, 1, 0] * 1000 + [1]
    found = fit_words(y, said, ["x"] * 3001, lexicon=lexicon, source_sd=0, offset_sd=0, draws=1000)
    leaning = found.draws.diagnostics.leaning()
    assert leaning == ["meant[en.likely / x]"]
    text = written(found, "en")
    assert "What these deserve still hangs on their meaning: likely" in text
    assert "The prior still shows" not in text


def test_a_problem_is_said_in_the_language_of_the_table(syria: WordsPosterior) -> None:
    failed = replace(syria.draws, diagnostics=Diagnostics(300, r_hat=1.2, divergences=0))
    text = written(replace(syria, draws=failed), "uk")
    assert "На це покладатися не можна: R-hat — 1,200, більше ніж 1,01" in text
