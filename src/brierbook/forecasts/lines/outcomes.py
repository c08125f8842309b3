"""How a proposition turned out, as a person writes it, in English, Ukrainian or Russian."""

from datetime import date

from brierbook.errors import InputError
from brierbook.forecasts.entries.records import Answers
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.lines.amounts import read_probability
from brierbook.forecasts.lines.dates import read_past_day
from brierbook.forecasts.lines.numbers import read_number
from brierbook.forecasts.lines.words import fold

__all__ = ["OutcomeRead", "read_outcome"]

WORDS = {
    "yes": "yes y true так т да д 1 correct правда вірно верно",
    "no": "no n false ні н нет 0 incorrect wrong неправда невірно неверно",
    "void": "void недійсне недействительно",
    "ambiguous": "ambiguous неясно неоднозначно",
    "annulled": "annulled скасовано анульовано отменено аннулировано n/a na "
    "cancel cancelled voided",
}
MEANINGS = {word: outcome for outcome, words in WORDS.items() for word in words.split()}
UNSETTLED = ("void", "ambiguous", "annulled")
# beyond which bound of its question a number or a day lies
SIDES = {
    "below": "below under earlier нижче менше раніше ниже меньше раньше",
    "above": "above over later вище більше пізніше выше больше позже",
}
BEYOND = {word: outcome for outcome, words in SIDES.items() for word in words.split()}
NOTHING = ("none", "жоден", "жодного", "ничего", "ни один", "нічого")


@frozen_record
class OutcomeRead:
    """An outcome; the option, value or share where it is one; the options where any may be."""

    outcome: str
    answer: str | None = None
    chosen: tuple[str, ...] = ()


def read_outcome(said: str, answers: Answers, *, today: date, zone: str) -> OutcomeRead:
    """Read an outcome of a question of any kind."""
    if answers.kind == "categorical" and (option := option_of(said, answers.options)):
        return OutcomeRead("option", option) if answers.exclusive else _choose_option(option)
    meant = MEANINGS.get(fold(said))
    if meant in UNSETTLED or (meant and answers.kind == "binary"):
        return OutcomeRead(meant)
    match answers.kind:
        case "numeric" | "date":
            return _read_value(said, answers, today=today, zone=zone)
        case "categorical":
            return _read_options(said, answers)
    return _read_share(said)


def _read_value(said: str, answers: Answers, *, today: date, zone: str) -> OutcomeRead:
    """Read a number or a day, or on which side of the bounds it lies."""
    if side := BEYOND.get(fold(said)):
        return OutcomeRead(side)
    if answers.kind == "numeric":
        return OutcomeRead("value", f"{read_number(said, 'outcome'):f}")
    day = read_past_day(said, today=today, zone=zone, field="outcome").last_day
    return OutcomeRead("value", day.isoformat())


def _choose_option(*options: str) -> OutcomeRead:
    """Say which options came true where any may."""
    return OutcomeRead("options", None, options)


def _read_options(said: str, answers: Answers) -> OutcomeRead:
    """Read the options that came true, with commas between them, where any may."""
    if not answers.exclusive:
        if fold(said) in NOTHING:
            return _choose_option()
        found = [option_of(each.strip(), answers.options) for each in said.split(",")]
        if all(found):
            return _choose_option(*(each for each in found if each))
    raise InputError(
        "outcome",
        said,
        "is no option; write one of {known}",
        code="resolve.no_option",
        known=", ".join((*answers.options, *UNSETTLED)),
    )


def _read_share(said: str) -> OutcomeRead:
    """Read to which share a question of yes or no came true, such as 30%."""
    if any(each.isdigit() for each in said):
        share = read_probability(said)
        if 0 < share < 1:
            return OutcomeRead("fraction", f"{share:f}")
        return OutcomeRead("yes" if share else "no")
    raise InputError(
        "outcome",
        said,
        "is no outcome of a binary one; write one of {known}",
        code="resolve.no_outcome",
        known=", ".join((*WORDS, "30%")),
    )


def option_of(said: str, options: tuple[str, ...]) -> str | None:
    """Find an option, up to case."""
    return next((option for option in options if fold(option) == fold(said)), None)
