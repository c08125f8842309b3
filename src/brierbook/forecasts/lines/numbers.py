"""A number as a person writes it: a point or a comma, spaces between thousands, a minus sign."""

import re
from decimal import Decimal

from brierbook.errors import InputError

LONGEST = 60
MINUS = "\u2212"
GAPS = "\u00a0\u2009\u202f "  # spaces that may stand between thousands
PLAIN = r"-?[0-9]{1,30}(?:[.,][0-9]{1,28})?"
GROUPED = r"-?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,28})?"
THOUSANDS = r"-?[1-9][0-9]{0,2},[0-9]{3}"
HOW = "write one such as 1500, 1 500, 12.5 or -3"


def read_number(text: str, field: str = "value") -> Decimal:
    """Read a number exactly; a comma before three digits is refused, as it may mean thousands."""
    written = text.strip()
    if len(written) > LONGEST:
        raise InputError(field, text, f"is too long; {HOW}")
    folded = re.sub(f"[{GAPS}]", " ", written.replace(MINUS, "-"))
    if re.fullmatch(THOUSANDS, folded):
        problem = f"is {folded.replace(',', '')} or {folded.replace(',', '.')}? write one of these"
        raise InputError(field, text, problem)
    if not re.fullmatch(PLAIN, folded) and not re.fullmatch(GROUPED, folded):
        raise InputError(field, text, f"is no number; {HOW}")
    value = Decimal(folded.replace(" ", "").replace(",", "."))
    return value.copy_abs() if value.is_zero() else value
