"""What every score asks of its arguments: shapes, domains, weights and missing values."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.labels import is_missing_label
from brierbook.errors import ArgumentError

__all__ = [
    "CHUNK",
    "SUM_TOLERANCE",
    "Booleans",
    "Floats",
    "MissingPolicy",
    "as_floats",
    "as_list",
    "broadcast_parameters",
    "check_binary_pairs",
    "check_clip",
    "check_count",
    "check_finite",
    "check_flag",
    "check_level",
    "check_number",
    "columns_by_name",
    "common_shape",
    "is_one_of",
    "negative_log_loss",
    "refuse_first_bad",
    "refuse_large_table",
    "weighted_mean",
]

# Whether y and p were read by their names, so that they cannot have been swapped.
COLUMNS_ARE_NAMED: ContextVar[bool] = ContextVar("columns are named", default=False)

type Floats = npt.NDArray[np.float64]
type Booleans = npt.NDArray[np.bool_]
type MissingPolicy = Literal["raise", "propagate", "omit"]
type ReducePolicy = Literal["mean"] | None

# Three columns of this many doubles stay in the second-level cache of common processors.
CHUNK = 32_768

# Probabilities over categories sum to one up to rounding.
SUM_TOLERANCE = 1e-9

# Doubles in one table of draws: four gigabytes.
MOST_VALUES = 1 << 29

# Sums of squares of weights in this range neither overflow nor vanish.
LIGHTEST, HEAVIEST = 1e-100, 1e100


@dataclass(frozen=True, slots=True, eq=False)
class WeightedPairs:
    """Outcomes, probabilities and weights of one shape, checked; the weights sum to any number.

    ``omitted`` counts the pairs left out because one of their values was missing.
    """

    y: Floats
    p: Floats
    weight: Floats
    omitted: int = 0


def check_binary_pairs(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    missing: MissingPolicy | None = None,
) -> WeightedPairs:
    """Check outcomes in {0, 1} against probabilities in [0, 1]; weights default to one.

    Without a policy missing values are refused; the caller then has none to choose.
    """
    yy, pp, absent = check_outcomes(y, p, missing=missing)
    ww = check_weights(weight, yy.shape)
    if absent is None or missing != "omit":
        return WeightedPairs(yy, pp, ww)
    keep = ~absent
    return WeightedPairs(yy[keep], pp[keep], _refuse_zero_total(ww[keep]), int(absent.sum()))


def check_outcomes(
    y: npt.ArrayLike, p: npt.ArrayLike, *, missing: MissingPolicy | None, fractional: bool = False
) -> tuple[Floats, Floats, Booleans | None]:
    """Broadcast and check outcomes and probabilities; tell which pairs lack a value, if any does.

    Outcomes are 0 or 1, and with ``fractional`` anything between.
    """
    yy, pp = broadcast_pair(as_floats(y, "y"), as_floats(p, "p"))
    refuse_unknown_policy(missing)
    if all(is_binary_complete(a, b) for a, b in iterate_chunks(yy, pp)):
        return yy, pp, None
    gone = np.isnan(yy)
    if fractional:
        refuse_first_bad(yy, ((yy >= 0) & (yy <= 1)) | gone, "y", "is not between 0 and 1")
        _refuse_swapped_columns(yy, pp)
    else:
        known = (yy == 0) | (yy == 1) | gone
        refuse_first_bad(yy, known, "y", "is not 0 or 1; are y and p swapped?")
    refuse_first_bad(pp, ((pp >= 0) & (pp <= 1)) | np.isnan(pp), "p", "is not between 0 and 1")
    refuse_missing_values(missing, y=yy, p=pp)
    absent = gone | np.isnan(pp)
    _refuse_empty_rows(absent, missing)
    return yy, pp, absent if absent.any() else None


@contextmanager
def columns_by_name() -> Iterator[None]:
    """Take outcomes and probabilities as they are: whoever calls read them by their names."""
    token = COLUMNS_ARE_NAMED.set(True)
    try:
        yield
    finally:
        COLUMNS_ARE_NAMED.reset(token)


def _refuse_swapped_columns(y: Floats, p: Floats) -> None:
    """Refuse outcomes that are mostly between 0 and 1 beside forecasts that never are."""
    between = (y > 0) & (y < 1)
    if COLUMNS_ARE_NAMED.get():
        return
    if 2 * between.sum() > y.size > 1 and ((p == 0) | (p == 1)).all():
        refuse_first_bad(y, ~between, "y", "is not 0 or 1, but every p is; are y and p swapped?")


def iterate_chunks(*columns: npt.NDArray[Any]) -> Iterator[tuple[Floats, ...]]:
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


def is_binary_complete(y: Floats, p: Floats) -> bool:
    """Tell whether all outcomes are 0 or 1 and all probabilities in [0, 1], with none missing."""
    return bool(p.min() >= 0 and p.max() <= 1 and ((y == 0) | (y == 1)).all())


def as_floats(values: npt.ArrayLike, name: str) -> Floats:
    """Turn what the caller gave into float64, or say which argument is not numeric."""
    return as_numbers(values, name).astype(np.float64, copy=False)


def as_numbers(values: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    """Turn what the caller gave into an array of real numbers, of the type it has."""
    try:
        array = np.asarray(_fill_masked_numbers(values))
        if array.dtype.kind == "O" and not _holds_lists(array):
            array = _object_numbers(array)
    except (TypeError, ValueError, OverflowError) as error:
        raise ArgumentError(name, f"is not an array of numbers: {error}") from error
    if array.size == 0:
        raise ArgumentError(name, "is empty; at least one value is needed")
    if array.dtype.kind not in "biuf":
        raise ArgumentError(name, f"is not an array of numbers, but of {array.dtype}")
    return array


def _holds_lists(array: npt.NDArray[np.object_]) -> bool:
    """Tell whether a value of a column is itself a list."""
    return any(
        hasattr(each, "__len__") and not isinstance(each, str | bytes) for each in array.flat
    )


def _fill_masked_numbers(values: npt.ArrayLike) -> npt.ArrayLike:
    """Put NaN where a value is masked."""
    if isinstance(values, np.ma.MaskedArray):
        return np.ma.filled(values.astype(np.float64), np.nan)
    if isinstance(values, list | tuple) and _holds_masked(values):
        return [_fill_one(each) for each in values]
    return values


def _holds_masked(values: Sequence[Any]) -> bool:
    """Tell whether a list, or a row of a list of rows, holds a value that is masked."""
    return any(
        each is np.ma.masked or (isinstance(each, list | tuple) and _holds_masked(each))
        for each in values
    )


def _fill_one(value: Any) -> Any:  # noqa: ANN401 - a number, or a row of numbers
    return math.nan if value is np.ma.masked else _fill_masked_numbers(value)


def _object_numbers(array: npt.NDArray[np.object_]) -> npt.NDArray[Any]:
    """Turn objects into doubles, those that stand for a missing value into NaN; leave texts."""
    if any(isinstance(each, str | bytes) for each in array.flat):
        return array
    plain = np.array([math.nan if is_missing_label(each) else each for each in array.flat], object)
    return plain.astype(np.float64).reshape(array.shape)


def is_one_of(value: object, choices: Iterable[object]) -> bool:
    """Tell whether an option is one of its choices, whatever was given for it."""
    return any(
        value is each or (isinstance(value, type(each)) and bool(value == each))
        for each in choices
        if each is None or isinstance(each, str | int)
    )


def rounding_tolerance(values: npt.ArrayLike, least: float) -> float:
    """Give how far a sum of values may lie from what it should be: ten roundings of their type.

    ``least`` is the tolerance for doubles and whole numbers.
    """
    kind = np.asarray(_fill_masked_numbers(values)).dtype
    return max(least, 10 * float(np.finfo(kind).eps)) if kind.kind == "f" else least


def check_level(level: float) -> float:
    """Refuse what is not a number between 0 and 1, ends excluded."""
    if isinstance(level, bool) or not isinstance(level, float | int | np.floating | np.integer):
        raise ArgumentError("level", f"is {level!r}, which is not a number between 0 and 1")
    if not 0 < level < 1 or 1 - level == 1:
        raise ArgumentError("level", f"{level!r} is not between 0 and 1")
    return float(level)


def as_list(values: Iterable[Any], name: str) -> list[Any]:
    """List the values of an option that may be several; a text is one and no list."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise ArgumentError(name, f"is {values!r}; give a list")
    return list(values)


def check_number(value: object, name: str) -> float:
    """Refuse an option that is not a number; whatever its domain, the caller checks that."""
    number = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
    try:
        if number:
            return float(value)  # type: ignore[arg-type]
    except OverflowError:
        pass
    raise ArgumentError(name, f"is {value!r}, which is not a number")


def check_finite(value: object, name: str) -> float:
    """Refuse an option that is not a finite number."""
    number = check_number(value, name)
    if not math.isfinite(number):
        raise ArgumentError(name, f"is {value!r}; it must be a finite number")
    return number


def check_flag(value: object, name: str) -> bool:
    """Refuse an option that is neither true nor false."""
    if not isinstance(value, bool | np.bool_):
        raise ArgumentError(name, f"is {value!r}; use True or False")
    return bool(value)


def check_count(count: int, name: str, *, least: int = 1, most: int) -> int:
    """Refuse what is not a whole number from the least to the most."""
    if isinstance(count, bool) or not isinstance(count, int | np.integer):
        raise ArgumentError(name, f"is {count!r}, which is not a whole number")
    if count < least:
        raise ArgumentError(name, f"{count!r} is not at least {least}")
    if count > most:
        raise ArgumentError(name, f"{count!r} is above {most}, which no memory or patience holds")
    return int(count)


def refuse_large_table(rows: int, columns: int, name: str) -> None:
    """Refuse a table of draws that takes more memory than a machine is likely to have."""
    if rows * columns > MOST_VALUES:
        problem = f"is {rows}, which with {columns} points needs {8e-9 * rows * columns:.0f} GB"
        raise ArgumentError(name, f"{problem}; ask for fewer")


def refuse_unlike_indexes(**columns: Any) -> None:  # noqa: ANN401 - columns of any library
    """Refuse columns of pandas whose indexes differ: rows are paired by place, not by index."""
    indexed = {name: each.index for name, each in columns.items() if _has_index(each)}
    first = next(iter(indexed), "")
    for name, index in indexed.items():
        if len(index) == len(indexed[first]) and not index.equals(indexed[first]):
            problem = f"has another index than {first}; align them, or give {name}.to_numpy()"
            raise ArgumentError(name, problem)


def _has_index(column: object) -> bool:
    """Tell a Series of pandas without importing it."""
    return hasattr(getattr(column, "index", None), "equals")


def broadcast_pair[A: np.generic, B: np.generic](
    y: npt.NDArray[A], p: npt.NDArray[B], *, outer: bool = False
) -> tuple[npt.NDArray[A], npt.NDArray[B]]:
    """Broadcast the two against each other; a column against a row only where ``outer`` says so."""
    try:
        shape = np.broadcast_shapes(y.shape, p.shape)
    except ValueError as error:
        message = f"has shape {p.shape}, which does not fit the shape {y.shape} of y"
        raise ArgumentError("p", message) from error
    if not outer:
        _refuse_outer_product(shape, {"y": y, "p": p})
    return np.broadcast_to(y, shape), np.broadcast_to(p, shape)


def _refuse_outer_product(shape: tuple[int, ...], given: dict[str, npt.NDArray[Any]]) -> None:
    """Refuse a column against a row: together they would be more than either."""
    if math.prod(shape) <= max(each.size for each in given.values()):
        return
    shapes = {each.shape: name for name, each in reversed(given.items()) if each.size > 1}
    (other, name), (one, first) = list(shapes.items())[:2]
    problem = f"has shape {other} and {first} has {one}, a column against a row"
    remedy = f"they would make {math.prod(shape)} pairs; give both one shape"
    raise ArgumentError(name, f"{problem}; {remedy}")


def check_weights(weight: npt.ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    """Weights of the given shape: finite, none negative, not all zero."""
    if weight is None:
        return np.broadcast_to(1.0, shape)
    given = as_floats(weight, "weight")
    try:
        array = np.broadcast_to(given, shape)
    except ValueError as error:
        message = f"has shape {given.shape}, which does not fit the shape {shape} of y"
        raise ArgumentError("weight", message) from error
    refuse_bad_weights(given, "weight")
    return _refuse_zero_total(array)


def refuse_bad_weights(weight: Floats, name: str) -> None:
    """Refuse weights that are negative or not finite, or that no sum of squares could hold."""
    refuse_missing_values(None, **{name: weight})
    refuse_first_bad(
        weight, np.isfinite(weight) & (weight >= 0), name, "is not a number of at least 0"
    )
    held = (weight == 0) | ((weight >= LIGHTEST) & (weight <= HEAVIEST))
    problem = f"is not from {LIGHTEST} to {HEAVIEST}; multiply the weights by a constant"
    refuse_first_bad(weight, held, name, problem)


def _refuse_zero_total(weight: Floats) -> Floats:
    """Refuse weights that leave nothing to average."""
    if not weight.any():
        raise ArgumentError("weight", "is 0 everywhere; at least one must be positive")
    return weight


def refuse_missing_values(missing: MissingPolicy | None, **given: Floats) -> None:
    """Refuse missing values, each by the name of its argument, unless the policy lets them be."""
    refuse_unknown_policy(missing)
    if missing in ("propagate", "omit"):
        return
    choice = "say missing='omit' or missing='propagate', or fill it in"
    remedy = choice if missing else "fill it in or leave the row out"
    for name, values in given.items():
        refuse_first_bad(values, ~np.isnan(values), name, f"is missing; {remedy}")


def _refuse_empty_rows(absent: Booleans, missing: MissingPolicy | None) -> None:
    """Refuse to omit every row."""
    if missing == "omit" and absent.all():
        raise ArgumentError("y", "has nothing left once the missing values are omitted")


def refuse_unknown_policy(missing: MissingPolicy | None) -> None:
    """Refuse an unknown policy for missing values; None is that of a caller without a choice."""
    if not is_one_of(missing, (None, "raise", "propagate", "omit")):
        raise ArgumentError("missing", f"is {missing!r}; use 'raise', 'propagate' or 'omit'")


def refuse_first_bad(values: Floats, good: Booleans, name: str, problem: str) -> None:
    """Raise for the first value that is not good, naming it and its place."""
    if good.all():
        return
    where = np.unravel_index(int(np.argmin(good)), values.shape)
    index = tuple(int(i) for i in where)
    raise ArgumentError(name, f"{float(values[index])!r} {problem}", index or None)


def reduce_losses(
    loss: Floats,
    absent: Booleans,
    *,
    reduce: ReducePolicy,
    weight: npt.ArrayLike | None,
    missing: MissingPolicy,
) -> float | Floats:
    """Omit or keep the losses of rows that lack a value, then average them if asked."""
    refuse_unknown_reduction(reduce, weight)
    _refuse_empty_rows(absent, missing)
    ww = check_weights(weight, loss.shape)
    kept = np.where(absent, np.nan, loss)
    if missing == "omit" and absent.any():
        kept, ww = loss[~absent], _refuse_zero_total(ww[~absent])
    return kept if reduce is None else weighted_mean(kept, ww)


def refuse_unknown_reduction(reduce: ReducePolicy, weight: npt.ArrayLike | None) -> None:
    """Refuse an unknown reduction, and weights where nothing is averaged."""
    if not is_one_of(reduce, ("mean", None)):
        raise ArgumentError("reduce", f"is {reduce!r}; use 'mean' or None")
    if reduce is None and weight is not None:
        raise ArgumentError("weight", "has no use with reduce=None; leave one of them out")


def weighted_mean(values: Floats, weight: Floats) -> float:
    """Mean in which a weight of zero means absent, even beside an infinite or missing value."""
    counts = weight > 0
    share = np.where(counts, weight / weight.max(), 0.0)
    return float(np.sum(np.where(counts, values, 0.0) * share) / np.sum(share))


def check_clip(clip: float | None) -> float | None:
    """Refuse a clip that is not between 0 and one half; None moves nothing."""
    if clip is None:
        return None
    number = check_number(clip, "clip")
    if not 0 < number < 0.5:  # noqa: PLR2004 - one half is the centre of [0, 1]
        raise ArgumentError("clip", f"{clip!r} is not between 0 and 1/2, ends excluded")
    return number


def negative_log_loss(clip: float | None, base: float) -> Callable[[Floats], Floats]:
    """Make the logarithmic loss of the probability of what happened, in place, with 0 for 1."""
    base, clip = check_number(base, "base"), check_clip(clip)
    if not 1 < base < math.inf:
        raise ArgumentError("base", f"{base!r} is not a finite number above 1")
    unit = math.log(base)

    def measure(happened: Floats) -> Floats:
        if clip is not None:
            np.clip(happened, clip, 1 - clip, out=happened)
        with np.errstate(divide="ignore"):
            np.log(happened, out=happened)
        np.abs(happened, out=happened)
        return happened if base == math.e else happened / unit

    return measure


def check_category_rows(
    y: npt.ArrayLike, p: npt.ArrayLike, *, missing: MissingPolicy
) -> tuple[Floats, Floats, Booleans]:
    """Check category indices against rows of probabilities; tell which rows lack a value."""
    yy, pp = as_floats(y, "y"), as_floats(p, "p")
    refuse_missing_values(missing, y=yy, p=pp)
    if pp.ndim == 0 or pp.shape[-1] < 2:  # noqa: PLR2004 - one category leaves nothing to forecast
        raise ArgumentError(
            "p", f"has shape {pp.shape}; the last axis needs two categories or more"
        )
    yy, pp = broadcast_to_rows(yy, pp)
    gone = np.isnan(pp)
    refuse_first_bad(pp, ((pp >= 0) & (pp <= 1)) | gone, "p", "is not between 0 and 1")
    total, slack = np.asarray(pp.sum(axis=-1)), rounding_tolerance(p, SUM_TOLERANCE)
    refuse_first_bad(
        total, ~(np.abs(total - 1) > slack), "p", "is the sum of a row, which is not 1"
    )
    known = np.isin(yy, np.arange(pp.shape[-1])) | np.isnan(yy)
    refuse_first_bad(yy, known, "y", f"is not a category index from 0 to {pp.shape[-1] - 1}")
    return yy, pp, np.isnan(yy) | gone.any(axis=-1)


def broadcast_to_rows(y: Floats, rows: Floats, name: str = "p") -> tuple[Floats, Floats]:
    """Broadcast outcomes against rows, whose last axis belongs to one outcome."""
    try:
        shape = np.broadcast_shapes(y.shape, rows.shape[:-1])
    except ValueError as error:
        message = f"has rows of shape {rows.shape[:-1]}, which do not fit the shape {y.shape} of y"
        raise ArgumentError(name, message) from error
    _refuse_outer_product(shape, {"y": y, name: rows[..., 0]})
    return np.broadcast_to(y, shape), np.broadcast_to(rows, (*shape, rows.shape[-1]))


def broadcast_parameters(
    y: npt.ArrayLike,
    *,
    missing: MissingPolicy | None,
    endless: tuple[str, ...] = (),
    **forecast: npt.ArrayLike,
) -> tuple[list[Floats], Booleans]:
    """Broadcast values and the numbers of their forecasts; tell which rows lack a value.

    All must be finite or missing, but for those named in ``endless``, which may be infinite.
    """
    given = {name: as_floats(value, name) for name, value in {"y": y, **forecast}.items()}
    return broadcast_columns(given, missing=missing, endless=endless)


def broadcast_columns(
    given: dict[str, Floats],
    *,
    missing: MissingPolicy | None,
    endless: tuple[str, ...] = (),
    spread: tuple[str, ...] = (),
) -> tuple[list[Floats], Booleans]:
    """Do what `broadcast_parameters` does with columns of any names.

    Only those named in ``spread`` may make the result larger than each of the others.
    """
    for name, value in given.items():
        if name not in endless:
            refuse_first_bad(value, ~np.isinf(value), name, "is not finite")
    refuse_missing_values(missing, **given)
    shape = common_shape(given)
    rows = {name: value for name, value in given.items() if name not in spread}
    _refuse_outer_product(common_shape(rows), rows)
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


def refuse_nonpositive(values: Floats, name: str) -> None:
    """Refuse parameters that are not above zero; missing ones pass."""
    refuse_first_bad(values, ~(values <= 0), name, "is not above 0")
