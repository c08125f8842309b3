"""Whether confidences and outcomes are of the kind that their proposition asks for."""

from decimal import Decimal

from brierbook.errors import Message, quote_value
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.confidence import DAY
from brierbook.forecasts.entries.fields import DECIMAL
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import (
    Answers,
    Confidence,
    QuantileAnswer,
    Ranged,
    Resolution,
    Sealed,
    Shares,
    Stated,
    Worded,
)

__all__ = ["check_confidence_kinds", "check_outcome_kinds"]

# the outcomes of each kind, besides void, ambiguous and annulled
SETTLED = {
    "binary": ("yes", "no", "fraction"),
    "categorical": ("option",),
    "numeric": ("value", "below", "above"),
    "date": ("value", "below", "above"),
}
ANSWERED = ("option", "value", "fraction")  # outcomes that an answer tells
BEYOND = {"below": "low", "above": "high"}  # which bound an outcome lies beyond
FORMS = {
    "numeric": Message('decimals such as "12.5"', "kind.numeric_form"),
    "date": Message("days such as 2025-03-01", "kind.date_form"),
}
GIVE = {
    "binary": Message("a probability", "kind.probability"),
    "categorical": Message("a share for each option", "kind.shares"),
    "numeric": Message("quantiles", "kind.quantiles"),
    "date": Message("quantiles", "kind.quantiles"),
}


NEEDS_ANSWER = Message("needs an answer with it", "kind.answer")
TAKES_NONE = Message("takes no answer", "kind.no_answer")


def check_outcome_kinds(book: Book) -> Problems:
    """12. An outcome is one that its proposition can have."""
    for resolution in book.every(Resolution):
        proposition = book.propositions.get(resolution.proposition)
        if proposition and (message := _explain_unfit_outcome(resolution, proposition.answers)):
            yield field_error(resolution, "outcome", message)


def _explain_unfit_outcome(resolution: Resolution, answers: Answers) -> Message | None:
    """Say why a proposition cannot turn out so."""
    allowed = SETTLED[answers.kind] if answers.exclusive else ("options",)
    outcome, answer = resolution.outcome, resolution.answer
    if outcome not in (*allowed, "void", "ambiguous", "annulled"):
        return Message(
            "is {outcome}; a {kind} one takes {allowed}",
            "kind.outcome",
            {"outcome": quote_value(outcome), "kind": answers.kind, "allowed": ", ".join(allowed)},
        )
    if (answer is None) != (outcome not in ANSWERED):
        return NEEDS_ANSWER if answer is None else TAKES_NONE
    if outcome in BEYOND and getattr(answers, BEYOND[outcome]) is None:
        return Message(
            "is {outcome}, and the proposition states no such bound",
            "kind.no_bound",
            {"outcome": quote_value(outcome)},
        )
    return _explain_unfit_answer(resolution, answers)


def _explain_unfit_answer(resolution: Resolution, answers: Answers) -> Message | None:
    """Say why a proposition cannot have such an answer."""
    answer = resolution.answer or ""
    named = (answer,) if resolution.outcome == "option" else resolution.chosen
    if resolution.chosen and resolution.outcome != "options":
        return Message("takes no list of chosen options", "kind.no_list", {})
    if odd := [each for each in named if each not in answers.options]:
        return Message(
            "is {answer}; the options are {options}",
            "kind.options",
            {"answer": quote_value(odd[0]), "options": ", ".join(answers.options)},
        )
    if len(set(named)) < len(named):
        return Message("names an option twice", "kind.twice", {})
    return _explain_unfit_value(resolution.outcome, answer, answers.kind)


def _explain_unfit_value(outcome: str, answer: str, kind: str) -> Message | None:
    """Say why an answer is not a value or a fraction."""
    if outcome == "value" and not _value_fits_kind(answer, kind):
        return Message(
            "is {answer}; write {form}",
            "kind.form",
            {"answer": quote_value(answer), "form": FORMS[kind]},
        )
    if outcome == "fraction" and not _is_fraction(answer):
        return Message(
            'is {answer}; write a decimal between 0 and 1, such as "0.3", or yes, or no',
            "kind.fraction",
            {"answer": quote_value(answer)},
        )
    return None


def _is_fraction(value: str) -> bool:
    """Whether a value is a decimal between 0 and 1, and neither of them."""
    return DECIMAL.fullmatch(value) is not None and 0 < Decimal(value) < 1


def _value_fits_kind(value: str, kind: str) -> bool:
    """Whether a value is a number or a day, as the kind asks."""
    return (DAY if kind == "date" else DECIMAL).fullmatch(value) is not None


def check_confidence_kinds(book: Book) -> Problems:
    """13. A confidence is of the kind that its proposition asks for."""
    for forecast in book.forecasts.values():
        proposition = book.propositions.get(forecast.proposition)
        # options that came later have no share in what a platform recorded before
        some = forecast.platform_id is not None
        if proposition and (
            message := _explain_unfit_confidence(
                forecast.confidence, proposition.answers, some=some
            )
        ):
            yield field_error(forecast, "confidence", message)


def _explain_unfit_confidence(
    confidence: Confidence, answers: Answers, *, some: bool
) -> Message | None:
    """Say why a confidence does not answer a proposition; ``some`` options may have no share."""
    match confidence:
        case Sealed():
            return None
        case Shares() if answers.kind == "categorical":
            return _explain_unfit_shares(confidence, answers, some=some)
        case QuantileAnswer() if answers.kind in ("numeric", "date"):
            fits = all(_value_fits_kind(value, answers.kind) for _, value in confidence.at)
            return None if fits else _unfit_quantiles(FORMS[answers.kind])
        case Stated() | Ranged() | Worded() if answers.kind == "binary":
            return None
    return Message(
        "does not answer a {kind} proposition; give {give}",
        "kind.confidence",
        {"kind": answers.kind, "give": GIVE[answers.kind]},
    )


def _explain_unfit_shares(shares: Shares, answers: Answers, *, some: bool) -> Message | None:
    """Say why shares are not those of the options of a proposition."""
    named, options = {option for option, _ in shares.p}, set(answers.options)
    if odd := sorted(named - options if some else named ^ options):
        return _unfit_share(odd[0])
    total = sum((share for _, share in shares.p), Decimal(0))
    if not answers.exclusive or total == 1:
        return None
    return Message(
        "sum to {total}, not to 1; change one of them", "confidence.sum", {"total": total}
    )


def _unfit_share(option: str) -> Message:
    """Say which option has no share, or is none."""
    return Message(
        "must give every option a share; check {option}",
        "kind.share",
        {"option": quote_value(option)},
    )


def _unfit_quantiles(form: Message) -> Message:
    """Say that quantiles are of another kind."""
    return Message("has quantiles that are not {form}", "kind.quantile", {"form": form})
