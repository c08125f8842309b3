"""Options, quantiles, intervals and the numbers in them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.errors import InputError
from brierbook.forecasts.lines.distributions import (
    read_date_quantiles,
    read_options,
    read_quantiles,
)
from brierbook.forecasts.lines.numbers import read_number

TODAY = date(2024, 12, 4)


def options(text: str) -> dict[str, str]:
    return {option.name: format(option.p, "f") for option in read_options(text)}


def quantiles(text: str) -> dict[str, str]:
    return {
        format(each.level.normalize(), "f"): format(each.value, "f")
        for each in read_quantiles(text)
    }


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("A 20%, B 30%, C 50%", {"A": "0.20", "B": "0.30", "C": "0.50"}),
        ("Асад тікає: 12,5 %; лишається: 87,5%.", {"Асад тікає": "0.125", "лишається": "0.875"}),
        ("A, the first 20% B = 80%", {"A, the first": "0.20", "B": "0.80"}),
        ("no change 0%\nup 2 100%", {"no change": "0.00", "up 2": "1.00"}),
    ],
)
def test_options_are_read_in_their_order(text: str, named: dict[str, str]) -> None:
    assert list(options(text).items()) == list(named.items())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A 33.3%, B 33.3%, C 33.3%", "sum to 99.9%; change them"),
        ("A 60%, B 60%", "sum to 120%; change them"),
        ("A 50%, a 50%", "option 'a': stands twice"),
        ("Й 50%, \u0438\u0306 50%", "stands twice"),  # й in NFD
        ("A 20%", "is no list of options"),
        ("A 20%, B", "is no list of options"),
        ("A 20% B 80% C", "is no list of options"),
        ("20%, 80%", "needs a name"),
        ("A 20%%", "needs a name"),
        ("A x%, B 20%", "is no probability"),
        ("A -20%, B 120%", "has a sign"),
        ("A 0.2, B 0.8", "is no list of options"),
        ("", "is blank"),
        ("A\0 20%, B 80%", "has a NUL"),
        ("A 0.1%, " * 300, "is no list of options"),
    ],
)
def test_options_that_are_wrong_are_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_options(text)
    assert message in str(caught.value)


@given(st.lists(st.integers(10**20, 10**30), min_size=2, max_size=20))
@example([10**20, 10**20 + 1])
@example([10**30 - 1] * 20)
def test_options_must_sum_to_one_exactly(weights: list[int]) -> None:
    total = sum(weights)
    texts = [f"option{i} 0.{weight:031}%" for i, weight in enumerate(weights)]
    rest = 100 * 10**31 - total
    text = ", ".join([*texts, f"rest {rest // 10**31}.{rest % 10**31:031}%"])
    read = read_options(text)
    assert len(read) == len(weights) + 1
    assert Fraction(read[0].p) == Fraction(weights[0], 10**33)
    with pytest.raises(InputError, match="sum to"):
        read_options(f"{text}, more 0.{1:031}%")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5%: 10; 50%: 20,5; 95%: 1 400", {"0.05": "10", "0.5": "20.5", "0.95": "1400"}),
        ("95%: 40; 5%: 10", {"0.05": "10", "0.95": "40"}),
        ("2,5% = −1\u202f000\n97.5%=1e", None),
        ("2,5% = −1\u202f000\n97.5%=-3", {"0.025": "-1000", "0.975": "-3"}),
        ("10%: 5; 90%: 5", {"0.1": "5", "0.9": "5"}),
        ("80%: 10..40", {"0.1": "10", "0.9": "40"}),
        ("95 %: −10 … 40,5", {"0.025": "-10", "0.975": "40.5"}),
        ("99.9%: 1...2", {"0.0005": "1", "0.9995": "2"}),
        ("50%: -0", {"0.5": "0"}),
    ],
)
def test_quantiles_and_intervals_are_read(text: str, values: dict[str, str] | None) -> None:
    if values is None:
        with pytest.raises(InputError, match="value '1e': is no number"):
            read_quantiles(text)
    else:
        assert quantiles(text) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5%: 30; 50%: 20", "'50%': has a lower value than 5%"),
        ("80%: 40..10", "'90%': has a lower value than 10%"),
        ("5%: 1; 5.0%: 2", "'5%': stands twice"),
        ("0%: 1", "must lie between 0% and 100%"),
        ("100%: 1..2", "must lie between 0% and 100%"),
        ("5: 10", "is no level with a value"),
        ("5% 10", "is no level with a value"),
        ("5%: 1,500", "is 1500 or 1.500?"),
        ("5%:", "is no number"),
        ("80%: 1..2..3", "is no number"),
        (" ; ", "are 0; give from 1"),
        ("1%: 1;" * 201, "are 201; give from 1 to 200"),
        ("120%: 1", "lies outside"),
    ],
)
def test_quantiles_that_are_wrong_are_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_quantiles(text)
    assert message in str(caught.value)


def test_quantiles_of_a_date_are_moments_in_order() -> None:
    read = read_date_quantiles("90%: end of 2025; 10%: 10.12.2024", today=TODAY, zone="UTC")
    assert [each.value.text for each in read] == ["2024-12-10[UTC]", "2025-12-31[UTC]"]
    read = read_date_quantiles("80%: tomorrow..через месяц", today=TODAY, zone="UTC")
    assert [(each.level, each.value.text) for each in read] == [
        (Decimal("0.1"), "2024-12-05[UTC]"),
        (Decimal("0.9"), "2025-01-04[UTC]"),
    ]
    with pytest.raises(InputError, match="has a lower value than"):
        read_date_quantiles("10%: 2025-01-01; 90%: 2024-12-31", today=TODAY, zone="UTC")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**20)))
@example(Decimal("-0.000"))
@example(Decimal("1000.000"))
def test_each_way_to_print_a_number_is_read_as_it(value: Decimal) -> None:
    value = max(min(value, Decimal(10**20)), Decimal(-(10**20)))
    plain, grouped = f"{value:.3f}", f"{value:,.3f}"
    forms = {plain, plain.replace(".", ","), plain.replace("-", "\u2212")}
    forms |= {grouped.replace(",", gap) for gap in (" ", "\u00a0", "\u2009", "\u202f")}
    if "," not in grouped and abs(value) >= 1:  # 1,500 could be 1500
        forms -= {plain.replace(".", ",")}
    read = {read_number(form) for form in forms}
    assert read == {Decimal(plain)}
    assert not any(each.is_zero() and each.is_signed() for each in read)


@pytest.mark.parametrize(
    "text", ["", "1e5", "nan", "inf", "1,234.5", "1 23", "1 2345", "--1", "١", "0x10", "1.", "1_0"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"value .*: is no number; write one such as"):
        read_number(text)


def test_a_number_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="is too long"):
        read_number("1" * 10_000)
