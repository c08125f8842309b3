"""Prediction sets and questions of Cultivate's sites (GJ Open, INFER), in both dialects."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import UNIT, exact_decimal, unit_probability
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.distributions import raw_shares, shares_body_of
from brierbook.forecasts.exchange.formats.protocol import Files, Format, as_list, as_object
from brierbook.forecasts.exchange.formats.says import say_people, say_scale, say_zone_written
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, Person, QuestionRow
from brierbook.forecasts.exchange.times import TimeReader
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.lines.texts import check_text

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["FORMAT"]

SETS, QUESTIONS = "prediction_sets", "questions"
BINARY = "Binary"
YES = "yes"
THIRDS = Decimal("0.0005")  # by which shares of four decimals may miss 1
FLAG = "made_after_correctness_known"
MEMBERS = ("membership_id", "membership_guid")
NUMBERS = re.compile(r"-?\d[\d,. ]*")


def _objects_of_list(file: InputFile, name: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Give the objects of a list of a file."""
    for place, each in enumerate(as_list(as_object(file.json).get(name))):
        yield file.at(f"/{name}/{place}"), as_object(each)


def _detect(files: Files) -> int:
    """Tell prediction sets."""
    return 95 if any(next(_objects_of_list(file, SETS), None) for file in files) else 0


def _read_files(files: Files, found: Collection) -> None:
    """Read the questions, then the sets."""
    reader = CultivateReader(found)
    for file in files:
        for at, value in _objects_of_list(file, QUESTIONS):
            with found.row(at):
                reader.read_question(at, value)
    for file in files:
        for at, value in _objects_of_list(file, SETS):
            with found.row(at):
                reader.read_set(at, value)
    reader.say()


class CultivateReader:
    """Reads questions and sets."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = TimeReader("UTC")
        self.answers: dict[str, dict[str, str]] = {}  # of each question: its answers by their id
        self.alone: set[str] = set()
        self.sums = self.ordered = 0
        self.raw: dict[str, Json] = {}  # the shares of a set as they stand there

    def read_question(self, at: str, value: dict[str, object]) -> None:
        """Read a question with its answers."""
        name, text = str(value.get("id")), str(value.get("name") or "")
        check_text(text)
        listed = [as_object(each) for each in as_list(value.get("answers"))]
        ordered = value.get("use_ordinal_scoring") is True
        if ordered:
            listed = _in_order(listed)
            self.ordered += 1
        names = {str(each.get("id")): str(each.get("name") or "") for each in listed}
        self.answers[name] = names
        is_binary = BINARY in str(value.get("type")) or _is_yes_no(names)
        self.found.add_question(
            QuestionRow(
                at=at,
                id=name,
                text=text,
                kind="binary" if is_binary else "categorical",
                options=() if is_binary else tuple(names.values()),
                ordered=ordered and not is_binary,
                opened=self.times.instant(
                    value.get("starts_at") or value.get("published_at"), "starts_at"
                ),
                deadline=self.times.instant(value.get("ends_at"), "ends_at"),
                criteria=str(value.get("description") or "").strip() or None,
                listed=True,
            )
        )
        self._read_outcome(at, name, value, listed, is_binary=is_binary)

    def _read_outcome(
        self,
        at: str,
        name: str,
        value: dict[str, object],
        listed: list[dict[str, object]],
        *,
        is_binary: bool,
    ) -> None:
        """Take an outcome: the answer whose probability is 1 once the question is resolved."""
        resolved, voided = value.get("resolved_at"), value.get("voided_at")
        if voided:
            known = self.times.instant(voided, "voided_at")
            self.found.add_outcome(
                OutcomeRow(at=at, question=name, outcome="annulled", known=known, dated=True)
            )
            return
        happened = [each for each in listed if exact_decimal(each.get("probability")) == 1]
        settled = [each for each in listed if exact_decimal(each.get("probability")) in (0, 1)]
        if not resolved or len(settled) < len(listed) or not listed:
            return
        if is_binary:
            yes = [each for each in happened if str(each.get("name")).casefold() == YES]
            outcome, answer = ("yes" if yes else "no"), None
        elif len(happened) == 1:
            outcome, answer = "option", str(happened[0].get("name"))
        else:
            return
        decided = next(
            (
                each.get("correctness_known_at")
                for each in (*happened, *listed)
                if each.get("correctness_known_at")
            ),
            None,
        )
        self.found.add_outcome(
            OutcomeRow(
                at=at,
                question=name,
                outcome=outcome,
                answer=answer,
                decided=self.times.instant(decided, "correctness_known_at"),
                known=self.times.instant(resolved, "resolved_at"),
                dated=True,
            )
        )

    def read_set(self, at: str, value: dict[str, object]) -> None:
        """Read a set: one forecast of a question, with a probability for each answer."""
        name = str(value.get("question_id"))
        parts = [as_object(each) for each in as_list(value.get("predictions"))]
        question = self.found.questions.get(name) or self._question_of_set(at, name, value, parts)
        person = self._person(value)
        if self.found.is_other(at, person.name):
            return
        if not parts:
            raise InputError("predictions", "", "are none", code="import.no_parts")
        first = parts[0]
        made = self.times.read(
            str(first.get("filled_at") or value.get("created_at") or ""), "created_at"
        )
        flagged = any(each.get(FLAG) is True for each in parts)
        body = self._confidence(question, parts)
        self.found.add_question(question)
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=name,
                person=person,
                made=made,
                confidence=body,
                id=str(value.get("id")),
                named=value.get("id") is not None,
                reason=str(value.get("rationale") or "").strip() or None,
                flagged=FLAG if flagged else None,
                facts=self.raw,
            )
        )

    def _question_of_set(
        self, at: str, name: str, value: dict[str, object], parts: list[dict[str, object]]
    ) -> QuestionRow:
        """Take a question that only a set names."""
        text = str(value.get("question_name") or "")
        if not text.strip():
            raise InputError(
                "question", name, "is in no file of questions", code="import.no_such_question"
            )
        names = {str(each.get("answer_id")): str(each.get("answer_name") or "") for each in parts}
        self.answers.setdefault(name, names)
        self.alone.add(name)
        binary = _is_yes_no(names)
        return QuestionRow(
            at=at,
            id=name,
            text=text,
            kind="binary" if binary else "categorical",
            options=() if binary else tuple(names.values()),
        )

    def _person(self, value: dict[str, object]) -> Person:
        """Tell whose set it is."""
        for field in MEMBERS:
            if value.get(field) is not None:
                return Person(f"member {value[field]}", str(value[field]))
        raise InputError(
            "forecaster", "", "is blank in a file of several people", code="import.no_forecaster"
        )

    def _confidence(self, question: QuestionRow, parts: list[dict[str, object]]) -> EntryBody:
        """Take the probability of yes, or the share of each answer."""
        names, self.raw = self.answers[question.id], {}
        said = [
            (
                names.get(str(each.get("answer_id"))) or str(each.get("answer_name") or ""),
                unit_probability(each.get("forecasted_probability")),
            )
            for each in parts
        ]
        if question.kind == "binary":
            yes = [p for name, p in said if name.casefold() == YES]
            no = [p for name, p in said if name.casefold() == "no"]
            if not yes and not no:
                raise InputError(
                    "answer", said[0][0], "is neither yes nor no", code="import.no_side"
                )
            return {"how": "stated", "p": f"{yes[0] if yes else 1 - no[0]:f}"}
        total = sum((p for _, p in said), Decimal(0))
        self.raw = raw_shares(said)
        body = shares_body_of(said, question.options, THIRDS)
        self.sums += total != 1
        return body

    def say(self) -> None:
        """Say what was assumed."""
        found = self.found
        say_scale(found, UNIT)
        say_zone_written(found)
        found.assume(
            "made_at",
            "filled_at, else created_at",
            Message(
                "a forecast was made when it was filled, which is what the site scores by; else "
                "when it was created",
                "import.says_filled",
            ),
        )
        found.assume(
            "decided_at",
            "correctness_known_at",
            Message(
                "an outcome was decided at {field}",
                "import.says_decided",
                {"field": "correctness_known_at"},
            ),
        )
        if self.ordered:
            found.assume(
                "order of options",
                "by the numbers in them",
                Message(
                    "ordered answers stand in the order of the numbers that they name",
                    "import.says_ordered",
                ),
            )
        say_people(found)
        found.notice(
            "sum of shares",
            self.sums,
            Message(
                "sets of shares that miss 1 by rounding, divided by their sum: {n}",
                "import.says_sums",
                {"n": self.sums},
            ),
        )
        found.notice(
            "question from a set only",
            len(self.alone),
            Message(
                "questions known from forecasts alone, without a deadline: {n}",
                "import.says_alone",
                {"n": len(self.alone)},
            ),
        )


def _is_yes_no(names: dict[str, str]) -> bool:
    """Whether answers are yes, no, or both."""
    folded = {name.casefold() for name in names.values()}
    return bool(folded) and folded <= {"yes", "no"}


def _in_order(listed: list[dict[str, object]]) -> list[dict[str, object]]:
    """Put answers in the order of the numbers that their names hold; else turn them round.

    They come in the order of their ids, which runs downwards.
    """
    keys = [_first_number(str(each.get("name") or "")) for each in listed]
    if None in keys:
        return listed[::-1]
    pairs = zip(keys, listed, strict=True)
    return [each for _, each in sorted(pairs, key=lambda pair: pair[0] or (0.0, 0))]


def _first_number(name: str) -> tuple[float, int] | None:
    """Give the first number of a range; "less than" stands before it and "more than" after."""
    match = NUMBERS.search(name)
    if match is None:
        return None
    folded = name.casefold()
    below = any(
        word in folded for word in ("less", "below", "under", "fewer", "before", "<", "lower")
    )
    above = any(
        word in folded for word in ("more", "above", "over", "after", ">", "greater", "higher")
    )
    number = float(match[0].replace(",", "").replace(" ", "").rstrip(".") or 0)
    return number, (above and 1) - (below and 1)


FORMAT = Format("cultivate", _detect, _read_files, source="cultivate")
