"""Scores of options, numbers and days: one line a group, kind, unit and metric."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.limits.event_mean import approximate_mean
from brierbook.analysis.numeric.limits.mean_losses import Rows, mean_loss
from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.grouping import TAG, repeat_by_tag
from brierbook.analysis.tables.kinds.kind_rows import loss_rows
from brierbook.analysis.tables.kinds.scorable_kinds import KINDS, ScorableKinds
from brierbook.analysis.tables.standing.choices import POOLED, Standing
from brierbook.analysis.tables.standing.time_columns import ScoredAs

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["score_kinds", "summarize_losses"]

KEYS = ("kind", "unit", "scored_as", "metric")
# Limits nearer to each other than this share of the score are none.
SAME = 1e-9
MEASURES = (
    *("n", "propositions", "events", "score", "lower", "upper", "rule", "reason"),
    "window_covered",
)


def score_kinds(
    kinds: ScorableKinds,
    by: Sequence[str] = (),
    *,
    standing: Standing = POOLED,
    level: float = 0.9,
) -> "pd.DataFrame":
    """Score the options, numbers and days of a book, by kind and unit, never in one mean.

    Events count the same, and so do the propositions of an event and the forecasters of those; what
    was revised counts for the share of the planned window in which it stood. Statements of
    documents are scored as said, and questions without a deadline from opening to decision, each
    in a row of its own (``scored_as``).
    ``brier``, ``log`` and ``rps`` are losses of options; ``quantile`` is twice the mean quantile
    score, in the unit of the number or in days; ``inside_90`` is the share of outcomes that the
    central 90 % interval held. Limits hold what was said and the bounds of the question; where a
    question states none they are Student's, ``rule`` is ``approximate``, and they carry no claim.

    Parameters
    ----------
    kinds : ScorableKinds
        The forecasts, judged.
    by : sequence of str
        Columns of groups, as the score of yes or no takes them, apart from ``phrase``.
    standing : Standing
        Pooled over time, or the first, the last or another word alone.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    pandas.DataFrame
        Columns ``by``, ``kind``, ``unit``, ``scored_as``, ``metric``, then ``n``, ``propositions``,
        ``events``, ``score``, ``lower``, ``upper``, ``rule``, ``reason`` and ``window_covered``,
        the share of the windows, until they closed, in which forecasts stood.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds
    >>> score_kinds(scorable_kinds(Book("book.jsonl", records=(), lines=()))).empty
    True
    """
    import pandas as pd

    rows = loss_rows(kinds, standing)
    rows = repeat_by_tag(kinds.book, rows) if TAG in by else rows
    keys = [*by, *KEYS]
    groups = rows.groupby(keys, sort=False, dropna=False) if len(rows) else ()
    lines = [
        dict(zip(keys, name, strict=True))
        | summarize_losses(add_event_weights(part), level)
        | {"window_covered": _covered_share(part)}
        for name, part in groups
    ]
    table = pd.DataFrame(lines, columns=[*keys, *MEASURES])
    places = {name: place for place, name in enumerate((*KINDS, *(way.value for way in ScoredAs)))}
    order = [table[name].map(places) for name in ("scored_as", "kind")]
    return table.iloc[np.lexsort(order)].reset_index(drop=True)


def _covered_share(rows: "pd.DataFrame") -> float:
    """Give the share of the windows, until they closed, in which any of a series stood."""
    series = add_event_weights(rows.drop_duplicates("series").assign(share=1.0))
    return float(np.average(series["coverage"], weights=series["weight"]))


def summarize_losses(rows: "pd.DataFrame", level: float) -> dict[str, object]:
    """Average one loss of one group over events."""
    found = _mean_with_limits(rows, level)
    return {
        "n": len(rows),
        "propositions": rows["proposition"].nunique(),
        "events": found.events,
        "score": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "rule": found.rule,
        "reason": found.reason,
    }


def _mean_with_limits(rows: "pd.DataFrame", level: float) -> Estimate:
    """Take the limits from what could have happened; Student's where that has no end."""
    import pandas as pd

    losses = rows[["loss", "least", "greatest"]].to_numpy(dtype=np.float64).T
    codes, weight = pd.factorize(rows["event"])[0], rows["weight"].to_numpy()
    if np.isfinite(losses).all() or not np.isfinite(losses[0]).all():
        return mean_loss(losses, Rows.of(codes, weight, len(rows), level))
    if rows["metric"].iloc[0] == "log":  # a share of 0 or 1 could have lost infinitely
        return mean_loss(losses, Rows.of(codes, weight, len(rows), level))
    found = approximate_mean(losses[0], codes=codes, weight=weight, level=level)
    if not found.limited:
        return found
    if found.upper - found.lower <= SAME * abs(found.value):  # events could have differed
        return found.without_limits("no bound")
    return replace(found, lower=max(found.lower, 0.0))
