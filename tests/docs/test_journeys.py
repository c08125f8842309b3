"""The figures of the four journeys lead through rooms that are there, by doors that are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "brierbook"
PAGE = ROOT / "docs/explanation/how-a-forecast-becomes-a-number.md"
FIGURE = re.compile(r"<!-- (\w+) -->\n\n(.*?)\n\n<!-- end of \1 -->", re.DOTALL)
FIGURES = dict(FIGURE.findall(PAGE.read_text(encoding="utf-8")))
STEP = 2


def modules_of(room: str) -> list[Path]:
    """List the modules of a room, without those of the rooms inside it."""
    return sorted((SOURCE / room).glob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported_rooms(room: str) -> set[str]:
    """Give the rooms from which a room imports, at its top or inside functions."""
    found = set()
    for path in modules_of(room):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("brierbook"):
                target = (node.module or "").split(".")[1:]
                found |= {"/".join(target), "/".join(target[:-1])}
    return found


@cache
def functions_of(room: str) -> set[str]:
    """Give the functions of a room, those of its classes included."""
    return {
        node.name
        for path in modules_of(room)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
    }


def arrows(figure: str) -> list[tuple[str, str, list[str]]]:
    """Give each room with the one that it is entered from, and its doors."""
    path: list[str] = []
    found = []
    for line in figure.splitlines():
        room, *doors = re.split(r"[ ,]+", line.strip())
        depth = (len(line) - len(line.lstrip())) // STEP - 2
        path[depth:] = [room]
        if depth:
            found.append((path[depth - 1], room, doors))
    return found


def test_there_are_four_journeys() -> None:
    assert list(FIGURES) == ["log", "score", "fit", "report"]
    assert all(len(arrows(figure)) >= 3 for figure in FIGURES.values())


@pytest.mark.parametrize("journey", FIGURES)
def test_every_arrow_is_an_import(journey: str) -> None:
    strange = [
        f"{outer} -> {room}"
        for outer, room, _ in arrows(FIGURES[journey])
        if room not in imported_rooms(outer)
    ]
    assert strange == []


@pytest.mark.parametrize("journey", FIGURES)
def test_every_door_is_a_function_of_its_room(journey: str) -> None:
    lost = [
        f"{room}: {door}"
        for _, room, doors in arrows(FIGURES[journey])
        for door in doors
        if door not in functions_of(room)
    ]
    assert lost == [], "run: python tools/trace_journeys.py --write"
