"""The language of a text, by its letters and words."""

import pytest

from brierbook.forecasts.lines.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Damascus falls", "en"),
        ("12", "en"),
        ("Москва не піде на перемовини", "uk"),
        ("Об'єкт збудують", "uk"),
        ("Москва не пойдёт на переговоры", "ru"),
        ("Рубль подешевеет до 100", "ru"),
        ("Дождь утихнет к 31 декабря", "ru"),
        ("Рада ухвалить закон до кінця року", "uk"),
        ("Дамаск здадуть", "uk"),
        ("Assad покинет Дамаск", "ru"),
        # a word of each: the other letters decide
        ("Он и она", "ru"),
        ("Буде що буде", "uk"),
    ],
)
@pytest.mark.parametrize("otherwise", ["uk", "ru", "en"])
def test_a_text_tells_its_language(text: str, language: str, otherwise: str) -> None:
    assert language_of(text, otherwise) == language


@pytest.mark.parametrize(("otherwise", "language"), [("uk", "uk"), ("ru", "ru"), ("en", "uk")])
def test_in_doubt_it_is_that_of_the_reader(otherwise: str, language: str) -> None:
    assert language_of("Режим впаде", otherwise) == language
