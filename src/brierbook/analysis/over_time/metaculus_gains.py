"""Logarithmic gains of forecasts over a baseline or over each other, integrated over time."""

import numpy as np

from brierbook.analysis.numeric.arguments import Floats, refuse_first_bad
from brierbook.analysis.over_time.timeline import GroupCodes, StandingPieces, scale_by_share

__all__ = ["baseline_gain"]


def unit_intervals(rows: GroupCodes, codes: GroupCodes) -> StandingPieces:
    """Let each row stand for one unit of time, all at once."""
    return StandingPieces(rows, codes[rows], np.zeros(rows.size), np.ones(rows.size))


def baseline_gain(given: Floats, offered: Floats, *, continuous: bool) -> Floats:
    """Gain over knowing nothing: 1 for certainty about options."""
    if continuous:
        return natural_log(given / offered) / 2
    return natural_log(given * offered) / np.log(offered)


def natural_log(p: Floats) -> Floats:
    """Natural logarithm, minus infinity for 0."""
    with np.errstate(divide="ignore"):
        return np.log(p)


def integrate_gain(gain: Floats, pieces: StandingPieces, groups: int) -> Floats:
    """Add up gains times lengths by group."""
    weights = scale_by_share(gain, pieces.length)
    return np.bincount(pieces.group, weights=weights, minlength=groups)


def integrate_peer_gain(given: Floats, pieces: StandingPieces, groups: int) -> Floats:
    """Integrate the logarithm of one's probability over the geometric mean of the others'."""
    edges = np.unique(np.concatenate([pieces.start, pieces.end]))
    if not pieces.row.size:
        return np.zeros(groups)
    gain = _subtract_mean_of_others(_arrange_logs(natural_log(given), pieces, edges, groups))
    with np.errstate(invalid="ignore"):
        total = scale_by_share(gain, np.diff(edges)).sum(axis=1)
    return refuse_undefined_score(total)


def _arrange_logs(logs: Floats, pieces: StandingPieces, edges: Floats, groups: int) -> Floats:
    """Lay logarithms out by forecaster and interval; NaN where no forecast stood."""
    table = np.full((groups, edges.size - 1), np.nan)
    first, last = (np.searchsorted(edges, each).tolist() for each in (pieces.start, pieces.end))
    for row, who, start, end in zip(pieces.row, pieces.group, first, last, strict=True):
        table[who, start:end] = logs[row]
    return table


def _subtract_mean_of_others(logs: Floats) -> Floats:
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


def integrate_log_ratio(
    own: Floats, theirs: Floats, mine: StandingPieces, crowds: StandingPieces
) -> Floats:
    """Integrate the binary logarithm of one series over another, for each piece of the first."""
    start = np.maximum(mine.start[:, np.newaxis], crowds.start)
    overlap = np.minimum(mine.end[:, np.newaxis], crowds.end) - start
    with np.errstate(invalid="ignore"):
        gain = natural_log(own[mine.row])[:, np.newaxis] - natural_log(theirs[crowds.row])
        total = scale_by_share(np.where(overlap > 0, gain, 0.0), overlap).sum(axis=1)
    return np.asarray(total / np.log(2))


def refuse_undefined_score(score: Floats) -> Floats:
    """Refuse scores in which a certain miss is compared with another."""
    problem = "is the score of a forecast of 0 for what happened beside another 0; leave one out"
    refuse_first_bad(score, ~np.isnan(score), "p", problem)
    return score
