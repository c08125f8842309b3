"""Lines as people type them in three languages, read as each must be.

`typed.tsv` holds them with their right readings; `tools/check_lines.py` says what its columns are.
"""

import csv
import importlib.util
from datetime import date
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from brierbook.errors import AmbiguousError, InputError
from brierbook.forecasts.lexicon import load_lexicons
from brierbook.forecasts.life.readers.confidences import LEXICON
from brierbook.forecasts.lines.grammar import Draft, read_line
from brierbook.forecasts.lines.sentence.phrases import PHRASES
from brierbook.forecasts.lines.words import fold

ROOT = Path(__file__).parents[3]
TYPED = Path(__file__).with_name("typed.tsv")
TODAY = date(2026, 11, 30)
KYIV = "Europe/Kyiv"

_spec = importlib.util.spec_from_file_location("check_lines", ROOT / "tools" / "check_lines.py")
assert _spec is not None
assert _spec.loader is not None
check_lines = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(check_lines)
judge, read = check_lines.judge, check_lines.read


def rows() -> list[dict[str, str]]:
    with TYPED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def draft(line: str) -> Draft:
    return read_line(line, today=TODAY, zone=KYIV)


def said(found: Draft) -> tuple[object, ...]:
    day = found.deadline and found.deadline.text
    return found.text, found.probability, found.range, found.word, day, found.tags


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_a_line_is_read_as_it_is_meant(row: dict[str, str]) -> None:
    found = read(row)
    assert judge(row, found) == "right", found


def test_there_are_many_lines_in_each_language() -> None:
    for lang in ("en", "uk", "ru"):
        kinds = [row["kind"] for row in rows() if row["lang"] == lang]
        assert len(kinds) >= 90
        assert {kinds.count(kind) >= 10 for kind in ("ok", "ask", "refuse")} == {True}


def test_the_judge_tells_wrong_readings_apart() -> None:
    [row] = [row for row in rows() if row["id"] == "en-001"]
    found = read(row)
    assert judge(row, found) == "right"
    assert judge(row, found._replace(p="0.81")) == "MISREAD"
    assert judge(row, found._replace(deadline="2027-02-16")) == "MISREAD"
    assert judge(row, found._replace(deadline="")) == "missed"
    assert judge(row, found._replace(text="My sister passes her test")) == "MISREAD"
    assert judge(row, found._replace(text=f"{found.text} 80%")) == "missed"
    assert judge(row, found._replace(tags=("family", "more"))) == "MISREAD"
    assert judge(row, found._replace(word="likely")) == "MISREAD"
    assert judge(row, found._replace(kind="ask")) == "missed"
    asked = row | {"kind": "ask", "names": "80% & 90%"}
    assert judge(asked, found) == "MISREAD"
    assert judge(asked, found._replace(kind="ask", message="80% or 90%?")) == "right"
    assert judge(asked, found._replace(kind="ask", message="80%?")) == "unnamed"
    assert judge(asked, found._replace(kind="refuse", message="80% or 90%?")) == "unnamed"


def test_each_phrase_is_one_word_of_the_lexicon_in_use() -> None:
    known = [
        fold(phrase) for word in load_lexicons()[LEXICON].words.values() for phrase in word.phrases
    ]
    assert {" ".join(phrase): known.count(" ".join(phrase)) for phrase in PHRASES} == {
        " ".join(phrase): 1 for phrase in PHRASES
    }


SENTENCES = st.sampled_from(
    [
        "the strike is called off",
        "Assad's government loses Damascus",
        "We move house, at last, to Ghent",
        "“100% renewable” becomes law",
        "🌧 It pours at 10:30 sharp",
        "Verstappen is #1 in the standings",
        "Дощ зіпсує пікнік у Києві",
        "Рада ухвалить бюджет у другому читанні",
        "Ми не встигнемо на потяг о 7:15",
        "Сериал получит 9/10 на Кинопоиске",
        "Температура опустится ниже −30 в Якутске",
        "Её брат выиграет 2:1 у соседа",
    ]
)
NUMBERS = st.sampled_from(
    [
        ("30%", "0.30"),
        ("12,5 %", "0.125"),
        ("p=.3", "0.3"),
        ("p=3/10", "0.3"),
        ("(30%)", "0.30"),
        ("@30%", "0.30"),
        ("30 percent", "0.30"),
        ("30 відсотків", "0.30"),
        ("probability 0.3", "0.3"),
        ("з імовірністю 30%", "0.30"),
        ("with a 30% chance", "0.30"),
        ("odds 3:7", "0.3"),
    ]
)
DAYS = st.sampled_from(["by:2027-03-01", "до: 1 березня 2027", "к:01.03.2027", "due:2027/03/01"])
TAGS = st.lists(st.sampled_from(["#a", "#погода", "#x_1"]), max_size=2)


@given(SENTENCES, NUMBERS, DAYS, TAGS)
def test_the_order_of_the_markers_is_free_and_nothing_of_the_sentence_is_lost(
    sentence: str, number: tuple[str, str], day: str, tags: list[str]
) -> None:
    orders = [
        f"{sentence} {number[0]} {day} {' '.join(tags)}",
        f"{sentence} {day} {' '.join(tags)} {number[0]}",
        f"{day} {number[0]} {sentence} {' '.join(tags)}",
        f"{number[0]} {day} {sentence} {' '.join(tags)}",
        f"- {sentence}, {number[0]}, {day} {' '.join(tags)}",
    ]
    read = [said(draft(line)) for line in orders]
    assert read[0][0] == sentence
    assert read[0][1] == Decimal(number[1])
    assert read[0][4] == f"2027-03-01[{KYIV}]"
    assert read == [read[0]] * len(orders)


@given(SENTENCES, NUMBERS, DAYS)
def test_how_characters_are_composed_makes_no_difference(
    sentence: str, number: tuple[str, str], day: str
) -> None:
    line = f"{sentence} {number[0]} {day}"
    text, *rest = said(draft(normalize("NFD", line)))
    assert normalize("NFC", str(text)) == normalize("NFC", sentence)
    assert rest == list(said(draft(line))[1:])


VOCABULARY = """
the a rain wins falls is 30% 0.3 2:1 7/10 50/50 by до к on in at 2027 May Friday tomorrow завтра
через два тижні likely ймовірно не not may може #a @b p=.3 (30%) 3 10 — , that що before until літа
EOY половину 12:30 <5% odds chance шанс of between and to with a probability 40% проти against
"""
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), min_size=1, max_size=9)


@given(WORDS)
def test_what_is_logged_lost_no_word_but_those_that_were_read(words: list[str]) -> None:
    line = " ".join(words)
    try:
        found = draft(line)
    except InputError:
        return
    marks = "—,.;:-()"
    taken = " ".join((found.text, found.said_p or "", found.said_by or "", *found.tags))
    left = [word.strip(marks) for word in taken.split()]
    for word in words:
        bare = word.strip(marks).removeprefix("#")
        assert not bare or bare in [each.removeprefix("#") for each in left], (word, found)


@given(WORDS, st.sampled_from(["p=0.37", "(37%)", "probability 37%"]))
def test_a_mark_settles_which_number_is_the_probability(words: list[str], mark: str) -> None:
    try:
        found = draft(f"{' '.join(words)} by:2027-12-31 {mark}")
    except InputError:
        return
    assert found.probability == Decimal("0.37")


@given(WORDS)
def test_a_line_asked_back_names_words_that_stand_in_it(words: list[str]) -> None:
    line = " ".join(words)
    try:
        draft(line)
    except AmbiguousError as error:
        for named in str(error.value).split("; "):
            assert named in line
    except InputError:
        assume(False)
