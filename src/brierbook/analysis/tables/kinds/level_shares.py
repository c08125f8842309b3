"""What quantiles deserve: how often the outcome was at or below the quantile of each level."""

from typing import TYPE_CHECKING

from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.kinds.kind_rows import level_rows
from brierbook.analysis.tables.kinds.kind_scores import summarize_losses

if TYPE_CHECKING:
    from collections.abc import Container

    import pandas as pd

    from brierbook.forecasts.entries.book import Book

__all__ = ["tabulate_level_shares"]

COLUMNS = ("said", "n", "propositions", "events", "share", "lower", "upper", "rule", "reason")


def tabulate_level_shares(
    book: "Book", *, only: "Container[str] | None" = None, level: float = 0.9
) -> "pd.DataFrame":
    r"""Say for each level of quantiles how often the outcome was at or below the quantile.

    .. math:: \hat\alpha(\alpha) = \sum_i w_i 1\{y_i \le q_i(\alpha)\}

    Quantiles that deserve their levels have a share equal to the level; read the other way round,
    the share is the level that such a quantile deserves. Numbers and days count together, for
    shares have no unit; events count the same. Of an outcome that is only known to lie beyond a
    bound of its question, what counts is how likely it was at or below the quantile.

    Parameters
    ----------
    book : Book
        The book.
    only : container of str, optional
        The ids of the forecasts that are asked for; all if left out.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    pandas.DataFrame
        One row a level that was given: ``said``, the counts, ``share`` with limits.

    References
    ----------
    Kuleshov, Fenner and Ermon (2018), Accurate uncertainties for deep learning using calibrated
    regression, arXiv:1807.00263

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> tabulate_level_shares(Book("book.jsonl", records=(), lines=())).empty
    True
    """
    import pandas as pd

    rows = level_rows(book)
    if only is not None:
        rows = rows[[name in only for name in rows["forecast"]]]
    lines = []
    for said, part in rows.groupby("said") if len(rows) else ():
        line = summarize_losses(add_event_weights(part), level)
        lines.append({"said": said, "share": line.pop("score")} | line)
    return pd.DataFrame(lines, columns=[*COLUMNS])
