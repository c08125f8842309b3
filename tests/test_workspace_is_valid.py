"""The book of this repository: valid, and with something of everything."""

import hashlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.question_readers import OUTCOMES
from brierbook.forecasts.rules.standing import Status, judge_forecasts
from brierbook.forecasts.store.loading import ExaminedBook, examine_book
from brierbook.forecasts.workspace.folders import VARIABLE, Workspace, find_workspace

ROOT = Path(__file__).resolve().parents[1]
OPEN_AT_LEAST = 8
TODAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.delenv(VARIABLE, raising=False)
    return find_workspace(start=ROOT)


@pytest.fixture
def examined(here: Workspace) -> ExaminedBook:
    return examine_book(here)


@pytest.fixture
def book(examined: ExaminedBook) -> Book:
    return examined.book


def test_the_workspace_is_this_repository(here: Workspace) -> None:
    assert here.root == ROOT


def test_nothing_is_wrong_with_the_book(examined: ExaminedBook) -> None:
    assert [str(each) for each in examined.problems] == []
    assert examined.book.records


def test_every_quote_stands_literally_at_its_span(book: Book) -> None:
    assert book.statements
    for statement in book.statements.values():
        file = ROOT / book.documents[statement.document].file
        text = file.read_bytes().decode()
        assert text[statement.start : statement.end] == statement.quote
        assert text[: statement.start].endswith(statement.prefix)
        assert text[statement.end :].startswith(statement.suffix)


def test_every_document_is_the_file_of_its_hash(book: Book) -> None:
    seeds = {path.name for path in (ROOT / "seeds").glob("*.txt")}
    assert {Path(document.file).name for document in book.documents.values()} == seeds
    for document in book.documents.values():
        content = (ROOT / document.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == document.sha256


def test_every_outcome_appears(book: Book) -> None:
    found = {resolution.outcome for resolution in book.resolutions.values()}
    assert found <= set(OUTCOMES)
    assert found >= {"yes", "no", "void", "ambiguous"}


def test_forecasts_in_every_state_that_a_first_book_can_have(book: Book) -> None:
    found = Counter(row.status for row in judge_forecasts(book))
    for status in (Status.SCORED, Status.HINDSIGHT, Status.VOID, Status.AMBIGUOUS, Status.OPEN):
        assert found[status] > 0


def test_several_forecasts_are_open_and_wait_for_their_deadline(book: Book) -> None:
    waiting = [
        row.forecast.id
        for row in judge_forecasts(book)
        if row.status is Status.OPEN
        and row.proposition.deadline
        and row.proposition.deadline.first > TODAY
    ]
    assert len(waiting) >= OPEN_AT_LEAST


def test_a_claim_without_a_forecast_is_a_condition_of_another(book: Book) -> None:
    propositions = book.propositions.values()
    said = {book.propositions[each.proposition].claim for each in book.forecasts.values()}
    conditions = {book.propositions[p.condition].claim for p in propositions if p.condition}
    assert {each.claim for each in propositions} - said <= conditions
