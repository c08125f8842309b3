"""Questions about numbers for the simulated book: forecasts in quantiles, and the values that came.

Nothing in it happened. Two forecasters give five quantiles; one is calibrated, the other too sure.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np

SEED = 20250608
QUESTIONS = 40
LEVELS = {"0.05": -1.645, "0.25": -0.674, "0.5": 0.0, "0.75": 0.674, "0.95": 1.645}
# how wide a forecaster's quantiles lie, of what would be right
WIDTHS = {"anna": 1.0, "bohdan": 0.55}

type Body = dict[str, Any]


def values(start: datetime) -> Iterator[tuple[str, datetime, Body]]:
    """Make kind, time and body of every entry about numbers."""
    rng = np.random.default_rng(SEED)
    for number in range(QUESTIONS):
        opens = start + timedelta(days=float(rng.uniform(0, 600)))
        yield from question(f"value-{number:02}", opens, rng)


def question(
    name: str, opens: datetime, rng: np.random.Generator
) -> Iterator[tuple[str, datetime, Body]]:
    """Make an event, a question about a number on it, its forecasts and its outcome."""
    centre, spread = float(rng.normal(100, 20)), float(rng.uniform(5, 25))
    text = {
        "en": f"Simulated number {name}.",
        "uk": f"Змодельоване число {name}.",
        "ru": f"Смоделированное число {name}.",
    }
    ends = opens + timedelta(days=60)
    body = {"id": name, "claim": name, "reading": "primary", "text": text, "event": name}
    kind = {"deadline": day(ends), "tags": ["numbers"], "answers": {"kind": "numeric"}}
    yield "event", opens, {"id": name, "title": {"en": f"Number {name}"}}
    yield "proposition", opens, body | kind
    for place, (who, width) in enumerate(WIDTHS.items()):
        at = opens + timedelta(days=5 + place)
        yield "forecast", at, opinion(name, who, at, centre, spread * width)
    value = centre + spread * float(rng.normal())
    settled = ends - timedelta(days=10)
    yield "resolution", settled + timedelta(days=2), outcome(name, settled, value)


def day(at: datetime) -> str:
    """Write a civil day."""
    return at.strftime("%Y-%m-%d[UTC]")


def opinion(name: str, who: str, at: datetime, centre: float, spread: float) -> Body:
    """Make a forecast in quantiles."""
    quantiles = [{"p": level, "value": f"{centre + z * spread:.2f}"} for level, z in LEVELS.items()]
    confidence = {"how": "quantiles", "at": quantiles}
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"id": f"{name}/{who}", "proposition": name, "forecaster": who}
    return body | {"made_at": stamp, "confidence": confidence}


def outcome(name: str, at: datetime, value: float) -> Body:
    """Resolve a question to a value."""
    source = {"name": "A random number", "url": "https://example.org/"}
    evidence = [{"says": "Simulated.", "when": "then", "sources": [source]}]
    times = {"decided_at": day(at), "known_at": day(at + timedelta(days=1))}
    body = {"proposition": name, "outcome": "value", "answer": f"{value:.2f}"}
    return body | times | {"evidence": evidence}
