"""What words come to: how often things said in a word came true, beside what readers take it for.

Two questions are kept apart. What a word means, the survey of readers says, and that gives a
quotation its probability. How often it came true is learnt here from what resolved; it never goes
back into forecasts that have resolved, which would let outcomes grade themselves.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, binary_pairs
from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.calibration.draws import (
    Draws,
    Sampled,
    as_draws,
    one_chain,
    refuse_draws,
    summary,
)
from brierbook.analysis.calibration.labels import event_weights, numbered
from brierbook.analysis.calibration.problems import of_grid
from brierbook.analysis.calibration.reasons import (
    ASKED_FOR,
    GRID,
    PYMC,
    Engine,
    Reason,
    gate_shut,
)
from brierbook.analysis.calibration.sampling import nuts_of, sampled
from brierbook.analysis.calibration.words_grid import WordDraws, sample_grid
from brierbook.analysis.calibration.words_model import (
    Model,
    Rows,
    arranged,
    build_model,
    each_row,
    log_likelihood,
    log_priors,
    predicted,
    prior_arrays,
)
from brierbook.analysis.worded import expit, mean_probability, probability_interval
from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.forecasts.lexicon import Word, lexicons
from brierbook.forecasts.records import Worded

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.calibration.progress import Progress
    from brierbook.forecasts.book import Book

__all__ = ["WordsPosterior", "book_words", "fit_words", "worded_rows"]

SOURCE_SD = 0.5  # prior scale of the spread between sources
OFFSET_SD = 0.5  # prior scale of the offset of a language whose readers were not asked
ENGINES = ("auto", GRID, PYMC)
NAMES = ("spread", "offset", "typical", "meant")
SHOWN = ("spread", "offset", "typical")
DIMS = {"offset": ["language"], "typical": ["word"], "meant": ["use"], "y": ["row"]}


@dataclass(frozen=True, slots=True)
class Count:
    """How much stands behind a word: rows, events, their weight, and the weight that came true."""

    rows: int
    events: int
    weight: float
    hits: float


@dataclass(frozen=True, eq=False)
class WordsPosterior:
    """What is known of words and of the sources that use them.

    Attributes
    ----------
    draws : Draws
        On the log-odds scale: ``typical`` of each word, for a source like the others; ``meant``
        by each source that used it; ``spread`` between sources and ``offset`` of each language.
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

    draws: Draws
    names: tuple[str, ...]
    words: tuple[Word, ...]
    uses: tuple[tuple[int, str], ...]
    counts: tuple[Count, ...]
    of_word: tuple[Count, ...]
    total: Count
    seed: int

    def deserved(self, word: str, source: str) -> Floats:
        """Draws of how often a word of a source comes true; a new source is like the others."""
        if word not in self.names:
            problem = f"{word!r} has not resolved yet; its survey is all that is known"
            raise ArgumentError("word", problem)
        at = self.names.index(word)
        if (at, source) in self.uses:
            return expit(self.draws["meant"][:, self.uses.index((at, source))])
        typical, spread = self.draws["typical"][:, at], self.draws["spread"]
        away = np.random.default_rng([self.seed, 3]).standard_normal(typical.size)
        return expit(typical + spread * away)

    def to_frame(self, level: float = 0.9) -> "pd.DataFrame":
        """One row for each word (no source), followed by one for each source that used it.

        ``survey`` is the mean probability that readers take the word for, ``learnt`` the mean of
        how often it comes true; both have limits.
        """
        import pandas as pd  # noqa: PLC0415 - costs half a second

        rows = []
        for i in range(len(self.words)):
            rows.append(self.row(i, "", self.of_word[i], self.draws["typical"][:, i], level))
            for place, (at, source) in enumerate(self.uses):
                if at == i:
                    drawn = self.draws["meant"][:, place]
                    rows.append(self.row(i, source, self.counts[place], drawn, level))
        return pd.DataFrame(rows)

    def row(
        self, place: int, source: str, count: Count, logit: Floats, level: float
    ) -> dict[str, object]:
        """Give the row of a word, or of a source that used it."""
        word = self.words[place]
        survey = float(word.mean_logit), float(word.sd_logit)
        low, high = probability_interval(*survey, level=level)
        mean, lower, upper = summary(expit(logit), level)
        said = {"language": word.language, "word": self.names[place]}
        said |= {"phrases": ", ".join(word.phrases), "basis": word.basis, "source": source}
        return said | {
            "rows": count.rows,
            "events": count.events,
            "weight": count.weight,
            "hits": count.hits,
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
    lexicon: Mapping[str, Word],
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
        m_w \sim N(\text{survey mean}, \text{survey sd}), \quad
        \theta_{ws} \sim N(m_w + \lambda_{l(w)}, \tau), \quad
        y_i \sim \mathrm{Bernoulli}(\sigma(\theta_{w(i)s(i)})) \\
        \tau \sim HN(0.5), \quad \lambda_{en} = 0, \quad \lambda_l \sim N(0, 0.5)

    The survey's deviation is that between readers; the lexicon has it 1.5 times as wide where a
    Ukrainian or Russian word inherits the numbers of an English one.

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
        Prior scale of the spread between sources; 0 takes all sources as one.
    offset_sd : float
        Prior scale of the offsets of languages other than English; 0 leaves them out.
    engine : {"auto", "grid", "pymc"}
        ``auto`` uses the grid unless its ends hold a part of the posterior.
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
    >>> from brierbook.forecasts.lexicon import lexicons
    >>> words = lexicons()["brierbook-words-1"].words
    >>> found = fit_words([1, 0, 0], ["en.may"] * 3, ["a", "a", "b"], lexicon=words)
    >>> round(float(found.deserved("en.may", "a").mean()), 1)
    0.4
    """
    refuse_draws(draws)
    refuse_scales(source_sd, offset_sd)
    yy = binary_pairs(y, 0.5).y.ravel()
    codes, ids = numbered(word, yy.shape, "word")
    sources, names = numbered(source, yy.shape, "source")
    chosen = tuple(find(lexicon, str(each)) for each in ids)
    share, events = event_weights(event, weight, yy.shape)
    rows = Rows(yy, share, events, codes, sources)
    model = arranged(rows, chosen, source_sd, offset_sd)
    made = draw(model, engine, draws, seed, progress)
    posterior = made.posterior
    uses = tuple((int(w), str(names[s])) for w, s in model.uses)
    others = {
        "prior": lambda: prior_arrays(model, draws, seed),
        "log_likelihood": lambda: {"y": each_row(posterior["meant"], yy, model.of_row)},
        "posterior_predictive": lambda: predicted(posterior["meant"], model.of_row, seed),
        "observed_data": lambda: {"y": yy},
    }
    coords = {
        "language": model.languages,
        "word": [*map(str, ids)],
        "use": [f"{ids[at]} / {name}" for at, name in uses],
    }
    found = as_draws(made, log_priors(model, posterior), SHOWN, DIMS, coords, others)
    return WordsPosterior(
        found,
        tuple(map(str, ids)),
        chosen,
        uses,
        tuple(counted(rows, model.of_row == i) for i in range(len(uses))),
        tuple(counted(rows, codes == i) for i in range(len(chosen))),
        counted(rows, codes >= 0),
        seed,
    )


def find(lexicon: Mapping[str, Word], name: str) -> Word:
    """Find a word, or say that it is not there."""
    if name not in lexicon:
        raise ArgumentError("word", f"{name!r} is not in the lexicon; name one that is")
    return lexicon[name]


def refuse_scales(*scales: float) -> None:
    """Refuse prior scales outside their domain."""
    for name, value in zip(("source_sd", "offset_sd"), scales, strict=True):
        if not 0 <= value < np.inf:
            raise ArgumentError(name, f"{value!r} is not a finite number of at least 0")


def counted(rows: Rows, chosen: npt.NDArray[np.bool_]) -> Count:
    """Count what stands behind some rows."""
    weight = rows.weight[chosen]
    events = np.unique(rows.event[chosen]).size
    return Count(weight.size, events, float(weight.sum()), float(weight @ rows.y[chosen]))


def draw(model: Model, engine: str, draws: int, seed: int, progress: "Progress | None") -> Sampled:
    """Draw on the grid, or with NUTS if asked for or if the grid is too small."""
    if engine not in ENGINES:
        raise ArgumentError("engine", f"is {engine!r}; use one of {', '.join(ENGINES)}")
    how = nuts_of(draws, target_accept=0.95)
    if engine == PYMC:
        return sampled(build_model(model), NAMES, how, ASKED_FOR, seed=seed, progress=progress)
    found = sample_grid(
        model.data(),
        model.learnt,
        source_sd=model.source_sd,
        offset_sd=model.offset_sd,
        draws=draws,
        rng=np.random.default_rng(seed),
    )
    problem = of_grid(found.edge)
    if problem is None:
        return from_grid(model, found, ASKED_FOR if engine == GRID else Reason("words_apart"))
    why = gate_shut(GRID, problem)
    if engine == GRID:
        raise ArgumentError("engine", f"{why}; use engine='pymc'")
    return sampled(build_model(model), NAMES, how, why, seed=seed, progress=progress)


def from_grid(model: Model, found: WordDraws, why: Reason) -> Sampled:
    """Take the draws of a grid, which are independent."""
    arrays = one_chain({name: getattr(found, name) for name in NAMES})
    likelihood = log_likelihood(model, arrays["meant"])
    return Sampled(arrays, likelihood, Engine(GRID, why), Diagnostics(len(found.spread)))


def book_words(
    book: "Book",
    *,
    engine: str = "auto",
    draws: int = 4000,
    seed: int = 0,
    progress: "Progress | None" = None,
    only: "Container[str] | None" = None,
) -> WordsPosterior:
    """Learn the words of a book, or of some of its forecasts by their ids: see `fit_words`.

    A word under two lexicons is two words, and then named with its lexicon.

    Raises
    ------
    WorkspaceError
        If no forecast in words can be scored yet.

    Examples
    --------
    >>> from brierbook.forecasts.book import Book
    >>> try:
    ...     book_words(Book("book.jsonl", records=(), lines=()))
    ... except WorkspaceError as error:
    ...     print(str(error).partition(":")[0])
    no forecast can be scored yet
    """
    rows = worded_rows(book, only)
    used = rows["lexicon"].unique()
    several = len(used) > 1
    named = {
        f"{name}/{each.id}" if several else each.id: each
        for name in used
        for each in lexicons()[name].words.values()
    }
    word = rows["lexicon"] + "/" + rows["word"] if several else rows["word"]
    return fit_words(
        rows["y"],
        word,
        rows["source"],
        lexicon=named,
        event=rows["event"],
        engine=engine,
        draws=draws,
        seed=seed,
        progress=progress,
    )


def worded_rows(book: "Book", only: "Container[str] | None" = None) -> "pd.DataFrame":
    """Take the forecasts of a book that were given in words and can be scored, or some by ids.

    The columns are ``y``, ``word``, ``lexicon``, ``source`` and ``event``.
    """
    from brierbook.analysis.table import forecast_table, scored  # noqa: PLC0415 - pandas

    table = scored(forecast_table(book))
    if only is not None:
        table = table[[name in only for name in table["forecast"]]]
    said = [book.forecasts[name].confidence for name in table["forecast"]]
    worded = [each for each in said if isinstance(each, Worded)]
    if not worded:
        message = "no forecast in words has resolved yet; resolve some, or log new ones"
        raise WorkspaceError(message)
    rows = table[[isinstance(each, Worded) for each in said]]
    named = rows.assign(word=[each.word for each in worded], lexicon=[e.lexicon for e in worded])
    return named[["y", "word", "lexicon", "source", "event"]].reset_index(drop=True)
