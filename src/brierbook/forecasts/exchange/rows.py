"""What a format reads: typed rows, each with its place, and all that had to be assumed.

A place is ``file#unit``: a record of a table, a line, or a path within JSON.
"""

from datetime import UTC, datetime

from brierbook.errors import InputError, Message
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.frozen import frozen_keyword_record, frozen_record
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.when import Moment

__all__ = [
    "Assumption",
    "Dropped",
    "ForecastRow",
    "LeftOut",
    "Notice",
    "OutcomeRow",
    "Person",
    "QuestionRow",
    "Rejected",
    "Time",
    "exact_text",
]

MIDNIGHT = "T00:00:00"


@frozen_record
class Time:
    """A time as it was read: to the second or a whole day, and the exact instants it spans."""

    moment: Moment
    first: datetime
    last: datetime

    @property
    def is_day(self) -> bool:
        """Whether only the day is known."""
        return self.moment.first != self.moment.last

    @property
    def exact(self) -> str:
        """The first instant with its fraction, in UTC."""
        return exact_text(self.first)


def exact_text(instant: datetime) -> str:
    """Write an instant in UTC, with the digits of its fraction that say something."""
    whole = instant.astimezone(UTC)
    fraction = f".{whole.microsecond:06d}".rstrip("0").rstrip(".")
    return f"{whole:%Y-%m-%dT%H:%M:%S}{fraction}Z"


@frozen_record
class Person:
    """Who forecasts, as the source names them; ``id`` is what it knows them by."""

    name: str
    id: str
    kind: str = "person"


@frozen_keyword_record
class QuestionRow:
    """A question; one that is ``listed`` is kept even if nobody forecasts it.

    ``facts`` are what else the file says, which no entry holds in a field of its own.
    """

    at: str
    id: str
    text: str
    kind: str = "binary"
    options: tuple[str, ...] = ()
    ordered: bool = False
    low: str | None = None
    high: str | None = None
    unit: str | None = None
    opened: Time | None = None
    deadline: Time | None = None
    group: str | None = None
    group_title: str | None = None
    criteria: str | None = None
    tags: tuple[str, ...] = ()
    listed: bool = False
    facts: dict[str, Json] = {}  # noqa: RUF012  # never changed

    @property
    def answers(self) -> EntryBody | None:
        """What it can turn out to be, as entries write it."""
        if self.kind == "binary":
            return None
        if self.kind == "categorical":
            body: EntryBody = {"kind": self.kind, "options": list(self.options)}
            return body | ({"ordered": True} if self.ordered else {})
        known = {"low": self.low, "high": self.high, "unit": self.unit}
        stated: EntryBody = {name: value for name, value in known.items() if value is not None}
        return {"kind": self.kind} | stated


@frozen_keyword_record
class ForecastRow:
    """What somebody held of a question; ``confidence`` is as entries write it.

    ``named`` says that ``id`` is the source's own, or tells an order: two of one instant are two
    then. ``until`` is when it ended; ``flagged`` is why the source itself calls it late.
    """

    at: tuple[str, ...]
    question: str
    person: Person
    made: Time
    confidence: EntryBody
    id: str
    named: bool = False
    until: Time | None = None
    again: Time | None = None
    reason: str | None = None
    flagged: str | None = None
    facts: dict[str, Json] = {}  # noqa: RUF012  # never changed


@frozen_keyword_record
class OutcomeRow:
    """How a question turned out; without ``known`` the file does not say when that was known.

    One that is ``dated`` is an outcome of its own even beside others; of those that are not, all
    rows of a question must say the same.
    """

    at: str
    question: str
    outcome: str
    answer: str | None = None
    decided: Time | None = None
    known: Time | None = None
    dated: bool = False
    evidence: str | None = None
    why: str | None = None


@frozen_record
class Rejected:
    """A row that cannot be taken, with the field that is at fault, and why."""

    at: str
    error: InputError


@frozen_record
class Dropped:
    """A row that says the same as another."""

    at: str
    same_as: str


@frozen_record
class LeftOut:
    """A row that is no forecast, or not of the person asked for."""

    at: str
    why: Message


@frozen_record
class Assumption:
    """What was assumed of a whole file: about what, the value, and the sentence that says so."""

    about: str
    value: str
    say: Message


@frozen_record
class Notice:
    """What a reader should know, with how many rows it concerns."""

    about: str
    count: int
    say: Message
