"""Canonical JSON (RFC 8785): one value has exactly one sequence of bytes.

Numbers are integers only. Probabilities and other fractions are decimal strings, so that no
binary rounding stands between what was said and what is hashed.
"""

import json
from typing import NoReturn

type Json = dict[str, Json] | list[Json] | str | int | bool | None

# the largest integer that every JSON reader keeps exactly
MAX_INTEGER = 2**53 - 1


def canonical(value: Json) -> bytes:
    """Give the canonical bytes of a value; keys are ASCII, so their order is that of RFC 8785."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def parse_canonical(line: bytes) -> dict[str, Json]:
    """Read one canonical object; ValueError says what is not canonical about it."""
    value: Json = json.loads(
        decoded(line),
        object_pairs_hook=unique,
        parse_float=no_fraction,
        parse_constant=no_fraction,
        parse_int=exact,
    )
    if not isinstance(value, dict):
        raise TypeError("is not a JSON object")
    if canonical(value) != line:
        raise ValueError("is not in canonical form: sort the keys, drop the spaces between them")
    return value


def decoded(line: bytes) -> str:
    """Read UTF-8."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 at byte {error.start}") from error


def unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Build an object and refuse a key that stands twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"has the key {twice!r} twice")
    return made


def no_fraction(text: str) -> NoReturn:
    """Refuse a number that is not an integer."""
    raise ValueError(f'holds the number {text}; write fractions as strings, like "0.37"')


def exact(text: str) -> int:
    """Read an integer that every JSON reader keeps exactly."""
    if len(text) > len(str(-MAX_INTEGER)) or abs(int(text)) > MAX_INTEGER:
        raise ValueError(f"holds the integer {text[:24]}, which is too large")
    return int(text)
