"""Forecasts by outcome: what was said of what happened, and of what did not."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.numeric.estimate import Estimate, withhold_limits
from brierbook.analysis.numeric.limits.event_mean import event_mean
from brierbook.analysis.tables.forecast_rows import is_share
from brierbook.errors import Message
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    SampleCounts,
    annotate_beside,
    float_column,
    label_shares,
    left_out_shares,
    refuse_empty_table,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import (
    BLUE,
    INK,
    ORANGE,
    Drawing,
    axes_for,
    style,
)
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_outcomes"]

BINS = 20
MOST_DOTS = 12  # of a higher pile, bars are drawn
# of each outcome: its name, which way its piles grow, and its colour
SIDES = ((1, "yes", 1, ORANGE), (0, "no", -1, BLUE))


def plot_outcomes(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the forecasts of what happened above a line, and those of what did not below it.

    The further apart the two means, the better the forecasts tell one from the other (Yates 1982,
    doi 10.1016/0030-5073(82)90237-9).

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.forecast_rows.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    shares = is_share(data["y"])
    data = data[~shares]
    refuse_empty_table(
        data, Message("every question that counts came true in part", "nothing.shares")
    )
    n, table, words = sample_counts(data), _outcomes_table(data), load_catalogue(lang)
    with style():
        figure, axes = axes_for(ax, 6.4, 4.2)
        _draw_outcomes(axes, table, words)
        _label_outcomes(axes, table, words, n)
    alt, caption = _outcomes_alt_text(words, table, n), _outcomes_caption(words, table)
    caption += left_out_shares(words, "outcomes", int(shares.sum()))
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"outcomes-{lang}", figure, axes, table, alt, caption, lang)


def _outcomes_table(data: pd.DataFrame) -> pd.DataFrame:
    """Give one row for each pile: outcome, bin, forecasts, and the mean of the outcome's side."""
    piles = np.minimum((data["p"].to_numpy() * BINS).astype(int), BINS - 1)
    rows = data.assign(said=(piles + 0.5) / BINS)
    sides = [_outcome_piles(rows[rows["y"] == y], name) for y, name, _, _ in SIDES]
    return pd.concat([each for each in sides if not each.empty], ignore_index=True)


def _outcome_piles(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Give the piles of one outcome."""
    piles = rows.groupby("said", as_index=False).agg(forecasts=("p", "size"))
    found = _mean_forecast(rows) if len(rows) else Estimate(np.nan, np.nan, np.nan, LEVEL, 0, 0)
    sides = piles.assign(
        outcome=name,
        mean=found.value,
        lower=found.lower,
        upper=found.upper,
        events=found.events,
    )
    return sides[["outcome", "said", "forecasts", "mean", "lower", "upper", "events"]]


def _mean_forecast(rows: pd.DataFrame) -> Estimate:
    """Average what was said, each event counting once."""
    found = event_mean(
        rows["p"], event=rows["event"], weight=rows["weight"], level=LEVEL, bounds=(0, 1)
    )
    return withhold_limits(found)


def _draw_outcomes(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw both sides."""
    top = int(table["forecasts"].max())
    axes.axhline(0, color=INK, linewidth=0.8)
    for _, name, way, colour in SIDES:
        rows = table[table["outcome"] == name]
        _draw_pile(axes, rows, way, colour, dots=top <= MOST_DOTS)
        if not rows.empty:
            _draw_outcome_mean(axes, _outcome_mean_limits(rows), way * top * 1.28, words)
    axes.set_ylim(-1.55 * top, 1.55 * top)
    for _, name, way, _ in SIDES:
        text = words.say(f"figure.reliability.{name}")
        axes.text(0.012, way * top * 1.42, text, va="center", fontsize=9)


def _draw_pile(axes: Axes, rows: pd.DataFrame, way: int, colour: str, *, dots: bool) -> None:
    """Draw a dot for each forecast, or a bar where there are too many."""
    said, count = float_column(rows, "said"), rows["forecasts"].to_numpy(dtype=int)
    face = colour if way > 0 else "white"
    if not dots:
        axes.bar(said, way * count, 0.8 / BINS, facecolor=face, edgecolor=colour, linewidth=1.2)
        return
    x = np.repeat(said, count)
    y = way * (np.concatenate([np.arange(each) for each in [*count, 0]]) + 0.5)
    axes.scatter(x, y, s=38, facecolor=face, edgecolor=colour, linewidth=1.2)


def _outcome_mean_limits(rows: pd.DataFrame) -> dict[str, float]:
    """Take the mean of a side and its limits, which all its piles repeat."""
    return {name: float(rows[name].iloc[0]) for name in ("mean", "lower", "upper")}


def _draw_outcome_mean(axes: Axes, row: dict[str, float], height: float, words: Catalogue) -> None:
    """Draw the mean of one side with its limits, and write its number."""
    axes.plot([row["lower"], row["upper"]], [height, height], color=INK, linewidth=1.4)
    axes.plot(row["mean"], height, "D", color=INK, markersize=5)
    text = words.say("figure.outcomes.mean", mean=words.percent(row["mean"]))
    annotate_beside(axes, text, (row["mean"], height), (0, 4), ha="center", va="bottom")


def _label_outcomes(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles and axes."""
    axes.set_xlim(-0.01, 1.01)
    label_shares(axes.xaxis, words)
    ticks = [tick for tick in axes.get_yticks() if tick == int(tick)]
    low, high = axes.get_ylim()
    inside = [tick for tick in ticks if low / 1.5 <= tick <= high / 1.5]
    axes.set_yticks(inside, [words.number(abs(tick)) for tick in inside])
    axes.set_xlabel(words.say("figure.outcomes.x"))
    axes.set_ylabel(words.say("figure.outcomes.y"))
    write_finding(
        axes, words, "outcomes", sample_size_line(words, n), _outcomes_finding(words, table)
    )


def _outcomes_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what had been said of either outcome; of a single one there is nothing to compare."""
    means = dict(zip(table["outcome"], table["mean"], strict=True))
    if len(means) < len(SIDES):
        return ""
    return words.say(
        "figure.outcomes.finding", **{name: words.percent(mean) for name, mean in means.items()}
    )


def _outcomes_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the limits are, and whether the two means can be told apart."""
    caption = words.say("figure.outcomes.caption", level=words.percent(LEVEL))
    means = table.groupby("outcome")[["lower", "upper"]].first()
    if len(means) < len(SIDES):
        return f"{caption} {words.say('figure.outcomes.one')}"
    apart = float(means["lower"]["yes"]) > float(means["upper"]["no"])
    return f"{caption} {words.say('figure.outcomes.' + ('apart' if apart else 'together'))}"


def _outcomes_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    parts = [
        words.say(
            f"figure.outcomes.alt_{name}",
            forecasts=words.count("forecasts", int(rows["forecasts"].sum())),
            mean=words.percent(_outcome_mean_limits(rows)["mean"]),
            limits=words.percents(
                _outcome_mean_limits(rows)["lower"], _outcome_mean_limits(rows)["upper"]
            ),
        )
        for name, rows in table.groupby("outcome", sort=False)
    ]
    return words.say("figure.outcomes.alt", size=sample_size_line(words, n), rows=" ".join(parts))
