"""How figures name a kind of question with its unit, and part tables by it."""

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes

from brierbook.reports.figures.kit.axes import annotate_beside
from brierbook.reports.figures.kit.legible import legible_line
from brierbook.speech.catalogue import Catalogue

__all__ = [
    "MOST_PANELS",
    "headline_scores",
    "kind_and_unit",
    "kind_parts",
    "name_panel",
    "tick_digits",
]

MOST_PANELS = 6  # kinds and units that are drawn
LONGEST = 24  # signs of a unit
FINE = 5.0  # extent of an axis that needs two decimals
# the one score of each kind that figures draw
HEADLINE = {"ordered": "rps", "number": "quantile", "day": "quantile"}


def kind_parts(table: pd.DataFrame) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """Part a table by kind and unit, in the order in which they appear."""
    for (kind, unit), rows in table.groupby(["kind", "unit"], sort=False):
        yield (str(kind), str(unit)), rows


def headline_scores(losses: pd.DataFrame) -> pd.DataFrame:
    """Keep of each kind the score that stands for it."""
    wanted = losses["kind"].map(HEADLINE).fillna("brier")
    return losses[losses["metric"] == wanted].reset_index(drop=True)


def kind_and_unit(kind: str, unit: str, words: Catalogue) -> str:
    """Name a kind of question, and its score with the unit."""
    name, score = words.say(f"kinds.{kind}"), HEADLINE.get(kind, "brier")
    if kind == "separate":
        score = "brier_each"
    if kind == "day":
        unit = words.say("kinds.days")
    key = "kinds.quantile_in" if unit and score == "quantile" else f"kinds.{score}"
    said = words.say(key, unit=legible_line(unit, LONGEST)) if unit else words.say(key)
    return f"{name}: {said}"


def name_panel(axes: Axes, name: str, *, first: bool) -> None:
    """Write the name of a panel above it; that of the first stands in the headline."""
    if not first:
        place = {"xycoords": "axes fraction", "annotation_clip": False}
        annotate_beside(axes, name, (0, 1), (0, 4), **place)


def tick_digits(extent: float) -> int:
    """Say how many decimals the numbers of an axis need."""
    return max(0, min(2, 2 - int(extent // FINE)))
