"""What every score does with its losses: the options that all take, and what becomes of them.

A score is a function that ends in ``**how: Unpack[ScoreOptions]`` under `declare_score`: its
signature then names ``reduce``, ``weight`` and ``missing``, and its type knows that a mean is one
number and ``reduce=None`` gives an array.
"""

import inspect
from collections.abc import Callable
from typing import Literal, NotRequired, Protocol, TypedDict, Unpack, cast, overload

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    MissingPolicy,
    ReducePolicy,
    check_weights,
    common_shape,
    reduce_losses,
    refuse_first_bad,
    refuse_missing_values,
    refuse_unknown_policy,
    refuse_unknown_reduction,
)

__all__ = [
    "Score",
    "ScoreOptions",
    "declare_score",
    "finish_scores",
    "refuse_missing_in_rows",
    "refuse_missing_rows",
    "take_options",
]

TOO_LARGE = "is the score, which a double cannot hold"


class ScoreOptions(TypedDict):
    """Options with which a score is one number, the mean.

    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each row.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 2 is a repeated row, a
        weight of 0 an absent one.
    missing : {"raise", "propagate", "omit"}
        What to do with a row in which a value is NaN. With ``reduce=None``, ``"omit"`` gives a
        one-dimensional array of the rows that are left.
    """

    reduce: NotRequired[Literal["mean"]]
    weight: NotRequired[npt.ArrayLike | None]
    missing: NotRequired[MissingPolicy]


class Score[**P](Protocol):
    """A score: a number, or with ``reduce=None`` an array with one number for each row."""

    __name__: str

    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> float: ...
    @overload
    def __call__(self, *args: object, reduce: None, **kwargs: object) -> Floats: ...


def take_options(
    *,
    reduce: ReducePolicy = "mean",
    weight: npt.ArrayLike | None = None,
    missing: MissingPolicy = "raise",
) -> tuple[ReducePolicy, npt.ArrayLike | None, MissingPolicy]:
    """Give the options their defaults, and refuse what they do not know."""
    refuse_unknown_reduction(reduce, weight)
    refuse_unknown_policy(missing)
    return reduce, weight, missing


OPTIONS = list(inspect.signature(take_options).parameters.values())


def declare_score[**P](function: Callable[P, float | Floats]) -> Score[P]:
    """Declare a function a score: write the common options into its signature and its type."""
    given = inspect.signature(function)
    own = [each for each in given.parameters.values() if each.kind is not each.VAR_KEYWORD]
    declared = given.replace(parameters=[*own, *OPTIONS])
    function.__signature__ = declared  # type: ignore[attr-defined]
    return cast("Score[P]", function)


def refuse_missing_rows(how: ScoreOptions, **columns: Floats) -> None:
    """Refuse missing values that the policy does not allow; a row of weight 0 is an absent row."""
    _, weight, missing = take_options(**how)
    if weight is not None and missing == "raise":
        shape = common_shape(columns)
        counts = check_weights(weight, shape) > 0
        columns = {name: np.where(counts, each, 0.0) for name, each in columns.items()}
    refuse_missing_values(missing, **columns)


def refuse_missing_in_rows(how: ScoreOptions, y: Floats, **rows: Floats) -> None:
    """Do what `refuse_missing_rows` does with rows, whose last axis belongs to one outcome."""
    if how.get("weight") is not None:
        gone = {name: np.isnan(each).any(axis=-1) for name, each in rows.items()}
        rows = {name: np.where(each, np.nan, 0.0) for name, each in gone.items()}
    refuse_missing_rows(how, y=y, **rows)


def finish_scores(
    loss: Floats, absent: Booleans, *, endless: bool = False, **how: Unpack[ScoreOptions]
) -> float | Floats:
    """Leave out or keep the rows that lack a value, and average the losses if asked.

    A loss that is no number though nothing was missing is refused; an infinite one too, unless the
    score is ``endless``, as a logarithmic one is where what happened was called impossible.
    """
    reduce, weight, missing = take_options(**how)
    known = ~np.isnan(loss) & (loss > -np.inf) if endless else np.isfinite(loss)
    refuse_first_bad(loss, known | absent, "y", TOO_LARGE)
    with np.errstate(over="ignore"):  # a sum may overflow where the mean does not
        mean = reduce_losses(loss, absent, reduce=reduce, weight=weight, missing=missing)
    if not isinstance(mean, float) or np.isfinite(mean) or not np.isfinite(loss[~absent]).all():
        return mean
    scale = float(np.abs(loss[~absent]).max(initial=1.0))
    return scale * float(
        reduce_losses(loss / scale, absent, reduce=reduce, weight=weight, missing=missing)
    )
