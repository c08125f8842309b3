"""Comma-separated values that no spreadsheet runs, and that can be read back."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.analysis.numeric.csv_text import unescape_formula, write_rounded_csv


def cells(text: str) -> list[list[str]]:
    """Read what was written, with the standard library."""
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "'"])
def test_no_cell_begins_as_a_formula(sign: str) -> None:
    said = f'{sign}HYPERLINK("http://example.org")'
    [head, row] = cells(write_rounded_csv(pd.DataFrame({said: [said], "n": [-1.5]})))
    assert head == [f"'{said}", "n"]
    assert row == [f"'{said}", "-1.5"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
@example(["=1+1", "'=1+1", "''", "", "-", "a,b", 'a"b', "a\r\nb"])
def test_texts_come_back_as_they_were(texts: list[str]) -> None:
    table = pd.DataFrame({"n": range(len(texts)), "text": pd.Series(texts, dtype="object")})
    assert [unescape_formula(text) for _, text in cells(write_rounded_csv(table))[1:]] == texts


def test_numbers_stay_numbers_and_what_is_missing_is_blank() -> None:
    table = pd.DataFrame({"x": [-0.1 - 0.2, None], "y": [True, False], "name": ["-a", None]})
    assert write_rounded_csv(table) == "x,y,name\n-0.3,True,'-a\n,False,\n"
