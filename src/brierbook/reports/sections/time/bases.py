"""On what basis of time the forecasts of a report count, and the score on each."""

from collections.abc import Hashable
from typing import Any

from brierbook.analysis.tables.bases import score_bases
from brierbook.forecasts.rules.timing import Basis
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.findings.selection import select_forecasts
from brierbook.reports.model import (
    Block,
    Heading,
    Paragraph,
    Table,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.speech.catalogue import Catalogue

__all__ = ["bases_blocks"]

DIGITS = 3


def bases_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section, where anything counts on another basis than what is shown."""
    whole = r.selection.whole
    asked = None if whole else select_forecasts(r.book, r.selection, now=r.made_at)
    found = score_bases(r.book, now=r.made_at, asked=asked)
    if found.empty or list(found["basis"]) == [Basis.SHOWN.value]:
        return []
    waits = bool(found["held_back"].any())
    names = ("basis", "forecasts", "events", "brier", *(("held_back",) if waits else ()))
    head = tuple(words.say(f"basis.{name}") for name in names)
    rows = tuple(
        (
            text_cell(words.say(f"basis.{row['basis']}")),
            numeric_cell(words.number(int(row["n"]))),
            numeric_cell(words.number(int(row["events"]))),
            numeric_cell(_score_text(row, words)),
            *([numeric_cell(words.number(int(row["held_back"])))] if waits else []),
        )
        for row in found.to_dict("records")
    )
    first = next((Basis(row["basis"]) for row in found.to_dict("records") if row["n"]), Basis.SHOWN)
    return [
        Heading(2, words.say("basis.heading")),
        *_basis_paragraph(first, words),
        Table(words.say("basis.heading"), head, rows),
    ]


def _score_text(row: dict[Hashable, Any], words: Catalogue) -> str:
    """Write a score with its limits, where anything counts."""
    if not row["n"]:
        return ""
    value, lower, upper = (float(row[name]) for name in ("score", "lower", "upper"))
    return f"{words.number(value, DIGITS)} ({words.between(lower, upper, DIGITS)})"


def _basis_paragraph(basis: Basis, words: Catalogue) -> list[Block]:
    """Say on what basis the headline stands, where that is not what is shown."""
    if basis is Basis.SHOWN:
        return []
    return [Paragraph(line(words.say(f"basis.{basis.value}_heading")))]
