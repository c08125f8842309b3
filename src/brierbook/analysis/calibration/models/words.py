"""What words come to: how often things said in a word came true, beside what readers take it for.

Two questions are kept apart. What a word means, the survey of readers says, and that gives a
quotation its probability. How often it came true is learnt here from what resolved; it never goes
back into forecasts that have resolved, which would let outcomes grade themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.models.words_importance import (
    WeightedUses,
    draw_weighted_uses,
)
from brierbook.analysis.calibration.models.words_model import (
    WordRows,
    WordsModel,
    arrange_uses,
    build_words_model,
    draw_words_prior,
    log_likelihood_of_uses,
    log_prior_of_words,
    predict_word_outcomes,
    row_likelihoods_of_uses,
    split_spread,
)
from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.draws import (
    EngineDraws,
    PosteriorDraws,
    as_one_chain,
    collect_draws,
    refuse_few_draws,
    summarise_draws,
)
from brierbook.analysis.calibration.sampling.posterior_sampling import (
    nuts_settings,
    sample_with_likelihood,
)
from brierbook.analysis.calibration.sampling.reasons import (
    ASKED_FOR,
    IMPORTANCE,
    PYMC,
    Engine,
    Reason,
    explain_shut_gate,
)
from brierbook.analysis.calibration.sampling.row_checks import event_weights
from brierbook.analysis.numeric.arguments import Floats, check_binary_pairs, is_one_of
from brierbook.analysis.numeric.events import check_seed
from brierbook.analysis.numeric.labels import number_labels
from brierbook.analysis.scores.logit_normal import expit, mean_probability, probability_interval
from brierbook.errors import ArgumentError
from brierbook.forecasts.lexicon import LexiconWord

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.numeric.progress import Progress

__all__ = ["SHOWN", "WordsPosterior", "fit_words"]

SOURCE_SD = 0.5  # prior scale of the spread between authors
OFFSET_SD = 0.5  # prior scale of the offset of a language
ENGINES = ("auto", IMPORTANCE, PYMC)
NAMES = ("spread", "offset", "author", "typical", "meant")
SHOWN = ("spread", "offset", "meant")
DIMS = {
    "offset": ["language"],
    "author": ["source"],
    "typical": ["word"],
    "meant": ["use"],
    "y": ["row"],
}


@dataclass(frozen=True, slots=True)
class WordCount:
    """How much stands behind a word.

    Rows, events, their weight and the weight that came true, by shares of whole events; and
    ``happened``, the share that came true where each event counts once within the word.
    """

    rows: int
    events: int
    weight: float
    hits: float
    happened: float


@dataclass(frozen=True, eq=False)
class WordsPosterior:
    """What is known of words and of the sources that use them.

    Attributes
    ----------
    draws : Draws
        On the log-odds scale: ``typical`` of each word; ``author``, by how much each source says
        more or less than it should in all of its words; ``meant`` by each source that used a word;
        ``spread`` between sources and ``offset`` of each language.
    names : tuple of str
        Names of the words.
    words : tuple of Word
        The words, with their surveys.
    uses : tuple of (int, str)
        The place of a word and a source that used it.
    counts : tuple of Count
        What stands behind each use.
    of_word : tuple of Count
        What stands behind each word.
    total : Count
        What stands behind all of it.
    seed : int
        Start of the random numbers for sources not seen.
    """

    draws: PosteriorDraws
    names: tuple[str, ...]
    words: tuple[LexiconWord, ...]
    uses: tuple[tuple[int, str], ...]
    counts: tuple[WordCount, ...]
    of_word: tuple[WordCount, ...]
    total: WordCount
    seed: int

    def deserved(self, word: str, source: str) -> Floats:
        """Draws of how often a word of a source comes true; a new source is like the others."""
        if word not in self.names:
            problem = f"{word!r} has not resolved yet; its survey is all that is known"
            raise ArgumentError("word", problem)
        at = self.names.index(word)
        if (at, source) in self.uses:
            return expit(self.draws["meant"][:, self.uses.index((at, source))])
        typical = self.draws["typical"][:, at]
        rng = np.random.default_rng([self.seed, 3])
        who, own = rng.standard_normal((2, typical.size))
        known = {name: place for place, name in enumerate(self.draws.coords["source"])}
        spread, reader_sd = self.draws["spread"], split_spread(self.words[at])[1]
        author = self.draws["author"][:, known[source]] if source in known else spread * who
        return expit(typical + author + reader_sd * own)

    def to_frame(self, level: float = 0.9) -> "pd.DataFrame":
        """One row for each word (no source), followed by one for each source that used it.

        ``survey`` is the mean probability that readers take the word for, ``learnt`` the mean of
        how often it comes true, of a word over the sources that there are; both have limits.
        """
        import pandas as pd

        rows = []
        for i in range(len(self.words)):
            rows.append(self.row(i, "", self.of_word[i], self._deserved_here(i), level))
            for place, (at, source) in enumerate(self.uses):
                if at == i:
                    drawn = expit(self.draws["meant"][:, place])
                    rows.append(self.row(i, source, self.counts[place], drawn, level))
        return pd.DataFrame(rows)

    def _deserved_here(self, place: int) -> Floats:
        """Draw how often a word comes true, over the sources that used it, by their weight."""
        own = [i for i, (at, _) in enumerate(self.uses) if at == place]
        weight = np.array([self.counts[i].weight for i in own])
        return np.asarray(expit(self.draws["meant"][:, own]) @ (weight / weight.sum()))

    def row(
        self, place: int, source: str, count: WordCount, drawn: Floats, level: float
    ) -> dict[str, object]:
        """Give the row of a word, or of a source that used it."""
        word = self.words[place]
        survey = float(word.mean_logit), float(word.sd_logit)
        low, high = probability_interval(*survey, level=level)
        mean, lower, upper = summarise_draws(drawn, level)
        said = {"language": word.language, "word": self.names[place]}
        said |= {"phrases": ", ".join(word.phrases), "basis": word.basis, "source": source}
        return said | {
            "rows": count.rows,
            "events": count.events,
            "weight": count.weight,
            "hits": count.hits,
            "happened": count.happened,
            "survey": float(mean_probability(*survey)),
            "survey_lower": float(low),
            "survey_upper": float(high),
            "learnt": float(mean),
            "learnt_lower": float(lower),
            "learnt_upper": float(upper),
        }


def fit_words(  # noqa: PLR0913 - rows, and then choices by keyword
    y: npt.ArrayLike,
    word: npt.ArrayLike,
    source: npt.ArrayLike,
    *,
    lexicon: Mapping[str, LexiconWord],
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    source_sd: float = SOURCE_SD,
    offset_sd: float = OFFSET_SD,
    engine: str = "auto",
    draws: int = 4000,
    seed: int = 0,
    progress: "Progress | None" = None,
) -> WordsPosterior:
    r"""Learn how often words come true, by source, from the survey of readers on.

    .. math::
        m_w \sim N(\text{survey mean}, k_w), \quad
        \theta_{ws} \sim N(m_w + \lambda_{l(w)} + \alpha_s, r_w), \quad
        y_i \sim \mathrm{Bernoulli}(\sigma(\theta_{w(i)s(i)})) \\
        \alpha_s \sim N(0, \tau), \quad \tau \sim HN(0.5), \quad \lambda_l \sim N(0, 0.5)

    Two spreads belong to a word: how little its typical meaning is known, k, and how readers, of
    whom an author is one, differ about it, r; :math:`k^2 + r^2` is the variance of the lexicon. A
    source that overclaims in one word teaches something of its others through
    :math:`\alpha_s`, and a language through :math:`\lambda_l`.

    Parameters
    ----------
    y : array_like, shape (rows,)
        Outcomes, 0 or 1.
    word, source : array_like, shape (rows,)
        Id of the word in the lexicon, and label of who used it.
    lexicon : mapping of str to Word
        The words with their surveys; those without a row are not in the result.
    event : array_like, optional
        Label of the event of each row; rows share the weight 1 of their event.
    weight : array_like, optional
        Weight of each row, within its event if there are events.
    source_sd : float
        Prior scale of the spread between sources; 0 takes them all to claim alike.
    offset_sd : float
        Prior scale of the offsets of languages; 0 leaves them out.
    engine : {"auto", "importance", "pymc"}
        ``auto`` samples by importance, and with NUTS where the weights do not pass the gate.
    draws : int
        Number of draws.
    seed : int
        Start of the random numbers.
    progress : callable, optional
        Called with steps done and their total while NUTS runs.

    Returns
    -------
    WordsPosterior
        The draws, and the table of survey against outcome.

    Raises
    ------
    ArgumentError
        If shapes or values do not fit, a label is missing, or a word is not in the lexicon.

    References
    ----------
    Wintle et al. (2019), doi:10.1371/journal.pone.0213522 (readers differ);
    Mosteller & Youtz (1990), doi:10.1214/ss/1177012242; the model is brierbook's.

    Examples
    --------
    >>> from brierbook.forecasts.lexicon import load_lexicons
    >>> words = load_lexicons()["brierbook-words-1"].words
    >>> found = fit_words([1, 0, 0], ["en.may"] * 3, ["a", "a", "b"], lexicon=words)
    >>> round(float(found.deserved("en.may", "a").mean()), 1)
    0.4
    """
    refuse_few_draws(draws)
    check_seed(seed)
    _refuse_prior_scales(source_sd, offset_sd)
    yy = check_binary_pairs(y, 0.5).y.ravel()
    codes, ids = number_labels(word, yy.shape, "word")
    sources, names = number_labels(source, yy.shape, "source")
    chosen = tuple(_find_word(lexicon, str(each)) for each in ids)
    share, events = event_weights(event, weight, yy.shape)
    rows = WordRows(yy, share, events, codes, sources)
    model = arrange_uses(rows, chosen, source_sd, offset_sd)
    made = _draw_words(model, engine, draws, seed, progress)
    posterior = made.posterior
    uses = tuple((int(w), str(names[s])) for w, s in model.uses)
    others = {
        "prior": lambda: draw_words_prior(model, draws, seed),
        "log_likelihood": lambda: {
            "y": row_likelihoods_of_uses(posterior["meant"], yy, model.of_row)
        },
        "posterior_predictive": lambda: predict_word_outcomes(
            posterior["meant"], model.of_row, seed
        ),
        "observed_data": lambda: {"y": yy},
    }
    coords = {
        "language": model.languages,
        "source": [*map(str, names)],
        "word": [*map(str, ids)],
        "use": [f"{ids[at]} / {name}" for at, name in uses],
    }
    found = collect_draws(made, log_prior_of_words(model, posterior), SHOWN, DIMS, coords, others)
    return WordsPosterior(
        found,
        tuple(map(str, ids)),
        chosen,
        uses,
        tuple(_count_uses(rows, model.of_row == i) for i in range(len(uses))),
        tuple(_count_uses(rows, codes == i) for i in range(len(chosen))),
        _count_uses(rows, codes >= 0),
        seed,
    )


def _find_word(lexicon: Mapping[str, LexiconWord], name: str) -> LexiconWord:
    """Find a word, or say that it is not there."""
    if name not in lexicon:
        raise ArgumentError("word", f"{name!r} is not in the lexicon; name one that is")
    return lexicon[name]


def _refuse_prior_scales(*scales: float) -> None:
    """Refuse prior scales outside their domain."""
    for name, value in zip(("source_sd", "offset_sd"), scales, strict=True):
        if not 0 <= value < np.inf:
            raise ArgumentError(name, f"{value!r} is not a finite number of at least 0")


def _count_uses(rows: WordRows, chosen: npt.NDArray[np.bool_]) -> WordCount:
    """Count what stands behind some rows."""
    weight, hits = rows.weight[chosen], rows.weight[chosen] * rows.y[chosen]
    event = np.unique(rows.event[chosen], return_inverse=True)[1]
    total = np.bincount(event, weight)
    happened = float((np.bincount(event, hits) / total).mean())
    return WordCount(weight.size, total.size, float(weight.sum()), float(hits.sum()), happened)


def _draw_words(
    model: WordsModel, engine: str, draws: int, seed: int, progress: "Progress | None"
) -> EngineDraws:
    """Draw by importance, or with NUTS if asked for or if the weights are not sound."""
    if not is_one_of(engine, ENGINES):
        raise ArgumentError("engine", f"is {engine!r}; use one of {', '.join(ENGINES)}")
    how = nuts_settings(draws, target_accept=0.95)
    if engine == PYMC:
        return sample_with_likelihood(
            build_words_model(model), NAMES, how, ASKED_FOR, seed=seed, progress=progress
        )
    found = draw_weighted_uses(model, draws, np.random.default_rng(seed))
    if found.doubt is None:
        why = ASKED_FOR if engine == IMPORTANCE else Reason("gate_passed")
        return _engine_draws_of_weights(model, found, draws, why)
    shut = explain_shut_gate(IMPORTANCE, found.doubt)
    if engine == IMPORTANCE:
        raise ArgumentError("engine", f"{shut}; use engine='pymc'")
    return sample_with_likelihood(
        build_words_model(model), NAMES, how, shut, seed=seed, progress=progress
    )


def _engine_draws_of_weights(
    model: WordsModel, found: WeightedUses, draws: int, why: Reason
) -> EngineDraws:
    """Take draws that were resampled by their weights."""
    arrays = as_one_chain(found.draws)
    likelihood = log_likelihood_of_uses(model, arrays["meant"])
    quality = Diagnostics(min(draws, found.ess), pareto_k=found.pareto_k)
    return EngineDraws(arrays, likelihood, Engine(IMPORTANCE, why), quality)
