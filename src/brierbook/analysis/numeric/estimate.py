"""A number with the limits between which chance may have moved it: one record for all of them."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = [
    "CLAIMING",
    "FEWEST_EVENTS",
    "AsSaid",
    "Estimate",
    "Reason",
    "Rule",
    "tabulate_terms",
    "withhold_limits",
]

# How limits were made. "bounded" is the weighted Bayesian bootstrap with an unseen event at the
# bound, "inverted" holds what an exact test does not refuse, "as said" stands for a distance, which
# has a reference distribution in their place, "approximate" for all that rests on a normal or
# Student's distribution.
type Rule = Literal["bounded", "inverted", "as said", "approximate"]
# Why there are no limits.
type Reason = Literal["one event", "no bound", "one outcome", "distance", "undefined"]

# One event says nothing of how events differ.
FEWEST_EVENTS = 2
# Rules whose limits may carry a claim.
CLAIMING = frozenset({"bounded", "inverted"})


@dataclass(frozen=True, slots=True)
class AsSaid:
    """What a distance would be if everything happened as often as was said.

    Attributes
    ----------
    mean, quantile : float
        Its mean, and the value that it would exceed in 5 of 100 books.
    p_value : float
        Share of such books with a distance at least as large, the one seen counted; NaN where an
        outcome is between 0 and 1.
    draws : int
        Number of books drawn.
    """

    mean: float
    quantile: float
    p_value: float
    draws: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its limits.

    Attributes
    ----------
    value, lower, upper : float
        The value and its limits, which are NaN where there are none.
    level : float
        Nominal coverage of the limits.
    n, events : int
        Number of rows, and of the independent events that they hang on.
    rule : {"bounded", "inverted", "as said", "approximate"}
        How the limits were made; those that are approximate carry no claim.
    reason : str or None
        Why there are no limits; None where there are.
    as_said : AsSaid or None
        Of a distance, what it would be if everything happened as often as was said.
    """

    value: float
    lower: float
    upper: float
    level: float
    n: int
    events: int
    rule: Rule = "bounded"
    reason: Reason | None = None
    as_said: AsSaid | None = None

    def __float__(self) -> float:
        return self.value

    @property
    def limited(self) -> bool:
        """Whether there are limits."""
        return not (math.isnan(self.lower) or math.isnan(self.upper))

    def excludes(self, value: float) -> bool:
        """Whether a value lies outside limits that may carry a claim."""
        return self.limited and self.rule in CLAIMING and not self.lower <= value <= self.upper

    def without_limits(self, reason: Reason) -> "Estimate":
        """Take the limits away, and say why."""
        return replace(self, lower=math.nan, upper=math.nan, reason=reason)

    def as_row(self) -> dict[str, Any]:
        """Name what there is; of a distance, its reference too."""
        names = ("value", "lower", "upper", "level", "n", "events", "rule", "reason")
        row = {name: getattr(self, name) for name in names}
        if self.as_said is not None:
            said = self.as_said
            row |= {"as_said": said.mean, "as_said_upper": said.quantile, "p_value": said.p_value}
        return row

    def to_frame(self) -> "pd.DataFrame":
        """One row; what does not exist is missing."""
        import pandas as pd

        return pd.DataFrame([self.as_row()])


def withhold_limits(estimate: Estimate) -> Estimate:
    """Take the limits from a statistic of fewer than two events; the value stays."""
    if estimate.events >= FEWEST_EVENTS or not estimate.limited:
        return estimate
    return estimate.without_limits("one event")


def tabulate_terms(
    result: object, terms: tuple[str, ...], estimates: "Mapping[str, Estimate] | None"
) -> "pd.DataFrame":
    """One row for each term of a decomposition, with what is known of its limits."""
    import pandas as pd

    rows = [(estimates or {}).get(term) for term in terms]
    known = [{"value": getattr(result, term)} for term in terms]
    columns = ("value", "lower", "upper", "reason", "as_said", "as_said_upper", "p_value")
    table = [
        row if found is None else found.as_row() for row, found in zip(known, rows, strict=True)
    ]
    return pd.DataFrame(table, index=pd.Index(terms, name="term")).reindex(columns=[*columns])
