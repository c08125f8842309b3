"""Tables as comma-separated values that a spreadsheet takes for text and numbers, never formulas.

A text that a spreadsheet would run as a formula, or that begins with an apostrophe, gets an
apostrophe before it (OWASP, CSV injection), as spreadsheets themselves mark text;
``unescape_formula`` takes it off again. Numbers stay numbers, the negative ones too.
"""

import csv
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DIGITS", "unescape_formula", "write_rounded_csv"]

DIGITS = 10
type CsvQuoting = Literal[0, 2]  # where it is needed, or every text

MARK = "'"
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", MARK)


def write_rounded_csv(table: "pd.DataFrame") -> str:
    """Write a table, its numbers to ten digits."""
    safe = table.rename(columns=_escape_formula)
    for place, name in enumerate(table.columns):
        if not _is_numeric_column(table[name]):
            safe.isetitem(place, table[name].astype("object").map(_escape_formula).to_list())
    text = _format_csv(safe, csv.QUOTE_MINIMAL)
    # a carriage return alone is not put in quotes, though readers end a line at it
    return _format_csv(safe, csv.QUOTE_NONNUMERIC) if "\r" in text else text


def _format_csv(table: "pd.DataFrame", quoting: CsvQuoting) -> str:
    """Write a table as it is."""
    text: str = table.to_csv(
        index=False, float_format=f"%.{DIGITS}g", lineterminator="\n", quoting=quoting
    )
    return text


def _is_numeric_column(column: "pd.Series") -> bool:
    """Whether a column holds numbers or truth values only."""
    return column.dtype.kind in "biuf"


def _escape_formula(value: object) -> object:
    """Put an apostrophe before a text that would not be taken for one."""
    return MARK + value if isinstance(value, str) and value.startswith(RUN) else value


def unescape_formula(text: str) -> str:
    """Take the apostrophe off again."""
    return text[1:] if text.startswith(MARK) else text
