"""Whatever is typed, the readers answer or refuse, in time that grows no faster than the text."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brierbook.errors import InputError
from brierbook.forecasts.lines.amounts import read_probability
from brierbook.forecasts.lines.dates import read_deadline, read_past_day
from brierbook.forecasts.lines.distributions import (
    read_date_quantiles,
    read_options,
    read_quantiles,
)
from brierbook.forecasts.lines.grammar import read_line
from brierbook.forecasts.lines.numbers import read_number
from brierbook.forecasts.lines.probability import strict_probability
from brierbook.forecasts.lines.similar import keys, similarity
from brierbook.forecasts.lines.texts import make_slug, read_tag
from brierbook.forecasts.query.syntax import parse_query

TODAY = date(2024, 12, 31)
ZONE = "Europe/Kyiv"

READERS: dict[str, Callable[[str], object]] = {
    "probability": read_probability,
    "strict": strict_probability,
    "number": read_number,
    "day": lambda text: read_deadline(text, today=TODAY, zone=ZONE),
    "past day": lambda text: read_past_day(text, today=TODAY, zone=ZONE),
    "slug": make_slug,
    "zone": lambda text: read_deadline("tomorrow", today=TODAY, zone=text),
    "line": lambda text: read_line(text, today=TODAY, zone=ZONE),
    "line without p": lambda text: read_line(text, today=TODAY, zone=ZONE, p_given=True),
    "tag": read_tag,
    "options": read_options,
    "quantiles": read_quantiles,
    "date quantiles": lambda text: read_date_quantiles(text, today=TODAY, zone=ZONE),
    "query": lambda text: parse_query(text, today=TODAY, zone=ZONE),
    "keys": keys,
    "similarity": lambda text: similarity(text, text[::-1]),
}

PIECES = [
    *("12%", "12,5 %", "0.5", "1:7", "1/8", "1/0", "1e-400", "nan", "-0.0", "٣", "１", "٪", "%"),
    *("by", "by:", "до", "до:", "к", "в", "о", "at", "end of", "кінця", "in", "через", "next"),
    *("31", "12", "0000", "9999", "10000", "2024-12-31", "31.12.2024", "05/06/2024", "T", "24:00"),
    *("03:30", ":", "Z", "+02:00", "+99:99", "February", "грудня", "мая", "п'ятниці", "року", "г."),
    *("weeks", "тижні", "Q1", "IV квартал", "#a", "#", "#1", "#\u0301", "tag:", "p>", "by<", "-"),
    *(
        '"',
        "«",
        "»",
        "“",
        "„",
        ",",
        ";",
        "..",
        "…",
        "=",
        "80%:",
        "\0",
        "\u200b",
        "\u202e",
        "\ud83d",
    ),
    *("й", "и\u0306", "ё", "ß", "ﬁ", "İ", "\n", "\t", "\u00a0", "\u2009", "\x1b[31m", "\U0010ffff"),
]
TEXTS = st.one_of(
    st.text(st.characters(), max_size=60),  # with halves of surrogate pairs
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join),
)


@pytest.mark.parametrize("name", READERS)
def test_a_reader_answers_or_raises_its_own_error_on_one_line(name: str) -> None:
    @settings(max_examples=400)
    @given(TEXTS)
    @example("a by : 12%")
    def answers(text: str) -> None:
        try:
            READERS[name](text)
        except InputError as error:
            message = str(error)
            assert message.isprintable()
            assert len(message) < 400

    answers()


# the readers of whole lines go on to the end of a text that has all its parts
SLOW = READERS | {
    "whole line": lambda text: read_line(
        f"{text[:-40]} x by 31 December 12% #a", today=TODAY, zone=ZONE
    ),
    "query": lambda text: READERS["query"](text[: len(text) // 10]),  # a tenth is what it takes
}


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize(
    "piece",
    [
        *(
            "1",
            "1,",
            "1.",
            " ",
            "a",
            "a ",
            "#",
            "#a ",
            "#1",
            "#-",
            "—",
            "— ",
            "%",
            "1%",
            "1% ",
            "A 1%,",
        ),
        *("«", "»", '"', "„", "“", '"5%" ', "«5%» ", "by ", "до ", "by 1 ", "by:1 ", "з 6 до 9 "),
        *(
            "1:",
            "1/",
            "1 000 ",
            "5%: 1;",
            "1..",
            "tag:a ",
            "p>1% ",
            'a:"b",',
            "-",
            "\u0301",
            "\u200b",
        ),
    ],
)
def test_time_grows_no_faster_than_the_text(name: str, piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (2_500, 10_000))
    for times in (1, 3, 3):  # a busy machine only ever adds
        # four times the text: 4 where time is linear, 16 where it is quadratic
        if taken(SLOW[name], long, times) < 9 * taken(SLOW[name], short, times) + 0.002:
            return
    pytest.fail("time grows faster than the text")


def taken(read: Callable[[str], object], text: str, times: int) -> float:
    """Give the least processor time of a few readings."""
    least = float("inf")
    for _ in range(times):
        start = time.process_time()
        with suppress(InputError):
            read(text)
        least = min(least, time.process_time() - start)
    return least


LOADED = """
import json, sys
import errno, re, json, datetime, hashlib, zoneinfo, decimal, dataclasses, typing, unicodedata, zlib
before = set(sys.modules)
from brierbook.forecasts.query import syntax as query
from brierbook.forecasts.lines import distributions, grammar, similar
grammar.read_line("Assad flees 12% by:2024-12-31 #a", today=datetime.date(2024, 12, 1), zone="UTC")
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_reading_a_line_loads_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True)
    names = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert names - {"tzdata"} == {"brierbook"}  # where a system has no time zones, tzdata has them
