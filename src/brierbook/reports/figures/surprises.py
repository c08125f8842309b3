"""Surprises: the biggest misses and hits by the log score, with what was said."""

from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.performance import with_scores
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.reports.figures.kit.axes import (
    SampleCounts,
    row_records,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.kit.forest import localize_number_ticks
from brierbook.reports.figures.kit.groups import group_display_name
from brierbook.reports.figures.kit.legible import ELLIPSIS, legible_line
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["MOST", "MOST_LINES", "plot_surprises", "with_texts"]

EVEN = float(np.log(2))  # the log score of always saying 50 %
MOST = 3  # misses, and hits
TEXT, LINE, PHRASE = 160, 56, 24  # signs of a proposition, of a line of it, of a wording
MOST_LINES = 3
MOST_SIGNS = 1000  # of a text, long before it is cut to its place
ROW, MARGINS = 0.58, 1.5  # inches of a row, and of titles and axis together
HATCH = "////"
SAID = ("forecast", "forecaster", "phrase", "p", "outcome")


def plot_surprises(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the forecasts with the highest and the lowest log score as bars, with their texts.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`, with texts by
        :func:`with_texts`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table, words, n = _surprises_table(data, lang), load_catalogue(lang), sample_counts(data)
    with style():
        figure, axes = axes_for(ax, 8.4, MARGINS + ROW * len(table))
        _draw_surprise_bars(axes, table, words)
        _label_surprises(axes, table, words, n)
    alt, caption = _surprises_alt_text(words, table, n), _surprises_caption(words, table, len(data))
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"surprises-{lang}", figure, axes, table, alt, caption, lang)


def with_texts(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the beginnings of the texts of the propositions, in three languages."""
    texts = [book.propositions[name].text for name in rows["proposition"]]
    columns = {
        f"text_{lang}": [each.pick(lang)[0][:MOST_SIGNS] for each in texts] for lang in LANGUAGES
    }
    return rows.assign(**columns)


def _surprises_table(data: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Give the misses, worst first, and the hits, best last: above and below the score of 50 %."""
    # without the texts, which may be very long
    rows = with_scores(data[[*SAID, "y", "mean_logit", "sd_logit"]])
    ordered = rows.sort_values(["log", "forecast"], ascending=[False, True])[[*SAID, "log"]]
    misses = ordered[ordered["log"] > EVEN].head(MOST)
    hits = ordered[ordered["log"] <= EVEN].tail(MOST)
    chosen = pd.concat([misses.assign(kind="miss"), hits.assign(kind="hit")])
    return chosen.assign(text=data.loc[chosen.index, f"text_{lang}"]).reset_index(drop=True)


def _draw_surprise_bars(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw a bar for each, hits hatched, with score and confidence beside it."""
    finite = table.loc[np.isfinite(table["log"]), "log"]
    top = 1.28 * max(EVEN, float(finite.max()) if len(finite) else EVEN)
    axes.set_xlim(0, top)
    axes.axvline(EVEN, color=MUTED, lw=1.3, ls=(0, (1, 1.5)), zorder=0)
    for place, row in enumerate(row_records(table)):
        miss = row["kind"] == "miss"
        colour, hatch = (ORANGE, "") if miss else (BLUE, HATCH)
        width = min(row["log"], top)
        face = colour if miss else "white"
        axes.barh(place, width, 0.62, facecolor=face, edgecolor=colour, hatch=hatch, linewidth=1)
        axes.annotate(
            words.number(row["log"], 2),
            (min(width, 0.93 * top), place),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=SMALL,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )


def _label_surprises(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write each text beside its bar, titles and the axis."""
    names = [
        f"{_wrap_proposition(str(row['text']))}\n{forecast_and_outcome(row, words)}"
        for row in row_records(table)
    ]
    axes.set_yticks(range(len(table)), names, fontsize=SMALL, linespacing=1.15)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(table) - 0.4, -0.6)
    misses = int((table["kind"] == "miss").sum())
    if 0 < misses < len(table):
        axes.axhline(misses - 0.5, color=MUTED, lw=0.8)
    localize_number_ticks(axes, words, 1)
    axes.set_xlabel(words.say("figure.surprises.x"))
    axes.annotate(
        words.say("figure.even"),
        (EVEN, 0),
        (2, 2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        fontsize=SMALL,
        color=MUTED,
    )
    write_finding(
        axes, words, "surprises", sample_size_line(words, n), _surprises_finding(words, table)
    )


def _wrap_proposition(text: str) -> str:
    """Break a text into lines, of which the last is cut if there would be too many."""
    lines = wrap(legible_line(text, TEXT), LINE)
    if len(lines) > MOST_LINES:
        lines[MOST_LINES - 1] = lines[MOST_LINES - 1][: LINE - 1].rstrip(" .,") + ELLIPSIS
    return "\n".join(lines[:MOST_LINES])


def forecast_and_outcome(row: dict[str, Any], words: Catalogue) -> str:
    """Write who said what, and what happened."""
    phrase = legible_line(str(row["phrase"]), PHRASE)
    p = words.percent(row["p"])
    return words.say(
        "figure.surprises.worded" if phrase else "figure.surprises.stated",
        forecaster=group_display_name(str(row["forecaster"]), words),
        phrase=words.quote(phrase),
        said=p,
        outcome=words.say(f"outcome.{row['outcome']}"),
    )


def _surprises_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the worst miss had given to what happened."""
    worst = table.iloc[0]
    if worst["kind"] != "miss":
        return words.say("figure.surprises.no_miss").rstrip(".")
    return words.say("figure.surprises.finding", p=words.percent(float(np.exp(-worst["log"]))))


def _surprises_caption(words: Catalogue, table: pd.DataFrame, size: int) -> str:
    """Say what the bars are, and how many forecasts are not among them."""
    absent = [kind for kind in ("miss", "hit") if kind not in set(table["kind"])]
    lines = ["caption", *(f"no_{kind}" for kind in absent)]
    left = size - len(table)
    lines += ["left_out"] if left else []
    return " ".join(words.say(f"figure.surprises.{key}", n=words.number(left)) for key in lines)


def _surprises_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.surprises.row",
            text=legible_line(str(row["text"]), TEXT).rstrip("."),
            said=forecast_and_outcome(row, words),
            score=words.number(row["log"], 2),
        )
        for row in row_records(table)
    ]
    return words.say("figure.surprises.alt", size=sample_size_line(words, n), rows=" ".join(rows))
