"""What ``brierbook log`` understood, for a person and as data, and what to be warned of."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from brierbook.cli.shared import wording
from brierbook.cli.shared.printable import as_printable
from brierbook.forecasts.entries.records import (
    Forecast,
    Forecaster,
    Proposition,
    Record,
    Stated,
    Statement,
)
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.life.finding import read_proposition
from brierbook.forecasts.life.horizons import contradictory_horizons
from brierbook.forecasts.life.notices import BaseRate, SimilarProposition, tag_base_rates
from brierbook.forecasts.lines.texts import find_oddities

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session

__all__ = ["INDENT", "LoggedForecast", "forecaster_name", "list_horizon_warnings", "logged_as_data"]

INDENT = "    "


@frozen_record
class LoggedForecast:
    """A proposition with its first forecast, and what is worth knowing beside them."""

    proposition: Proposition
    forecast: Forecast
    forecaster: str
    near: tuple[SimilarProposition, ...]
    rates: tuple[BaseRate, ...]
    opening: Path | None

    @classmethod
    def of(
        cls,
        session: "Session",
        records: tuple[Record, ...],
        alike: tuple[SimilarProposition, ...] = (),
        opening: Path | None = None,
    ) -> "LoggedForecast":
        """Pick them out of the entries of a request."""
        [proposition] = [each for each in records if isinstance(each, Proposition)]
        [forecast] = [each for each in records if isinstance(each, Forecast)]
        name = forecaster_name(session, forecast.forecaster, records)
        rates = tag_base_rates(session.store, proposition.tags)
        return cls(proposition, forecast, name, alike, rates, opening)


def forecaster_name(session: "Session", forecaster: str, records: tuple[Record, ...] = ()) -> str:
    """Give the name of a forecaster in the language of the reader."""
    kept = (record for record, _ in session.store.about([f"forecaster:{forecaster}"]).values())
    for record in (*records, *kept):
        if isinstance(record, Forecaster) and record.id == forecaster:
            return wording.text_in_language(record.name, session.words)
    return as_printable(forecaster)


def logged_text(session: "Session", logged: LoggedForecast) -> str:
    """Say what was understood."""
    words, claim, made = session.words, logged.proposition, logged.forecast.confidence
    said = wording.confidence_text(made, words)
    if isinstance(made, Stated):
        said += f", {wording.as_odds(made.p, words)}"
    until = claim.deadline and wording.deadline_in_words(claim.deadline, session.now, words)
    lines = [
        said,
        until or words.say("log.no_deadline"),
        " ".join((logged.forecaster, *(f"#{tag}" for tag in claim.tags))),
        *(_base_rate_text(session, each) for each in logged.rates),
        *([_condition_text(session, claim.condition)] if claim.condition else []),
        *(
            [words.say("log.sealed", path=as_printable(str(logged.opening)))]
            if logged.opening
            else []
        ),
    ]
    head = f"{as_printable(claim.id)}  {wording.text_in_language(claim.text, words)}"
    return "\n".join([head, *(INDENT + line for line in lines)])


def _condition_text(session: "Session", name: str) -> str:
    """Say on what a proposition hangs."""
    text = wording.text_in_language(read_proposition(session.store, name).text, session.words)
    return session.words.say("log.condition", id=as_printable(name), text=text)


def _base_rate_text(session: "Session", each: BaseRate) -> str:
    """Say how often propositions of a tag came true."""
    share = session.words.percent(each.yes / each.resolved)
    return session.words.say("log.base_rate", tag=each.tag, percent=share, n=each.resolved)


def logged_as_data(
    session: "Session", logged: LoggedForecast, told_of: list[tuple[str, str]]
) -> dict[str, Any]:
    """Give what was understood as data."""
    claim, forecast = logged.proposition, logged.forecast
    text, language = claim.text.pick(session.words.language)
    shown = claim.deadline
    return {
        "id": claim.id,
        "text": text,
        "language": language,
        "kind": claim.answers.kind,
        "deadline": shown.text if shown else None,
        "days_left": (shown.last_day - session.setting.today).days if shown else None,
        "tags": list(claim.tags),
        "event": claim.event,
        "condition": claim.condition,
        "forecast": forecast.id,
        "forecaster": forecast.forecaster,
        "p": f"{forecast.confidence.p:f}" if isinstance(forecast.confidence, Stated) else None,
        "said": wording.confidence_text(forecast.confidence, session.words),
        "made_at": forecast.made_at.text,
        "recorded_at": forecast.recorded_at.text,
        "base_rates": [
            {"tag": each.tag, "yes": each.yes, "resolved": each.resolved} for each in logged.rates
        ],
        "warnings": [{"kind": kind, "message": message} for kind, message in told_of],
    }


def list_warnings(
    session: "Session", logged: LoggedForecast, behind: float
) -> list[tuple[str, str]]:
    """List what should be looked at again, each by its kind."""
    words, claim = session.words, logged.proposition
    found = [*_time_warnings(session, logged, behind), *_text_warnings(session, claim)]
    made = logged.forecast.confidence
    if isinstance(made, Stated) and made.p in (0, 1):
        message = words.say("warn.certain", p=wording.as_percent(made.p, words))
        found.insert(0, ("certain", message))
    found += list_horizon_warnings(session, claim, logged.forecast)
    for each in logged.near:
        message = words.say("warn.near", id=as_printable(each.id), text=as_printable(each.text))
        found.append(("near", message))
    return found


def list_horizon_warnings(
    session: "Session", claim: Proposition, forecast: Forecast
) -> list[tuple[str, str]]:
    """List the horizons of the claim that contradict what was said."""
    words = session.words
    return [
        (
            "horizon",
            words.say(
                "warn.horizon_earlier" if each.earlier else "warn.horizon_later",
                id=as_printable(each.id),
                p=words.percent(each.p),
                day=wording.moment_text(each.deadline, words),
            ),
        )
        for each in contradictory_horizons(session.store, claim, forecast)
    ]


def _time_warnings(
    session: "Session", logged: LoggedForecast, behind: float
) -> list[tuple[str, str]]:
    """List what is odd about the times."""
    words, until, made = session.words, logged.proposition.deadline, logged.forecast.made_at
    found: list[tuple[str, str]] = []
    if until is None:
        found.append(("no_deadline", words.say("warn.no_deadline")))
    elif until.last <= session.now:
        found.append(("past", words.say("warn.past", day=wording.moment_text(until, words))))
    if made.last < session.now and not _is_quoted(session, logged.forecast):
        found.append(
            (
                "backdated",
                words.say("warn.backdated", day=wording.moment_text(made, words, session.zone)),
            )
        )
    if behind:
        seconds = words.count("seconds", round(behind))
        found.append(("clock", words.say("warn.clock", seconds=seconds)))
    return found


def _is_quoted(session: "Session", forecast: Forecast) -> bool:
    """Whether a document says so, and not only its forecaster."""
    kept = session.store.about([f"statement:{forecast.statement}"]) if forecast.statement else {}
    return any(
        isinstance(record, Statement) and forecast.forecaster in record.attribution
        for record, _ in kept.values()
    )


def _text_warnings(session: "Session", claim: Proposition) -> list[tuple[str, str]]:
    """List what a reader of the text would not see."""
    text, _ = claim.text.pick(session.words.language)
    return [
        (
            each.kind,
            session.words.say(f"warn.{each.kind}", text=_escape_characters(each.characters)),
        )
        for each in find_oddities(text)
    ]


def _escape_characters(characters: str) -> str:
    """Show characters with their code points; of a word, those of its fewer letters."""
    latin = [each for each in characters if each < "\u0250"]
    few = latin if 2 * len(latin) <= len(characters) else sorted(set(characters) - set(latin))
    codes = " ".join(f"{as_printable(each)} U+{ord(each):04X}" for each in few or characters)
    return f"{characters} ({codes})" if len(characters) > 1 else codes
