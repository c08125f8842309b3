"""Reading a confidence: a number, a range, words, shares of options, quantiles, or a seal."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from brierbook.forecasts.fields import DECIMAL, FieldError, Fields, read_whole
from brierbook.forecasts.records import (
    Confidence,
    Quantiles,
    Ranged,
    Sealed,
    Shares,
    Stated,
    Worded,
)

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_confidence(fields: Fields) -> Confidence:
    """Read a confidence by how it was elicited."""
    return read_whole(fields, CONFIDENCES[fields.word("how", tuple(CONFIDENCES))])


def read_stated(fields: Fields) -> Stated:
    """Read a probability."""
    return Stated(fields.probability("p"))


def read_market(fields: Fields) -> Stated:
    """Read the price of a market as a probability."""
    return Stated(fields.probability("p"), "market")


def read_model(fields: Fields) -> Stated:
    """Read the output of a model as a probability."""
    return Stated(fields.probability("p"), "model")


def read_range(fields: Fields) -> Ranged:
    """Read a range of probabilities, both ends between 0 and 1."""
    ranged = Ranged(fields.probability("low"), fields.probability("high"))
    if not 0 < ranged.low < ranged.high < 1:
        raise fields.fail("high", "must be above low, both between 0 and 1; for one number say p")
    return ranged


def read_worded(fields: Fields) -> Worded:
    """Read a phrase and the distribution that its lexicon gives it."""
    worded = Worded(
        phrase=fields.text("phrase"),
        lexicon=fields.text("lexicon"),
        word=fields.text("word"),
        mean_logit=fields.decimal("mean_logit"),
        sd_logit=fields.decimal("sd_logit"),
    )
    if worded.sd_logit <= 0:
        raise fields.fail("sd_logit", f"is {worded.sd_logit}; a spread is above 0")
    return worded


def read_shares(fields: Fields) -> Shares:
    """Read a probability for each option; they sum to exactly 1."""
    shares = fields.many("shares", read_share)
    total = sum((share for _, share in shares), Decimal(0))
    if total != 1:
        raise fields.fail("shares", f"sum to {total}, not to 1; change one of them")
    if len({option for option, _ in shares}) < len(shares):
        raise fields.fail("shares", "name an option twice")
    return Shares(shares)


def read_share(fields: Fields) -> tuple[str, Decimal]:
    """Read one option with its probability."""
    return fields.text("option"), fields.probability("p")


def read_quantiles(fields: Fields) -> Quantiles:
    """Read pairs of a probability and the value that is not exceeded with it."""
    pairs = fields.many("at", read_pair)
    if not pairs:
        raise fields.fail("at", "is empty; give at least one quantile")
    for i, (lower, upper) in enumerate(pairwise(pairs), start=1):
        if lower[0] >= upper[0] or not increasing(lower[1], upper[1], f"{fields.path}.at[{i}]"):
            raise fields.fail(f"at[{i}]", "must have a higher probability, and no lower value")
    return Quantiles(pairs)


def read_pair(fields: Fields) -> tuple[Decimal, str]:
    """Read one quantile; the value is a decimal string or a day."""
    p, value = fields.probability("p"), fields.text("value")
    if p in (0, 1):
        raise fields.fail("p", f"is {p}; a quantile has a probability strictly between 0 and 1")
    if not DECIMAL.fullmatch(value) and not DAY.fullmatch(value):
        raise fields.fail("value", f'is {value!r}; write a decimal such as "12.5", or 2025-03-01')
    return p, value


def increasing(lower: str, upper: str, path: str) -> bool:
    """Compare two values; days and numbers do not mix."""
    if bool(DAY.fullmatch(lower)) != bool(DAY.fullmatch(upper)):
        raise FieldError(path, "mixes days with numbers; use one of them")
    return lower <= upper if DAY.fullmatch(lower) else Decimal(lower) <= Decimal(upper)


def read_sealed(fields: Fields) -> Sealed:
    """Read the hash that a later reveal must match."""
    return Sealed(fields.digest("commitment"))


CONFIDENCES: dict[str, Callable[[Fields], Confidence]] = {
    "stated": read_stated,
    "market": read_market,
    "model": read_model,
    "range": read_range,
    "worded": read_worded,
    "shares": read_shares,
    "quantiles": read_quantiles,
    "sealed": read_sealed,
}
