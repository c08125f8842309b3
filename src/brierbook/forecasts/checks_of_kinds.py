"""Whether confidences and outcomes are of the kind that their proposition asks for."""

from brierbook.forecasts.book import Book
from brierbook.forecasts.confidence import DAY
from brierbook.forecasts.fields import DECIMAL
from brierbook.forecasts.problems import Problems, problem
from brierbook.forecasts.records import (
    Answers,
    Confidence,
    Quantiles,
    Ranged,
    Resolution,
    Sealed,
    Shares,
    Stated,
    Worded,
)

# the outcomes of each kind, besides void, ambiguous and annulled
SETTLED = {
    "binary": ("yes", "no"),
    "categorical": ("option",),
    "numeric": ("value",),
    "date": ("value",),
}
FORMS = {"numeric": 'decimals such as "12.5"', "date": "days such as 2025-03-01"}
GIVE = {
    "binary": "a probability",
    "categorical": "a share for each option",
    "numeric": "quantiles",
    "date": "quantiles",
}


def answers_fit(book: Book) -> Problems:
    """12. An outcome is one that its proposition can have."""
    for resolution in book.every(Resolution):
        proposition = book.propositions.get(resolution.proposition)
        if proposition and (message := unfit(resolution, proposition.answers)):
            yield problem(resolution, "outcome", message)


def unfit(resolution: Resolution, answers: Answers) -> str | None:
    """Say why a proposition cannot turn out so."""
    allowed = SETTLED[answers.kind]
    if resolution.outcome not in (*allowed, "void", "ambiguous", "annulled"):
        return f"is {resolution.outcome!r}; a {answers.kind} one takes {' or '.join(allowed)}"
    if (resolution.answer is None) != (resolution.outcome not in ("option", "value")):
        return "needs an answer with it" if resolution.answer is None else "takes no answer"
    if resolution.outcome == "option" and resolution.answer not in answers.options:
        return f"is {resolution.answer!r}; the options are {', '.join(answers.options)}"
    if resolution.outcome == "value" and not fits_kind(resolution.answer or "", answers.kind):
        return f"is {resolution.answer!r}; write {FORMS[answers.kind]}"
    return None


def fits_kind(value: str, kind: str) -> bool:
    """Whether a value is a number or a day, as the kind asks."""
    return (DAY if kind == "date" else DECIMAL).fullmatch(value) is not None


def forecasts_fit(book: Book) -> Problems:
    """13. A confidence is of the kind that its proposition asks for."""
    for forecast in book.forecasts.values():
        proposition = book.propositions.get(forecast.proposition)
        if proposition and (message := misfit(forecast.confidence, proposition.answers)):
            yield problem(forecast, "confidence", message)


def misfit(confidence: Confidence, answers: Answers) -> str | None:
    """Say why a confidence does not answer a proposition."""
    match confidence:
        case Sealed():
            return None
        case Shares() if answers.kind == "categorical":
            named = {option for option, _ in confidence.p}
            odd = sorted(named ^ set(answers.options))
            return f"must give every option a share; check {odd[0]!r}" if odd else None
        case Quantiles() if answers.kind in ("numeric", "date"):
            fits = all(fits_kind(value, answers.kind) for _, value in confidence.at)
            return None if fits else f"has quantiles that are not {FORMS[answers.kind]}"
        case Stated() | Ranged() | Worded() if answers.kind == "binary":
            return None
    return f"does not answer a {answers.kind} proposition; give {GIVE[answers.kind]}"
