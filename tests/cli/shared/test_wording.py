"""Probabilities, odds, days and values in words, in three languages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.cli.shared import wording
from brierbook.cli.shared.language import load_messages
from brierbook.forecasts.when import parse_moment

EN, UK = load_messages("en"), load_messages("uk")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("p", "english", "ukrainian"),
    [
        ("0", "0%", "0 %"),
        ("1", "100%", "100 %"),
        ("0.5", "50%", "50 %"),
        ("0.125", "12.5%", "12,5 %"),
        ("0.333333333333", "33.3%", "33,3 %"),
        ("0.0004", "0.04%", "0,04 %"),
        ("0.9999", "99.99%", "99,99 %"),
        ("0.10", "10%", "10 %"),
    ],
)
def test_a_probability_is_rounded_to_a_tenth_but_never_to_certainty(
    p: str, english: str, ukrainian: str
) -> None:
    assert wording.as_percent(Decimal(p), EN) == english
    assert wording.as_percent(Decimal(p), UK) == ukrainian


@pytest.mark.parametrize(
    ("p", "said"),
    [
        ("0", "never"),
        ("1", "always"),
        ("0.125", "1 in 8"),
        ("0.12", "about 1 in 8"),
        ("0.5", "1 in 2"),
        ("0.7", "7 in 10"),
        ("0.66", "about 2 in 3"),
        ("0.02", "1 in 50"),
        ("0.013", "about 1 in 77"),
        ("0.99", "99 in 100"),
        ("0.0001", "less than 1 in 1,000"),
        ("0.9999", "all but less than 1 in 1,000"),
    ],
)
def test_odds_are_the_simplest_near_ones(p: str, said: str) -> None:
    assert wording.as_odds(Decimal(p), EN) == said


@given(st.decimals("0.001", "0.999", places=4))
def test_odds_are_never_far_from_the_probability(p: Decimal) -> None:
    k, n = wording.simplest_odds(p)
    assert 0 < k < n
    # the worst: a twentieth of the way between two neighbouring fractions of tenths, or 5 % in n
    assert abs(float(p) - k / n) <= max(0.05, 0.06 * float(min(p, 1 - p)))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-25[Europe/Kyiv]", "today is the last day"),
        ("2026-11-26[Europe/Kyiv]", "1 day left"),
        ("2026-11-24[Europe/Kyiv]", "the deadline has passed"),
        ("2026-11-25T12:00:00Z", "the deadline has passed"),
        ("2026-11-25T12:00:01Z", "today is the last day"),
        # it is the 26th already where the question is asked
        ("2026-11-26[Pacific/Kiritimati]", "today is the last day"),
    ],
)
def test_days_left_are_counted_where_the_deadline_is(moment: str, said: str) -> None:
    assert wording.days_left_text(parse_moment(moment), NOW, EN) == said


@pytest.mark.parametrize(
    ("value", "english", "ukrainian"),
    [
        ("-3.5", "−3.5", "−3,5"),
        ("70", "70", "70"),
        ("2031-05-01", "1 May 2031", "1 травня 2031 р."),
    ],
)
def test_values_are_numbers_or_days(value: str, english: str, ukrainian: str) -> None:
    assert wording.value_text(value, EN) == english
    assert wording.value_text(value, UK) == ukrainian
