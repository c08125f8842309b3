"""Canonical JSON (RFC 8785): one value has exactly one sequence of bytes.

Numbers are integers only. Probabilities and other fractions are decimal strings, so that no
binary rounding stands between what was said and what is hashed.
"""

import json
from typing import NoReturn

from brierbook.errors import FormError, quote_value

__all__ = [
    "MAX_INTEGER",
    "Json",
    "canonical_bytes",
    "encode_utf8",
    "parse_canonical",
    "unique_object",
]

type Json = dict[str, Json] | list[Json] | str | int | bool | None

# the largest integer that every JSON reader keeps exactly
MAX_INTEGER = 2**53 - 1


def canonical_bytes(value: Json) -> bytes:
    """Give the canonical bytes of a value; keys are ASCII, so their order is that of RFC 8785."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def parse_canonical(line: bytes) -> dict[str, Json]:
    """Read one canonical object; FormError says what is not canonical about it."""
    value = _parse_strict_json(_decode_utf8(line))
    if not isinstance(value, dict):
        raise FormError("is not a JSON object", code="json.no_object")
    if encode_utf8(value) != line:
        raise FormError(
            "is not in canonical form: sort the keys, drop the spaces between them",
            code="json.not_canonical",
        )
    return value


def _parse_strict_json(text: str) -> Json:
    """Read JSON whose numbers are integers and whose keys are unique."""
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=unique_object,
            parse_float=_refuse_fraction,
            parse_constant=_refuse_fraction,
            parse_int=_exact_integer,
        )
    except json.JSONDecodeError as error:
        # its own words count lines within this line
        raise FormError(
            "is not JSON at character {at}: {msg}",
            code="json.broken",
            at=error.pos + 1,
            msg=error.msg,
        ) from error
    except RecursionError as error:
        raise FormError("is nested too deeply", code="json.too_deep") from error
    return value


def encode_utf8(value: Json) -> bytes:
    """Give the canonical bytes; half of a surrogate pair has none."""
    try:
        return canonical_bytes(value)
    except RecursionError as error:
        raise FormError("is nested too deeply", code="json.too_deep") from error
    except UnicodeEncodeError as error:
        raise FormError(
            "holds half of a surrogate pair, which is not a character", code="json.surrogate"
        ) from error


def _decode_utf8(line: bytes) -> str:
    """Read UTF-8."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise FormError(
            "is not UTF-8 at byte {at}", code="text.not_utf8", at=error.start
        ) from error


def unique_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Build an object and refuse a key that stands twice."""
    made: dict[str, Json] = {}
    for key, value in pairs:
        if key in made:
            raise FormError("has the key {key} twice", code="json.key_twice", key=quote_value(key))
        made[key] = value
    return made


def _refuse_fraction(text: str) -> NoReturn:
    """Refuse a number that is not an integer."""
    raise FormError(
        'holds the number {text}; write fractions as strings, like "0.37"',
        code="json.fraction",
        text=text,
    )


def _exact_integer(text: str) -> int:
    """Read an integer that every JSON reader keeps exactly."""
    if len(text) > len(str(-MAX_INTEGER)) or abs(int(text)) > MAX_INTEGER:
        raise FormError(
            "holds the integer {text}, which is too large",
            code="json.integer_large",
            text=text[:24],
        )
    return int(text)
