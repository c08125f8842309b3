"""What quantiles deserve: how often the outcome was at or below the quantile of each level."""

from typing import TYPE_CHECKING

from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.kinds.kind_rows import level_rows
from brierbook.analysis.tables.kinds.kind_scores import summarize_losses

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.tables.kinds.scorable_kinds import ScorableKinds

__all__ = ["tabulate_level_shares"]

COLUMNS = ("said", "n", "propositions", "events", "share", "lower", "upper", "rule", "reason")


def tabulate_level_shares(kinds: "ScorableKinds", *, level: float = 0.9) -> "pd.DataFrame":
    r"""Say for each level of quantiles how often the outcome was at or below the quantile.

    .. math:: \hat\alpha(\alpha) = \sum_i w_i 1\{y_i \le q_i(\alpha)\}

    Quantiles that deserve their levels have a share equal to the level; read the other way round,
    the share is the level that such a quantile deserves. Numbers and days count together, for
    shares have no unit; events count the same, and what was revised for the time in which it
    stood. Of an outcome that is only known to lie beyond a
    bound of its question, what counts is how likely it was at or below the quantile.

    Parameters
    ----------
    kinds : ScorableKinds
        The forecasts, judged.
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
    >>> from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds
    >>> tabulate_level_shares(scorable_kinds(Book("book.jsonl", records=(), lines=()))).empty
    True
    """
    import pandas as pd

    rows = level_rows(kinds)
    lines = []
    for said, part in rows.groupby("said") if len(rows) else ():
        line = summarize_losses(add_event_weights(part), level)
        lines.append({"said": said, "share": line.pop("score")} | line)
    return pd.DataFrame(lines, columns=[*COLUMNS])
