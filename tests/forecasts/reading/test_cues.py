"""Every cue and context holds in its positive example, and not in its negative one."""

import time
from pathlib import Path

import pytest

from brierbook.errors import BookError, InputError
from brierbook.forecasts.reading.engine.candidates import classify
from brierbook.forecasts.reading.engine.cues import Rule, built_in_grammar, read_grammars
from brierbook.forecasts.reading.engine.reader import Reader, read_text

LANGUAGES = ("en", "uk", "ru")
RULES = [
    (language, rule)
    for language in LANGUAGES
    for rule in built_in_grammar(language).rules
    if rule.kind in ("cue", "context")
]
READERS = {language: Reader.of(language) for language in LANGUAGES}


def holds(language: str, rule: Rule, text: str) -> bool:
    """Whether a rule holds in a sentence: a cue with force and in its class, a context anywhere."""
    analysis = READERS[language].analyse(text)
    if rule.kind == "cue":
        return any(hit.rule.id == rule.id and hit.cls == rule.cls for hit in analysis.hits)
    found = built_in_grammar(language).index.find(analysis.sentence)
    return any(each.id == rule.id for _, each in found)


@pytest.mark.parametrize(("language", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_holds_in_its_positive_example_only(language: str, rule: Rule) -> None:
    assert rule.positive
    assert rule.negative
    assert holds(language, rule, rule.positive)
    assert not holds(language, rule, rule.negative)


def test_each_language_has_cues_of_all_classes() -> None:
    for language in LANGUAGES:
        classes = {rule.cls for rule in built_in_grammar(language).rules if rule.kind == "cue"}
        assert {"forecast", "warning", "intention", "desire", "commitment"} < classes
        assert {"scheduled_event", "appeal", "unverified_claim", "normative"} < classes


def hard_sentences() -> list[tuple[str, str, str]]:
    """Read the sentences of both files."""
    here = Path(__file__).parent
    lines = [
        line
        for name in ("hard_kinds.txt", "plain_news.txt")
        for line in (here / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [tuple(line.split(" ", 3)[1:]) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize(("language", "wanted", "text"), hard_sentences())
def test_a_sentence_of_a_hard_kind_is_read_as_people_read_it(
    language: str, wanted: str, text: str
) -> None:
    forward, found = classify(READERS[language].analyse(text))
    assert forward == (wanted != "-")
    assert wanted in ("+", "-", found)


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    """Write a file of cues."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder


POLISH = """
[language]
name = "pl"
words = "forms"

[[cue]]
id = "pl.will"
pattern = "będzie|będą"
class = "forecast"
weight = 0.8
positive = "Jutro będzie padać."
negative = "Wczoraj padało."
"""


def test_a_user_adds_a_language_without_code(tmp_path: Path) -> None:
    grammars = read_grammars(write(tmp_path, POLISH))
    found = list(read_text("Jutro będzie padać. Wczoraj padało.", language="pl", grammars=grammars))
    assert [(each.quote, each.cls) for each in found] == [("Jutro będzie padać", "forecast")]


def test_a_user_adds_a_cue_to_a_language_that_is_there(tmp_path: Path) -> None:
    text = POLISH.replace('"pl"', '"en"').replace("pl.will", "en.mine")
    grammars = read_grammars(write(tmp_path, text.replace("będzie|będą", "on the cusp")))
    assert list(read_text("It is blorp time.", language="en", grammars=grammars)) == []
    grammars = read_grammars(write(tmp_path, text.replace("będzie|będą", "blorp")))
    [found] = read_text("It is blorp time.", language="en", grammars=grammars)
    assert found.cues[0].rule == "en.mine"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('class = "forecast"', 'class = "guess"', "pl.will.class"),
        ("weight = 0.8", "weight = 8", "pl.will.weight"),
        ("weight = 0.8", "p = [0.9, 0.1]", "pl.will.p"),
        ("weight = 0.8", "colour = 1", "pl.will.colour"),
        ("będzie|będą", "@verbal", "pl.will.pattern"),
        ("będzie|będą", "$unknown", "pl.will.pattern"),
        ("będzie|będą", "*", "pl.will.pattern"),
        ("będzie|będą", "a " * 40, "pl.will.pattern"),
        ("będzie|będą", "a " + "** " * 8, "pl.will.pattern"),
        ('name = "pl"', "", "language.name"),
        ('id = "pl.will"', "", "cue"),
    ],
)
def test_a_wrong_cue_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    with pytest.raises(BookError) as caught:
        read_grammars(write(tmp_path, POLISH.replace(old, new)))
    assert caught.value.field == field


def test_a_file_that_is_no_toml_or_no_utf8_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="is not TOML"):
        read_grammars(write(tmp_path, "a = ["))
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BookError, match="UTF-8"):
        read_grammars(tmp_path)
    (tmp_path / "mine.toml").unlink()
    with pytest.raises(InputError, match="holds no"):
        read_grammars(tmp_path)


def test_the_worst_pattern_that_is_allowed_is_read_in_bounded_time(tmp_path: Path) -> None:
    worst = "a *12 ?a *12 ?a *12 ?a ?a ?a *12 ?a b"
    grammars = read_grammars(write(tmp_path, POLISH.replace("będzie|będą", worst)))
    before = time.process_time()
    assert list(read_text("a " * 380, language="pl", grammars=grammars)) == []
    assert time.process_time() - before < 20
