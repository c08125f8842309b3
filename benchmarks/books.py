"""A book of any size for the benchmarks: one forecaster, a third of the propositions resolved."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

from brierbook.forecasts.canonical import Json
from brierbook.forecasts.entries.envelopes import write_entry

TEXT = """rain falls river rises bridge opens price drops team wins law passes strike ends ship
sails harvest fails bank closes road floods court rules mayor resigns ferry sinks mine reopens"""
WORDS = TEXT.split()
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def lines(entries: int, seed: int = 7) -> Iterator[bytes]:
    """Give the canonical lines of a valid book with this many entries."""
    random = Random(seed)  # noqa: S311  # not for secrets
    for number, (kind, body) in enumerate(islice(bodies(random), entries)):
        recorded = f"{BEGIN + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}"
        yield write_entry(kind, body, {"recorded_at": recorded, "by": "ada"})


def bodies(random: Random) -> Iterator[tuple[str, dict[str, Json]]]:
    """Give the bodies of entries without end."""
    yield "book", {"name": "large", "title": {"en": "A large book"}}
    yield "forecaster", {"id": "ada", "kind": "person", "name": {"en": "Ada"}}
    number = 0
    while True:
        number += 1
        name = str(number)
        yield "proposition", proposition(random, name)
        yield "forecast", forecast(random, name, "1")
        if number % 3 == 0:
            yield "forecast", forecast(random, name, "2")
        if number % 3 == 1:
            outcome = random.choice(("yes", "no"))
            evidence: list[Json] = [{"says": "It was seen.", "when": "then", "sources": []}]
            yield (
                "resolution",
                {
                    "proposition": name,
                    "outcome": outcome,
                    "known_at": f"{BEGIN:%Y-%m-%dT%H:%M:%SZ}",
                    "evidence": evidence,
                },
            )


def proposition(random: Random, name: str) -> dict[str, Json]:
    """Make a claim of eight words with a deadline and a tag."""
    day = BEGIN + timedelta(days=random.randrange(30, 1000))
    tags: list[Json] = [random.choice(("north", "south", "east", "west"))]
    return {
        "id": name,
        "text": {"en": " ".join(random.choices(WORDS, k=8)).capitalize() + "."},
        "deadline": f"{day:%Y-%m-%d}[Europe/Kyiv]",
        "tags": tags,
    }


def forecast(random: Random, name: str, number: str) -> dict[str, Json]:
    """Make a probability in whole percent."""
    return {
        "id": f"{name}/{number}",
        "proposition": name,
        "forecaster": "ada",
        "made_at": f"2025-12-{int(number) + 10:02d}T00:00:00Z",
        "confidence": {"how": "stated", "p": f"0.{random.randrange(1, 100):02d}"},
    }
