"""Columns line up on a terminal, whatever the script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.speech.text_columns import align_columns, display_width, truncate_to_width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("rain", 4),
        ("дощ", 3),
        ("雨が", 4),
        ("и\u0306", 1),
        ("🌧", 1),
        ("🌧️🎲", 3),
        ("ｆ", 2),
    ],
)
def test_the_width_is_that_on_a_terminal(text: str, columns: int) -> None:
    # East Asian Width of Unicode 15: 🌧 is N, 🎲 is W, full-width ｆ is F
    assert display_width(text) == columns


def test_texts_stand_left_and_numbers_right() -> None:
    rows = [["a", "10"], ["雨", "9"], ["и\u0306", "100"]]
    assert align_columns(rows).splitlines() == ["a    10", "雨    9", "и\u0306   100"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.integers(1, 20))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    short = truncate_to_width(text, most)
    assert display_width(short) <= most
    assert short == text or short.endswith("…")
    assert (short == text) == (display_width(text) <= most)
