"""Forecasts of more than one number: options, quantiles, intervals.

Assad stays 20%, Assad flees 50%, other 30%        options; they sum to 100%
5%: 10; 50%: 20,5; 95%: 1 400                      quantiles of a number
10%: 2024-12-10; 90%: end of 2025                  quantiles of a date
80%: 10..40                                        a central interval: quantiles 10% and 90%
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, localcontext
from itertools import pairwise

from brierbook.errors import InputError
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.lines.amounts import read_probability
from brierbook.forecasts.lines.dates import read_deadline
from brierbook.forecasts.lines.numbers import read_number
from brierbook.forecasts.lines.probability import shift_point
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.lines.words import fold
from brierbook.forecasts.when import Moment

__all__ = [
    "Option",
    "Quantile",
    "read_date_quantiles",
    "read_options",
    "read_quantiles",
    "read_range",
]

MOST = 200  # options, or quantiles, of one forecast
EXACT = 80  # digits with which sums and halves of probabilities are exact
SEPARATORS = " \t\r\n,;"
DOTS = r"\.\.\.?|…"  # between the ends of an interval


@frozen_record
class Option:
    """One of the outcomes of a categorical proposition, and its probability."""

    name: str
    p: Decimal


@frozen_record
class Quantile[T]:
    """The value that is not exceeded with the probability ``level``."""

    level: Decimal
    value: T


def read_options(text: str, *, several: bool = False) -> tuple[Option, ...]:
    """Read options in the order written; they sum to 100% unless several may come true."""
    check_text(text, "options")
    *shares, rest = text.split("%")
    if rest.strip(SEPARATORS + ".") or not 1 < len(shares) <= MOST:
        raise InputError(
            "options",
            text,
            "is no list of options; write A 20%, B 30%, C 50%",
            code="options.no_list",
        )
    options = tuple(_read_option(share) for share in shares)
    _refuse_repeated_names([option.name for option in options])
    with localcontext(prec=EXACT):
        total = sum((option.p for option in options), Decimal(0))
    if total != 1 and not several:
        raise InputError(
            "options",
            text,
            "sum to {total}; change them to sum to 100%, or say that several may come true",
            code="options.not_whole",
            total=_as_percent(total),
        )
    return options


def _read_option(share: str) -> Option:
    """Read one option; its sign of percent is gone already."""
    written = share.strip(SEPARATORS + ":=")
    number = re.split(r"[\s:=]", written)[-1]
    name = written.removesuffix(number).strip(SEPARATORS + ":=")
    if not name:
        raise InputError(
            "option",
            f"{share}%",
            "needs a name and a percentage; write A 20%",
            code="options.no_name",
        )
    return Option(name, read_probability(number + "%"))


def _refuse_repeated_names(names: list[str]) -> None:
    """Refuse a name that stands twice, up to case."""
    seen: set[str] = set()
    for name in names:
        if fold(name) in seen:
            raise InputError(
                "option", name, "stands twice; give each option once", code="options.twice"
            )
        seen.add(fold(name))


def read_quantiles(text: str) -> tuple[Quantile[Decimal], ...]:
    """Read quantiles of a number, or a central interval, in rising order."""
    return _read_levels(text, read_number, lambda value: value)


def read_date_quantiles(text: str, *, today: date, zone: str) -> tuple[Quantile[Moment], ...]:
    """Read quantiles of a date, or a central interval, in rising order."""
    return _read_levels(
        text,
        lambda value: read_deadline(value, today=today, zone=zone),
        lambda moment: moment.last,
    )


def _read_levels[T, K: (Decimal, datetime)](
    text: str, read: Callable[[str], T], key: Callable[[T], K]
) -> tuple[Quantile[T], ...]:
    """Read levels with their values, and refuse values that fall while levels rise."""
    check_text(text, "quantiles")
    parts = [part.strip() for part in re.split("[;\n]", text) if part.strip()]
    if not 1 <= len(parts) <= MOST:
        raise InputError(
            "quantiles",
            text,
            "are {n}; give from 1 to {most}",
            code="quantiles.number",
            n=len(parts),
            most=MOST,
        )
    if len(parts) == 1 and len(ends := re.split(DOTS, parts[0])) == 2:  # noqa: PLR2004 - two ends
        quantiles = _read_interval(ends[0], ends[1], read)
    else:
        quantiles = sorted(
            (_read_quantile(part, read) for part in parts), key=lambda each: each.level
        )
    for lower, upper in pairwise(quantiles):
        _refuse_disorder(lower, upper, key)
    return tuple(quantiles)


def _read_interval[T](start: str, end: str, read: Callable[[str], T]) -> list[Quantile[T]]:
    """Read a central interval as its two quantiles."""
    level, low = _split_level(start)
    with localcontext(prec=EXACT):
        tail = (1 - level) / 2
        return [Quantile(tail, read(low.strip())), Quantile(1 - tail, read(end.strip()))]


def _read_quantile[T](part: str, read: Callable[[str], T]) -> Quantile[T]:
    """Read one level with its value."""
    level, value = _split_level(part)
    return Quantile(level, read(value.strip()))


def _split_level(part: str) -> tuple[Decimal, str]:
    """Split a part into its level and the rest."""
    said, sign, value = part.partition("%")
    value = value.lstrip()
    if not sign or value[:1] not in {":", "="}:
        raise InputError(
            "quantile",
            part,
            "is no level with a value; write 5%: 10; 95%: 40",
            code="quantiles.no_pair",
        )
    level = read_probability(said + "%")
    if not 0 < level < 1:
        raise InputError(
            "level",
            f"{said.strip()}%",
            "must lie between 0% and 100%, not on them",
            code="quantiles.level",
        )
    return level, value[1:]


def _refuse_disorder[T, K: (Decimal, datetime)](
    lower: Quantile[T], upper: Quantile[T], key: Callable[[T], K]
) -> None:
    """Refuse a level that stands twice, and a value that falls."""
    if lower.level == upper.level:
        raise InputError(
            "level",
            _as_percent(lower.level),
            "stands twice; give each level once",
            code="quantiles.twice",
        )
    if key(upper.value) < key(lower.value):
        raise InputError(
            "quantile",
            _as_percent(upper.level),
            "has a lower value than {other}; values rise with the level",
            code="quantiles.falls",
            other=_as_percent(lower.level),
        )


def _as_percent(p: Decimal) -> str:
    """Write a probability in percent, without idle zeros."""
    digits = f"{p:f}" if "." in f"{p:f}" else f"{p:f}."
    return f"{shift_point(Decimal(digits.rstrip('0')), 2):f}%"


def read_range(text: str) -> tuple[Decimal, Decimal]:
    """Read a range of probabilities, such as 10%..30%."""
    ends = re.split(rf"{DOTS}|–", text)
    if len(ends) != 2:  # noqa: PLR2004 - two ends
        raise InputError(
            "range",
            text,
            "is no range of probabilities; write one such as 10%..30%",
            code="probability.no_range",
        )
    return read_probability(ends[0]), read_probability(ends[1])
