"""A range of probabilities as people write it."""

from decimal import Decimal

import pytest

from brierbook.errors import InputError
from brierbook.forecasts.lines.distributions import read_range


@pytest.mark.parametrize(
    "text", ["10%..30%", "10% .. 30%", "0.1…0.3", "10%–30%", "1:9...3/10", "10,0%..30,0%"]
)
def test_both_ends_are_probabilities(text: str) -> None:
    assert read_range(text) == (Decimal("0.1"), Decimal("0.3"))


@pytest.mark.parametrize("text", ["10%", "10..30", "10%..", "10%..20%..30%", "a..b", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_range(text)
