"""The leaderboards of options, numbers and days: each kind by itself, in its own unit."""

import pandas as pd
from matplotlib.axes import Axes

from brierbook.errors import Message
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    refuse_empty_table,
    row_records,
    write_headline,
)
from brierbook.reports.figures.kit.drawing import Drawing, axes_for, style
from brierbook.reports.figures.kit.forest import figure_height, label_rows, localize_number_ticks
from brierbook.reports.figures.kit.groups import group_display_name
from brierbook.reports.figures.kit.kinds import (
    MOST_PANELS,
    kind_and_unit,
    kind_parts,
    name_panel,
    tick_digits,
)
from brierbook.reports.figures.kit.panels import stack_axes
from brierbook.reports.figures.leaderboard import (
    MOST,
    draw_leaderboard,
    leaderboard_side,
    rank_text,
)
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["panels_left_out", "plot_leaderboard_kinds"]

MARGIN = 1.1  # rows that the title and the axis of a panel take
APPROXIMATE = "approximate"

type Part = tuple[tuple[str, str], pd.DataFrame]


def plot_leaderboard_kinds(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en"
) -> Drawing:
    """Draw each forecaster's mean difference from the others, a panel for each kind and unit.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.kinds.kind_boards.leaderboard_kinds`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    refuse_empty_table(
        data,
        Message("no two forecasters answered the same question of such a kind", "nothing.rivals"),
    )
    table, words = _with_verdicts(data), load_catalogue(lang)
    parts = list(kind_parts(table))[:MOST_PANELS]
    sizes = [min(len(rows), MOST) + MARGIN for _, rows in parts]
    with style():
        figure, axes = axes_for(ax, 7.0, figure_height(sum(sizes) + len(sizes)))
        for panel, part in zip(stack_axes(axes, sizes), parts, strict=True):
            _draw_board(panel, part, words)
            name_panel(panel, kind_and_unit(*part[0], words), first=panel is axes)
        write_headline(
            axes,
            words.say("figure.leaderboard_kinds.title"),
            "",
            kind_and_unit(*parts[0][0], words),
        )
    caption = _boards_caption(words, table)
    return Drawing(
        f"leaderboard_kinds-{lang}", figure, axes, table, _boards_alt(words, table), caption, lang
    )


def _with_verdicts(data: pd.DataFrame) -> pd.DataFrame:
    """Say on which side of the others each lies; approximate limits say nothing."""
    sides = [
        "unclear" if rule == APPROXIMATE else leaderboard_side(lower, upper)
        for lower, upper, rule in zip(data["lower"], data["upper"], data["rule"], strict=True)
    ]
    return data.assign(verdict=sides)


def _draw_board(axes: Axes, part: Part, words: Catalogue) -> None:
    """Draw the forecasters of one kind and unit under its name."""
    drawn = part[1].head(MOST)
    draw_leaderboard(axes, drawn, words)
    label_rows(axes, [group_display_name(str(name), words) for name in drawn["forecaster"]])
    low, high = axes.get_xlim()
    localize_number_ticks(axes, words, tick_digits(high - low))


def _boards_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what is compared, and whether anyone stands out."""
    said = [words.say("figure.leaderboard_kinds.caption", level=words.percent(LEVEL))]
    if (table["rule"] == APPROXIMATE).any():
        said.append(words.say("figure.leaderboard_kinds.approximate"))
    if (table["verdict"] == "unclear").all():
        said.append(words.say("figure.leaderboard.nobody"))
    left = sum(max(len(rows) - MOST, 0) for _, rows in kind_parts(table))
    if left:
        said.append(words.say("figure.leaderboard.left_out", n=words.number(left)))
    return " ".join([*said, *panels_left_out(words, table)])


def panels_left_out(words: Catalogue, table: pd.DataFrame) -> list[str]:
    """Say how many kinds and units are not drawn, if any."""
    left = len(list(kind_parts(table))) - MOST_PANELS
    return [words.say("figure.kinds.left_out", n=words.number(left))] if left > 0 else []


def _boards_alt(words: Catalogue, table: pd.DataFrame) -> str:
    """Say in words what the figure shows."""
    rows = [
        f"{kind_and_unit(kind, unit, words)}. "
        + " ".join(_row_text(row, words) for row in row_records(part.head(MOST)))
        for (kind, unit), part in kind_parts(table)
    ]
    return words.say("figure.leaderboard_kinds.alt", rows=" ".join(rows))


def _row_text(row: dict[str, object], words: Catalogue) -> str:
    """Say how one forecaster stands to the others."""
    return words.say(
        "figure.leaderboard.row",
        name=group_display_name(str(row["forecaster"]), words),
        difference=words.number(float(str(row["difference"])), 3),
        limits=words.between(float(str(row["lower"])), float(str(row["upper"])), 3),
        rank=rank_text(row, words),
    )
