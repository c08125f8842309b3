"""How forecasts are off by topic and by wording: each factor has a recalibration of its own.

Language and source cross in the recalibration of the report; with topics and wordings besides, it
would have more groups than events. Each of these is therefore fitted alone, by quadrature.
"""

from typing import TYPE_CHECKING

import pandas as pd

from brierbook.analysis.group_effects import DRAWS, group_effects
from brierbook.analysis.grouping import TAG, tagged
from brierbook.analysis.recalibration import fit_recalibration

if TYPE_CHECKING:
    from xarray import DataTree

    from brierbook.forecasts.book import Book

ALONE = (TAG, "phrase")


def all_effects(
    book: "Book", rows: pd.DataFrame, tree: "DataTree", *, seed: int = 20241208
) -> pd.DataFrame:
    """Bias and slope of each language, source, topic and wording, raw and partially pooled.

    Parameters
    ----------
    book : Book
        Where the topics are from.
    rows : DataFrame
        Forecasts that count, neither 0 nor 1, with their weights.
    tree : DataTree
        The recalibration of the rows over language and source.
    seed : int
        Of the draws for topics and wordings.

    Returns
    -------
    DataFrame
        As :func:`brierbook.analysis.group_effects.group_effects` gives it. A factor with one group,
        which has nothing to be pooled with, is left out but for language and source.
    """
    own = [factor_effects(part, name, seed=seed) for name, part in parted(book, rows).items()]
    return pd.concat([group_effects(tree, rows), *own], ignore_index=True)


def parted(book: "Book", rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the rows for each factor that has several groups."""
    tables = {name: divided(book, rows) if name == TAG else rows for name in ALONE}
    return {name: table for name, table in tables.items() if len(table[name].unique()) > 1}


def divided(book: "Book", rows: pd.DataFrame) -> pd.DataFrame:
    """Repeat each forecast for every topic, with its weight divided between them."""
    repeated = tagged(book, rows)
    times = repeated.groupby("forecast")["forecast"].transform("size")
    return repeated.assign(weight=repeated["weight"] / times).reset_index(drop=True)


def factor_effects(rows: pd.DataFrame, factor: str, *, seed: int) -> pd.DataFrame:
    """Bias and slope of the groups of one factor, by a recalibration that pools over it alone."""
    tree = fit_recalibration(rows, by=[factor], engine="quadrature", draws=DRAWS, seed=seed)
    return group_effects(tree, rows, factors=(factor,))
