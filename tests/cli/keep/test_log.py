"""Logging a forecast in one line: what is understood, kept, said, warned of and refused."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import ZONE, day_in
from tests.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Call
    from tests.conftest import SetClock

SOON = day_in(30).isoformat()
RAIN = f"It rains in Kyiv 12% by:{SOON} #weather"


@pytest.mark.parametrize(
    ("line", "language", "text", "p"),
    [
        (f"Rain stops 12.5% by:{SOON} #weather", "en", "Rain stops", "0.125"),
        (f"Дощ ущухне 12,5% до:{SOON} #погода", "uk", "Дощ ущухне", "0.125"),
        (f"Дождь утихнет 12,5% к {SOON} #погода", "ru", "Дождь утихнет", "0.125"),
        (f"Rain stops by:{SOON} #weather 1:7", "en", "Rain stops", "0.125"),
    ],
)
def test_a_line_is_understood_in_three_languages(
    call: "Call", line: str, language: str, text: str, p: str
) -> None:
    [logged] = call("log", line, "--json").data["logged"]
    assert (logged["text"], logged["language"], logged["p"]) == (text, language, p)
    assert logged["deadline"] == f"{SOON}[Europe/Kyiv]"
    assert logged["forecaster"] == "anna"
    assert logged["id"] == "1"


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("en", ["    12%, about 1 in 8", "(Europe/Kyiv), 30 days left", "    Anna #weather"]),
        ("uk", ["    12 %, приблизно 1 з 8", "(Europe/Kyiv), лишилося 30 днів"]),
        ("ru", ["    12 %, примерно 1 из 8", "(Europe/Kyiv), осталось 30 дней"]),
    ],
)
def test_the_echo_says_what_was_understood(call: "Call", lang: str, lines: list[str]) -> None:
    line = f"It rains in Kyiv 12% by:{day_in(30)} #weather"
    done = call("log", line, "--lang", lang, "--zone", ZONE)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "1  It rains in Kyiv"
    for line in lines:
        assert line in done.out


def test_options_go_before_what_the_line_says(call: "Call") -> None:
    line = f"Inflation ends above 5% by:{SOON} #a"
    done = call(
        *("log", line, "--p", "0.3", "--by", "2031-01-31", "-t", "Economy", "-t", "a"),
        *("--criteria", "The bureau says so.", "--reason", "Oil.", "--as", "Boris"),
        *("--event", "prices", "--id", "prices-2031", "--json"),
    )
    [logged] = done.data["logged"]
    assert logged["text"] == f"Inflation ends above 5% by:{SOON}"
    assert (logged["p"], logged["deadline"]) == ("0.3", "2031-01-31[Europe/Kyiv]")
    assert (logged["tags"], logged["event"], logged["id"]) == (
        ["a", "economy"],
        "prices",
        "prices-2031",
    )
    shown = call("show", "prices-2031", "--json").data
    assert shown["criteria"] == "The bureau says so."
    assert shown["history"][-1]["reason"] == "Oil."
    assert shown["history"][-1]["forecaster"] == "boris"


@pytest.mark.parametrize(
    ("arguments", "kind", "said"),
    [
        (("--options", "A 20%, B 30%, other 50%"), "categorical", "A 20%; B 30%; other 50%"),
        (("--quantiles", "10%: 5,5; 90%: 70", "--unit", "km"), "numeric", "10%: 5.5; 90%: 70"),
        (("--quantiles", "80%: 10..40"), "numeric", "10%: 10; 90%: 40"),
        (
            ("--quantiles", "10%: 2031-01-01; 90%: end of 2031"),
            "date",
            "10%: 1 January 2031; 90%: 31 December 2031",
        ),
        (("--range", "10%..30%"), "binary", "10%–30%"),
        (("--word", "likely"), "binary", "“likely”"),
        (("--word", "може"), "binary", "“може”"),
    ],
)
def test_every_kind_of_confidence(
    call: "Call", arguments: tuple[str, ...], kind: str, said: str
) -> None:
    [logged] = call("log", "The outcome", "--by", "2032-01-01", *arguments, "--json").data["logged"]
    assert (logged["kind"], logged["said"]) == (kind, said)
    assert call("check").code == 0


def test_market_and_model_are_told_apart_from_what_people_state(call: "Call") -> None:
    call("log", RAIN, "--as", "market:Polymarket")
    call("update", "1", "20%", "--as", "Polymarket")
    call("update", "1", "30%", "--as", "model:Weather service")
    rows = call("forecasters", "--json").data["forecasters"]
    assert [(each["id"], each["kind"]) for each in rows] == [
        ("polymarket", "market"),
        ("weather-service", "model"),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("It rains 0%", "--by", SOON), "0% is certainty"),
        (("It rains 100%", "--by", SOON), "100% is certainty"),
        (("It rains 10%",), "there is no deadline"),
        (("It r\u0430ins 10%", "--by", SOON), "Latin and Cyrillic letters in one word"),
        (("It\u200b rains 10%", "--by", SOON), "characters that cannot be seen: \\u200b U+200B"),
        (("It \u202erains 10%", "--by", SOON), "characters that turn the direction"),
        (("It \x1brains 10%", "--by", SOON), "control characters: \\x1b U+001B"),
        (("It rains 10%", "--by", SOON, "--made-at", "2025-01-01"), "is kept as claimed"),
        (("It rains 10%", "--by", "2025-06-01", "--made-at", "2025-01-01"), "has passed"),
    ],
)
def test_what_is_odd_is_kept_and_warned_of(
    call: "Call", arguments: tuple[str, ...], words: str
) -> None:
    done = call("log", *arguments)
    assert done.code == 0
    assert words in done.err
    assert all(line.isprintable() for line in (done.out + done.err).splitlines())
    text = arguments[0].rpartition(" ")[0]
    assert call("ls", "--json").data["propositions"][0]["text"] == text


def test_a_claim_much_like_another_is_warned_of(call: "Call") -> None:
    call("log", f"Damascus changes hands in this war 12% by:{SOON}")
    done = call("log", f"Damascus changes hand in this war 15% by:{SOON}")
    assert done.err == "brierbook: much like 1: Damascus changes hands in this war\n"
    assert call("log", f"Bread becomes cheaper 15% by:{SOON}").err == ""


def test_the_base_rate_of_a_tag_stands_beside_when_ten_are_resolved(call: "Call") -> None:
    lines = "".join(f"Claim number {n} 50% by:{SOON} #coin\n" for n in range(10))
    call("log", "-", stdin=lines)
    for n in range(1, 10):
        call("resolve", str(n), "yes" if n < 4 else "no", "--evidence", "Seen.")
    assert "came true" not in call("log", f"Heads fall 50% by:{SOON} #coin").out
    call("resolve", "10", "no", "--evidence", "Seen.")
    assert "    #coin: 30% of 10 resolved came true" in call("log", RAIN, "-t", "coin").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("It rains 101%",), "lies outside 0% to 100%"),
        (("It rains", "--p", "37"), "write 37% or 0.37"),
        (("It rains", "--p", "1"), "is 1 percent, or certain?"),
        (("It rains", "--p", "nan"), "is no probability"),
        (("It rains", "--p", "1e-400"), "is no probability"),
        (("It rains 10% or 20%",), "'10%; 20%': are two confidences"),
        (("It rains",), "says no probability"),
        (("   ",), "is blank"),
        (("It rains 10%", "--by", "30 February 2031"), "is not a day of the calendar"),
        (("It rains 10%", "--by", "05/06/2031"), "is 2031-06-05 or 2031-05-06?"),
        (("It rains 10%", "--by", "2031-01-01T24:00Z"), "is not a time of day"),
        (("It rains 10%", "--by", "9999-12-31"), "has a year outside"),
        (("It rains 10%", "--by", "2025-01-01"), "has passed"),
        (("It rains 10%", "--made-at", "2025-03-30 03:30"), "is skipped by the clocks"),
        (("It rains 10%", "--made-at", "2025-10-26 03:30"), "comes twice on the clocks"),
        (("It rains 10%", "--made-at", "2041-01-01"), "is after the entry was recorded"),
        (
            ("It rains 10%", "--by", "2025-01-01", "--made-at", "2025-02-01"),
            "is not before the deadline",
        ),
        (("Who wins", "--options", "A 20%, B 30%"), "sum to 50%"),
        (("Who wins", "--options", "A 50%, A 50%"), "stands twice"),
        (("How many", "--quantiles", "10%: 5; 90%: 3"), "has a lower value"),
        (("It rains", "--range", "30%..10%"), "must rise"),
        (("It rains", "--range", "10%"), "is no range"),
        (("It rains", "--word", "perchance"), "is no word of brierbook-words-2"),
        (("It rains", "--word", "may", "--lexicon", "mine"), "is unknown; name one of"),
        (("It rains", "--p", "10%", "--word", "may"), "is given by --p, --word"),
        (("It rains 10%", "--tag", "two words"), "has letters, digits"),
        (("It rains 10%", "--id", "two words"), "must be visible characters without spaces"),
        (("It rains 10%", "--zone", "Mars/Olympus"), "is no IANA time zone"),
        (("It rains 10%", "--source", "a.txt"), "is no place in a document"),
        (("It rains 10%", "--as", "\u200b"), "is blank"),
        (("x" * 10_001 + " 10%",), "has 10,005 characters"),
        (("It rains \ud800 10%",), "half of a surrogate pair"),
        (("It rains\0 10%",), "has a NUL"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line_and_nothing_is_kept(
    call: "Call", arguments: tuple[str, ...], words: str
) -> None:
    done = call("log", *arguments)
    assert (done.code, done.out) == (3, "")
    assert words in done.err
    assert done.err.count("\n") == 1
    assert done.err.startswith("brierbook: ")
    assert call("ls", "--json").data["total"] == 0


def test_an_unknown_condition_is_a_conflict(call: "Call") -> None:
    done = call("log", "It rains 10%", "--if", "7")
    assert (done.code, done.out) == (4, "")
    assert "no proposition '7'" in done.err


def test_an_id_that_is_taken_is_a_conflict_even_if_it_was_taken_back(call: "Call") -> None:
    call("log", RAIN, "--id", "rain")
    call("undo")
    done = call("log", RAIN, "--id", "rain")
    assert (done.code, done.out) == (4, "")
    assert "'rain' is in the book already" in done.err


def test_a_number_that_was_taken_back_is_not_given_again(call: "Call") -> None:
    call("log", RAIN)
    call("undo")
    assert call("log", RAIN, "--json").data["logged"][0]["id"] == "2"


def test_the_same_request_twice_is_logged_once(call: "Call") -> None:
    first = call("log", RAIN, "--key", "k", "--json").data
    again = call("log", RAIN, "--key", "k", "--json")
    assert (first["repeated"], again.data["repeated"]) == (False, True)
    assert again.data["logged"][0]["forecast"] == first["logged"][0]["forecast"]
    assert "in the book already" in again.err
    assert call("ls", "--json").data["total"] == 1
    other = call("log", "Something else 10%", "--key", "k")
    assert other.code == 4
    assert "was used for another request" in other.err


def test_a_dry_run_keeps_nothing(call: "Call", place: "Path") -> None:
    done = call("log", RAIN, "--dry-run", "--sealed", "a.seal")
    assert done.code == 0
    assert done.err == "brierbook: 1 forecast would be logged; nothing was written\n"
    assert call("ls", "--json").data["total"] == 0
    assert not (place / "a.seal").exists()
    assert call("log", "It rains 10%", "--dry-run", "--made-at", "2041-01-01").code == 3


def test_without_a_line_and_a_terminal_the_usage_says_how(call: "Call") -> None:
    done = call("log")
    assert (done.code, done.out) == (2, "")
    assert "Give a line such as" in done.err


def test_a_clock_that_stepped_back_is_warned_of(call: "Call", set_clock: "SetClock") -> None:
    call("log", RAIN)
    set_clock(NOON - timedelta(seconds=90))
    done = call("log", f"It snows in Kyiv 5% by:{SOON}")
    assert done.code == 0
    assert "before the last entry; the time of that entry was taken" in done.err
    assert call("check").code == 0


@pytest.mark.parametrize(
    ("line", "made", "day"),
    [
        ("Budget passes by end of year 50%", "2020-01-05", "2020-12-31"),
        ("It rains tomorrow 30%", "2026-05-15T21:30:00Z", "2026-05-17"),  # the 16th in Kyiv
        ("Контракт підпишуть через два тижні 60%", "1 березня 2026", "2026-03-15"),
    ],
)
def test_days_are_counted_from_when_the_forecast_was_made(
    call: "Call", line: str, made: str, day: str
) -> None:
    [logged] = call("log", line, "--made-at", made, "--json").data["logged"]
    assert logged["deadline"] == f"{day}[Europe/Kyiv]"


def test_a_deadline_that_has_passed_is_refused_without_a_time_of_making(call: "Call") -> None:
    done = call("log", "It rains 30% by:2024-12-31")
    assert (done.code, done.out) == (3, "")
    assert "'by:2024-12-31': has passed; say with --made-at" in done.err


def test_past_days_are_the_last_such(call: "Call") -> None:
    call("log", "It rains 30%", "--made-at", "1 January", "--by", "in 400 days")
    call("resolve", "1", "yes", "--known-at", "yesterday", "--evidence", "Seen.")
    shown = call("show", "1", "--json").data
    assert str(day_in(-1)) in json.dumps(shown)
    assert f"{day_in(0).year}-01-01" in json.dumps(shown)


def test_words_and_ranges_in_the_line_are_kept(call: "Call") -> None:
    [word] = call("log", f"Likely: it rains by:{SOON}", "--json").data["logged"]
    assert (word["text"], word["said"]) == ("it rains", "“Likely”")
    [both] = call("log", f"Sledges run 20-40% by:{SOON}", "--json").data["logged"]
    assert (both["text"], both["said"]) == ("Sledges run", "20%–40%")
    assert call("check").code == 0


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "may be the probability, or part of the sentence"),
        ("uk", "імовірність '5%': це ймовірність чи частина речення?"),
        ("ru", "вероятность '5%': это вероятность или часть предложения?"),
    ],
)
def test_what_is_asked_back_is_asked_in_the_language_of_the_reader(
    call: "Call", lang: str, said: str
) -> None:
    done = call("log", f"The party gets 5% by:{SOON}", "--lang", lang)
    assert (done.code, said in done.err) == (3, True)


def test_a_value_that_is_neither_number_nor_day_is_said_to_be_no_number(call: "Call") -> None:
    done = call("log", "Cost", "--quantiles", "5%: 1e6; 95%: 5M")
    assert "value '1e6': is no number" in done.err
