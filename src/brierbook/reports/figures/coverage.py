"""Where numbers and days fell in their forecasts: PIT values, and coverage of central intervals."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.reliability.coverage import interval_coverage
from brierbook.analysis.reliability.pit import EcdfDifference, ecdf_difference
from brierbook.errors import Message
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    RESAMPLES,
    SEED,
    SampleCounts,
    label_shares,
    refuse_empty_table,
    row_records,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import (
    BAND,
    BLUE,
    MUTED,
    ORANGE,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.kit.panels import let_titles_cross, split_axes
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["NOMINAL", "plot_coverage"]

NOMINAL = (0.2, 0.5, 0.8, 0.9)
USUAL = 0.8  # the interval that a title tells of
SIDE = 0.9  # width of the second panel, as a share of the first
LEAST = 0.2  # extent of the axis of differences


def plot_coverage(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the distribution of PIT values less the uniform one, and how often intervals held.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.kinds.kind_rows.pit_rows`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    refuse_empty_table(
        data,
        Message(
            "no forecast of a number or a day, in quantiles, has resolved; log some",
            "nothing.quantiles",
        ),
    )
    u = data["u"].to_numpy()
    curve, held = _pit_ecdf_difference(u, data), _coverage_table(u, data)
    words, n = load_catalogue(lang), sample_counts(data)
    with style():
        figure, axes = axes_for(ax, 7.2, 4.0)
        _draw_pit_curve(axes, curve)
        _label_coverage(axes, curve, held, words, n)
        let_titles_cross(axes, 1)
        _draw_coverage_panel(split_axes(axes, SIDE), held, words)
    alt, caption = _coverage_alt_text(words, curve, held, n), _coverage_caption(words, curve, held)
    table = pd.concat([curve.to_frame(), held], ignore_index=True)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"coverage-{lang}", figure, axes, table, alt, caption, lang)


def _pit_ecdf_difference(u: np.ndarray, data: pd.DataFrame) -> EcdfDifference:
    """Set the PIT values beside what chance would do."""
    return ecdf_difference(u, event=data["event"], level=LEVEL, n_resamples=RESAMPLES, seed=SEED)


def _coverage_table(u: np.ndarray, data: pd.DataFrame) -> pd.DataFrame:
    """Give how often the outcome fell inside central intervals."""
    away = np.abs(2 * u - 1)
    found = [
        interval_coverage(away, 0.0, level, event=data["event"], level=LEVEL) for level in NOMINAL
    ]
    return pd.DataFrame(
        {
            "nominal": NOMINAL,
            "actual": [each.value for each in found],
            "actual_lower": [each.lower for each in found],
            "actual_upper": [each.upper for each in found],
        }
    )


def _draw_pit_curve(axes: Axes, curve: EcdfDifference) -> None:
    """Draw the band and the curve."""
    axes.fill_between(curve.at, curve.lower, curve.upper, color=BAND, lw=0)
    axes.axhline(0, color=MUTED, lw=0.9, ls=(0, (4, 3)))
    axes.plot(curve.at, curve.difference, color=BLUE, lw=1.8)


def _label_coverage(
    axes: Axes, curve: EcdfDifference, held: pd.DataFrame, words: Catalogue, n: SampleCounts
) -> None:
    """Write titles and axes."""
    axes.set_xlim(0, 1)
    label_shares(axes.xaxis, words)
    most = max(np.abs([curve.lower, curve.upper, curve.difference]).max() * 1.1, LEAST)
    axes.set_ylim(-most, most)
    ticks = [tick for tick in axes.get_yticks() if abs(tick) <= most]
    axes.set_yticks(ticks, [words.number(tick, 2) for tick in ticks])
    axes.set_xlabel(words.say("figure.coverage.x"))
    axes.set_ylabel(words.say("figure.coverage.y"))
    write_finding(
        axes, words, "coverage", sample_size_line(words, n), _coverage_finding(words, held)
    )


def _draw_coverage_panel(side: Axes, held: pd.DataFrame, words: Catalogue) -> None:
    """Draw the second panel: actual against nominal coverage."""
    nominal, actual = held["nominal"].to_numpy(), held["actual"].to_numpy()
    lower, upper = held["actual_lower"].fillna(0.0), held["actual_upper"].fillna(1.0)
    side.plot([0, 1], [0, 1], color=MUTED, lw=0.9, ls=(0, (4, 3)))
    side.vlines(nominal, lower.to_numpy(), upper.to_numpy(), color=ORANGE, lw=1.4)
    side.plot(nominal, actual, "s", color=ORANGE, markersize=6, mec="white")
    side.set(xlim=(0, 1.02), ylim=(0, 1.02))
    label_shares(side.xaxis, words)
    label_shares(side.yaxis, words)
    side.set_xlabel(words.say("figure.coverage.nominal"))
    side.set_ylabel(words.say("figure.coverage.actual"))


def _miscovered_levels(held: pd.DataFrame) -> pd.DataFrame:
    """Keep the intervals whose limits leave out how often they should hold."""
    low, high = held["actual_lower"], held["actual_upper"]
    return held[(held["nominal"] < low) | (held["nominal"] > high)]


def _coverage_finding(words: Catalogue, held: pd.DataFrame) -> str:
    """Say how often intervals held: those that are furthest off if any is, else the usual ones."""
    off = _miscovered_levels(held)
    rows = held[held["nominal"] == USUAL] if off.empty else off
    row = rows.iloc[int((rows["actual"] - rows["nominal"]).abs().to_numpy().argmax())]
    return words.say(
        "figure.coverage.finding_" + ("together" if off.empty else "apart"),
        nominal=words.percent(row["nominal"]),
        actual=words.percent(row["actual"]),
    )


def _coverage_caption(words: Catalogue, curve: EcdfDifference, held: pd.DataFrame) -> str:
    """Say what the band and the bars are, and whether calibration can be ruled out."""
    how = {"level": words.percent(LEVEL), "draws": words.number(RESAMPLES), "seed": SEED}
    curve_says = "inside" if curve.inside else "outside"
    off = _miscovered_levels(held)
    bars_say = "together" if off.empty else "apart"
    levels = ", ".join(words.percent(each) for each in off["nominal"])
    said = [
        words.say("figure.coverage.caption", **how),
        words.say(f"figure.coverage.{curve_says}"),
        words.say(f"figure.coverage.{bars_say}", levels=levels),
    ]
    return " ".join(said)


def _coverage_alt_text(
    words: Catalogue, curve: EcdfDifference, held: pd.DataFrame, n: SampleCounts
) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.coverage.row",
            nominal=words.percent(row["nominal"]),
            actual=words.percent(row["actual"]),
        )
        for row in row_records(held)
    ]
    return words.say(
        "figure.coverage.alt",
        size=sample_size_line(words, n),
        most=words.number(float(np.abs(curve.difference).max()), 2),
        rows="; ".join(rows),
    )
