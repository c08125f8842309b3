"""The scores of options, numbers and days on a terminal, kind by kind."""

from typing import TYPE_CHECKING

from brierbook.cli.measure.score_text import group_cells, group_heads, limits_cell, number_cell
from brierbook.speech.text_columns import align_columns

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.tables.kinds.scorable_kinds import ScorableKinds
    from brierbook.speech.catalogue import Catalogue

__all__ = ["held_back_kinds", "kinds_as_text"]

type _KindRow = dict[str, object]

HEAD = ("metric", "score", "limits")
COUNTS = ("forecasts", "propositions", "events")
INSIDE = "inside_"
APPROXIMATE = "approximate"


def kinds_as_text(table: "pd.DataFrame", by: list[str], words: "Catalogue") -> str:
    """Write one block for each kind of question; nothing where there are none."""
    rows = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
    kinds = dict.fromkeys((str(row["kind"]), str(row["scored_as"])) for row in rows)
    blocks = [
        _kind_block([row for row in rows if (row["kind"], row["scored_as"]) == kind], by, words)
        for kind in kinds
    ]
    if any(row["rule"] == APPROXIMATE and row["reason"] is None for row in rows):
        blocks.append(words.say("kinds.approximate"))
    return "\n\n".join(blocks)


def held_back_kinds(kinds: "ScorableKinds", words: "Catalogue") -> str:
    """Say how many questions are decided before their deadline, and when the next will count."""
    rows = kinds.held_back
    if rows.empty:
        return ""
    day = words.day(rows["planned_end"].min().date())
    return words.say("kinds.held_back", n=words.number(rows["proposition"].nunique()), day=day)


def _kind_block(rows: list[_KindRow], by: list[str], words: "Catalogue") -> str:
    """Write the scores of one kind, and how they are scored, under its name."""
    head = [
        *group_heads(by, words),
        *(words.say(f"score.{name}") for name in (*HEAD, *COUNTS)),
    ]
    lines = [_kind_line(row, by, words) for row in rows]
    return "\n".join([_kind_heading(rows[0], words), align_columns([head, *lines], len(by) + 1)])


def _kind_heading(row: _KindRow, words: "Catalogue") -> str:
    """Name a kind, and how it is scored; of what is over time, how much of it that covers."""
    kind, way = words.say(f"kinds.{row['kind']}"), words.say(f"standing.{row['scored_as']}")
    if row["scored_as"] != "over_time":
        return words.say("kinds.scored_as", kind=kind, way=way)
    covered = words.percent(float(str(row["window_covered"])))
    return words.say("kinds.over_time", kind=kind, way=way, covered=covered)


def _kind_line(row: _KindRow, by: list[str], words: "Catalogue") -> list[str]:
    """Write one score; limits that rest on Student's distribution are marked."""
    limits = limits_cell(row["lower"], row["upper"], words)
    approximate = limits and row["rule"] == APPROXIMATE
    return [
        *group_cells(row, by, words),
        _metric_name(row, words),
        number_cell(row["score"], words),
        f"≈ {limits}" if approximate else limits,
        *(words.number(int(str(row[name]))) for name in ("n", "propositions", "events")),
    ]


def _metric_name(row: _KindRow, words: "Catalogue") -> str:
    """Name a metric with the unit it has, or the share of outcomes an interval should hold."""
    name, unit = str(row["metric"]), str(row["unit"])
    if name.startswith(INSIDE):
        text = words.say("kinds.inside", share=words.percent(float(name[len(INSIDE) :]) / 100))
        return f"{text}, {unit}" if unit and row["kind"] == "number" else text
    if name != "quantile":
        return words.say(f"metric.{name}")
    unit = words.say("kinds.days") if row["kind"] == "day" else unit
    return words.say("kinds.quantile_in", unit=unit) if unit else words.say("kinds.quantile")
