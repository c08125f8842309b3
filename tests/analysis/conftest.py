"""A second way to the limits of a sum of bounded values."""

from collections.abc import Callable

import pytest
from tests.oracles.limits import limits_by_inversion as by_inversion

type Inversion = Callable[..., tuple[float, float]]


@pytest.fixture
def limits_by_inversion() -> Inversion:
    """Give limits of a sum of what events add, each known to lie between a least and a most."""
    return by_inversion
