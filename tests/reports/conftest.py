"""The retrospective on the book of this repository, computed once."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest
from tests.conftest import NOON, draft_at
from xarray import DataTree

from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace
from brierbook.reports.findings.retrospective import Recalibration, Retrospective, retrospect
from brierbook.reports.model import Report
from brierbook.reports.report import write_report

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def syria() -> Retrospective:
    return retrospect(open_book(find_workspace(start=ROOT)))


@pytest.fixture(scope="session")
def dry(syria: Retrospective) -> Retrospective:
    """Give what takes no sampling, and is the same: for this book no sampler is chosen."""
    assert syria.recalibrated is not None
    assert syria.recalibrated.engine == "grid"
    return syria


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Retrospective:
    """Look back on the small book of the tests, which takes a tenth of the time."""
    draft = draft_at(tmp_path_factory.mktemp("small") / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("brierbook.forecasts.clock._machine", NOON.astimezone)
        return retrospect(open_book(draft.workspace), engine="grid")


type Written = Callable[[str], Report]


@pytest.fixture(scope="session")
def syria_report(syria: Retrospective) -> Written:
    """Give a function that writes the report in a language, once."""
    return cache(partial(write_report, syria))


@pytest.fixture(scope="session")
def dry_report(syria_report: Written) -> Written:
    """Give what takes no sampling, and is the same."""
    return syria_report


@pytest.fixture
def recalibrated(syria: Retrospective) -> Recalibration:
    assert syria.recalibrated is not None
    return syria.recalibrated


@pytest.fixture(scope="session")
def posterior_file(syria: Retrospective, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert syria.recalibrated is not None
    path = tmp_path_factory.mktemp("posterior") / "posterior.nc"
    syria.recalibrated.posterior.to_netcdf(path)
    return path


@pytest.fixture
def posterior(recalibrated: Recalibration) -> DataTree:
    return recalibrated.posterior
