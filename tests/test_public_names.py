"""The public surface: named once, and loadable."""

from importlib import import_module
from types import ModuleType

import pytest

import brierbook


def test_every_public_name_has_a_home_and_no_other() -> None:
    assert set(brierbook.__all__) == set(brierbook.HOMES)
    assert brierbook.__all__ == sorted(brierbook.__all__)


@pytest.mark.parametrize("name", brierbook.__all__)
def test_a_public_name_is_loaded_from_its_home(name: str) -> None:
    home = import_module(brierbook.HOMES[name])
    found = getattr(brierbook, name)
    assert found is getattr(home, name)
    assert not isinstance(found, ModuleType)
    assert found.__module__ == brierbook.HOMES[name]
    assert found.__doc__


def test_dir_lists_the_public_names() -> None:
    assert dir(brierbook) == sorted(brierbook.__all__)


def test_another_name_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="module 'brierbook' has no attribute 'brier'"):
        _ = brierbook.brier
