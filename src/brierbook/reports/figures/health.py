"""The health of a book: what is open, due, overdue and void, month by month."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.health import STATES, count_overdue_unresolved, count_states_by_month
from brierbook.errors import Message
from brierbook.reports.figures.kit.axes import annotate_beside, refuse_empty_table, write_finding
from brierbook.reports.figures.kit.drawing import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    SERIES,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.kit.time_axis import write_date
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["Health", "plot_health"]

# of each state: its colour, and the hatch that tells it apart without colour
LOOKS = {
    "resolved": (BLUE, ""),
    "void": ("#BBBBBB", ""),
    "unsettled": ("white", "xxxx"),
    "open": ("white", ""),
    "due": (SERIES[5], "////"),
    "overdue": (ORANGE, "\\\\\\\\"),
}
LATE = ("due", "overdue")
MOST_MONTHS = 60  # of more, years are drawn
MOST_NAMED = 8
NUMBERED = 40  # bars; of more, the totals above them would cover each other


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """The propositions of a book: see `brierbook.analysis.tables.health.tabulate_health`."""

    table: pd.DataFrame
    now: datetime


def plot_health(data: Health, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw how many propositions are in each state, by the month of their deadline.

    Parameters
    ----------
    data : Health
        The propositions, and the instant at which they stand so.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    refuse_empty_table(
        data.table,
        Message("the book has no proposition yet; log a forecast", "nothing.propositions"),
    )
    table, words = _health_bars(data.table, load_catalogue(lang)), load_catalogue(lang)
    with style():
        figure, axes = axes_for(ax, 7.0, 4.0)
        _draw_health(axes, table, words)
        _label_health(axes, table, data, words)
    alt, caption = _health_alt_text(words, table, data), _health_caption(words, data)
    return Drawing(f"health-{lang}", figure, axes, table, alt, caption, lang)


def _health_bars(table: pd.DataFrame, words: Catalogue) -> pd.DataFrame:
    """Give one row a month, or a year where months are very many; without a deadline last."""
    counts = count_states_by_month(table)
    known = counts["month"].notna()
    form = "year" if known.sum() > MOST_MONTHS else "month"
    undated = words.say("figure.health.undated")
    names = [
        write_date(month, form, words) if dated else undated
        for month, dated in zip(counts["month"], known, strict=True)
    ]
    by_name = counts.assign(period=names).groupby("period", sort=False)[[*STATES]].sum()
    return by_name.reset_index()


def _draw_health(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the bars, the settled below and what waits above."""
    at, base = np.arange(len(table)), np.zeros(len(table))
    for state in STATES:
        height = table[state].to_numpy(dtype=float)
        if not height.any():
            continue
        colour, hatch = LOOKS[state]
        text = words.say(
            "figure.health.state",
            name=words.say(f"figure.health.{state}"),
            n=words.number(height.sum()),
        )
        look: dict[str, Any] = {
            "facecolor": colour,
            "hatch": hatch,
            "edgecolor": INK,
            "linewidth": 0.6,
        }
        some = height > 0
        axes.bar(at[some], height[some], 0.8, bottom=base[some], label=text, **look)
        base += height
    if len(table) <= NUMBERED:
        for x, top in zip(at.tolist(), base.tolist(), strict=True):
            if top:
                annotate_beside(axes, words.number(top), (x, top), (0, 2), ha="center", color=MUTED)


def _label_health(axes: Axes, table: pd.DataFrame, data: Health, words: Catalogue) -> None:
    """Write titles, axes and the legend."""
    step = -(-len(table) // MOST_NAMED)
    places = sorted({*range(0, len(table), step)})
    axes.set_xticks(places, [table["period"].iloc[place] for place in places], fontsize=8)
    axes.set_xlim(-0.7, len(table) - 0.3)
    ticks = [tick for tick in axes.get_yticks() if tick == int(tick) and tick >= 0]
    axes.set_yticks(ticks, [words.number(tick) for tick in ticks])
    axes.set_ylim(0, 1.08 * table[[*STATES]].sum(axis=1).max())
    axes.set_xlabel(words.say("figure.health.x"))
    axes.set_ylabel(words.say("figure.health.y"))
    write_finding(
        axes, words, "health", _health_size_line(words, data), _health_finding(words, data)
    )
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)


def _health_size_line(words: Catalogue, data: Health) -> str:
    """Say how many propositions there are, and as of when."""
    n = words.count("propositions", len(data.table))
    return words.say("figure.health.size", propositions=n, day=words.day(data.now.date()))


def _waiting_days_line(words: Catalogue, data: Health) -> str:
    """Say how long outcomes took."""
    days = data.table["days"].dropna()
    if days.empty:
        return words.say("figure.health.no_days")
    low, middle, high = (float(each) for each in np.quantile(days, [0.25, 0.5, 0.75]))
    return words.say(
        "figure.health.days",
        middle=words.number(middle),
        limits=words.between(low, high, 0),
        n=words.number(len(days)),
    )


def _health_finding(words: Catalogue, data: Health) -> str:
    """Say how many are past their deadline without an outcome."""
    open_, past = count_overdue_unresolved(data.table, data.now)
    if not past:
        return ""
    key = "figure.health.finding_" + ("missing" if open_ else "all")
    return words.say(key, n=words.number(open_), past=words.number(past))


def _health_caption(words: Catalogue, data: Health) -> str:
    """Say what the states are, and warn of what scores do not see."""
    open_, past = count_overdue_unresolved(data.table, data.now)
    early = int(data.table["early"].sum())
    waiting = _waiting_days_line(words, data)
    said = [words.say("figure.health.caption"), f"{waiting[0].upper()}{waiting[1:]}."]
    if data.table["state"].isin(LATE).any():
        said.append(words.say("figure.health.late"))
    if open_:
        share = words.percent(open_ / past)
        said.append(
            words.say(
                "figure.health.missing",
                n=words.number(open_),
                share=share,
                all=words.count("propositions", past),
            )
        )
    if early:
        said.append(words.say("figure.health.early", n=words.count("propositions", early)))
    return " ".join(said)


def _health_alt_text(words: Catalogue, table: pd.DataFrame, data: Health) -> str:
    """Say in words what the figure shows."""
    total = table[[*STATES]].sum()
    rows = [
        words.say(
            "figure.health.state",
            name=words.say(f"figure.health.{state}"),
            n=words.number(total[state]),
        )
        for state in STATES
        if total[state]
    ]
    return words.say(
        "figure.health.alt",
        size=_health_size_line(words, data),
        rows=", ".join(rows),
        days=_waiting_days_line(words, data),
    )
