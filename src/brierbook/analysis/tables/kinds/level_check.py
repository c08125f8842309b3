"""What quantiles of a book deserve, and whether a map learnt from its past helped on its future."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.calibration.models.quantile_levels import (
    LevelMap,
    fit_levels,
    recalibrate_quantiles,
)
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.limits.mean_losses import Rows, mean_loss
from brierbook.analysis.tables.forecast_dates import add_date_columns
from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.kinds.kind_losses import quantile_losses
from brierbook.analysis.tables.kinds.kind_rows import scored_quantiles, tabulate_rows
from brierbook.analysis.tables.kinds.level_shares import tabulate_level_shares

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.tables.kinds.scorable_kinds import ScorableKinds
    from brierbook.analysis.tables.kinds.stated_quantiles import StatedQuantiles

__all__ = ["LevelSample", "check_level_map"]

LEVEL = 0.9
CHECK = (
    *("kind", "n", "learnt", "events", "said", "recalibrated", "difference", "lower", "upper"),
    "verdict",
)


@dataclass(frozen=True, eq=False)
class LevelSample:
    """The quantiles of a book that count: shares below each level, the map, and its check."""

    kinds: "ScorableKinds"

    @cached_property
    def rows(self) -> "pd.DataFrame":
        """Every forecast in quantiles that counts, with its transform, dates, weight, and itself.

        What was revised weighs as much as its share of the time; claims rest on the ``first``.
        """
        rows = [
            row | dict(zip(("low", "high"), stated.pit_limits(), strict=True)) | {"stated": stated}
            for row, stated in scored_quantiles(self.kinds)
        ]
        table = tabulate_rows(rows, ("low", "high", "stated"))
        return add_event_weights(add_date_columns(table, self.kinds.book))

    @cached_property
    def shares(self) -> "pd.DataFrame":
        """How often outcomes were at or below the quantile of each level that was stated."""
        return tabulate_level_shares(self.kinds)

    @cached_property
    def map(self) -> LevelMap | None:
        """What levels deserve; None where nothing has resolved."""
        return fit_map(self.rows)

    @cached_property
    def check(self) -> "pd.DataFrame":
        """Whether the map would have helped, had it been learnt before each forecast."""
        first = self.rows[self.rows["first"].astype("bool")].assign(share=1.0)
        return check_level_map(add_event_weights(first))


def fit_map(rows: "pd.DataFrame") -> LevelMap | None:
    """Learn the map of some rows; None where there are none."""
    if rows.empty:
        return None
    ends = rows["low"].to_numpy(), rows["high"].to_numpy()
    return fit_levels(
        ends[0], until=ends[1], event=rows["event"].to_numpy(), weight=rows["weight"].to_numpy()
    )


def check_level_map(rows: "pd.DataFrame", *, level: float = LEVEL) -> "pd.DataFrame":
    r"""Learn the map before each forecast from what was known by then, and score both.

    .. math:: \Delta = \bar S\big(q'\big) - \bar S(q), \qquad
              S = \frac{1}{s} \frac{2}{K} \sum_k (1\{y \le q_k\} - \alpha_k)(q_k - y),

    over the events, q' being the quantiles that the map deserves at the same levels and s the width
    between the outermost quantiles that were said, so that forecasts of any unit count the same.
    Outcomes count as known from the day after they were. Both forecasts have the same levels, so
    that the difference stays the same beyond their quantiles and its range is known even where the
    question states no bounds.

    Parameters
    ----------
    rows : DataFrame
        As `LevelSample.rows`.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    DataFrame
        One row a kind, number and day: ``n`` forecasts, of which ``learnt``, on ``events``, had
        outcomes known before them and are scored; mean scores as ``said`` and ``recalibrated``;
        their ``difference``, below 0 where it helped, with ``lower`` and ``upper``; a ``verdict``:
        ``helped``, ``harmed``, ``unclear``, or ``nothing_earlier``.
    """
    import pandas as pd

    learnt = rows.assign(day=rows["made_at"].dt.floor("D"), ready=rows["known_at"].dt.ceil("D"))
    maps = {day: fit_map(learnt[learnt["ready"] <= day]) for day in learnt["day"].unique()}
    lines = [_check_kind(str(kind), part, maps, level) for kind, part in learnt.groupby("kind")]
    return pd.DataFrame(lines, columns=[*CHECK])


def _check_kind(
    kind: str, rows: "pd.DataFrame", maps: dict[object, LevelMap | None], level: float
) -> dict[str, object]:
    """Score the forecasts of one kind that had something to learn from, in both ways."""
    learnt = rows[[maps[day] is not None for day in rows["day"]]]
    events = learnt["event"].nunique()
    counts = {"kind": kind, "n": len(rows), "learnt": len(learnt), "events": events}
    if learnt.empty:
        return counts | {"verdict": "nothing_earlier"}
    weighed = add_event_weights(learnt)
    codes, weight = _number_events(weighed["event"]), weighed["weight"].to_numpy()
    shares = Rows.of(codes, weight, len(weighed), level)
    said, moved = _losses(weighed, maps)
    found = mean_loss(moved - said, shares)
    return counts | {
        "said": float(shares.share @ said[0]),
        "recalibrated": float(shares.share @ moved[0]),
        "difference": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "verdict": _verdict(found.lower, found.upper),
    }


def _verdict(lower: float, upper: float) -> str:
    """Say whether it helped; limits that there are not say nothing."""
    if upper < 0:
        return "helped"
    return "harmed" if lower > 0 else "unclear"


def _number_events(names: "pd.Series[str]") -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Give each event a number."""
    return np.unique(names.to_numpy(dtype=str), return_inverse=True)[1]


def _losses(rows: "pd.DataFrame", maps: dict[object, LevelMap | None]) -> tuple[Floats, Floats]:
    """Give the losses as said and recalibrated, at what happened and at all that could have."""
    pairs = [
        list(_losses_of(stated, maps[day]))
        for stated, day in zip(rows["stated"], rows["day"], strict=True)
    ]
    longest = max(len(each[0]) for each in pairs)
    filled = [[np.pad(side, (0, longest - len(side)), "edge") for side in pair] for pair in pairs]
    said, moved = np.array(filled).transpose(1, 2, 0)
    return said, moved


def _losses_of(stated: "StatedQuantiles", level_map: LevelMap | None) -> Iterator[list[float]]:
    """Give the losses of one forecast, the one seen first, in widths of what was said."""
    low, high = stated.bounds
    said = np.clip(stated.values, low, high)
    moved = (
        said
        if level_map is None
        else recalibrate_quantiles(stated.levels, said, level_map, bounds=stated.bounds)
    )
    at = [stated.y, *np.unique([*said, *moved, *(end for end in (low, high) if np.isfinite(end))])]
    width = float(said[-1] - said[0]) or 1.0
    for values in (said, moved):
        losses = quantile_losses(stated.levels, values.tolist(), at, stated.bounds)
        yield [loss / width for loss in losses]
