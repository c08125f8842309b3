"""Many forecasts from standard input: all of them or none, with the lines named that are wrong."""

from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import day_in

if TYPE_CHECKING:
    from tests.cli.conftest import Call

SOON = day_in(30).isoformat()


def test_lines_and_objects_are_logged_together(call: "Call") -> None:
    content = (
        f"\ufeffIt rains 30% by:{SOON} #weather\r\n"
        "\n"
        '{"text": "Сніг", "p": 0.125, "by": "2031-01-31", "tags": ["зима"], "as": "Борис", '
        '"id": "snow", "criteria": "Біло.", "reason": "Мороз."}\n'
        '{"text": "Sledges", "p": 1e-2, "if": "snow", "by": "2031-01-31", "event": "winter"}\n'
        '{"text": "Who", "options": "A 20%, B 80%", "ordered": true, "by": "2031-01-31"}'
    )
    done = call("log", "-", "--json", stdin=content)
    rows = done.data["logged"]
    assert done.err == "brierbook: 4 forecasts logged\n"
    assert [each["id"] for each in rows] == ["1", "snow", "2", "3"]
    assert [each["p"] for each in rows] == ["0.30", "0.125", "0.01", None]
    assert (rows[1]["forecaster"], rows[1]["language"], rows[2]["condition"]) == (
        "борис",
        "uk",
        "snow",
    )
    assert call("check").code == 0


def test_options_hold_for_lines_that_do_not_say_otherwise(call: "Call") -> None:
    content = 'One 10%\n{"text": "Two", "p": 0.2, "by": "2032-01-01", "tags": ["b"]}\n'
    done = call("log", "-", "--by", "2031-01-01", "-t", "a", "--as", "Boris", stdin=content)
    assert done.out.splitlines() == ["1  10%  2031-01-01  One", "2  20%  2032-01-01  Two"]
    rows = call("ls", "--json").data["propositions"]
    assert [each["tags"] for each in rows] == [["b"], ["a"]]


def test_what_was_logged_in_one_go_is_taken_back_in_one_go(call: "Call") -> None:
    call("log", "-", stdin=f"One 10% by:{SOON}\nTwo 20% by:{SOON}\n")
    assert len(call("undo", "--json").data["taken_back"]) == 4
    assert call("ls", "--json").data["total"] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("One 10%\nTwo\n", "stdin:2: line 'Two': says no probability"),
        ("One 10%\nTwo\nThree 101%\n\nFour", "(and 2 more, in lines 3, 5)"),
        ("One 10%\n" + "x\n" * 7, "(and 6 more, in lines 3, 4, 5, 6, 7, ...)"),
        ('{"text": "One", "p": 0.1}\n{"text": "Two", "p": "12%"}', "stdin:2: probability '12%'"),
        ('{"text": "One", "p": true}', "stdin:1: probability True"),
        ('{"text": "One", "p": 37}', "give 0.37 for 37 percent"),
        ('{"text": "One", "p": NaN}', "NaN is no number of JSON"),
        ('{"text": "One", "p": 1e-400}', "has more than 60 digits"),
        ('{"text": "One", "p": null}', "says no probability"),
        ('{"text": "One", "p": 0.1, "p": 0.2}', "has the key 'p' twice"),
        ('{"text": "One", "p": 0.1, "tag": "a"}', "field 'tag': is unknown"),
        ('{"text": "One", "p": 0.1, "tags": "a"}', "tags 'a': has the wrong type"),
        ('{"text": 1, "p": 0.1}', "text 1: has the wrong type"),
        ('{"p": 0.1}', "is missing"),
        ('{"text": "One"', "is not JSON"),
        ('{"text": "One", "p": 0.1, "made_at": "2041-01-01"}', "stdin:1: made_at: 2041-01-01"),
        ('One 10%\n{"text": "Two", "p": 0.1, "id": "1"}', "stdin:2: proposition '1' is in the"),
        ('One 10%\n{"text": "Two", "p": 0.1, "if": "7"}', "stdin:2: no proposition '7'"),
        ("One 10% by:2025-01-01\n", "stdin:1: deadline 'by:2025-01-01': has passed"),
        ("", "stdin: holds no line"),
    ],
)
def test_one_bad_line_keeps_all_out(call: "Call", content: str, words: str) -> None:
    done = call("log", "-", stdin=content)
    assert (done.code in (3, 4), done.out) == (True, "")
    assert words in done.err
    assert done.err.count("\n") == 1
    assert call("ls", "--json").data["total"] == 0


def test_lines_in_another_encoding_are_not_guessed(call: "Call") -> None:
    done = call("log", "-", stdin="One 10%\nДощ 20%".encode("cp1251"))
    assert done.code == 3
    assert "stdin:2: is not UTF-8 at byte 0" in done.err
    assert call("ls", "--json").data["total"] == 0


def test_a_deeply_nested_line_is_refused(call: "Call") -> None:
    done = call("log", "-", stdin='{"text":' + "[" * 100_000)
    assert (done.code, done.err.count("\n")) == (3, 1)


def test_a_key_makes_a_batch_one_request(call: "Call") -> None:
    content = f"One 10% by:{SOON}\nTwo 20% by:{SOON}\n"
    call("log", "-", "--key", "batch", stdin=content)
    assert call("log", "-", "--key", "batch", stdin=content).code == 0
    assert call("ls", "--json").data["total"] == 2
    assert call("log", "-", "--key", "batch", stdin=content + "Three 30%").code == 4


def test_a_dry_run_shows_what_would_be_logged(call: "Call") -> None:
    done = call("log", "-", "--dry-run", stdin=f"One 10% by:{SOON}\nTwo 20%\n")
    assert done.out.splitlines() == [f"1  10%  {SOON}  One", "2  20%  –  Two"]
    assert done.err == "brierbook: 2 forecasts would be logged; nothing was written\n"
    assert call("ls", "--json").data["total"] == 0


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "2 forecasts logged"), ("uk", "записано 2 прогнози"), ("ru", "записано 2 прогноза")],
)
def test_the_count_is_said_in_the_language_asked_for(call: "Call", lang: str, said: str) -> None:
    assert call("log", "-", "--lang", lang, stdin="One 10%\nTwo 20%").err == f"brierbook: {said}\n"


def test_one_id_does_not_name_many(call: "Call") -> None:
    assert call("log", "-", "--id", "x", stdin="One 10%\n").code == 2


def test_a_record_is_kept_as_it_is(call: "Call") -> None:
    content = (
        '{"text": "Topic of the year is #metoo", "p": 0.5, "by": null, "reason": "", '
        '"made_at": "2026-01-31T23:59:59.123Z", "tags": ["US politics"]}\n'
        '{"text": "Wins?", "options": {"A": 0.3333333333333333, "B": 0.6666666666666666}}'
    )
    done = call("log", "-", "--json", stdin=content)
    [topic, wins] = done.data["logged"]
    assert (topic["text"], topic["tags"]) == ("Topic of the year is #metoo", ["us-politics"])
    assert topic["made_at"] == "2026-01-31T23:59:59Z"
    assert wins["kind"] == "categorical"
    assert "brierbook: the tag US politics is kept as #us-politics\n" in done.err
    assert call("check").code == 0
