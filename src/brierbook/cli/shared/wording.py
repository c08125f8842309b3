"""How forecasts, deadlines and outcomes are worded for a person, in each language."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from brierbook.cli.shared.printable import as_printable
from brierbook.forecasts.entries.records import (
    Answers,
    Confidence,
    MultilingualText,
    QuantileAnswer,
    Ranged,
    Resolution,
    Sealed,
    Shares,
    Stated,
    Worded,
)
from brierbook.forecasts.when import Moment

if TYPE_CHECKING:
    from brierbook.speech.catalogue import Catalogue

__all__ = [
    "answers_text",
    "as_odds",
    "as_percent",
    "confidence_text",
    "days_left_text",
    "deadline_in_words",
    "moment_text",
    "outcome_text",
    "simplest_odds",
    "text_in_language",
    "value_text",
]

SMALL = 10  # denominators up to which odds are not one of many
FAR = Decimal("0.001")  # below it odds would count too finely
TENTH = Decimal("0.1")
DAY = 86_400  # seconds


def text_in_language(texts: MultilingualText, words: "Catalogue") -> str:
    """Give a text in the language of the reader, safe to show."""
    return as_printable(texts.pick(words.language)[0])


def as_percent(p: Decimal, words: "Catalogue") -> str:
    """Write a probability in percent: to a tenth, unless that would round it to 0 or 100."""
    hundredfold = (p * 100).normalize()
    rounded = hundredfold.quantize(TENTH).normalize()
    shown = hundredfold if rounded in (0, 100) else rounded
    number = f"{shown:f}".replace(".", words.say("form.decimal_mark"))
    return words.say("form.percent", number=number)


def as_odds(p: Decimal, words: "Catalogue") -> str:
    """Write a probability as so many in so many."""
    if p in (0, 1):
        return words.say("odds.always" if p else "odds.never")
    if min(p, 1 - p) < FAR:
        return words.say("odds.faint" if p < FAR else "odds.nearly", n=words.number(1 / float(FAR)))
    k, n = simplest_odds(p)
    exact = p * n == k
    return words.say("odds.exact" if exact else "odds.about", k=words.number(k), n=words.number(n))


def simplest_odds(p: Decimal) -> tuple[int, int]:
    """Find the simplest odds: with a denominator up to ten, else one in many or all but one."""
    if min(p, 1 - p) * SMALL >= 1:
        tried = [(round(p * n), n) for n in range(2, SMALL + 1)]
        return min(tried, key=lambda pair: (abs(p - Decimal(pair[0]) / pair[1]), pair[1]))
    n = _round_two_digits(1 / min(p, 1 - p))
    return (1, n) if p < Decimal("0.5") else (n - 1, n)


def _round_two_digits(value: Decimal) -> int:
    """Round to two significant digits."""
    return int(Decimal(f"{value:.1e}"))


def confidence_text(confidence: Confidence, words: "Catalogue") -> str:
    """Write a confidence in a few words."""
    match confidence:
        case Stated():
            return as_percent(confidence.p, words)
        case Ranged():
            return f"{as_percent(confidence.low, words)}–{as_percent(confidence.high, words)}"
        case Worded():
            return words.quote(as_printable(confidence.phrase))
        case Shares():
            return "; ".join(
                f"{as_printable(name)} {as_percent(p, words)}" for name, p in confidence.p
            )
        case QuantileAnswer():
            return "; ".join(
                f"{as_percent(p, words)}: {value_text(value, words)}" for p, value in confidence.at
            )
        case Sealed():
            return words.say("log.hidden")


def value_text(value: str, words: "Catalogue") -> str:
    """Write a number, or a day."""
    if "-" in value[1:]:
        return words.day(date.fromisoformat(value))
    return value.replace("-", "\N{MINUS SIGN}").replace(".", words.say("form.decimal_mark"))


def deadline_in_words(moment: Moment, now: datetime, words: "Catalogue") -> str:
    """Write a deadline with its zone, and how far it is."""
    return words.say(
        "log.deadline",
        day=moment_text(moment, words),
        zone=moment.zone,
        left=days_left_text(moment, now, words),
    )


def moment_text(moment: Moment, words: "Catalogue", zone: str | None = None) -> str:
    """Write a day, a range of days, or an instant to the minute, in a zone or in its own."""
    if moment.first != moment.last:
        return words.moment(moment)
    local = moment.first.astimezone(ZoneInfo(zone or moment.zone))
    return f"{words.day(local.date())}, {local:%H:%M}"


def days_left_text(moment: Moment, now: datetime, words: "Catalogue") -> str:
    """Write how many days are left until the last day, or have passed since."""
    if moment.last <= now:
        return words.say("log.past")
    today = now.astimezone(ZoneInfo(moment.zone)).date()
    days = (moment.last_day - today).days
    return words.count("days_left", days) if days else words.say("log.last_day")


def outcome_text(found: Resolution, words: "Catalogue") -> str:
    """Write how something turned out."""
    match found.outcome, found.answer or "":
        case "value", answer:
            return value_text(answer, words)
        case "option", answer:
            return as_printable(answer)
        case "fraction", answer:
            return words.say("status.fraction", share=as_percent(Decimal(answer), words))
        case "options", _:
            listed = ", ".join(map(as_printable, found.chosen))
            return listed or words.say("status.none_chosen")
    return words.say(f"status.{found.outcome}")


def answers_text(answers: Answers, words: "Catalogue") -> str:
    """Write what a proposition can turn out to be."""
    if answers.kind == "categorical":
        listed = ", ".join(map(as_printable, answers.options))
        kind = "ordered" if answers.ordered else "categorical" if answers.exclusive else "several"
        return words.say(f"kind.{kind}", options=listed)
    unit = as_printable(answers.unit or "")
    text = words.say("kind.unit", unit=unit) if unit else words.say(f"kind.{answers.kind}")
    ends = [value_text(end, words) if end else "" for end in (answers.low, answers.high)]
    return f"{text}, {'..'.join(ends)}" if any(ends) else text
