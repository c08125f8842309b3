"""The words of a book on a terminal: what readers take them for, and what they came to."""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from brierbook.analysis.calibration.sampling.draws import summarise_draws
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.reports.findings.diagnostics_text import engine_name, reliance_warning
from brierbook.speech.catalogue import Catalogue
from brierbook.speech.text_columns import align_columns

if TYPE_CHECKING:
    from brierbook.analysis.calibration.models.words import WordsPosterior

__all__ = ["first_phrase", "sort_words", "word_sample_sizes", "words_text"]

WIDTH = 88
HEAD = ("word", "source", "basis", "forecasts", "events", "happened")
HEAD_OF_NUMBERS = ("survey", "limits", "learnt", "limits")


def words_text(found: "WordsPosterior", table: pd.DataFrame, words: Catalogue) -> str:
    """Write the table and what must be known to read it."""
    size = words.say("words.size", **word_sample_sizes(found, words))
    blocks = [
        fill(f"{words.say('words.title')}. {size}", WIDTH),
        align_columns([_word_headings(words), *_word_rows(table, words)], 3),
        *(fill(note, WIDTH) for note in _word_notes(found, words)),
    ]
    return "\n\n".join(blocks)


def word_sample_sizes(found: "WordsPosterior", words: Catalogue) -> dict[str, str]:
    """Say how much stands behind the words."""
    return {
        "words": words.count("words", len(found.words)),
        "forecasts": words.count("forecasts", found.total.rows),
        "events": words.count("events", found.total.events),
    }


def _word_headings(words: Catalogue) -> list[str]:
    """Give the heads of the columns."""
    return [words.say(f"words.{name}") for name in (*HEAD, *HEAD_OF_NUMBERS)]


def sort_words(table: pd.DataFrame) -> pd.DataFrame:
    """Sort words by language, and by what readers take them for; sources stay below their word."""
    place = table["language"].map(LANGUAGES.index)
    keys = table.assign(place=place, single=table["source"] != "")
    ordered = keys.sort_values(
        ["place", "survey", "word", "single", "source"],
        ascending=[True, False, True, True, True],
        ignore_index=True,
    )
    return ordered.drop(columns=["place", "single"])


def _word_rows(table: pd.DataFrame, words: Catalogue) -> list[list[str]]:
    """Write the rows of the table."""
    rows = sort_words(table).to_dict(orient="records")
    return [_word_row({str(key): value for key, value in row.items()}, words) for row in rows]


def _word_row(row: dict[str, object], words: Catalogue) -> list[str]:
    """Write one row; what a source shares with its word is not written again."""
    single = bool(row["source"])
    happened = float(str(row["happened"]))
    of_word = [first_phrase(str(row["phrases"])), "", _meaning_basis(row, words)]
    if single:
        of_word = ["", str(row["source"]), ""]
    survey = ["", ""] if single else _percent_with_limits(row, "survey", words)
    counts = [words.number(float(str(row[name]))) for name in ("rows", "events")]
    return [
        *of_word,
        *counts,
        words.percent(happened),
        *survey,
        *_percent_with_limits(row, "learnt", words),
    ]


def first_phrase(phrases: str) -> str:
    """Give the first of the phrases, and say that there are more."""
    head, comma, _ = phrases.partition(", ")
    return f"{head} …" if comma else head


def _meaning_basis(row: dict[str, object], words: Catalogue) -> str:
    """Say where the meaning of a word is from."""
    return words.say(f"words.as_{row['basis']}")


def _percent_with_limits(row: dict[str, object], name: str, words: Catalogue) -> list[str]:
    """Write a probability and its limits."""
    mean, lower, upper = (float(str(row[name + end])) for end in ("", "_lower", "_upper"))
    return [words.percent(mean), words.percents(lower, upper)]


def _word_notes(found: "WordsPosterior", words: Catalogue) -> list[str]:
    """Say what must be known to read the table."""
    bases = {word.basis for word in found.words}
    said = [words.say(f"words.{name}") for name in ("inherited", "hand") if name in bases]
    size = words.number(len(found.draws["spread"]))
    engine = words.say(
        "words.engine", engine=engine_name(found.draws.engine.name, words), draws=size
    )
    return [
        *said,
        *_language_offsets(found, words),
        words.say("words.apart") + " " + words.say("words.few"),
        *_prior_note(found, words),
        " ".join(filter(None, (engine, reliance_warning(found.draws.diagnostics, words)))),
    ]


def _prior_note(found: "WordsPosterior", words: Catalogue) -> list[str]:
    """Say for what the choice of the prior shows."""
    leaning = set(found.draws.diagnostics.leaning())
    note = " ".join(
        filter(
            None,
            (_prior_held_words(found, leaning, words), _other_prior_effects(found, leaning, words)),
        )
    )
    return [note] if note else []


def _prior_held_words(found: "WordsPosterior", leaning: set[str], words: Catalogue) -> str:
    """Say which words' outcomes do not outweigh their meaning."""
    names = [
        first_phrase(", ".join(word.phrases))
        for name, word in zip(found.names, found.words, strict=True)
        if all(f"meant[{name} / {source}]" in leaning for source in _sources_of(found, name))
    ]
    if len(names) == len(found.words) > 1:
        return words.say("words.prior_every")
    return words.say("words.prior_words", words=", ".join(names)) if names else ""


def _sources_of(found: "WordsPosterior", name: str) -> list[str]:
    """List the sources that used a word."""
    at = found.names.index(name)
    return [source for place, source in found.uses if place == at]


def _other_prior_effects(found: "WordsPosterior", leaning: set[str], words: Catalogue) -> str:
    """Say what else hangs on its prior: how far sources differ, and offsets of languages."""
    names = [words.say("words.prior_spread")] if "spread" in leaning else []
    names += [
        words.say("words.prior_offset", language=words.say(f"language.{language}"))
        for language in found.draws.coords["language"]
        if f"offset[{language}]" in leaning
    ]
    return words.say("words.prior_others", names=", ".join(names)) if names else ""


def _language_offsets(found: "WordsPosterior", words: Catalogue) -> list[str]:
    """Say what was learnt of the languages whose readers were not asked."""
    said = []
    drawn = found.draws["offset"]
    for place, language in enumerate(found.draws.coords["language"]):
        if np.ptp(drawn[:, place]) > 0:
            mean, lower, upper = (float(each) for each in summarise_draws(drawn[:, place]))
            name = words.say(f"language.{language}")
            interval = words.between(lower, upper)
            number = words.number(mean, 2)
            said.append(words.say("words.offset", language=name, mean=number, interval=interval))
    return said
