"""What somebody told in words and options, into a claim and a belief."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from brierbook.errors import InputError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.frozen import frozen, frozen_by_name
from brierbook.forecasts.life.confidences import (
    LEXICON,
    answers_of,
    quantiles,
    ranged,
    shares,
    stated,
    worded,
)
from brierbook.forecasts.life.said import Belief, Body, Claim, Span
from brierbook.forecasts.lines.dates import read_day
from brierbook.forecasts.lines.grammar import read_line, read_tag
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.probability import read_probability, strict_probability
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.when import Moment

# each is a way to say a confidence; exactly one is given
WAYS = ("p", "range", "word", "options", "quantiles")
MISSING = "says no probability; write 12% after the text, 1:7 as the last word, or give --p"


@frozen
class Setting:
    """Where and when something is told: the day and zone, the language, and who tells it."""

    today: date
    zone: str
    language: str
    me: str


@frozen_by_name
class Told:
    """What was told, as it was written; a probability may be a number of a program."""

    text: str
    p: str | Decimal | None = None
    by: str | None = None
    tags: tuple[str, ...] = ()
    criteria: str | None = None
    source: str | None = None
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
    quantiles: str | None = None
    unit: str | None = None
    seal: Path | None = None


def as_asked(told: Told) -> Json:
    """Give what was told as data that is the same when it is told again."""
    values = {name: getattr(told, name) for name in Told.__annotations__}
    return {name: str(value) for name, value in values.items() if value}


def read_told(told: Told, setting: Setting) -> tuple[Claim, Belief]:
    """Read a proposition and a forecast of it; options go before what the line says."""
    way = way_of(told)
    draft = read_line(
        told.text,
        today=setting.today,
        zone=setting.zone,
        p_given=way is not None,
        by_given=told.by is not None,
    )
    if way is None and draft.probability is None:
        raise InputError("line", told.text, MISSING)
    said = stated(draft.probability) if draft.probability is not None else None
    confidence = said or read_confidence(told, setting)
    claim = Claim(
        text=draft.text,
        language=language_of(told.text, setting.language),
        deadline=moment(told.by, setting) or draft.deadline,
        tags=tuple(dict.fromkeys((*draft.tags, *map(read_tag, told.tags)))),
        criteria=checked(told.criteria, "criteria"),
        answers=answers_of(confidence, ordered=told.ordered, unit=told.unit),
        event=checked(told.event, "event"),
        condition=told.condition,
        id=told.id,
    )
    return claim, read_belief(told, confidence, setting)


def read_belief(told: Told, confidence: Body, setting: Setting) -> Belief:
    """Read who holds a confidence, since when, and why."""
    return Belief(
        confidence=confidence,
        forecaster=told.who or setting.me,
        made_at=moment(told.made_at, setting, "made-at"),
        reason=checked(told.reason, "reason"),
        span=span(told.source) if told.source else None,
        quoted=told.who is not None,
        seal=told.seal,
    )


def way_of(told: Told) -> str | None:
    """Give the way in which the options say a confidence, if they do."""
    ways = [name for name in WAYS if getattr(told, name) is not None]
    if len(ways) > 1:
        given = " and ".join(f"--{name}" for name in ways)
        raise InputError("confidence", told.text, f"is given by {given}; keep one of them")
    return ways[0] if ways else None


def read_confidence(told: Told, setting: Setting) -> Body:
    """Read the confidence that the options say."""
    from brierbook.forecasts.lines import distributions  # noqa: PLC0415  # not for a plain number

    if told.p is not None:
        return stated(read_p(told.p))
    if told.range is not None:
        return ranged(*distributions.read_range(told.range))
    if told.word is not None:
        return worded(told.word, told.lexicon or LEXICON)
    if told.options is not None:
        read = distributions.read_options(told.options)
        return shares((option.name, option.p) for option in read)
    return read_levels(told.quantiles or "", setting)


def read_p(p: str | Decimal) -> Decimal:
    """Read a probability: strictly where it is a number, else as people write it."""
    return read_probability(p) if isinstance(p, str) else strict_probability(p)


def read_levels(text: str, setting: Setting) -> Body:
    """Read quantiles of a number; of a day, where a value is no number."""
    from brierbook.forecasts.lines import distributions  # noqa: PLC0415  # not for a plain number

    try:
        numbers = distributions.read_quantiles(text)
    except InputError as error:
        if error.field != "value":
            raise
        days = distributions.read_date_quantiles(text, today=setting.today, zone=setting.zone)
        return quantiles((each.level, each.value.last_day.isoformat()) for each in days)
    return quantiles((each.level, f"{each.value:f}") for each in numbers)


def moment(said: str | None, setting: Setting, field: str = "deadline") -> Moment | None:
    """Read a day or an instant, if there is one."""
    if said is None:
        return None
    try:
        return read_day(said, today=setting.today, zone=setting.zone)
    except InputError as error:
        raise InputError(field, error.value, error.problem) from error


def checked(text: str | None, field: str) -> str | None:
    """Refuse a text that cannot be kept."""
    if text is not None:
        check_text(text, field)
    return text


def span(said: str) -> Span:
    """Read a place in a document."""
    from brierbook.forecasts.life.quoting import read_span  # noqa: PLC0415  # costly to load

    return read_span(said)
