"""Deadlines of one claim that contradict each other are pointed out when they are logged."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call

SAID = {
    "en": "contradicts 1: 40% by 1 June 2099; by a later day it cannot be less probable",
    "uk": "суперечить 1: там 40 %, строк 1 червня 2099 р.; з пізнішим строком імовірність",
    "ru": "противоречит 1: там 40 %, срок 1 июня 2099 г.; при более позднем сроке вероятность",
}


def horizons(call: "Call", *arguments: str) -> list[str]:
    done = call(*arguments, "--json")
    assert done.code == 0, done.err
    rows = done.data.get("logged", [done.data])
    found = [each for row in rows for each in row["warnings"]]
    return [each["message"] for each in found if each["kind"] == "horizon"]


@pytest.mark.parametrize("language", SAID)
def test_a_later_day_that_is_less_probable(call: "Call", language: str) -> None:
    call("log", "It rains in Kyiv p=40% by:2099-06-01")
    [said] = horizons(call, "log", "It rains in Kyiv p=30% by:2099-09-01", "--lang", language)
    assert SAID[language] in said.replace("\N{NO-BREAK SPACE}", " ")


def test_an_earlier_day_that_is_more_probable(call: "Call") -> None:
    call("log", "It rains in Kyiv p=40% by:2099-06-01")
    [said] = horizons(call, "log", "It rains in Kyiv p=50% by:2099-03-01")
    assert "cannot be more probable" in said


def test_a_change_of_mind_may_contradict(call: "Call") -> None:
    call("log", "It rains in Kyiv p=40% by:2099-06-01")
    assert horizons(call, "log", "It rains in Kyiv p=50% by:2099-09-01") == []
    assert len(horizons(call, "update", "2", "10%")) == 1


@pytest.mark.parametrize(
    "line",
    [
        ("It snows in Kyiv p=10% by:2099-09-01",),
        ("It rains in Kyiv p=40% by:2099-09-01",),
        ("It rains in Kyiv p=10% by:2099-09-01", "--as", "Bob"),
        ("It rains in Kyiv p=10%",),
    ],
)
def test_what_contradicts_nothing(call: "Call", line: tuple[str, ...]) -> None:
    call("log", "It rains in Kyiv p=40% by:2099-06-01")
    assert horizons(call, "log", *line) == []
