"""Shortened SVG shows what matplotlib drew: read by an XML parser, shape by shape."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.kit.compact_svg import shorten_svg
from brierbook.reports.figures.kit.drawing import STYLE
from brierbook.reports.figures.registry import FIGURES, draw_figure

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
SHAPES = {f"{SVG}{name}" for name in ("path", "use", "rect")}
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")

type Shape = tuple[str, str, list[float]]


def both(figure: Figure) -> tuple[str, str]:
    """Give the SVG as matplotlib writes it, and shortened."""
    buffer = BytesIO()
    with mpl.rc_context(STYLE | {"svg.hashsalt": "test"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    whole = buffer.getvalue().decode()
    return whole, shorten_svg(whole)


def shapes(svg: str) -> list[Shape]:
    """List every shape: what it is, how it looks, and all of its numbers."""
    return list(walk(ET.fromstring(svg)))  # noqa: S314  # made here


def walk(node: ET.Element) -> Iterator[Shape]:
    for each in node.iter():
        if each.tag not in SHAPES:
            continue
        look = re.sub(r"[\s']", "", each.get("style", "") + each.get("clip-path", ""))
        name = each.get(LINK, each.get("id", ""))
        yield each.tag + look, name, numbers(each)


def numbers(node: ET.Element) -> list[float]:
    """Give the place and the outline; a glyph moved along stands at x and y."""
    attributes = dict(node.items())
    moved = re.fullmatch(r"translate\((\S+) (\S+)\)", attributes.get("transform", ""))
    if moved and node.tag == f"{SVG}use":
        attributes |= {"x": moved[1], "y": moved[2], "transform": ""}
    place = [float(attributes.get(name, 0)) for name in ("x", "y", "width", "height")]
    outline = attributes.get("d", "") + attributes.get("transform", "")
    return [*place, *map(float, NUMBERS.findall(outline))]


@pytest.mark.parametrize("name", ["surprises", "health", "words", "reliability", "timeline"])
def test_every_shape_stays_where_it_is(syrian: FigureData, name: str) -> None:
    whole, short = both(draw_figure(FIGURES[name], syrian, lang="uk").fig)
    first, second = shapes(whole), shapes(short)
    assert len(first) == len(second) > 10
    for (look, link, places), (other, target, moved) in zip(first, second, strict=True):
        assert (look, link) == (other, target)
        np.testing.assert_allclose(places, moved, atol=0.0051)


def test_groups_keep_their_transformation_and_their_look(syrian: FigureData) -> None:
    whole, short = both(draw_figure(FIGURES["surprises"], syrian).fig)
    looks = [
        [
            (re.sub(r"\s", "", each.get("style", "")), NUMBERS.findall(each.get("transform", "")))
            for each in ET.fromstring(text).iter(f"{SVG}g")  # noqa: S314  # made here
        ]
        for text in (whole, short)
    ]
    assert len(looks[0]) == len(looks[1])
    for (style, before), (other, after) in zip(*looks, strict=True):
        assert style == other
        np.testing.assert_allclose(list(map(float, before)), list(map(float, after)), atol=0.0051)


def test_what_refers_finds_what_it_refers_to(syrian: FigureData) -> None:
    for name in ("health", "surprises"):
        _, short = both(draw_figure(FIGURES[name], syrian).fig)
        named = re.findall(r' id="([^"]*)"', short)
        assert len(set(named)) == len(named)
        referred = re.findall(r'xlink:href="#([^"]*)"|url\(#([^)]*)\)', short)
        assert {one or other for one, other in referred} <= set(named)


def test_comments_go_and_text_stays(syrian: FigureData) -> None:
    whole, short = both(draw_figure(FIGURES["surprises"], syrian).fig)
    assert len(short) < 0.9 * len(whole)
    assert "<!--" not in short
    assert short.count("<text") == whole.count("<text") > 20


def test_small_numbers_and_signs_survive() -> None:
    path = '<path d="M -0.001 3.14159 \nL 2e-05 -12.5 \n" transform="scale(0.015625)"/>'
    assert shorten_svg(path) == '<path d="M 0 3.14 L 2e-05 -12.5" transform="scale(0.015625)"/>'
    moved = '<g style="fill: #222222" transform="translate(1.005 -2.996) scale(0.075 -0.075)">'
    found = '<g style="fill:#222222" transform="translate(1 -3) scale(0.075 -0.075)">'
    assert shorten_svg(moved) == found
