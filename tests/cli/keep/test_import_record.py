"""``brierbook import`` of another program's record: said, checked, written once."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Call, Done

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.rules.standing import Status, judge_forecasts
from brierbook.forecasts.rules.timing import Basis
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import Workspace

type Run = Callable[..., Done]

ROWS = (
    "Frost?,0.25,no,2026-02-01,2026-03-01",
    "Frost?,0.9,no,2026-03-05,2026-03-01",
    "Thaw?,0.6,yes,2026-02-01,2026-04-01",
    "Wind?,high,,2026-02-01,2026-04-01",
)
HEAD = "question,p,outcome,made,deadline\n"


@pytest.fixture
def run(call: Call, place: Path) -> Run:
    def do(*arguments: str, code: int = 0) -> Done:
        done = call(*arguments)
        assert done.code == code, done.err
        return done

    (place / "mine.csv").write_text(HEAD + "\n".join(ROWS), encoding="utf-8")
    return do


def book_of(folder: Path) -> Book:
    return open_book(Workspace(folder, folder / "forecasts" / "book.jsonl"))


def imported(run: Run, *arguments: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run("import", *arguments, "--json").out)
    return data


def test_a_rehearsal_writes_nothing(run: Run, place: Path) -> None:
    said = run("import", "mine.csv", "--dry-run").out
    assert "read as table" in said
    assert "Frost?" in said
    assert not (place / "imports").exists()
    assert book_of(place).propositions == {}


def test_a_record_is_taken_once_and_new_rows_later(run: Run, place: Path) -> None:
    first = imported(run, "mine.csv")
    assert first["new"] == {"propositions": 2, "forecasts": 3, "resolutions": 2, "withdrawals": 0}
    assert first["counts"]["hindsight"] == 1
    again = imported(run, "mine.csv")
    assert set(again["new"].values()) == {0}
    longer = "\n".join((*ROWS, "Frost?,0.5,no,2026-02-05,2026-03-01"))
    (place / "mine.csv").write_text(HEAD + longer, encoding="utf-8")
    assert imported(run, "mine.csv")["new"]["forecasts"] == 1
    run("check")


def test_rows_that_cannot_be_taken_are_listed(run: Run, place: Path) -> None:
    run("import", "mine.csv", "--rejects", "bad.csv")
    with (place / "bad.csv").open(encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert (row["at"], row["field"], row["value"]) == ("mine.csv#4", "probability", "high")
    assert "number" in row["reason"]


def test_strict_takes_all_or_nothing(run: Run, place: Path) -> None:
    assert "mine.csv#4" in run("import", "mine.csv", "--strict", code=3).err
    assert book_of(place).propositions == {}


def test_what_is_claimed_counts_on_that_basis_alone(run: Run, place: Path) -> None:
    run("import", "mine.csv")
    book = book_of(place)
    statuses = [row.status for row in judge_forecasts(book, Basis.CLAIMED)]
    assert sorted(statuses) == [Status.HINDSIGHT, Status.SCORED, Status.SCORED]
    assert {row.status for row in judge_forecasts(book)} == {Status.BACKDATED, Status.HINDSIGHT}


def test_an_export_of_a_platform_is_kept_and_its_bytes_are_a_witness(run: Run, place: Path) -> None:
    response = {
        "id": 1,
        "confidence": 60,
        "created_at": "2026-02-11T09:00:00.500Z",
        "user_label": "ada",
    }
    prediction = {
        "id": 1,  # the same number as that of the response
        "description": "#regatta",
        "deadline": "2026-06-01T10:00:00.000Z",
        "created_at": "2026-02-10T09:00:00.000Z",
        "outcome": True,
        "last_judgement_at": "2026-05-20T09:00:00.000Z",
        "responses": [response],
    }
    file = place / "my_predictions.json"
    file.write_text(json.dumps({"predictions": [prediction]}), encoding="utf-8")
    data = imported(run, file.name)
    assert data["basis"] == "witnessed"
    book = book_of(place)
    [export] = book.exports.values()
    kept = place / export.file
    assert kept.read_bytes() == file.read_bytes()
    assert export.sha256 == data["files"][0]["sha256"]
    [judged] = judge_forecasts(book, Basis.WITNESSED)
    assert judged.status is Status.SCORED
    run("check")
    kept.write_text("{}", encoding="utf-8")
    assert "SHA-256" in run("check", code=3).out


def test_answers_are_remembered_for_a_source(run: Run, place: Path) -> None:
    (place / "odd.csv").write_text("question,p,made\nFog?,1,03/04/2026\n", encoding="utf-8")
    run("import", "odd.csv", code=3)
    run("import", "odd.csv", "--scale", "percent", "--month-first", "--me", "Ada")
    (place / "odd.csv").write_text(
        "question,p,made\nFog?,1,03/04/2026\nFog?,2,05/06/2026\n", encoding="utf-8"
    )
    assert imported(run, "odd.csv")["new"]["forecasts"] == 1
    forecasts = book_of(place).forecasts.values()
    assert {each.made_at.text[:10] for each in forecasts} == {"2026-03-04", "2026-05-06"}
    assert {each.forecaster for each in forecasts} == {"ada"}


def test_a_row_that_the_book_refuses_does_not_stop_the_rest(run: Run, place: Path) -> None:
    rows = "Fog?,0.4,,2126-02-01,\nMist?,0.3,,2026-02-01,\n"
    (place / "later.csv").write_text(HEAD + rows, encoding="utf-8")
    data = imported(run, "later.csv")
    assert data["new"]["forecasts"] == 1
    assert [each["at"] for each in data["rejected"]] == ["later.csv#1"]


def test_the_text_of_a_book_is_still_taken_in(run: Run, place: Path) -> None:
    run("import", "mine.csv")
    run("export", "copy.jsonl")
    other = place / "other"
    other.mkdir()
    done = run("--book", "forecasts/book.jsonl", "import", "copy.jsonl")
    assert "0 entries taken in" in done.out
