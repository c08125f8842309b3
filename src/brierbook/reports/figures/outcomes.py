"""Forecasts by outcome: what was said of what happened, and of what did not."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.intervals import Interval, event_mean
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import (
    BLUE,
    INK,
    ORANGE,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.parts import (
    LEVEL,
    Counts,
    beside,
    column,
    counts,
    few,
    headline,
    in_percent,
    size_line,
)

BINS = 20
MOST_DOTS = 12  # of a higher pile, bars are drawn
# of each outcome: its name, which way its piles grow, and its colour
SIDES = ((1, "yes", 1, ORANGE), (0, "no", -1, BLUE))


def plot_outcomes(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the forecasts of what happened above a line, and those of what did not below it.

    The further apart the two means, the better the forecasts tell one from the other (Yates 1982,
    doi 10.1016/0030-5073(82)90237-9).

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.table.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    n, table, words = counts(data), outcomes_table(data), catalogue(lang)
    with style():
        figure, axes = axes_for(ax, 6.4, 4.2)
        draw(axes, table, words)
        label(axes, words, n)
    alt, caption = describe(words, table, n), explain(words, table)
    return Drawing(f"outcomes-{lang}", figure, axes, table, alt, caption, lang)


def outcomes_table(data: pd.DataFrame) -> pd.DataFrame:
    """Give one row for each pile: outcome, bin, forecasts, and the mean of the outcome's side."""
    piles = np.minimum((data["p"].to_numpy() * BINS).astype(int), BINS - 1)
    rows = data.assign(said=(piles + 0.5) / BINS)
    sides = [side(rows[rows["y"] == y], name) for y, name, _, _ in SIDES]
    return pd.concat([each for each in sides if not each.empty], ignore_index=True)


def side(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give the piles of one outcome."""
    piles = rows.groupby("said", as_index=False).agg(forecasts=("p", "size"))
    found = mean_said(rows) if len(rows) else Interval(np.nan, np.nan, np.nan, LEVEL, 0)
    sides = piles.assign(
        outcome=name,
        mean=found.estimate,
        lower=found.lower,
        upper=found.upper,
        events=found.events,
    )
    return sides[["outcome", "said", "forecasts", "mean", "lower", "upper", "events"]]


def mean_said(rows: pd.DataFrame) -> Interval:
    """Average what was said, each event counting once."""
    return event_mean(
        rows["p"], event=rows["event"], weight=rows["weight"], level=LEVEL, bounds=(0, 1)
    )


def draw(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw both sides."""
    top = int(table["forecasts"].max())
    axes.axhline(0, color=INK, linewidth=0.8)
    for _, name, way, colour in SIDES:
        rows = table[table["outcome"] == name]
        pile(axes, rows, way, colour, dots=top <= MOST_DOTS)
        if not rows.empty:
            mean_line(axes, first_row(rows), way * top * 1.28, words)
    axes.set_ylim(-1.55 * top, 1.55 * top)
    for _, name, way, _ in SIDES:
        text = words.say(f"figure.reliability.{name}")
        axes.text(0.012, way * top * 1.42, text, va="center", fontsize=9)


def pile(axes: Axes, rows: pd.DataFrame, way: int, colour: str, *, dots: bool) -> None:
    """Draw a dot for each forecast, or a bar where there are too many."""
    said, count = column(rows, "said"), rows["forecasts"].to_numpy(dtype=int)
    face = colour if way > 0 else "white"
    if not dots:
        axes.bar(said, way * count, 0.8 / BINS, facecolor=face, edgecolor=colour, linewidth=1.2)
        return
    x = np.repeat(said, count)
    y = way * (np.concatenate([np.arange(each) for each in [*count, 0]]) + 0.5)
    axes.scatter(x, y, s=38, facecolor=face, edgecolor=colour, linewidth=1.2)


def first_row(rows: pd.DataFrame) -> dict[str, float]:
    """Take the mean of a side and its limits, which all its piles repeat."""
    return {name: float(rows[name].iloc[0]) for name in ("mean", "lower", "upper")}


def mean_line(axes: Axes, row: dict[str, float], height: float, words: Catalogue) -> None:
    """Draw the mean of one side with its limits, and write its number."""
    axes.plot([row["lower"], row["upper"]], [height, height], color=INK, linewidth=1.4)
    axes.plot(row["mean"], height, "D", color=INK, markersize=5)
    text = words.say("figure.outcomes.mean", mean=words.percent(row["mean"]))
    beside(axes, text, (row["mean"], height), (0, 4), ha="center", va="bottom")


def label(axes: Axes, words: Catalogue, n: Counts) -> None:
    """Write titles and axes."""
    axes.set_xlim(-0.01, 1.01)
    in_percent(axes.xaxis, words)
    ticks = [tick for tick in axes.get_yticks() if tick == int(tick)]
    low, high = axes.get_ylim()
    inside = [tick for tick in ticks if low / 1.5 <= tick <= high / 1.5]
    axes.set_yticks(inside, [words.number(abs(tick)) for tick in inside])
    axes.set_xlabel(words.say("figure.outcomes.x"))
    axes.set_ylabel(words.say("figure.outcomes.y"))
    headline(axes, words.say("figure.outcomes.title"), size_line(words, n), *few(words, n.events))


def explain(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the limits are, and whether the two means can be told apart."""
    caption = words.say("figure.outcomes.caption", level=words.percent(LEVEL))
    means = table.groupby("outcome")[["lower", "upper"]].first()
    if len(means) < len(SIDES):
        return f"{caption} {words.say('figure.outcomes.one')}"
    apart = float(means["lower"]["yes"]) > float(means["upper"]["no"])
    return f"{caption} {words.say('figure.outcomes.' + ('apart' if apart else 'together'))}"


def describe(words: Catalogue, table: pd.DataFrame, n: Counts) -> str:
    """Say in words what the figure shows."""
    parts = [
        words.say(
            f"figure.outcomes.alt_{name}",
            forecasts=words.count("forecasts", int(rows["forecasts"].sum())),
            mean=words.percent(first_row(rows)["mean"]),
            limits=words.percents(first_row(rows)["lower"], first_row(rows)["upper"]),
        )
        for name, rows in table.groupby("outcome", sort=False)
    ]
    return words.say("figure.outcomes.alt", size=size_line(words, n), rows=" ".join(parts))
