"""Bytes of a text file into text: by its mark, as UTF-8, else as the code page that fits."""

import codecs
import re

from brierbook.errors import InputError
from brierbook.forecasts.frozen import frozen_record

__all__ = ["Decoded", "decode_bytes"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LOOKED_AT = 4096
HIGH = re.compile(rb"[\x80-\xff]+")


@frozen_record
class Decoded:
    """A text, how it was encoded, and whether that is a guess."""

    text: str
    encoding: str
    guessed: bool = False


def decode_bytes(data: bytes, name: str) -> Decoded:
    """Read text; bytes that are not UTF-8 are taken for a code page, which is a guess."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(_decode(data, encoding, name), encoding)
    if b"\0" in data[:LOOKED_AT]:
        even = data[:LOOKED_AT:2].count(0) > data[1:LOOKED_AT:2].count(0)
        encoding = "utf-16-be" if even else "utf-16-le"
        return Decoded(_decode(data, encoding, name), encoding, guessed=True)
    try:
        return Decoded(data.decode(), "utf-8")
    except UnicodeDecodeError:
        encoding = _code_page(data)
        return Decoded(_decode(data, encoding, name), encoding, guessed=True)


def _decode(data: bytes, encoding: str, name: str) -> str:
    """Decode; what cannot be is named with its place."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            "file",
            name,
            "is neither UTF-8 nor {encoding} at byte {place}; convert it, as with iconv",
            code="import.encoding",
            encoding=encoding,
            place=error.start,
        ) from error


def _code_page(data: bytes) -> str:
    """Tell Cyrillic, whose words are of high bytes, from Latin with an accent now and then."""
    runs = [len(run) for run in HIGH.findall(data)]
    long = sum(length for length in runs if length > 1)
    return "cp1251" if long * 2 > sum(runs) else "cp1252"
