"""The five seeds, read afresh, and the recorded review arrive at the propositions of the book."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cli.conftest import Call

ROOT = Path(__file__).parents[3]
BOOK = ROOT / "forecasts" / "book.jsonl"
REVIEW = ROOT / "forecasts" / "syria-2024-12.review.jsonl"
FIELDS = (
    "text",
    "criteria",
    "deadline",
    "horizon",
    "condition",
    "claim",
    "reading",
    "event",
    "tags",
)


def bodies(path: Path, kind: str) -> dict[str, Any]:
    """Give the bodies of one kind of entry by id."""
    found: dict[str, Any] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] == kind:
            # the proposition that an entry tells of stands beside its body
            about = entry.get("proposition", entry["body"].get("proposition"))
            body = entry["body"] | {"proposition": about}
            found[body.get("id", about)] = body
    return found


def test_the_recorded_review_arrives_at_the_propositions_of_the_book(
    call: "Call", place: Path
) -> None:
    for each in (ROOT / "seeds").iterdir():
        (place / "seeds" / each.name).write_bytes(each.read_bytes())
    seeds = sorted(map(str, (place / "seeds").glob("*.txt")))
    assert call("read", *seeds).code == 0
    assert call("review", "--apply", str(REVIEW)).code == 0
    assert call("check").code == 0
    assert call("export").code == 0
    forecasts = {
        name: each for name, each in bodies(BOOK, "forecast").items() if each.get("statement")
    }
    made = bodies(place / "forecasts" / "book.jsonl", "forecast")
    assert made.keys() == forecasts.keys()
    for name, each in forecasts.items():
        assert made[name]["confidence"] == each["confidence"]
        assert made[name]["made_at"] == each["made_at"]
    ours = bodies(place / "forecasts" / "book.jsonl", "proposition")
    theirs = bodies(BOOK, "proposition")
    for name in {each["proposition"] for each in forecasts.values()}:
        assert {f: ours[name].get(f) for f in FIELDS} == {f: theirs[name].get(f) for f in FIELDS}
