"""Groups of forecasts that are drawn side by side: the largest by name, the others counted."""

from dataclasses import dataclass

import pandas as pd

from brierbook.analysis.tables.forecast_rows import NUMBERS, add_event_weights
from brierbook.errors import ArgumentError, quote_value
from brierbook.reports.figures.kit.legible import legible_line
from brierbook.reports.figures.kit.names import known_name
from brierbook.speech.catalogue import Catalogue

__all__ = ["MOST_SIGNS", "ForecastGroup", "group_display_name"]

MOST_SIGNS = 34
GROUPS = ("forecaster", "source", "language", "event", "claim", "phrase", "proposition")
NO_GROUPS = (*NUMBERS, "weight", "given_weight", "forecast", "status")


@dataclass(frozen=True, slots=True, eq=False)
class ForecastGroup:
    """Some forecasts under a name, weighed among themselves."""

    name: str
    rows: pd.DataFrame

    @property
    def events(self) -> int:
        """How many events they hang on."""
        return int(self.rows["event"].nunique())


def split_into_groups(data: pd.DataFrame, by: str | None, whole: str) -> list[ForecastGroup]:
    """Part forecasts by a column, most events first; without a column all are one group."""
    if by is None:
        return [ForecastGroup(whole, data)]
    if by not in data or by in NO_GROUPS:
        known = ", ".join(name for name in GROUPS if name in data)
        raise ArgumentError(
            "by",
            "is {name}; use one of {known}",
            code="figure.by",
            name=quote_value(by),
            known=known,
        )
    parted = [
        ForecastGroup(str(name), add_event_weights(rows))
        for name, rows in data.groupby(by, sort=True, dropna=False)
    ]
    return sorted(parted, key=lambda group: (-group.events, -len(group.rows), group.name))


def group_display_name(name: str, words: Catalogue) -> str:
    """Write the name of a group; one without a name is said to be so."""
    return legible_line(known_name(name, words.language), MOST_SIGNS) or words.say("figure.unnamed")


def omitted_groups_note(words: Catalogue, groups: list[ForecastGroup], most: int) -> str:
    """Say how many groups are not drawn."""
    left = len(groups) - most
    return words.say("figure.left_out", n=words.number(left)) if left > 0 else ""
