"""A number as a person writes it: a point or a comma, spaces between thousands, a minus sign."""

import re
from decimal import Decimal

from brierbook.errors import InputError

__all__ = ["read_number"]

LONGEST = 60
MINUS = "\u2212"
GAPS = "\u00a0\u2009\u202f "  # spaces that may stand between thousands
PLAIN = r"-?[0-9]{1,30}(?:[.,][0-9]{1,28})?"
GROUPED = r"-?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,28})?"
THOUSANDS = r"-?[1-9][0-9]{0,2},[0-9]{3}"


def read_number(text: str, field: str = "value") -> Decimal:
    """Read a number exactly; a comma before three digits is refused, as it may mean thousands."""
    written = text.strip()
    if len(written) > LONGEST:
        raise InputError(
            field,
            text,
            "is too long; write a number such as 1500, 1 500, 12.5 or -3",
            code="number.too_long",
        )
    folded = re.sub(f"[{GAPS}]", " ", written.replace(MINUS, "-"))
    if re.fullmatch(THOUSANDS, folded):
        raise InputError(
            field,
            text,
            "is {whole} or {decimal}? write one of these",
            code="number.two_readings",
            whole=folded.replace(",", ""),
            decimal=folded.replace(",", "."),
        )
    if not re.fullmatch(PLAIN, folded) and not re.fullmatch(GROUPED, folded):
        raise InputError(
            field,
            text,
            "is no number; write one such as 1500, 1 500, 12.5 or -3",
            code="number.none",
        )
    value = Decimal(folded.replace(" ", "").replace(",", "."))
    return value.copy_abs() if value.is_zero() else value
