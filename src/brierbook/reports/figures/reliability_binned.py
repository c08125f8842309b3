"""The reliability diagram for readers who like bins: equal shares of the forecasts in each."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.reliability.curve import reliability_curve
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    SampleCounts,
    float_column,
    label_shares,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import BLUE, MUTED, SMALL, Drawing, axes_for, style
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["choose_bin_count", "plot_reliability_binned"]

EVENTS_A_BIN, MOST_BINS = 3, 10
STRIP = (-0.055, -0.095)  # heights of the counts: those that are near take turns
NEAR = 0.06  # share of the axis
SMALLEST, LARGEST = 14.0, 260.0  # area of a dot, in square points


def plot_reliability_binned(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en"
) -> Drawing:
    """Draw how often things happened, by bins that hold equal shares of the weight.

    Each dot lies at the mean forecast of its bin, which holds some forecasts in any case; bars are
    Jeffreys' limits, for which forecasts on one event in one bin count as one (Brown, Cai and
    DasGupta 2001, doi 10.1214/ss/1009213286).

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    n, table, words = sample_counts(data), _binned_table(data), load_catalogue(lang)
    with style():
        figure, axes = axes_for(ax)
        _draw_bins(axes, table)
        _label_bins(axes, table, words, n)
    alt, caption = _binned_alt_text(words, table, n), _binned_caption(words, table)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"reliability_binned-{lang}", figure, axes, table, alt, caption, lang)


def _binned_table(data: pd.DataFrame) -> pd.DataFrame:
    """Give one row a bin: what was said in it, what happened, the limits and the forecasts."""
    curve = reliability_curve(
        data["y"],
        data["p"],
        weight=data["weight"],
        method="quantile",
        bins=choose_bin_count(data["event"].nunique()),
        level=LEVEL,
        event=data["event"],
    )
    names = {"p": "said", "observed": "happened", "count": "forecasts"}
    return curve.to_frame().rename(columns=names)


def choose_bin_count(events: int) -> int:
    """Choose the number of bins, so that each has some events."""
    return max(1, min(MOST_BINS, events // EVENTS_A_BIN))


def _draw_bins(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the diagonal, the bars, and dots whose area grows with the number of forecasts."""
    said, happened, n = (float_column(table, name) for name in ("said", "happened", "forecasts"))
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.vlines(
        said, float_column(table, "lower"), float_column(table, "upper"), color=BLUE, alpha=0.75
    )
    size = np.maximum(LARGEST * n / n.max(), SMALLEST)
    axes.scatter(said, happened, s=size, color=BLUE, edgecolor="white", linewidth=0.8, zorder=3)
    for x, count, height in zip(said, n, _count_heights(said), strict=True):
        axes.text(x, height, f"{count:.0f}", ha="center", va="center", fontsize=SMALL)


def _count_heights(said: Floats) -> list[float]:
    """Choose for each count a height, the middle one if all have room beside each other."""
    if (np.diff(said) > NEAR).all():
        return [sum(STRIP) / 2] * len(said)
    return [STRIP[place % 2] for place in range(len(said))]


def _label_bins(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles and axes."""
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.13, 1.03), aspect="equal")
    label_shares(axes.xaxis, words)
    label_shares(axes.yaxis, words)
    axes.set_xlabel(words.say("figure.reliability_binned.x"))
    axes.set_ylabel(words.say("figure.reliability_binned.y"))
    text = words.say("figure.outcomes.y")
    axes.text(-0.035, sum(STRIP) / 2, text, ha="right", va="center", fontsize=SMALL)
    size, finding = sample_size_line(words, n), _binned_verdict(words, table, "finding_")
    write_finding(axes, words, "reliability_binned", size, finding)


def _count_off_diagonal(table: pd.DataFrame) -> int:
    """Count the bins whose limits leave out what was said."""
    return int(((table["said"] < table["lower"]) | (table["said"] > table["upper"])).sum())


def _binned_verdict(words: Catalogue, table: pd.DataFrame, form: str = "") -> str:
    """Say in how many bins what happened is apart from what was said."""
    off = _count_off_diagonal(table)
    key = f"figure.reliability_binned.{form}" + ("apart" if off else "together")
    return words.say(key, off=words.number(off), bins=words.count("bins", len(table)))


def _binned_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the bars are, and whether the bins can be told from calibrated ones."""
    verdict = _binned_verdict(words, table)
    level = words.percent(LEVEL)
    return f"{words.say('figure.reliability_binned.caption', level=level)} {verdict}"


def _binned_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.reliability_binned.bin",
            said=words.percent(row["said"]),
            happened=words.percent(row["happened"]),
            limits=words.percents(row["lower"], row["upper"]),
            forecasts=words.count("forecasts", int(row["forecasts"])),
        )
        for row in table.to_dict("records")
    ]
    size = sample_size_line(words, n)
    return words.say("figure.reliability_binned.alt", size=size, rows="; ".join(rows))
