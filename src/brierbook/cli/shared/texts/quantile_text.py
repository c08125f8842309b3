"""What quantiles of numbers and days deserve, on a terminal and as data."""

import math
from typing import TYPE_CHECKING

from brierbook.cli.shared.json_values import round_or_null, table_as_records
from brierbook.reports.findings.level_text import check_sentence
from brierbook.speech.text_columns import align_columns

if TYPE_CHECKING:
    from brierbook.analysis.tables.kinds.level_check import LevelSample
    from brierbook.speech.catalogue import Catalogue

__all__ = ["check_lines", "level_sample_as_data", "level_sample_as_text"]

HEAD = ("said", "held", "limits", "deserve", "forecasts", "events")


def level_sample_as_text(sample: "LevelSample", words: "Catalogue") -> str:
    """Write how often outcomes were at or below the quantiles of each level, and what to read."""
    rows = sample.shares.to_dict("records")
    lines = [_level_line(row, sample, words) for row in rows]
    head = [words.say(f"quantiles.{name}") for name in HEAD]
    table = align_columns([head, *lines], 0)
    return "\n".join([words.say("quantiles.heading"), table, "", *check_lines(sample, words)])


def _level_line(row: "dict[object, float]", sample: "LevelSample", words: "Catalogue") -> list[str]:
    """Write one level."""
    known = not math.isnan(row["lower"])
    limits = f"{words.percent(row['lower'])}–{words.percent(row['upper'])}" if known else ""
    deserved = "" if sample.map is None else words.percent(float(sample.map.happened(row["said"])))
    return [
        words.percent(row["said"]),
        words.percent(row["share"]),
        limits,
        deserved,
        words.number(row["n"]),
        words.number(row["events"]),
    ]


def check_lines(sample: "LevelSample", words: "Catalogue") -> list[str]:
    """Say how sure the map is, and whether it would have helped."""
    from brierbook.speech.catalogue import load_catalogue  # texts of reports

    reports = load_catalogue(words.language)
    rows = [{str(key): row[key] for key in row} for row in sample.check.to_dict("records")]
    said = [check_sentence(row, reports) for row in rows]
    if sample.map is None:
        return said
    p = words.number(sample.map.p_changed, 2)
    return [reports.say("figure.quantile_levels.changed", p=p), *said]


def level_sample_as_data(sample: "LevelSample") -> dict[str, object]:
    """Give the shares, the map and its check as data."""
    found = sample.map
    level_map = found and {
        "model": "beta",
        "a": round_or_null(found.a),
        "b": round_or_null(found.b),
        "p_changed": round_or_null(found.p_changed),
        "forecasts": found.n,
        "events": found.events,
        "readings": table_as_records(found.to_frame(sample.shares["said"].to_numpy())),
    }
    return {
        "quantiles": table_as_records(sample.shares),
        "quantile_map": level_map,
        "quantile_check": table_as_records(sample.check),
    }
