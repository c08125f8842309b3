"""Taking the bytes of an entry out of the book, on the command line."""

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call
    from tests.conftest import SetClock

WORDS = "Olena of Elm Street said so."
WHY = ("--reason", "It named a person.")


@pytest.fixture
def told(call: "Call") -> "Call":
    """Log a forecast and take back an update of it that named a person; that is entry 5."""
    call("log", "It rains 10%", "--by", "2031-01-01")
    call("update", "1", "20%", "--reason", WORDS)
    call("undo")
    return call


def test_the_words_go_and_the_root_stays(
    told: "Call", place: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "config"))
    told("keys", "new")
    told("checkpoint", "-o", "before.checkpoint")
    done = told("redact", "1/anna/2", *WHY, "--yes")
    assert done.out == "entry 5: its bytes are gone; its hash and the root stay\n"
    assert "copies keep the bytes: old exports, git, backups" in done.err
    assert WORDS.encode() not in (place / "forecasts" / "book.db").read_bytes()
    assert told("verify", "--against", "before.checkpoint").code == 0
    told("export")
    assert WORDS not in (place / "forecasts" / "book.jsonl").read_text()
    assert told("check").code == 0


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("en", ["     5  an entry whose bytes were taken out [taken back]"]),
        ("uk", ["     5  запис, байти якого вилучено [відкликано]", "вилучено: Anna (5)"]),
        ("ru", ["     5  запись, байты которой изъяты [отозвано]", "изъяты: Anna (5)"]),
    ],
)
def test_the_history_says_that_something_was_there(
    told: "Call", lang: str, lines: list[str]
) -> None:
    told("redact", "--entry", "5", *WHY, "--yes")
    shown = told("show", "1", "--lang", lang)
    assert (shown.code, WORDS in shown.out) == (0, False)
    for line in (*lines, "It named a person."):
        assert line in shown.out
    kinds = [each["kind"] for each in told("show", "1", "--json").data["history"]]
    assert kinds == ["proposition", "forecast", "redacted", "retraction", "redaction"]


def test_a_request_that_is_sent_twice_is_done_once(told: "Call") -> None:
    again = ("redact", "--entry", "5", *WHY, "--yes", "--key", "k", "--json")
    assert told(*again).data == {
        "schema": "brierbook.redact/1",
        "entry": 5,
        "kind": "forecast",
        "reason": "It named a person.",
        "repeated": False,
    }
    assert told(*again).data["repeated"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((*WHY,), 2, "give one of ID and --entry"),
        (("1/anna/2", "--entry", "5", *WHY), 2, "give one of ID and --entry"),
        (("1/anna/2",), 2, "--reason"),
        (("1/anna/2", *WHY), 2, "This cannot be undone; add --yes"),
        (("1/anna/2", "--reason", " ", "--yes"), 3, "is blank"),
        (("1", *WHY, "--yes"), 3, "rests on what would be taken out"),
        (("nothing", *WHY, "--yes"), 4, "no entry of forecasts/book.db has the id 'nothing'"),
        (("--entry", "99", *WHY, "--yes"), 4, "has no entry 99"),
        (("--entry", "1", *WHY, "--yes"), 4, "cannot do without"),
        (("anna", *WHY, "--yes"), 3, "rests on what would be taken out"),
    ],
)
def test_what_cannot_go_stays_whole(
    told: "Call", place: "Path", arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = told("redact", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert WORDS.encode() in (place / "forecasts" / "book.db").read_bytes()
    assert told("verify").code == 0


def test_an_entry_that_was_made_text_by_hand_is_named(told: "Call", place: "Path") -> None:
    with sqlite3.connect(place / "forecasts" / "book.db") as book:
        book.execute("UPDATE entry SET line = CAST(line AS TEXT) WHERE seq = 4")
    book.close()
    for arguments in (("show", "1"), ("update", "1", "5%"), ("export", "-"), ("undo",)):
        done = told(*arguments)
        assert done.code == 3, arguments
        assert "forecasts/book.db:4: is not the bytes that were written" in done.err
    done = told("verify")
    assert (done.code, "book.db:4: its bytes" in done.err + done.out) == (3, True)


@pytest.mark.parametrize(
    ("lang", "head"),
    [("en", "redacted"), ("uk", "вилучені"), ("ru", "изъятые")],
)
def test_what_is_taken_out_after_the_outcome_is_missed_beside_the_score(
    call: "Call", set_clock: "SetClock", lang: str, head: str
) -> None:
    for text in ("It rains 10%", "It snows 20%"):
        assert call("log", text, "--by", "2026-12-31").code == 0
    set_clock(datetime(2027, 1, 2, tzinfo=UTC))
    for name, outcome in (("1", "yes"), ("2", "no")):
        assert call("resolve", name, outcome, "--evidence", "Seen.").code == 0
    kept = call("score", "--json").data["rows"][0]
    assert (kept["n"], kept["redacted"]) == (2, 0)
    assert call("redact", "--entry", "4", *WHY, "--yes").code == 0
    left = call("score", "--json").data["rows"][0]
    assert (left["n"], left["redacted"]) == (1, 1)
    parts = call("score", "--lang", lang).out.split("\n\n")
    place = next(place for place, part in enumerate(parts) if ": 1." in part)
    counts = parts[place - 1].splitlines()
    assert (counts[0].split()[-1], counts[1].split()[-1]) == (head, "1")
