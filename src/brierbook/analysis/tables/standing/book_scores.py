"""The scores of a book: over time, as said and without a deadline, each in a row of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
import pandas as pd

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.binary import brier_score
from brierbook.analysis.tables.baselines import EVEN, Baseline
from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.performance import score_losses
from brierbook.analysis.tables.score_table import LEFT_OUT, score
from brierbook.analysis.tables.standing.choices import (
    OTHERS,
    POOLED,
    Standing,
    choose_rows,
    rows_scored_as,
)
from brierbook.analysis.tables.standing.open_claims import tabulate_by_now, tabulate_pace
from brierbook.analysis.tables.standing.others import OTHERS_THEN, TWO, with_others_then
from brierbook.analysis.tables.standing.time_columns import ScoredAs
from brierbook.forecasts.rules.standing import Status

__all__ = [
    "FEW_EVENTS",
    "BookScores",
    "HeldBack",
    "score_book",
    "score_ways",
    "summarize_held_back",
    "summarize_times",
    "tabulate_events",
    "tabulate_standings",
]

FEW_EVENTS = 20  # of fewer, little can be told
AT_THE_TIME = "others"  # the baseline that changes while a forecast stands
DAY = 86400.0  # seconds


class JudgedForecasts(Protocol):
    """What of `brierbook.analysis.tables.scorable.ScorableTable` a score starts from."""

    @property
    def now(self) -> datetime:
        """The instant for which forecasts were judged."""

    @property
    def forecasts(self) -> pd.DataFrame:
        """Every forecast that is in the book."""

    def primary_in_groups(self, by: Sequence[str]) -> pd.DataFrame:
        """Give the primary readings in as many groups as each is in."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldBack:
    """Outcomes that are known before their deadlines, which no score counts yet.

    ``rows`` holds the last word on each question with its loss, the worst first; ``brier`` is the
    plain mean over events, which holds what came true early and not what fails late: it has no
    limits, and bears no claim. ``missed`` counts what was on the wrong side of 50 %.
    """

    rows: pd.DataFrame
    questions: int
    yes: int
    missed: int
    brier: float
    next_counts: datetime


@dataclass(frozen=True, slots=True, eq=False)
class BookScores:
    """The scores of a book at an instant.

    Attributes
    ----------
    lines
        As `brierbook.analysis.tables.score_table.score` gives them, for each group and each way to
        be scored that has a forecast: ``scored_as``, ``standing``, ``window_covered`` (the share of
        the windows, until they closed, in which forecasts stood) and ``lead_days`` (from what is
        scored until the window closed) come first. The first of a group is its headline.
    counts
        One line a group for all its forecasts: how many are scored, and what became of the others.
    standings
        The Brier score of what was said live under each standing.
    events
        The share of the weight that each event has in the headline.
    held_back
        What is known before its deadline, or None.
    by_now, pace
        As `brierbook.analysis.tables.standing.open_claims` gives them; empty where no live claim
        waits for its deadline.
    """

    lines: pd.DataFrame
    counts: pd.DataFrame
    standings: pd.DataFrame
    events: pd.DataFrame
    held_back: HeldBack | None
    by_now: pd.DataFrame
    pace: pd.DataFrame
    standing: Standing
    now: datetime


def score_book(
    table: JudgedForecasts,
    metrics: Iterable[str] = ("brier", "log"),
    by: Sequence[str] = (),
    *,
    baseline: Baseline = EVEN,
    standing: Standing = POOLED,
) -> BookScores:
    """Score the primary readings of a book by groups, for one standing.

    Raises
    ------
    WorkspaceError
        If the book has no forecast on a primary reading.
    ArgumentError
        As `brierbook.analysis.tables.score_table.score`.
    """
    grouped, rows = table.primary_in_groups(by), table.primary_in_groups(())
    asked = [metrics] if isinstance(metrics, str) else list(metrics)
    chosen = choose_rows(grouped, standing)
    counts = score(chosen.assign(share=1.0), asked[0], by, baseline="even")
    lines = _score_each_way(chosen, asked, list(by), baseline, standing)
    return BookScores(
        lines=_with_all_counts(lines, counts, list(by)),
        counts=counts,
        standings=tabulate_standings(rows),
        events=tabulate_events(choose_rows(rows, standing)),
        held_back=summarize_held_back(rows),
        by_now=tabulate_by_now(table.forecasts, now=table.now),
        pace=tabulate_pace(table.forecasts, now=table.now),
        standing=standing,
        now=table.now,
    )


def _score_each_way(
    rows: pd.DataFrame, metrics: list[str], by: list[str], baseline: Baseline, standing: Standing
) -> pd.DataFrame:
    """Score what is pooled over time, what is as said, and what has no deadline, by groups.

    A group of which nothing can be scored has its lines too.
    """
    parts = [_lines_of_nothing(rows, metrics, by)]
    for way in ScoredAs:
        own = rows_scored_as(rows, way)
        if (own["status"] == Status.SCORED.value).any():
            found = _score_way(own, metrics, by, baseline, standing)
            parts.append(_with_times(found[found["n"] > 0], own, by, way, standing))
    lines = pd.concat([each for each in parts if len(each)], ignore_index=True)
    return lines.sort_values(by, kind="stable", ignore_index=True) if by else lines


def _score_way(
    rows: pd.DataFrame, metrics: list[str], by: list[str], baseline: Baseline, standing: Standing
) -> pd.DataFrame:
    """Score one way; what is pooled stands beside what the others said at the time."""
    scored = rows[rows["status"] == Status.SCORED.value]
    heads = scored.groupby("proposition")["forecaster"].nunique()
    if baseline != AT_THE_TIME or standing != POOLED or heads.min() < TWO:
        return score(rows, metrics, by, baseline=baseline)
    found = score(with_others_then(rows), metrics, by, baseline=OTHERS_THEN)
    whole = score(rows, metrics, by, baseline="even")
    return found.assign(n=whole["n"].to_numpy())


def _lines_of_nothing(rows: pd.DataFrame, metrics: list[str], by: list[str]) -> pd.DataFrame:
    """Give the lines of the groups of which nothing is scored."""
    counts = rows["status"].isin((Status.SCORED.value, Status.UNDATED.value))
    some = (
        counts.groupby([rows[name] for name in by], dropna=False).transform("any")
        if by
        else (pd.Series(counts.any(), index=rows.index))
    )
    if some.all():
        return pd.DataFrame()
    found = score(rows[~some], metrics, by, baseline="even")
    return found.assign(scored_as=None, standing=None, window_covered=np.nan, lead_days=np.nan)


def score_ways(chosen: pd.DataFrame, standing: Standing = POOLED) -> pd.DataFrame:
    """Give the Brier score of each way in which something is scored; empty where nothing is.

    The rows were chosen by `choose_rows` under the same standing.
    """
    if chosen.empty:
        return chosen.assign(scored_as=None)
    lines = _score_each_way(chosen, ["brier"], [], "even", standing)
    return lines[lines["n"] > 0].reset_index(drop=True)


def _with_all_counts(lines: pd.DataFrame, counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Let each line say what became of all forecasts of its group."""
    names = ["coverage", *LEFT_OUT]
    whole = counts[[*by, *names]]
    if not by:
        return lines.assign(**whole.iloc[0])
    return lines.drop(columns=names).merge(whole, on=by, how="left")[[*lines]]


def _with_times(
    lines: pd.DataFrame, rows: pd.DataFrame, by: list[str], way: ScoredAs, standing: Standing
) -> pd.DataFrame:
    """Say beside scores how much of the windows they cover, and how long before their end."""
    scored = rows[rows["status"] == Status.SCORED.value]
    groups = scored.groupby(by, dropna=False, sort=False) if by else [((), scored)]
    times = pd.DataFrame(
        [(*key, *summarize_times(part, standing)) for key, part in groups],
        columns=[*by, "window_covered", "lead_days"],
    )
    named = lines.assign(scored_as=way.value, standing=_standing_of(way, standing))
    return named.merge(times, on=by, how="left") if by else named.assign(**times.iloc[0])


def _standing_of(way: ScoredAs, standing: Standing) -> str:
    """Name the standing; what is as said has none."""
    return "as_said" if way is ScoredAs.AS_SAID else standing.text


def summarize_times(rows: pd.DataFrame, standing: Standing) -> tuple[float, float]:
    """Give the share of the windows that is covered, and the mean days before their end.

    The first is a mean over events of series, the second weighs forecasts as the score does.
    """
    one = add_event_weights(rows.drop_duplicates("series").assign(share=1.0))
    covered = float(np.average(one["coverage"], weights=one["weight"]))
    weighed = add_event_weights(rows)
    days = _lead_days(weighed, standing)
    return covered, float(np.average(days, weights=weighed["weight"]))


def _lead_days(rows: pd.DataFrame, standing: Standing) -> Floats:
    """Give the days from what is scored until the window closed."""
    if standing == POOLED:
        return rows["lead_days"].to_numpy()
    said = rows["stood_from"]
    if standing.days is not None:
        instant = rows["planned_end"] - pd.Timedelta(days=standing.days)
        said = instant.where(rows["statement"] == "", said)
    return np.asarray((rows["closes"] - said).dt.total_seconds() / DAY, dtype=np.float64)


def tabulate_standings(rows: pd.DataFrame) -> pd.DataFrame:
    """Score what was said live under every standing; empty where nothing was."""
    made = []
    for standing in (POOLED, *OTHERS):
        own = rows_scored_as(choose_rows(rows, standing), ScoredAs.OVER_TIME)
        scored = own[own["status"] == Status.SCORED.value]
        if not scored.empty:
            found = score(scored, "brier", baseline="even").iloc[0]
            covered, lead = summarize_times(scored, standing)
            names = ("n", "propositions", "events", "score", "lower", "upper")
            line = {"standing": standing.text} | {name: found[name] for name in names}
            made.append(line | {"window_covered": covered, "lead_days": lead})
    return pd.DataFrame(made)


def tabulate_events(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each event its share of the weight in its own row of scores."""
    made = []
    for way in ScoredAs:
        own = rows_scored_as(rows, way)
        scored = add_event_weights(own[own["status"] == Status.SCORED.value])
        if scored.empty:
            continue
        weight = scored.groupby("event", sort=False)["weight"].sum()
        story = scored.groupby("event", sort=False)["story"].first()
        part = pd.DataFrame({"event": weight.index, "story": story, "scored_as": way.value})
        made.append(part.assign(weight=(weight / weight.sum()).to_numpy()))
    columns = ["event", "story", "scored_as", "weight"]
    return pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=columns)


def summarize_held_back(rows: pd.DataFrame) -> HeldBack | None:
    """Say what has resolved before its deadline; None if nothing has."""
    early = rows[rows["status"] == Status.HELD_BACK.value]
    if early.empty:
        return None
    told = add_event_weights(early.assign(share=1.0))
    losses = score_losses(told, brier_score)[0]
    told = told.assign(brier=losses, missed=(told["p"] - told["y"]).abs() > 1 / 2)
    told = told.sort_values("brier", ascending=False, kind="stable", ignore_index=True)
    questions = told.drop_duplicates("proposition")
    return HeldBack(
        rows=told,
        questions=len(questions),
        yes=int((questions["y"] == 1).sum()),
        missed=int(told.groupby("proposition")["missed"].any().sum()),
        brier=float(np.average(told["brier"], weights=told["weight"])),
        next_counts=told["planned_end"].min().to_pydatetime(),
    )
