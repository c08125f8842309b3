"""Every module says what others may use of it, and no name means two things."""

import ast
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from measure_house import House, is_one_word, is_participle  # noqa: E402  # of tools/
from public_names import (  # noqa: E402  # the same
    defined_names,
    list_modules,
    missing_names,
    stated_names,
    used_names,
)

MODULES = list_modules()


@cache
def house() -> House:
    """Measure the house: once, and not while tests are collected, which each process does."""
    return House(ROOT)


def test_every_module_states_what_others_use_of_it() -> None:
    used = used_names()
    lacking = {str(path.relative_to(ROOT)): missing_names(path, used) for path in MODULES}
    assert {path: names for path, names in lacking.items() if names != []} == {}, (
        "run: python tools/public_names.py --write"
    )


def test_what_is_stated_is_there() -> None:
    wrong = {str(path.relative_to(ROOT)): _misstated_names(path) for path in MODULES}
    assert {path: names for path, names in wrong.items() if names} == {}


def _misstated_names(path: Path) -> set[str]:
    """Give the names that a module states twice, or does not define."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    stated = stated_names(tree) or []
    twice = {name for name in stated if stated.count(name) > 1}
    return twice | (set(stated) - defined_names(tree))


def test_no_two_classes_share_a_name() -> None:
    assert [name for name, n in house().class_counts().items() if n > 1] == []


def test_names_say_what_they_name() -> None:
    names = [name for _, name in house().functions]
    shared = house().shared_names()
    assert sum(map(is_one_word, names)) <= 0.25 * len(names)
    assert sum(name.startswith("_") for name in names) >= 0.25 * len(names)
    assert sum(name in shared for name in names) <= 0.10 * len(names)
    assert [f"{path}: {name}" for path, name in house().functions if is_participle(name)] == []


def test_a_folder_holds_at_most_twenty_modules() -> None:
    assert {str(folder): n for folder, n in house().folders.items() if n > 20} == {}


def test_no_block_of_over_twelve_lines_stands_twice() -> None:
    assert house().repeated_blocks() == []
