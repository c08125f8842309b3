"""Up to which correlation "better than 50 %" stands: shown by books that hang together."""

import numpy as np
import pytest
from scipy.special import ndtr

from brierbook.analysis.claims.against_even import against_even
from brierbook.analysis.claims.rows import read_claim_rows
from brierbook.analysis.claims.tipping_of_even import tipping_of_even


def test_what_is_not_said_has_no_tipping_point() -> None:
    assert against_even([1] * 6, [0.9] * 6).tipping is None


def test_more_of_the_same_stands_up_to_more() -> None:
    few, many = (against_even([1, 0] * n, [0.9, 0.1] * n).tipping for n in (4, 40))
    assert few is not None
    assert many is not None
    assert few <= many
    assert many > 0.5


def test_what_one_cause_could_bring_about_stands_up_to_little() -> None:
    """Forty right of forty is what one common cause does to a coin in half of books."""
    one_sided = against_even([1] * 40, [0.9] * 40).tipping
    both = against_even([1, 0] * 20, [0.9, 0.1] * 20).tipping
    assert one_sided is not None
    assert both is not None
    assert one_sided < both


def test_worse_has_one_too() -> None:
    found = against_even([0, 1] * 30, [0.9, 0.1] * 30)
    assert found.direction == "worse"
    assert found.tipping is not None


def test_of_many_rows_none_is_given() -> None:
    rows = read_claim_rows([1, 0] * 1001, [0.9, 0.1] * 1001)
    assert tipping_of_even(rows, "better", 0.05, 0) is None


@pytest.mark.parametrize("one_sided", [True, False])
def test_books_as_good_as_even_seldom_stand_beyond_their_correlation(*, one_sided: bool) -> None:
    """Who says 80 % where 65 % is right has an expected score of .64 - .6 * .65 = .25."""
    p = np.full(40, 0.8) if one_sided else np.tile([0.8, 0.2], 20)
    q = np.where(p > 0.5, 0.65, 0.35)
    assert ((p**2 + q * (1 - 2 * p)).mean()) == pytest.approx(0.25)
    rng, books = np.random.default_rng(4), 150
    factor, own = rng.standard_normal((books, 1)), rng.standard_normal((books, 40))
    outcomes = ndtr(np.sqrt(0.3) * factor + np.sqrt(0.7) * own) < q
    stands = 0
    for y in outcomes.astype(float):
        found = against_even(y, p, books=0)
        stands += found.direction == "better" and (found.tipping or 0.0) >= 0.3
    assert stands <= 14  # of 150 at .05: beyond with a chance of .01
