"""Options, numbers and days: their scores by kind, never in one mean with yes or no."""

import math
from collections.abc import Hashable
from typing import Any

from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Table,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.speech.catalogue import Catalogue

__all__ = ["count_kinds_sentence", "kinds_blocks"]

HEAD = ("metric", "score", "interval", "forecasts", "propositions", "events")
INSIDE = "inside_"
DIGITS = 3

type _Row = dict[Hashable, Any]


def kinds_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section; nothing where no such question has resolved."""
    if r.kinds.empty:
        return []
    rows = r.kinds.to_dict("records")
    kinds = dict.fromkeys((row["kind"], row["scored_as"]) for row in rows)
    tables = [
        _kind_table([row for row in rows if (row["kind"], row["scored_as"]) == kind], words)
        for kind in kinds
    ]
    approximate = any(row["rule"] == "approximate" and row["reason"] is None for row in rows)
    notes = ["note", *(["approximate"] if approximate else [])]
    return [
        Heading(2, words.say("kinds.heading")),
        *tables,
        Paragraph(line(" ".join(words.say(f"kinds.{name}") for name in notes))),
    ]


def count_kinds_sentence(r: Retrospective, words: Catalogue) -> str | None:
    """Say in the opening how many forecasts of other kinds are scored, if any."""
    first = r.kinds.drop_duplicates(["kind", "scored_as"])
    if first.empty:
        return None
    return words.say("kinds.opening", forecasts=words.count("forecasts", int(first["n"].sum())))


def _kind_table(rows: list[_Row], words: Catalogue) -> Table:
    """Write the scores of one kind that are scored in one way."""
    head = tuple(words.say(f"kinds.{name}") for name in HEAD)
    lines = tuple(_kind_row(row, words) for row in rows)
    kind, way = (words.say(f"kinds.{rows[0][name]}") for name in ("kind", "scored_as"))
    return Table(words.say("kinds.scored_as", kind=kind, way=way), head, lines)


def _kind_row(row: _Row, words: Catalogue) -> tuple[Cell, ...]:
    """Write one score; limits that rest on Student's distribution are marked."""
    known = not math.isnan(row["lower"])
    limits = words.between(row["lower"], row["upper"], DIGITS) if known else ""
    return (
        text_cell(_metric_name(row, words)),
        numeric_cell(words.number(row["score"], DIGITS)),
        numeric_cell(f"≈ {limits}" if limits and row["rule"] == "approximate" else limits),
        *(numeric_cell(words.number(row[name])) for name in ("n", "propositions", "events")),
    )


def _metric_name(row: _Row, words: Catalogue) -> str:
    """Name a metric with its unit, or the share of outcomes that an interval should hold."""
    name = str(row["metric"])
    if name.startswith(INSIDE):
        text = words.say("kinds.inside", share=words.percent(float(name[len(INSIDE) :]) / 100))
        return f"{text}, {row['unit']}" if row["unit"] and row["kind"] == "number" else text
    if name != "quantile":
        each = name == "brier" and row["kind"] == "separate"
        return words.say("kinds.brier_each" if each else f"kinds.{name}")
    unit = words.say("kinds.days") if row["kind"] == "day" else row["unit"]
    return words.say("kinds.quantile_in", unit=unit) if unit else words.say("kinds.quantile")
