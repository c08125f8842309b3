"""Times of all the forms that programs and people write, read in one zone and one day order."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from brierbook.errors import FormError, InputError
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.exchange.rows import Time
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.when import LAST_YEAR, Moment, parse_moment

__all__ = [
    "SERIAL",
    "SPLIT",
    "DayOrder",
    "TimeReader",
    "at_seconds",
    "day_order",
    "is_forever",
    "make_instant",
]

ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:(?:T| +)(\d\d?):(\d\d?)(?::(\d\d?)(?:[.,](\d{1,12}))?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
SPLIT = re.compile(
    r"(\d\d?)([./-])(\d\d?)\2(\d{4}|\d\d)"
    r"(?:,?\s+(\d\d?):(\d\d)(?::(\d\d?))?\s*([AP]M)?)?",
    re.ASCII | re.IGNORECASE,
)
SLASHED_ISO = re.compile(r"(\d{4})[/.](\d\d?)[/.](\d\d?)(?=$|[ T])", re.ASCII)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
EPOCH = re.compile(r"\d{10}|\d{13}", re.ASCII)
OWN = re.compile(r"\d{4}-\d\d-\d\d\[[\w/+-]+\]", re.ASCII)
FOREVER = LAST_YEAR - 1000  # from here on a year stands for "no deadline"
LAST_MONTH, LAST_HOUR_HALF, CENTURY, FIRST_OF_20TH = 12, 12, 100, 70
SYSTEMS = {"excel-1900": datetime(1899, 12, 30), "excel-1904": datetime(1904, 1, 1)}  # noqa: DTZ001
DAY_SECONDS = 86400


@frozen_record
class DayOrder:
    """What the days of a file show: day first, month first, or None where nothing shows it."""

    day_first: bool | None
    example: str
    unclear: str | None = None  # a day that can be read both ways


def day_order(texts: Iterable[str]) -> DayOrder:
    """Tell the order of day and month by a day above 12; points between them mean day first."""
    day, month, dots, unclear = "", "", "", None
    for text in texts:
        match = SPLIT.fullmatch(text.strip())
        if match is None:
            continue
        first, sign, second = int(match[1]), match[2], int(match[3])
        if first > LAST_MONTH:
            day = day or text
        elif second > LAST_MONTH:
            month = month or text
        elif sign == ".":
            dots = dots or text
        elif first != second:
            unclear = unclear or text
    if day and month:
        return DayOrder(None, day, month)
    if day or month:
        return DayOrder(bool(day), day or month)
    return DayOrder(True if dots and not unclear else None, dots, unclear)


class TimeReader:
    """Reads times; the same text is read once.

    A time without a zone is of ``zone``; ``instants`` says that a day is the instant at its start.
    """

    def __init__(
        self,
        zone: str = "UTC",
        *,
        day_first: bool | None = None,
        serial: str | None = None,
    ) -> None:
        self.zone = zone
        self.info = ZoneInfo(zone)
        self.day_first = day_first
        self.serial = serial
        self.naive = 0  # how many had no zone
        self.fractions = 0
        self.known: dict[str, Time] = {}

    def read(self, text: str, field: str) -> Time:
        """Read a time or a day."""
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = self._read_new(text.strip(), field)
        return found

    def optional(self, text: object, field: str) -> Time | None:
        """Read a time, if there is one."""
        return self.read(str(text), field) if text is not None and str(text).strip() else None

    def _read_new(self, text: str, field: str) -> Time:
        """Read a text of one of the forms."""
        slashed = SLASHED_ISO.sub(r"\1-\2-\3", text)
        try:
            if match := ISO.fullmatch(slashed):
                return self._from_parts(match.groups())
            if match := SPLIT.fullmatch(text):
                return self._from_split(match)
            if self.serial and SERIAL.fullmatch(text):
                return self._from_serial(float(text))
            if EPOCH.fullmatch(text):
                return at_seconds(int(text) / (1000 if len(text) > 10 else 1))  # noqa: PLR2004
            if OWN.fullmatch(text):
                return _whole_day(parse_moment(text))
            return self._from_words(text, field)
        except (ValueError, OverflowError) as error:
            raise InputError(
                field,
                text,
                "is no date; write 2026-12-31 or 2026-12-31T09:30:00Z",
                code="import.no_date",
            ) from error

    def _from_parts(self, parts: tuple[str | None, ...]) -> Time:
        """Make a time of year, month, day, hour, minute, second, fraction and offset."""
        year, month, day, hour, minute, second, fraction, offset = parts
        on = date(int(year or 0), int(month or 0), int(day or 0))
        if hour is None:
            return self.whole_day(on)
        micro = int((fraction or "0").ljust(6, "0")[:6])
        self.fractions += micro > 0
        whole = datetime(on.year, on.month, on.day, int(hour), int(minute or 0), int(second or 0))  # noqa: DTZ001
        return self._instant(whole.replace(microsecond=micro), offset)

    def _instant(self, naive: datetime, offset: str | None) -> Time:
        """Put a time into its zone."""
        if offset is None:
            self.naive += 1
            return make_instant(naive.replace(tzinfo=self.info))
        return make_instant(naive.replace(tzinfo=_offset_zone(offset)))

    def _from_split(self, match: re.Match[str]) -> Time:
        """Read day and month in the order of the file."""
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        first = match[2] == "." if self.day_first is None else self.day_first
        day, month = (one, two) if first else (two, one)
        if year < CENTURY:
            year += 1900 if year >= FIRST_OF_20TH else 2000
        on = date(year, month, day)
        if match[5] is None:
            return self.whole_day(on)
        hour = int(match[5])
        if match[8]:
            hour = hour % LAST_HOUR_HALF + (LAST_HOUR_HALF if match[8].lower() == "pm" else 0)
        second = int(match[7] or 0)
        return self._instant(datetime(on.year, on.month, on.day, hour, int(match[6]), second), None)  # noqa: DTZ001

    def _from_serial(self, days: float) -> Time:
        """Read the serial day of a spreadsheet, to the second."""
        seconds = round(days * DAY_SECONDS)
        at = SYSTEMS[self.serial or ""] + timedelta(seconds=seconds)
        return self._instant(at, None) if seconds % DAY_SECONDS else self.whole_day(at.date())

    def _from_words(self, text: str, field: str) -> Time:
        """Read a day that is written in words."""
        from brierbook.forecasts.lines.dates import read_past_day  # seldom needed

        today = read_clock().date()
        return _whole_day(read_past_day(text, today=today, zone=self.zone, field=field))

    def whole_day(self, on: date) -> Time:
        """Take a civil day in the zone."""
        return _whole_day(parse_moment(f"{on.isoformat()}[{self.zone}]"))

    def start_of(self, day: Time) -> Time:
        """Take a day for the instant at which it begins."""
        return make_instant(day.first)

    def instant(self, text: object, field: str) -> Time | None:
        """Read an instant; a bare day is the instant at its start."""
        found = self.optional(text, field)
        return self.start_of(found) if found is not None and found.is_day else found


def _whole_day(moment: Moment) -> Time:
    """Give a day, or an instant, as it is."""
    return Time(moment, moment.first, moment.last)


def make_instant(at: datetime) -> Time:
    """Make an instant; the moment is cut to the second."""
    exact = at.astimezone(UTC)
    whole = exact.replace(microsecond=0)
    if not 1 < whole.year < LAST_YEAR:
        raise FormError("has a year outside 2 to {last}", code="time.year_of", last=LAST_YEAR - 1)
    return Time(Moment(f"{whole:%Y-%m-%dT%H:%M:%S}Z", whole, whole, "UTC"), exact, exact)


def at_seconds(seconds: float) -> Time:
    """Take seconds since 1970; those of JavaScript are given as thousandths of them."""
    whole, micro = divmod(round(seconds * 1_000_000), 1_000_000)
    return make_instant(datetime.fromtimestamp(whole, UTC).replace(microsecond=micro))


def _offset_zone(offset: str) -> timezone:
    """Read an offset."""
    if offset.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if offset[0] == "-" else delta)


def is_forever(text: object) -> bool:
    """Whether a deadline is a year that stands for none."""
    written = str(text or "").strip()
    return written[:4].isdecimal() and written[4:5] in ("-", "/") and int(written[:4]) >= FOREVER
