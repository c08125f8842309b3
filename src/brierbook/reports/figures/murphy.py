"""The Murphy diagram: who is better for whom, whatever the threshold at which one acts."""

import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.reliability.murphy_curve import murphy_curve
from brierbook.analysis.tables.performance import EVEN, event_base_rate
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    RESAMPLES,
    SEED,
    SampleCounts,
    float_column,
    label_shares,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import (
    BAND,
    LINES,
    MUTED,
    SERIES,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.kit.groups import (
    ForecastGroup,
    group_display_name,
    omitted_groups_note,
    split_into_groups,
)
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_murphy"]

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
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    by : str, optional
        The column of the groups that get a curve each, such as ``forecaster``.
    """
    words, n = load_catalogue(lang), sample_counts(data)
    groups = split_into_groups(data, by, words.say("figure.murphy.all"))
    table = _murphy_table(data, groups[:MOST_GROUPS])
    with style():
        figure, axes = axes_for(ax, 6.2, 4.6)
        _draw_murphy(axes, table, words)
        _label_murphy(axes, table, words, n)
    alt = _murphy_alt_text(words, table, n)
    caption = _murphy_caption(words, table, groups)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"murphy-{lang}", figure, axes, table, alt, caption, lang)


def _murphy_table(data: pd.DataFrame, groups: list[ForecastGroup]) -> pd.DataFrame:
    """Give the curve of each group, and of the two baselines on all forecasts."""
    parts = [
        _elementary_score_curve(group.rows, group.rows["p"], band=True).assign(
            name=group.name, kind="group"
        )
        for group in groups
    ]
    constants = {"even": EVEN, "base_rate": event_base_rate(data)}
    for name, p in constants.items():
        fixed = pd.Series(p, index=data.index)
        parts.append(
            _elementary_score_curve(data, fixed, band=False).assign(name=name, kind="baseline")
        )
    table = pd.concat(parts, ignore_index=True)
    return table[["kind", "name", "threshold", "score", "lower", "upper"]]


def _elementary_score_curve(
    rows: pd.DataFrame, p: "pd.Series[float]", *, band: bool
) -> pd.DataFrame:
    """Give the curve of one forecast of each outcome."""
    event = rows["event"] if band else None
    return murphy_curve(
        rows["y"],
        p,
        weight=rows["weight"],
        event=event,
        level=LEVEL,
    ).to_frame()


def _draw_murphy(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the baselines, then the groups; a single group with its band."""
    for name in BASELINES:
        rows = _curve_rows(table, "baseline", name)
        text = words.say(f"figure.{name}")
        axes.plot(*_murphy_points(rows), color=MUTED, ls=DOTTED[name], lw=1.3, label=text)
    names = _group_names(table)
    for name, colour, line in zip(names, SERIES, LINES, strict=False):
        rows = _curve_rows(table, "group", name)
        if len(names) == 1:
            axes.fill_between(*_murphy_limits(rows), color=BAND, linewidth=0)
        text = group_display_name(name, words)
        axes.plot(*_murphy_points(rows), color=colour, ls=line, lw=1.9, label=text)


def _murphy_points(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Take the points of a curve."""
    return float_column(rows, "threshold"), float_column(rows, "score")


def _murphy_limits(rows: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Take the limits of a curve."""
    return float_column(rows, "threshold"), float_column(rows, "lower"), float_column(rows, "upper")


def _group_names(table: pd.DataFrame) -> list[str]:
    """List the groups in the order of the table."""
    return list(dict.fromkeys(table.loc[table["kind"] == "group", "name"]))


def _curve_rows(table: pd.DataFrame, kind: str, name: str) -> pd.DataFrame:
    """Take the rows of one curve."""
    return table[(table["kind"] == kind) & (table["name"] == name)]


def _label_murphy(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles, axes and the legend, which stands where no curve comes."""
    axes.set_xlim(0, 1)
    axes.set_ylim(0, axes.get_ylim()[1])
    label_shares(axes.xaxis, words)
    _localize_score_ticks(axes, words)
    axes.set_xlabel(words.say("figure.murphy.x"))
    axes.set_ylabel(words.say("figure.murphy.y"))
    write_finding(axes, words, "murphy", sample_size_line(words, n), _murphy_finding(words, table))
    axes.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.16), ncols=3, borderaxespad=0)


def _localize_score_ticks(axes: Axes, words: Catalogue) -> None:
    """Label the upright axis with the decimal mark of the language."""
    ticks = [tick for tick in axes.get_yticks() if tick <= axes.get_ylim()[1]]
    axes.set_yticks(ticks, [words.number(tick, 2) for tick in ticks])


def _murphy_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say of a single group at how many thresholds it loses less than the base rate does."""
    names = _group_names(table)
    if len(names) > 1:
        return ""
    rate = float_column(_curve_rows(table, "baseline", "base_rate"), "score")
    score = float_column(_curve_rows(table, "group", names[0]), "score")
    return words.say("figure.murphy.finding", below=words.percent(float((score < rate).mean())))


def _murphy_caption(words: Catalogue, table: pd.DataFrame, groups: list[ForecastGroup]) -> str:
    """Say what the band is and what cannot be compared."""
    how = {"level": words.percent(LEVEL), "draws": words.number(RESAMPLES), "seed": SEED}
    key = "caption" if len(_group_names(table)) == 1 else "caption_groups"
    return " ".join(
        filter(
            None,
            (
                words.say(f"figure.murphy.{key}", **how),
                omitted_groups_note(words, groups, MOST_GROUPS),
            ),
        )
    )


def _murphy_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rate = float_column(_curve_rows(table, "baseline", "base_rate"), "score")
    rows = [
        _dominance_sentence(words, _curve_rows(table, "group", name), rate)
        for name in _group_names(table)
    ]
    return words.say("figure.murphy.alt", size=sample_size_line(words, n), rows=" ".join(rows))


def _dominance_sentence(words: Catalogue, rows: pd.DataFrame, rate: Floats) -> str:
    """Say at how many thresholds a group loses less than the base rate does."""
    score = float_column(rows, "score")
    below, above = float((score < rate).mean()), float((score > rate).mean())
    key = "nowhere_above" if not above and below else "below"
    return words.say(
        f"figure.murphy.{key}",
        name=group_display_name(str(rows["name"].iloc[0]), words),
        below=words.percent(below),
        above=words.percent(above),
    )
