"""What stands above every result that was made from a data frame."""

from collections.abc import Iterator
from html import escape

import pandas as pd

from brierbook.analysis.tables.claimed_rows import ClaimedRows
from brierbook.forecasts.rules.standing import Status
from brierbook.reports.figures.kit.axes import sample_counts, sample_size_line
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["claimed_heading", "claimed_lines", "table_as_html", "table_as_text"]

DIGITS = 4


def claimed_heading(lang: str = "en") -> str:
    """Say that nothing but the data stands behind a result."""
    return load_catalogue(lang).say("claimed.heading")


def claimed_lines(rows: ClaimedRows, words: Catalogue) -> Iterator[str]:
    """Say how many forecasts count, what nobody can check, and how many do not count."""
    yield sample_size_line(words, sample_counts(rows.counted)) + "."
    yield words.say("claimed.note")
    for name, number in _count_left_out(rows).items():
        yield words.say("claimed.left_out", what=words.say(f"claimed.{name}"), n=number)


def _count_left_out(rows: ClaimedRows) -> dict[str, int]:
    """Count the rows that are not scored, by reason."""
    status = rows.judged["status"]
    counts = {
        "open": int((status == Status.OPEN.value).sum()),
        "superseded": int((status == Status.SUPERSEDED.value).sum()),
        "missing": int(((status == Status.SCORED.value) & rows.judged["p"].isna()).sum()),
    }
    return {name: number for name, number in counts.items() if number}


def table_as_text(heading: str, table: pd.DataFrame) -> str:
    """Write a table below its heading, as Python shows a value."""
    return f"{heading}\n{table.round(DIGITS).to_string(index=False)}"


def table_as_html(heading: str, table: pd.DataFrame) -> str:
    """Write a table below its heading, as a notebook shows a value; every text is escaped."""
    made = table.round(DIGITS).to_html(index=False, border=0, na_rep="")
    return made.replace("<thead>", f"<caption>{escape(heading)}</caption><thead>", 1)
