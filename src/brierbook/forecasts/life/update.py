"""Changing one's mind: a new forecast, or none any more."""

from brierbook.errors import ConflictError
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.finding import find_id
from brierbook.forecasts.life.forecasters import forecaster
from brierbook.forecasts.life.log import forecast, holder_of
from brierbook.forecasts.life.said import Belief
from brierbook.forecasts.when import Moment

HELD = "SELECT made_at FROM standing WHERE proposition = ? AND forecaster = ?"


def update(batch: Batch, proposition: str, belief: Belief, now: Moment) -> str:
    """Add a later forecast of a proposition; give its id."""
    name = find_id(batch.store, proposition)
    return forecast(batch, name, belief, holder_of(batch, belief), now)


def withdraw(
    batch: Batch, proposition: str, holder: str, made_at: Moment, reason: str | None = None
) -> None:
    """Say that somebody holds no forecast of a proposition any more."""
    name = find_id(batch.store, proposition)
    who, _ = forecaster(batch, holder)
    if not batch.store.database.rows(HELD, name, who):
        raise ConflictError(f"{who} holds no forecast of {name}; brierbook show {name} shows whose")
    body = {"proposition": name, "forecaster": who, "made_at": made_at.text, "reason": reason}
    batch.add("withdrawal", body)  # type: ignore[arg-type]  # texts are JSON
