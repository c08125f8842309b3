"""Reports on books that are smaller or stranger than the one of this repository."""

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from xarray import DataTree

from brierbook.analysis.calibration.progress import Progress
from brierbook.analysis.recalibration import fit_recalibration
from brierbook.errors import WorkspaceError
from brierbook.forecasts.loading import load_book
from brierbook.reports.publish import report_files
from brierbook.reports.retrospective import Retrospective, retrospect

type Fit = Callable[[pd.DataFrame, Progress | None], DataTree]


@pytest.fixture(scope="module")
def quick() -> Fit:
    """Sample too little for an answer and enough for a report."""
    made: dict[str, DataTree] = {}

    def fit(rows: pd.DataFrame, _: Progress | None) -> DataTree:
        if "tree" not in made:
            made["tree"] = fit_recalibration(rows, draws=80)
        return made["tree"]

    return fit


def read(draft: Any, quick: Fit) -> Retrospective:  # noqa: ANN401  # the fixture of tests/conftest.py
    draft.save()
    return retrospect(load_book(draft.workspace), fit=quick)


def files(found: Retrospective) -> dict[str, str]:
    made = report_files(found, ("en", "uk", "ru"))
    return {name: content.decode() for name, content in made.items()}


def test_two_propositions_on_one_event_make_a_report(workspace: Any, quick: Fit) -> None:  # noqa: ANN401
    workspace.body("resolution", "opens")["settled_by"] = "storm"
    found = read(workspace, quick)
    made = files(found)
    assert "1 event" in made["report.en.md"]
    assert "1\N{NO-BREAK SPACE}подія" in made["report.uk.md"]
    assert json.loads(made["summary.json"])["scored"]["forecasts"] == len(found.scored)


def test_a_certain_miss_is_infinite_and_said(workspace: Any, quick: Fit) -> None:  # noqa: ANN401
    workspace.body("forecast", "f-opens")["confidence"]["p"] = "1"
    found = read(workspace, quick)
    assert found.certain == 1
    made = files(found)
    assert (
        "Left out of it, since 0 and 100% have no finite log odds: 1 forecast."
        in (made["report.en.md"])
    )
    assert "\N{INFINITY}" in made["report.ru.md"]
    assert json.loads(made["summary.json"])["scores"]["log"]["estimate"] is None


def test_hostile_words_in_a_book_stay_words(workspace: Any, quick: Fit) -> None:  # noqa: ANN401
    hostile = "<script>alert(1)</script> $x$ [a](javascript:b) {0}"
    workspace.body("proposition", "rain@7d")["text"] = {"en": hostile}
    made = files(read(workspace, quick))
    assert "<script" not in made["report.en.html"]
    assert "&lt;script&gt;" in made["report.en.html"]
    assert "[a](javascript" not in made["report.uk.md"]


def test_a_book_without_outcomes_says_what_to_do(workspace: Any, quick: Fit) -> None:  # noqa: ANN401
    workspace.entries[:] = [each for each in workspace.entries if each["kind"] != "resolution"]
    with pytest.raises(WorkspaceError, match="no forecast can be scored yet"):
        read(workspace, quick)
