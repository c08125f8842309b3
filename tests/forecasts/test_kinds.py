"""Propositions that are not just true or false: options, numbers, days, and their confidences."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from brierbook.forecasts.entries.records import Answers, QuantileAnswer, Ranged, Shares, Stated
from brierbook.forecasts.rules.standing import judge_forecasts
from brierbook.forecasts.store.loading import open_book

if TYPE_CHECKING:
    from tests.conftest import Draft

OPTIONS = {"kind": "categorical", "options": ["low", "middle", "high"], "ordered": True}
NUMBER = {"kind": "numeric", "unit": "mm"}
DATE = {"kind": "date"}
SHARES = {
    "how": "shares",
    "shares": [
        {"option": "low", "p": "0.2"},
        {"option": "middle", "p": "0.30"},
        {"option": "high", "p": "0.5"},
    ],
}
QUANTILES = {
    "how": "quantiles",
    "at": [{"p": "0.1", "value": "-2.5"}, {"p": "0.5", "value": "10"}, {"p": "0.9", "value": "10"}],
}
DAYS = {
    "how": "quantiles",
    "at": [{"p": "0.1", "value": "2026-05-01"}, {"p": "0.9", "value": "2026-08-01"}],
}


def ask(workspace: "Draft", answers: dict[str, Any], confidence: dict[str, Any]) -> None:
    """Ask how the collapse turns out in another way than yes or no."""
    more = {"answers": answers, "deadline": "2026-06-15[Europe/Kyiv]"}
    workspace.body("proposition", "collapses").update(more)
    workspace.body("forecast", "f-collapses")["confidence"] = confidence


def settle(workspace: "Draft", outcome: str, answer: str | None) -> None:
    more = {"answer": answer} if answer else {}
    workspace.copy("resolution", "opens", proposition="collapses", outcome=outcome, **more)


@pytest.mark.parametrize(
    ("answers", "confidence", "outcome", "answer"),
    [
        (OPTIONS, SHARES, "option", "middle"),
        (NUMBER, QUANTILES, "value", "12.5"),
        (NUMBER, QUANTILES, "value", "-3"),
        (DATE, DAYS, "value", "2026-05-31"),
    ],
)
def test_each_kind_is_asked_answered_and_resolved(
    workspace: "Draft",
    answers: dict[str, Any],
    confidence: dict[str, Any],
    outcome: str,
    answer: str,
) -> None:
    ask(workspace, answers, confidence)
    settle(workspace, outcome, answer)
    assert workspace.problems() == []
    book = open_book(workspace.workspace)
    assert book.resolutions["collapses"].answer == answer
    [row] = [row for row in judge_forecasts(book) if row.forecast.id == "f-collapses"]
    assert row.status.value == "other_kind"


def test_options_shares_and_quantiles_are_read_exactly(workspace: "Draft") -> None:
    ask(workspace, OPTIONS, SHARES)
    book = load_book_of(workspace)
    answers = book.propositions["collapses"].answers
    assert answers == Answers("categorical", ("low", "middle", "high"), ordered=True)
    shares = (("low", Decimal("0.2")), ("middle", Decimal("0.30")), ("high", Decimal("0.5")))
    assert book.forecasts["f-collapses"].confidence == Shares(shares)
    ask(workspace, NUMBER, QUANTILES)
    book = load_book_of(workspace)
    assert book.propositions["collapses"].answers == Answers("numeric", unit="mm")
    pairs = (("0.1", "-2.5"), ("0.5", "10"), ("0.9", "10"))
    wanted = QuantileAnswer(tuple((Decimal(p), value) for p, value in pairs))
    assert book.forecasts["f-collapses"].confidence == wanted


def load_book_of(workspace: "Draft") -> Any:  # noqa: ANN401  # a book, read anew
    workspace.save()
    return open_book(workspace.workspace)


@pytest.mark.parametrize(
    ("confidence", "wanted"),
    [
        ({"how": "range", "low": "0.1", "high": "0.30"}, Ranged(Decimal("0.1"), Decimal("0.30"))),
        ({"how": "market", "p": "0.4"}, Stated(Decimal("0.4"), "market")),
        ({"how": "model", "p": "1"}, Stated(Decimal(1), "model")),
    ],
)
def test_ranges_prices_and_outputs_are_read(
    workspace: "Draft", confidence: dict[str, Any], wanted: object
) -> None:
    workspace.body("forecast", "f-collapses")["confidence"] = confidence
    assert workspace.problems() == []
    assert open_book(workspace.workspace).forecasts["f-collapses"].confidence == wanted


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"kind": "odd"}, "answers.kind", "is 'odd'; use one of categorical, numeric, date"),
        ({"kind": "categorical", "options": ["a"]}, "answers.options", "must be two or more"),
        ({"kind": "categorical", "options": ["a", "a"]}, "answers.options", "must be two or more"),
        ({**OPTIONS, "ordered": "yes"}, "answers.ordered", "must be true or false"),
        ({**DATE, "unit": "mm"}, "answers.unit", "is not a field"),
    ],
)
def test_bad_answers_are_named(
    workspace: "Draft", answers: dict[str, Any], field: str, words: str
) -> None:
    workspace.body("proposition", "collapses")["answers"] = answers
    [(line, at, said)] = workspace.problems()
    assert (line, at) == (workspace.line("proposition", "collapses"), field)
    assert said.startswith(words)


def shares(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"how": "shares", "shares": [{"option": name, "p": p} for name, p in pairs]}


def quantiles(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"how": "quantiles", "at": [{"p": p, "value": value} for p, value in pairs]}


@pytest.mark.parametrize(
    ("confidence", "field", "words"),
    [
        (shares(("a", "0.5"), ("a", "0.5")), "shares", "name an option twice"),
        (quantiles(), "at", "is empty; give at least one quantile"),
        (quantiles(("0", "1")), "at[0].p", "is 0; a quantile has a probability strictly"),
        (quantiles(("1", "1")), "at[0].p", "is 1; a quantile has a probability strictly"),
        (quantiles(("0.5", "1e3")), "at[0].value", "is '1e3'; write a decimal"),
        (quantiles(("0.5", "1"), ("0.5", "2")), "at[1]", "must have a higher probability"),
        (quantiles(("0.5", "2"), ("0.6", "1")), "at[1]", "must have a higher probability"),
        (quantiles(("0.5", "10"), ("0.6", "9")), "at[1]", "must have a higher probability"),
        (quantiles(("0.5", "1"), ("0.6", "2026-01-01")), "at[1]", "mixes days with numbers"),
        ({"how": "range", "low": "0.3", "high": "0.3"}, "high", "must be above low"),
        ({"how": "range", "low": "0", "high": "0.3"}, "high", "must be above low"),
        ({"how": "range", "low": "0.1", "high": "1"}, "high", "must be above low"),
        ({"how": "sealed", "commitment": "AB" * 32}, "commitment", "must be 64 hexadecimal"),
    ],
)
def test_bad_confidences_are_named(
    workspace: "Draft", confidence: dict[str, Any], field: str, words: str
) -> None:
    workspace.body("forecast", "f-collapses")["confidence"] = confidence
    [(line, at, said)] = workspace.problems()
    assert (line, at) == (
        workspace.line("forecast", "f-collapses"),
        f"confidence.{field}",
    )
    assert said.startswith(words)


STATED = {"how": "stated", "p": "0.5"}


@pytest.mark.parametrize(
    ("answers", "confidence", "words"),
    [
        (OPTIONS, STATED, "does not answer a categorical proposition; give a share for each"),
        (OPTIONS, shares(("low", "1")), "must give every option a share; check 'high'"),
        (OPTIONS, shares(("low", "0.5"), ("lower", "0.5")), "must give every option a share"),
        (NUMBER, SHARES, "does not answer a numeric proposition; give quantiles"),
        (NUMBER, DAYS, "has quantiles that are not decimals"),
        (DATE, QUANTILES, "has quantiles that are not days"),
        (None, SHARES, "does not answer a binary proposition; give a probability"),
    ],
)
def test_a_confidence_of_another_kind_is_refused(
    workspace: "Draft", answers: dict[str, Any] | None, confidence: dict[str, Any], words: str
) -> None:
    if answers:
        workspace.body("proposition", "collapses")["answers"] = answers
    workspace.body("forecast", "f-collapses")["confidence"] = confidence
    [(line, field, said)] = workspace.problems()
    assert (line, field) == (workspace.line("forecast", "f-collapses"), "confidence")
    assert said.startswith(words)


@pytest.mark.parametrize(
    ("answers", "confidence", "outcome", "answer", "words"),
    [
        (OPTIONS, SHARES, "yes", None, "is 'yes'; a categorical one takes option"),
        (OPTIONS, SHARES, "option", None, "needs an answer with it"),
        (OPTIONS, SHARES, "option", "huge", "is 'huge'; the options are low, middle, high"),
        (OPTIONS, SHARES, "void", "low", "takes no answer"),
        (NUMBER, QUANTILES, "value", "much", "is 'much'; write decimals"),
        (NUMBER, QUANTILES, "value", "2026-05-31", "is '2026-05-31'; write decimals"),
        (DATE, DAYS, "value", "12", "is '12'; write days"),
        (None, STATED, "value", "12", "is 'value'; a binary one takes yes, no, fraction"),
        (None, STATED, "yes", "12", "takes no answer"),
    ],
)
def test_an_outcome_that_a_proposition_cannot_have_is_refused(
    workspace: "Draft",
    answers: dict[str, Any] | None,
    confidence: dict[str, Any],
    outcome: str,
    answer: str | None,
    words: str,
) -> None:
    if answers:
        workspace.body("proposition", "collapses")["answers"] = answers
    workspace.body("forecast", "f-collapses")["confidence"] = confidence
    settle(workspace, outcome, answer)
    [(line, field, said)] = workspace.problems()
    assert (line, field) == (19, "outcome")
    assert said.startswith(words)


def test_a_proposition_of_one_line_is_its_own_claim_and_its_own_event(workspace: "Draft") -> None:
    body = {"id": "41", "text": {"en": "It snows."}}
    workspace.add("proposition", body)
    assert workspace.problems() == []
    book = open_book(workspace.workspace)
    proposition = book.propositions["41"]
    assert (proposition.claim, proposition.reading) == ("41", "primary")
    assert (proposition.criteria, proposition.deadline, proposition.event) == (None, None, None)
    assert (proposition.tags, proposition.answers.kind) == ((), "binary")
    event = book.event_of(proposition)
    assert (event.id, event.title.en) == ("41", "It snows.")
