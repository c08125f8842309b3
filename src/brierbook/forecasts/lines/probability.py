"""A probability as a person writes it, into the exact decimal that was meant.

    12%   12 %   12,5%   12.5 %      percent, with a point or a comma
    0.12   0,12                      a decimal
    1:7                              odds for: 1/(1 + 7)
    1/8                              a fraction

Percent and decimals keep the precision that was written: ``12.50%`` is 0.1250. Odds and fractions
are exact where their decimal ends; where it never ends they are rounded once, half to even, to
twelve significant digits. Write the result with ``format(p, "f")``, which has no exponent.
"""

import re
from decimal import Decimal, Inexact, localcontext

from brierbook.errors import InputError

DIGITS = 12  # significant digits of a fraction that has no finite decimal
PLACES = 60  # digits after the point that a book keeps
WHOLE = 100  # percent
LONGEST = 80  # characters of the longest probability that can be meant

# patterns are compiled when first used; the space before % may be of any width
PERCENT = r"([0-9]{1,4})(?:[.,]([0-9]{1,58}))?[ \u00a0\u2009\u202f]?%"
DECIMAL = r"(0)[.,]([0-9]{1,60})"
ODDS = r"([0-9]{1,9}) ?: ?([0-9]{1,9})"
FRACTION = r"([0-9]{1,9}) ?/ ?([0-9]{1,9})"
BARE = r"([0-9]{1,3})(?:[.,]([0-9]{1,58}))?"
HOW = "write 12%, 0.12, 1:7 or 1/8"


def read_probability(text: str) -> Decimal:
    """Read a probability as a person writes it; InputError says what to write instead."""
    written = text.strip()
    if len(written) > LONGEST:
        raise InputError("probability", text, f"is too long; {HOW}")
    if match := re.fullmatch(PERCENT, written):
        return within(shifted(plain(match), -2), text)
    if match := re.fullmatch(DECIMAL, written):
        return within(plain(match), text)
    if match := re.fullmatch(ODDS, written):
        return odds(int(match[1]), int(match[2]), text)
    if match := re.fullmatch(FRACTION, written):
        return fraction(int(match[1]), int(match[2]), text)
    raise refusal(written, text)


def strict_probability(value: object) -> Decimal:
    """Read a probability that a program gives: a float, a Decimal, a fraction, 0 or 1.

    A float is the shortest decimal that reads back as it. A string or a boolean is refused, and so
    is whatever a book cannot keep exactly. Minus zero becomes zero.
    """
    if isinstance(value, bool | str):
        raise InputError("probability", value, "is no number; give a float or Decimal such as 0.37")
    if isinstance(value, float):
        return checked(Decimal(float.__repr__(value)), value)
    if isinstance(value, Decimal):
        return checked(value, value)
    above, below = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if isinstance(above, int) and isinstance(below, int):
        return ratio(above, below, value)
    raise InputError("probability", value, "is no number; give a float or Decimal such as 0.37")


def plain(match: re.Match[str]) -> Decimal:
    """Make a decimal of the digits before and after the point or comma."""
    return Decimal(f"{match[1]}.{match[2]}" if match[2] else match[1])


def shifted(value: Decimal, places: int) -> Decimal:
    """Move the point, whatever the number of digits; arithmetic would round to the context."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) + places))


def within(p: Decimal, value: object) -> Decimal:
    """Refuse what is above 1, or so near to 0 or 1 that a computer cannot tell."""
    if not 0 <= p <= 1:
        raise InputError("probability", value, "lies outside 0% to 100%; write one between them")
    if p not in (0, 1) and (nearest := float(p)) in (0, 1):
        problem = f"cannot be told from {nearest:.0%} by a computer; write {nearest:.0%} or round"
        raise InputError("probability", value, problem)
    return p


def odds(won: int, lost: int, text: str) -> Decimal:
    """Turn odds for into a probability."""
    if not won or not lost:
        raise InputError("probability", text, "are odds of nothing; write 0% or 100%")
    return rounded(won, won + lost)


def fraction(above: int, below: int, text: str) -> Decimal:
    """Turn a fraction into a probability."""
    if not below:
        raise InputError("probability", text, "divides by zero; write a fraction such as 1/8")
    return within(rounded(above, below), text)


def rounded(above: int, below: int) -> Decimal:
    """Divide exactly where the decimal ends, else to twelve digits, half to even."""
    quotient = exact(above, below)
    return to_digits(above, below) if quotient is None else quotient


def exact(above: int, below: int) -> Decimal | None:
    """Divide, or give None where the decimal does not end within the places of a book."""
    with localcontext(prec=PLACES) as context:
        context.clear_flags()
        quotient = Decimal(above) / Decimal(below)
        return None if context.flags[Inexact] else quotient


def to_digits(above: int, below: int) -> Decimal:
    """Divide to twelve significant digits, half to even."""
    with localcontext(prec=DIGITS, rounding="ROUND_HALF_EVEN"):
        return Decimal(above) / Decimal(below)


def checked(p: Decimal, value: object) -> Decimal:
    """Refuse what is not finite, outside 0 to 1, or finer than a book keeps."""
    if not p.is_finite():
        raise InputError("probability", value, "is not finite; give a number from 0 to 1")
    if p == 0:
        return Decimal(0)
    if not 0 < p <= 1:
        raise InputError("probability", value, "lies outside 0 to 1; give 0.37 for 37 percent")
    if int(p.as_tuple().exponent) < -PLACES:
        problem = f"has more than {PLACES} digits after the point; round it"
        raise InputError("probability", value, problem)
    return within(p, value)


def ratio(above: int, below: int, value: object) -> Decimal:
    """Take an integer or a fraction whose decimal ends."""
    if not 0 <= above <= below:
        raise InputError("probability", value, "lies outside 0 to 1; give 0.37 for 37 percent")
    if below > 10**PLACES or (p := exact(above, below)) is None:
        raise InputError("probability", value, "has no finite decimal; give a rounded Decimal")
    return checked(p, value)


def refusal(written: str, text: str) -> InputError:
    """Say what is wrong with a text that is no probability."""
    if match := re.fullmatch(BARE, written):
        return InputError("probability", text, bare(match[0]))
    if written.startswith(("-", "\u2212", "+")):
        return InputError("probability", text, f"has a sign, and a probability has none; {HOW}")
    if not written.isascii() and any(each.isdigit() and not each.isascii() for each in written):
        return InputError("probability", text, f"has digits other than 0 to 9; {HOW}")
    return InputError("probability", text, f"is no probability; {HOW}")


def bare(number: str) -> str:
    """Say how a number without a sign of percent can be read."""
    value = Decimal(number.replace(",", "."))
    if value == 1:
        return "is 1 percent, or certain? write 1% or 100%"
    if value == 0:
        return "is a bare number; write 0%, and only if it cannot happen"
    if value == WHOLE:
        return "is 100 percent? write 100%"
    if value > WHOLE:
        return f"lies above 100 percent; {HOW}"
    return f"is {number} percent, or something else? write {number}% or {shifted(value, -2):f}"
