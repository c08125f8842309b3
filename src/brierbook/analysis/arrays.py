"""What every score asks of its arguments: shapes, domains, weights and missing values."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from brierbook.errors import ArgumentError

type Floats = npt.NDArray[np.float64]
type Missing = Literal["raise", "propagate", "omit"]
type Reduce = Literal["mean"] | None


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
    missing: Missing = "raise",
) -> Pairs:
    """Check outcomes in {0, 1} against probabilities in [0, 1]; weights default to one."""
    yy, pp = same_shape(as_floats(y, "y"), as_floats(p, "p"))
    absent = np.isnan(yy) | np.isnan(pp)
    refuse_missing(absent, yy, missing)
    refuse(yy, (yy == 0) | (yy == 1) | absent, "y", "is not 0 or 1; are y and p swapped?")
    refuse(pp, ((pp >= 0) & (pp <= 1)) | absent, "p", "is not between 0 and 1")
    ww = as_weights(weight, yy.shape)
    if missing == "omit" and absent.any():
        keep = ~absent
        return Pairs(yy[keep], pp[keep], ww[keep], int(absent.sum()))
    return Pairs(yy, pp, ww)


def as_floats(values: npt.ArrayLike, name: str) -> Floats:
    """Turn what the caller gave into float64, or say which argument is not numeric."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ArgumentError(name, f"is not an array of numbers: {error}") from error
    if array.size == 0:
        raise ArgumentError(name, "is empty; at least one value is needed")
    return array


def same_shape(y: Floats, p: Floats) -> tuple[Floats, Floats]:
    """Broadcast the two against each other."""
    try:
        yy, pp = np.broadcast_arrays(y, p)
    except ValueError as error:
        message = f"has shape {p.shape}, which does not fit the shape {y.shape} of y"
        raise ArgumentError("p", message) from error
    return yy, pp


def as_weights(weight: npt.ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    """Weights of the given shape: finite, none negative, not all zero."""
    if weight is None:
        return np.ones(shape)
    given = as_floats(weight, "weight")
    try:
        array = np.broadcast_to(given, shape)
    except ValueError as error:
        message = f"has shape {given.shape}, which does not fit the shape {shape} of y"
        raise ArgumentError("weight", message) from error
    refuse(array, np.isfinite(array) & (array >= 0), "weight", "is not a number of at least 0")
    if not array.any():
        raise ArgumentError("weight", "is 0 everywhere; at least one must be positive")
    return array


def refuse_missing(absent: npt.NDArray[np.bool_], values: Floats, missing: Missing) -> None:
    """Apply the policy for missing values where it says to raise."""
    if missing not in ("raise", "propagate", "omit"):
        raise ArgumentError("missing", f"is {missing!r}; use 'raise', 'propagate' or 'omit'")
    if missing == "raise":
        problem = "is missing; say missing='omit' or missing='propagate', or fill it in"
        refuse(np.where(absent, np.nan, values), ~absent, "y or p", problem)
    if missing == "omit" and absent.all():
        raise ArgumentError("y", "has no pair left once the missing values are omitted")


def refuse(values: Floats, good: npt.NDArray[np.bool_], name: str, problem: str) -> None:
    """Raise for the first value that is not good, naming it and its place."""
    if good.all():
        return
    where = np.unravel_index(int(np.argmin(good)), values.shape)
    index = tuple(int(i) for i in where)
    raise ArgumentError(name, f"{values[index]:.17g} {problem}", index or None)
