"""Rows of forecasts and their labels, checked: what every model here asks of its arguments."""

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, as_weights, binary_pairs, refuse
from brierbook.analysis.clusters import Codes, missing
from brierbook.errors import ArgumentError

EDGE = "is 0 or 1, which has no finite odds; say clip=0.001, or leave the row out"


def both_shapes(y: npt.ArrayLike, p: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Check outcomes against probabilities, in rows."""
    pairs = binary_pairs(y, p)
    if pairs.y.ndim != 1:
        raise ArgumentError("y", f"has shape {pairs.y.shape}; give one row a forecast")
    return pairs.y, pairs.p


def inside(p: Floats, clip: float | None) -> tuple[Floats, int]:
    """Move probabilities into [clip, 1 - clip], and count those moved; else refuse 0 and 1.

    Missing ones stay missing.
    """
    if clip is None:
        refuse(p, np.isnan(p) | ((p > 0) & (p < 1)), "p", EDGE)
        return p, 0
    if not 0 < clip < 0.5:  # noqa: PLR2004 - one half is the centre of [0, 1]
        raise ArgumentError("clip", f"{clip!r} is not between 0 and 1/2, ends excluded")
    outside = (p < clip) | (p > 1 - clip)
    return np.clip(p, clip, 1 - clip), int(outside.sum())


def as_logits(p: Floats, clip: float | None) -> tuple[Floats, int]:
    """Give log odds, and how many probabilities were moved."""
    kept, moved = inside(p, clip)
    return np.log(kept) - np.log1p(-kept), moved


def as_probits(p: Floats, clip: float | None) -> tuple[Floats, int]:
    """Give quantiles of the standard normal distribution, and how many were moved."""
    from scipy.special import ndtri  # noqa: PLC0415 - costs a third of a second

    kept, moved = inside(p, clip)
    return np.asarray(ndtri(kept)), moved


def numbered(
    labels: npt.ArrayLike, shape: tuple[int, ...], argument: str
) -> tuple[Codes, list[Hashable]]:
    """Give labels numbers from 0 in their order; refuse missing ones."""
    # as plain objects, or NumPy would turn a missing label among texts into the text "nan"
    given = np.asarray(labels, dtype=object)
    if given.shape != shape:
        raise ArgumentError(argument, f"has shape {given.shape}; y has {shape}")
    values = given.tolist()
    absent = next((i for i, each in enumerate(values) if missing(each)), None)
    if absent is not None:
        raise ArgumentError(argument, "is missing; name it in every row", (absent,))
    try:
        names = sorted(set(values))
    except TypeError as error:
        raise ArgumentError(argument, f"mixes labels that do not compare: {error}") from error
    place = {name: i for i, name in enumerate(names)}
    return np.array([place[each] for each in values], dtype=np.intp), names


def event_outcomes(y: Floats, events: Codes, names: Sequence[Hashable]) -> Floats:
    """Give the outcome of each event; refuse an event with two."""
    count = np.bincount(events, minlength=len(names))
    share = np.bincount(events, y, len(names)) / count
    torn = np.flatnonzero((share > 0) & (share < 1))
    if torn.size:
        problem = f"event {names[int(torn[0])]!r} has two outcomes; flip those put negatively"
        raise ArgumentError("y", problem)
    return share


def event_weights(
    event: npt.ArrayLike | None, weight: npt.ArrayLike | None, shape: tuple[int, ...]
) -> tuple[Floats, Codes]:
    """Let each row weigh as its share of its event, and number the events.

    Without events each row is one. Given weights are shares within the event.
    """
    given = as_weights(weight, shape)
    codes = np.arange(given.size) if event is None else numbered(event, shape, "event")[0]
    if event is None:
        return given.copy(), codes
    total = np.bincount(codes, given)
    refuse(total, total > 0, "weight", "is 0 in a whole event; leave its rows out")
    return given / total[codes], codes


def refuse_silence(count: npt.NDArray[np.int_]) -> None:
    """Refuse a question that nobody answered."""
    silent = np.argwhere(np.asarray(count) == 0)
    if silent.size or not np.size(count):
        place = tuple(map(int, silent[0])) or None
        raise ArgumentError("p", "has no forecast here; leave the question out", place)
