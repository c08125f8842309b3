"""Probabilities in cells, of one scale for a whole file, and exact numbers out of JSON."""

import re
from collections.abc import Iterable
from decimal import Decimal

from brierbook.errors import InputError
from brierbook.forecasts.entries.fields import DECIMAL
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.lines.probability import refuse_outside, shift_point

__all__ = [
    "PERCENT",
    "UNIT",
    "CellAmount",
    "FileScale",
    "decide_scale",
    "exact_decimal",
    "number_text",
    "parse_amount",
    "read_cell",
    "refuse_no_probability",
    "unit_probability",
]

UNIT, PERCENT = "0-1", "percent"
NUMBER = re.compile(
    r"[+]?(?:\d{1,20}(?:[.,]\d{0,60})?|[.,]\d{1,60})(?:[eE][+-]?\d{1,2})?", re.ASCII
)
RANGE = re.compile(r"[~≈]?\s*[\d.,]+\s*%?\s*(?:-|–|—|to|до|\.\.)\s*[\d.,]+\s*%?", re.ASCII)
HALVES = re.compile(r"(\d{1,3})\s*/\s*(\d{1,3})", re.ASCII)
ABOUT = re.compile(
    r"^(?:~|≈|about|around|circa|ca\.?|приблизно|близько|около|примерно)\s*", re.IGNORECASE
)
ROUND = 100
MOST_EXPONENT = 80


@frozen_record
class CellAmount:
    """A number in a cell: its value, whether it has a percent sign, and whether it is rounded."""

    value: Decimal
    signed: bool
    rounded: bool = False
    halves: bool = False


@frozen_record
class FileScale:
    """The scale of a file: its name, why, how many values speak against it; None if undecided.

    ``sure`` says that the file states it, so that half a percent is no other scale.
    """

    name: str | None
    why: str
    against: int = 0
    sure: bool = False


def parse_amount(text: str) -> CellAmount | None:
    """Read a number with or without a percent sign; None for what is none."""
    written = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
    bare = ABOUT.sub("", written)
    rounded = bare != written
    if halves := HALVES.fullmatch(bare):
        one, two = int(halves[1]), int(halves[2])
        return CellAmount(Decimal(one), signed=True, halves=True) if one + two == ROUND else None
    number = bare.removesuffix("%").strip()
    signed = number != bare
    for word in ("percent", "відсотків", "процентов", "pct"):
        if number.endswith(word):
            number, signed = number.removesuffix(word).strip(), True
    if not NUMBER.fullmatch(number):
        return None
    return CellAmount(Decimal(number.replace(",", ".")), signed, rounded)


def decide_scale(texts: Iterable[str], stated: str | None = None) -> FileScale:
    """Tell the scale of all values together: by their signs, by what is stated, by their size."""
    amounts = [each for text in texts if (each := parse_amount(text)) is not None]
    if stated is not None:
        return FileScale(stated, "stated", sure=True)
    plain = [each.value for each in amounts if not each.signed]
    if len(plain) < len(amounts) and any(each.signed and not each.halves for each in amounts):
        return FileScale(PERCENT, "signs", sure=True)
    small = sum(0 < value < 1 for value in plain)
    large = sum(value > 1 for value in plain)
    if not small and not large:
        return FileScale(None if plain else UNIT, "none")
    if min(small, large) * 2 > max(small, large):
        return FileScale(None, "both")
    chosen = PERCENT if large > small else UNIT
    return FileScale(chosen, "size", against=min(small, large))


def read_cell(text: str, scale: FileScale, field: str = "probability") -> CellAmount:
    """Read a probability of a scale: its value from 0 to 1."""
    written = text.strip()
    if not written:
        raise InputError(field, text, "is blank, so there is no probability", code="import.blank_p")
    amount = parse_amount(written)
    if amount is None:
        if RANGE.fullmatch(written):
            raise InputError(field, text, "is a range, and no probability", code="import.range")
        raise InputError(field, text, "is no number", code="import.no_number")
    percent = amount.signed or scale.name == PERCENT
    fits = scale.sure or amount.signed or not 0 < amount.value < 1
    if percent and not fits:
        raise InputError(
            field,
            text,
            "stands among percents: is it a part of one percent, or of 1? write a sign, "
            "or give --scale",
            code="import.scale_of_one",
        )
    return CellAmount(
        refuse_no_probability(
            shift_point(amount.value, -2) if percent else amount.value, text, field
        ),
        amount.signed,
        amount.rounded,
        amount.halves,
    )


def refuse_no_probability(p: Decimal, said: object, field: str = "probability") -> Decimal:
    """Refuse what is no probability of the scale of its file; rescale nothing."""
    if not p.is_finite() or not 0 <= p <= 1:
        raise InputError(
            field, str(said), "lies outside of the scale of its file", code="import.out_of_range"
        )
    return Decimal(0) if p == 0 else refuse_outside(p, said)


def exact_decimal(value: object) -> Decimal | None:
    """Take a number of JSON, or a text that is one, exactly; None for what is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        value = repr(value)
    try:
        found = Decimal(str(value).strip())
    except ArithmeticError:
        return None
    exponent = found.as_tuple().exponent
    fits = isinstance(exponent, int) and abs(exponent) < MOST_EXPONENT
    return found if fits else None


def unit_probability(value: object, field: str = "probability") -> Decimal:
    """Take a probability from 0 to 1 out of JSON."""
    if value is None or value == "":
        raise InputError(
            field, value, "is blank, so there is no probability", code="import.blank_p"
        )
    found = exact_decimal(value)
    if found is None:
        raise InputError(field, str(value), "is no number", code="import.no_number")
    return refuse_no_probability(found, value, field)


def number_text(value: object, field: str = "value") -> str:
    """Write a number as entries do: without an exponent, without minus zero."""
    found = exact_decimal(value)
    if found is None:
        raise InputError(field, str(value), "is no number", code="import.no_number")
    text = f"{found:f}"
    text = text.removeprefix("-") if found.is_zero() else text
    if not DECIMAL.fullmatch(text):
        raise InputError(field, str(value), "is too long a number; round it", code="import.long")
    return text
