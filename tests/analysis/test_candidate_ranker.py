"""The re-ranker: what it gains is measured on documents that it has not seen."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from brierbook.analysis.tables.fitted.candidate_ranker import learn_ranker, roc_area
from brierbook.errors import ArgumentError
from brierbook.forecasts.reading.review.items import QueueItem
from brierbook.forecasts.reading.review.ranking import score_item

BASE = QueueItem(
    id="a",
    document="d",
    sha256="0" * 64,
    start=0,
    end=9,
    quote="The mill will close",
    sentence_start=0,
    sentence_end=9,
    language="en",
    kind="forecast",
    forward=0.7,
)


def candidates(rng: np.random.Generator, *, telling: bool) -> tuple[list[QueueItem], list[bool]]:
    """Make candidates of eight documents, whose cue tells what is accepted or does not."""
    items, accepted = [], []
    for number in range(160):
        good = bool(rng.integers(2))
        cue = "en.will" if (good if telling else rng.integers(2)) else "en.may"
        items.append(
            replace(
                BASE,
                id=str(number),
                document=f"d{number % 8}",
                cues=((cue, "x", 0, 1),),
                forward=float(rng.uniform(0.5, 1)),
            )
        )
        accepted.append(good)
    return items, accepted


def test_what_tells_is_learnt_and_used() -> None:
    items, accepted = candidates(np.random.default_rng(1), telling=True)
    gain = learn_ranker(items, accepted)
    assert gain.helps
    assert gain.area > 0.95
    assert gain.area > gain.area_of_engine
    good = score_item(replace(BASE, cues=(("en.will", "x", 0, 1),)), gain.weights)
    bad = score_item(replace(BASE, cues=(("en.may", "x", 0, 1),)), gain.weights)
    assert good > 0.5 > bad


def test_what_tells_nothing_is_not_used() -> None:
    helped = 0
    for seed in range(10):
        items, accepted = candidates(np.random.default_rng(seed), telling=False)
        helped += learn_ranker(items, accepted).helps
    assert helped <= 1


def test_the_area_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    y = rng.integers(2, size=60).astype(bool)
    score = rng.integers(5, size=60).astype(float)
    assert roc_area(y, score) == pytest.approx(roc_auc_score(y, score), abs=1e-12)


def test_too_few_decisions_are_refused() -> None:
    items, accepted = candidates(np.random.default_rng(1), telling=True)
    with pytest.raises(ArgumentError, match="documents"):
        learn_ranker([replace(each, document="d") for each in items], accepted)
    with pytest.raises(ArgumentError, match="rejected"):
        learn_ranker(items, [True] * len(items))
