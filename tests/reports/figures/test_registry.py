"""Figures by name, of brierbook and of other packages; and texts made fit to be drawn."""

import unicodedata
from importlib.metadata import EntryPoint
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.reports import plugins
from brierbook.reports.figures import registry
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.kit.face import drawable_code_points
from brierbook.reports.figures.kit.legible import (
    ELLIPSIS,
    SUBSTITUTE,
    legible_line,
)


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """Give the list of what other packages announce, for a test to fill."""
    found: list[EntryPoint] = []
    monkeypatch.setattr(
        "importlib.metadata.entry_points", lambda group: found if group == plugins.FIGURES else []
    )
    monkeypatch.delenv(plugins.VARIABLE, raising=False)
    return found


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, plugins.FIGURES)


@pytest.mark.parametrize("name", registry.FIGURES)
def test_every_figure_keeps_the_contract(name: str) -> None:
    kind = registry.FIGURES[name]
    parameters = signature(kind.load()).parameters
    assert next(iter(parameters)) == "data"
    assert parameters["lang"].default == "en"
    assert parameters["ax"].default is None
    assert ("by" in parameters) == kind.groups
    assert hasattr(FigureData, kind.takes) or kind.takes in FigureData.__dataclass_fields__


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ArgumentError, match="no figure 'murfy'; did you mean murphy"):
        registry.find_figure("murfy")


def test_another_package_adds_a_figure(announced: list[EntryPoint]) -> None:
    value = "brierbook.reports.figures.murphy:plot_murphy"
    announced += [point("theirs", value), point("murphy", "nowhere:plot")]
    assert registry.find_figure("theirs").home == value
    assert registry.find_figure("murphy").home == registry.FIGURES["murphy"].home
    assert registry.figure_names() == [*registry.FIGURES, "theirs"]


def test_a_figure_that_does_not_load_is_said_in_a_line(announced: list[EntryPoint]) -> None:
    announced.append(point("broken", "nowhere.at.all:plot"))
    with pytest.raises(WorkspaceError, match="'broken' of another package does not load") as caught:
        registry.find_figure("broken")
    assert "\n" not in str(caught.value)
    assert registry.figure_names()[-1] == "broken"


def test_other_packages_can_be_kept_out(
    announced: list[EntryPoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    announced.append(point("theirs", "nowhere:plot"))
    monkeypatch.setenv(plugins.VARIABLE, "1")
    assert registry.figure_names() == list(registry.FIGURES)


def test_our_figures_are_found_without_asking_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        registry, "find_entry_points", lambda _: pytest.fail("other packages were read")
    )
    assert registry.find_figure("murphy").groups


@given(st.text(max_size=300), st.integers(2, 60))
def test_a_legible_text_is_short_and_has_glyphs(text: str, most: int) -> None:
    shown = legible_line(text, most)
    assert len(shown) <= most
    assert {ord(each) for each in shown} <= drawable_code_points()
    assert not any(unicodedata.category(each).startswith("C") for each in shown)
    assert shown == legible_line(shown, most)


def test_texts_in_three_languages_stay_as_they_are() -> None:
    for text in ("Ґанок, їжак, об’єднано ₴", "Ёлка, объект — «да»", "“Yes” – it’s 50% ≤ √2"):
        assert legible_line(text) == text


def test_what_turns_the_line_or_has_no_glyph_becomes_a_square() -> None:
    assert legible_line(
        "a\N{RIGHT-TO-LEFT OVERRIDE}b\N{CLOUD WITH RAIN}\x07"
    ) == f"a{SUBSTITUTE}b" + (SUBSTITUTE * 2)
    assert legible_line("long " * 5000, 12) == f"long long l{ELLIPSIS}"
