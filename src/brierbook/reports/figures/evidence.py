"""The e-process: evidence that forecasts beat always saying 50 %, event by event."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.evidence_path import evidence_path
from brierbook.analysis.tables.forecast_rows import is_share
from brierbook.errors import Message
from brierbook.reports.figures.kit.axes import (
    SampleCounts,
    annotate_beside,
    left_out_shares,
    refuse_empty_table,
    row_records,
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
from brierbook.reports.figures.kit.forest import place_legend_below
from brierbook.reports.figures.kit.groups import (
    ForecastGroup,
    group_display_name,
    omitted_groups_note,
    split_into_groups,
)
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_evidence"]

ALPHA = 0.1
MOST_GROUPS = 6
MOST_EVENTS = 300  # of a line; of more, as many evenly spaced, the last among them
MARKED = 30  # events; of more, markers would cover the line
TICKS = tuple(10.0**power for power in range(-12, 13))
LEAST = 0.4  # the axis of e-values runs at least from here to 1 / ALPHA


def plot_evidence(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en", by: str | None = None
) -> Drawing:
    """Draw how evidence grew with each event that was settled.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`, with dates.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    by : str, optional
        The column of the groups that get a line each, such as ``forecaster``.
    """
    shares = is_share(data["y"])
    data = data[~shares]
    refuse_empty_table(
        data, Message("every question that counts came true in part", "nothing.shares")
    )
    words, n = load_catalogue(lang), sample_counts(data)
    groups = split_into_groups(data, by, words.say("figure.murphy.all"))
    table = _evidence_table(groups[:MOST_GROUPS], alone=by is None)
    with style():
        figure, axes = axes_for(ax, 6.4, 4.2)
        _draw_evidence(axes, table, words)
        _label_evidence(axes, table, words, n)
    alt, caption = _evidence_alt_text(words, table, n), _evidence_caption(words, table, groups)
    caption += left_out_shares(words, "evidence", int(shares.sum()))
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"evidence-{lang}", figure, axes, table, alt, caption, lang)


def _evidence_table(groups: list[ForecastGroup], *, alone: bool) -> pd.DataFrame:
    """Give one row for each event of each line: a group has one line, a whole book has two."""
    sides = ("better", "worse") if alone else ("better",)
    paths = [(group.name, evidence_path(group.rows, level=1 - ALPHA)) for group in groups]
    parts = [_evidence_line(name, path, side) for name, path in paths for side in sides]
    return pd.concat(parts, ignore_index=True)


def _evidence_line(name: str, path: pd.DataFrame, side: str) -> pd.DataFrame:
    """Give the points of one line, with the highest e-value so far; of very many events some."""
    e = path[f"e_{side}"]
    rows = path[["event", "known_at", "events"]].assign(e=e, highest=e.cummax())
    kept = np.linspace(0, len(rows) - 1, min(len(rows), MOST_EVENTS)).round().astype(int)
    return rows.iloc[kept].assign(name=name, against=side)


def _draw_evidence(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw each line from 1, and where it would be evidence enough."""
    axes.set_yscale("log")
    enough = 1 / ALPHA
    axes.axhline(enough, color=MUTED, lw=1.2, ls=(0, (4, 3)))
    axes.axhline(1, color=MUTED, lw=0.8)
    for place, ((name, side), rows) in enumerate(table.groupby(["name", "against"], sort=False)):
        x, e = np.append(0, rows["events"]), np.append(1.0, rows["e"])
        mark = MARKERS[place] if len(rows) <= MARKED else ""
        look: dict[str, Any] = {
            "color": SERIES[place],
            "ls": LINES[place],
            "marker": mark,
            "markersize": 4.5,
        }
        alone = (table["against"] == "worse").any()
        text = (
            words.say(f"figure.evidence.{side}") if alone else group_display_name(str(name), words)
        )
        axes.step(x, e, where="post", lw=1.8, label=text, **look)


def _label_evidence(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles, axes and the legend."""
    low, high = min(table["e"].min(), LEAST), max(table["e"].max(), 1 / ALPHA)
    axes.set_ylim(low / 1.6, high * 1.9)
    ticks = [tick for tick in TICKS if low / 1.6 <= tick <= high * 1.9]
    step = max(1, len(ticks) // 6)
    names = [words.number(tick, max(0, round(-np.log10(tick)))) for tick in ticks[::step]]
    axes.set_yticks(ticks[::step], names)
    axes.set_yticks([], minor=True)
    last = int(table["events"].max())
    axes.set_xlim(0, max(last, 1) * 1.03)
    xticks = [tick for tick in axes.get_xticks() if 0 <= tick <= last and tick == int(tick)]
    axes.set_xticks(xticks, [words.number(tick) for tick in xticks])
    enough = words.say("figure.evidence.enough", level=words.percent(ALPHA))
    annotate_beside(axes, enough, (0, 1 / ALPHA), (4, 2), ha="left", va="bottom")
    axes.set_xlabel(words.say("figure.evidence.x"))
    axes.set_ylabel(words.say("figure.evidence.y"))
    write_finding(
        axes, words, "evidence", sample_size_line(words, n), _evidence_finding(words, table)
    )
    place_legend_below(axes, 2)


def _evidence_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Name the lines on which the evidence was enough."""
    alone = (table["against"] == "worse").any()
    reached = [row for row in _last_evidence_rows(table) if row["highest"] >= 1 / ALPHA]
    names = [
        words.say(f"figure.evidence.{row['against']}")
        if alone
        else group_display_name(str(row["name"]), words)
        for row in reached
    ]
    if not names:
        return words.say("figure.evidence.finding_never")
    return words.say("figure.evidence.finding_reached", names=", ".join(names))


def _last_evidence_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give where each line ends, and how high it ever was."""
    return row_records(table.groupby(["name", "against"], sort=False).last().reset_index())


def _evidence_caption(words: Catalogue, table: pd.DataFrame, groups: list[ForecastGroup]) -> str:
    """Say how to read an e-value, and whether any was ever enough."""
    caption = words.say("figure.evidence.caption", enough=words.number(1 / ALPHA))
    reached = (table["highest"] >= 1 / ALPHA).any()
    verdict = words.say("figure.evidence." + ("reached" if reached else "never"))
    return " ".join(
        filter(None, [caption, verdict, omitted_groups_note(words, groups, MOST_GROUPS)])
    )


def _evidence_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            f"figure.evidence.alt_{row['against']}",
            name=group_display_name(str(row["name"]), words),
            events=words.count("events", int(row["events"])),
            e=words.number(row["e"], 2),
            highest=words.number(row["highest"], 2),
        )
        for row in _last_evidence_rows(table)
    ]
    return words.say("figure.evidence.alt", size=sample_size_line(words, n), rows=" ".join(rows))
