"""What the figures are drawn from in tests: the book of this repository, and a made-up one."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from xarray import Dataset, DataTree

from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace
from brierbook.reports.figures.figure_data import FigureData

# when the books are looked at
NOW = datetime(2025, 6, 1, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


def tool(name: str) -> ModuleType:
    """Load a script of tools/."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def draws() -> DataTree:
    """Make a posterior whose curve is known: no bias, and a slope of one half, without groups."""
    rng = np.random.default_rng(3)
    dims = ("chain", "draw")
    tight, wide = (
        Dataset({"bias": (dims, rng.normal(0, sd, (2, 50))),
                 "log_slope": (dims, np.log(0.5) + rng.normal(0, sd, (2, 50)))})
        for sd in (0.01, 0.6)
    )  # fmt: skip
    likelihood = Dataset({"y": (("forecast",), np.zeros(21))})
    return DataTree.from_dict(
        {
            "posterior": tight,
            "prior": wide,
            "log_likelihood": likelihood,
            "observed_data": likelihood,
        }
    )


def with_draws(material: FigureData) -> FigureData:
    """Put the made-up posterior in the place of a sampled one."""
    material.__dict__["posterior"] = draws()
    return material


@pytest.fixture(scope="session")
def syrian() -> FigureData:
    return with_draws(FigureData.of(open_book(find_workspace(start=ROOT)), now=NOW))


@pytest.fixture(scope="session")
def simulated_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tool("simulated_book").write(tmp_path_factory.mktemp("simulated"))
    return root


@pytest.fixture(scope="session")
def simulated(simulated_root: Path) -> FigureData:
    return with_draws(FigureData.of(open_book(find_workspace(str(simulated_root))), now=NOW))
