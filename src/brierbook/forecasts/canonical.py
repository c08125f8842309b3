"""Canonical JSON (RFC 8785): one value has exactly one sequence of bytes.

Numbers are integers only. Probabilities and other fractions are decimal strings, so that no
binary rounding stands between what was said and what is hashed.
"""

import json
from typing import NoReturn

type Json = dict[str, Json] | list[Json] | str | int | bool | None

# the largest integer that every JSON reader keeps exactly
MAX_INTEGER = 2**53 - 1
TOO_DEEP = "is nested too deeply"


def canonical(value: Json) -> bytes:
    """Give the canonical bytes of a value; keys are ASCII, so their order is that of RFC 8785."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def parse_canonical(line: bytes) -> dict[str, Json]:
    """Read one canonical object; ValueError says what is not canonical about it."""
    value = parse_json(decoded(line))
    if not isinstance(value, dict):
        raise TypeError("is not a JSON object")
    if encoded(value) != line:
        raise ValueError("is not in canonical form: sort the keys, drop the spaces between them")
    return value


def parse_json(text: str) -> Json:
    """Read JSON whose numbers are integers and whose keys are unique."""
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=unique,
            parse_float=no_fraction,
            parse_constant=no_fraction,
            parse_int=exact,
        )
    except json.JSONDecodeError as error:
        # its own words count lines within this line
        raise ValueError(f"is not JSON at character {error.pos + 1}: {error.msg}") from error
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error
    return value


def encoded(value: Json) -> bytes:
    """Give the canonical bytes; half of a surrogate pair has none."""
    try:
        return canonical(value)
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error
    except UnicodeEncodeError as error:
        raise ValueError("holds half of a surrogate pair, which is not a character") from error


def decoded(line: bytes) -> str:
    """Read UTF-8."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 at byte {error.start}") from error


def unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Build an object and refuse a key that stands twice."""
    made: dict[str, Json] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"has the key {key!r} twice")
        made[key] = value
    return made


def no_fraction(text: str) -> NoReturn:
    """Refuse a number that is not an integer."""
    raise ValueError(f'holds the number {text}; write fractions as strings, like "0.37"')


def exact(text: str) -> int:
    """Read an integer that every JSON reader keeps exactly."""
    if len(text) > len(str(-MAX_INTEGER)) or abs(int(text)) > MAX_INTEGER:
        raise ValueError(f"holds the integer {text[:24]}, which is too large")
    return int(text)
