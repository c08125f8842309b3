"""The scores of a book on a terminal: first how good, then of what, and what was left out."""

import math
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard

from brierbook.analysis.score_table import LEFT_OUT
from brierbook.cli.plain import plain, plain_lines
from brierbook.cli.wording import percent
from brierbook.forecasts.standing import Status
from brierbook.reports.columns import aligned

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.baselines import Baseline
    from brierbook.reports.catalogue import Catalogue

HEAD = ("score", "limits")
BESIDE = ("baseline", "difference", "limits", "skill")
COUNTS = ("propositions", "events", "coverage")
MORE = ("dsc", "auc")  # metrics of which more is better
DIGITS = 3

type Row = dict[str, object]


def as_text(found: "pd.DataFrame", by: list[str], baseline: "Baseline", words: "Catalogue") -> str:
    """Write the scores for a person."""
    rows = [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]
    scored = [row for row in rows if row["n"]]
    blocks = [
        scores(scored, by, words) if scored else words.say("score.nothing"),
        "\n".join(notes(scored, baseline, words)),
        counts(rows, by, words),
    ]
    return plain_lines("\n\n".join(filter(None, blocks)))


def scores(rows: list[Row], by: list[str], words: "Catalogue") -> str:
    """Write what has a score; a group that has none stands among the counts alone."""
    names = ("metric", *HEAD, *(BESIDE if compared(rows) else ()))
    head = [*groups(by, words), *(words.say(f"score.{name}") for name in names)]
    lines = [[*labels(row, by, words), metric(row, words), *measures(row, words)] for row in rows]
    return aligned([head, *(line[: len(head)] for line in lines)], len(by) + 1)


def compared(rows: list[Row]) -> bool:
    """Whether anything stands beside a baseline; parts of a score do not."""
    return any(known(row["baseline"]) for row in rows)


def metric(row: Row, words: "Catalogue") -> str:
    """Name a metric."""
    return words.say(f"metric.{row['metric']}")


def measures(row: Row, words: "Catalogue") -> list[str]:
    """Write a score, its baseline, and how it stands to that."""
    return [
        number(row["score"], words),
        span(row["lower"], row["upper"], words),
        number(row["baseline"], words),
        number(row["difference"], words),
        span(row["difference_lower"], row["difference_upper"], words),
        number(row["skill"], words),
    ]


def number(value: object, words: "Catalogue") -> str:
    """Write a number; what is not known stays blank."""
    return words.number(value, DIGITS) if known(value) else ""


def span(lower: object, upper: object, words: "Catalogue") -> str:
    """Write two limits."""
    return words.between(lower, upper, DIGITS) if known(lower) and known(upper) else ""


def known(value: object) -> TypeGuard[float]:
    """Whether a number is known."""
    return isinstance(value, float) and not math.isnan(value)


def notes(rows: list[Row], baseline: "Baseline", words: "Catalogue") -> list[str]:
    """Say which way is better, and what the baseline is."""
    if not rows:
        return []
    more = dict.fromkeys(metric(row, words) for row in rows if row["metric"] in MORE)
    way = words.say("score.less_but", names=", ".join(more)) if more else words.say("score.less")
    return [way, baseline_note(baseline, words)] if compared(rows) else [way]


def baseline_note(baseline: "Baseline", words: "Catalogue") -> str:
    """Say what the baseline is."""
    if isinstance(baseline, str):
        return words.say(f"score.{baseline}")
    return words.say("score.known", p=percent(Decimal(str(baseline)), words))


def counts(rows: list[Row], by: list[str], words: "Catalogue") -> str:
    """Count what each group rests on, and what was left out; what nobody has is not shown."""
    first = rows[0]["metric"]
    single = [row for row in rows if row["metric"] == first]
    left_out = [name for name in LEFT_OUT if any(row[name] for row in single)]
    head = [
        *groups(by, words),
        words.say("score.forecasts"),
        words.say(f"state.{Status.SCORED}"),
        *(words.say(f"score.{name}") for name in COUNTS),
        *(words.say(f"state.{name}") for name in left_out),
    ]
    lines = [[*labels(row, by, words), *counted(row, left_out, words)] for row in single]
    return aligned([head, *lines], len(by))


def counted(row: Row, left_out: list[str], words: "Catalogue") -> list[str]:
    """Write the counts of a group; those left out and those scored make all forecasts."""
    missing = [int(str(row[name])) for name in LEFT_OUT]
    scored, propositions, events = (int(str(row[name])) for name in ("n", *COUNTS[:2]))
    shown = [int(str(row[name])) for name in left_out]
    return [
        *map(words.number, (scored + sum(missing), scored, propositions, events)),
        words.percent(float(str(row["coverage"]))),
        *map(words.number, shown),
    ]


def groups(by: list[str], words: "Catalogue") -> list[str]:
    """Give the heads of the columns that make the groups."""
    return [words.say(f"group.{name}") for name in by]


def labels(row: Row, by: list[str], words: "Catalogue") -> list[str]:
    """Name a group."""
    return [label(name, row[name], words) for name in by]


def label(name: str, value: object, words: "Catalogue") -> str:
    """Name a group as the book does, languages in words; of a redacted forecast little is known."""
    if not isinstance(value, str):
        return words.say("without.unknown")
    if not value:
        return words.say(f"without.{name}")
    return words.say(f"language.{value}") if name == "language" else plain(value)
