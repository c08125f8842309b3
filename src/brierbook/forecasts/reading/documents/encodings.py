"""Bytes into text: UTF-8, else what is declared, else the person is asked; nothing is guessed."""

import codecs
import re

from brierbook.errors import InputError

__all__ = ["decode_text", "encoding_in_markup"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(rb"""(?:charset\s*=\s*["']?|encoding\s*=\s*["'])([A-Za-z0-9_.:-]{1,40})""")
MARKUP = 2048  # bytes in which a page declares its encoding


def encoding_in_markup(data: bytes) -> str | None:
    """Find the encoding that a page or its XML declares."""
    found = DECLARED.search(data[:MARKUP])
    return found[1].decode("ascii") if found else None


def decode_text(data: bytes, name: str, declared: str | None = None) -> tuple[str, str]:
    """Decode a document; give the text and the encoding that it was in."""
    used = next((known for mark, known in MARKS if data.startswith(mark)), None)
    used = used or _encoding_that_fits(data, name, declared)
    try:
        text = data.decode(used)
    except (UnicodeDecodeError, UnicodeError) as error:
        raise InputError(
            "file",
            name,
            "is not {encoding} throughout; name its encoding with --encoding",
            code="read.wrong_encoding",
            encoding=used,
        ) from error
    if "\0" in text:
        raise InputError("file", name, "is no text: it holds NUL", code="read.binary")
    return text, "utf-8" if codecs.lookup(used).name == "utf-8" else codecs.lookup(used).name


def _encoding_that_fits(data: bytes, name: str, declared: str | None) -> str:
    """Choose UTF-8 where the bytes are that, else what is declared."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise InputError(
                "file", name, "is no text: it holds NUL", code="read.binary"
            ) from error
        if declared is None:
            raise InputError(
                "file",
                name,
                "is not UTF-8 at byte {byte}; name its encoding, such as --encoding cp1251",
                code="read.encoding_unknown",
                byte=error.start,
            ) from error
        return _known_encoding(declared, name)
    return "utf-8"


def _known_encoding(declared: str, name: str) -> str:
    """Refuse what is no encoding of text."""
    try:
        found = codecs.lookup(declared)
    except LookupError as error:
        raise InputError(
            "file",
            name,
            "declares the encoding {encoding}, which is unknown; name it with --encoding",
            code="read.no_encoding",
            encoding=declared,
        ) from error
    if not found._is_text_encoding:  # noqa: SLF001  # there is no other way to tell
        return _known_encoding("", name)
    return declared
