"""The CORP reliability diagram: what happened against what was said."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.pav import grouped, isotonic
from brierbook.analysis.reliability import consistency_band
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import (
    BAND,
    BLUE,
    INK,
    MUTED,
    ORANGE,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.parts import (
    LEVEL,
    RESAMPLES,
    SEED,
    Counts,
    counts,
    few,
    headline,
    in_percent,
    size_line,
)

RUG = 0.035  # height of a tick of the rug, as a share of the axis


def plot_reliability(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the CORP reliability diagram of scored forecasts.

    The curve is the isotonic regression of the outcomes on the mean probabilities, with equal
    forecasts pooled and every event weighing the same (Dimitriadis, Gneiting and Jordan 2021,
    doi 10.1073/pnas.2016191118). The band is where it would lie nine times out of ten if every
    forecast were calibrated; outcomes of one event are drawn together.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.table.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table = reliability_table(data)
    words = catalogue(lang)
    with style():
        figure, axes = axes_for(ax)
        draw_band(axes, table)
        draw_curve(axes, table)
        draw_rug(axes, data)
        label(axes, words, counts(data))
    return Drawing(f"reliability-{lang}", figure, axes, table, describe(words, table, counts(data)))


def reliability_table(data: pd.DataFrame) -> pd.DataFrame:
    """Give one row for each distinct forecast: the curve, the band, and the numbers behind it."""
    y, p, weight = (data[name].to_numpy() for name in ("y", "p", "weight"))
    groups = grouped(y, p, weight)
    band = consistency_band(
        p,
        weight=weight,
        cluster=data["event"].to_numpy(),
        level=LEVEL,
        n_resamples=RESAMPLES,
        seed=SEED,
        grid=groups.p,
    )
    at = np.searchsorted(groups.p, p)
    return pd.DataFrame(
        {
            "said": groups.p,
            "happened": isotonic(groups.mean, groups.weight),
            "raw": groups.mean,
            "lower": band.lower,
            "upper": band.upper,
            "weight": groups.weight,
            "forecasts": np.bincount(at, minlength=groups.p.size),
            "yes": np.bincount(at, y, minlength=groups.p.size).astype(int),
        }
    )


def draw_band(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the diagonal and the band around it."""
    said = table["said"].to_numpy()
    axes.fill_between(
        said, table["lower"].to_numpy(), table["upper"].to_numpy(), color=BAND, linewidth=0
    )
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))


def draw_curve(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the curve, with the number of forecasts at each point."""
    said, happened = table["said"].to_numpy(), table["happened"].to_numpy()
    size = 18 + 160 * table["weight"].to_numpy() / table["weight"].max()
    axes.plot(said, happened, color=BLUE, linewidth=1.8)
    axes.scatter(said, happened, s=size, color=BLUE, edgecolor="white", linewidth=0.8, zorder=3)
    for index, (x, y, n) in enumerate(zip(said, happened, table["forecasts"], strict=True)):
        below = index % 2 == 0
        axes.annotate(
            str(n),
            (x, y),
            (0, -13 if below else 8),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color=INK,
        )


def draw_rug(axes: Axes, data: pd.DataFrame) -> None:
    """Draw a tick for each forecast: at the top if it came true, at the bottom if not."""
    for value, base, tip, colour in ((1, 1.08, 1.08 - RUG, ORANGE), (0, -0.08, RUG - 0.08, INK)):
        said = data.loc[data["y"] == value, "p"].to_numpy()
        axes.vlines(said, base, tip, color=colour, linewidth=1.1)


def label(axes: Axes, words: Catalogue, n: Counts) -> None:
    """Write titles and axes."""
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.09, 1.09), aspect="equal")
    in_percent(axes.xaxis, words)
    in_percent(axes.yaxis, words)
    axes.set_xlabel(words.say("figure.reliability.x"))
    axes.set_ylabel(words.say("figure.reliability.y"))
    headline(axes, words.say("figure.reliability.title"), size_line(words, n), *few(words, n))
    for height, name in ((1.08 - RUG / 2, "yes"), (RUG / 2 - 0.08, "no")):
        text = words.say(f"figure.reliability.{name}")
        axes.text(-0.035, height, text, ha="right", va="center", fontsize=7)


def outside_band(table: pd.DataFrame) -> int:
    """Count the points where the curve leaves the band."""
    below, above = table["happened"] < table["lower"], table["happened"] > table["upper"]
    return int((below | above).sum())


def describe(words: Catalogue, table: pd.DataFrame, n: Counts) -> str:
    """Say in words what the figure shows."""
    first, last = table.iloc[0], table.iloc[-1]
    return words.say(
        "figure.reliability.alt",
        size=size_line(words, n),
        low=words.percent(first["said"]),
        low_happened=words.percent(first["happened"]),
        high=words.percent(last["said"]),
        high_happened=words.percent(last["happened"]),
        outside=words.number(outside_band(table)),
        points=words.count("points", len(table)),
    )
