"""``brierbook review``: every decision is an entry, and what was left out can be told."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call, Done

TEXT = (
    "The mill will close by June. Officials fear the dam may burst.\n"
    "The union hopes to reach a deal by Friday. The mayor said the bank would fail.\n"
)
JUDGEABLE: dict[str, Any] = {
    "text": "The mill in Leeds closes by 30 June 2027.",
    "criteria": "Yes if the Yorkshire Post reports that work there has ended.",
    "deadline": "2027-06-30",
    "event": "mill",
    "horizon": "“by June”",
}


@pytest.fixture
def ids(call: "Call", place: Path) -> list[str]:
    """Read a text; give the ids of its candidates in the order of the text."""
    (place / "a.txt").write_text(TEXT, encoding="utf-8")
    done = call("read", "a.txt", "--published", "2026-11-30", "--json")
    return [each["id"] for each in done.data["documents"][0]["candidates"]]


def apply(call: "Call", *decisions: dict[str, Any]) -> "Done":
    """Carry out decisions."""
    lines = "\n".join(map(json.dumps, decisions))
    return call("review", "--apply", "-", "--json", stdin=lines)


def states(call: "Call") -> dict[str, str]:
    """Give the state of each candidate."""
    data = call("review", "--all", "--json").data["candidates"]
    return {each["id"]: each["state"] for each in data}


def test_accepting_makes_a_proposition_with_the_forecast_of_its_speaker(
    call: "Call", ids: list[str]
) -> None:
    done = apply(call, JUDGEABLE | {"candidate": ids[0], "action": "accept"})
    [made] = done.data["results"][0]["made"]
    shown = call("show", made, "--json").data
    assert JUDGEABLE["text"] in json.dumps(shown)
    assert "author-of-doc-a" in json.dumps(shown)
    assert call("check").code == 0
    assert states(call)[ids[0]] == "accept"


@pytest.mark.parametrize("field", ["text", "criteria", "deadline", "event", "horizon"])
def test_what_cannot_be_judged_is_refused(call: "Call", ids: list[str], field: str) -> None:
    asked = {name: value for name, value in JUDGEABLE.items() if name != field}
    done = apply(call, asked | {"candidate": ids[0], "action": "accept"})
    assert done.code == 3
    assert f"lacks {field}" in done.data["results"][0]["problem"]
    assert states(call)[ids[0]] == "pending"
    assert call("ls", "--json").data["propositions"] == []


def test_what_was_left_out_is_told_with_its_reason(call: "Call", ids: list[str]) -> None:
    assert apply(call, {"candidate": ids[1], "action": "reject"}).code == 3
    assert apply(call, {"candidate": ids[1], "action": "reject", "reason": "too vague"}).code == 0
    assert "too vague" in call("review", "--left-out").out
    again = apply(call, JUDGEABLE | {"candidate": ids[1], "action": "accept"})
    assert "decided already" in again.data["results"][0]["problem"]


def test_a_second_statement_is_merged_into_a_proposition(call: "Call", ids: list[str]) -> None:
    apply(call, JUDGEABLE | {"candidate": ids[0], "action": "accept"})
    done = apply(call, {"candidate": ids[3], "action": "merge", "proposition": "1", "p": "70%"})
    assert done.data["results"][0]["made"] == ["1"]
    assert len(call("show", "1", "--json").data["standing"]) == 2


def test_an_edit_is_laid_over_and_the_queue_stays(
    call: "Call", ids: list[str], place: Path
) -> None:
    before = (place / "forecasts/queue.jsonl").read_bytes()
    apply(
        call, {"candidate": ids[2], "action": "edit", "kind": "intention", "speaker": "The union"}
    )
    [item] = [e for e in call("review", "--json").data["candidates"] if e["id"] == ids[2]]
    assert (item["kind"], item["speaker"]) == ("intention", "The union")
    assert (place / "forecasts/queue.jsonl").read_bytes() == before
    assert apply(call, {"candidate": ids[2], "action": "edit", "kind": "guess"}).code == 3


def test_a_split_makes_candidates_of_the_parts(call: "Call", ids: list[str]) -> None:
    start = TEXT.index("Officials")
    spans = [[start, start + 14], [start + 15, start + 34]]
    done = apply(call, {"candidate": ids[1], "action": "split", "spans": spans})
    parts = done.data["results"][0]["made"]
    assert len(parts) == 2
    assert states(call) | {} == states(call)
    assert [states(call)[each] for each in (ids[1], *parts)] == ["split", "pending", "pending"]
    assert (
        apply(call, {"candidate": ids[0], "action": "split", "spans": [[0, 99999], [1, 2]]}).code
        == 3
    )


def test_what_is_put_off_comes_last(call: "Call", ids: list[str]) -> None:
    first = call("review", "--json").data["candidates"][0]["id"]
    apply(call, {"candidate": first, "action": "skip"})
    assert call("review", "--json").data["candidates"][-1]["id"] == first
    assert set(ids) <= set(states(call))


def test_undo_takes_back_one_decision_after_the_other(call: "Call", ids: list[str]) -> None:
    apply(call, JUDGEABLE | {"candidate": ids[0], "action": "accept"})
    apply(call, {"candidate": ids[1], "action": "reject", "reason": "vague"})
    assert ids[1] in call("review", "--undo").out
    assert ids[0] in call("review", "--undo").out
    assert set(states(call).values()) == {"pending"}
    assert call("ls", "--json").data["propositions"] == []
    assert call("review", "--undo").code == 4


def test_a_statement_that_was_not_found_is_added_by_hand(call: "Call", ids: list[str]) -> None:
    done = call("review", "--add", "a.txt:0-8", "--kind", "warning", "--json")
    [item] = done.data["candidates"]
    assert (item["quote"], item["found_by"], item["kind"]) == ("The mill", "person", "warning")
    assert item["id"] not in ids
    assert call("review", "--add", "a.txt:0-99999").code == 3


def test_bad_lines_are_named_and_the_others_carried_out(call: "Call", ids: list[str]) -> None:
    lines = ["nope", "[]", json.dumps({"candidate": ids[0], "action": "burn"})]
    lines += [json.dumps({"candidate": "zzz", "action": "skip"})]
    lines += [json.dumps({"candidate": ids[0], "action": "skip"})]
    done = call("review", "--apply", "-", "--json", stdin="\n".join(lines))
    assert done.code == 3
    assert ["problem" in each for each in done.data["results"]] == [True] * 4 + [False]


def test_without_a_terminal_it_says_what_to_use(call: "Call") -> None:
    done = call("review")
    assert done.code == 1
    assert "--apply" in done.err


def test_statements_and_outcomes_are_written_as_linked_data(call: "Call", ids: list[str]) -> None:
    apply(call, JUDGEABLE | {"candidate": ids[0], "action": "accept"})
    page = json.loads(call("review", "--annotations").out)
    [note] = page["items"]
    quote, place = note["target"]["selector"]
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", TEXT[:27])
    assert (place["type"], place["start"], place["end"]) == ("TextPositionSelector", 0, 27)
    assert json.loads(call("review", "--claim-reviews").out) == []
    call("resolve", "1", "yes", "--evidence", "It closed.")
    [review] = json.loads(call("review", "--claim-reviews").out)
    assert review["@type"] == "ClaimReview"
    assert review["reviewRating"]["ratingValue"] == 5
    assert review["itemReviewed"]["appearance"][0]["text"] == TEXT[:27]


def test_a_broken_queue_is_named_with_its_line(call: "Call", ids: list[str], place: Path) -> None:
    assert ids
    path = place / "forecasts/queue.jsonl"
    path.write_bytes(path.read_bytes() + b"{}\n")
    done = call("review", "--list")
    assert done.code == 3
    assert f"queue.jsonl:{len(ids) + 1}" in done.err


def test_what_the_book_alone_knows_to_be_left_out_is_told_too(
    call: "Call", ids: list[str], place: Path
) -> None:
    apply(call, {"candidate": ids[1], "action": "reject", "reason": "too vague"})
    (place / "forecasts" / "queue.jsonl").unlink()
    told = call("review", "--left-out").out
    assert "too vague" in told
    assert ids[1] in told
    assert call("review", "--left-out", "--json").data["candidates"][0]["state"] == "reject"
