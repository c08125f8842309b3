"""Messages, plurals, numbers and dates in three languages."""

import string
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from brierbook.errors import ArgumentError
from brierbook.forecasts.when import parse_moment
from brierbook.speech.catalogue import NO_BREAK, load_catalogue
from brierbook.speech.messages import TEXTS


def messages(language: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / f"reports/{language}.toml").read_text(encoding="utf-8"))


def flat(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def placeholders(text: object) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_english_message_has_its_fellow(language: str) -> None:
    ours = {key for key, _ in flat(messages("en")) if not key.startswith("count.")}
    theirs = {key for key, _ in flat(messages(language)) if not key.startswith("count.")}
    assert ours == theirs


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_the_fellows_take_the_same_values(language: str) -> None:
    theirs = dict(flat(messages(language)))
    for key, text in flat(messages("en")):
        if not key.startswith("count."):
            assert placeholders(text) == placeholders(theirs[key]), key


@pytest.mark.parametrize(("language", "forms"), [("uk", 3), ("ru", 3), ("en", 2)])
def test_every_noun_has_every_form(language: str, forms: int) -> None:
    assert {len(noun) for noun in messages(language)["count"].values()} == {forms}
    assert messages(language)["count"].keys() == messages("en")["count"].keys()


# Unicode CLDR plural rules: one, few, many
@pytest.mark.parametrize(
    ("n", "ukrainian", "russian"),
    [
        # an underscore stands for the blank that does not break
        (0, "0_подій", "0_событий"),
        (1, "1_подія", "1_событие"),
        (2, "2_події", "2_события"),
        (4, "4_події", "4_события"),
        (5, "5_подій", "5_событий"),
        (11, "11_подій", "11_событий"),
        (14, "14_подій", "14_событий"),
        (21, "21_подія", "21_событие"),
        (22, "22_події", "22_события"),
        (111, "111_подій", "111_событий"),
        (121, "121_подія", "121_событие"),
    ],
)
def test_slavic_plurals(n: int, ukrainian: str, russian: str) -> None:
    assert load_catalogue("uk").count("events", n).replace(NO_BREAK, "_") == ukrainian
    assert load_catalogue("ru").count("events", n).replace(NO_BREAK, "_") == russian


def test_english_plurals() -> None:
    assert [load_catalogue("en").count("events", n) for n in (0, 1, 2)] == [
        "0 events",
        "1 event",
        "2 events",
    ]


def test_numbers() -> None:
    english, ukrainian = load_catalogue("en"), load_catalogue("uk")
    assert english.number(0.125, 3) == "0.125"
    assert ukrainian.number(0.125, 3) == "0,125"
    assert english.number(-0.25, 2) == "\N{MINUS SIGN}0.25"
    assert english.number(-0.001, 2) == "0.00"
    assert english.number(float("inf")) == "\N{INFINITY}"
    assert english.percent(0.625) == "62%"
    assert load_catalogue("ru").percent(0.7) == "70\N{NO-BREAK SPACE}%"
    assert english.between(0.1, 0.3) == "0.10\N{EN DASH}0.30"
    assert english.between(-0.1, 0.3) == "\N{MINUS SIGN}0.10 to 0.30"
    assert ukrainian.between(-0.1, 0.3).replace(NO_BREAK, "_") == "від_−0,10 до_0,30"
    assert load_catalogue("ru").between(-0.1, 0.3).replace(NO_BREAK, "_") == "от_−0,10 до_0,30"


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        ("en", "so", "“so”"),
        ("en", "the “rule of tyranny”", "“the ‘rule of tyranny’”"),
        ("en", "конец «правлению»", "“конец «правлению»”"),
        ("uk", "кінець «правлінню»", "«кінець „правлінню“»"),
        ("ru", "конец «правлению»", "«конец „правлению“»"),
        ("ru", "should “play out”", "«should “play out”»"),
    ],
)
def test_marks_inside_quotation_marks_are_inner_ones(language: str, text: str, quoted: str) -> None:
    assert load_catalogue(language).quote(text) == quoted


def test_a_message_can_be_a_sentence() -> None:
    assert load_catalogue("uk").sentence("outcome.no") == "Не сталося."


@pytest.mark.parametrize(
    ("language", "day", "days", "months"),
    [
        ("en", "8_December 2024", "6–7_December 2024", "30_November 2024_– 1_December 2024"),
        ("uk", "8_грудня 2024_р.", "6–7_грудня 2024_р.", "30_листопада 2024_р._– 1_грудня 2024_р."),
        ("ru", "8_декабря 2024_г.", "6–7_декабря 2024_г.", "30_ноября 2024_г._– 1_декабря 2024_г."),
    ],
)
def test_days(language: str, day: str, days: str, months: str) -> None:
    words = load_catalogue(language)
    written = {
        "2024-12-08[Asia/Damascus]": day,
        "2024-12-06/2024-12-07[Asia/Damascus]": days,
        "2024-11-30/2024-12-01[Asia/Damascus]": months,
    }
    for text, expected in written.items():
        # an underscore stands for the blank that does not break
        assert words.moment(parse_moment(text)).replace(NO_BREAK, "_") == expected


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ArgumentError, match="lang: is 'de'; use one of en, uk, ru"):
        load_catalogue("de")
