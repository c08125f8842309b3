"""Probabilities as people and programs give them."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.errors import BrierbookError, InputError
from brierbook.forecasts.entries.fields import Fields
from brierbook.forecasts.lines.amounts import read_probability
from brierbook.forecasts.lines.probability import strict_probability

EDGES = [0.0, 1.0, 0.5, 5e-324, 1e-59, 1e-61, 2**-53, 1 - 2**-53, math.nextafter(0, 1)]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("12%", "0.12"),
        ("12 %", "0.12"),
        ("12\u00a0%", "0.12"),  # the space that typographers put there
        ("12\u202f%", "0.12"),
        ("12,5%", "0.125"),
        ("12.50 %", "0.1250"),  # the precision is kept
        ("  7%\n", "0.07"),
        ("100%", "1.00"),
        ("0%", "0.00"),
        ("0.12", "0.12"),
        ("0,12", "0.12"),
        ("0.0", "0.0"),
        ("1:7", "0.125"),
        ("1 : 7", "0.125"),
        ("3:1", "0.75"),
        ("1/8", "0.125"),
        ("8/9", "0.888888888889"),
        ("0/8", "0"),
        ("1:2", "0.333333333333"),
        ("2/3", "0.666666666667"),
        ("1/7", "0.142857142857"),
        ("999999998/999999999", "0.999999999000"),
        ("0.000000001%", "0.00000000001"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("１２%", "0.12"),
        ("３０ ％", "0.30"),
        ("30pct", "0.30"),
        ("30 percent", "0.30"),
        ("30 per cent", "0.30"),
        ("30 відсотків", "0.30"),
        ("тридцать пять процентов", "0.35"),
        ("~30%", "0.30"),
        ("about 30%", "0.30"),
        ("50/50", "0.5"),
        ("60/40", "0.6"),
        ("40/60", "0.4"),
        ("50 на 50", "0.5"),
        ("fifty-fifty", "0.5"),
        ("3 in 10", "0.3"),
        ("1 out of 4", "0.25"),
        ("one in three", "0.333333333333"),
        ("3 з 10", "0.3"),
        ("3 из 10", "0.3"),
        ("¾", "0.75"),
        ("⅓", "0.333333333333"),
    ],
)
def test_what_people_write_is_the_decimal_they_mean(text: str, written: str) -> None:
    assert format(read_probability(text), "f") == written


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1", "1 percent, or certain? write 1% or 100%"),
        ("1.0", "write 1% or 100%"),
        ("01", "write 1% or 100%"),
        ("12", "write 12% or 0.12"),
        ("12,5", "write 12,5% or 0.125"),
        ("0", "write 0%"),
        ("100", "write 100% or 1.00"),
        ("150", "above 100 percent"),
        ("150%", "outside 0% to 100%"),
        ("100.1%", "outside 0% to 100%"),
        ("9/8", "outside 0% to 100%"),
        ("1/0", "divides by zero"),
        ("0:1", "write 0% or 100%"),
        ("1:0", "write 0% or 100%"),
        ("-5%", "has a sign"),
        ("\u22125%", "has a sign"),
        ("+5%", "has a sign"),
        ("-0", "has a sign"),
        ("nan", "is no probability; write 12%"),
        ("inf", "is no probability"),
        ("Infinity%", "is no probability"),
        ("1e-400", "is no probability"),
        ("1e-3", "is no probability"),
        ("true", "is no probability"),
        ("8/8", "is 50% or 100%?"),
        ("50 на", "is no probability"),
        ("<5%", "is a bound"),
        ("10%..30%", "is a range"),
        ("40%-20%", "does not rise"),
        ("1_0%", "is no probability"),
        ("12%%", "is no probability"),
        ("", "is no probability"),
        ("٣%", "digits other than 0 to 9"),
        ("12٪", "is no probability"),
        ("0." + "9" * 40, "cannot be told from 100%"),
        ("0." + "1" * 61, "is no probability"),
        ("1" * 5000, "is too long"),
    ],
)
def test_what_is_ambiguous_or_wrong_is_refused_with_advice(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=r"^probability ") as caught:
        read_probability(text)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_error_carries_its_facts_and_shows_what_is_invisible() -> None:
    with pytest.raises(BrierbookError) as caught:
        read_probability("12\u200b%")
    error = caught.value
    assert isinstance(error, InputError)
    assert isinstance(error, ValueError)
    assert (error.field, error.value) == ("probability", "12\u200b%")
    assert str(error).startswith(r"probability '12\u200b%': ")


@given(st.integers(0, 10**9), st.integers(0, 7), st.sampled_from([".", ","]))
@example(10**9, 7, ",")
def test_a_percentage_is_its_number_over_a_hundred(number: int, places: int, point: str) -> None:
    exact = Fraction(number, 10**places)
    whole, part = divmod(number, 10**places)
    text = f"{whole}{point}{part:0{places}}%" if places else f"{whole}%"
    if exact <= 100:
        assert Fraction(read_probability(text)) == exact / 100
    else:
        with pytest.raises(InputError):
            read_probability(text)


@given(st.integers(1, 10**9 - 1), st.integers(1, 10**9 - 1))
@example(1, 10**9 - 1)
@example(10**9 - 1, 1)
@example(1, 2**29)
def test_odds_are_exact_or_rounded_in_the_twelfth_digit(won: int, lost: int) -> None:
    exact = Fraction(won, won + lost)
    p = read_probability(f"{won}:{lost}")
    if won + lost < 10**9 and 2 * won + lost != 100:  # which would be shares of a hundred
        assert p == read_probability(f"{won}/{won + lost}")
    below = exact.denominator
    while below % 2 == 0:
        below //= 2
    while below % 5 == 0:
        below //= 5
    if below == 1:
        assert Fraction(p) == exact
    else:
        assert len(p.as_tuple().digits) == 12
        assert abs(Fraction(p) - exact) <= Fraction(10) ** p.adjusted() / 10**11 / 2


@given(st.decimals(0, 1, allow_nan=False, places=12))
def test_what_is_read_can_be_kept_in_a_book(p: Decimal) -> None:
    kept = format(read_probability(format(p * 100, "f") + "%"), "f")
    assert Fields({"p": kept}).probability("p") == p


@given(st.one_of(st.floats(), st.sampled_from(EDGES)))
@example(-0.0)
@example(5e-324)
@example(1 - 2**-53)
@example(math.nan)
@example(math.inf)
@example(math.nextafter(1, 2))
def test_a_float_is_kept_exactly_or_refused(value: float) -> None:
    inside = 0 <= value <= 1 and (value == 0 or value >= 1e-40)
    try:
        p = strict_probability(value)
    except InputError:
        assert not inside
        return
    assert 0 <= value <= 1
    assert float(p) == value
    assert not p.is_signed()
    assert Fields({"p": format(p, "f")}).probability("p") == p


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.1, "0.1"),
        (-0.0, "0"),
        (0, "0"),
        (1, "1"),
        (Decimal("-0"), "0"),
        (Decimal("0.30"), "0.30"),
        (Decimal("1E-5"), "0.00001"),
        (Fraction(1, 8), "0.125"),
        (1 - 2**-53, "0.9999999999999999"),
        (np.float64(0.1), "0.1"),
        (np.float32(0.1), "0.1"),
        (np.float16(0.25), "0.25"),
        (np.float32(1) / np.float32(3), "0.33333334"),  # what reads back at its own width
        (np.int64(1), "1"),
        (np.array(0.1), "0.1"),
    ],
)
def test_a_number_given_by_a_program_is_exact(value: object, written: str) -> None:
    assert format(strict_probability(value), "f") == written


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        *((value, "is no number") for value in (True, False, "0.5", "37%", b"0.5", None, [0.5])),
        *(
            (value, "is no number")
            for value in (np.True_, 0.5j, np.array([0.1]), np.datetime64("2027-01-01"))
        ),
        (math.nan, "is not finite"),
        (math.inf, "is not finite"),
        (Decimal("NaN"), "is not finite"),
        (Decimal("sNaN"), "is not finite"),
        (37, "give 0.37 for 37 percent"),
        (-1, "outside 0 to 1"),
        (1.5, "outside 0 to 1"),
        pytest.param(10**5000, "outside 0 to 1", id="too long to write"),
        (-1e-9, "outside 0 to 1"),
        (5e-324, "more than 60 digits"),
        (Decimal("1e-400"), "more than 60 digits"),
        (Decimal(10) ** -61, "more than 60 digits"),
        (Decimal("0." + "9" * 30), "cannot be told from 100%"),
        (Fraction(1, 3), "no finite decimal"),
        (Fraction(1, 2**400), "no finite decimal"),
    ],
)
def test_what_a_program_may_not_give_is_refused(value: object, problem: str) -> None:
    with pytest.raises(InputError, match=r"^probability ") as caught:
        strict_probability(value)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 200
