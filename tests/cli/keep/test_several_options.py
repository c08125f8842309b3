"""Options of which several may come true: by line, by record and in Python, to the score."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brierbook import Ledger

if TYPE_CHECKING:
    from tests.cli.conftest import Call
    from tests.conftest import SetClock

WHO = ("log", "Who comes", "--by", "2026-12-02", "--options", "Ann 60%, Bob 70%, Cy 10%")


def shares(call: "Call") -> dict[str, str]:
    [row] = call("ls", "--json").data["propositions"]
    [standing] = row["standing"]
    return {each["option"]: each["p"] for each in standing["confidence"]["shares"]}


def test_they_need_not_sum_to_1_and_none_or_many_may_come_true(
    call: "Call", set_clock: "SetClock"
) -> None:
    assert "or say that several may come true" in call(*WHO).err
    assert call(*WHO, "--several").code == 0
    assert "several may come true: Ann, Bob, Cy" in call("show", "1").out
    assert call("update", "1", "Ann 90%, Bob 80%, Cy 0%").code == 0
    set_clock(datetime(2026, 12, 1, 18, tzinfo=UTC))
    assert call("resolve", "1", "Ann, Cy", "--evidence", "Seen.").code == 0
    assert (
        "held back until the deadline has passed: questions of these kinds 1" in call("score").out
    )
    set_clock(datetime(2026, 12, 4, tzinfo=UTC))
    # the mean over options of the squared errors .1, .8 and 1 of the last word, by hand
    [row] = [
        each
        for each in call("score", "--json").data["kinds"]
        if each["metric"] == "brier" and each["scored_as"] == "over_time"
    ]
    assert (row["kind"], row["n"], row["score"]) == ("separate", 1, pytest.approx(1.65 / 3))


def test_options_in_an_order_are_of_one_answer(call: "Call") -> None:
    done = call(*WHO, "--several", "--ordered")
    assert (done.code, "is for options of which one comes true" in done.err) == (3, True)


def test_a_record_says_so_too(call: "Call") -> None:
    said = {"text": "Who comes", "by": "2026-12-02", "options": {"A": 0.6, "B": 0.7}}
    assert call("log", "-", stdin=json.dumps(said)).code == 3
    assert call("log", "-", stdin=json.dumps(said | {"several": True})).code == 0
    later = {"id": "1", "options": {"A": 0.9, "B": 0.9}}
    assert call("update", "-", stdin=json.dumps(later)).code == 0
    assert call("log", "-", stdin=json.dumps(said | {"several": "yes"})).code == 3


@pytest.mark.usefixtures("call")
def test_python_says_so_too(place: Path) -> None:
    with Ledger.open(place) as ledger:
        made = ledger.log("Who comes", options={"A": 0.6, "B": 0.7}, several=True)
        ledger.update(made.id, options={"A": 0.6, "B": 0.8})
        ledger.resolve(made.id, [], evidence=["Seen."])
        assert not ledger.book.propositions[made.id].answers.exclusive
