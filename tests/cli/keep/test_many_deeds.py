"""``update -``, ``resolve -``, ``withdraw -`` and mixed deeds: all recorded or none."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Call

from brierbook.errors import BookError
from brierbook.ledger import Ledger


def lines(*deeds: dict[str, object]) -> str:
    return "\n".join(map(json.dumps, deeds))


@pytest.fixture
def three(call: Call) -> Call:
    made = [{"text": f"Claim {n}", "p": 0.3, "by": "2027-05-01"} for n in range(3)]
    assert call("log", "-", "--yes", stdin=lines(*made)).code == 0
    return call


def test_many_updates_and_outcomes(three: Call, place: Path) -> None:
    updates = lines(
        {"id": "1", "p": 0.4, "made_at": "2026-12-01T09:00:00.5Z"}, {"id": "2", "p": 0.5}
    )
    assert three("update", "-", stdin=updates + "\n3 70%\n").code == 0
    outcomes = lines({"id": "1", "outcome": True, "evidence": "It was seen."})
    assert three("resolve", "-", stdin=outcomes + "\n2 N/A\n").code == 0
    assert three("withdraw", "-", stdin="3 no idea\n").code == 0
    with Ledger.open(place) as ledger:
        book = ledger.book
        assert {name: each.outcome for name, each in book.resolutions.items()} == {
            "1": "yes",
            "2": "annulled",
        }
        assert [str(getattr(each.confidence, "p", "")) for each in book.forecasts_of["3"]] == [
            "0.3",
            "0.70",
        ]
        assert list(book.withdrawals_of) == ["3"]


def test_every_fault_is_named_and_nothing_is_recorded(three: Call, place: Path) -> None:
    with Ledger.open(place) as ledger:
        size = ledger.store.frontier().size
    done = three(
        "update",
        "-",
        stdin=lines(
            {"id": "1", "p": 1.4},
            {"id": "9", "p": 0.4},
            {"id": "2", "p": 0.4},
            {"id": "3", "p": 0.4, "made_at": "2027-12-01T00:00:00Z"},
            {"id": "3", "p": 0.4, "mood": "good"},
        ),
    )
    assert done.code == 3
    assert [f"stdin:{n}" in done.err for n in (1, 2, 3, 4, 5)] == [True, True, False, True, True]
    with Ledger.open(place) as ledger:
        assert ledger.store.frontier().size == size


def test_deeds_of_several_kinds_may_name_each_other(call: Call, place: Path) -> None:
    mixed = lines(
        {"do": "forecast", "id": "fog", "text": "Fog at noon", "p": 0.2, "by": "2026-12-24"},
        {"do": "update", "id": "fog", "p": 0.6},
        {"do": "resolve", "id": "fog", "outcome": "no", "evidence": "The sky was clear."},
    )
    done = call("log", "-", stdin=mixed)
    assert done.code == 0, done.err
    with Ledger.open(place) as ledger:
        assert len(ledger.book.forecasts) == 2
        assert ledger.book.resolutions["fog"].outcome == "no"


def test_a_ledger_records_many(call: Call, place: Path) -> None:
    assert call("check").code == 0
    with Ledger.open(place, forecaster="Ada") as ledger:
        made = [{"id": f"q{n}", "text": f"Claim {n}", "p": 0.25} for n in range(40)]
        assert ledger.many(made, key="first") == 81
        assert ledger.many(made, key="first") == 81
        assert len(ledger.book.forecasts) == 40
        with pytest.raises(BookError, match="deeds that are wrong: 2"):
            ledger.many(
                [{"do": "update", "id": "q1", "p": 2}, {"do": "dance"}, {"text": "x", "p": 0.1}]
            )
        assert len(ledger.book.forecasts) == 40
