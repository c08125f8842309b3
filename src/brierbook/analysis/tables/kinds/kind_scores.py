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
from brierbook.analysis.tables.kinds.kind_rows import KINDS, loss_rows, tabulate_kinds
from brierbook.forecasts.rules.standing import Status

if TYPE_CHECKING:
    from collections.abc import Container

    import pandas as pd

    from brierbook.forecasts.entries.book import Book

__all__ = ["count_kinds", "score_kinds", "summarize_losses"]

KEYS = ("kind", "unit", "metric")
# Limits nearer to each other than this share of the score are none.
SAME = 1e-9
MEASURES = (*("n", "propositions", "events", "score", "lower", "upper", "rule", "reason"),)


def score_kinds(
    book: "Book",
    by: Sequence[str] = (),
    *,
    only: "Container[str] | None" = None,
    level: float = 0.9,
) -> "pd.DataFrame":
    """Score the options, numbers and days of a book, by kind and unit, never in one mean.

    Events count the same, and so do the propositions of an event and the forecasts of those.
    ``brier``, ``log`` and ``rps`` are losses of options; ``quantile`` is twice the mean quantile
    score, in the unit of the number or in days; ``inside_90`` is the share of outcomes that the
    central 90 % interval held. Limits hold what was said and the bounds of the question; where a
    question states none they are Student's, ``rule`` is ``approximate``, and they carry no claim.

    Parameters
    ----------
    book : Book
        The book.
    by : sequence of str
        Columns of groups, as the score of yes or no takes them, apart from ``phrase``.
    only : container of str, optional
        The ids of the forecasts that are asked for; all if left out.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    pandas.DataFrame
        Columns ``by``, ``kind``, ``unit``, ``metric``, then ``n``, ``propositions``, ``events``,
        ``score``, ``lower``, ``upper``, ``rule`` and ``reason``.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> score_kinds(Book("book.jsonl", records=(), lines=())).empty
    True
    """
    import pandas as pd

    rows = loss_rows(book)
    if only is not None:
        rows = rows[[name in only for name in rows["forecast"]]]
    rows = repeat_by_tag(book, rows) if TAG in by else rows
    keys = [*by, *KEYS]
    groups = rows.groupby(keys, sort=False, dropna=False) if len(rows) else ()
    lines = [
        dict(zip(keys, name, strict=True)) | summarize_losses(add_event_weights(part), level)
        for name, part in groups
    ]
    table = pd.DataFrame(lines, columns=[*keys, *MEASURES])
    order = table["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    return table.iloc[np.lexsort([order])].reset_index(drop=True)


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


def count_kinds(book: "Book") -> dict[str, dict[str, int]]:
    """Count the forecasts of each kind, all and scored, and the propositions behind those scored.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> count_kinds(Book("book.jsonl", records=(), lines=()))
    {}
    """
    table = tabulate_kinds(book)
    counted = table[table["status"] == Status.SCORED.value]
    return {
        str(kind): {
            "forecasts": len(rows),
            "scored": int((counted["kind"] == kind).sum()),
            "propositions": int(counted["proposition"][counted["kind"] == kind].nunique()),
        }
        for kind, rows in table.groupby("kind", sort=False)
    }
