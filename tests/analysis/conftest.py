"""Property tests without a deadline, and a second way to the limits of a sum of bounded values."""

from collections.abc import Callable

import pytest
from hypothesis import settings
from tests.oracles.limits import limits_by_inversion as by_inversion

type Inversion = Callable[..., tuple[float, float]]

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def limits_by_inversion() -> Inversion:
    """Give limits of a sum of what events add, each known to lie between a least and a most."""
    return by_inversion
