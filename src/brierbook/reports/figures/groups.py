"""Groups of forecasts that are drawn side by side: the largest by name, the others counted."""

from dataclasses import dataclass

import pandas as pd

from brierbook.analysis.table import weighted
from brierbook.errors import ArgumentError
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.figures.legible import legible

MOST_SIGNS = 24
GROUPS = ("forecaster", "source", "language", "event", "claim", "phrase", "proposition")


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Some forecasts under a name, weighed among themselves."""

    name: str
    rows: pd.DataFrame

    @property
    def events(self) -> int:
        """How many events they hang on."""
        return int(self.rows["event"].nunique())


def groups_of(data: pd.DataFrame, by: str | None, whole: str) -> list[Group]:
    """Part forecasts by a column, most events first; without a column all are one group."""
    if by is None:
        return [Group(whole, data)]
    if by not in GROUPS or by not in data:
        raise ArgumentError("by", f"is {by!r}; use one of {', '.join(GROUPS)}")
    parted = [Group(str(name), weighted(rows)) for name, rows in data.groupby(by, sort=True)]
    return sorted(parted, key=lambda group: (-group.events, -len(group.rows), group.name))


def shown(name: str, words: Catalogue) -> str:
    """Write the name of a group; one without a name is said to be so."""
    return legible(name, MOST_SIGNS) or words.say("figure.unnamed")


def left_out(words: Catalogue, groups: list[Group], most: int) -> str:
    """Say how many groups are not drawn."""
    left = len(groups) - most
    return words.say("figure.left_out", n=words.number(left)) if left > 0 else ""
