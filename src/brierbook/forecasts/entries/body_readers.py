"""What readers of bodies share: the envelope they put around a record, and what they take."""

from collections.abc import Callable
from typing import TypedDict

from brierbook.forecasts.entries.fields import Fields
from brierbook.forecasts.entries.records import Origin, PlatformId, Record
from brierbook.forecasts.when import Moment

__all__ = ["BodyReader", "Envelope", "take_platform_id"]


class Envelope(TypedDict):
    """What surrounds the body of every entry."""

    origin: Origin
    recorded_at: Moment
    by: str
    key: str | None
    first_recorded_at: Moment | None
    old_leaf: str | None
    first_body: str | None


type BodyReader = Callable[[Fields, Envelope], Record]


def take_inner_object(body: Fields, name: str) -> Fields:
    """Take an object within an entry."""
    return Fields(body.take(name), body.named(name))


def take_platform_id(body: Fields) -> PlatformId | None:
    """Take what a platform calls it, if that is there."""
    return body.optional("platform_id", lambda name: _read_platform_id(body, name))


def _read_platform_id(body: Fields, name: str) -> PlatformId:
    """Read a platform and its name for a thing."""
    inner = take_inner_object(body, name)
    made = PlatformId(inner.text("platform"), inner.text("id"))
    inner.done()
    return made
