"""Reading the fields of an entry: each by name and type, none left over."""

import re
from collections.abc import Callable, Collection
from decimal import Decimal

from brierbook.errors import FieldError, FormError, quote_value
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.entries.records import LANGUAGES, MultilingualText
from brierbook.forecasts.when import Moment, parse_moment

__all__ = ["DECIMAL", "DIGEST", "Fields", "read_object_whole"]

# one way to write each number of each precision; the digits are bounded so that every such number
# is finite and not zero in binary unless it is zero
DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,60})?", re.ASCII)

DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Fields:
    """The fields of one JSON object; taking one removes it, so that ``done`` finds the rest."""

    def __init__(self, values: Json, path: str = "") -> None:
        if not isinstance(values, dict):
            raise FieldError(path or "entry", "is not an object", code="entry.no_object")
        self.values = dict(values)
        self.path = path

    def named(self, name: str) -> str:
        """Give the full name of a field."""
        return f"{self.path}.{name}" if self.path else name

    def fail(
        self, name: str, problem: str, /, *, code: str | None = None, **facts: object
    ) -> FieldError:
        """Make the error for a field."""
        return FieldError(self.named(name), problem, code=code, **facts)

    def take(self, name: str) -> Json:
        """Take the value of a field that must be there."""
        if name not in self.values:
            raise self.fail(name, "is missing", code="entry.missing")
        return self.values.pop(name)

    def done(self) -> None:
        """Refuse fields that nobody asked for."""
        if self.values:
            name = min(self.values)
            raise self.fail(
                name,
                "is not a field of this kind of entry; check the spelling",
                code="entry.no_field",
            )

    def text(self, name: str) -> str:
        """Take a text that is not blank."""
        value = self.take(name)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(name, "must be a text that is not blank", code="entry.blank")
        return value

    def word(self, name: str, allowed: Collection[str]) -> str:
        """Take one of a few words."""
        value = self.text(name)
        if value not in allowed:
            raise self.fail(
                name,
                "is {value}; use one of {known}",
                code="entry.one_of",
                value=quote_value(value),
                known=", ".join(allowed),
            )
        return value

    def integer(self, name: str) -> int:
        """Take an integer of at least 0."""
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fail(name, "must be an integer of at least 0", code="entry.no_integer")
        return value

    def decimal(self, name: str) -> Decimal:
        """Take a decimal string; NaN, infinities, exponents, blanks and minus zero are refused."""
        text = self.text(name)
        value = Decimal(text) if DECIMAL.fullmatch(text) else None
        if value is None or (value.is_zero() and value.is_signed()):
            raise self.fail(
                name,
                'is {text}; write a decimal such as "0.37"',
                code="entry.no_decimal",
                text=quote_value(text[:80]),
            )
        return value

    def truth(self, name: str) -> bool:
        """Take true or false."""
        value = self.take(name)
        if not isinstance(value, bool):
            raise self.fail(name, "must be true or false", code="entry.no_truth")
        return value

    def digest(self, name: str) -> str:
        """Take a SHA-256 hash, or 32 random bytes, in small hexadecimal digits."""
        value = self.text(name)
        if not DIGEST.fullmatch(value):
            raise self.fail(
                name, "must be 64 hexadecimal digits, in small letters", code="entry.no_digest"
            )
        return value

    def probability(self, name: str) -> Decimal:
        """Take a decimal string between 0 and 1."""
        value = self.decimal(name)
        if not 0 <= value <= 1:
            raise self.fail(
                name,
                "is {value}; a probability lies between 0 and 1",
                code="entry.no_probability",
                value=value,
            )
        if float(value) in (0, 1) and value not in (0, 1):
            raise self.fail(
                name,
                "is {value}, which a computer cannot tell from {end:.0f}",
                code="entry.too_near",
                value=value,
                end=float(value),
            )
        return value

    def moment(self, name: str) -> Moment:
        """Take a time."""
        try:
            return parse_moment(self.text(name))
        except FormError as error:
            raise self.fail(name, error.problem) from error

    def texts(self, name: str) -> MultilingualText:
        """Take a text in one or more languages."""
        inner = Fields(self.take(name), self.named(name))
        given = {
            language: inner.text(language) for language in LANGUAGES if language in inner.values
        }
        inner.done()
        if not given:
            raise self.fail(
                name,
                "needs a text in one of {known}",
                code="entry.no_language",
                known=", ".join(LANGUAGES),
            )
        return MultilingualText(**given)

    def many[T](self, name: str, read: Callable[["Fields"], T]) -> tuple[T, ...]:
        """Take a list of objects."""
        return tuple(read_object_whole(item, read) for item in self.items(name))

    def words(self, name: str) -> tuple[str, ...]:
        """Take a list of texts."""
        return tuple(item.text("item") for item in self.items(name, wrap=True))

    def items(self, name: str, *, wrap: bool = False) -> list["Fields"]:
        """Take a list; each item knows its place."""
        values = self.take(name)
        if not isinstance(values, list):
            raise self.fail(name, "must be a list", code="entry.no_list")
        paths = [f"{self.named(name)}[{i}]" for i in range(len(values))]
        return [
            Fields({"item": value} if wrap else value, path)
            for value, path in zip(values, paths, strict=True)
        ]

    def optional[T](self, name: str, take: Callable[[str], T]) -> T | None:
        """Take a field that may be absent."""
        return take(name) if name in self.values else None


def read_object_whole[T](fields: Fields, read: Callable[[Fields], T]) -> T:
    """Read an object and refuse what is left over."""
    made = read(fields)
    fields.done()
    return made
