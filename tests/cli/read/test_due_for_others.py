"""What is due, for a prompt and for a calendar; commands that are called otherwise."""

import pytest
from tests.cli.conftest import Call


def test_a_count_is_a_number_alone(call: Call) -> None:
    assert call("due", "--count").out == "0\n"
    call("log", "It rains 30% by:2026-12-05")
    call("log", "It snows 30% by:2026-12-09")
    assert call("due", "--count", "--days", "6").out == "1\n"


def test_deadlines_are_a_calendar(call: Call) -> None:
    text = "Довгий прогноз; з комою, і ще з дуже багатьма словами, щоб рядок був довший за межу"
    call("log", text, "--p", "0.3", "--by", "2026-12-05")
    done = call("due", "--days", "30", "--ics")
    lines = done.out.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20261205" in lines
    assert "DTEND;VALUE=DATE:20261206" in lines
    escaped = text.replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:1: {escaped}" in lines
    assert max(len(line.encode()) for line in done.out.split("\r\n")) <= 75
    assert call("due", "--days", "30", "--ics").out == done.out


@pytest.mark.parametrize(
    ("said", "meant"),
    [("list", "ls"), ("add", "log"), ("stats", "score"), ("lsit", "ls"), ("resovle", "resolve")],
)
def test_a_command_that_is_called_otherwise_is_suggested(call: Call, said: str, meant: str) -> None:
    done = call(said)
    assert done.code == 2
    assert f"Did you mean {meant}?" in done.err
