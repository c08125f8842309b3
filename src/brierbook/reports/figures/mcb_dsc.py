"""The plane of miscalibration and discrimination: what a score is made of, for one or many."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.reliability.corp import corp_decomposition
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    RESAMPLES,
    SEED,
    SampleCounts,
    annotate_beside,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import (
    LINES,
    MARKERS,
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

__all__ = ["plot_mcb_dsc"]

MOST_GROUPS = 6
MARGIN, LEAST = 1.15, 0.05  # room beyond the furthest mark, and the least extent of an axis
STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
MOST_LINES = 9
SHORT, TAG = 0.08, 0.035  # of a line too short to draw, and of its value from the edge
APART = 0.07  # of a line from that of the base rate, so that their values do not meet
TERMS = ("mean_score", "mcb", "dsc", "unc")

type _GroupParts = dict[str, Any]


def plot_mcb_dsc(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en", by: str | None = None
) -> Drawing:
    """Draw miscalibration against discrimination, with lines of equal Brier score.

    The mean score is MCB - DSC + UNC (Dimitriadis, Gneiting, Jordan and Vogel 2024,
    doi 10.1016/j.ijforecast.2023.09.007): the best forecasts lie at the lower right.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    by : str, optional
        The column of the groups that get a point each, such as ``forecaster``.
    """
    words, n = load_catalogue(lang), sample_counts(data)
    groups = split_into_groups(data, by, words.say("figure.murphy.all"))
    drawn = groups[:MOST_GROUPS]
    table = _mcb_dsc_table(drawn)
    with style():
        figure, axes = axes_for(ax, 5.8, 5.4)
        _draw_mcb_dsc(axes, table, words)
        _label_mcb_dsc(axes, table, words, n)
    alt, caption = _mcb_dsc_alt_text(words, table, n), _mcb_dsc_caption(words, table, groups)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"mcb_dsc-{lang}", figure, axes, table, alt, caption, lang)


def _mcb_dsc_table(groups: list[ForecastGroup]) -> pd.DataFrame:
    """Give one row a group: the score, its parts, and what these would be as said."""
    return pd.DataFrame([_decompose_group(group) for group in groups])


def _decompose_group(group: ForecastGroup) -> _GroupParts:
    """Split the score of one group."""
    rows = group.rows
    parts = corp_decomposition(
        rows["y"],
        rows["p"],
        weight=rows["weight"],
        event=rows["event"],
        level=LEVEL,
        seed=SEED,
        n_resamples=RESAMPLES,
    )
    estimates = parts.estimates or {}
    values = {term: getattr(parts, term) for term in TERMS}
    ends = {
        f"{term}_{end}": getattr(estimates[term], end)
        for term in ("mean_score", "unc")
        for end in ("lower", "upper")
    }
    return {
        "name": group.name,
        "forecasts": len(rows),
        "events": group.events,
        **values,
        **ends,
        **_as_said(estimates["mcb"], "mcb"),
        **_as_said(estimates["dsc"], "dsc"),
    }


def _as_said(found: Estimate, term: str) -> _GroupParts:
    """Give what a distance would be if everything happened as often as was said."""
    said = found.as_said
    if said is None:
        return {}
    whole = {f"{term}_as_said": said.mean, f"{term}_as_said_upper": said.quantile}
    return whole | ({"p_value": said.p_value} if term == "mcb" else {})


def _draw_mcb_dsc(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the points and where they would lie as said, then the lines of equal score behind."""
    rows: list[_GroupParts] = [dict(row) for _, row in table.iterrows()]
    far = table[["dsc", "mcb"]].to_numpy(), table[["dsc_as_said", "mcb_as_said_upper"]].to_numpy()
    right, top = np.maximum(np.concatenate(far).max(axis=0) * MARGIN, LEAST)
    axes.set(xlim=(-0.02 * right, right), ylim=(-0.02 * top, top))
    _draw_isolines(axes, table, words)
    for place, row in enumerate(rows):
        _draw_as_said(axes, row, place)
        _draw_group_point(axes, row, SERIES[place], MARKERS[place], words)


def _draw_as_said(axes: Axes, row: _GroupParts, place: int) -> None:
    """Draw where a group would lie by chance alone: its mean, and how far up it may be."""
    at, low, high = row["dsc_as_said"], row["mcb_as_said"], row["mcb_as_said_upper"]
    colour = SERIES[place]
    axes.plot([at, at], [low, high], color=colour, linewidth=1.1, linestyle=LINES[place])
    axes.plot(at, low, MARKERS[place], mec=colour, mfc="white", markersize=6)


def _draw_group_point(
    axes: Axes, row: _GroupParts, colour: str, marker: str, words: Catalogue
) -> None:
    """Draw one group with its name and score in the legend."""
    text = words.say(
        "figure.mcb_dsc.point",
        name=group_display_name(str(row["name"]), words),
        score=words.number(row["mean_score"], 3),
        events=words.count("events", row["events"]),
    )
    axes.plot(row["dsc"], row["mcb"], marker, color=colour, markersize=7, mec="white", label=text)


def _draw_isolines(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw lines of equal score; where uncertainties differ, of equal distance to the base rate."""
    (_, right), (_, top) = axes.get_xlim(), axes.get_ylim()
    middle = float(table["unc"].iloc[0]) if _share_uncertainty(table) else 0.0
    values = _isoline_values(middle - right, middle + top)
    for value in values[np.abs(values - middle) > APART * right]:
        _draw_isoline(axes, value - middle, words.number(value, 2 if _is_round_to(value, 2) else 3))
    _draw_isoline(axes, 0.0, words.number(middle, 3 if middle else 0), heavy=True)


def _draw_isoline(axes: Axes, gap: float, text: str, *, heavy: bool = False) -> None:
    """Draw where MCB - DSC is `gap`, with its value just inside the edge that the line meets."""
    (_, right), (_, top) = axes.get_xlim(), axes.get_ylim()
    start, end = max(0.0, -gap), min(right, top - gap)
    if end - start < SHORT * right:
        return
    width, form = (1.2, "-") if heavy else (0.6, (0, (4, 3)))
    axes.plot([start, end], [start + gap, end + gap], color=MUTED, lw=width, ls=form, zorder=0)
    inside = end - TAG * right
    patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    look = {"ha": "center", "va": "center", "zorder": 1, "bbox": patch, "color": MUTED}
    annotate_beside(axes, text, (inside, inside + gap), (0, 0), **look)


def _is_round_to(value: float, digits: int) -> bool:
    """Whether a value needs no more decimals."""
    return bool(np.isclose(value, round(value, digits), atol=1e-9))


def _isoline_values(lowest: float, highest: float) -> Floats:
    """Choose round values, not too many."""
    step = next(each for each in STEPS if (highest - lowest) / each <= MOST_LINES)
    return np.arange(np.ceil(lowest / step), np.floor(highest / step) + 1) * step


def _share_uncertainty(table: pd.DataFrame) -> bool:
    """Whether all groups have the same base rate, so that lines of equal score are the same."""
    return bool(np.isclose(table["unc"], table["unc"].iloc[0], atol=1e-9).all())


def _label_mcb_dsc(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles, axes and the legend."""
    for axis, (_, end) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        ticks = [tick for tick in axis.get_majorticklocs() if 0 <= tick <= end]
        digits = 2 if all(_is_round_to(tick, 2) for tick in ticks) else 3
        axis.set_ticks(ticks, [words.number(tick, digits) for tick in ticks])
    axes.set_xlabel(words.say("figure.mcb_dsc.x"))
    axes.set_ylabel(words.say("figure.mcb_dsc.y"))
    write_finding(
        axes, words, "mcb_dsc", sample_size_line(words, n), _mcb_dsc_finding(words, table)
    )
    axes.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=2, borderaxespad=0)


def _mcb_dsc_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the score of a single group is made of, or which of several is the lowest."""
    row: _GroupParts = dict(table.iloc[int(table["mean_score"].to_numpy().argmin())])
    terms = {name: words.number(row[name], 3) for name in ("mcb", "dsc")}
    score = words.number(row["mean_score"], 3)
    if len(table) == 1:
        return words.say("figure.mcb_dsc.finding", score=score, **terms)
    name = group_display_name(str(row["name"]), words)
    return words.say("figure.mcb_dsc.finding_groups", name=name, score=score)


def _mcb_dsc_caption(words: Catalogue, table: pd.DataFrame, groups: list[ForecastGroup]) -> str:
    """Say what the lines and the hollow marks are."""
    how = {"draws": words.number(RESAMPLES), "seed": SEED}
    lines = "lines" if _share_uncertainty(table) else "lines_apart"
    said = [words.say(f"figure.mcb_dsc.{key}", **how) for key in (lines, "caption")]
    return " ".join(filter(None, [*said, omitted_groups_note(words, groups, MOST_GROUPS)]))


def _mcb_dsc_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.mcb_dsc.row",
            name=group_display_name(row["name"], words),
            **{term: words.number(row[term], 3) for term in TERMS},
        )
        for row in table.to_dict("records")
    ]
    return words.say("figure.mcb_dsc.alt", size=sample_size_line(words, n), rows=" ".join(rows))
