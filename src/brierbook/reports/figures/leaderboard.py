"""The leaderboard: who did better than the others on the same questions, and how sure that is."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.leaderboard import leaderboard
from brierbook.analysis.performance import with_scores
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import BLUE, INK, MUTED, ORANGE, Drawing, axes_for, style
from brierbook.reports.figures.forest import (
    beside_row,
    height_for,
    legend_below,
    name_rows,
    reach,
    span,
    ticks_in_numbers,
)
from brierbook.reports.figures.groups import shown
from brierbook.reports.figures.parts import (
    LEVEL,
    RESAMPLES,
    SEED,
    Counts,
    counts,
    few,
    headline,
    records,
    size_line,
)

MOST = 20  # forecasters that are drawn
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
        As made by :func:`brierbook.analysis.table.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table, words, n = leaderboard_table(data), catalogue(lang), counts(data)
    drawn = table.head(MOST)
    with style():
        figure, axes = axes_for(ax, 7.0, height_for(len(drawn)))
        draw(axes, drawn, words)
        label(axes, drawn, words, n)
    alt, caption = describe(words, table, n), explain(words, table)
    return Drawing(f"leaderboard-{lang}", figure, axes, table, alt, caption, lang)


def leaderboard_table(data: pd.DataFrame) -> pd.DataFrame:
    """Rank the forecasters; of several forecasts by one of a question the mean score counts.

    Limits are cut to the range that a difference of Brier scores can have.
    """
    keys = ["forecaster", "proposition", "event"]
    scores = with_scores(data).groupby(keys, sort=False)["brier"].mean().reset_index()
    parts = 1 / scores.groupby("event")["proposition"].transform("nunique")
    named = scores.rename(columns={"proposition": "question", "brier": "score"})
    found = leaderboard(named.assign(weight=parts), level=LEVEL, n_resamples=RESAMPLES, seed=SEED)
    limits = {"lower": found["lower"].clip(lower=-1.0), "upper": found["upper"].clip(upper=1.0)}
    sides = [verdict(*each) for each in zip(found["lower"], found["upper"], strict=True)]
    return found.assign(**limits, verdict=sides)


def verdict(lower: float, upper: float) -> str:
    """Say on which side of the others a forecaster lies."""
    if upper < 0:
        return "better"
    return "worse" if lower > 0 else "unclear"


def draw(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw a point with limits for each, and the limits of its rank beside it."""
    axes.set_xlim(*reach(table["difference"], table["lower"], table["upper"]))
    axes.axvline(0, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
    seen = set()
    for place, row in enumerate(records(table)):
        marker, colour, face = LOOKS[row["verdict"]]
        span(axes, place, (row["lower"], row["upper"]), color=colour, linewidth=1.6)
        text = None if row["verdict"] in seen else words.say(f"figure.leaderboard.{row['verdict']}")
        seen.add(row["verdict"])
        look: dict[str, Any] = {
            "color": colour,
            "markerfacecolor": face,
            "markersize": 6,
            "linestyle": "",
        }
        axes.plot(row["difference"], place, marker, label=text, **look)
        beside_row(axes, place, rank_text(row, words))


def rank_text(row: dict[str, Any], words: Catalogue) -> str:
    """Write a rank with its limits, and what it rests on."""
    return words.say(
        "figure.leaderboard.rank",
        rank=words.number(row["rank"]),
        limits=words.between(row["rank_lower"], row["rank_upper"], 0),
        events=words.count("events", int(row["events"])),
    )


def label(axes: Axes, table: pd.DataFrame, words: Catalogue, n: Counts) -> None:
    """Write titles, names and the legend."""
    name_rows(axes, [shown(str(name), words) for name in table["forecaster"]])
    ticks_in_numbers(axes, words)
    axes.set_xlabel(words.say("figure.leaderboard.x"))
    headline(
        axes, words.say("figure.leaderboard.title"), size_line(words, n), *few(words, n.events)
    )
    legend_below(axes, 3)


def explain(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what is compared, what the limits are, and whether anyone stands out."""
    how = {"level": words.percent(LEVEL), "draws": words.number(RESAMPLES), "seed": SEED}
    apart = (table["verdict"] != "unclear").any()
    said = [words.say("figure.leaderboard.caption", **how)]
    if not apart:
        said.append(words.say("figure.leaderboard.nobody"))
    if len(table) > MOST:
        said.append(words.say("figure.leaderboard.left_out", n=words.number(len(table) - MOST)))
    return " ".join(said)


def describe(words: Catalogue, table: pd.DataFrame, n: Counts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.leaderboard.row",
            name=shown(str(row["forecaster"]), words),
            difference=words.number(row["difference"], 3),
            limits=words.between(row["lower"], row["upper"], 3),
            rank=rank_text(row, words),
        )
        for row in records(table.head(MOST))
    ]
    return words.say("figure.leaderboard.alt", size=size_line(words, n), rows=" ".join(rows))
