"""The messages of the command line: the same ones in three languages."""

import json
import re
from collections.abc import Iterator
from datetime import date
from string import Formatter
from typing import Any

import pytest

from brierbook.analysis.tables.grouping import GROUPS
from brierbook.analysis.tables.metrics import METRICS
from brierbook.analysis.tables.score_table import LEFT_OUT
from brierbook.cli.measure.score import BASELINES
from brierbook.cli.shared.language import choose_language, load_messages
from brierbook.errors import InputError
from brierbook.forecasts.entries.records import LANGUAGES, Answers
from brierbook.forecasts.lines.outcomes import OutcomeRead, read_outcome
from brierbook.forecasts.query.syntax import parse_query
from brierbook.speech.catalogue import load_catalogue

ROOMS = ((), ("scores",), ("proofs",))
FORMS = {"en": {"one", "other"}, "uk": {"one", "few", "many"}, "ru": {"one", "few", "many"}}


def flat(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """List the messages by dotted key; the forms of a plural are one message."""
    for name, value in table.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, dict) and not path.startswith("count"):
            yield from flat(value, key)
        else:
            yield key, value


def places(message: object) -> set[str | None]:
    """List what a message has filled in."""
    texts = message.values() if isinstance(message, dict) else [message]
    return {name for text in texts for _, name, _, _ in Formatter().parse(str(text)) if name}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", ["uk", "ru"])
def test_every_message_has_its_fellows(name: str, room: tuple[str, ...]) -> None:
    english, other = (
        dict(flat(dict(load_messages(each, *room).messages))) for each in ("en", name)
    )
    assert other.keys() == english.keys()
    for key, message in english.items():
        assert places(other[key]) == places(message), key


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", LANGUAGES)
def test_plurals_have_the_forms_of_their_language(name: str, room: tuple[str, ...]) -> None:
    for key, forms in load_messages(name, *room).messages["count"].items():
        assert set(forms) == FORMS[name], key


@pytest.mark.parametrize("name", LANGUAGES)
def test_numbers_and_dates_are_written_as_in_reports(name: str) -> None:
    # with plain blanks, so that what a terminal shows can be searched for
    report = json.dumps(load_catalogue(name).messages["form"], ensure_ascii=False)
    shown, known = load_messages(name).messages["form"], json.loads(report.replace("\xa0", " "))
    axes_alone = {"short_months", "months_alone"}  # which only figures have
    assert {**shown} == {form: known[form] for form in known if form not in axes_alone}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", ["uk", "ru"])
def test_no_message_was_left_in_english(name: str, room: tuple[str, ...]) -> None:
    english = dict(flat(dict(load_messages("en", *room).messages)))
    for key, message in flat(dict(load_messages(name, *room).messages)):
        # acronyms of metrics are the same
        words = re.sub(r"\{\w+\}|id|[A-Z]{3}", "", str(english[key]))
        assert message != english[key] or not re.search("[A-Za-z]", words), key


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("status", ["open", "due", "void", "ambiguous", "annulled"])
def test_a_status_that_is_shown_can_be_asked_for(name: str, status: str) -> None:
    shown = load_messages(name).say(f"status.{status}")
    found = parse_query(f"status:{shown}", today=date(2026, 1, 1), zone="UTC")
    assert [each.values for each in found.terms] == [(status,)]


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("outcome", ["yes", "no", "void", "ambiguous", "annulled"])
def test_an_outcome_that_is_shown_can_be_given(name: str, outcome: str) -> None:
    shown = load_messages(name).say(f"status.{outcome}")
    read = read_outcome(shown, Answers(kind="binary"), today=date(2026, 1, 1), zone="UTC")
    assert read == OutcomeRead(outcome)


@pytest.mark.parametrize(
    ("name", "n", "said"),
    [
        ("en", 1, "1 day left"),
        ("en", 21, "21 days left"),
        ("uk", 1, "лишився 1 день"),
        ("uk", 3, "лишилося 3 дні"),
        ("uk", 11, "лишилося 11 днів"),
        ("uk", 21, "лишився 21 день"),
        ("uk", 112, "лишилося 112 днів"),
        ("ru", 1, "остался 1 день"),
        ("ru", 4, "осталось 4 дня"),
        ("ru", 14, "осталось 14 дней"),
        ("ru", 101, "остался 101 день"),
    ],
)
def test_days_are_counted_as_natives_do(name: str, n: int, said: str) -> None:
    assert load_messages(name).count("days_left", n) == said


@pytest.mark.parametrize(
    ("environment", "option", "expected"),
    [
        ({}, None, "en"),
        ({"LANG": "uk_UA.UTF-8"}, None, "uk"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "uk_UA.UTF-8"}, None, "uk"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "uk_UA.UTF-8", "LC_ALL": "C"}, None, "en"),
        ({"LANG": "de_DE.UTF-8"}, None, "en"),
        ({"LC_ALL": "ru_RU.UTF-8", "BRIERBOOK_LANG": "uk"}, None, "uk"),
        ({"BRIERBOOK_LANG": "uk"}, "ru", "ru"),
    ],
)
def test_the_language_is_the_one_asked_for_else_that_of_the_locale(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    option: str | None,
    expected: str,
) -> None:
    for name in ("BRIERBOOK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert choose_language(option) == expected


def test_a_language_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIERBOOK_LANG", "de")
    with pytest.raises(InputError, match="is none of en, uk, ru"):
        choose_language()


@pytest.mark.parametrize("name", LANGUAGES)
def test_all_that_can_become_of_a_forecast_and_every_metric_and_group_has_a_name(name: str) -> None:
    words = load_messages(name, "scores")
    for table, names in (("state", LEFT_OUT), ("metric", METRICS), ("group", GROUPS)):
        assert all(words.say(f"{table}.{each}") for each in names)
    assert len({words.say(f"score.{each}") for each in BASELINES}) == len(BASELINES)
