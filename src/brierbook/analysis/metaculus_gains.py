"""Logarithmic gains of forecasts over a baseline or over each other, integrated over time."""

import numpy as np

from brierbook.analysis.arrays import Floats, refuse
from brierbook.analysis.timeline import Codes, Pieces, times_share


def one_interval(rows: Codes, codes: Codes) -> Pieces:
    """Let each row stand for one unit of time, all at once."""
    return Pieces(rows, codes[rows], np.zeros(rows.size), np.ones(rows.size))


def baseline_gain(given: Floats, offered: Floats, *, continuous: bool) -> Floats:
    """Gain over knowing nothing: 1 for certainty about options."""
    if continuous:
        return logarithm(given / offered) / 2
    return logarithm(given * offered) / np.log(offered)


def logarithm(p: Floats) -> Floats:
    """Natural logarithm, minus infinity for 0."""
    with np.errstate(divide="ignore"):
        return np.log(p)


def integral(gain: Floats, pieces: Pieces, groups: int) -> Floats:
    """Add up gains times lengths by group."""
    weights = times_share(gain, pieces.length)
    return np.bincount(pieces.group, weights=weights, minlength=groups)


def peer_integral(given: Floats, pieces: Pieces, groups: int) -> Floats:
    """Integrate the logarithm of one's probability over the geometric mean of the others'."""
    edges = np.unique(np.concatenate([pieces.start, pieces.end]))
    if not pieces.row.size:
        return np.zeros(groups)
    gain = above_others(laid_out(logarithm(given), pieces, edges, groups))
    with np.errstate(invalid="ignore"):
        total = times_share(gain, np.diff(edges)).sum(axis=1)
    return refuse_undefined(total)


def laid_out(logs: Floats, pieces: Pieces, edges: Floats, groups: int) -> Floats:
    """Lay logarithms out by forecaster and interval; NaN where no forecast stood."""
    table = np.full((groups, edges.size - 1), np.nan)
    first, last = (np.searchsorted(edges, each).tolist() for each in (pieces.start, pieces.end))
    for row, who, start, end in zip(pieces.row, pieces.group, first, last, strict=True):
        table[who, start:end] = logs[row]
    return table


def above_others(logs: Floats) -> Floats:
    """Take the mean of the others from each logarithm; 0 for one who is alone or absent.

    N / (N - 1) times the distance from the mean of all is the distance from that of the others.
    Certain misses are counted apart, so that minus infinity does not spoil the rest.
    """
    there, miss = ~np.isnan(logs), np.isneginf(logs)
    finite = np.where(there & ~miss, logs, 0.0)
    others = np.maximum(there.sum(axis=0) - 1, 1)
    mean = (finite.sum(axis=0) - finite) / others
    mean = np.where(miss.sum(axis=0) - miss > 0, -np.inf, mean)
    with np.errstate(invalid="ignore"):
        apart = logs - mean
    return np.where(there & (there.sum(axis=0) > 1), apart, 0.0)


def against(own: Floats, theirs: Floats, mine: Pieces, crowds: Pieces) -> Floats:
    """Integrate the binary logarithm of one series over another, for each piece of the first."""
    start = np.maximum(mine.start[:, np.newaxis], crowds.start)
    overlap = np.minimum(mine.end[:, np.newaxis], crowds.end) - start
    with np.errstate(invalid="ignore"):
        gain = logarithm(own[mine.row])[:, np.newaxis] - logarithm(theirs[crowds.row])
        total = times_share(np.where(overlap > 0, gain, 0.0), overlap).sum(axis=1)
    return np.asarray(total / np.log(2))


def refuse_undefined(score: Floats) -> Floats:
    """Refuse scores in which a certain miss is compared with another."""
    problem = "is the score of a forecast of 0 for what happened beside another 0; leave one out"
    refuse(score, ~np.isnan(score), "p", problem)
    return score
