"""How forecasts are off by language, source, topic and wording, each pooled by itself.

Together they would have more groups than events. A factor with fewer than three groups says nothing
of how groups differ: its groups share one curve.
"""

from typing import TYPE_CHECKING

import pandas as pd

from brierbook.analysis.tables.fitted.group_effects import DRAWS, group_effects
from brierbook.analysis.tables.fitted.recalibration import fit_recalibration
from brierbook.analysis.tables.grouping import TAG, repeat_by_tag

if TYPE_CHECKING:
    from brierbook.forecasts.entries.book import Book

__all__ = ["ALONE", "split_by_factor", "tabulate_all_effects"]

ALONE = (TAG, "phrase")
ALWAYS = ("language", "source")


def tabulate_all_effects(book: "Book", rows: pd.DataFrame, *, seed: int = 20241208) -> pd.DataFrame:
    """Bias and slope of each language, source, topic and wording, raw and partially pooled.

    Parameters
    ----------
    book : Book
        Where the topics are from.
    rows : DataFrame
        Forecasts that count, neither 0 nor 1, with their weights.
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        As :func:`brierbook.analysis.tables.fitted.group_effects.group_effects` gives it. A factor
        with one group,
        which has nothing to be pooled with, is left out but for language and source.
    """
    tables = dict.fromkeys(ALWAYS, rows) | split_by_factor(book, rows)
    own = [_fit_factor_effects(part, name, seed=seed) for name, part in tables.items()]
    return pd.concat(own, ignore_index=True)


def split_by_factor(book: "Book", rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the rows for each factor that has several groups."""
    tables = {name: split_by_topic(book, rows) if name == TAG else rows for name in ALONE}
    return {name: table for name, table in tables.items() if len(table[name].unique()) > 1}


def split_by_topic(book: "Book", rows: pd.DataFrame) -> pd.DataFrame:
    """Repeat each forecast for every topic, with its weight divided between them."""
    repeated = repeat_by_tag(book, rows)
    times = repeated.groupby("forecast")["forecast"].transform("size")
    return repeated.assign(weight=repeated["weight"] / times).reset_index(drop=True)


def _fit_factor_effects(rows: pd.DataFrame, factor: str, *, seed: int) -> pd.DataFrame:
    """Bias and slope of the groups of one factor, by a recalibration that pools over it alone."""
    tree = fit_recalibration(rows, by=[factor], draws=DRAWS, seed=seed)
    return group_effects(tree, rows, factors=(factor,))
