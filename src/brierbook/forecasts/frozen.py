"""Frozen records, as `dataclasses` makes them, without the price of making each class at start.

A frozen data class compiles half a dozen functions; thirty of them are a third of the time in
which a forecast is logged. Here all classes share the same functions.
"""

from typing import Any, NoReturn, dataclass_transform

from brierbook.errors import RecordError

__all__ = ["frozen_keyword_record", "frozen_record", "replace_fields"]

FIELDS, DEFAULTS = "_fields", "_defaults"


@dataclass_transform(frozen_default=True)
def frozen_record[T](cls: type[T]) -> type[T]:
    """Make a class whose instances hold its annotated fields and never change."""
    return _equip_class(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen_keyword_record[T](cls: type[T]) -> type[T]:
    """Make the same of a class whose fields are given by name."""
    return _equip_class(cls)


def _equip_class[T](cls: type[T]) -> type[T]:
    """Give a class the shared functions, and the names and defaults of its fields."""
    fields: dict[str, object] = {}
    for base in reversed(cls.__mro__[:-1]):
        fields |= base.__annotations__
    defaults = {name: getattr(cls, name) for name in fields if hasattr(cls, name)}
    for name in SHARED.keys() - vars(cls).keys():
        setattr(cls, name, SHARED[name])
    setattr(cls, FIELDS, tuple(fields))
    setattr(cls, DEFAULTS, defaults)
    return cls


def replace_fields[T](record: T, **changes: object) -> T:
    """Make a record like another, with some fields changed."""
    return type(record)(**(_field_values_of(record) | changes))


def _field_values_of(record: object) -> dict[str, Any]:
    """Give the fields of a record with their values."""
    return {name: record.__dict__[name] for name in getattr(record, FIELDS)}


def _initialise_fields(self: object, *given: object, **named: object) -> None:
    """Take a value for every field, by place or by name."""
    fields: tuple[str, ...] = getattr(self, FIELDS)
    placed = dict(zip(fields, given, strict=False))
    if len(placed) == len(given) == len(fields) and not named:  # most records are made so
        self.__dict__.update(placed)
        return
    values = {**getattr(self, DEFAULTS), **placed, **named}
    if len(given) > len(fields) or placed.keys() & named or len(values) != len(fields):
        name = type(self).__name__
        raise RecordError(
            "{name} takes {fields}; given were {given} and {named}",
            code="record.fields",
            name=name,
            fields=", ".join(fields),
            given=repr(given),
            named=repr(named),
        )
    self.__dict__.update(values)


def _record_repr(self: object) -> str:
    """Write a record as the call that makes it."""
    fields = ", ".join(f"{name}={value!r}" for name, value in _field_values_of(self).items())
    return f"{type(self).__qualname__}({fields})"


def _records_equal(self: object, other: object) -> bool:
    """Compare by kind and fields."""
    return type(self) is type(other) and _field_values_of(self) == _field_values_of(other)


def _record_hash(self: object) -> int:
    """Hash all fields."""
    return hash(tuple(_field_values_of(self).values()))


def _refuse_change(self: object, name: str, *_: object) -> NoReturn:
    """Refuse any change."""
    raise RecordError(
        "{field} cannot be changed; make another record",
        code="record.frozen",
        field=f"{type(self).__name__}.{name}",
    )


SHARED: dict[str, object] = {
    "__init__": _initialise_fields,
    "__repr__": _record_repr,
    "__eq__": _records_equal,
    "__hash__": _record_hash,
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_change,
}
