"""``brierbook.calibrate`` of a data frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior, GroupChoice
from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.engines.engine import EngineName
from brierbook.analysis.scores.logit_normal import expit
from brierbook.analysis.tables.claimed_rows import ClaimedRows, ColumnNames, read_claimed_rows
from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.errors import ArgumentError
from brierbook.frames.headings import claimed_heading, table_as_html, table_as_text

__all__ = ["ClaimedCalibration", "calibrate", "calibrate_rows"]

SAID = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
LEVEL = 0.9
NO_GROUP = "none"


@dataclass(frozen=True, eq=False, repr=False)
class ClaimedCalibration:
    """What the forecasts of a data frame deserve.

    ``posterior`` is what :class:`brierbook.BayesianCalibrator` learnt from ``forecasts`` of the
    ``rows``; ``certain`` forecasts of exactly 0 or 1 were left out.
    """

    posterior: CalibrationPosterior
    rows: ClaimedRows
    forecasts: int
    certain: int

    def to_frame(
        self,
        p: npt.ArrayLike = SAID,
        *,
        group: GroupChoice | None = None,
        levels: tuple[float, ...] = (LEVEL,),
    ) -> pd.DataFrame:
        """Give what forecasts of ``p`` deserve: ``said``, ``mean``, and the limits by level."""
        return self.posterior.curve(p, group=group, levels=levels).to_frame()

    @property
    def overconfident(self) -> float:
        """The probability that these forecasts were too extreme."""
        return self.posterior.overconfident

    def __repr__(self) -> str:
        return table_as_text(claimed_heading(), self.to_frame())

    def _repr_html_(self) -> str:
        return table_as_html(claimed_heading(), self.to_frame())


def calibrate(  # the choices of an analysis, by keyword
    data: object,
    by: str | Iterable[str] = (),
    *,
    model: str = "cox",
    engine: EngineName = "auto",
    event_effect: bool = False,
    clip: float | None = None,
    seed: int = 0,
    **columns: Unpack[ColumnNames],
) -> ClaimedCalibration:
    """Learn what the forecasts of a data frame deserve.

    The numbers are those of ``brierbook calibrate --standing last`` on a book that holds the same
    rows. Forecasts of exactly 0 and 1 are left out and counted, unless ``clip`` says where to move
    them.

    Parameters
    ----------
    data : data frame
        One row a forecast, of pandas, polars, pyarrow or another library that narwhals reads.
    by : str or several, optional
        Columns whose groups differ, and learn from each other.
    model : {"cox", "extremizing", "beta", "monotone"}
        Kind of curve.
    engine : {"auto", "grid", "quadrature", "pymc"}
        How to compute.
    event_effect : bool
        Whether events move what hangs on them.
    clip : float, optional
        Where to move forecasts of 0 and 1.
    seed : int
        Of the draws.
    **columns : str
        How columns are called; see :func:`brierbook.score`.

    Raises
    ------
    ArgumentError
        If a column is missing, or every forecast that counts is 0 or 1.

    Examples
    --------
    >>> data = pd.DataFrame({"y": [1, 0, 1, 0, 1, 1], "p": [0.9, 0.2, 0.7, 0.4, 0.8, 0.6]})
    >>> calibrate(data, engine="grid").to_frame([0.3, 0.7])["said"].tolist()
    [0.3, 0.7]
    """
    keys = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
    return calibrate_rows(
        read_claimed_rows(data, keys, **columns),
        keys,
        model=model,
        engine=engine,
        event_effect=event_effect,
        clip=clip,
        seed=seed,
    )


def calibrate_rows(
    rows: ClaimedRows,
    by: tuple[str, ...] = (),
    *,
    model: str = "cox",
    clip: float | None = None,
    **options: Any,  # noqa: ANN401  # as the calibrator has them
) -> ClaimedCalibration:
    """Learn from forecasts that were read."""
    counted = rows.counted
    certain = ~np.isfinite(counted["mean_logit"]) & (clip is None)
    kept = add_event_weights(counted[~certain])
    if kept.empty:
        raise ArgumentError(
            "p", "is 0 or 1 in every forecast that counts; give clip=0.001", code="frame.certain"
        )
    logit = kept["mean_logit"].to_numpy()
    learner = BayesianCalibrator(model, clip=clip, **options).fit(
        np.where(np.isfinite(logit), expit(logit), logit > 0),
        kept["y"].to_numpy(),
        weight=kept["weight"].to_numpy(),
        event=kept["event"].to_numpy(),
        groups={name: kept[name].fillna(NO_GROUP).to_numpy() for name in by},
    )
    return ClaimedCalibration(learner.fitted, rows, len(kept), int(certain.sum()))
