"""What a Ukrainian or Russian form may be, by the dictionaries of pymorphy3.

A lemma counts whichever reading of the form it comes from. A tense does not: many nouns look like
verbs, so a future needs a reading that is likely enough and no present beside it.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from brierbook.forecasts.reading.engine.tokens import Feature, WordForm, fold_word
from brierbook.forecasts.reading.extras import import_extra

__all__ = ["make_analyser"]

UKRAINIAN_INFINITIVES = ("ти", "тись", "тися")
LIKELY = 0.3  # the share of readings from which a verb is believed against a noun
NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"))
PARTS = {
    "NOUN": Feature.NOUN,
    "NPRO": Feature.PRONOUN,
    "ADJF": Feature.ADJECTIVE,
    "ADJS": Feature.ADJECTIVE | Feature.SHORT,
    "PRTF": Feature.PARTICIPLE,
    "PRTS": Feature.PARTICIPLE | Feature.SHORT,
    "INFN": Feature.INFINITIVE,
    "GRND": Feature.GERUND,
    "PRED": Feature.PREDICATIVE,
    "ADVB": Feature.ADVERB,
    "PREP": Feature.PREPOSITION,
    "CONJ": Feature.CONJUNCTION,
    "NUMR": Feature.NUMBER,
}
VERBAL = {
    "pres": Feature.PRESENT,
    "past": Feature.PAST,
    "1per": Feature.FIRST,
    "2per": Feature.SECOND,
    "3per": Feature.THIRD,
    "sing": Feature.SINGULAR,
    "plur": Feature.PLURAL,
    "perf": Feature.PERFECTIVE,
}


def make_analyser(language: str) -> Callable[[str, str], WordForm]:
    """Make what looks a form up in the dictionary of a language."""
    parse = import_extra("pymorphy3").MorphAnalyzer(lang=language).parse
    scored = language == "ru"  # only the Russian dictionary tells how likely a reading is

    def analyse(form: str, key: str) -> WordForm:
        if not key[0].isalpha():
            kind = Feature.NUMBER if key[0].isdigit() else Feature.MARK
            return WordForm(key, frozenset((key,)), int(kind))
        if not all(unicodedata.name(each, "") for each in key):
            return WordForm(key, frozenset((key,)), int(Feature.MARK))
        readings = _plausible(parse(key), form)
        lemmas = frozenset(fold_word(each.normal_form) for each in readings) | {key}
        return WordForm(key, lemmas, _features_of(readings, key, scored=scored) | _capital(form))

    return analyse


def _plausible(readings: list[Any], form: str) -> list[Any]:
    """Leave off names and abbreviations, where a form has no capital and may be something else."""
    if form[0].isupper():
        return readings
    common = [each for each in readings if NAMES.isdisjoint(each.tag.grammemes)]
    return common or readings


def _capital(form: str) -> int:
    """Tell a form that begins with a capital."""
    return int(Feature.CAPITAL) if form[0].isupper() else 0


def _features_of(readings: list[Any], key: str, *, scored: bool) -> int:
    """Join what the readings of a form say."""
    features = Feature(0)
    weight = dict.fromkeys(("futr", "pres", "past", "other"), 0.0)
    for each in readings:
        grammemes = each.tag.grammemes
        if "voct" in grammemes:
            continue
        features |= PARTS.get(_part_of(grammemes, key), Feature(0))
        features |= _case_of(grammemes)
        tense = _tense_of(grammemes)
        weight[tense] += each.score
        if tense != "other" or "INFN" in grammemes or "infn" in grammemes:
            features |= _verbal(grammemes)
        if "impr" in grammemes and each.score >= LIKELY:
            features |= Feature.IMPERATIVE
    return int(_with_tense(features, weight, scored=scored))


def _part_of(grammemes: frozenset[str], key: str) -> str:
    """Name the part of speech; the Ukrainian dictionary calls many a third person an infinitive."""
    if "infn" in grammemes:
        return "INFN" if key.endswith(UKRAINIAN_INFINITIVES) else ""
    return next((each for each in PARTS if each in grammemes), "")


def _case_of(grammemes: frozenset[str]) -> Feature:
    """Tell what may be a subject."""
    named = "nomn" in grammemes and ("NOUN" in grammemes or "NPRO" in grammemes)
    return Feature.NOMINATIVE if named else Feature(0)


def _tense_of(grammemes: frozenset[str]) -> str:
    """Name the tense of a verb; everything else is other."""
    if "VERB" not in grammemes or "impr" in grammemes or "infn" in grammemes:
        return "other"
    impersonal = "past" if "Impe" in grammemes else "other"  # зроблено, оголошено
    return next((each for each in ("futr", "pres", "past") if each in grammemes), impersonal)


def _verbal(grammemes: frozenset[str]) -> Feature:
    """Tell person, number and aspect of a finite verb."""
    features = Feature(0)
    for name, feature in VERBAL.items():
        if name in grammemes and name not in ("pres", "past"):
            features |= feature
    return features


def _with_tense(features: Feature, weight: dict[str, float], *, scored: bool) -> Feature:
    """Add the tense that is likely enough."""
    total = sum(weight.values()) or 1.0
    nominal = bool(features & (Feature.NOUN | Feature.ADVERB | Feature.PREPOSITION))
    for name, feature in (
        ("pres", Feature.PRESENT),
        ("past", Feature.PAST),
        ("futr", Feature.FUTURE),
    ):
        share = weight[name] / total
        # a Ukrainian past is seldom a noun: хотів, стали
        believed = share >= LIKELY if scored else share > 0 and (name == "past" or not nominal)
        if believed and not (name == "futr" and weight["pres"] > weight["futr"] / 2):
            features |= feature | Feature.VERB
    return features
