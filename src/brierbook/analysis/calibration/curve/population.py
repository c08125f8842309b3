"""These forecasts: the sources that there are, each with its share of the weight.

A curve that no group is named for is that of the forecasts which were learnt from, the mean over
their groups, not that of a typical group, of which a book may have seen one or two.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.sample import CalibrationSample, Factor
from brierbook.analysis.numeric.arguments import Floats

__all__ = ["GroupRows", "list_group_rows"]

type Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class GroupRows:
    """The rows of one combination of groups: its names, and the weight of each level said.

    ``levels`` are places in the ``x`` and ``sd`` of the sample. The weights of all combinations
    sum to 1.
    """

    names: dict[str, str]
    levels: npt.NDArray[np.intp]
    weight: Floats

    @property
    def share(self) -> float:
        """The share of the combination in the whole."""
        return float(self.weight.sum())


def list_group_rows(
    sample: CalibrationSample, group: Mapping[str, str] | None = None
) -> Iterator[GroupRows]:
    """Give each combination of groups among the rows that stand in ``group``, all by default."""
    factors = [each for each in sample.factors if each.whole]
    kept = np.flatnonzero(_stand_in_group(factors, group or {}, sample.level.size))
    codes = np.column_stack([sample.level[kept] * 0, *(each.codes[kept] for each in factors)])
    combinations, code = np.unique(codes, axis=0, return_inverse=True)
    total = sample.weight[kept].sum()
    for at, row in enumerate(combinations):
        rows = kept[code.ravel() == at]
        levels, place = np.unique(sample.level[rows], return_inverse=True)
        names = {each.name: each.levels[i] for each, i in zip(factors, row[1:], strict=True)}
        yield GroupRows(names, levels, np.bincount(place, sample.weight[rows]) / total)


def _stand_in_group(factors: list[Factor], group: Mapping[str, str], size: int) -> Booleans:
    """Tell the rows that stand in the groups named; none stands in one that is not known."""
    kept = np.ones(size, dtype=bool)
    for each in factors:
        if each.name in group:
            known = group[each.name] in each.levels
            kept &= each.codes == each.levels.index(group[each.name]) if known else False
    return kept
