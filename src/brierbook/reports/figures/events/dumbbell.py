"""Events: what was said of each beside what happened, joined by a line, the nearest first."""

import pandas as pd
from matplotlib.axes import Axes

from brierbook.reports.figures.kit.axes import (
    SampleCounts,
    label_shares,
    row_records,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import BLUE, INK, ORANGE, SMALL, Drawing, axes_for, style
from brierbook.reports.figures.kit.groups import group_display_name
from brierbook.reports.figures.kit.legible import legible_line
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["MOST", "plot_events"]

MOST = 12  # events that are drawn: the nearest and the furthest
EVEN = 0.25  # the Brier score of always saying 50 %
TITLE, QUOTE, SHORT = 52, 58, 60  # signs of an event, of a quote, and of an event in a sentence
ROW, MARGINS = 0.56, 1.7  # inches of a row, and of titles and axis together
BESIDE = 0.025  # of the axis, between a mark and its number


def plot_events(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw for each event what was said on average and how much of it came true.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.reports.figures.events.event_rows.tabulate_event_rows`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    words, table = load_catalogue(lang), _nearest_and_furthest(data)
    n = _count_all(data)
    with style():
        figure, axes = axes_for(ax, 8.4, MARGINS + ROW * len(table))
        _draw_dumbbells(axes, table, words)
        _label_events(axes, table, words, n)
    alt = words.say("figure.events.alt", rows=" ".join(_event_sentences(table, words)))
    caption = with_few_note(words, _caption(words, len(data) - len(table)), n.events)
    return Drawing(f"events-{lang}", figure, axes, table, alt, caption, lang)


def _nearest_and_furthest(data: pd.DataFrame) -> pd.DataFrame:
    """Take all events, or of many those that were nearest and furthest."""
    if len(data) <= MOST:
        return data.reset_index(drop=True)
    half = MOST // 2
    return pd.concat([data.head(half), data.tail(half)], ignore_index=True)


def _count_all(data: pd.DataFrame) -> SampleCounts:
    """Count what the figure rests on."""
    return SampleCounts(int(data["forecasts"].sum()), int(data["propositions"].sum()), len(data))


def _draw_dumbbells(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw what was said as a ring, what happened as a diamond, and a line between them."""
    for place, row in enumerate(row_records(table)):
        said, happened = row["said"], row["happened"]
        colour = BLUE if row["brier"] <= EVEN else ORANGE
        axes.plot([said, happened], [place, place], color=colour, linewidth=2.4, zorder=1)
        axes.plot(said, place, "o", color=colour, markerfacecolor="white", markersize=8, zorder=2)
        axes.plot(happened, place, "D", color=INK, markersize=6, zorder=3)
        side = -1 if said <= happened else 1
        axes.annotate(
            words.percent(said),
            (said + side * BESIDE, place),
            ha="right" if side < 0 else "left",
            va="center",
            fontsize=SMALL,
            color=INK,
        )
    _name_marks(axes, row_records(table)[0], words)


def _name_marks(axes: Axes, row: dict[str, float], words: Catalogue) -> None:
    """Say at the first event which mark is which."""
    said, happened = row["said"], row["happened"]
    sides = ("right", "left") if said <= happened else ("left", "right")
    if abs(said - happened) > 1 / 3:
        sides = ("center", "center")
    for name, at, side in (("said", said, sides[0]), ("happened", happened, sides[1])):
        axes.annotate(
            words.say(f"figure.events.{name}"),
            (at, 0),
            (0, 8),
            textcoords="offset points",
            ha=side,
            fontsize=SMALL,
            color=INK,
        )


def _label_events(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write each event with its quote beside it, titles and the axis."""
    names = [_event_label(row, words) for row in row_records(table)]
    axes.set_yticks(range(len(table)), names, fontsize=SMALL, linespacing=1.15)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(table) - 0.4, -0.75)
    axes.set_xlim(-0.09, 1.09)
    label_shares(axes.xaxis, words)
    axes.set_xlabel(words.say("figure.events.x"))
    axes.grid(visible=False, axis="y")
    write_finding(axes, words, "events", sample_size_line(words, n), _finding(table, words))


def _event_label(row: dict[str, object], words: Catalogue) -> str:
    """Name an event; below it stands what was said of it, or who said it."""
    title = legible_line(str(row[f"title_{words.language}"]), TITLE)
    quote = legible_line(str(row["quote"]), QUOTE)
    said = words.quote(quote) if quote else group_display_name(str(row["who"]), words)
    return f"{title}\n{said}"


def _finding(table: pd.DataFrame, words: Catalogue) -> str:
    """Name the event that was nearest to what happened, and the one that was furthest."""
    if len(table) < 2 or table["brier"].iloc[0] == table["brier"].iloc[-1]:  # noqa: PLR2004 - two ends
        return ""
    ends = {"nearest": table.iloc[0], "furthest": table.iloc[-1]}
    named = {
        name: words.quote(legible_line(str(row[f"title_{words.language}"]), SHORT))
        for name, row in ends.items()
    }
    return words.say("figure.events.finding", **named)


def _caption(words: Catalogue, left: int) -> str:
    """Say what the marks are, and how many events are not drawn."""
    names = ["caption", *(["left_out"] if left else [])]
    return " ".join(words.say(f"figure.events.{name}", n=words.number(left)) for name in names)


def _event_sentences(table: pd.DataFrame, words: Catalogue) -> list[str]:
    """Say of each event in words what the figure shows."""
    return [
        words.say(
            "figure.events.row",
            title=legible_line(str(row[f"title_{words.language}"]), SHORT).rstrip("."),
            said=words.percent(row["said"]),
            happened=words.percent(row["happened"]),
        )
        for row in row_records(table)
    ]
