"""The clock: the one place where brierbook reads what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

__all__ = ["read_clock"]

_machine: Callable[[tzinfo], datetime] = datetime.now


def read_clock() -> datetime:
    """Give the instant that it is now, in UTC."""
    return _machine(UTC)
