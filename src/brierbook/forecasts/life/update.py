"""Changing one's mind: a new forecast, or none any more."""

from brierbook.errors import ConflictError
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.claims import ForecastBelief
from brierbook.forecasts.life.finding import find_proposition_id
from brierbook.forecasts.life.forecasters import find_or_add_forecaster
from brierbook.forecasts.life.log import add_forecast, find_or_add_holder
from brierbook.forecasts.when import Moment

__all__ = ["update_forecast", "withdraw_forecast"]

HELD = "SELECT made_at FROM standing WHERE proposition = ? AND forecaster = ?"


def update_forecast(batch: Batch, proposition: str, belief: ForecastBelief, now: Moment) -> str:
    """Add a later forecast of a proposition; give its id."""
    name = find_proposition_id(batch.store, proposition)
    return add_forecast(batch, name, belief, find_or_add_holder(batch, belief), now)


def withdraw_forecast(
    batch: Batch, proposition: str, holder: str, made_at: Moment, reason: str | None = None
) -> None:
    """Say that somebody holds no forecast of a proposition any more."""
    name = find_proposition_id(batch.store, proposition)
    who, _ = find_or_add_forecaster(batch, holder)
    if not batch.store.database.rows(HELD, name, who):
        raise ConflictError(
            "{who} holds no forecast of {name}; brierbook show {name} shows whose",
            code="update.none",
            who=who,
            name=name,
        )
    body = {"proposition": name, "forecaster": who, "made_at": made_at.text, "reason": reason}
    batch.add("withdrawal", body)  # type: ignore[arg-type]  # texts are JSON
