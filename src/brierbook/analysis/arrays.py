"""What every score asks of its arguments: shapes, domains, weights and missing values."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

import numpy as np
import numpy.typing as npt

from brierbook.errors import ArgumentError

type Floats = npt.NDArray[np.float64]
type Booleans = npt.NDArray[np.bool_]
type Missing = Literal["raise", "propagate", "omit"]
type Reduce = Literal["mean"] | None

# Three columns of this many doubles stay in the second-level cache of common processors.
CHUNK = 32_768

# Probabilities over categories sum to one up to rounding.
SUM_TOLERANCE = 1e-9

# Sums of squares of weights in this range neither overflow nor vanish.
LIGHTEST, HEAVIEST = 1e-100, 1e100


class Mean(TypedDict):
    """Options with which a score is one number, the mean."""

    reduce: NotRequired[Literal["mean"]]
    weight: NotRequired[npt.ArrayLike | None]
    missing: NotRequired[Missing]


class Each(TypedDict):
    """Options with which a score is one number for each observation."""

    reduce: None
    weight: NotRequired[None]
    missing: NotRequired[Missing]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Outcomes, probabilities and weights of one shape, checked; the weights sum to any number.

    ``omitted`` counts the pairs left out because one of their values was missing.
    """

    y: Floats
    p: Floats
    weight: Floats
    omitted: int = 0


def binary_pairs(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    missing: Missing | None = None,
) -> Pairs:
    """Check outcomes in {0, 1} against probabilities in [0, 1]; weights default to one.

    Without a policy missing values are refused; the caller then has none to choose.
    """
    yy, pp = same_shape(as_floats(y, "y"), as_floats(p, "p"))
    ww = as_weights(weight, yy.shape)
    refuse_policy(missing)
    if all(binary(a, b) for a, b in chunks(yy, pp)):
        return Pairs(yy, pp, ww)
    absent = np.isnan(yy) | np.isnan(pp)
    refuse(yy, (yy == 0) | (yy == 1) | np.isnan(yy), "y", "is not 0 or 1; are y and p swapped?")
    refuse(pp, ((pp >= 0) & (pp <= 1)) | np.isnan(pp), "p", "is not between 0 and 1")
    refuse_gaps(missing, y=yy, p=pp)
    refuse_nothing_left(absent, missing)
    if missing == "omit" and absent.any():
        keep = ~absent
        return Pairs(yy[keep], pp[keep], some_weight(ww[keep]), int(absent.sum()))
    return Pairs(yy, pp, ww)


def chunks(*columns: npt.NDArray[Any]) -> Iterator[tuple[Floats, ...]]:
    """Walk over columns of one shape as doubles, in pieces that fit the cache."""
    iterator = np.nditer(
        columns,
        flags=["external_loop", "buffered"],
        op_flags=[["readonly"]] * len(columns),
        op_dtypes=[np.dtype(np.float64)] * len(columns),
        casting="same_kind",
        buffersize=CHUNK,
    )
    yield from iterator


def binary(y: Floats, p: Floats) -> bool:
    """Tell whether all outcomes are 0 or 1 and all probabilities in [0, 1], with none missing."""
    return bool(p.min() >= 0 and p.max() <= 1 and ((y == 0) | (y == 1)).all())


def as_floats(values: npt.ArrayLike, name: str) -> Floats:
    """Turn what the caller gave into float64, or say which argument is not numeric."""
    return as_numbers(values, name).astype(np.float64, copy=False)


def as_numbers(values: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    """Turn what the caller gave into an array of real numbers, of the type it has."""
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(np.float64), np.nan)
    try:
        array = np.asarray(values)
        if array.dtype.kind == "O" and not any(isinstance(v, str | bytes) for v in array.flat):
            array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ArgumentError(name, f"is not an array of numbers: {error}") from error
    if array.size == 0:
        raise ArgumentError(name, "is empty; at least one value is needed")
    if array.dtype.kind not in "biuf":
        raise ArgumentError(name, f"is not an array of numbers, but of {array.dtype}")
    return array


def same_shape[A: np.generic, B: np.generic](
    y: npt.NDArray[A], p: npt.NDArray[B]
) -> tuple[npt.NDArray[A], npt.NDArray[B]]:
    """Broadcast the two against each other."""
    try:
        shape = np.broadcast_shapes(y.shape, p.shape)
    except ValueError as error:
        message = f"has shape {p.shape}, which does not fit the shape {y.shape} of y"
        raise ArgumentError("p", message) from error
    return np.broadcast_to(y, shape), np.broadcast_to(p, shape)


def as_weights(weight: npt.ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    """Weights of the given shape: finite, none negative, not all zero."""
    if weight is None:
        return np.broadcast_to(1.0, shape)
    given = as_floats(weight, "weight")
    try:
        array = np.broadcast_to(given, shape)
    except ValueError as error:
        message = f"has shape {given.shape}, which does not fit the shape {shape} of y"
        raise ArgumentError("weight", message) from error
    refuse_weights(given, "weight")
    return some_weight(array)


def refuse_weights(weight: Floats, name: str) -> None:
    """Refuse weights that are negative or not finite, or that no sum of squares could hold."""
    refuse(weight, np.isfinite(weight) & (weight >= 0), name, "is not a number of at least 0")
    held = (weight == 0) | ((weight >= LIGHTEST) & (weight <= HEAVIEST))
    problem = f"is not from {LIGHTEST} to {HEAVIEST}; multiply the weights by a constant"
    refuse(weight, held, name, problem)


def some_weight(weight: Floats) -> Floats:
    """Refuse weights that leave nothing to average."""
    if not weight.any():
        raise ArgumentError("weight", "is 0 everywhere; at least one must be positive")
    return weight


def refuse_gaps(missing: Missing | None, **given: Floats) -> None:
    """Refuse missing values, each by the name of its argument, unless the policy lets them be."""
    refuse_policy(missing)
    if missing in ("propagate", "omit"):
        return
    choice = "say missing='omit' or missing='propagate', or fill it in"
    remedy = choice if missing else "fill it in or leave the row out"
    for name, values in given.items():
        refuse(values, ~np.isnan(values), name, f"is missing; {remedy}")


def refuse_nothing_left(absent: Booleans, missing: Missing | None) -> None:
    """Refuse to omit every row."""
    if missing == "omit" and absent.all():
        raise ArgumentError("y", "has nothing left once the missing values are omitted")


def refuse_policy(missing: Missing | None) -> None:
    """Refuse an unknown policy for missing values; None is that of a caller without a choice."""
    if missing is not None and missing not in ("raise", "propagate", "omit"):
        raise ArgumentError("missing", f"is {missing!r}; use 'raise', 'propagate' or 'omit'")


def refuse(values: Floats, good: Booleans, name: str, problem: str) -> None:
    """Raise for the first value that is not good, naming it and its place."""
    if good.all():
        return
    where = np.unravel_index(int(np.argmin(good)), values.shape)
    index = tuple(int(i) for i in where)
    raise ArgumentError(name, f"{float(values[index])!r} {problem}", index or None)


def finish(
    loss: Floats,
    absent: Booleans,
    *,
    reduce: Reduce,
    weight: npt.ArrayLike | None,
    missing: Missing,
) -> float | Floats:
    """Omit or keep the losses of rows that lack a value, then average them if asked."""
    refuse_reduce(reduce, weight)
    refuse_nothing_left(absent, missing)
    ww = as_weights(weight, loss.shape)
    kept = np.where(absent, np.nan, loss)
    if missing == "omit" and absent.any():
        kept, ww = loss[~absent], some_weight(ww[~absent])
    return kept if reduce is None else weighted_mean(kept, ww)


def refuse_reduce(reduce: Reduce, weight: npt.ArrayLike | None) -> None:
    """Refuse an unknown reduction, and weights where nothing is averaged."""
    if reduce not in ("mean", None):
        raise ArgumentError("reduce", f"is {reduce!r}; use 'mean' or None")
    if reduce is None and weight is not None:
        raise ArgumentError("weight", "has no use with reduce=None; leave one of them out")


def weighted_mean(values: Floats, weight: Floats) -> float:
    """Mean in which a weight of zero means absent, even beside an infinite or missing value."""
    counts = weight > 0
    share = np.where(counts, weight / weight.max(), 0.0)
    return float(np.sum(np.where(counts, values, 0.0) * share) / np.sum(share))


def minus_log(clip: float | None, base: float) -> Callable[[Floats], Floats]:
    """Make the logarithmic loss of the probability of what happened, in place, with 0 for 1."""
    if not 1 < base < math.inf:
        raise ArgumentError("base", f"{base!r} is not a finite number above 1")
    if clip is not None and not 0 < clip < 0.5:  # noqa: PLR2004 - one half is the centre of [0, 1]
        raise ArgumentError("clip", f"{clip!r} is not between 0 and 1/2, ends excluded")
    unit = math.log(base)

    def measure(happened: Floats) -> Floats:
        if clip is not None:
            np.clip(happened, clip, 1 - clip, out=happened)
        with np.errstate(divide="ignore"):
            np.log(happened, out=happened)
        np.abs(happened, out=happened)
        return happened if base == math.e else happened / unit

    return measure


def category_rows(
    y: npt.ArrayLike, p: npt.ArrayLike, *, missing: Missing
) -> tuple[Floats, Floats, Booleans]:
    """Check category indices against rows of probabilities; tell which rows lack a value."""
    yy, pp = as_floats(y, "y"), as_floats(p, "p")
    refuse_gaps(missing, y=yy, p=pp)
    if pp.ndim == 0 or pp.shape[-1] < 2:  # noqa: PLR2004 - one category leaves nothing to forecast
        raise ArgumentError(
            "p", f"has shape {pp.shape}; the last axis needs two categories or more"
        )
    yy, pp = fit_rows(yy, pp)
    gone = np.isnan(pp)
    refuse(pp, ((pp >= 0) & (pp <= 1)) | gone, "p", "is not between 0 and 1")
    total = np.asarray(pp.sum(axis=-1))
    refuse(total, ~(np.abs(total - 1) > SUM_TOLERANCE), "p", "is the sum of a row, which is not 1")
    known = np.isin(yy, np.arange(pp.shape[-1])) | np.isnan(yy)
    refuse(yy, known, "y", f"is not a category index from 0 to {pp.shape[-1] - 1}")
    return yy, pp, np.isnan(yy) | gone.any(axis=-1)


def fit_rows(y: Floats, rows: Floats, name: str = "p") -> tuple[Floats, Floats]:
    """Broadcast outcomes against rows, whose last axis belongs to one outcome."""
    try:
        shape = np.broadcast_shapes(y.shape, rows.shape[:-1])
    except ValueError as error:
        message = f"has rows of shape {rows.shape[:-1]}, which do not fit the shape {y.shape} of y"
        raise ArgumentError(name, message) from error
    return np.broadcast_to(y, shape), np.broadcast_to(rows, (*shape, rows.shape[-1]))


def columns(
    y: npt.ArrayLike,
    *,
    missing: Missing | None,
    endless: tuple[str, ...] = (),
    **forecast: npt.ArrayLike,
) -> tuple[list[Floats], Booleans]:
    """Broadcast values and the numbers of their forecasts; tell which rows lack a value.

    All must be finite or missing, but for those named in ``endless``, which may be infinite.
    """
    given = {name: as_floats(value, name) for name, value in {"y": y, **forecast}.items()}
    for name, value in given.items():
        if name not in endless:
            refuse(value, ~np.isinf(value), name, "is not finite")
    refuse_gaps(missing, **given)
    shape = common_shape(given)
    made = [np.broadcast_to(value, shape) for value in given.values()]
    return made, np.isnan(made).any(axis=0)


def common_shape(given: dict[str, Floats]) -> tuple[int, ...]:
    """Shape that all arguments broadcast to."""
    shape: tuple[int, ...] = ()
    for name, value in given.items():
        try:
            shape = np.broadcast_shapes(shape, value.shape)
        except ValueError as error:
            message = f"has shape {value.shape}, which does not fit the shape {shape} before it"
            raise ArgumentError(name, message) from error
    return shape


def above_zero(values: Floats, name: str) -> None:
    """Refuse parameters that are not above zero; missing ones pass."""
    refuse(values, ~(values <= 0), name, "is not above 0")
