"""Stops the clock for the examples of the documentation, whose deadlines would pass one day."""

from datetime import UTC, datetime

from brierbook.forecasts import clock

clock._machine = datetime(2026, 11, 30, 12, tzinfo=UTC).astimezone  # noqa: SLF001  # as tests set it
