"""What a forecast of a number is: a distribution that can be scored, transformed and inverted.

A distribution is a frozen record of its parameters, each with its domain, and of four formulas: its
CRPS, its log density (or log probability), its distribution function and its quantiles. A new one
is one such record in `brierbook.analysis.scores.distributions`.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    as_floats,
    broadcast_columns,
    broadcast_parameters,
    refuse_first_bad,
    refuse_missing_values,
    refuse_nonpositive,
)
from brierbook.analysis.scores.contract import ScoreOptions, refuse_missing_rows

__all__ = [
    "Distribution",
    "Domain",
    "Formula",
    "Losses",
    "ParametricDistribution",
    "allow_any_number",
    "check_above_one",
    "check_chance_above_zero",
    "check_finite_parameter",
    "check_positive_parameter",
    "check_probability_parameter",
    "check_shape_parameter",
    "check_whole_above_zero",
    "refuse_unlevel",
    "refuse_unordered",
]

# Beta functions of smaller shapes lose their digits.
LEAST_SHAPE = 1e-300

type Losses = tuple[Floats, Booleans]
type Domain = Callable[[Floats, str], None]
type Formula = Callable[..., Floats]


class Distribution:
    """A forecast of a number. The verbs `crps`, `log_score`, `pit` and `quantile` take one.

    Examples
    --------
    >>> from brierbook.analysis import Poisson
    >>> isinstance(Poisson(2.5), Distribution)
    True
    """

    __slots__ = ()

    def crps_losses(self, y: Floats, how: ScoreOptions, /) -> Losses:
        """CRPS of each row, and which rows lack a value."""
        raise NotImplementedError

    def log_losses(self, y: Floats, how: ScoreOptions, /) -> Losses:
        """Minus the log density of each row, and which rows lack a value."""
        raise NotImplementedError

    def pit_limits(self, y: Floats) -> tuple[Floats, Floats]:
        """Probabilities of less than y and of at most y."""
        raise NotImplementedError

    def quantiles(self, level: Floats) -> Floats:
        """Quantiles at levels strictly between 0 and 1."""
        raise NotImplementedError


class ParametricDistribution(Distribution):
    """A distribution that is its parameters and its formulas, each ``formula(y, *parameters)``.

    ``domains`` holds for each parameter the function that refuses what lies outside its domain.

    ``below`` gives the probability of less than y where that is not the distribution function, and
    ``is_count`` says that only whole numbers of at least 0 can come true.
    """

    __slots__ = ()

    domains: ClassVar[tuple[Domain, ...]]
    crps_formula: ClassVar[Formula]
    log_density: ClassVar[Formula]
    cdf: ClassVar[Formula]
    quantile: ClassVar[Formula]
    below: ClassVar[Formula | None] = None
    is_count: ClassVar[bool] = False

    def __post_init__(self) -> None:
        for name, domain in zip(_parameter_names(self), self.domains, strict=True):
            values = as_floats(getattr(self, name), name)
            domain(values, name)
            object.__setattr__(self, name, values)
        self.check_together(**self.parameters)

    @property
    def parameters(self) -> dict[str, Floats]:
        """The parameters by their names."""
        return {name: getattr(self, name) for name in _parameter_names(self)}

    def check_together(self, **_: Floats) -> None:
        """Refuse parameters that do not fit each other; most distributions have none."""

    def crps_losses(self, y: Floats, how: ScoreOptions) -> Losses:
        """Apply the formula to the rows that lack nothing."""
        return self._losses(type(self).crps_formula, y, how)

    def log_losses(self, y: Floats, how: ScoreOptions) -> Losses:
        """Apply the formula to the rows that lack nothing."""
        loss, absent = self._losses(type(self).log_density, y, how)
        return -loss, absent

    def pit_limits(self, y: Floats) -> tuple[Floats, Floats]:
        """Apply the distribution function on both sides of y."""
        made, _ = broadcast_parameters(y, missing=None, endless=self._endless, **self.parameters)
        self._refuse_fractions(made[0])
        columns = [np.atleast_1d(each) for each in made]
        upper = type(self).cdf(*columns)
        below = type(self).below
        lower = upper if below is None else below(*columns)
        return lower.reshape(made[0].shape), upper.reshape(made[0].shape)

    def quantiles(self, level: Floats) -> Floats:
        """Apply the quantile function; levels broadcast against the parameters."""
        made = np.broadcast_arrays(level, *self.parameters.values())
        return type(self).quantile(*map(np.atleast_1d, made)).reshape(made[0].shape)

    @property
    def _endless(self) -> tuple[str, ...]:
        named = zip(_parameter_names(self), self.domains, strict=True)
        return tuple(name for name, domain in named if domain is allow_any_number)

    def _losses(self, formula: Formula, y: Floats, how: ScoreOptions) -> Losses:
        given = self.parameters
        made, absent = broadcast_parameters(y, missing="propagate", endless=self._endless, **given)
        refuse_missing_rows(how, y=y, **given)
        self._refuse_fractions(made[0])
        loss = np.full(absent.shape, np.nan)
        with np.errstate(over="ignore", invalid="ignore"):  # the contract refuses what comes of it
            loss[~absent] = formula(*(each[~absent] for each in made))
        return loss, absent

    def _refuse_fractions(self, y: Floats) -> None:
        if self.is_count:
            _check_whole(y, "y")


def _parameter_names(dist: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    return tuple(each.name for each in fields(dist))


def allow_any_number(_: Floats, __: str) -> None:
    """Accept infinities too."""


def check_finite_parameter(values: Floats, name: str) -> None:
    """Refuse infinities; missing values pass here and below."""
    refuse_first_bad(values, ~np.isinf(values), name, "is not finite")


def check_positive_parameter(values: Floats, name: str) -> None:
    """Refuse what is not finite and above 0."""
    check_finite_parameter(values, name)
    refuse_nonpositive(values, name)


def check_above_one(values: Floats, name: str) -> None:
    """Refuse what is not above 1."""
    check_finite_parameter(values, name)
    refuse_first_bad(values, ~(values <= 1), name, "is not above 1, so there is no mean")


def check_shape_parameter(values: Floats, name: str) -> None:
    """Refuse what is not above 0, or so small that digits end."""
    check_positive_parameter(values, name)
    problem = f"is below {LEAST_SHAPE}, where digits end"
    refuse_first_bad(values, ~(values < LEAST_SHAPE), name, problem)


def check_probability_parameter(values: Floats, name: str) -> None:
    """Refuse what is not in [0, 1]."""
    refuse_first_bad(values, ~((values < 0) | (values > 1)), name, "is not between 0 and 1")


def check_chance_above_zero(values: Floats, name: str) -> None:
    """Refuse what is not above 0 and at most 1."""
    refuse_first_bad(values, ~((values <= 0) | (values > 1)), name, "is not above 0 and at most 1")


def check_whole_above_zero(values: Floats, name: str) -> None:
    """Refuse what is not a whole number of at least 1."""
    check_finite_parameter(values, name)
    _check_whole(values, name)
    refuse_nonpositive(values, name)


def _check_whole(values: Floats, name: str) -> None:
    good = np.isnan(values) | ((values >= 0) & (values == np.floor(values)))
    refuse_first_bad(values, good, name, "is not a whole number of at least 0")


def refuse_unlevel(level: npt.ArrayLike, name: str = "level") -> Floats:
    """Refuse levels that are not strictly between 0 and 1."""
    alpha = as_floats(level, name)
    refuse_missing_values(None, **{name: alpha})
    good = (alpha > 0) & (alpha < 1)
    refuse_first_bad(alpha, good, name, "is not between 0 and 1, ends excluded")
    return alpha


def refuse_unordered(lower: Floats, upper: Floats) -> None:
    """Refuse a lower end that is not below the upper end."""
    ends = {"lower": lower, "upper": upper}
    low, high = broadcast_columns(ends, missing="propagate", endless=("lower", "upper"))[0]
    refuse_first_bad(low, ~(low >= high), "lower", "is not below the upper end")
