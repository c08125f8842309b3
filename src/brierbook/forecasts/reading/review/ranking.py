"""The order of review that was learnt from decisions: a weight for each feature of a candidate.

The weights are learnt elsewhere and kept in `analysis/candidate-ranker.json`; they are used only
where the file says that they help. What a candidate's features are is said here, once.
"""

import itertools
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path

from brierbook.errors import BookError, message_of_system
from brierbook.forecasts.reading.review.items import QueueItem

__all__ = ["RANKER", "features_of", "read_ranker", "score_item"]

RANKER = "candidate-ranker.json"
WORD = re.compile(r"[^\W\d_]{3,}")
STEM = 5


def features_of(item: QueueItem) -> dict[str, float]:
    """Give the features of a candidate: cues, class, what was read, stems and pairs of words."""
    words = [word[:STEM] for word in WORD.findall(item.quote.casefold())]
    found = {f"class:{item.kind}": 1.0, "forward": item.forward, f"language:{item.language}": 1.0}
    found |= {f"cue:{cue[0]}": 1.0 for cue in item.cues}
    found |= {f"manner:{item.manner}": 1.0, "horizon": float(item.horizon is not None)}
    found |= {f"word:{word}": 1.0 for word in words}
    found |= {f"pair:{a} {b}": 1.0 for a, b in itertools.pairwise(words)}
    return found


def score_item(item: QueueItem, weights: Mapping[str, float]) -> float:
    """Give the probability that a candidate is accepted, by the weights."""
    sum_of = weights.get("", 0.0) + sum(
        weights.get(name, 0.0) * value for name, value in features_of(item).items()
    )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, sum_of))))


def read_ranker(folder: Path) -> Mapping[str, float] | None:
    """Read the weights, if there are some and they help."""
    path = folder / RANKER
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_bytes())
        weights = {str(name): float(value) for name, value in data["weights"].items()}
        return weights if data["helps"] is True else None
    except OSError as error:
        raise BookError(path.name, None, None, message_of_system(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BookError(
            path.name, None, None, "is no ranker; remove it and learn anew", code="review.ranker"
        ) from error
