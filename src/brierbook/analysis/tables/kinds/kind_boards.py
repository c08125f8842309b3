"""Forecasters of options, numbers and days against each other, one board for each kind and unit."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.comparison.leaderboard import leaderboard
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.categorical import categorical_brier_score
from brierbook.analysis.scores.ordered import ranked_probability_score
from brierbook.analysis.tables.kinds.kind_losses import quantile_losses
from brierbook.analysis.tables.kinds.kind_rows import tabulate_rows
from brierbook.analysis.tables.kinds.scorable_kinds import KINDS, ScorableKinds
from brierbook.analysis.tables.kinds.stated_quantiles import StatedQuantiles, quantiles_of
from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.records import Answers, Resolution, Shares

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from brierbook.forecasts.entries.records import Forecast
    from brierbook.forecasts.rules.standing import JudgedForecast

    type Said = list[tuple[dict[str, object], JudgedForecast, Resolution]]

__all__ = ["kind_scores_by_question", "leaderboard_kinds"]

KEYS = ("kind", "unit")
NAMES = ("forecaster", "proposition", "event", "score")
# Answers of a question at which losses are looked at; of more quantiles, so many evenly by rank.
MOST_ANSWERS = 200
# Options of which any may come true, up to which every set of them is looked at.
MOST_SEPARATE = 7
# Forecasters of whom every two are looked at.
MOST_PAIRED = 20


def leaderboard_kinds(kinds: ScorableKinds, *, level: float = 0.9, seed: int = 0) -> "pd.DataFrame":
    """Rank the forecasters of options, numbers and days, each kind and unit by itself.

    The scores are the Brier score of options, the ranked probability score where they have an
    order, and the quantile score of numbers and days, in their unit. A forecaster is set against
    the mean of the others who answered the same question, as by
    :func:`brierbook.analysis.leaderboard`, over the whole window of a question: while nothing of
    theirs stood, they count as what all said on average. Limits hold what could have happened given
    what all of them said; where a question states no bounds, they are Student's, marked
    ``approximate``, and carry no claim.

    Parameters
    ----------
    kinds : ScorableKinds
        The forecasts, judged.
    level : float
        Nominal coverage of the limits.
    seed : int
        Where the draws behind the limits of ranks start.

    Returns
    -------
    pandas.DataFrame
        Columns ``kind`` and ``unit``, then those of the leaderboard. Kinds of which no two
        forecasters answered the same question are not in it.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds
    >>> leaderboard_kinds(scorable_kinds(Book("book.jsonl", records=(), lines=()))).empty
    True
    """
    import pandas as pd

    rows = kind_scores_by_question(kinds)
    boards = []
    for (kind, unit), part in rows.groupby([*KEYS], sort=False) if len(rows) else ():
        try:
            found = leaderboard(part.dropna(axis=1, how="all"), level=level, seed=seed)
        except WorkspaceError:  # no two answered the same question
            continue
        boards.append(found.assign(kind=str(kind), unit=str(unit)))
    if not boards:
        return pd.DataFrame(columns=[*KEYS, "forecaster"])
    table = pd.concat(boards, ignore_index=True)
    order = table["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    first = [*KEYS, *(name for name in table if name not in KEYS)]
    return table[first].iloc[np.lexsort([order])].reset_index(drop=True)


def kind_scores_by_question(kinds: ScorableKinds) -> "pd.DataFrame":
    r"""Score each forecaster on each question of options, a number or a day.

    .. math:: s = \sum_t \lambda_t S_t + \Big(1 - \sum_t \lambda_t\Big) \bar S

    with the shares :math:`\lambda` of the planned window in which each forecast stood, and the mean
    :math:`\bar S` of all that was said of the question, each for its time. Who joins
    late or updates on the eve gains what that time is worth. Of several statements as said the mean
    counts. Scores may be compared within one kind and unit alone.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``unit``, ``forecaster``, ``question``, ``event``, ``weight`` (of the question
        within its event), ``score``, and ``if_0``, ``if_1`` ..., the score had the question been
        answered otherwise; missing for questions without bounds, and so for their whole kind and
        unit. :func:`brierbook.analysis.pairwise_comparison` takes one kind and unit of it.
    """
    by_question: dict[str, Said] = {}
    for row, judged, resolution in kinds.counted():
        by_question.setdefault(judged.proposition.id, []).append((row, judged, resolution))
    rows = [row for said in by_question.values() for row in _question_rows(said)]
    table = tabulate_rows(rows, _columns_of(rows))
    if table.empty:
        return table
    return _average_over_window(_fill_answers(table))


def _columns_of(rows: Sequence[dict[str, object]]) -> list[str]:
    """Name the scores: the one seen, and those of the row with the most answers."""
    longest = max(rows, key=len, default={})
    return ["score", *(name for name in longest if name.startswith("if_"))]


def _question_rows(said: "Said") -> Iterator[dict[str, object]]:
    """Score all forecasts of one question, at what happened and at what could have."""
    _, first, resolution = said[0]
    answers, forecasts = first.proposition.answers, [judged.forecast for _, judged, _ in said]
    losses = (
        _option_losses(answers, forecasts, resolution)
        if answers.kind == "categorical"
        else _quantile_losses(answers, forecasts, resolution)
    )
    for (row, _, _), (seen, *others) in zip(said, losses, strict=True):
        sides = {
            f"if_{place}": loss for place, loss in enumerate([seen, *others] if others else [])
        }
        yield {**row, "score": seen, **sides}


def _option_losses(
    answers: Answers, forecasts: "Iterable[Forecast]", resolution: Resolution
) -> list[list[float]]:
    """Give the losses of options, the one seen first, then that of every answer there could be."""
    said = [dict(each.confidence.p) for each in forecasts if isinstance(each.confidence, Shares)]
    p = np.array([[float(each.get(name, 0)) for name in answers.options] for each in said])
    if not answers.exclusive:
        happened = np.array([name in resolution.chosen for name in answers.options], dtype=float)
        worlds = np.vstack([happened, _sets_of_options(p)])
        return [np.square(worlds - each).mean(axis=1).tolist() for each in p]
    score = ranked_probability_score if answers.ordered else categorical_brier_score
    outcomes = np.arange(len(answers.options))
    outcomes = np.append(answers.options.index(resolution.answer or ""), outcomes)
    rows = [score(outcomes, np.tile(each, (outcomes.size, 1)), reduce=None) for each in p]
    return [np.asarray(losses).tolist() for losses in rows]


def _sets_of_options(p: Floats) -> Floats:
    """Give the sets of options at which a difference between forecasters may be greatest.

    Of few options these are all sets. A difference of Brier scores adds up over options, so that it
    is greatest where just those come true of which the one said less than the other.
    """
    if p.shape[1] <= MOST_SEPARATE:
        return np.array(list(product((0.0, 1.0), repeat=p.shape[1])))
    others = p if len(p) <= MOST_PAIRED else p.mean(axis=0, keepdims=True)
    more = [each > p for each in (*others, p.mean(axis=0))]
    sets = np.unique(np.vstack([*more, *(~each for each in more)]), axis=0)
    return np.asarray(sets, dtype=np.float64)


def _quantile_losses(
    answers: Answers, forecasts: "Iterable[Forecast]", resolution: Resolution
) -> list[list[float]]:
    """Give the losses of quantiles: seen, and at all that differences between them can turn at."""
    said = [quantiles_of(answers, each.confidence, resolution) for each in forecasts]
    stated = [each for each in said if each is not None]
    at = [stated[0].y, *_turning_points(stated)]
    return [quantile_losses(each.levels, each.values, at, each.bounds) for each in stated]


def _turning_points(stated: Sequence[StatedQuantiles]) -> list[float]:
    """Give the quantiles of all and the bounds of the question; nothing where it states none.

    The difference of two quantile scores is linear in the outcome between them.
    """
    bounds = stated[0].bounds
    if not np.isfinite(bounds).all():
        return []
    every = np.concatenate([np.clip(each.values, *bounds) for each in stated])
    points = np.unique([*every, *bounds])
    ranks = np.linspace(0, points.size - 1, min(points.size, MOST_ANSWERS)).round().astype(int)
    return [float(each) for each in points[ranks]]


def _fill_answers(table: "pd.DataFrame") -> "pd.DataFrame":
    """Repeat what was seen where a question has fewer answers; without bounds there are none."""
    import pandas as pd

    sides = [name for name in table if str(name).startswith("if_")]
    if not sides:
        return table
    open_ended = table["if_0"].isna().groupby([table["kind"], table["unit"]]).transform("any")
    filled = table[sides].apply(lambda column: column.fillna(table["score"]))
    kept = filled.where(~open_ended, np.nan)
    whole: pd.DataFrame = pd.concat([table.drop(columns=sides), kept], axis=1)
    return whole


def _average_over_window(table: "pd.DataFrame") -> "pd.DataFrame":
    """Average what each said over the window; questions of an event share its weight."""
    import pandas as pd

    question = [*KEYS, "proposition", "event"]
    keys = [*question, "forecaster"]
    sides = ["score", *(str(name) for name in table if str(name).startswith("if_"))]
    weighed = table[sides].mul(table["share"], axis=0).assign(share=table["share"])
    summed = pd.concat([table[[*keys, "series"]], weighed], axis=1)
    series = summed.groupby([*keys, "series"], sort=False).sum(min_count=1).reset_index()
    pooled = series[sides].div(series["share"], axis=0).assign(share=series["share"].clip(upper=1))
    own = pd.concat([series[keys], pooled], axis=1).groupby(keys, sort=False).mean().reset_index()
    stood = own[sides].mul(own["share"], axis=0)
    absent = _mean_over_time(own, stood, question).mul(1 - own["share"], axis=0)
    found = pd.concat([own[keys], stood.add(absent)], axis=1)
    shared = found.groupby([*KEYS, "event"])["proposition"].transform("nunique")
    named = found.rename(columns={"proposition": "question"})
    whole: pd.DataFrame = pd.concat([named, (1 / shared).rename("weight")], axis=1)
    return whole


def _mean_over_time(
    own: "pd.DataFrame", stood: "pd.DataFrame", question: list[str]
) -> "pd.DataFrame":
    """Average what all said of a question, each for the time in which it stood."""
    places = [own[name] for name in question]
    total = stood.groupby(places, sort=False).transform("sum")
    return total.div(own["share"].groupby(places, sort=False).transform("sum"), axis=0)
