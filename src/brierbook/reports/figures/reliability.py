"""The CORP reliability diagram: what happened against what was said."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.arrays import Floats
from brierbook.analysis.decomposition import corp_decomposition
from brierbook.analysis.pav import grouped, isotonic
from brierbook.analysis.reliability import Band, consistency_band
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import (
    BAND,
    BLUE,
    FAINT,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.parts import (
    LEVEL,
    RESAMPLES,
    SEED,
    Counts,
    beside,
    column,
    counts,
    few,
    headline,
    in_percent,
    size_line,
)

MOST_NUMBERED = 15  # points; of more, the numbers would cover each other
MOST_POINTS = 200  # that are drawn one by one
TOP, BOTTOM = 1.1, -0.1  # edges of the rug
RUG, LEAST_TICK = 0.07, 0.35  # height of its highest tick, and the least share of that


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
    n, table, words = counts(data), reliability_table(data), catalogue(lang)
    with style():
        figure, axes = axes_for(ax)
        draw_band(axes, table)
        draw_curve(axes, table)
        draw_rug(axes, table)
        label(axes, words, n, parts_line(words, data))
    spread = "sd_logit" in data and bool((data["sd_logit"] > 0).any())
    alt, caption = describe(words, table, n), explain(words, table, spread=spread)
    return Drawing(f"reliability-{lang}", figure, axes, table, alt, caption, lang)


def reliability_table(data: pd.DataFrame) -> pd.DataFrame:
    """Give one row for each distinct forecast: the curve, the band, and the numbers behind it."""
    y, p, weight = (data[name].to_numpy() for name in ("y", "p", "weight"))
    groups = grouped(y, p, weight)
    band, whole = (band_of(data, groups.p, simultaneous=each) for each in (False, True))
    at = np.searchsorted(groups.p, p)
    return pd.DataFrame(
        {
            "said": groups.p,
            "happened": isotonic(groups.mean, groups.weight),
            "raw": groups.mean,
            "lower": band.lower,
            "upper": band.upper,
            "whole_lower": whole.lower,
            "whole_upper": whole.upper,
            "weight": groups.weight,
            "forecasts": np.bincount(at, minlength=groups.p.size),
            "yes": np.bincount(at, y, minlength=groups.p.size).astype(int),
        }
    )


def band_of(data: pd.DataFrame, grid: Floats, *, simultaneous: bool) -> Band:
    """Find where the curve would lie if the forecasts were calibrated."""
    return consistency_band(
        data["p"],
        weight=data["weight"],
        cluster=data["event"],
        level=LEVEL,
        n_resamples=RESAMPLES,
        seed=SEED,
        simultaneous=simultaneous,
        grid=grid,
    )


def draw_band(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the diagonal and the two bands around it."""
    drawn = thinned(table)
    for name, colour in (("whole_", FAINT), ("", BAND)):
        lower, upper = (column(drawn, f"{name}{end}") for end in ("lower", "upper"))
        axes.fill_between(column(drawn, "said"), lower, upper, color=colour, linewidth=0)
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))


def thinned(table: pd.DataFrame) -> pd.DataFrame:
    """Keep at most so many rows as are drawn, evenly by rank, the first and the last among them."""
    ranks = np.linspace(0, len(table) - 1, min(len(table), MOST_POINTS)).round().astype(int)
    return table.iloc[ranks]


def draw_curve(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the curve, with the number of forecasts at each point."""
    turns = corners(table)
    axes.plot(column(turns, "said"), column(turns, "happened"), color=BLUE, linewidth=1.8)
    if len(table) > MOST_POINTS:
        return
    numbered = len(table) <= MOST_NUMBERED
    least, more = (18, 160) if numbered else (5, 45)
    weight = column(table, "weight")
    size = least + more * weight / weight.max()
    look: dict[str, Any] = {
        "color": BLUE,
        "edgecolor": "white",
        "linewidth": 0.8 * numbered,
        "zorder": 3,
    }
    axes.scatter(column(table, "said"), column(table, "happened"), s=size, **look)
    if numbered:
        draw_numbers(axes, table)


def corners(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the points at which the curve turns."""
    happened = table["happened"]
    return table[(happened != happened.shift()) | (happened != happened.shift(-1))]


def draw_numbers(axes: Axes, table: pd.DataFrame) -> None:
    """Write how many forecasts there are at each point, in turn below and above it."""
    points = table[["said", "happened", "forecasts"]].itertuples(index=False, name=None)
    for index, (x, y, n) in enumerate(points):
        beside(axes, f"{n:.0f}", (x, y), (0, 8 if index % 2 else -13), ha="center")


def draw_rug(axes: Axes, table: pd.DataFrame) -> None:
    """Draw at the top what came true and at the bottom what did not, as high as there are many."""
    rows = table[["said", "yes", "forecasts"]]
    if len(rows) > MOST_POINTS:
        rows = rows.assign(said=rows["said"].round(2)).groupby("said", as_index=False).sum()
    said, yes, all_of_them = (column(rows, name) for name in ("said", "yes", "forecasts"))
    no = all_of_them - yes
    most = max(yes.max(), no.max())
    for count, base, way, colour in ((yes, TOP, -1, ORANGE), (no, BOTTOM, 1, INK)):
        some = count > 0
        height = RUG * (LEAST_TICK + (1 - LEAST_TICK) * count[some] / most)
        axes.vlines(said[some], base, base + way * height, color=colour, linewidth=1.1)


def label(axes: Axes, words: Catalogue, n: Counts, parts: str) -> None:
    """Write titles and axes."""
    axes.set(xlim=(-0.02, 1.02), ylim=(BOTTOM - 0.01, TOP + 0.01), aspect="equal")
    in_percent(axes.xaxis, words)
    in_percent(axes.yaxis, words)
    axes.set_xlabel(words.say("figure.reliability.x"))
    axes.set_ylabel(words.say("figure.reliability.y"))
    lines = (size_line(words, n), parts, *few(words, n.events))
    headline(axes, words.say("figure.reliability.title"), *lines)
    for height, name in ((TOP - RUG / 2, "yes"), (BOTTOM + RUG / 2, "no")):
        text = words.say(f"figure.reliability.{name}")
        axes.text(-0.035, height, text, ha="right", va="center", fontsize=SMALL)


def parts_line(words: Catalogue, data: pd.DataFrame) -> str:
    """Say what the mean score is made of."""
    parts = corp_decomposition(data["y"], data["p"], weight=data["weight"])
    terms = {name: words.number(getattr(parts, name), 3) for name in ("mcb", "dsc", "unc")}
    score = words.number(parts.mean_score, 3)
    return words.say("figure.reliability.parts", score=score, **terms)


def outside_band(table: pd.DataFrame) -> int:
    """Count the points where the curve leaves the band that holds whole curves."""
    below = table["happened"] < table["whole_lower"]
    above = table["happened"] > table["whole_upper"]
    return int((below | above).sum())


def explain(words: Catalogue, table: pd.DataFrame, *, spread: bool) -> str:
    """Say what the band is, and whether the curve leaves it."""
    caption = words.say(
        "figure.reliability.caption",
        level=words.percent(LEVEL),
        draws=words.number(RESAMPLES),
        seed=SEED,
    )
    notes = {"numbers": len(table) <= MOST_NUMBERED, "of_means": spread}
    said = [words.say(f"figure.reliability.{name}") for name, holds in notes.items() if holds]
    return " ".join([caption, *said, verdict(words, table)])


def verdict(words: Catalogue, table: pd.DataFrame) -> str:
    """Say whether the curve leaves the band."""
    outside = outside_band(table)
    if not outside:
        return words.say("figure.reliability.inside")
    points = words.count("points", len(table))
    return words.say("figure.reliability.outside", outside=words.number(outside), points=points)


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
