"""What a candidate says of its words: span, class, polarity, condition, horizon, speaker."""

from datetime import date
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.forecasts.reading.engine.candidates import Candidate
from brierbook.forecasts.reading.engine.reader import read_text
from brierbook.forecasts.reading.engine.sentences import split_sentences

PUBLISHED = date(2024, 12, 6)


def read(text: str, language: str | None = None) -> list[Candidate]:
    """Read the candidates that look ahead."""
    return [c for c in read_text(text, language=language, published=PUBLISHED) if c.scorable]


WORDS = st.sampled_from(
    [
        "The bank will fail",
        "якщо ціни зростуть",
        "может быть",
        "«",
        "»",
        ". ",
        "\n",
        "!",
        "5 грудня",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=12).map(" ".join)


@given(TEXTS)
@example("якщо ціни зростуть \U00017000")  # some tables have no name for it
def test_every_quote_and_cue_stands_at_its_place(text: str) -> None:
    for each in read_text(text):
        assert text[each.start : each.end] == each.quote
        assert each.sentence == text[each.sentence_start :][: len(each.sentence)]
        for cue in each.cues:
            assert text[cue.start : cue.end] == cue.text


@given(TEXTS)
def test_sentences_are_apart_and_leave_only_blanks_out(text: str) -> None:
    spans = list(split_sentences(text))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_heading_without_a_stop_is_a_sentence_of_its_own() -> None:
    text = "Rebels Advance\nThe city will fall."
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "Rebels Advance",
        "The city will fall.",
    ]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The mill closed, and the bank will fail.", "the bank will fail"),
        ("Завод закрыли, а банк рухнет весной.", "а банк рухнет весной"),
        ("Завод закрили, а банк упаде навесні.", "а банк упаде навесні"),
    ],
)
def test_the_span_is_the_clause_and_not_the_sentence(text: str, quote: str) -> None:
    [found] = read(text)
    assert found.quote.removeprefix("and ") == quote


@pytest.mark.parametrize(
    "text",
    [
        "Iran's aid could prolong the war and lead to chaos in the region.",
        "Помощь Ирана может продлить войну и привести к хаосу.",
        "Допомога Ірану може продовжити війну й призвести до хаосу.",
    ],
)
def test_one_cue_reaches_over_both_conjuncts(text: str) -> None:
    [found] = read(text)
    assert found.quote == text[:-1]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The bank will fail.", 1),
        ("The bank will not fail.", -1),
        ("A deal is unlikely.", -1),
        ("I do not think the bank will fail.", -1),
        ("Завод закроют.", 1),
        ("Завод не закроют.", -1),
        ("Вряд ли завод закроют.", -1),
        ("Завод закриють.", 1),
        ("Завод не закриють.", -1),
        ("Навряд чи завод закриють.", -1),
    ],
)
def test_negation_and_doubt_turn_it_round(text: str, polarity: int) -> None:
    [found] = read(text)
    assert found.polarity == polarity


@pytest.mark.parametrize(
    ("text", "condition", "consequent"),
    [
        (
            "If the talks fail, troops will move.",
            "If the talks fail",
            "troops will move",
        ),
        ("Troops will move if the talks fail.", "if the talks fail", "Troops will move"),
        (
            "Если переговоры сорвутся, войска выступят.",
            "Если переговоры сорвутся",
            "войска выступят",
        ),
        (
            "Війська вирушать, якщо переговори зірвуться.",
            "якщо переговори зірвуться",
            "Війська вирушать",
        ),
    ],
)
def test_condition_and_consequent_are_told_apart(
    text: str, condition: str, consequent: str
) -> None:
    [found] = read(text)
    assert (found.cls, found.condition, found.consequent) == ("conditional", condition, consequent)


@pytest.mark.parametrize(
    ("text", "said", "day"),
    [
        ("The line will open by the end of 2025.", "by the end of 2025", date(2025, 12, 31)),
        ("The line will open within days.", "within days", date(2024, 12, 9)),
        ("The line will open in the coming weeks.", "the coming weeks", date(2024, 12, 27)),
        ("The line will open in two weeks.", "in two weeks", date(2024, 12, 20)),
        ("The line will open next month.", "next month", date(2025, 1, 31)),
        ("The line will open by 20 December.", "by 20 December", date(2024, 12, 20)),
        ("Линию откроют до конца года.", "до конца года", date(2024, 12, 31)),
        ("Линию откроют в ближайшие недели.", "ближайшие недели", date(2024, 12, 27)),
        ("Линию откроют через две недели.", "через две недели", date(2024, 12, 20)),
        ("Линию откроют к концу месяца.", "к концу месяца", date(2024, 12, 31)),
        ("Линию откроют в следующем году.", "следующем году", date(2025, 12, 31)),
        ("Лінію відкриють до кінця року.", "до кінця року", date(2024, 12, 31)),
        ("Лінію відкриють найближчими тижнями.", "найближчими тижнями", date(2024, 12, 27)),
        ("Лінію відкриють через місяць.", "через місяць", date(2025, 1, 6)),
        ("Лінію відкриють до 20 грудня.", "до 20 грудня", date(2024, 12, 20)),
        ("Лінію відкриють наступного року.", "наступного року", date(2025, 12, 31)),
    ],
)
def test_a_horizon_is_counted_from_the_publication(text: str, said: str, day: date) -> None:
    [found] = read(text)
    assert found.horizon is not None
    assert (found.horizon.text, found.horizon.day) == (said, day)


def test_without_a_publication_the_words_are_kept_and_no_day_is_given() -> None:
    [found] = [c for c in read_text("The line will open next month.") if c.scorable]
    assert found.horizon is not None
    assert (found.horizon.text, found.horizon.day) == ("next month", None)


@pytest.mark.parametrize(
    ("text", "speaker", "manner"),
    [
        ("The mayor said the bank would fail.", "The mayor", "reported_speech"),
        ("The bank will fail.", None, "author"),
        ("“The bank will fail by spring,” said Anna Kovalenko.", "Anna Kovalenko", "direct_quote"),
        ("Министр заявил, что банк рухнет.", "Министр", "reported_speech"),
        ("Міністр заявив, що банк упаде.", "Міністр", "reported_speech"),
        ("Analysts fear the bank may fail.", "Analysts", "reported_thought"),
    ],
)
def test_the_speaker_is_named_and_how_it_is_reported(
    text: str, speaker: str | None, manner: str
) -> None:
    [found] = read(text)
    assert (found.attribution.speaker, found.attribution.manner) == (speaker, manner)


def test_letters_in_parts_unseen_characters_and_mixed_scripts_are_read() -> None:
    plain = "Завод обов'язково закриють у червні."
    for text in (normalize("NFD", plain), "Завод за\u00adкри\u200bють у червні.", f"\u202e{plain}"):
        [found] = [c for c in read_text(text, language="uk") if c.scorable]
        assert text[found.start : found.end] == found.quote


def test_a_sentence_is_read_in_its_own_language() -> None:
    text = "The bank will fail. Завод закриють улітку. Линию откроют весной."
    assert [c.language for c in read_text(text)] == ["en", "uk", "ru"]
