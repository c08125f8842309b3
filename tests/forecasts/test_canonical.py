"""Canonical JSON: one value has one sequence of bytes, and other bytes are refused."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brierbook.errors import FormError
from brierbook.forecasts.canonical import MAX_INTEGER, Json, canonical_bytes, parse_canonical

# a busy machine must not fail them
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

KEYS = st.text("abcxyz_0123456789", min_size=1, max_size=4)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.text(max_size=12)
    | st.sampled_from(["", "й", "й", '"\\/', "\u2028", "\x00\x1f\x7f", "🌧", "NaN", "-0.0"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def test_the_bytes_are_those_of_rfc_8785() -> None:
    # sorted keys, no blanks, short escapes, other characters as they are
    value: Json = {"b": [True, None, -7], "a": 'Ї "\\\n\t\x0f\u20ac/', "A": {}}
    assert canonical_bytes(value) == (
        '{"A":{},"a":"Ї \\"\\\\\\n\\t\\u000f€/","b":[true,null,-7]}'.encode()
    )


@PATIENT
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_what_is_written_reads_the_same_twice(value: dict[str, Json]) -> None:
    line = canonical_bytes(value)
    again = parse_canonical(line)
    assert again == value
    assert canonical_bytes(again) == line
    assert parse_canonical(canonical_bytes(again)) == value
    assert b"\n" not in line


@PATIENT
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5), st.data())
def test_a_blank_between_tokens_is_refused(value: dict[str, Json], data: st.DataObject) -> None:
    line = canonical_bytes(value)
    blank = data.draw(st.sampled_from([b" ", b"\t", b"\r", b"\n"]))
    spoilt = data.draw(st.sampled_from([blank + line, line + blank, line[:-1] + blank + b"}"]))
    assert json.loads(spoilt) == value
    with pytest.raises(ValueError, match="canonical form"):
        parse_canonical(spoilt)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"b":1,"a":2}', "is not in canonical form"),  # the keys are not sorted
        (b'{"a":"\\u0439"}', "is not in canonical form"),  # an escape that is not needed
        (b'{"a":"\\/"}', "is not in canonical form"),
        (b'{"a":-0}', "is not in canonical form"),
        (b'{"a":1,"b":2,"a":1}', "has the key 'a' twice"),
        (b'{"a":{"b":1,"b":1}}', "has the key 'b' twice"),
        (b'{"p":0.5}', 'holds the number 0.5; write fractions as strings, like "0.37"'),
        (b'{"p":1e3}', "holds the number 1e3"),
        (b'{"p":NaN}', "holds the number NaN"),
        (b'{"p":-Infinity}', "holds the number -Infinity"),
        (b'{"a":9007199254740992}', "holds the integer 9007199254740992, which is too large"),
        (b'{"a":-9007199254740992}', "holds the integer -9007199254740992, which is too large"),
        (b'{"a":' + b"9" * 5000 + b"}", "holds the integer 9{24}, which is too large"),
        (b'{"a":"\\ud800"}', "holds half of a surrogate pair"),
        (b'{"\\udfff":1}', "holds half of a surrogate pair"),
        (b'{"a":"\xed\xa0\x80"}', "is not UTF-8 at byte 6"),  # the same half as bytes
        ('{"a":"й"}'.encode("cp1251"), "is not UTF-8 at byte 6"),
        (b"\xef\xbb\xbf{}", "is not JSON at character 1"),  # a byte order mark
        (b"", "is not JSON at character 1"),
        (b'{"a":1', "is not JSON at character 7: Expecting ',' delimiter"),
        (b'{"a":1}{', "is not JSON at character 8: Extra data"),
        (b'{"a":"\x01"}', "is not JSON at character 7: Invalid control character"),
        (b'{"a":"\x00"}', "is not JSON at character 7: Invalid control character"),
        (b"{'a':1}", "is not JSON at character 2"),
        (b'{"a":' + b"[" * 20_000, "is nested too deeply"),
        (b'{"a":' * 20_000, "is nested too deeply"),
    ],
)
def test_other_bytes_are_refused_with_the_reason(line: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as caught:
        parse_canonical(line)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("line", [b"[]", b'"text"', b"1", b"null", b"true"])
def test_a_line_that_is_no_object_is_refused(line: bytes) -> None:
    with pytest.raises(FormError, match="is not a JSON object"):
        parse_canonical(line)


@pytest.mark.parametrize("number", [0, 1, -1, MAX_INTEGER, -MAX_INTEGER])
def test_integers_that_every_reader_keeps_are_taken(number: int) -> None:
    assert parse_canonical(f'{{"a":{number}}}'.encode()) == {"a": number}


def test_a_key_that_stands_twice_among_many_is_found_quickly() -> None:
    keys = [f'"{i:06}":0' for i in range(60_000)]
    line = ("{" + ",".join([*keys, keys[-1]]) + "}").encode()
    begin = time.process_time()
    with pytest.raises(ValueError, match="has the key '059999' twice"):
        parse_canonical(line)
    assert time.process_time() - begin < 5
