"""``brierbook.score`` of a data frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Unpack

import pandas as pd

from brierbook.analysis.tables.baselines import EVEN, OTHERS, Baseline, baseline_columns
from brierbook.analysis.tables.claimed_rows import ClaimedRows, ColumnNames, read_claimed_rows
from brierbook.analysis.tables.metrics import MetricScore
from brierbook.analysis.tables.score_table import score as score_rows
from brierbook.errors import ArgumentError
from brierbook.frames.headings import claimed_heading, table_as_html, table_as_text

__all__ = ["ClaimedScores", "score", "score_claimed_rows"]

METRICS = ("brier", "log")
SHOWN = ("metric", "n", "events", "score", "lower", "upper", "baseline", "skill")


@dataclass(frozen=True, eq=False, repr=False)
class ClaimedScores:
    """The scores of a data frame, one row for each group and metric.

    ``table`` has the columns of :func:`brierbook.analysis.score`; ``rows`` are the forecasts
    behind it, and ``by`` the columns of the groups.
    """

    table: pd.DataFrame
    rows: ClaimedRows
    by: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give every column."""
        return self.table

    def _of_interest(self) -> pd.DataFrame:
        """Take the columns that are shown."""
        return self.table[[*self.by, *SHOWN]]

    def __repr__(self) -> str:
        return table_as_text(claimed_heading(), self._of_interest())

    def _repr_html_(self) -> str:
        return table_as_html(claimed_heading(), self._of_interest())


def score(  # the choices of an analysis, by keyword
    data: object,
    metrics: str | Iterable[str | MetricScore] = METRICS,
    by: str | Iterable[str] = (),
    *,
    baseline: Baseline = EVEN,
    level: float = 0.9,
    seed: int = 0,
    n_resamples: int = 1000,
    **columns: Unpack[ColumnNames],
) -> ClaimedScores:
    """Score the forecasts of a data frame, whole or by groups.

    The numbers are those of ``brierbook score --standing last`` on a book that holds the same rows:
    events count the same, so do the propositions of an event, and limits are by event. A data frame
    does not say how long a forecast stood, so that nothing is pooled over time.

    Parameters
    ----------
    data : data frame
        One row a forecast, of pandas, polars, pyarrow or another library that narwhals reads.
    metrics : str or callable, or several
        ``brier``, ``log``, ``spherical``, ``mcb``, ``dsc``, ``unc``, ``ece``, ``smooth_ece``,
        ``auc``, or a function ``score(y, p, reduce=None)``; see :func:`brierbook.analysis.score`.
    by : str or several, optional
        Columns whose values make groups.
    baseline : str or float
        What scores are set beside: ``even`` (always 50 %), ``base_rate``, ``others``, a column or
        a number.
    level : float
        Confidence level of the limits.
    seed, n_resamples : int
        Of what is drawn at random.
    **columns : str
        How columns are called, where not ``y``, ``p``, ``event``, ``proposition``, ``forecaster``,
        ``time`` and ``weight``; the first two suffice, None leaves one of the others unread, and
        :class:`brierbook.analysis.tables.claimed_rows.ColumnNames` says what each means.

    Raises
    ------
    ArgumentError
        If a column is missing; the message names it, and those that are there.

    Examples
    --------
    >>> data = pd.DataFrame({"outcome": [1, 0, 1, 0], "p": [0.9, 0.2, 0.6, 0.1]})
    >>> score(data, "brier", y="outcome").to_frame().loc[0, "score"].round(3)
    np.float64(0.055)
    """
    keys = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
    beside = () if baseline == OTHERS else baseline_columns(baseline)
    rows = read_claimed_rows(data, [*keys, *beside], **columns)
    if baseline == OTHERS:
        _refuse_without_others(rows)
    return score_claimed_rows(
        rows, metrics, keys, baseline=baseline, level=level, seed=seed, n_resamples=n_resamples
    )


def score_claimed_rows(
    rows: ClaimedRows,
    metrics: str | Iterable[str | MetricScore] = METRICS,
    by: tuple[str, ...] = (),
    **options: Any,  # noqa: ANN401  # as the table of scores has them
) -> ClaimedScores:
    """Score forecasts that were read."""
    table = score_rows(rows.judged, metrics, by, weight=rows.weight, **options)
    return ClaimedScores(table, rows, by)


def _refuse_without_others(rows: ClaimedRows) -> None:
    """Refuse to compare with other forecasters where the data do not name them."""
    for role in baseline_columns(OTHERS):
        if role not in rows.named:
            raise ArgumentError(
                "baseline",
                "is 'others', which needs a column {role}; name yours with {role}=",
                code="frame.others",
                role=role,
            )
