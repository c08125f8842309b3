"""The Bayesian calibration curve: what a forecast deserves, with the prior behind it."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.fitted.recalibration import tabulate_deserved
from brierbook.reports.figures.kit.axes import label_shares, with_few_note, write_finding
from brierbook.reports.figures.kit.drawing import (
    BAND,
    BLUE,
    FAINT,
    MUTED,
    ORANGE,
    Drawing,
    axes_for,
    style,
)
from brierbook.speech.catalogue import Catalogue, load_catalogue

if TYPE_CHECKING:
    from xarray import DataTree

__all__ = ["plot_recalibration"]

SAID = np.linspace(0.02, 0.98, 97)
USUAL = 0.7  # the forecast that title and description tell of


def plot_recalibration(data: "DataTree", *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the posterior map from said to deserved probability, of these forecasts.

    Parameters
    ----------
    data : DataTree
        As made by :func:`brierbook.analysis.tables.fitted.recalibration.fit_recalibration`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table = _recalibration_table(data)
    words = load_catalogue(lang)
    with style():
        figure, axes = axes_for(ax)
        _draw_recalibration(axes, table, words)
        _label_recalibration(axes, table, words, _recalibration_size_line(data, words))
    alt, caption = _recalibration_alt_text(words, table), _recalibration_caption(data, words)
    return Drawing(f"recalibration-{lang}", figure, axes, table, alt, caption, lang)


def _recalibration_table(data: "DataTree") -> pd.DataFrame:
    """Give posterior and prior limits over a grid of said probabilities."""
    posterior = tabulate_deserved(data, SAID)
    prior = tabulate_deserved(data, SAID, group="prior")[["lower90", "upper90"]]
    return posterior.join(prior.add_prefix("prior_"))


def _draw_recalibration(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the bands, the curve and the prior."""
    column = {name: table[name].to_numpy() for name in table}
    for level, colour in ((90, FAINT), (50, BAND)):
        axes.fill_between(
            SAID,
            column[f"lower{level}"],
            column[f"upper{level}"],
            color=colour,
            linewidth=0,
            label=words.say("figure.recalibration.band", level=words.percent(level / 100)),
        )
    axes.plot(SAID, column["mean"], color=BLUE, linewidth=2, label=words.say("figure.mean"))
    for index, name in enumerate(("prior_lower90", "prior_upper90")):
        text = words.say("figure.recalibration.prior") if index == 0 else None
        axes.plot(SAID, column[name], color=ORANGE, linewidth=1, linestyle=":", label=text)
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))


def _recalibration_size_line(data: "DataTree", words: Catalogue) -> str:
    """Say how many forecasts the curve rests on."""
    events = data.attrs.get("events")
    size = [words.count("forecasts", _count_fitted_forecasts(data))]
    return ", ".join(size + ([] if events is None else [words.count("events", int(events))]))


def _recalibration_caption(data: "DataTree", words: Catalogue) -> str:
    """Say what the bands are, and whether the forecasts were too bold or too timid."""
    verdict = words.say(f"figure.recalibration.{data.attrs.get('verdict', 'unclear')}")
    caption = f"{words.say('figure.recalibration.caption')} {verdict}."
    events = data.attrs.get("events")
    return caption if events is None else with_few_note(words, caption, int(events))


def _recalibration_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what a usual forecast is worth."""
    row = table.iloc[int(np.argmin(np.abs(SAID - USUAL)))]
    limits = words.percents(row["lower90"], row["upper90"])
    said, mean = words.percent(row["said"]), words.percent(row["mean"])
    told = words.say("figure.recalibration.finding", said=said, mean=mean)
    return f"{told} ({words.say('figure.recalibration.finding_limits', interval=limits)})"


def _count_fitted_forecasts(data: "DataTree") -> int:
    """Count the forecasts; of very many, the tree holds those that are alike together."""
    return int(data.attrs.get("rows", data["observed_data"].sizes.get("forecast", 0)))


def _label_recalibration(axes: Axes, table: pd.DataFrame, words: Catalogue, size: str) -> None:
    """Write titles and axes."""
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    label_shares(axes.xaxis, words)
    label_shares(axes.yaxis, words)
    axes.set_xlabel(words.say("figure.recalibration.x"))
    axes.set_ylabel(words.say("figure.recalibration.y"))
    finding = _recalibration_finding(words, table)
    write_finding(axes, words, "recalibration", size, finding)
    axes.legend(loc="upper left")


def _recalibration_alt_text(words: Catalogue, table: pd.DataFrame) -> str:
    """Say in words what the figure shows."""
    row = table.iloc[int(np.argmin(np.abs(SAID - USUAL)))]
    return words.say(
        "figure.recalibration.alt",
        said=words.percent(row["said"]),
        mean=words.percent(row["mean"]),
        interval=words.percents(row["lower90"], row["upper90"]),
    )
