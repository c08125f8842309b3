"""The words model in numbers: its rows, its priors, and how PyMC writes it down."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.prior import (
    log_density_of_half_normal,
    log_density_of_normal,
)
from brierbook.analysis.calibration.sampling.draws import Arrays, as_one_chain
from brierbook.analysis.calibration.sampling.posterior_sampling import add_log_likelihood
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.scores.logit_normal import expit
from brierbook.forecasts.lexicon import LexiconWord

__all__ = [
    "WordRows",
    "WordsModel",
    "arrange_uses",
    "build_words_model",
    "draw_words_prior",
    "log_likelihood_of_uses",
    "log_prior_of_words",
    "predict_word_outcomes",
    "row_likelihoods_of_uses",
    "split_spread",
]

# How much wider the lexicon makes an inherited word than the survey of its English fellow.
WIDENED = 1.5
FEW_READERS = 100  # where a survey does not say how many were asked


def split_spread(word: LexiconWord) -> tuple[float, float]:
    """Split the spread of a word: how little its typical meaning is known, and how readers differ.

    The squares add up to that of the lexicon. Of a survey the typical meaning is known to one over
    the root of its readers; an inherited word differs between readers as the English one does, and
    the rest is ignorance; of one reader's range half of the variance is.

    Examples
    --------
    >>> from brierbook.forecasts.lexicon import load_lexicons
    >>> words = load_lexicons()["brierbook-words-1"].words
    >>> [round(each, 3) for each in split_spread(words["en.may"])]
    [0.013, 0.901]
    """
    whole = float(word.sd_logit)
    if word.basis == "survey":
        asked = re.search(r"(\d+) readers", word.source)
        known = whole / float(np.sqrt(int(asked.group(1)) if asked else FEW_READERS))
    elif word.basis == "inherited":
        known = whole * float(np.sqrt(1 - 1 / WIDENED**2))
    else:
        known = whole / float(np.sqrt(2))
    return known, float(np.sqrt(whole**2 - known**2))


@dataclass(frozen=True, slots=True, eq=False)
class WordRows:
    """Outcomes, weights, and the event, word and source of each row by number."""

    y: Floats
    weight: Floats
    event: EventCodes
    word: EventCodes
    source: EventCodes


@dataclass(frozen=True, eq=False)
class WordsModel:
    """The words in numbers: priors, languages, uses (word, author), and the use of each row."""

    words: tuple[LexiconWord, ...]
    languages: list[str]
    language_of: EventCodes
    uses: npt.NDArray[np.intp]
    of_row: EventCodes
    hits: Floats
    misses: Floats
    source_sd: float
    offset_sd: float

    @cached_property
    def mean(self) -> Floats:
        """Survey means."""
        return np.array([float(word.mean_logit) for word in self.words])

    @cached_property
    def known_sd(self) -> Floats:
        """How little the typical meaning of each word is known."""
        return np.array([split_spread(word)[0] for word in self.words])

    @cached_property
    def reader_sd(self) -> Floats:
        """How readers, and so authors, differ about each word."""
        return np.array([split_spread(word)[1] for word in self.words])

    @cached_property
    def mean_of_uses(self) -> Floats:
        """The survey mean of the word of each use."""
        return np.asarray(self.mean[self.uses[:, 0]])

    @property
    def sizes(self) -> dict[str, int]:
        """How many words, languages, authors and uses there are."""
        authors = int(self.uses[:, 1].max()) + 1
        uses = len(self.uses)
        return {
            "word": len(self.words),
            "offset": len(self.languages),
            "author": authors,
            "use": uses,
        }

    @cached_property
    def places(self) -> dict[str, EventCodes]:
        """The word, language and author of each use, and its own number."""
        word, author = self.uses.T
        own = np.arange(len(self.uses))
        return {"word": word, "offset": self.language_of[word], "author": author, "use": own}

    def deviations(self, spread: float) -> dict[str, Floats]:
        """Give the prior deviation of each part, at a spread of authors."""
        return {
            "word": self.known_sd,
            "offset": np.full(self.sizes["offset"], self.offset_sd),
            "author": np.full(self.sizes["author"], spread),
            "use": self.reader_sd[self.uses[:, 0]],
        }

    def covariance_of_uses(self, spread: float) -> Floats:
        """Give the prior covariance of what uses mean, at a spread of authors."""
        size = len(self.uses)
        total = np.zeros((size, size))
        for name, sd in self.deviations(spread).items():
            place = self.places[name]
            total += np.equal.outer(place, place) * np.square(sd[place])
        return total

    def draw_parts(self, spread: float, draws: int, rng: np.random.Generator) -> Arrays:
        """Draw the parts from their prior, each of shape (draws, places)."""
        deviations = self.deviations(spread)
        return {name: sd * rng.standard_normal((draws, sd.size)) for name, sd in deviations.items()}

    def add_parts(self, parts: Arrays) -> Floats:
        """Add up the parts of each use, of shape (draws, uses)."""
        return np.asarray(sum(parts[name][:, place] for name, place in self.places.items()))

    def move_parts(self, pull: Floats, spread: float) -> Arrays:
        """Say how far a pull on uses, of shape (draws, uses), moves each part."""
        moved = {}
        for name, sd in self.deviations(spread).items():
            here = np.eye(sd.size)[self.places[name]]
            moved[name] = (pull @ here) * np.square(sd)
        return moved


def arrange_uses(
    rows: WordRows, words: tuple[LexiconWord, ...], source_sd: float, offset_sd: float
) -> WordsModel:
    """Give languages and uses numbers, and add up what became of each use."""
    languages = sorted({word.language for word in words})
    language_of = np.array([languages.index(word.language) for word in words])
    pairs = np.stack([rows.word, rows.source], axis=1)
    uses, of_row = np.unique(pairs, axis=0, return_inverse=True)
    of_row = of_row.ravel()
    weight = np.bincount(of_row, rows.weight)
    hits = np.bincount(of_row, rows.weight * rows.y)
    return WordsModel(
        words, languages, language_of, uses, of_row, hits, weight - hits, source_sd, offset_sd
    )


def build_words_model(model: WordsModel) -> Any:  # noqa: ANN401 - pymc has no types
    """Write the model down for PyMC, not centred."""
    import pymc as pm

    places, sizes = model.places, model.sizes
    with pm.Model() as made:
        unit = pm.HalfNormal("unit_spread", 1)
        spread = pm.Deterministic("spread", model.source_sd * unit)
        away = pm.Normal("unit_offset", 0, 1, shape=sizes["offset"])
        offset = pm.Deterministic("offset", model.offset_sd * away)
        stands = pm.Normal("unit_word", 0, 1, shape=sizes["word"])
        typical = pm.Deterministic(
            "typical", model.mean + model.known_sd * stands + offset[model.language_of]
        )
        who = pm.Normal("unit_author", 0, 1, shape=sizes["author"])
        author = pm.Deterministic("author", spread * who)
        own = model.reader_sd[places["word"]] * pm.Normal("unit_use", 0, 1, shape=sizes["use"])
        meant = pm.Deterministic("meant", typical[places["word"]] + author[places["author"]] + own)
        told = -model.hits * pm.math.log1pexp(-meant) - model.misses * pm.math.log1pexp(meant)
        add_log_likelihood(told.sum())
    return made


def log_likelihood_of_uses(model: WordsModel, meant: Floats) -> Floats:
    """Log likelihood of all rows, weighted, at each draw of what uses mean."""
    yes, no = np.logaddexp(0, -meant), np.logaddexp(0, meant)
    return np.asarray(-(yes @ model.hits + no @ model.misses))


def log_prior_of_words(model: WordsModel, posterior: Arrays) -> Arrays:
    """Log density of what has a prior of its own, at each draw: all but the offsets of authors.

    Words lie around their survey where the offset of their language is taken off, and what is
    meant around the word where that of its author is.
    """
    offset = posterior["offset"]
    stands = posterior["typical"] - offset[..., model.language_of]
    word, author = model.uses.T
    own = posterior["meant"] - posterior["typical"][..., word] - posterior["author"][..., author]
    found = {
        "typical": log_density_of_normal(stands - model.mean, model.known_sd),
        "meant": log_density_of_normal(own, model.reader_sd[word]),
    }
    if model.source_sd > 0:
        found["spread"] = log_density_of_half_normal(posterior["spread"], model.source_sd)
    if model.offset_sd > 0:
        found["offset"] = log_density_of_normal(offset, model.offset_sd)
    return found


def draw_words_prior(model: WordsModel, draws: int, seed: int) -> Arrays:
    """Draw from the prior."""
    rng = np.random.default_rng([seed, 2])
    spread = model.source_sd * np.abs(rng.standard_normal(draws))
    parts = model.draw_parts(1.0, draws, rng)
    parts = {**parts, "author": spread[:, np.newaxis] * parts["author"]}
    typical = model.mean + parts["word"] + parts["offset"][:, model.language_of]
    drawn = {"offset": parts["offset"], "author": parts["author"], "typical": typical}
    meant = model.mean_of_uses + model.add_parts(parts)
    return as_one_chain({"spread": spread, **drawn, "meant": meant})


def row_likelihoods_of_uses(meant: Floats, y: Floats, of_row: EventCodes) -> Floats:
    """Log likelihood of each row, unweighted, of shape (chains, draws, rows)."""
    return -np.logaddexp(0.0, np.where(y == 1, -meant[..., of_row], meant[..., of_row]))


def predict_word_outcomes(meant: Floats, of_row: EventCodes, seed: int) -> Arrays:
    """Draw outcomes of the rows anew."""
    q = expit(meant[..., of_row])
    rng = np.random.default_rng([seed, 4])
    return {"y": (rng.random(q.shape) < q).astype(np.float64)}
