"""Exact probabilities: of a program's numbers, and of the ratios that people write.

Percent and decimals keep the precision that was written: ``12.50%`` is 0.1250. Odds and fractions
are exact where their decimal ends; where it never ends they are rounded once, half to even, to
twelve significant digits. Write the result with ``format(p, "f")``, which has no exponent.
"""

from decimal import Decimal, Inexact, localcontext

from brierbook.errors import InputError

__all__ = ["divide", "refuse_outside", "shift_point", "strict_probability"]

DIGITS = 12  # significant digits of a fraction that has no finite decimal
PLACES = 60  # digits after the point that a book keeps


def strict_probability(value: object) -> Decimal:
    """Read a probability that a program gives: a float, a Decimal, a fraction, 0 or 1.

    A float is the shortest decimal that reads back as it. A string or a boolean is refused, and so
    is whatever a book cannot keep exactly. Minus zero becomes zero.
    """
    if isinstance(value, bool | str):
        raise _no_number_error(value)
    if isinstance(value, float):
        return _refuse_bad_probability(Decimal(float.__repr__(value)), value)
    if isinstance(value, Decimal):
        return _refuse_bad_probability(value, value)
    if getattr(value, "ndim", None) == 0 and (found := _scalar(value)) is not None:
        return found
    above, below = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if isinstance(above, int) and isinstance(below, int):
        return _take_fraction(above, below, value)
    raise _no_number_error(value)


def _no_number_error(value: object) -> InputError:
    """Say that a program gave no number."""
    return InputError(
        "probability",
        value,
        "is no number; give a float or Decimal such as 0.37",
        code="probability.no_number",
    )


def _outside_error(value: object) -> InputError:
    """Say that a program gave a number that is no probability."""
    return InputError(
        "probability",
        value,
        "lies outside 0 to 1; give 0.37 for 37 percent",
        code="probability.outside_number",
    )


def _scalar(value: object) -> Decimal | None:
    """Take a scalar of NumPy, which writes the shortest decimal that reads back at its width."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind == "f":
        return _refuse_bad_probability(Decimal(str(value)), value)
    return _take_fraction(int(str(value)), 1, value) if kind in ("i", "u") else None


def shift_point(value: Decimal, places: int) -> Decimal:
    """Move the point, whatever the number of digits; arithmetic would round to the context."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) + places))


def refuse_outside(p: Decimal, value: object) -> Decimal:
    """Refuse what is above 1, or so near to 0 or 1 that a computer cannot tell."""
    if not 0 <= p <= 1:
        raise InputError(
            "probability",
            value,
            "lies outside 0% to 100%; write one between them",
            code="probability.outside",
        )
    if p not in (0, 1) and (nearest := float(p)) in (0, 1):
        raise InputError(
            "probability",
            value,
            "cannot be told from {end} by a computer; write {end} or round",
            code="probability.too_near",
            end=f"{nearest:.0%}",
        )
    return p


def divide(above: int, below: int) -> Decimal:
    """Divide exactly where the decimal ends, else to twelve digits, half to even."""
    quotient = _divide_exactly(above, below)
    return _divide_to_digits(above, below) if quotient is None else quotient


def _divide_exactly(above: int, below: int) -> Decimal | None:
    """Divide, or give None where the decimal does not end within the places of a book."""
    with localcontext(prec=PLACES) as context:
        context.clear_flags()
        quotient = Decimal(above) / Decimal(below)
        return None if context.flags[Inexact] else quotient


def _divide_to_digits(above: int, below: int) -> Decimal:
    """Divide to twelve significant digits, half to even."""
    with localcontext(prec=DIGITS, rounding="ROUND_HALF_EVEN"):
        return Decimal(above) / Decimal(below)


def _refuse_bad_probability(p: Decimal, value: object) -> Decimal:
    """Refuse what is not finite, outside 0 to 1, or finer than a book keeps."""
    if not p.is_finite():
        raise InputError(
            "probability",
            value,
            "is not finite; give a number from 0 to 1",
            code="probability.not_finite",
        )
    if p == 0:
        return Decimal(0)
    if not 0 < p <= 1:
        raise _outside_error(value)
    if int(p.as_tuple().exponent) < -PLACES:
        raise InputError(
            "probability",
            value,
            "has more than {n} digits after the point; round it",
            code="probability.too_fine",
            n=PLACES,
        )
    return refuse_outside(p, value)


def _take_fraction(above: int, below: int, value: object) -> Decimal:
    """Take an integer or a fraction whose decimal ends."""
    if not 0 <= above <= below:
        raise _outside_error(value)
    if below > 10**PLACES or (p := _divide_exactly(above, below)) is None:
        raise InputError(
            "probability",
            value,
            "has no finite decimal; give a rounded Decimal",
            code="probability.endless",
        )
    return _refuse_bad_probability(p, value)
