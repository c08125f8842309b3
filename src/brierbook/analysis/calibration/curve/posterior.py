"""The posterior of a calibration: draws of the curve, and what they say."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.boldness import boldness, farness
from brierbook.analysis.calibration.curve.effects import Effects
from brierbook.analysis.calibration.curve.kernel import Kernel, log_odds
from brierbook.analysis.calibration.curve.monotone import Monotone
from brierbook.analysis.calibration.curve.population import list_group_rows
from brierbook.analysis.calibration.curve.sample import CalibrationSample
from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.reasons import Engine
from brierbook.analysis.numeric.arguments import Floats, as_floats, refuse_first_bad
from brierbook.analysis.scores.logit_normal import expit, gauss_hermite_nodes, mean_probability
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LEVELS", "CalibrationCurve", "CalibrationPosterior", "GroupChoice", "summarise_curve"]

LEVELS = (0.5, 0.9)
EVENT_NODES = 15
QUARTERS = np.array([0.25, 0.75])  # the slope is taken between these

type GroupChoice = Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationCurve:
    """What forecasts deserve: the mean of the posterior, and central intervals by level."""

    said: Floats
    mean: Floats
    limits: dict[float, tuple[Floats, Floats]]

    def to_frame(self) -> "pd.DataFrame":
        """One row a forecast: ``said``, ``mean``, and columns such as ``lower90``, ``upper90``."""
        import pandas as pd  # costs half a second

        columns = {"said": self.said, "mean": self.mean}
        for level, (lower, upper) in self.limits.items():
            name = f"{100 * level:g}"
            columns |= {f"lower{name}": lower, f"upper{name}": upper}
        return pd.DataFrame(columns)


@dataclass(frozen=True, eq=False)
class CalibrationPosterior:
    """Draws from the posterior of a calibration.

    Attributes
    ----------
    model : Kernel or Monotone
        The family of curves.
    sample : Sample
        What it was learnt from.
    theta : ndarray, shape (draws, parameters)
        The parameters of the typical curve.
    effects : tuple of Effects
        How groups and events differ from it, by factor.
    log_likelihood, log_prior : ndarray, shape (draws,)
        Of each draw, with the effects of groups integrated out by quadrature.
    engine, diagnostics
        What computed it and why, and whether to rely on it.
    log_evidence : float or None
        Logarithm of the integral of likelihood times prior, where the engine has it.
    chains : int
        In how many chains the draws stand, one after the other.
    seed : int
        Of everything that is drawn later.
    statistics : dict
        Statistics of the sampler, by name, of shape (chains, draws).
    """

    model: Kernel | Monotone
    sample: CalibrationSample
    theta: Floats
    effects: tuple[Effects, ...]
    log_likelihood: Floats
    log_prior: Floats
    engine: Engine
    diagnostics: Diagnostics
    log_evidence: float | None = None
    chains: int = 4
    seed: int = 0
    statistics: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict, repr=False)

    def curves(
        self, p: npt.ArrayLike, *, group: GroupChoice | None = None, sd_logit: float = 0.0
    ) -> Floats:
        """Draw what forecasts deserve, of shape (draws, forecasts).

        Without ``group`` the curve is that of these forecasts, the mean over the groups that there
        are, each by its weight. ``group`` names a group for some or all factors; one that was not
        seen is drawn from the population. A new event may go either way, so that its effect is
        averaged over. ``sd_logit`` is the spread of a worded forecast, whose median is p.
        """
        said = np.atleast_1d(as_floats(p, "p"))
        refuse_first_bad(
            said, (said > 0) & (said < 1), "p", "is not between 0 and 1, ends excluded"
        )
        nodes, share = gauss_hermite_nodes(EVENT_NODES) if sd_logit else (np.zeros(1), np.ones(1))
        x = (log_odds(said)[:, None] + sd_logit * nodes).ravel()
        deserved = self._deserved_by_group(x, group)
        averaged: Floats = deserved.reshape(len(self.theta), said.size, nodes.size) @ share
        return averaged

    def _deserved_by_group(self, x: Floats, group: GroupChoice | None) -> Floats:
        """Average over the groups there are; a group that none of them has is drawn anew."""
        parts = list(list_group_rows(self.sample, group)) if self._varies else []
        if not parts:
            return self.deserved(self.of_group(group), x)
        self.of_group(group)  # refuses what was not fitted
        total = np.zeros((len(self.theta), x.size))
        for part in parts:
            total += part.share * self.deserved(self.of_group(part.names), x)
        return total

    @property
    def _varies(self) -> bool:
        """Whether curves differ between groups."""
        return any(each.whole for each in self.effects)

    def deserved(self, theta: Floats, x: Floats) -> Floats:
        """Turn log odds into deserved probabilities, averaged over what events do."""
        found = self.model.log_odds(theta, x)
        event = next((each for each in self.effects if not each.whole), None)
        if event is None:
            return expit(found)
        total = np.zeros_like(found)
        for node, share in zip(*gauss_hermite_nodes(EVENT_NODES), strict=True):
            total += share * expit(found + event.spread * node)
        return total

    def of_group(self, group: GroupChoice | None) -> Floats:
        """Give the parameters of a group."""
        theta, rng = self.theta, np.random.default_rng(self.seed)
        known = {each.name: each for each in self.effects if each.whole}
        for name, level in (group or {}).items():
            if name not in known:
                listed = ", ".join(known) or "none"
                raise ArgumentError("group", f"{name!r} was not fitted; the groups are: {listed}")
            theta = theta + known[name].of(str(level), theta.shape[1], rng)
        return theta

    def curve(
        self,
        p: npt.ArrayLike,
        *,
        group: GroupChoice | None = None,
        levels: tuple[float, ...] = LEVELS,
    ) -> CalibrationCurve:
        """Give mean and central intervals of what forecasts deserve; see `curves`."""
        said = np.atleast_1d(as_floats(p, "p"))
        return summarise_curve(said, self.curves(said, group=group), levels)

    @cached_property
    def slope(self) -> Floats:
        """Draws of the slope in log odds between 25 % and 75 %; of Cox's kernel it is b."""
        low, high = self.model.log_odds(self.theta, log_odds(QUARTERS)).T
        found: Floats = (high - low) / (2 * math.log(3))
        return found

    @cached_property
    def _far_and_bold(self) -> tuple[Floats, Floats]:
        """Draws of how far off and how bold these forecasts were, each by its own group."""
        far, bold = np.zeros((2, len(self.theta)))
        for part in list_group_rows(self.sample):
            x, sd = self.sample.x[part.levels], self.sample.sd[part.levels]
            q = self._deserved_in_words(self.of_group(part.names), x, sd)
            p = np.asarray(mean_probability(x, sd))
            far = far + farness(p, q, part.weight)
            bold = bold + boldness(p, q, part.weight)
        return far, bold

    def _deserved_in_words(self, theta: Floats, x: Floats, sd: Floats) -> Floats:
        """Average over the distribution behind each forecast, where it is one."""
        if not sd.any():
            return self.deserved(theta, x)
        total = np.zeros((len(theta), x.size))
        for node, share in zip(*gauss_hermite_nodes(EVENT_NODES), strict=True):
            total += share * self.deserved(theta, x + sd * node)
        return total

    @property
    def overconfident(self) -> float:
        """Probability that these forecasts were too bold: further from 50 % than deserved."""
        return float((self._far_and_bold[1] > 0).mean())

    @property
    def says_too_little(self) -> float:
        """Probability that things like these come true more often than was said."""
        return float((self._far_and_bold[0] > 0).mean())


def summarise_curve(said: Floats, draws: Floats, levels: tuple[float, ...]) -> CalibrationCurve:
    """Summarise draws of what forecasts deserve."""
    for level in levels:
        if not 0 < level < 1:
            raise ArgumentError("levels", f"{level!r} is not between 0 and 1")
    limits = {
        level: tuple(np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0))
        for level in levels
    }
    return CalibrationCurve(said, draws.mean(axis=0), limits)
