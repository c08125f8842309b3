"""The losses, levels and transforms of the options, numbers and days of a book that count."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.tables.kinds.kind_losses import (
    PossibleLoss,
    central_intervals,
    exclusive_losses,
    quantile_loss,
    separate_losses,
)
from brierbook.analysis.tables.kinds.scorable_kinds import COLUMNS, ScorableKinds
from brierbook.analysis.tables.kinds.stated_quantiles import StatedQuantiles, quantiles_of
from brierbook.analysis.tables.standing.choices import POOLED, Standing
from brierbook.analysis.tables.standing.time_columns import STANDING
from brierbook.forecasts.entries.records import Answers, Resolution, Shares
from brierbook.forecasts.rules.standing import JudgedForecast

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["level_rows", "loss_rows", "pit_rows", "scored_quantiles", "tabulate_rows"]

SEED = 0
LOSSES = ("metric", "loss", "least", "greatest")


def loss_rows(kinds: ScorableKinds, standing: Standing = POOLED) -> "pd.DataFrame":
    """Give the losses of the forecasts that count: a row for each forecast and metric.

    The columns are those of `ScorableKinds.rows`, then ``metric``, ``loss``, and the ``least`` and
    ``greatest`` that it could have been given what was said; ``greatest`` is infinite for a number
    or a day of a question without bounds. ``inside_90`` and its like are 1 where the central
    interval held the outcome.
    """
    rows = [
        row | {"metric": name, "loss": loss.seen, "least": loss.least, "greatest": loss.greatest}
        for row, judged, resolution in kinds.counted(standing, undated=True)
        for name, loss in _losses_of(judged, resolution).items()
    ]
    return tabulate_rows(rows, LOSSES)


def level_rows(kinds: ScorableKinds) -> "pd.DataFrame":
    """Say of each quantile that counts whether the outcome was at or below it.

    The columns are those of `ScorableKinds.rows`, then ``said``, the level, ``loss``, which is 1 if
    it was, and its range from ``least`` to ``greatest``.
    """
    rows = [
        row | {"said": said, "loss": share, "least": 0.0, "greatest": 1.0}
        for row, stated in scored_quantiles(kinds)
        for said, share in _levels_reached(stated)
    ]
    return tabulate_rows(rows, ("metric", "said", *LOSSES[1:])).assign(metric="level")


def _levels_reached(stated: StatedQuantiles) -> Iterator[tuple[float, float]]:
    """Give each level, and 1 if the outcome was at or below its quantile."""
    for level, value in zip(stated.levels, stated.values, strict=True):
        yield level, stated.share_at_most(level, value)


def pit_rows(kinds: ScorableKinds) -> "pd.DataFrame":
    """Give the transform (PIT) of the outcome of each forecast of a number or a day that counts.

    The columns are those of `ScorableKinds.rows`, then ``low`` and ``high``, the levels between
    which the outcome fell, and ``u``, drawn evenly between them.
    """
    rng = np.random.default_rng(SEED)
    rows = [
        row
        | dict(zip(("low", "high"), stated.pit_limits(), strict=True))
        | {"u": stated.draw_pit(rng)}
        for row, stated in scored_quantiles(kinds)
    ]
    return tabulate_rows(rows, ("low", "high", "u"))


def scored_quantiles(
    kinds: ScorableKinds,
) -> Iterator[tuple[dict[str, object], StatedQuantiles]]:
    """Give the forecasts of numbers and days that count, with what they said and what came."""
    for row, judged, resolution in kinds.counted():
        stated = quantiles_of(judged.proposition.answers, judged.forecast.confidence, resolution)
        if stated is not None:
            yield row, stated


def tabulate_rows(rows: list[dict[str, object]], more: Iterable[str]) -> "pd.DataFrame":
    """Make a table of rows that count, with further columns, also where there is none."""
    import pandas as pd

    return pd.DataFrame(rows, columns=[*COLUMNS, *STANDING, *more])


def _losses_of(judged: JudgedForecast, resolution: Resolution) -> dict[str, PossibleLoss]:
    """Give every loss of a forecast that counts."""
    answers, confidence = judged.proposition.answers, judged.forecast.confidence
    if isinstance(confidence, Shares):
        return _option_losses(answers, confidence, resolution)
    stated = quantiles_of(answers, confidence, resolution)
    return {} if stated is None else _value_losses(stated)


def _option_losses(
    answers: Answers, shares: Shares, resolution: Resolution
) -> dict[str, PossibleLoss]:
    """Score shares of options."""
    said = {name: float(p) for name, p in shares.p}
    p = [said.get(name, 0.0) for name in answers.options]
    if answers.exclusive:
        happened = answers.options.index(resolution.answer or "")
        return exclusive_losses(p, happened, ordered=answers.ordered)
    return separate_losses(p, [name in resolution.chosen for name in answers.options])


def _value_losses(stated: StatedQuantiles) -> dict[str, PossibleLoss]:
    """Score quantiles, on the closed range of the question where it states bounds."""
    found = {"quantile": quantile_loss(stated.levels, stated.values, stated.y, stated.bounds)}
    for nominal, ends in central_intervals(stated.levels, stated.values).items():
        found[f"inside_{nominal * 100:g}"] = PossibleLoss(stated.share_inside(*ends), 0.0, 1.0)
    return found
