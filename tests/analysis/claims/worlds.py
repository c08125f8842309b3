"""Worlds of forecasters whose truth is known, in which claims are counted."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes

__all__ = ["WORLDS", "Drawn", "World"]

type Said = Callable[[np.random.Generator, int], Floats]
type Truth = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One book: outcomes, what was said, what is true, and the event of each row."""

    y: Floats
    p: Floats
    q: Floats
    event: EventCodes


@dataclass(frozen=True, slots=True)
class World:
    """What forecasters of a kind say, what is true, and how many rows an event has."""

    said: Said
    truth: Truth
    rows: int = 1
    sources: int = 1

    def draw(self, events: int, rng: np.random.Generator) -> Drawn:
        """Draw a book of so many events; one uniform decides the rows of an event."""
        event = np.repeat(np.arange(events), self.rows)
        p = np.repeat(self.said(rng, events), self.rows)
        if self.rows > 1:
            p = expit(logit(p) + 0.5 * rng.standard_normal(p.size)).round(2).clip(0.01, 0.99)
        q = self.truth(p)
        if self.sources > 1:
            moved = 0.4 * rng.standard_normal(self.sources)[event % self.sources]
            q = expit(logit(q) + moved - moved.mean())
        y = (rng.random(events)[event] < q).astype(float)
        return Drawn(y, p, q, event)


def _tenths(rng: np.random.Generator, n: int) -> Floats:
    return rng.integers(1, 10, n) / 10


def _high(rng: np.random.Generator, n: int) -> Floats:
    return rng.uniform(0.85, 0.97, n)


def _low(rng: np.random.Generator, n: int) -> Floats:
    return rng.integers(1, 11, n) / 100


def _sure_both(rng: np.random.Generator, n: int) -> Floats:
    low = rng.uniform(0.02, 0.12, n)
    return np.where(rng.random(n) < 0.5, low, 1 - low)


def _equal(rng: np.random.Generator, n: int) -> Floats:
    del rng
    return np.full(n, 0.9)


def _mirrored(said: Said) -> Said:
    """Say each number and its complement, so that a slope leaves the mean right."""

    def draw(rng: np.random.Generator, n: int) -> Floats:
        half = said(rng, (n + 1) // 2)
        return np.column_stack([half, 1 - half]).ravel()[:n]

    return draw


def _slope(b: float) -> Truth:
    return lambda p: expit(b * logit(p))


def _shift(d: float) -> Truth:
    return lambda p: expit(logit(p) + d)


def _as_said(p: Floats) -> Floats:
    return p


def _often(p: Floats) -> Floats:
    return np.full(p.shape, 0.6)


def _three_quarters(p: Floats) -> Floats:
    return np.full(p.shape, 0.75)


def _coin(p: Floats) -> Floats:
    return np.full(p.shape, 0.5)


WORLDS: dict[str, World] = {
    "tenths, calibrated": World(_tenths, _as_said),
    "85-97 %, calibrated": World(_high, _as_said),
    "1-10 %, calibrated": World(_low, _as_said),
    "sure both ways, calibrated": World(_sure_both, _as_said),
    "all 90 %, calibrated": World(_equal, _as_said),
    "tenths, events of 4 rows": World(_tenths, _as_said, rows=4),
    "tenths, 5 sources that differ": World(_tenths, _as_said, sources=5),
    "tenths, slope .35": World(_mirrored(_tenths), _slope(0.35)),
    "sure both ways, slope .35": World(_mirrored(_sure_both), _slope(0.35)),
    "85-97 %, true .6": World(_high, _often),
    "85-97 %, true .75": World(_high, _three_quarters),
    "tenths, a coin": World(_tenths, _coin),
    "tenths, slope 2": World(_mirrored(_tenths), _slope(2.0)),
    "tenths, shift +.8": World(_tenths, _shift(0.8)),
    "85-97 %, shift -1": World(_high, _shift(-1.0)),
    "1-10 %, shift +1": World(_low, _shift(1.0)),
    "sure both ways, shift +1": World(_sure_both, _shift(1.0)),
}
