"""The Murphy diagram: who is better for whom, whatever the threshold at which one acts."""

import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.arrays import Floats
from brierbook.analysis.murphy import murphy_curve
from brierbook.analysis.performance import EVEN, base_rate
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import (
    BAND,
    LINES,
    MUTED,
    SERIES,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.groups import Group, groups_of, left_out, shown
from brierbook.reports.figures.parts import (
    LEVEL,
    RESAMPLES,
    SEED,
    Counts,
    column,
    counts,
    few,
    headline,
    in_percent,
    size_line,
)

MOST_GROUPS = 4
BASELINES = ("even", "base_rate")
DOTTED = {"even": (0, (1, 1.5)), "base_rate": (0, (4, 2))}


def plot_murphy(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en", by: str | None = None
) -> Drawing:
    """Draw the mean elementary score by threshold, beside those of two constant forecasts.

    Whoever acts when told the threshold or more loses that much on average; the area under a curve
    is the Brier score (Ehm, Gneiting, Jordan and Krueger 2016, doi 10.1111/rssb.12154).

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.table.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    by : str, optional
        The column of the groups that get a curve each, such as ``forecaster``.
    """
    words, n = catalogue(lang), counts(data)
    groups = groups_of(data, by, words.say("figure.murphy.all"))
    table = murphy_table(data, groups[:MOST_GROUPS])
    with style():
        figure, axes = axes_for(ax, 6.2, 4.6)
        draw(axes, table, words)
        label(axes, words, n)
    alt = describe(words, table, n)
    caption = explain(words, table, groups)
    return Drawing(f"murphy-{lang}", figure, axes, table, alt, caption, lang)


def murphy_table(data: pd.DataFrame, groups: list[Group]) -> pd.DataFrame:
    """Give the curve of each group, and of the two baselines on all forecasts."""
    parts = [
        curve(group.rows, group.rows["p"], band=True).assign(name=group.name, kind="group")
        for group in groups
    ]
    constants = {"even": EVEN, "base_rate": base_rate(data)}
    for name, p in constants.items():
        fixed = pd.Series(p, index=data.index)
        parts.append(curve(data, fixed, band=False).assign(name=name, kind="baseline"))
    table = pd.concat(parts, ignore_index=True)
    return table[["kind", "name", "threshold", "score", "lower", "upper"]]


def curve(rows: pd.DataFrame, p: "pd.Series[float]", *, band: bool) -> pd.DataFrame:
    """Give the curve of one forecast of each outcome."""
    cluster = rows["event"] if band else None
    return murphy_curve(
        rows["y"],
        p,
        weight=rows["weight"],
        cluster=cluster,
        level=LEVEL,
        seed=SEED,
        n_boot=RESAMPLES,
    ).to_frame()


def draw(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the baselines, then the groups; a single group with its band."""
    for name in BASELINES:
        rows = of(table, "baseline", name)
        text = words.say(f"figure.{name}")
        axes.plot(*line_of(rows), color=MUTED, ls=DOTTED[name], lw=1.3, label=text)
    names = names_of(table)
    for name, colour, line in zip(names, SERIES, LINES, strict=False):
        rows = of(table, "group", name)
        if len(names) == 1:
            axes.fill_between(*band_of(rows), color=BAND, linewidth=0)
        text = shown(name, words)
        axes.plot(*line_of(rows), color=colour, ls=line, lw=1.9, label=text)


def line_of(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Take the points of a curve."""
    return column(rows, "threshold"), column(rows, "score")


def band_of(rows: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Take the limits of a curve."""
    return column(rows, "threshold"), column(rows, "lower"), column(rows, "upper")


def names_of(table: pd.DataFrame) -> list[str]:
    """List the groups in the order of the table."""
    return list(dict.fromkeys(table.loc[table["kind"] == "group", "name"]))


def of(table: pd.DataFrame, kind: str, name: str) -> pd.DataFrame:
    """Take the rows of one curve."""
    return table[(table["kind"] == kind) & (table["name"] == name)]


def label(axes: Axes, words: Catalogue, n: Counts) -> None:
    """Write titles, axes and the legend, which stands where no curve comes."""
    axes.set_xlim(0, 1)
    axes.set_ylim(0, axes.get_ylim()[1])
    in_percent(axes.xaxis, words)
    in_numbers(axes, words)
    axes.set_xlabel(words.say("figure.murphy.x"))
    axes.set_ylabel(words.say("figure.murphy.y"))
    headline(axes, words.say("figure.murphy.title"), size_line(words, n), *few(words, n.events))
    axes.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.16), ncols=3, borderaxespad=0)


def in_numbers(axes: Axes, words: Catalogue) -> None:
    """Label the upright axis with the decimal mark of the language."""
    ticks = [tick for tick in axes.get_yticks() if tick <= axes.get_ylim()[1]]
    axes.set_yticks(ticks, [words.number(tick, 2) for tick in ticks])


def explain(words: Catalogue, table: pd.DataFrame, groups: list[Group]) -> str:
    """Say what the band is and what cannot be compared."""
    how = {"level": words.percent(LEVEL), "draws": words.number(RESAMPLES), "seed": SEED}
    key = "caption" if len(names_of(table)) == 1 else "caption_groups"
    return " ".join(
        filter(
            None,
            (words.say(f"figure.murphy.{key}", **how), left_out(words, groups, MOST_GROUPS)),
        )
    )


def describe(words: Catalogue, table: pd.DataFrame, n: Counts) -> str:
    """Say in words what the figure shows."""
    rate = column(of(table, "baseline", "base_rate"), "score")
    rows = [standing(words, of(table, "group", name), rate) for name in names_of(table)]
    return words.say("figure.murphy.alt", size=size_line(words, n), rows=" ".join(rows))


def standing(words: Catalogue, rows: pd.DataFrame, rate: Floats) -> str:
    """Say at how many thresholds a group loses less than the base rate does."""
    score = column(rows, "score")
    below, above = float((score < rate).mean()), float((score > rate).mean())
    key = "nowhere_above" if not above and below else "below"
    return words.say(
        f"figure.murphy.{key}",
        name=shown(str(rows["name"].iloc[0]), words),
        below=words.percent(below),
        above=words.percent(above),
    )
