"""The retrospective on the book of this repository, computed once."""

from pathlib import Path

import pytest
from xarray import DataTree

from brierbook.forecasts.loading import load_book
from brierbook.forecasts.workspace import find_workspace
from brierbook.reports.retrospective import Recalibrated, Retrospective, retrospect

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def syria() -> Retrospective:
    return retrospect(load_book(find_workspace(start=ROOT)))


@pytest.fixture(scope="session")
def dry() -> Retrospective:
    """Compute the same without sampling."""
    return retrospect(load_book(find_workspace(start=ROOT)), engine="grid")


@pytest.fixture
def recalibrated(syria: Retrospective) -> Recalibrated:
    assert syria.recalibrated is not None
    return syria.recalibrated


@pytest.fixture(scope="session")
def posterior_file(syria: Retrospective, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert syria.recalibrated is not None
    path = tmp_path_factory.mktemp("posterior") / "posterior.nc"
    syria.recalibrated.posterior.to_netcdf(path)
    return path


@pytest.fixture
def posterior(recalibrated: Recalibrated) -> DataTree:
    return recalibrated.posterior
