"""Scores on each basis of time, and which of them the headline is of."""

from pathlib import Path

import pytest
from tests.conftest import Draft

from brierbook.analysis.tables.bases import score_bases
from brierbook.analysis.tables.fitted.book_sample import resolved_sample
from brierbook.analysis.tables.scorable import scorable
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.exchange.collecting import ImportAnswers
from brierbook.forecasts.exchange.importing import import_source
from brierbook.forecasts.exchange.reading import read_source
from brierbook.forecasts.rules.timing import Basis
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.store.opening import open_store

FATEBOOK = (
    "Question title,Forecast created by,Forecast (scale = 0-1),Forecast created at,"
    "Question created at,Question resolve by,Resolution,Resolved at\n"
    "Fog?,ada,0.8,2026-05-02 08:01:9,2026-05-02 08:01:9,2026-06-01 00:00:0,YES,2026-06-02 10:00:0\n"
)
TABLE = (
    "question,p,outcome,made,deadline\n"
    "Mist?,0.9,no,2026-02-01,2026-03-01\n"
    "Haze?,0.5,yes,2026-02-01,2026-03-01\n"
)


def imported(workspace: Draft, *files: tuple[str, str]) -> Book:
    """Import files into the small workspace."""
    workspace.save()
    store = open_store(workspace.workspace)
    for name, content in files:
        path = Path(workspace.root) / name
        path.write_text(content, encoding="utf-8")
        read = read_source([path], ImportAnswers(login="ada", zone="UTC"))
        import_source(store, workspace.workspace, read, "tester", key=name)
    store.close()
    return open_book(workspace.workspace)


def test_each_basis_has_a_row_of_its_own(workspace: Draft) -> None:
    book = imported(workspace, ("fatebook.csv", FATEBOOK), ("mine.csv", TABLE))
    found = score_bases(book).set_index("basis")
    assert found.loc["witnessed", "score"] == pytest.approx(0.2**2)
    assert found.loc["claimed", "score"] == pytest.approx((0.9**2 + 0.5**2) / 2)
    assert list(found.index)[-2:] == ["witnessed", "claimed"]


def test_the_headline_is_the_first_basis_that_has_forecasts(workspace: Draft) -> None:
    plain = [each for each in workspace.entries if each["kind"] not in ("forecast", "resolution")]
    workspace.entries[:] = plain
    book = imported(workspace, ("mine.csv", TABLE))
    assert scorable(book).basis is Basis.CLAIMED
    assert len(scorable(book).counted) == 2
    assert resolved_sample(book).forecasts == 2
    more = imported(workspace, ("fatebook.csv", FATEBOOK))
    assert scorable(more).basis is Basis.WITNESSED
    assert scorable(more, basis=Basis.CLAIMED).counted["p"].tolist() == [0.9, 0.5]
