"""The lexicons that come with brierbook."""

import math
import re
from collections import Counter
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest

from brierbook.forecasts.entries.fields import DECIMAL
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.forecasts.lexicon import BASES, Lexicon, LexiconWord, load_lexicons, parse_lexicon

HIGHEST = Decimal(6)  # beyond this, words would claim one in four hundred
WORDS = [
    pytest.param(lexicon, word, id=f"{lexicon.name}:{word.id}")
    for lexicon in load_lexicons().values()
    for word in lexicon.words.values()
]
INHERITED = [each for each in WORDS if each.values[1].basis == "inherited"]  # type: ignore[union-attr]  # the second value is a word


def normal_cdf(z: float) -> float:
    return (1 + math.erf(z / math.sqrt(2))) / 2


def test_the_first_lexicon_is_there_with_words_in_each_language() -> None:
    words = load_lexicons()["brierbook-words-1"].words
    assert {word.language for word in words.values()} == set(LANGUAGES)
    assert load_lexicons()["brierbook-words-1"].about


@pytest.mark.parametrize(("lexicon", "word"), WORDS)
def test_a_word_has_finite_numbers_a_spread_and_a_source(
    lexicon: Lexicon, word: LexiconWord
) -> None:
    assert lexicon.words[word.id] is word
    assert re.fullmatch(r"[a-z]{2}\.[a-z]+(-[a-z]+)*", word.id)
    assert word.language in LANGUAGES
    assert word.phrases
    assert all(phrase.strip() == phrase != "" for phrase in word.phrases)
    assert abs(word.mean_logit) < HIGHEST
    assert 0 < word.sd_logit < HIGHEST
    assert DECIMAL.fullmatch(str(word.mean_logit))
    assert DECIMAL.fullmatch(str(word.sd_logit))
    assert word.basis in BASES
    assert word.source.strip()


def test_the_second_lexicon_holds_the_first_with_the_same_numbers() -> None:
    first, second = (load_lexicons()[f"brierbook-words-{n}"].words for n in (1, 2))
    for name, word in first.items():
        kept = second[name]
        assert (kept.mean_logit, kept.sd_logit) == (word.mean_logit, word.sd_logit)
        assert (kept.basis, kept.source) == (word.basis, word.source)
        assert set(word.phrases) <= set(kept.phrases)
    assert len(second) > len(first)


@pytest.mark.parametrize("lexicon", load_lexicons().values(), ids=lambda each: each.name)
def test_ids_are_unique_in_the_file(lexicon: Lexicon) -> None:
    from importlib.resources import files  # the raw text, before ids become keys

    folder = files("brierbook.forecasts") / "lexicons"
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir()]
    [text] = [each for each in texts if f'name = "{lexicon.name}"' in each]
    ids = re.findall(r'^id = "(.+)"$', text, re.MULTILINE)
    assert sorted(ids) == sorted(lexicon.words)


@pytest.mark.parametrize("lexicon", load_lexicons().values(), ids=lambda each: each.name)
def test_a_phrase_has_one_meaning_in_a_language(lexicon: Lexicon) -> None:
    said = Counter(
        (word.language, phrase.casefold())
        for word in lexicon.words.values()
        for phrase in word.phrases
    )
    assert [each for each, times in said.items() if times > 1] == []


def test_some_words_are_inherited() -> None:
    assert {word.values[1].language for word in INHERITED} == {"uk", "ru"}  # type: ignore[union-attr]  # as above


@pytest.mark.parametrize(("lexicon", "word"), INHERITED)
def test_an_inherited_word_has_the_english_mean_and_half_as_much_spread_again(
    lexicon: Lexicon, word: LexiconWord
) -> None:
    phrase = re.search("from English “(.+?)”", word.source)
    assert phrase is not None
    assert "spread × 1.5" in word.source
    parents = [w for w in lexicon.words.values() if w.language == "en" and phrase[1] in w.phrases]
    if "turned round" in word.source:
        # its English parent may not be in the lexicon; the next test has it
        assert all(parent.mean_logit == -word.mean_logit for parent in parents)
        return
    [parent] = parents
    assert parent.basis == "survey"
    assert word.mean_logit == parent.mean_logit
    wide = parent.sd_logit * Decimal("1.5")
    thousandth = Decimal("0.001")
    # the half of a thousandth goes one way or the other
    assert word.sd_logit in {
        wide.quantize(thousandth, ROUND_HALF_EVEN),
        wide.quantize(thousandth, ROUND_HALF_UP),
        wide.quantize(thousandth, "ROUND_HALF_DOWN"),
    }


def test_the_doubt_turned_round_follows_from_its_survey() -> None:
    # “we doubt”: 5-95 % of readers say 5-60 %; a doubt that it holds is 40-95 % that it fails
    word = load_lexicons()["brierbook-words-1"].words["uk.in-great-doubt"]
    low, high = (math.log(p / (1 - p)) for p in (0.40, 0.95))
    assert float(word.mean_logit) == pytest.approx((low + high) / 2, abs=6e-4)
    assert float(word.sd_logit) == pytest.approx(1.5 * (high - low) / (2 * 1.644854), abs=1.1e-3)


@pytest.mark.parametrize(
    ("lexicon", "word"),
    [each for each in WORDS if each.values[1].basis == "hand"],  # type: ignore[union-attr]  # as above
)
def test_a_word_by_hand_covers_ninety_percent_of_the_range_it_states(
    lexicon: Lexicon, word: LexiconWord
) -> None:
    del lexicon
    stated = re.search(r"90 % range, ([\d.]+)–([\d.]+) %", word.source)
    assert stated is not None
    low, high = (
        (math.log(p / (100 - p)) - float(word.mean_logit)) / float(word.sd_logit)
        for p in map(float, stated.groups())
    )
    assert normal_cdf(high) - normal_cdf(low) == pytest.approx(0.9, abs=2e-3)


def test_a_lexicon_is_read_from_its_text() -> None:
    lexicon = parse_lexicon(
        """
        name = "two"
        about = "Two words."

        [[word]]
        id = "uk.maybe"
        phrases = ["мабуть", "може бути"]
        mean_logit = "-0.100"
        sd_logit = "1.0"
        basis = "hand"
        source = "a guess"
        """
    )
    word = LexiconWord(
        "uk.maybe",
        "uk",
        ("мабуть", "може бути"),
        Decimal("-0.100"),
        Decimal("1.0"),
        "hand",
        "a guess",
    )
    assert lexicon == Lexicon("two", "Two words.", {"uk.maybe": word})
