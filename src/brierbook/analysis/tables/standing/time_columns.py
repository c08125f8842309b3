"""The times of each forecast: the window of its question, and the part in which it stood."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.claims.cohorts import assign_cohorts
from brierbook.analysis.numeric.arguments import Booleans, Floats
from brierbook.analysis.over_time.timeline import StandingPieces, find_standing_pieces
from brierbook.forecasts.rules.standing import JudgedForecast, Status

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.forecasts.entries.book import Book

__all__ = ["STANDING", "STOOD", "ScoredAs", "add_time_columns"]

DAY = 86400.0  # seconds
STANDING = (
    "story",  # what events of one cause have in common; else the event
    "series",  # what one forecaster said of one proposition; a statement is one of its own
    "scored_as",  # over_time, as_said or undated
    "cohort",  # see brierbook.analysis.claims.cohorts
    "opened",  # the window as first planned
    "planned_end",
    "closes",  # its end, or when the outcome was decided, if that is earlier; of open ones, now
    "stood_from",  # when the forecast began to stand; missing where it never did
    "stood_until",
    "share",  # time in which it stood, as a share of the planned window; 1 for what is as said
    "series_share",  # time in which any forecast of its series stood, as a share of the same
    "coverage",  # time in which any of its series stood, as a share of the window until it closes
    "first",  # whether it is the first, or the last, of its series that stood
    "last",
    "lead_days",  # from the middle of the time in which it stood until the window closed
)
# what became of forecasts that stood for some time
STOOD = (
    *(Status.SCORED, Status.SUPERSEDED, Status.WITHDRAWN),
    *(Status.HELD_BACK, Status.UNDATED, Status.OPEN),
)


class ScoredAs(StrEnum):
    """How a forecast enters a score: pooled over time, as said, or apart for want of a deadline."""

    OVER_TIME = "over_time"
    AS_SAID = "as_said"
    UNDATED = "undated"


def add_time_columns(
    table: "pd.DataFrame", book: "Book", judged: Sequence[JudgedForecast], now: datetime
) -> "pd.DataFrame":
    """Add the columns of STANDING to judged forecasts; of rows beyond them all is missing.

    A live forecast stands from when it is shown to have been made, at the earliest from the
    opening, until its forecaster makes the next one or withdraws it, or the window closes.
    """
    import pandas as pd

    columns = _time_columns(book, judged, now) if judged else {name: [] for name in STANDING}
    found = pd.DataFrame(columns, columns=[*STANDING])
    return table.assign(**{name: _stretch(found[name], len(table)) for name in STANDING})


def _stretch(column: "pd.Series", size: int) -> "pd.Series":
    """Let rows without a forecast have nothing; none of them is the first or the last."""
    import pandas as pd

    if column.name in ("first", "last"):
        return column.astype("bool").reindex(range(size), fill_value=False)
    if column.name in ("share", "series_share", "coverage", "lead_days"):
        return column.astype("float64").reindex(range(size))
    if column.name in ("story", "series", "scored_as", "cohort"):
        return column.astype("str").reindex(range(size))
    instants = pd.to_datetime(column, utc=True).astype("datetime64[us, UTC]")
    return instants.reindex(range(size))


def _time_columns(
    book: "Book", judged: Sequence[JudgedForecast], now: datetime
) -> dict[str, object]:
    """Give every column."""
    series = [_series_name(row) for row in judged]
    window = _Windows.of(judged, now)
    pieces = _standing_pieces(judged, series, window)
    return {
        "story": [book.story_of(row.event) for row in judged],
        "series": series,
        "scored_as": [_scored_as(row).value for row in judged],
        "cohort": _cohorts(judged, now),
        "opened": [row.window.opened for row in judged],
        "planned_end": [row.window.deadline for row in judged],
        "closes": _instants(window.closes),
    } | _piece_columns(judged, series, window, pieces)


def _series_name(row: JudgedForecast) -> str:
    """Name what is revised: the word of a forecaster on a proposition; a statement is alone."""
    if row.as_said:
        return row.forecast.id
    return f"{row.forecast.forecaster} {row.proposition.id}"


def _scored_as(row: JudgedForecast) -> ScoredAs:
    """Tell how a forecast enters a score."""
    if row.window.deadline is None:
        return ScoredAs.UNDATED
    return ScoredAs.AS_SAID if row.as_said else ScoredAs.OVER_TIME


def _cohorts(judged: Sequence[JudgedForecast], now: datetime) -> npt.NDArray[np.str_]:
    """Say of each question whether its outcome counts."""
    ends = [_as_datetime64(row.window.deadline) for row in judged]
    known = [row.resolution is not None for row in judged]
    return assign_cohorts(np.array(ends), known, now=_as_datetime64(now))


def _as_datetime64(instant: datetime | None) -> np.datetime64:
    """Give an instant in UTC without its zone."""
    if instant is None:
        return np.datetime64("NaT", "us")
    return np.datetime64(instant.astimezone(UTC).replace(tzinfo=None), "us")


class _Windows:
    """Windows in seconds: opening, planned end (where there is none, the close), and close."""

    def __init__(self, opens: Floats, planned: Floats, closes: Floats) -> None:
        self.opens, self.planned, self.closes = opens, planned, closes
        self.have_length = np.maximum(planned, closes) > opens

    @classmethod
    def of(cls, judged: Sequence[JudgedForecast], now: datetime) -> "_Windows":
        """Read the windows; a question that is open closes now."""
        ends = [min(row.closes or now, row.window.deadline or now, now) for row in judged]
        closes = np.array([each.timestamp() for each in ends])
        opens = np.array([row.window.opened.timestamp() for row in judged])
        planned = [row.window.deadline for row in judged]
        ended = [end.timestamp() if end else np.nan for end in planned]
        return cls(opens, np.where(np.isnan(ended), closes, ended), closes)


def _standing_pieces(
    judged: Sequence[JudgedForecast], series: list[str], window: _Windows
) -> StandingPieces:
    """Find when each live forecast stood; what was set aside, and statements, stand nowhere."""
    live = [row.status in STOOD and not row.as_said for row in judged]
    rows, codes = np.flatnonzero(live), _codes(series)[live]
    since = np.array([row.since.timestamp() for row in judged])[live]
    until = np.array([_until(row) for row in judged])[live]
    found = find_standing_pieces(
        codes, since, ends=until, opens=window.opens[rows], closes=window.closes[rows]
    )
    return StandingPieces(rows[found.row], found.group, found.start, found.end)


def _until(row: JudgedForecast) -> float:
    """Give when a forecast was withdrawn, or never."""
    return row.until.timestamp() if row.until else np.inf


def _codes(names: list[str]) -> npt.NDArray[np.intp]:
    """Give names numbers."""
    return np.asarray(np.unique(names, return_inverse=True)[1], dtype=np.intp)


def _piece_columns(
    judged: Sequence[JudgedForecast], series: list[str], window: _Windows, pieces: StandingPieces
) -> dict[str, object]:
    """Say of each row when it stood, and for how much of its window."""
    codes, size = _codes(series), len(judged)
    pieces = _with_moments(judged, codes, window, pieces)
    start, end = np.full(size, np.nan), np.full(size, np.nan)
    start[pieces.row], end[pieces.row] = pieces.start, pieces.end
    stood = np.nan_to_num(end - start)
    in_series = np.bincount(codes, stood)[codes]
    said = np.array([row.as_said for row in judged])
    start[said] = [row.since.timestamp() for row in judged if row.as_said]
    first, last = _ends_of_series(codes, pieces, size)
    momentary = np.isin(np.arange(size), pieces.row) & ~window.have_length
    return {
        "stood_from": _instants(start),
        "stood_until": _instants(end),
        "share": _share_of_window(stood, window, whole=said | (momentary & last)),
        "series_share": _share_of_window(in_series, window, whole=said | momentary),
        "coverage": _coverage(in_series, window, whole=said | momentary),
        "first": first | said,
        "last": last | said,
        "lead_days": (window.closes - np.where(said, start, (start + end) / 2)) / DAY,
    }


def _with_moments(
    judged: Sequence[JudgedForecast],
    codes: npt.NDArray[np.intp],
    window: _Windows,
    pieces: StandingPieces,
) -> StandingPieces:
    """Let the last word stand where a question was opened and decided within one instant."""
    live = [row.status in STOOD and not row.as_said for row in judged]
    since = np.array([row.since.timestamp() for row in judged])
    rows = np.flatnonzero(live & ~window.have_length & (since <= window.closes))
    _, at = np.unique(codes[rows][::-1], return_index=True)
    rows = np.sort(rows[::-1][at])
    instant = window.closes[rows]
    return StandingPieces(
        *(
            np.concatenate(each)
            for each in zip(
                (pieces.row, pieces.group, pieces.start, pieces.end),
                (rows, codes[rows], instant, instant),
                strict=True,
            )
        )
    )


def _share_of_window(stood: Floats, window: _Windows, *, whole: Booleans) -> Floats:
    """Give the share of the planned window; what is as said, or of an instant, counts whole."""
    length = window.planned - window.opens
    share = np.divide(stood, length, out=np.zeros(stood.shape), where=length > 0)
    return np.where(whole, 1.0, np.minimum(share, 1.0))


def _coverage(stood: Floats, window: _Windows, *, whole: Booleans) -> Floats:
    """Give the share of the window until it closed; missing where there is no time in it."""
    length = window.closes - window.opens
    share = np.divide(stood, length, out=np.full(stood.shape, np.nan), where=length > 0)
    return np.where(whole, 1.0, np.minimum(share, 1.0))


def _ends_of_series(
    codes: npt.NDArray[np.intp], pieces: StandingPieces, size: int
) -> tuple[Booleans, Booleans]:
    """Tell the first and the last forecast of each series that stood."""
    ends = np.full((2, codes.max() + 1), -1)
    ends[0, pieces.group[::-1]] = pieces.row[::-1]  # of several writes the last one stays
    ends[1, pieces.group] = pieces.row
    rows = np.arange(size)
    return ends[0, codes] == rows, ends[1, codes] == rows


def _instants(seconds: Floats) -> npt.NDArray[np.datetime64]:
    """Turn seconds into instants in UTC, to the microsecond; what is not known is missing."""
    known = np.isfinite(seconds)
    micro = np.where(known, np.round(np.where(known, seconds, 0) * 1e6), 0).astype(np.int64)
    return np.where(known, micro.view("datetime64[us]"), np.datetime64("NaT", "us"))
