"""How the long computations say how far they are."""

from collections.abc import Callable

__all__ = ["Progress"]

# steps done, steps in all
type Progress = Callable[[int, int], None]
