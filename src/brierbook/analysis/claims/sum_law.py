"""The law of a weighted sum of outcomes, by convolution of what each event adds.

The count of more than 2,000 single events is placed by a normal law with a correction for skewness
(Volkova 1996, doi:10.1137/1140093) where its variance is at least 25; a tail is then off by less
than .001, as a test measures.

One uniform decides the rows of an event, so an event of m rows adds one of m + 1 values. Where the
sum has few values the law is exact; where it would have more than 10,000, sums are placed on a
lattice of 1/4096 of the range, each split between its two neighbours so that its mean stays. A tail
then counts one step of the lattice more, which is at most the probability of that step.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from brierbook.analysis.claims.rows import ClaimRows
from brierbook.analysis.numeric.arguments import Floats

__all__ = ["SumPlan", "plan_sums"]

type Places = npt.NDArray[np.intp]

# More values than this are placed on the lattice.
_EXACT = 10_000
_LATTICE = 4096
# More events than this, with a variance of this at least, have a normal law.
_MANY, _ROUGH = 2000, 25.0
# Sums that differ by less than this differ by rounding.
_EQUAL, _SLACK = 1e-9, 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class _Addition:
    """How the values of one event more lead from old sums to new ones."""

    rows: Places
    order: Places
    starts: Places


@dataclass(frozen=True, slots=True, eq=False)
class _Move:
    """How far the values of one event lie from 0 on the lattice, in steps."""

    rows: Places
    steps: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SumPlan:
    """Where a sum can lie, and how each event leads there; the same for all probabilities.

    ``single`` tells that every event has one row and all count the same, so that the sum is a
    count. ``values`` are the places of the sum in increasing order.
    """

    values: Floats
    single: bool
    additions: tuple[_Addition, ...]
    snapped: Floats
    moves: tuple[_Move, ...]

    @property
    def slack(self) -> float:
        """How far below a sum a place still counts as reached."""
        return 1 / _LATTICE if self.moves else _SLACK

    def law(self, q: Floats) -> Floats:
        """Give the probability of each place for probabilities of shape (..., rows)."""
        if self.single:
            return _count_law(q)
        mass = np.ones((*q.shape[:-1], 1))
        for each in self.additions:
            mass = _add_event(mass, _step_masses(q[..., each.rows]), each)
        if not self.moves:
            return mass
        mass = _snap(mass, self.snapped)
        for move in self.moves:
            mass = _shift_on_lattice(mass, _step_masses(q[..., move.rows]), move.steps)
        return mass

    def tails(self, law: Floats, sums: Floats) -> tuple[Floats, Floats]:
        """Probability of at least, and of at most, each sum; a law of shape (places,)."""
        above = np.append(np.cumsum(law[::-1])[::-1], 0.0)
        below = np.append(0.0, np.cumsum(law))
        first = np.searchsorted(self.values, sums - self.slack)
        last = np.searchsorted(self.values, sums + self.slack, side="right")
        return above[first].clip(0, 1), below[last].clip(0, 1)


def plan_sums(rows: ClaimRows) -> SumPlan:
    """Plan the law of the weighted share that comes true, before any probability is known."""
    single = rows.events == rows.p.size and np.ptp(rows.weight) <= 1e-12 * rows.weight[0]
    if single:
        return SumPlan(np.arange(rows.events + 1) / rows.events, True, (), np.empty(0), ())
    places, additions = np.zeros(1), list[_Addition]()
    own = [_own_values(rows, code) for code in range(rows.events)]
    for at, (which, values) in enumerate(own):
        if places.size * values.size > _EXACT:
            moves = tuple(_Move(w, v * _LATTICE) for w, v in own[at:])
            lattice = np.arange(_LATTICE + 2) / _LATTICE
            return SumPlan(lattice, False, tuple(additions), places, moves)
        places, addition = _plan_addition(places, which, values)
        additions.append(addition)
    return SumPlan(places, False, tuple(additions), np.empty(0), ())


def _own_values(rows: ClaimRows, code: int) -> tuple[Places, Floats]:
    """List the rows of an event from the most to the least probable, and the sums it can add."""
    which = np.flatnonzero(rows.codes == code)
    which = which[np.argsort(-rows.p[which], kind="stable")]
    return which, np.append(0.0, np.cumsum(rows.weight[which]))


def _plan_addition(places: Floats, which: Places, values: Floats) -> tuple[Floats, _Addition]:
    """Merge the sums that are equal but for rounding."""
    sums = (places[:, None] + values).ravel()
    order = np.argsort(sums, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(sums[order]) > _EQUAL))
    return sums[order][starts], _Addition(which, order, starts)


def _step_masses(q: Floats) -> Floats:
    """Probability that none, the first, the first two ... of an event's rows come true."""
    ends = np.ones((*q.shape[:-1], 1))
    return -np.diff(np.concatenate([ends, q, np.zeros_like(ends)], axis=-1), axis=-1)


def _add_event(mass: Floats, own: Floats, plan: _Addition) -> Floats:
    """Convolve with what one event adds."""
    product = (mass[..., :, None] * own[..., None, :]).reshape(*mass.shape[:-1], -1)
    return np.add.reduceat(product[..., plan.order], plan.starts, axis=-1)


def _count_law(q: Floats) -> Floats:
    """Law of the number that comes true (Poisson-binomial)."""
    if q.shape[-1] > _MANY and float((q * (1 - q)).sum(axis=-1).min()) >= _ROUGH:
        return _normal_count_law(q)
    law = np.zeros((*q.shape[:-1], q.shape[-1] + 1))
    law[..., 0] = 1.0
    for i in range(q.shape[-1]):
        moved = law[..., : i + 1] * q[..., i : i + 1]
        law[..., : i + 1] -= moved
        law[..., 1 : i + 2] += moved
    return law


def _normal_count_law(q: Floats) -> Floats:
    """Law of the number that comes true among very many: normal, corrected for skewness."""
    mean, variance = q.sum(axis=-1), (q * (1 - q)).sum(axis=-1)
    skew = (q * (1 - q) * (1 - 2 * q)).sum(axis=-1) / variance**1.5
    edges = np.arange(q.shape[-1]) + 0.5
    x = (edges - mean[..., None]) / np.sqrt(variance)[..., None]
    density = np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi)
    below = (ndtr(x) + skew[..., None] * (1 - x**2) * density / 6).clip(0, 1)
    ends = np.ones((*q.shape[:-1], 1))
    law = np.diff(np.concatenate([0 * ends, below, ends], axis=-1), axis=-1)
    return np.asarray(law.clip(0, None))


def _snap(mass: Floats, places: Floats) -> Floats:
    """Place exact sums on the lattice."""
    low = np.floor(places * _LATTICE).astype(np.intp)
    part = places * _LATTICE - low
    starts = np.flatnonzero(np.append(True, np.diff(low) > 0))
    found = np.zeros((*mass.shape[:-1], _LATTICE + 2))
    found[..., low[starts]] += np.add.reduceat((1 - part) * mass, starts, axis=-1)
    found[..., low[starts] + 1] += np.add.reduceat(part * mass, starts, axis=-1)
    return found


def _shift_on_lattice(mass: Floats, own: Floats, steps: Floats) -> Floats:
    """Convolve with what one event adds, on the lattice."""
    found = np.zeros_like(mass)
    for j, step in enumerate(steps):
        low = int(step)
        part = step - low
        for place, share in ((low, 1 - part), (low + 1, part)):
            if share > 0:
                found[..., place:] += (share * own[..., j : j + 1]) * _before(mass, place)
    return found


def _before(mass: Floats, place: int) -> Floats:
    """Leave out the places that would move beyond the end, which hold nothing."""
    return mass[..., : mass.shape[-1] - place]
