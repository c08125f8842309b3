"""Books of people who forecast live: questions, what they said on which day, and the outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.conftest import entry, entry_line

from brierbook.forecasts.entries.book import Book, parse_book

START = datetime(2025, 1, 1, tzinfo=UTC)


def day(number: float) -> str:
    """Write the instant that many days after the start."""
    return (START + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Question:
    """A question from ``opened`` to ``deadline``, in days from the start; None has no deadline.

    ``said`` holds a day, a probability, and whose word it is; without a probability it is
    withdrawn.
    """

    name: str
    said: list[tuple[float, str | None, str]]
    deadline: float | None = 100
    opened: float = 0
    outcome: str | None = None
    decided: float | None = None
    event: str | None = None
    reading: str = "primary"
    claim: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


def recorded(at: float, kind: str, body: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Make an entry that was recorded on a day."""
    made = {key: value for key, value in body.items() if value is not None}
    return at, entry(kind, made) | {"recorded_at": day(at)}


def question_entries(asked: Question) -> Iterable[tuple[float, dict[str, Any]]]:
    """Make the entries of a question."""
    yield recorded(
        asked.opened,
        "proposition",
        {
            "id": asked.name,
            "claim": asked.claim or asked.name,
            "reading": asked.reading,
            "text": {"en": f"{asked.name} happens"},
            "deadline": None if asked.deadline is None else day(asked.deadline),
            "event": asked.event,
            "tags": [],
        }
        | asked.more,
    )
    for number, (at, p, who) in enumerate(asked.said):
        about = {"proposition": asked.name, "forecaster": who, "made_at": day(at)}
        if p is None:
            yield recorded(at, "withdrawal", about)
        else:
            confidence = {"how": "stated", "p": p}
            name = {"id": f"{asked.name}-{who}-{number}", "confidence": confidence}
            yield recorded(at, "forecast", about | name)
    if asked.outcome is not None:
        decided = asked.decided or asked.deadline or 0
        outcome = {"proposition": asked.name, "outcome": asked.outcome, "known_at": day(decided)}
        source = {"name": "A diary", "url": "https://example.org/diary"}
        evidence = [{"says": "It was seen.", "when": "then", "sources": [source]}]
        yield recorded(decided, "resolution", outcome | {"evidence": evidence})


def live_entries(
    *questions: Question, until: float = 0, stories: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """Make the entries of a book, in the order of time; the last is not before ``until``."""
    said = [who for each in questions for _, _, who in each.said]
    events = dict.fromkeys(each.event for each in questions if each.event)
    first = min(each.opened for each in questions)
    shared = [
        recorded(first, "book", {"name": "live", "title": {"en": "Live"}}),
        *(
            recorded(first, "forecaster", {"id": who, "kind": "person", "name": {"en": who}})
            for who in dict.fromkeys(said)
        ),
        *(
            recorded(
                first,
                "event",
                {"id": name, "title": {"en": name}, "story": (stories or {}).get(name)},
            )
            for name in events
        ),
    ]
    told = [each for asked in questions for each in question_entries(asked)]
    told.sort(key=lambda each: each[0])
    last = [recorded(until, "event", {"id": "later", "title": {"en": "later"}})]
    made = [*shared, *told, *(last if until else [])]
    return [each for _, each in made]


def live_book(
    *questions: Question, until: float = 0, stories: dict[str, str] | None = None
) -> Book:
    """Make a book."""
    made = live_entries(*questions, until=until, stories=stories)
    lines = [entry_line(each) for each in made]
    book, problems = parse_book("".join(f"{each}\n" for each in lines).encode(), "book.jsonl")
    assert not problems, problems
    return book


def write_live_book(folder: Path, *questions: Question, until: float = 0) -> Path:
    """Write a workspace with a book."""
    (folder / "forecasts").mkdir(parents=True)
    (folder / "seeds").mkdir()
    (folder / "seeds" / "seeds.toml").write_text("", encoding="utf-8")
    lines = [entry_line(each) for each in live_entries(*questions, until=until)]
    path = folder / "forecasts" / "book.jsonl"
    path.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    return path
