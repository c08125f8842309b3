"""The public names of the analysis: all there, all loadable, and cheap to import."""

import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

from brierbook import analysis

HEAVY = ("pandas", "scipy", "matplotlib", "pymc", "arviz", "narwhals", "polars", "pyarrow")

# prints which of the heavy packages are loaded after an import
LOADED = "import sys; import {0}; print([name for name in {1} if name in sys.modules])"


def loaded(module: str, packages: tuple[str, ...]) -> str:
    command = [sys.executable, "-c", LOADED.format(module, packages)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_every_public_name_has_a_home() -> None:
    assert sorted(analysis.HOMES) == sorted(analysis.__all__) == analysis.__dir__()


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_public_name_loads_and_is_not_a_module(name: str) -> None:
    found = getattr(analysis, name)
    assert found is getattr(import_module(analysis.HOMES[name]), name)
    assert not isinstance(found, ModuleType)


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_public_name_is_documented_with_an_example_that_runs(name: str) -> None:
    assert "\n    >>> " in (getattr(analysis, name).__doc__ or "")


def test_a_module_does_not_hide_the_function_of_its_name() -> None:
    import_module("brierbook.analysis.numeric.pav")
    assert callable(analysis.pav)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'brier'"):
        _ = analysis.brier


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded("brierbook.analysis", ("numpy", *HEAVY)) == "[]"


@pytest.mark.parametrize(
    "module",
    ["scores.binary", "reliability.corp", "reliability.roc", "scores.verbs", "numeric.pav"],
)
def test_importing_scores_loads_numpy_only(module: str) -> None:
    assert loaded(f"brierbook.analysis.{module}", ("numpy", *HEAVY)) == "['numpy']"
