"""Frozen records: what data classes promise, beside data classes themselves."""

from dataclasses import dataclass

import pytest

from brierbook.forecasts.frozen import frozen_keyword_record, frozen_record, replace_fields


@frozen_record
class Point:
    """A point."""

    x: int
    y: int = 2


@dataclass(frozen=True)
class Twin:
    """The same as the standard library makes it."""

    x: int
    y: int = 2


@frozen_keyword_record
class Base:
    """What others inherit."""

    name: str
    note: str | None = None


@frozen_keyword_record
class Child(Base):
    """One field more."""

    size: int


@pytest.mark.parametrize("made", [Point(1), Point(1, 2), Point(1, y=2), Point(y=2, x=1)])
def test_fields_are_given_by_place_or_name_or_left_to_their_default(made: Point) -> None:
    twin = Twin(1)
    assert (made.x, made.y) == (twin.x, twin.y)
    assert repr(made).replace("Point", "Twin") == repr(twin)
    assert made == Point(1)
    assert hash(made) == hash(Point(1))
    assert made != Point(2)


def test_records_of_two_kinds_differ_as_data_classes_do() -> None:
    twin: object = Twin(1)
    assert twin != Point(1)
    assert len({Point(1), Point(1, 2), Point(2)}) == 2


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), ((1, 2, 3), {}), ((1,), {"x": 1}), ((1,), {"z": 3}), ((), {"y": 1})],
)
def test_what_a_data_class_refuses_is_refused(
    given: tuple[int, ...], named: dict[str, int]
) -> None:
    for kind in (Twin, Point):
        with pytest.raises(TypeError):
            kind(*given, **named)


def test_nothing_can_be_changed_added_or_removed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="cannot be changed"):
        point.x = 3  # type: ignore[misc]  # that is what is tested
    with pytest.raises(AttributeError, match="cannot be changed"):
        point.z = 3  # type: ignore[attr-defined]  # the same
    with pytest.raises(AttributeError, match="cannot be changed"):
        del point.x
    assert point == Point(1)


def test_fields_are_inherited_those_of_the_base_first() -> None:
    child = Child(size=3, name="a")
    assert repr(child) == "Child(name='a', note=None, size=3)"
    assert child != Base(name="a")


def test_a_changed_copy_leaves_the_record_alone() -> None:
    point = Point(1)
    assert replace_fields(point, y=5) == Point(1, 5)
    assert point == Point(1)
    with pytest.raises(TypeError, match="takes x, y"):
        replace_fields(point, z=5)
