"""Reading a confidence: a number, a range, words, shares of options, quantiles, or a seal."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from brierbook.errors import FieldError, quote_value
from brierbook.forecasts.entries.fields import DECIMAL, Fields, read_object_whole
from brierbook.forecasts.entries.records import (
    Confidence,
    QuantileAnswer,
    Ranged,
    Sealed,
    Shares,
    Stated,
    Worded,
)

__all__ = ["DAY", "parse_confidence"]

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def parse_confidence(fields: Fields) -> Confidence:
    """Read a confidence by how it was elicited."""
    return read_object_whole(fields, CONFIDENCES[fields.word("how", tuple(CONFIDENCES))])


def _parse_stated(fields: Fields) -> Stated:
    """Read a probability."""
    return Stated(fields.probability("p"))


def _parse_market(fields: Fields) -> Stated:
    """Read the price of a market as a probability."""
    return Stated(fields.probability("p"), "market")


def _parse_model(fields: Fields) -> Stated:
    """Read the output of a model as a probability."""
    return Stated(fields.probability("p"), "model")


def _parse_range(fields: Fields) -> Ranged:
    """Read a range of probabilities, both ends between 0 and 1."""
    ranged = Ranged(fields.probability("low"), fields.probability("high"))
    if not 0 < ranged.low < ranged.high < 1:
        raise fields.fail(
            "high",
            "must be above low, both between 0 and 1; for one number say p",
            code="confidence.low_high",
        )
    return ranged


def _parse_worded(fields: Fields) -> Worded:
    """Read a phrase and the distribution that its lexicon gives it."""
    worded = Worded(
        phrase=fields.text("phrase"),
        lexicon=fields.text("lexicon"),
        word=fields.text("word"),
        mean_logit=fields.decimal("mean_logit"),
        sd_logit=fields.decimal("sd_logit"),
    )
    if worded.sd_logit <= 0:
        raise fields.fail(
            "sd_logit",
            "is {spread}; a spread is above 0",
            code="confidence.spread",
            spread=worded.sd_logit,
        )
    return worded


def _parse_shares(fields: Fields) -> Shares:
    """Read a probability for each option."""
    shares = fields.many("shares", _parse_share)
    if len({option for option, _ in shares}) < len(shares):
        raise fields.fail("shares", "name an option twice", code="confidence.twice")
    return Shares(shares)


def _parse_share(fields: Fields) -> tuple[str, Decimal]:
    """Read one option with its probability."""
    return fields.text("option"), fields.probability("p")


def _parse_quantiles(fields: Fields) -> QuantileAnswer:
    """Read pairs of a probability and the value that is not exceeded with it."""
    pairs = fields.many("at", _parse_quantile_pair)
    if not pairs:
        raise fields.fail("at", "is empty; give at least one quantile", code="confidence.empty")
    for i, (lower, upper) in enumerate(pairwise(pairs), start=1):
        if lower[0] >= upper[0] or not _is_increasing(lower[1], upper[1], f"{fields.path}.at[{i}]"):
            raise fields.fail(
                f"at[{i}]",
                "must have a higher probability, and no lower value",
                code="confidence.not_rising",
            )
    return QuantileAnswer(pairs)


def _parse_quantile_pair(fields: Fields) -> tuple[Decimal, str]:
    """Read one quantile; the value is a decimal string or a day."""
    p, value = fields.probability("p"), fields.text("value")
    if p in (0, 1):
        raise fields.fail(
            "p",
            "is {p}; a quantile has a probability strictly between 0 and 1",
            code="confidence.level",
            p=p,
        )
    if not DECIMAL.fullmatch(value) and not DAY.fullmatch(value):
        raise fields.fail(
            "value",
            'is {value}; write a decimal such as "12.5", or 2025-03-01',
            code="confidence.value",
            value=quote_value(value),
        )
    return p, value


def _is_increasing(lower: str, upper: str, path: str) -> bool:
    """Compare two values; days and numbers do not mix."""
    if bool(DAY.fullmatch(lower)) != bool(DAY.fullmatch(upper)):
        raise FieldError(path, "mixes days with numbers; use one of them", code="confidence.mixed")
    return lower <= upper if DAY.fullmatch(lower) else Decimal(lower) <= Decimal(upper)


def _parse_sealed(fields: Fields) -> Sealed:
    """Read the hash that a later reveal must match."""
    return Sealed(fields.digest("commitment"))


CONFIDENCES: dict[str, Callable[[Fields], Confidence]] = {
    "stated": _parse_stated,
    "market": _parse_market,
    "model": _parse_model,
    "range": _parse_range,
    "worded": _parse_worded,
    "shares": _parse_shares,
    "quantiles": _parse_quantiles,
    "sealed": _parse_sealed,
}
