"""What somebody told in words and options, into a claim and a belief."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from brierbook.errors import InputError, UnreadError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.frozen import frozen_keyword_record, frozen_record, replace_fields
from brierbook.forecasts.life.claims import (
    DocumentQuote,
    DocumentSpan,
    EntryBody,
    ForecastBelief,
    PropositionClaim,
)
from brierbook.forecasts.life.readers.confidences import (
    LEXICON,
    answers_body,
    is_about_days,
    quantiles_body,
    range_body,
    shares_body,
    stated_body,
    worded_body,
)
from brierbook.forecasts.lines.amounts import read_probability
from brierbook.forecasts.lines.bounds import read_bounds
from brierbook.forecasts.lines.dates import read_deadline, read_past_day
from brierbook.forecasts.lines.faults import unread
from brierbook.forecasts.lines.grammar import Draft, read_line
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.probability import strict_probability
from brierbook.forecasts.lines.texts import check_text, read_tag
from brierbook.forecasts.when import Moment, find_time_zone

if TYPE_CHECKING:
    from brierbook.forecasts.lines.distributions import Quantile

__all__ = [
    "WAYS",
    "ForecastInput",
    "ReadingContext",
    "input_as_data",
    "read_claim_and_belief",
    "read_optional_deadline",
    "read_optional_moment",
    "read_quantile_levels",
    "refuse_unkeepable_text",
]

# each is a way to say a confidence; exactly one is given
WAYS = ("p", "range", "word", "options", "quantiles")


@frozen_record
class ReadingContext:
    """Where and when something is told: the day and zone, the language, and who tells it."""

    today: date
    zone: str
    language: str
    me: str


@frozen_keyword_record
class ForecastInput:
    """What was told, as it was written; a probability may be a number of a program."""

    text: str
    p: str | Decimal | None = None
    by: str | None = None
    tags: tuple[str, ...] = ()
    criteria: str | None = None
    source: str | None = None
    quote: str | None = None
    reason: str | None = None
    who: str | None = None
    made_at: str | None = None
    id: str | None = None
    condition: str | None = None
    event: str | None = None
    range: str | None = None
    word: str | None = None
    lexicon: str | None = None
    options: str | None = None
    ordered: bool = False
    several: bool = False
    quantiles: str | None = None
    unit: str | None = None
    bounds: str | None = None
    seal: Path | None = None


def input_as_data(told: ForecastInput) -> Json:
    """Give what was told as data that is the same when it is told again."""
    values = {name: getattr(told, name) for name in ForecastInput.__annotations__}
    return {name: str(value) for name, value in values.items() if value}


def read_claim_and_belief(
    told: ForecastInput, setting: ReadingContext
) -> tuple[PropositionClaim, ForecastBelief]:
    """Read a proposition and a forecast of it; options go before what the line says."""
    way = confidence_option(told)
    made_at = read_optional_moment(told.made_at, setting, "made-at")
    then = setting if made_at is None else context_as_of(setting, made_at)
    draft = read_line(
        told.text,
        today=then.today,
        zone=then.zone,
        p_given=way is not None,
        by_given=told.by is not None,
    )
    confidence = read_confidence_options(told, then) if way else _drafted_confidence(draft, told)
    deadline = read_optional_deadline(told.by, then) or draft.deadline
    if deadline and made_at is None and told.source is None:
        _refuse_past_deadline(deadline, told.by or draft.said_by or "", then)
    claim = PropositionClaim(
        text=draft.text,
        language=language_of(told.text, setting.language),
        deadline=deadline,
        tags=tuple(dict.fromkeys((*draft.tags, *map(read_tag, told.tags)))),
        criteria=refuse_unkeepable_text(told.criteria, "criteria"),
        answers=answers_body(
            confidence,
            ordered=told.ordered,
            several=told.several,
            unit=told.unit,
            bounds=read_bounds(
                told.bounds, days=is_about_days(confidence), today=then.today, zone=then.zone
            ),
        ),
        event=refuse_unkeepable_text(told.event, "event"),
        condition=told.condition,
        id=told.id,
    )
    return claim, read_belief_options(told, confidence, setting)


def read_belief_options(
    told: ForecastInput, confidence: EntryBody, setting: ReadingContext
) -> ForecastBelief:
    """Read who holds a confidence, since when, and why."""
    return ForecastBelief(
        confidence=confidence,
        forecaster=told.who or setting.me,
        made_at=read_optional_moment(told.made_at, setting, "made-at"),
        reason=refuse_unkeepable_text(told.reason, "reason"),
        quote=_read_optional_quote(told.source, told.quote),
        quoted=told.who is not None,
        seal=told.seal,
    )


def confidence_option(told: ForecastInput) -> str | None:
    """Give the way in which the options say a confidence, if they do."""
    ways = [name for name in WAYS if getattr(told, name) is not None]
    if len(ways) > 1:
        given = ", ".join(f"--{name}" for name in ways)
        raise InputError(
            "confidence",
            told.text,
            "is given by {given}; keep one of them",
            code="confidence.several",
            given=given,
        )
    return ways[0] if ways else None


def read_confidence_options(told: ForecastInput, setting: ReadingContext) -> EntryBody:
    """Read the confidence that the options say."""
    from brierbook.forecasts.lines import distributions  # not for a plain number

    if told.p is not None:
        return stated_body(_read_probability(told.p))
    if told.range is not None:
        return range_body(*distributions.read_range(told.range))
    if told.word is not None:
        return worded_body(told.word, told.lexicon or LEXICON)
    if told.options is not None:
        read = distributions.read_options(told.options, several=told.several)
        return shares_body((option.name, option.p) for option in read)
    return read_quantile_levels(told.quantiles or "", setting)


def _read_probability(p: str | Decimal) -> Decimal:
    """Read a probability: strictly where it is a number, else as people write it."""
    return read_probability(p) if isinstance(p, str) else strict_probability(p)


def read_quantile_levels(text: str, setting: ReadingContext) -> EntryBody:
    """Read quantiles of a number; of a day, where a value is no number."""
    from brierbook.forecasts.lines import distributions  # not for a plain number

    try:
        numbers = distributions.read_quantiles(text)
    except InputError as error:
        if error.field != "value":
            raise
        days = _read_day_quantiles(text, setting, error)
        return quantiles_body((each.level, each.value.last_day.isoformat()) for each in days)
    return quantiles_body((each.level, f"{each.value:f}") for each in numbers)


def _read_day_quantiles(
    text: str, setting: ReadingContext, no_number: InputError
) -> "tuple[Quantile[Moment], ...]":
    """Read quantiles of a day; where a value is none either, say that it is no number."""
    from brierbook.forecasts.lines import distributions  # not for a plain number

    try:
        return distributions.read_date_quantiles(text, today=setting.today, zone=setting.zone)
    except UnreadError as error:
        if error.problem.code == "line.no_date":
            raise no_number from error
        raise


def read_optional_moment(said: str | None, setting: ReadingContext, field: str) -> Moment | None:
    """Read a day or an instant of what has happened, if there is one."""
    if said is None:
        return None
    return read_past_day(said, today=setting.today, zone=setting.zone, field=field)


def read_optional_deadline(said: str | None, setting: ReadingContext) -> Moment | None:
    """Read a deadline, if there is one."""
    if said is None:
        return None
    return read_deadline(said, today=setting.today, zone=setting.zone)


def context_as_of(setting: ReadingContext, made_at: Moment) -> ReadingContext:
    """Count days from when a forecast was made."""
    first = made_at.first.astimezone(find_time_zone(setting.zone)).date()
    return replace_fields(setting, today=first)


def _refuse_past_deadline(deadline: Moment, said: str, setting: ReadingContext) -> None:
    """Refuse a deadline that has passed, where nothing says that the forecast was made before."""
    if deadline.last_day < setting.today:
        raise unread("deadline", said, "past_deadline")


def _drafted_confidence(draft: Draft, told: ForecastInput) -> EntryBody:
    """Write the confidence that a line says."""
    if draft.word is not None:
        return worded_body(draft.word, told.lexicon or LEXICON)
    if draft.range is not None:
        return range_body(*draft.range)
    if draft.probability is None:
        raise unread("line", told.text, "no_probability")
    return stated_body(draft.probability)


def refuse_unkeepable_text(text: str | None, field: str) -> str | None:
    """Refuse a text that cannot be kept."""
    if text is not None:
        check_text(text, field)
    return text


def _read_optional_quote(
    source: str | None, words: str | None
) -> DocumentSpan | DocumentQuote | None:
    """Read a place in a document, if one is named."""
    if source is None and words is None:
        return None
    from brierbook.forecasts.life.readers.quoting import read_quote  # costly to load

    return read_quote(source, words)
