"""The leaderboard: who did better than the others on the same questions, and how sure that is."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.comparison.leaderboard import leaderboard
from brierbook.analysis.scores.binary import brier_score
from brierbook.analysis.tables.performance import score_losses
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    RESAMPLES,
    SEED,
    SampleCounts,
    row_records,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import BLUE, INK, MUTED, ORANGE, Drawing, axes_for, style
from brierbook.reports.figures.kit.forest import (
    annotate_row,
    axis_limits,
    draw_interval,
    figure_height,
    label_rows,
    localize_number_ticks,
    place_legend_below,
)
from brierbook.reports.figures.kit.groups import group_display_name
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["MOST", "draw_leaderboard", "leaderboard_side", "plot_leaderboard", "rank_text"]

MOST = 20  # forecasters that are drawn
MOST_IN_TITLE = 3  # names
# how a forecaster stands to the others: marker, colour and fill
LOOKS = {
    "better": ("o", BLUE, BLUE),
    "worse": ("s", ORANGE, ORANGE),
    "unclear": ("D", INK, "white"),
}


def plot_leaderboard(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw each forecaster's mean difference in Brier score from the others, by rank.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table, words, n = _leaderboard_table(data), load_catalogue(lang), sample_counts(data)
    drawn = table.head(MOST)
    with style():
        figure, axes = axes_for(ax, 7.0, figure_height(len(drawn)))
        draw_leaderboard(axes, drawn, words)
        _label_leaderboard(axes, drawn, words, n)
    alt, caption = _leaderboard_alt_text(words, table, n), _leaderboard_caption(words, table)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"leaderboard-{lang}", figure, axes, table, alt, caption, lang)


def _leaderboard_table(data: pd.DataFrame) -> pd.DataFrame:
    """Rank the forecasters over the whole windows of questions.

    What the score would have been either way bounds a difference from the others.
    """
    scores = _whole_window_scores(data)
    parts = 1 / scores.groupby("event")["proposition"].transform("nunique")
    named = scores.rename(columns={"proposition": "question"})
    found = leaderboard(pd.concat([named, parts.rename("weight")], axis=1), level=LEVEL, seed=SEED)
    sides = [leaderboard_side(*each) for each in zip(found["lower"], found["upper"], strict=True)]
    return found.assign(verdict=sides)


def _whole_window_scores(data: pd.DataFrame) -> pd.DataFrame:
    r"""Score each forecaster over the whole window of a question, as 50 % while nothing stood.

    .. math:: s = S(1/2) + \sum_t \lambda_t [S(p_t) - S(1/2)]

    with the shares :math:`\lambda` of the planned window. Who joins late, stays away or updates on
    the eve gains what that time is worth. Of several statements as said the mean counts.
    """
    keys = ["forecaster", "proposition", "event"]
    share = data["share"].to_numpy() if "share" in data else 1.0
    even = score_losses(data.assign(p=0.5), brier_score)
    gain = share * (score_losses(data, brier_score) - even)
    names = [f"if_{place}" for place in range(len(gain))]
    gains = pd.DataFrame(gain.T, columns=names, index=data.index)
    series = data["series"] if "series" in data else pd.Series(range(len(data)), data.index)
    rows = pd.concat([data[keys], gains.assign(series=series)], axis=1)
    summed = rows.groupby([*keys, "series"], sort=False).sum().reset_index()
    means = summed.drop(columns="series").groupby(keys, sort=False).mean()
    base = pd.DataFrame(even.T, columns=names).assign(
        **{name: data[name].to_numpy() for name in keys}
    )
    scores = means + base.groupby(keys, sort=False).first()
    return scores.assign(score=scores["if_0"]).reset_index()


def leaderboard_side(lower: float, upper: float) -> str:
    """Say on which side of the others a forecaster lies."""
    if upper < 0:
        return "better"
    return "worse" if lower > 0 else "unclear"


def draw_leaderboard(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw a point with limits for each, and the limits of its rank beside it."""
    axes.set_xlim(*axis_limits(table["difference"], table["lower"], table["upper"]))
    axes.axvline(0, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
    seen = set()
    for place, row in enumerate(row_records(table)):
        marker, colour, face = LOOKS[row["verdict"]]
        draw_interval(axes, place, (row["lower"], row["upper"]), color=colour, linewidth=1.6)
        text = None if row["verdict"] in seen else words.say(f"figure.leaderboard.{row['verdict']}")
        seen.add(row["verdict"])
        look: dict[str, Any] = {
            "color": colour,
            "markerfacecolor": face,
            "markersize": 6,
            "linestyle": "",
        }
        axes.plot(row["difference"], place, marker, label=text, **look)
        annotate_row(axes, place, rank_text(row, words))


def rank_text(row: dict[str, Any], words: Catalogue) -> str:
    """Write a rank with its limits, and what it rests on."""
    return words.say(
        "figure.leaderboard.rank",
        rank=words.number(row["rank"]),
        limits=words.between(row["rank_lower"], row["rank_upper"], 0),
        events=words.count("events", int(row["events"])),
    )


def _label_leaderboard(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles, names and the legend."""
    label_rows(axes, [group_display_name(str(name), words) for name in table["forecaster"]])
    localize_number_ticks(axes, words)
    axes.set_xlabel(words.say("figure.leaderboard.x"))
    write_finding(
        axes, words, "leaderboard", sample_size_line(words, n), _leaderboard_finding(words, table)
    )
    place_legend_below(axes, 3)


def _leaderboard_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Name those who are surely better than the others, or else worse."""
    for side in ("better", "worse"):
        names = table.loc[table["verdict"] == side, "forecaster"].head(MOST_IN_TITLE)
        if len(names):
            shown = ", ".join(group_display_name(str(name), words) for name in names)
            return words.say(f"figure.leaderboard.finding_{side}", names=shown)
    return words.say("figure.leaderboard.finding_nobody")


def _leaderboard_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what is compared, what the limits are, and whether anyone stands out."""
    how = {"level": words.percent(LEVEL), "draws": words.number(RESAMPLES), "seed": SEED}
    apart = (table["verdict"] != "unclear").any()
    said = [words.say("figure.leaderboard.caption", **how)]
    if not apart:
        said.append(words.say("figure.leaderboard.nobody"))
    if len(table) > MOST:
        said.append(words.say("figure.leaderboard.left_out", n=words.number(len(table) - MOST)))
    return " ".join(said)


def _leaderboard_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.leaderboard.row",
            name=group_display_name(str(row["forecaster"]), words),
            difference=words.number(row["difference"], 3),
            limits=words.between(row["lower"], row["upper"], 3),
            rank=rank_text(row, words),
        )
        for row in row_records(table.head(MOST))
    ]
    return words.say("figure.leaderboard.alt", size=sample_size_line(words, n), rows=" ".join(rows))
