"""The words model in numbers: its rows, its priors, and how PyMC writes it down."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.draws import Arrays, one_chain
from brierbook.analysis.calibration.prior import log_half_normal, log_normal
from brierbook.analysis.calibration.sampling import seen
from brierbook.analysis.calibration.words_grid import WordData
from brierbook.analysis.clusters import Codes
from brierbook.analysis.worded import expit
from brierbook.forecasts.lexicon import Word

SURVEYED = "en"  # the language whose readers were asked


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Outcomes, weights, and the event, word and source of each row by number."""

    y: Floats
    weight: Floats
    event: Codes
    word: Codes
    source: Codes


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The words in numbers: priors, languages, uses (word, source), and the use of each row."""

    words: tuple[Word, ...]
    languages: list[str]
    language_of: Codes
    uses: npt.NDArray[np.intp]
    of_row: Codes
    hits: Floats
    misses: Floats
    source_sd: float
    offset_sd: float

    @property
    def learnt(self) -> list[bool]:
        """Which languages have an offset."""
        return [name != SURVEYED and self.offset_sd > 0 for name in self.languages]

    @property
    def mean(self) -> Floats:
        """Survey means."""
        return np.array([float(word.mean_logit) for word in self.words])

    @property
    def sd(self) -> Floats:
        """Survey deviations."""
        return np.array([float(word.sd_logit) for word in self.words])

    def data(self) -> list[WordData]:
        """Give each word with its uses."""
        of = self.uses[:, 0]
        return [
            WordData(m, s, int(self.language_of[i]), self.hits[of == i], self.misses[of == i])
            for i, (m, s) in enumerate(zip(self.mean, self.sd, strict=True))
        ]


def arranged(rows: Rows, words: tuple[Word, ...], source_sd: float, offset_sd: float) -> Model:
    """Give languages and uses numbers, and add up what became of each use."""
    languages = sorted({word.language for word in words})
    language_of = np.array([languages.index(word.language) for word in words])
    pairs = np.stack([rows.word, rows.source], axis=1)
    uses, of_row = np.unique(pairs, axis=0, return_inverse=True)
    of_row = of_row.ravel()
    weight = np.bincount(of_row, rows.weight)
    hits = np.bincount(of_row, rows.weight * rows.y)
    return Model(
        words, languages, language_of, uses, of_row, hits, weight - hits, source_sd, offset_sd
    )


def build_model(model: Model) -> Any:  # noqa: ANN401 - pymc has no types
    """Write the model down for PyMC, not centred."""
    import pymc as pm  # noqa: PLC0415 - costs seconds

    of, tongue = model.uses[:, 0], model.language_of
    with pm.Model() as made:
        unit = pm.HalfNormal("unit_spread", 1)
        spread = pm.Deterministic("spread", model.source_sd * unit)
        away = pm.Normal("unit_offset", 0, 1, shape=len(model.languages))
        scale = model.offset_sd * np.array(model.learnt)
        offset = pm.Deterministic("offset", scale * away)
        stands = pm.Normal("unit_word", 0, 1, shape=len(model.words))
        typical = pm.Deterministic("typical", model.mean + model.sd * stands + offset[tongue])
        own = pm.Normal("unit_use", 0, 1, shape=len(model.uses))
        meant = pm.Deterministic("meant", typical[of] + spread * own)
        told = -model.hits * pm.math.log1pexp(-meant) - model.misses * pm.math.log1pexp(meant)
        seen(told.sum())
    return made


def log_likelihood(model: Model, meant: Floats) -> Floats:
    """Log likelihood of all rows, weighted, at each draw of what uses mean."""
    yes, no = np.logaddexp(0, -meant), np.logaddexp(0, meant)
    return np.asarray(-(yes @ model.hits + no @ model.misses))


def log_priors(model: Model, posterior: Arrays) -> Arrays:
    """Log density of what has a prior of its own, at each draw: all but what sources mean.

    Words lie around their survey where the offset of their language is taken off.
    """
    offset, learnt = posterior["offset"], np.array(model.learnt)
    stands = posterior["typical"] - offset[..., model.language_of]
    found = {"typical": log_normal(stands - model.mean, model.sd)}
    if model.source_sd > 0:
        found["spread"] = log_half_normal(posterior["spread"], model.source_sd)
    if learnt.any():
        scale = np.where(learnt, model.offset_sd, 1.0)
        found["offset"] = log_normal(offset, scale)  # of a language without one a constant
    return found


def prior_arrays(model: Model, draws: int, seed: int) -> Arrays:
    """Draw from the prior."""
    rng = np.random.default_rng([seed, 2])
    spread = model.source_sd * np.abs(rng.standard_normal(draws))
    scale = model.offset_sd * np.array(model.learnt)
    offset = scale * rng.standard_normal((draws, scale.size))
    stands = model.mean + model.sd * rng.standard_normal((draws, model.mean.size))
    typical = stands + offset[:, model.language_of]
    own = rng.standard_normal((draws, len(model.uses)))
    meant = typical[:, model.uses[:, 0]] + spread[:, np.newaxis] * own
    return one_chain({"spread": spread, "offset": offset, "typical": typical, "meant": meant})


def each_row(meant: Floats, y: Floats, of_row: Codes) -> Floats:
    """Log likelihood of each row, unweighted, of shape (chains, draws, rows)."""
    return -np.logaddexp(0.0, np.where(y == 1, -meant[..., of_row], meant[..., of_row]))


def predicted(meant: Floats, of_row: Codes, seed: int) -> Arrays:
    """Draw outcomes of the rows anew."""
    q = expit(meant[..., of_row])
    rng = np.random.default_rng([seed, 4])
    return {"y": (rng.random(q.shape) < q).astype(np.float64)}
