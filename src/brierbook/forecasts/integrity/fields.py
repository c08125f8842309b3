"""Fields of signed texts: strict base64, decimals and lines, so that one value has one form."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from brierbook.errors import FormError, MalformedError
from brierbook.forecasts.integrity.merkle import HASH_BYTES

__all__ = ["Lines", "decode_base64", "encode_base64", "split_lines"]

# sizes are counted in 64 bits at most; longer digits would only cost time
MAX_DIGITS = 19


@dataclass(frozen=True)
class Lines:
    """Some lines of a text, with the number of the first, for messages."""

    what: str
    lines: tuple[str, ...]
    first: int = 1

    def wrong(
        self, at: int, problem: str, *, code: str | None = None, **facts: object
    ) -> MalformedError:
        """Make the error that names a line; a problem that has a code already needs none."""
        return MalformedError(self.what, self.first + at, problem, code=code, **facts)

    def within(self, start: int, end: int | None = None) -> "Lines":
        """Take some of the lines."""
        return Lines(self.what, self.lines[start:end], self.first + start)

    def base64(self, at: int) -> bytes:
        """Read a line of base64."""
        return self.base64_of(at, self.lines[at])

    def base64_of(self, at: int, text: str) -> bytes:
        """Read base64 that stands in a line."""
        try:
            return decode_base64(text)
        except ValueError as error:
            raise self.wrong(at, _no_base64_error().problem) from error

    def hash(self, at: int) -> bytes:
        """Read a line that holds a SHA-256 hash."""
        value = self.base64(at)
        if len(value) != HASH_BYTES:
            raise self.wrong(
                at,
                "a hash has {bytes} bytes, not {n}",
                code="merkle.hash",
                bytes=HASH_BYTES,
                n=len(value),
            )
        return value

    def decimal(self, at: int, text: str) -> int:
        """Read a count: ASCII digits without leading zeroes."""
        digits = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
        if not digits or text != str(int(text)):
            raise self.wrong(
                at, "is not a decimal number without leading zeroes", code="form.decimal"
            )
        return int(text)


def split_lines(content: bytes, what: str, limit: int) -> Lines:
    """Split UTF-8 text that ends in a line feed and has no other control character."""
    if not content:
        raise MalformedError(what, None, "is empty", code="form.empty")
    if len(content) > limit:
        raise MalformedError(
            what, None, "has more than {limit} bytes", code="form.too_long", limit=limit
        )
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise MalformedError(
            what, None, "is not UTF-8 at byte {place}", code="form.utf8", place=error.start
        ) from error
    lines = Lines(what, tuple(text.split("\n")))
    for at, line in enumerate(lines.lines):
        if any(character < " " for character in line):
            raise lines.wrong(
                at,
                "has a control character; lines end in a bare line feed",
                code="form.control",
            )
    if lines.lines[-1]:
        raise lines.wrong(
            len(lines.lines) - 1,
            "is cut off: it does not end in a line feed",
            code="form.cut_off",
        )
    return lines.within(0, -1)


def _no_base64_error() -> FormError:
    """Say that a text is not base64."""
    return FormError(
        "is not base64 of RFC 4648, section 4, in its one canonical form", code="form.base64"
    )


def decode_base64(text: str) -> bytes:
    """Read standard base64 of RFC 4648, section 4; ValueError for any other form."""
    value = b64decode(text, validate=True)
    if encode_base64(value) != text:
        # the unused last bits are not zero
        raise _no_base64_error()
    return value


def encode_base64(value: bytes) -> str:
    """Write standard base64 of RFC 4648, section 4."""
    return b64encode(value).decode()
