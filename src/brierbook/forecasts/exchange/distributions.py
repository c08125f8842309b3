"""Shares and distribution functions of other programs as entries write them."""

import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext

from brierbook.errors import InputError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.life.readers.confidences import quantiles_body

__all__ = ["levels_body", "quantiles_of_cdf", "raw_shares", "shares_body_of"]

FINE = Decimal("1e-9")  # by which shares of floats may miss 1
DIGITS = 40
PLACES = 20  # so that sums are exact in the digits of the decimal module


def shares_body_of(
    shares: Sequence[tuple[str, Decimal]], options: Sequence[str], allowed: Decimal = FINE
) -> EntryBody:
    """Write shares that sum to 1; what rounding left of it goes onto the largest.

    Shares that miss 1 by more than that, but by no more than ``allowed``, are divided by their sum.
    """
    known = dict(shares)
    if len(known) < len(shares) or not known or not set(known) <= set(options):
        raise InputError(
            "options", ", ".join(known), "are not those of the question", code="import.options"
        )
    with localcontext(prec=DIGITS):
        total = sum(known.values(), Decimal(0))
        if abs(1 - total) > allowed:
            raise InputError(
                "options", f"{total:f}", "is what the shares sum to, and not 1", code="import.sum"
            )
        if abs(1 - total) > FINE:
            known = {name: round(p / total, PLACES) for name, p in known.items()}
        largest = max(known, key=lambda name: known[name])
        known[largest] += 1 - sum(known.values(), Decimal(0))
    return {
        "how": "shares",
        "shares": [{"option": name, "p": f"{p:f}"} for name, p in known.items()],
    }


def raw_shares(shares: Sequence[tuple[str, Decimal]]) -> dict[str, Json]:
    """Keep shares as they stand in the file, where they miss 1."""
    total = sum((p for _, p in shares), Decimal(0))
    if total == 1:
        return {}
    said: dict[str, Json] = {name: f"{p:f}" for name, p in shares}
    return {"said": said, "sum": f"{total:f}"}


def levels_body(levels: Iterable[tuple[Decimal, str]]) -> EntryBody:
    """Write quantiles by rising level; values that fall are refused."""
    ordered = sorted(levels, key=lambda each: each[0])
    if not ordered:
        raise InputError("quantiles", "", "are none", code="import.no_quantiles")
    for (low, before), (high, after) in itertools.pairwise(ordered):
        if low == high or _falls(before, after):
            raise InputError(
                "quantiles",
                f"{after} at {high:f}",
                "is below {before} at {low}: quantiles fall",
                code="import.falls",
                before=before,
                low=f"{low:f}",
            )
    return quantiles_body(ordered)


def _falls(before: str, after: str) -> bool:
    """Whether a value is below the one before; days are compared as they are written."""
    if "-" in before[1:]:
        return after < before
    return Decimal(after) < Decimal(before)


def quantiles_of_cdf(cdf: Sequence[Decimal], places: Sequence[str]) -> EntryBody:
    """Take a distribution function as quantiles, each level once, without certain ends."""
    levels: dict[Decimal, str] = {}
    for p, value in zip(cdf, places, strict=True):
        if not 0 <= p <= 1:
            raise InputError("cdf", f"{p}", "lies outside of 0 to 1", code="import.outside")
        if 0 < p < 1:
            levels.setdefault(p, value)
    if list(levels) != sorted(levels):
        raise InputError("cdf", "", "falls", code="import.cdf_falls")
    return levels_body(levels.items())
