"""A report as a notebook of the nbformat 4.5: its words, and code that makes its figures anew."""

import json
from typing import Any

from brierbook.reports.model import Block, Picture, Report
from brierbook.reports.writers.markdown import markdown_block

__all__ = ["to_notebook"]

PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}


def to_notebook(report: Report) -> bytes:
    """Write a notebook that runs from top to bottom; its outputs are left to who runs it."""
    cells = [_cell_source(block, report.language) for block in report.blocks]
    first = [("code", report.code)] if report.code else []
    merged = _join_cells([*cells[:1], *first, *cells[1:]])
    made = {
        "cells": [_notebook_cell(place, kind, text) for place, (kind, text) in enumerate(merged)],
        "metadata": {"kernelspec": PYTHON, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return f"{json.dumps(made, ensure_ascii=False, indent=1)}\n".encode()


def _cell_source(block: Block, language: str) -> tuple[str, str]:
    """Give the kind and the text of a cell."""
    if isinstance(block, Picture):
        return "code", f"drawing = {block.code}\nprint(drawing.alt)\ndrawing.fig"
    return "markdown", markdown_block(block, language)


def _join_cells(cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put what follows a heading into one cell with it, up to the next heading or code."""
    joined: list[tuple[str, str]] = []
    for kind, text in cells:
        if joined and kind == "markdown" == joined[-1][0] and not text.startswith("## "):
            joined[-1] = (kind, f"{joined[-1][1]}\n\n{text}")
        else:
            joined.append((kind, text))
    return joined


def _notebook_cell(place: int, kind: str, text: str) -> dict[str, Any]:
    """Make a cell."""
    made: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{place:04}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return made if kind == "markdown" else made | {"execution_count": None, "outputs": []}
