"""Sums over the cells of each group: by matrices where all groups have the same forecasts."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from brierbook.analysis.calibration.curve.cell_counts import Tally
from brierbook.analysis.numeric.arguments import Floats

__all__ = ["RaggedLayout", "choose_layout"]


class CellLayout(Protocol):
    """How cells stand in groups; values are of shape (points, cells)."""

    def log_odds(self, coefficients: Floats) -> Floats:
        """Give the log odds of each cell from coefficients of shape (terms, points, groups)."""
        ...

    def total(self, values: Floats, weight: Floats) -> Floats:
        """Give weighted sums of each group, of shape (points, groups)."""
        ...

    def by_feature(self, values: Floats) -> Floats:
        """Give sums of values times each feature, of shape (terms, points, groups)."""
        ...

    def by_pair(self, values: Floats) -> Floats:
        """Give sums of values times each pair of features, of shape (terms, terms, ...)."""
        ...


def choose_layout(features: Floats, cells: Tally) -> CellLayout:
    """Choose: groups that were asked the same forecasts make a rectangle."""
    groups = cells.groups
    width, odd = divmod(features.shape[1], groups)
    if odd or not np.array_equal(cells.heads, width * np.arange(groups)):
        return RaggedLayout(features, cells)
    rows = features.reshape(-1, groups, width)
    same = np.array_equal(rows, np.broadcast_to(rows[:, :1], rows.shape))
    return RectangularLayout(rows[:, 0], groups) if same else RaggedLayout(features, cells)


@dataclass(frozen=True, slots=True, eq=False)
class RaggedLayout:
    """Groups of any cells."""

    features: Floats
    cells: Tally

    def log_odds(self, coefficients: Floats) -> Floats:
        """Give the log odds of each cell."""
        spread = coefficients[..., self.cells.group]
        total: Floats = spread[0] * self.features[0]
        for coefficient, feature in zip(spread[1:], self.features[1:], strict=True):
            total += coefficient * feature
        return total

    def total(self, values: Floats, weight: Floats) -> Floats:
        """Give weighted sums."""
        return self.cells.by_group(values * weight)

    def by_feature(self, values: Floats) -> Floats:
        """Give sums of values times each feature."""
        return np.stack([self.cells.by_group(values * each) for each in self.features])

    def by_pair(self, values: Floats) -> Floats:
        """Give sums of values times each pair of features."""
        return np.stack([self.by_feature(values * each) for each in self.features])


@dataclass(frozen=True, slots=True, eq=False)
class RectangularLayout:
    """Groups of the same cells; ``features`` are those of one group, of shape (terms, width)."""

    features: Floats
    groups: int

    def log_odds(self, coefficients: Floats) -> Floats:
        """Give the log odds of each cell."""
        rows: Floats = np.moveaxis(coefficients, 0, -1) @ self.features
        return rows.reshape(len(rows), -1)

    def total(self, values: Floats, weight: Floats) -> Floats:
        """Give weighted sums."""
        if self.groups == 1:
            whole: Floats = (values @ weight)[:, None]
            return whole
        rows: Floats = self.rows(values * weight).sum(axis=-1)
        return rows

    def by_feature(self, values: Floats) -> Floats:
        """Give sums of values times each feature."""
        return np.moveaxis(self.rows(values) @ self.features.T, -1, 0)

    def by_pair(self, values: Floats) -> Floats:
        """Give sums of values times each pair of features."""
        terms, width = self.features.shape
        pairs = (self.features[:, None] * self.features[None, :]).reshape(-1, width)
        found: Floats = np.moveaxis(self.rows(values) @ pairs.T, -1, 0)
        return found.reshape(terms, terms, *found.shape[1:])

    def rows(self, values: Floats) -> Floats:
        """Give the values of each group in a row of their own."""
        return values.reshape(len(values), self.groups, -1)
