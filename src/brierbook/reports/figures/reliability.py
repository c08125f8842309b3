"""The CORP reliability diagram: what happened against what was said."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.pav import fit_isotonic, group_equal_forecasts
from brierbook.analysis.reliability.corp import corp_decomposition
from brierbook.analysis.reliability.curve import ReliabilityBand, consistency_band
from brierbook.errors import ArgumentError
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    RESAMPLES,
    SEED,
    SampleCounts,
    annotate_beside,
    float_column,
    label_shares,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
    write_headline,
)
from brierbook.reports.figures.kit.drawing import (
    BAND,
    BLUE,
    FAINT,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    Drawing,
    axes_for,
    axes_grid,
    style,
)
from brierbook.reports.figures.kit.groups import (
    ForecastGroup,
    group_display_name,
    omitted_groups_note,
    split_into_groups,
)
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["MOST_POINTS", "draw_reliability", "plot_reliability"]

MOST_NUMBERED = 15  # points; of more, the numbers would cover each other
MOST_POINTS = 200  # that are drawn one by one
MOST_GROUPS, PANEL = 9, 4.4  # diagrams in a figure, and the inches of each
TOP, BOTTOM = 1.1, -0.1  # edges of the rug
RUG, LEAST_TICK = 0.07, 0.35  # height of its highest tick, and the least share of that


def plot_reliability(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en", by: str | None = None
) -> Drawing:
    """Draw the CORP reliability diagram of scored forecasts.

    The curve is the isotonic regression of the outcomes on the mean probabilities, with equal
    forecasts pooled and every event weighing the same (Dimitriadis, Gneiting and Jordan 2021,
    doi 10.1073/pnas.2016191118). The band is where it would lie nine times out of ten if every
    forecast were calibrated; outcomes of one event are drawn together.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    by : str, optional
        The column of the groups that get a diagram each, such as ``forecaster``; the nine on most
        events are drawn.
    """
    if by is not None:
        return _draw_groups(data, by, ax, lang)
    return draw_reliability(data, "reliability", ax=ax, lang=lang)


def draw_reliability(
    data: pd.DataFrame, name: str, *, ax: Axes | None = None, lang: str = "en"
) -> Drawing:
    """Draw the diagram of probabilities of any kind under the name of a figure."""
    n, table, words = sample_counts(data), _reliability_table(data), load_catalogue(lang)
    with style():
        figure, axes = axes_for(ax)
        _draw_diagram(axes, table, words)
        finding = _reliability_finding(words, table) if name == "reliability" else ""
        write_finding(axes, words, name, sample_size_line(words, n), finding)
    alt = _reliability_alt_text(words, table, n)
    caption = f"{_reliability_caption(words, table, data)} {_band_verdict(words, table)}"
    if name != "reliability":
        alt = f"{words.say(f'figure.{name}.title')}. {alt}"
        caption = f"{caption} {words.say(f'figure.{name}.caption')}"
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"{name}-{lang}", figure, axes, table, alt, caption, lang)


def _draw_groups(data: pd.DataFrame, by: str, ax: Axes | None, lang: str) -> Drawing:
    """Draw a diagram for each group, in a figure of their own."""
    if ax is not None:
        raise ArgumentError("ax", "holds one diagram; leave out by, or ax", code="figure.one_axes")
    words = load_catalogue(lang)
    groups = split_into_groups(data, by, "")
    drawn = groups[:MOST_GROUPS]
    tables = [_reliability_table(each.rows) for each in drawn]
    with style():
        figure, panels = axes_grid(len(drawn), PANEL, PANEL)
        for axes, group, table in zip(panels, drawn, tables, strict=True):
            _draw_diagram(axes, table, words)
            n = sample_counts(group.rows)
            name = group_display_name(group.name, words)
            write_headline(axes, name, sample_size_line(words, n))
    table = pd.concat(tables, keys=[each.name for each in drawn], names=[by])
    left = omitted_groups_note(words, groups, MOST_GROUPS)
    alt, caption = _describe_groups(words, drawn, tables)
    caption = " ".join(filter(None, (_reliability_caption(words, table, data), caption, left)))
    return Drawing(
        f"reliability-groups-{lang}",
        figure,
        panels[0],
        table.reset_index(0).reset_index(drop=True),
        alt,
        caption,
        lang,
    )


def _describe_groups(
    words: Catalogue, groups: list[ForecastGroup], tables: list[pd.DataFrame]
) -> tuple[str, str]:
    """Say of each group what its diagram shows, and whether its curve leaves the band."""
    names = [group_display_name(each.name, words) for each in groups]
    alts = [
        _reliability_alt_text(words, table, sample_counts(group.rows))
        for group, table in zip(groups, tables, strict=True)
    ]
    verdicts = [_band_verdict(words, table) for table in tables]
    return _join_named(names, alts), _join_named(names, verdicts)


def _join_named(names: list[str], texts: list[str]) -> str:
    """Put sentences after each other, each after the name of its group."""
    return " ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True))


def _draw_diagram(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the bands, the curve and what came out, and name the axes."""
    _draw_reliability_band(axes, table)
    _draw_isotonic_curve(axes, table)
    _draw_outcome_rug(axes, table)
    _label_reliability(axes, words)


def _reliability_table(data: pd.DataFrame) -> pd.DataFrame:
    """Give one row for each distinct forecast: the curve, the band, and the numbers behind it."""
    y, p, weight = (data[name].to_numpy() for name in ("y", "p", "weight"))
    groups = group_equal_forecasts(y, p, weight)
    band, whole = (_calibration_band(data, groups.p, simultaneous=each) for each in (False, True))
    at = np.searchsorted(groups.p, p)
    return pd.DataFrame(
        {
            "said": groups.p,
            "happened": fit_isotonic(groups.mean, groups.weight),
            "raw": groups.mean,
            "lower": band.lower,
            "upper": band.upper,
            "whole_lower": whole.lower,
            "whole_upper": whole.upper,
            "weight": groups.weight,
            "forecasts": np.bincount(at, minlength=groups.p.size),
            "yes": _whole_where_possible(np.bincount(at, y, minlength=groups.p.size)),
        }
    )


def _whole_where_possible(counts: Floats) -> Floats:
    """Count in whole numbers, unless questions came true in part."""
    whole = counts.round()
    return whole.astype(np.intp) if np.allclose(whole, counts) else counts


def _calibration_band(data: pd.DataFrame, grid: Floats, *, simultaneous: bool) -> ReliabilityBand:
    """Find where the curve would lie if the forecasts were calibrated."""
    return consistency_band(
        data["p"],
        weight=data["weight"],
        event=data["event"],
        level=LEVEL,
        n_resamples=RESAMPLES,
        seed=SEED,
        simultaneous=simultaneous,
        grid=grid,
    )


def _draw_reliability_band(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the diagonal and the two bands around it."""
    drawn = _thin_points(table)
    for name, colour in (("whole_", FAINT), ("", BAND)):
        lower, upper = (float_column(drawn, f"{name}{end}") for end in ("lower", "upper"))
        axes.fill_between(float_column(drawn, "said"), lower, upper, color=colour, linewidth=0)
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))


def _thin_points(table: pd.DataFrame) -> pd.DataFrame:
    """Keep at most so many rows as are drawn, evenly by rank, the first and the last among them."""
    ranks = np.linspace(0, len(table) - 1, min(len(table), MOST_POINTS)).round().astype(int)
    return table.iloc[ranks]


def _draw_isotonic_curve(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the curve, with the number of forecasts at each point."""
    turns = _curve_corners(table)
    axes.plot(
        float_column(turns, "said"), float_column(turns, "happened"), color=BLUE, linewidth=1.8
    )
    if len(table) > MOST_POINTS:
        return
    numbered = len(table) <= MOST_NUMBERED
    least, more = (18, 160) if numbered else (5, 45)
    weight = float_column(table, "weight")
    size = least + more * weight / weight.max()
    look: dict[str, Any] = {
        "color": BLUE,
        "edgecolor": "white",
        "linewidth": 0.8 * numbered,
        "zorder": 3,
    }
    axes.scatter(float_column(table, "said"), float_column(table, "happened"), s=size, **look)
    if numbered:
        _draw_point_counts(axes, table)


def _curve_corners(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the points at which the curve turns."""
    happened = table["happened"]
    return table[(happened != happened.shift()) | (happened != happened.shift(-1))]


def _draw_point_counts(axes: Axes, table: pd.DataFrame) -> None:
    """Write how many forecasts there are at each point, in turn below and above it."""
    points = table[["said", "happened", "forecasts"]].itertuples(index=False, name=None)
    for index, (x, y, n) in enumerate(points):
        annotate_beside(axes, f"{n:.0f}", (x, y), (0, 8 if index % 2 else -13), ha="center")


def _draw_outcome_rug(axes: Axes, table: pd.DataFrame) -> None:
    """Draw at the top what came true and at the bottom what did not, as high as there are many."""
    rows = table[["said", "yes", "forecasts"]]
    if len(rows) > MOST_POINTS:
        rows = rows.assign(said=rows["said"].round(2)).groupby("said", as_index=False).sum()
    said, yes, all_of_them = (float_column(rows, name) for name in ("said", "yes", "forecasts"))
    no = all_of_them - yes
    most = max(yes.max(), no.max())
    for count, base, way, colour in ((yes, TOP, -1, ORANGE), (no, BOTTOM, 1, INK)):
        some = count > 0
        height = RUG * (LEAST_TICK + (1 - LEAST_TICK) * count[some] / most)
        axes.vlines(said[some], base, base + way * height, color=colour, linewidth=1.1)


def _label_reliability(axes: Axes, words: Catalogue) -> None:
    """Write what the axes and the two rows of ticks are."""
    axes.set(xlim=(-0.02, 1.02), ylim=(BOTTOM - 0.01, TOP + 0.01), aspect="equal")
    label_shares(axes.xaxis, words)
    label_shares(axes.yaxis, words)
    axes.set_xlabel(words.say("figure.reliability.x"))
    axes.set_ylabel(words.say("figure.reliability.y"))
    for height, name in ((TOP - RUG / 2, "yes"), (BOTTOM + RUG / 2, "no")):
        text = words.say(f"figure.reliability.{name}")
        axes.text(-0.035, height, text, ha="right", va="center", fontsize=SMALL)


def _decomposition_line(words: Catalogue, data: pd.DataFrame) -> str:
    """Say what the mean score is made of."""
    parts = corp_decomposition(data["y"], data["p"], weight=data["weight"])
    terms = {name: words.number(getattr(parts, name), 3) for name in ("mcb", "dsc", "unc")}
    score = words.number(parts.mean_score, 3)
    return words.say("figure.reliability.parts", score=score, **terms)


def _count_outside_band(table: pd.DataFrame) -> int:
    """Count the points where the curve leaves the band that holds whole curves."""
    below = table["happened"] < table["whole_lower"]
    above = table["happened"] > table["whole_upper"]
    return int((below | above).sum())


def _reliability_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what was said and what happened on average, and whether chance could do that."""
    verdict = "outside" if _count_outside_band(table) else "inside"
    said, happened = (
        float(np.average(float_column(table, name), weights=float_column(table, "weight")))
        for name in ("said", "raw")
    )
    return words.say(
        f"figure.reliability.finding_{verdict}",
        said=words.percent(said),
        happened=words.percent(happened),
    )


def _reliability_caption(words: Catalogue, table: pd.DataFrame, data: pd.DataFrame) -> str:
    """Say what the curve and the bands are."""
    caption = words.say(
        "figure.reliability.caption",
        level=words.percent(LEVEL),
        draws=words.number(RESAMPLES),
        seed=SEED,
    )
    spread = "sd_logit" in data and bool((data["sd_logit"] > 0).any())
    notes = {"numbers": len(table) <= MOST_NUMBERED, "of_means": spread}
    said = [words.say(f"figure.reliability.{name}") for name, holds in notes.items() if holds]
    return " ".join([caption, f"{_decomposition_line(words, data)}.", *said])


def _band_verdict(words: Catalogue, table: pd.DataFrame) -> str:
    """Say whether the curve leaves the band."""
    outside = _count_outside_band(table)
    if not outside:
        return words.say("figure.reliability.inside")
    points = words.count("points", len(table))
    return words.say("figure.reliability.outside", outside=words.number(outside), points=points)


def _reliability_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    first, last = table.iloc[0], table.iloc[-1]
    return words.say(
        "figure.reliability.alt",
        size=sample_size_line(words, n),
        low=words.percent(first["said"]),
        low_happened=words.percent(first["happened"]),
        high=words.percent(last["said"]),
        high_happened=words.percent(last["happened"]),
        outside=words.number(_count_outside_band(table)),
        points=words.count("points", len(table)),
    )
