"""What ``brierbook log`` understood, for a person and as data, and what to be warned of."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from brierbook.cli import wording
from brierbook.cli.plain import plain
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.life.finding import proposition_of
from brierbook.forecasts.life.notices import BaseRate, Near, base_rates
from brierbook.forecasts.lines.texts import oddities
from brierbook.forecasts.records import Forecast, Forecaster, Proposition, Record, Stated, Statement

if TYPE_CHECKING:
    from brierbook.cli.desk import Desk

INDENT = "    "


@frozen
class Logged:
    """A proposition with its first forecast, and what is worth knowing beside them."""

    proposition: Proposition
    forecast: Forecast
    forecaster: str
    near: tuple[Near, ...]
    rates: tuple[BaseRate, ...]
    opening: Path | None

    @classmethod
    def of(
        cls,
        desk: "Desk",
        records: tuple[Record, ...],
        alike: tuple[Near, ...] = (),
        opening: Path | None = None,
    ) -> "Logged":
        """Pick them out of the entries of a request."""
        [proposition] = [each for each in records if isinstance(each, Proposition)]
        [forecast] = [each for each in records if isinstance(each, Forecast)]
        name = name_of(desk, forecast.forecaster, records)
        rates = base_rates(desk.store, proposition.tags)
        return cls(proposition, forecast, name, alike, rates, opening)


def name_of(desk: "Desk", forecaster: str, records: tuple[Record, ...] = ()) -> str:
    """Give the name of a forecaster in the language of the reader."""
    kept = (record for record, _ in desk.store.about([f"forecaster:{forecaster}"]).values())
    for record in (*records, *kept):
        if isinstance(record, Forecaster) and record.id == forecaster:
            return wording.text_of(record.name, desk.words)
    return plain(forecaster)


def as_text(desk: "Desk", logged: Logged) -> str:
    """Say what was understood."""
    words, claim, made = desk.words, logged.proposition, logged.forecast.confidence
    said = wording.said(made, words)
    if isinstance(made, Stated):
        said += f", {wording.odds(made.p, words)}"
    until = claim.deadline and wording.deadline(claim.deadline, desk.now, words)
    lines = [
        said,
        until or words.say("log.no_deadline"),
        " ".join((logged.forecaster, *(f"#{tag}" for tag in claim.tags))),
        *(rate(desk, each) for each in logged.rates),
        *([condition(desk, claim.condition)] if claim.condition else []),
        *([words.say("log.sealed", path=plain(str(logged.opening)))] if logged.opening else []),
    ]
    head = f"{plain(claim.id)}  {wording.text_of(claim.text, words)}"
    return "\n".join([head, *(INDENT + line for line in lines)])


def condition(desk: "Desk", name: str) -> str:
    """Say on what a proposition hangs."""
    text = wording.text_of(proposition_of(desk.store, name).text, desk.words)
    return desk.words.say("log.condition", id=plain(name), text=text)


def rate(desk: "Desk", each: BaseRate) -> str:
    """Say how often propositions of a tag came true."""
    share = desk.words.percent(each.yes / each.resolved)
    return desk.words.say("log.base_rate", tag=each.tag, percent=share, n=each.resolved)


def as_data(desk: "Desk", logged: Logged, told_of: list[tuple[str, str]]) -> dict[str, Any]:
    """Give what was understood as data."""
    claim, forecast = logged.proposition, logged.forecast
    text, language = claim.text.pick(desk.words.language)
    shown = claim.deadline
    return {
        "id": claim.id,
        "text": text,
        "language": language,
        "kind": claim.answers.kind,
        "deadline": shown.text if shown else None,
        "days_left": (shown.last_day - desk.setting.today).days if shown else None,
        "tags": list(claim.tags),
        "event": claim.event,
        "condition": claim.condition,
        "forecast": forecast.id,
        "forecaster": forecast.forecaster,
        "p": f"{forecast.confidence.p:f}" if isinstance(forecast.confidence, Stated) else None,
        "said": wording.said(forecast.confidence, desk.words),
        "made_at": forecast.made_at.text,
        "recorded_at": forecast.recorded_at.text,
        "base_rates": [
            {"tag": each.tag, "yes": each.yes, "resolved": each.resolved} for each in logged.rates
        ],
        "warnings": [{"kind": kind, "message": message} for kind, message in told_of],
    }


def warnings(desk: "Desk", logged: Logged, behind: float) -> list[tuple[str, str]]:
    """List what should be looked at again, each by its kind."""
    words, claim = desk.words, logged.proposition
    found = [*of_time(desk, logged, behind), *of_text(desk, claim)]
    made = logged.forecast.confidence
    if isinstance(made, Stated) and made.p in (0, 1):
        message = words.say("warn.certain", p=wording.percent(made.p, words))
        found.insert(0, ("certain", message))
    for each in logged.near:
        message = words.say("warn.near", id=plain(each.id), text=plain(each.text))
        found.append(("near", message))
    return found


def of_time(desk: "Desk", logged: Logged, behind: float) -> list[tuple[str, str]]:
    """List what is odd about the times."""
    words, until, made = desk.words, logged.proposition.deadline, logged.forecast.made_at
    found: list[tuple[str, str]] = []
    if until is None:
        found.append(("no_deadline", words.say("warn.no_deadline")))
    elif until.last <= desk.now:
        found.append(("past", words.say("warn.past", day=wording.day(until, words))))
    if made.last < desk.now and not is_quoted(desk, logged.forecast):
        found.append(
            ("backdated", words.say("warn.backdated", day=wording.day(made, words, desk.zone)))
        )
    if behind:
        seconds = words.count("seconds", round(behind))
        found.append(("clock", words.say("warn.clock", seconds=seconds)))
    return found


def is_quoted(desk: "Desk", forecast: Forecast) -> bool:
    """Whether a document says so, and not only its forecaster."""
    kept = desk.store.about([f"statement:{forecast.statement}"]) if forecast.statement else {}
    return any(
        isinstance(record, Statement) and forecast.forecaster in record.attribution
        for record, _ in kept.values()
    )


def of_text(desk: "Desk", claim: Proposition) -> list[tuple[str, str]]:
    """List what a reader of the text would not see."""
    text, _ = claim.text.pick(desk.words.language)
    return [
        (each.kind, desk.words.say(f"warn.{each.kind}", text=escaped(each.characters)))
        for each in oddities(text)
    ]


def escaped(characters: str) -> str:
    """Show characters with their code points; of a word, those of its fewer letters."""
    latin = [each for each in characters if each < "\u0250"]
    few = latin if 2 * len(latin) <= len(characters) else sorted(set(characters) - set(latin))
    codes = " ".join(f"{plain(each)} U+{ord(each):04X}" for each in few or characters)
    return f"{characters} ({codes})" if len(characters) > 1 else codes
