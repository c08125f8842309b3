"""A made-up book of forecasts, to draw figures that a small real one cannot fill.

Nothing in it happened. Five forecasters, who differ in skill and in boldness, speak of questions on
some sixty events over two years, and update; the seed is fixed, so the book is always the same.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20250607
EVENTS = 64
START = datetime(2023, 1, 9, 12, tzinfo=UTC)
TAGS = ("weather", "trade", "sport", "science")
# noise and stretch on the log-odds scale: above 1 is bolder than the knowledge behind it
FORECASTERS = {
    "anna": (0.3, 1.0),
    "bohdan": (0.5, 1.6),
    "clara": (0.9, 1.0),
    "dmytro": (0.6, 0.6),
    "eva": (1.4, 1.5),
}
# questions about numbers: how many, and how wide quantiles lie, of what would be right
NUMBERS, WIDTHS = 40, {"anna": 1.0, "bohdan": 0.55}
LEVELS = {"0.05": -1.645, "0.25": -0.674, "0.5": 0.0, "0.75": 0.674, "0.95": 1.645}
# questions with options, and what is said of them on average
CHOICES, SHARES = 24, {"anna": 6.0, "clara": 1.5}
OPTIONS = ("red", "green", "blue")
# shares of what does not resolve yes or no, added up
OUTCOMES = (("ambiguous", 0.06), ("void", 0.1), ("open", 0.17))

type Body = dict[str, Any]


def entry(kind: str, at: datetime, body: Body) -> Body:
    """Wrap what an entry says."""
    return {"v": 1, "kind": kind, "recorded_at": stamp(at), "by": "simulation", "body": body}


def stamp(at: datetime) -> str:
    """Write an instant."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def day(at: datetime) -> str:
    """Write a civil day."""
    return at.strftime("%Y-%m-%d[UTC]")


def simulate() -> list[Body]:
    """Make the entries, in the order of their times."""
    rng = np.random.default_rng(SEED)
    title = {"en": "A simulated book", "uk": "Змодельована книга", "ru": "Смоделированная книга"}
    head = [entry("book", START, {"name": "simulated", "title": title})]
    head += [
        entry("forecaster", START, {"id": name, "kind": "person", "name": {"en": name.title()}})
        for name in FORECASTERS
    ]
    rest = [each for number in range(EVENTS) for each in happening(number, rng)]
    # with random numbers of their own, so that the other questions stay as they are
    other = np.random.default_rng(SEED + 1)
    rest += [each for number in range(NUMBERS) for each in number_question(number, other)]
    third = np.random.default_rng(SEED + 2)
    rest += [each for number in range(CHOICES) for each in option_question(number, third)]
    return head + sorted(rest, key=lambda each: str(each["recorded_at"]))


def happening(number: int, rng: np.random.Generator) -> Iterator[Body]:
    """Make one event with one or two questions on it."""
    opens = START + timedelta(days=float(rng.uniform(0, 700)))
    name, tag = f"event-{number:02}", TAGS[number % len(TAGS)]
    yield entry("event", opens, {"id": name, "title": {"en": f"Event {number}"}})
    logit = float(rng.normal(-0.3, 1.3))
    luck = float(rng.logistic())
    for part in range(1 + number % 2):
        yield from question(name, part, tag, opens, (logit - part, luck), rng)


def question(
    event: str,
    part: int,
    tag: str,
    opens: datetime,
    chance: tuple[float, float],
    rng: np.random.Generator,
) -> Iterator[Body]:
    """Make a question, the forecasts of it, and what became of it."""
    name, days = f"{event}-{'ab'[part]}", float(rng.uniform(20, 140))
    deadline = opens + timedelta(days=days)
    text = {
        "en": f"Simulated question {name} turns out true.",
        "uk": f"Змодельоване питання {name} справдиться.",
        "ru": f"Смоделированный вопрос {name} сбудется.",
    }
    body = {"id": name, "claim": name, "reading": "primary", "text": text, "event": event}
    yield entry("proposition", opens, body | {"deadline": day(deadline), "tags": [tag]})
    for who in FORECASTERS:
        if rng.random() < 0.75:  # noqa: PLR2004  # not everyone speaks of everything
            yield from opinions(name, who, (opens, days), chance[0], rng)
    yield from ending(name, (deadline, days), chance, rng)


def opinions(
    name: str,
    who: str,
    window: tuple[datetime, float],
    logit: float,
    rng: np.random.Generator,
) -> Iterator[Body]:
    """Make the forecasts of one forecaster; later ones know more."""
    noise, stretch = FORECASTERS[who]
    times = np.sort(rng.uniform(0.02, 0.8, size=int(rng.integers(1, 5))))
    for step, share in enumerate(times):
        at = window[0] + timedelta(days=window[1] * float(share))
        seen = stretch * (logit + float(rng.normal(0, noise)) * (1 - float(share)))
        p = min(max(1 / (1 + np.exp(-seen)), 0.01), 0.99)
        confidence = {"how": "stated", "p": str(round(float(p), 2))}
        body = {"id": f"{name}/{who}/{step}", "proposition": name, "forecaster": who}
        yield entry("forecast", at, body | {"made_at": stamp(at), "confidence": confidence})


def ending(
    name: str, end: tuple[datetime, float], chance: tuple[float, float], rng: np.random.Generator
) -> Iterator[Body]:
    """Resolve a question at its deadline or before, or leave it as fate has it."""
    fate, early = float(rng.random()), float(rng.uniform(0, 0.15))
    outcome = next((each for each, below in OUTCOMES if fate < below), None)
    if outcome == "open":
        return
    happened = chance[0] + chance[1] > 0
    at = end[0] - timedelta(days=end[1] * early) if happened else end[0]
    known = at + timedelta(days=1 + float(rng.gamma(1.5, 4)))
    body = {"proposition": name, "outcome": outcome or ("yes" if happened else "no")}
    evidence = [{"says": "Simulated.", "when": "then", "sources": [SOURCE]}]
    times = {"decided_at": day(at), "known_at": stamp(known)}
    yield entry("resolution", known, body | times | {"evidence": evidence})


def number_question(number: int, rng: np.random.Generator) -> Iterator[Body]:
    """Make an event, a question about a number on it, two forecasts in quantiles, and the value."""
    name, opens = f"number-{number:02}", START + timedelta(days=float(rng.uniform(0, 600)))
    centre, spread = float(rng.normal(100, 20)), float(rng.uniform(5, 25))
    text = {
        "en": f"Simulated number {name}.",
        "uk": f"Змодельоване число {name}.",
        "ru": f"Смоделированное число {name}.",
    }
    body = {"id": name, "claim": name, "reading": "primary", "text": text, "event": name}
    kind = {"deadline": day(opens + timedelta(days=60)), "tags": ["numbers"]}
    yield entry("event", opens, {"id": name, "title": {"en": f"Number {number}"}})
    yield entry("proposition", opens, body | kind | {"answers": {"kind": "numeric"}})
    for who, width in WIDTHS.items():
        yield in_quantiles(name, who, opens + timedelta(days=5), (centre, spread * width))
    value = centre + spread * float(rng.normal())
    at = opens + timedelta(days=50)
    evidence = [{"says": "Simulated.", "when": "then", "sources": [SOURCE]}]
    times = {"decided_at": day(at), "known_at": day(at + timedelta(days=1))}
    result = {"proposition": name, "outcome": "value", "answer": f"{value:.2f}"}
    yield entry("resolution", at + timedelta(days=2), result | times | {"evidence": evidence})


def option_question(number: int, rng: np.random.Generator) -> Iterator[Body]:
    """Make an event, a question with options on it, two forecasts in shares, and what came true."""
    name, opens = f"choice-{number:02}", START + timedelta(days=float(rng.uniform(0, 600)))
    chances = rng.dirichlet(np.ones(len(OPTIONS)))
    text = {
        "en": f"Simulated choice {name}.",
        "uk": f"Змодельований вибір {name}.",
        "ru": f"Смоделированный выбор {name}.",
    }
    body = {"id": name, "claim": name, "reading": "primary", "text": text, "event": name}
    kind = {"deadline": day(opens + timedelta(days=60)), "tags": ["choices"]}
    answers = {"kind": "categorical", "options": [*OPTIONS]}
    yield entry("event", opens, {"id": name, "title": {"en": f"Choice {number}"}})
    yield entry("proposition", opens, body | kind | {"answers": answers})
    for who, knowledge in SHARES.items():
        yield in_shares(name, who, opens + timedelta(days=5), knowledge * chances, rng)
    at = opens + timedelta(days=50)
    evidence = [{"says": "Simulated.", "when": "then", "sources": [SOURCE]}]
    times = {"decided_at": day(at), "known_at": day(at + timedelta(days=1))}
    came = OPTIONS[int(rng.choice(len(OPTIONS), p=chances))]
    result = {"proposition": name, "outcome": "option", "answer": came}
    yield entry("resolution", at + timedelta(days=2), result | times | {"evidence": evidence})


def in_shares(
    name: str, who: str, at: datetime, strength: "np.ndarray[Any, Any]", rng: np.random.Generator
) -> Body:
    """Make a forecast of options, in twentieths that sum to 1."""
    said = rng.multinomial(20, rng.dirichlet(strength + 0.5))
    shares = [
        {"option": option, "p": f"{int(part) / 20:g}"}
        for option, part in zip(OPTIONS, said, strict=True)
    ]
    body = {"id": f"{name}/{who}", "proposition": name, "forecaster": who, "made_at": stamp(at)}
    return entry("forecast", at, body | {"confidence": {"how": "shares", "shares": shares}})


def in_quantiles(name: str, who: str, at: datetime, normal: tuple[float, float]) -> Body:
    """Make a forecast of a number from the mean and the spread of a normal distribution."""
    mean, spread = normal
    quantiles = [{"p": p, "value": f"{mean + z * spread:.2f}"} for p, z in LEVELS.items()]
    body = {"id": f"{name}/{who}", "proposition": name, "forecaster": who, "made_at": stamp(at)}
    return entry("forecast", at, body | {"confidence": {"how": "quantiles", "at": quantiles}})


SOURCE = {"name": "A random number", "url": "https://example.org/"}


def write(root: Path) -> Path:
    """Write a workspace that holds the book, and give its folder."""
    for room in ("seeds", "forecasts"):
        (root / room).mkdir(parents=True, exist_ok=True)
    (root / "seeds" / "seeds.toml").write_text("", encoding="utf-8")
    lines = (
        json.dumps(each, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for each in simulate()
    )
    (root / "forecasts" / "book.jsonl").write_bytes("".join(f"{each}\n" for each in lines).encode())
    return root
