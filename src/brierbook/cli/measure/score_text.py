"""The scores of a book on a terminal: first how good, then of what, and what was left out."""

import math
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard

from brierbook.analysis.tables.score_table import LEFT_OUT
from brierbook.cli.measure.standing_text import (
    events_table,
    held_back_block,
    pace_lines,
    standing_notes,
    standings_table,
    way_cells,
)
from brierbook.cli.shared.printable import as_printable, as_printable_lines
from brierbook.cli.shared.wording import as_percent
from brierbook.forecasts.rules.standing import Status
from brierbook.speech.text_columns import align_columns

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.tables.baselines import Baseline
    from brierbook.analysis.tables.changed_after import ChangedAfter
    from brierbook.analysis.tables.standing.book_scores import BookScores
    from brierbook.speech.catalogue import Catalogue

__all__ = ["group_cells", "group_heads", "limits_cell", "number_cell", "scores_as_text"]

HEAD = ("score", "limits")
BESIDE = ("baseline", "difference", "limits", "skill")
COUNTS = ("propositions", "events", "coverage")
MORE = ("dsc", "auc")  # metrics of which more is better
DIGITS = 3

type ScoreRow = dict[str, object]


def scores_as_text(
    found: "BookScores",
    by: list[str],
    baseline: "Baseline",
    words: "Catalogue",
    changed: "ChangedAfter",
    *,
    events: bool = False,
) -> str:
    """Write the scores for a person."""
    scored = [row for row in _as_rows(found.lines) if row["n"]]
    blocks = [
        _score_table(scored, by, words) if scored else words.say("score.nothing"),
        "\n".join([*_score_notes(scored, baseline, words), *standing_notes(found, words)]),
        standings_table(found, words),
        held_back_block(found, words),
        pace_lines(found, words),
        events_table(found, words) if events else "",
        _count_table(_as_rows(found.counts), by, words),
        _changes_line(changed, words),
    ]
    return as_printable_lines("\n\n".join(filter(None, blocks)))


def _as_rows(table: "pd.DataFrame") -> list[ScoreRow]:
    """Give the rows of a table."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _changes_line(changed: "ChangedAfter", words: "Catalogue") -> str:
    """Say what was changed after the fact, and what the Brier score would be without it."""
    if not changed.changes:
        return ""
    listed = "; ".join(words.say(f"changed_after.{each.kind}", n=each.n) for each in changed.kinds)
    if changed.brier is None or changed.undone is None:
        return words.say("changed_after.unscored", what=listed)
    scores = {"brier": words.number(changed.brier, DIGITS)}
    scores["undone"] = words.number(changed.undone, DIGITS)
    return words.say("changed_after.scored", what=listed, **scores)


def _score_table(rows: list[ScoreRow], by: list[str], words: "Catalogue") -> str:
    """Write what has a score; a group that has none stands among the counts alone."""
    names = ("metric", *HEAD, *(BESIDE if _has_baseline(rows) else ()))
    live = any(row["scored_as"] != "as_said" for row in rows)
    ways = [words.say("standing.scored_as"), words.say("standing.covered")] if live else []
    head = [*group_heads(by, words), *ways, *(words.say(f"score.{name}") for name in names)]
    lines = [
        [
            *group_cells(row, by, words),
            *(way_cells(row, words) if live else []),
            _metric_heading(row, words),
            *_measure_cells(row, words),
        ]
        for row in rows
    ]
    return align_columns([head, *(line[: len(head)] for line in lines)], len(by) + 1)


def _has_baseline(rows: list[ScoreRow]) -> bool:
    """Whether anything stands beside a baseline; parts of a score do not."""
    return any(_is_known(row["baseline"]) for row in rows)


def _metric_heading(row: ScoreRow, words: "Catalogue") -> str:
    """Name a metric."""
    return words.say(f"metric.{row['metric']}")


def _measure_cells(row: ScoreRow, words: "Catalogue") -> list[str]:
    """Write a score, its baseline, and how it stands to that."""
    return [
        number_cell(row["score"], words),
        _chance_cell(row, words) or limits_cell(row["lower"], row["upper"], words),
        number_cell(row["baseline"], words),
        number_cell(row["difference"], words),
        limits_cell(row["difference_lower"], row["difference_upper"], words),
        number_cell(row["skill"], words),
    ]


def number_cell(value: object, words: "Catalogue") -> str:
    """Write a number; what is not known stays blank."""
    return words.number(value, DIGITS) if _is_known(value) else ""


def limits_cell(lower: object, upper: object, words: "Catalogue") -> str:
    """Write two limits."""
    return words.between(lower, upper, DIGITS) if _is_known(lower) and _is_known(upper) else ""


def _chance_cell(row: ScoreRow, words: "Catalogue") -> str:
    """Write what a distance would be by chance; nothing for what has limits."""
    mean, upper, p_value = (row[name] for name in ("as_said", "as_said_upper", "p_value"))
    if not (_is_known(mean) and _is_known(upper) and _is_known(p_value)):
        return ""
    facts = {"mean": words.number(mean, DIGITS), "upper": words.number(upper, DIGITS)}
    return words.say("score.by_chance", **facts, p=words.number(p_value, DIGITS))


def _is_known(value: object) -> TypeGuard[float]:
    """Whether a number is known."""
    return isinstance(value, float) and not math.isnan(value)


def _score_notes(rows: list[ScoreRow], baseline: "Baseline", words: "Catalogue") -> list[str]:
    """Say which way is better, and what the baseline is."""
    if not rows:
        return []
    more = dict.fromkeys(_metric_heading(row, words) for row in rows if row["metric"] in MORE)
    notes = [
        words.say("score.less_but", names=", ".join(more)) if more else words.say("score.less")
    ]
    if _has_baseline(rows):
        notes.append(_baseline_note(baseline, words))
    return notes + _limit_notes(rows, words)


def _limit_notes(rows: list[ScoreRow], words: "Catalogue") -> list[str]:
    """Say why there are no limits, and what distances have instead."""
    far = dict.fromkeys(_metric_heading(row, words) for row in rows if _chance_cell(row, words))
    single = any(row["reason"] == "one event" for row in rows)
    notes = [words.say("score.distance", names=", ".join(far))] if far else []
    return notes + ([words.say("score.no_limits")] if single else [])


def _baseline_note(baseline: "Baseline", words: "Catalogue") -> str:
    """Say what the baseline is."""
    if isinstance(baseline, str):
        return words.say(f"score.{baseline}")
    return words.say("score.known", p=as_percent(Decimal(str(baseline)), words))


def _count_table(rows: list[ScoreRow], by: list[str], words: "Catalogue") -> str:
    """Count what each group rests on, and what was left out; what nobody has is not shown."""
    first = rows[0]["metric"]
    single = [row for row in rows if row["metric"] == first]
    left_out = [name for name in LEFT_OUT if any(row[name] for row in single)]
    head = [
        *group_heads(by, words),
        words.say("score.forecasts"),
        words.say(f"state.{Status.SCORED}"),
        *(words.say(f"score.{name}") for name in COUNTS),
        *(words.say(f"state.{name}") for name in left_out),
    ]
    lines = [[*group_cells(row, by, words), *_count_row(row, left_out, words)] for row in single]
    return align_columns([head, *lines], len(by))


def _count_row(row: ScoreRow, left_out: list[str], words: "Catalogue") -> list[str]:
    """Write the counts of a group; those left out and those scored make all forecasts."""
    missing = [int(str(row[name])) for name in LEFT_OUT]
    scored, propositions, events = (int(str(row[name])) for name in ("n", *COUNTS[:2]))
    shown = [int(str(row[name])) for name in left_out]
    return [
        *map(words.number, (scored + sum(missing), scored, propositions, events)),
        words.percent(float(str(row["coverage"]))),
        *map(words.number, shown),
    ]


def group_heads(by: list[str], words: "Catalogue") -> list[str]:
    """Give the heads of the columns that make the groups."""
    return [words.say(f"group.{name}") for name in by]


def group_cells(row: ScoreRow, by: list[str], words: "Catalogue") -> list[str]:
    """Name a group."""
    return [_group_cell(name, row[name], words) for name in by]


def _group_cell(name: str, value: object, words: "Catalogue") -> str:
    """Name a group as the book does, languages in words; of a redacted forecast little is known."""
    if not isinstance(value, str):
        return words.say("without.unknown")
    if not value:
        return words.say(f"without.{name}")
    return words.say(f"language.{value}") if name == "language" else as_printable(value)
