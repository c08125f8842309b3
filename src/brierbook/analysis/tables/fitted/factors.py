"""Which ways to group forecasts can be told apart: with three groups or more, and not twice."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["FEWEST_GROUPS", "DroppedFactor", "choose_factors", "list_dropped_factors"]

type Labels = npt.NDArray[np.generic]

# Of one or two groups it cannot be learnt how groups differ.
FEWEST_GROUPS = 3


@dataclass(frozen=True, slots=True)
class DroppedFactor:
    """A way to group that was left out: how many groups it has, and what decides it, if anything.

    Without ``decided_by`` it has too few groups.
    """

    name: str
    groups: int
    decided_by: str | None = None


def choose_factors(groups: Mapping[str, Labels]) -> dict[str, Labels]:
    """Leave out what has fewer than three groups, and what another factor decides.

    The language of a document follows from the document, and goes in once.

    Examples
    --------
    >>> source, language = np.array(["a", "b", "c"]), np.array(["en", "en", "uk"])
    >>> list(choose_factors({"source": source, "language": language}))
    ['source']
    """
    dropped = {each.name for each in list_dropped_factors(groups)}
    return {name: labels for name, labels in groups.items() if name not in dropped}


def list_dropped_factors(groups: Mapping[str, Labels]) -> list[DroppedFactor]:
    """Say which factors are left out, and why.

    Examples
    --------
    >>> list_dropped_factors({"language": np.array(["en", "uk", "en"])})
    [DroppedFactor(name='language', groups=2, decided_by=None)]
    """
    sizes = {name: _count_groups(labels) for name, labels in groups.items()}
    large = {name: groups[name] for name, size in sizes.items() if size >= FEWEST_GROUPS}
    small = [DroppedFactor(name, sizes[name]) for name in groups if name not in large]
    nested = [
        DroppedFactor(name, sizes[name], decided_by)
        for name in large
        if (decided_by := _find_finer(name, large)) is not None
    ]
    return small + nested


def _find_finer(name: str, factors: Mapping[str, Labels]) -> str | None:
    """Name the factor that decides another; of two that are the same the later one is decided."""
    places = list(factors)
    for other in places:
        decides = other != name and _decides(factors[other], factors[name])
        same = decides and _decides(factors[name], factors[other])
        if decides and not (same and places.index(name) < places.index(other)):
            return other
    return None


def _count_groups(labels: Labels) -> int:
    """Count the groups."""
    return np.unique(labels.astype(str)).size


def _decides(finer: Labels, coarser: Labels) -> bool:
    """Say whether each group of one lies in one group of the other."""
    both = np.column_stack([finer.astype(str), coarser.astype(str)])
    return len(np.unique(both, axis=0)) == _count_groups(finer)
