"""How a proposition turned out, as a person writes it, in English, Ukrainian or Russian."""

from datetime import date

from brierbook.errors import InputError
from brierbook.forecasts.lines.dates import read_day
from brierbook.forecasts.lines.numbers import read_number
from brierbook.forecasts.lines.words import fold
from brierbook.forecasts.records import Answers

WORDS = {
    "yes": "yes y true так т да д",
    "no": "no n false ні н нет",
    "void": "void недійсне недействительно",
    "ambiguous": "ambiguous неясно неоднозначно",
    "annulled": "annulled скасовано анульовано отменено аннулировано",
}
MEANINGS = {word: outcome for outcome, words in WORDS.items() for word in words.split()}
UNSETTLED = ("void", "ambiguous", "annulled")


def read_outcome(said: str, answers: Answers, *, today: date, zone: str) -> tuple[str, str | None]:
    """Read an outcome, and the option or value where it is one."""
    if answers.kind == "categorical" and (option := option_of(said, answers.options)):
        return "option", option
    meant = MEANINGS.get(fold(said))
    if meant in UNSETTLED or (meant and answers.kind == "binary"):
        return meant, None
    match answers.kind:
        case "numeric":
            return "value", f"{read_number(said, 'outcome'):f}"
        case "date":
            return "value", read_day(said, today=today, zone=zone).last_day.isoformat()
        case "categorical":
            listed = ", ".join((*answers.options, *UNSETTLED))
            raise InputError("outcome", said, f"is no option; write one of {listed}")
    listed = ", ".join(WORDS)
    raise InputError("outcome", said, f"is no outcome of a binary one; write one of {listed}")


def option_of(said: str, options: tuple[str, ...]) -> str | None:
    """Find an option, up to case."""
    return next((option for option in options if fold(option) == fold(said)), None)
