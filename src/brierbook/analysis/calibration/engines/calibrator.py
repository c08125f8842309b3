"""The calibrator: learn from resolved forecasts what the next ones deserve."""

import inspect
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.kernel import MONOTONE, Kernel, find_kernel
from brierbook.analysis.calibration.curve.monotone import STRENGTH, Monotone, build_monotone
from brierbook.analysis.calibration.curve.posterior import (
    LEVELS,
    CalibrationCurve,
    CalibrationPosterior,
    GroupChoice,
)
from brierbook.analysis.calibration.curve.sample import (
    CalibrationSample,
    GroupLabels,
    as_sample,
    check_spreads,
    clip_certain,
    name_groups,
    number_group_labels,
    turn_by_polarity,
)
from brierbook.analysis.calibration.engines.engine import EngineName, fit_posterior
from brierbook.analysis.numeric.arguments import Floats, as_floats
from brierbook.analysis.numeric.labels import as_label_array
from brierbook.analysis.numeric.progress import Progress
from brierbook.errors import ArgumentError, UnfittedError

if TYPE_CHECKING:
    from xarray import DataTree

__all__ = ["BayesianCalibrator"]

DRAWS = 2000


class BayesianCalibrator:
    r"""The posterior map from the probability that was said to the one it deserves.

    .. math:: \operatorname{logit} q = a + e^{\beta} \operatorname{logit} p, \quad
              a \sim N(0, 0.5), \; \beta \sim N(0, 0.35)

    for the kernel ``"cox"``; see `brierbook.analysis.calibration.curve.kernel` and
    `brierbook.analysis.calibration.curve.monotone` for the others. With groups every coefficient
    varies
    between them, :math:`a_i = A + \sum_k u_k[i]`, :math:`u_k \sim N(0, \tau_k)`, with half-normal
    :math:`\tau_k` of the scale of the coefficient's prior.

    Parameters
    ----------
    kernel : {"cox", "extremizing", "beta", "monotone"}
        The family of curves.
    engine : {"auto", "grid", "quadrature", "pymc"}
        How to compute; ``"auto"`` takes the fastest that is exact enough, and says which and why.
    event_effect : bool
        Whether an event moves the log odds of all that hangs on it, by N(0, tau), tau ~ HN(0.5).
        Else, where events are named, each row weighs its share of its event.
    clip : float, optional
        Where to move forecasts of exactly 0 and 1; without it they are refused.
    strength : float
        How many forecasts the prior of a rising curve is worth.
    draws : int
        Number of draws from the posterior.
    seed : int
        The same seed, data and versions give the same draws.

    Attributes
    ----------
    result_ : CalibrationPosterior
        The draws, what they say, what computed them, and whether to rely on them.

    References
    ----------
    Cox 1958, doi 10.1093/biomet/45.3-4.562; Turner et al. 2014, doi 10.1007/s10994-013-5401-4.

    Examples
    --------
    >>> p = [0.9] * 10 + [0.6] * 10
    >>> y = [1] * 6 + [0] * 4 + [1] * 5 + [0] * 5
    >>> found = BayesianCalibrator().fit(p, y)
    >>> found.result_.engine.name
    'grid'
    >>> bool(found.predict([0.9])[0] < 0.85)
    True
    """

    # of which result there is a tree, and the tree
    _planted: CalibrationPosterior | None = None
    _tree: "DataTree"

    def __init__(
        self,
        kernel: str = "cox",
        *,
        engine: EngineName = "auto",
        event_effect: bool = False,
        clip: float | None = None,
        strength: float = STRENGTH,
        draws: int = DRAWS,
        seed: int = 0,
    ) -> None:
        self.kernel = kernel
        self.engine = engine
        self.event_effect = event_effect
        self.clip = clip
        self.strength = strength
        self.draws = draws
        self.seed = seed

    def fit(
        self,
        p: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        groups: GroupLabels = None,
        event: npt.ArrayLike | None = None,
        weight: npt.ArrayLike | None = None,
        sd_logit: npt.ArrayLike | None = None,
        polarity: npt.ArrayLike | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Learn from resolved forecasts.

        Parameters
        ----------
        p, y : array_like, shape (n,)
            What was said, and what happened, 0 or 1.
        groups : array_like, or mapping of names to array_like, optional
            Groups of the rows, such as forecasters or topics; several may cross or nest.
        event : array_like, optional
            The event of each row: rows of one event are not independent.
        weight : array_like, optional
            Weight of each row; within an event the weights are scaled to sum to 1.
        sd_logit : array_like, optional
            Spread of each forecast on the log-odds scale, 0 for a number; p is then the median.
        polarity : array_like, optional
            -1 for rows that speak of the event not happening, which are turned round; else 1.
        progress : callable, optional
            Called with the steps done and the steps there will be, if a sampler runs.

        Raises
        ------
        ArgumentError
            If nothing has resolved, shapes differ, a probability is outside [0, 1] or exactly at
            its ends without ``clip``, an outcome is not 0 or 1, or a label is missing.
        """
        said, happened = _as_column(p), y
        if polarity is not None:
            said, happened = turn_by_polarity(said, y, polarity)
        sample = as_sample(
            said,
            happened,
            sd_logit=sd_logit,
            weight=weight,
            event=event,
            groups=groups,
            event_effect=self.event_effect,
            clip=self.clip,
        )
        return self.fit_sample(sample, progress)

    def fit_sample(self, sample: CalibrationSample, progress: Progress | None = None) -> Self:
        """Learn from a sample that was checked before."""
        self.result_ = fit_posterior(
            self.model(sample),
            sample,
            engine=self.engine,
            draws=self.draws,
            seed=self.seed,
            progress=progress,
        )
        self.n_features_in_ = 1
        return self

    def model(self, sample: CalibrationSample) -> Kernel | Monotone:
        """Find the family of curves."""
        if self.kernel == MONOTONE:
            return build_monotone(sample.x, self.strength)
        return find_kernel(self.kernel)

    @property
    def fitted(self) -> CalibrationPosterior:
        """The result, once there is one."""
        found: CalibrationPosterior | None = getattr(self, "result_", None)
        if found is None:
            raise UnfittedError(type(self).__name__)
        return found

    @property
    def posterior(self) -> "DataTree":
        """The draws as an ArviZ DataTree with named coordinates, built when first asked for."""
        from brierbook.analysis.calibration.curve.arviz_tree import posterior_as_tree  # heavy

        if self.fitted is not self._planted:
            self._planted, self._tree = self.fitted, posterior_as_tree(self.fitted)
        return self._tree

    def curve(
        self,
        p: npt.ArrayLike,
        *,
        group: GroupChoice | None = None,
        levels: tuple[float, ...] = LEVELS,
    ) -> CalibrationCurve:
        """Give what forecasts deserve, with intervals."""
        return self.fitted.curve(p, group=group, levels=levels)

    def predict(
        self, p: npt.ArrayLike, *, groups: GroupLabels = None, sd_logit: npt.ArrayLike | None = None
    ) -> Floats:
        """Give the probability that each forecast deserves, of shape (n,).

        Without ``groups`` they come from the typical group; a group that was not seen in the fit is
        drawn from the population of groups.
        """
        said = _as_column(p)
        kept, _ = clip_certain(said, self.clip)
        spread = np.zeros(said.shape) if sd_logit is None else check_spreads(sd_logit, said.shape)
        found = np.empty(said.shape)
        for rows, group in _group_combinations(groups, said.shape):
            for sd in np.unique(spread[rows]):
                these = rows[spread[rows] == sd]
                levels, which = np.unique(kept[these], return_inverse=True)
                draws = self.fitted.curves(levels, group=group, sd_logit=float(sd))
                found[these] = draws.mean(axis=0)[which]
        return found

    def predict_proba(
        self, p: npt.ArrayLike, *, groups: GroupLabels = None, sd_logit: npt.ArrayLike | None = None
    ) -> Floats:
        """Give the probabilities of no and of yes, of shape (n, 2)."""
        yes = self.predict(p, groups=groups, sd_logit=sd_logit)
        return np.column_stack([1 - yes, yes])

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002  # as scikit-learn calls it
        """Give the parameters by name."""
        del deep
        names = list(inspect.signature(type(self)).parameters)
        return {name: getattr(self, name) for name in names}

    def set_params(self, **params: Any) -> Self:  # noqa: ANN401  # of any type
        """Change parameters by name."""
        known = self.get_params()
        for name, value in params.items():
            if name not in known:
                raise ArgumentError(name, f"is no parameter; they are: {', '.join(known)}")
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({given})"

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401  # scikit-learn is optional
        """Say what scikit-learn may expect: one column of probabilities in, probabilities out."""
        from sklearn.utils import InputTags, RegressorTags, Tags, TargetTags

        return Tags(
            estimator_type="regressor",
            target_tags=TargetTags(required=True),
            regressor_tags=RegressorTags(poor_score=True),
            input_tags=InputTags(one_d_array=True, two_d_array=True, positive_only=True),
            requires_fit=True,
        )


def _as_column(p: npt.ArrayLike) -> Floats:
    """Take one forecast a row, as a list or as a single column."""
    said = as_floats(p, "p")
    one_column = said.ndim == 2 and said.shape[1] == 1  # noqa: PLR2004  # a table
    if said.ndim != 1 and not one_column:
        raise ArgumentError("p", f"has shape {said.shape}; give one forecast a row")
    return said.ravel()


def _group_combinations(
    groups: GroupLabels, shape: tuple[int, ...]
) -> list[tuple[npt.NDArray[np.intp], GroupChoice | None]]:
    """List the combinations of groups, with the rows of each."""
    labels = {name: as_label_array(each, name) for name, each in name_groups(groups).items()}
    if not labels:
        return [(np.arange(*shape), None)]
    for name, each in labels.items():
        number_group_labels(each, name, shape)
    rows = list(zip(*(each.tolist() for each in labels.values()), strict=True))
    places: dict[tuple[object, ...], list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row, []).append(place)
    return [
        (np.array(where), dict(zip(labels, map(str, row), strict=True)))
        for row, where in places.items()
    ]
