"""PredictionBook's JSON, as its API and its exports write it."""

from decimal import Decimal

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import PERCENT, exact_decimal, refuse_no_probability
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.formats.protocol import Files, Format, as_list, as_object
from brierbook.forecasts.exchange.formats.says import (
    say_deadline_instant,
    say_known,
    say_no_deadline,
    say_people,
    say_scale,
    say_zone_written,
)
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, QuestionRow
from brierbook.forecasts.exchange.times import TimeReader, is_forever
from brierbook.forecasts.lines.probability import shift_point
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT"]

KEYS = {"description", "deadline", "responses"}
DESCRIBED = "description_with_group"


def _predictions(file: InputFile) -> list[tuple[str, dict[str, object]]]:
    """List the predictions of a file with their places; a bare list has no name before it."""
    value = file.json
    listed, start = (
        (value, "")
        if isinstance(value, list)
        else (as_list(as_object(value).get("predictions")), "/predictions")
    )
    return [(f"{start}/{place}", as_object(each)) for place, each in enumerate(listed)]


def _detect(files: Files) -> int:
    """Tell PredictionBook's keys."""
    for file in files:
        found = _predictions(file)
        if found and found[0][1].keys() >= KEYS:
            return 95
    return 0


def _read_files(files: Files, found: Collection) -> None:
    """Read every prediction."""
    reader = PredictionBookReader(found)
    for file in files:
        for place, prediction in _predictions(file):
            with found.row(file.at(place)):
                reader.read(file, place, prediction)
    reader.say()


class PredictionBookReader:
    """Reads predictions with their responses."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = TimeReader("UTC")
        self.forever = self.edited = 0

    def read(self, file: InputFile, place: str, prediction: dict[str, object]) -> None:
        """Read a prediction."""
        question = self._question(file.at(place), prediction)
        self.found.add_question(question)
        for number, response in enumerate(as_list(prediction.get("responses"))):
            at = file.at(f"{place}/responses/{number}")
            with self.found.row(at):
                self._read_response(at, question.id, as_object(response))
        self._read_outcome(file.at(place), question.id, prediction)

    def _question(self, at: str, prediction: dict[str, object]) -> QuestionRow:
        """Take a prediction; its text stays as it is."""
        text = str(prediction.get("description") or "")
        if not text.strip():
            raise InputError("text", text, "is blank", code="import.no_text")
        check_text(text)
        forever = is_forever(prediction.get("deadline"))
        self.forever += forever
        version = exact_decimal(prediction.get("version")) or 1
        self.edited += version > 1
        return QuestionRow(
            at=at,
            id=str(prediction.get("id")),
            text=text,
            opened=self.times.instant(prediction.get("created_at"), "created_at"),
            deadline=None
            if forever
            else self.times.instant(prediction.get("deadline"), "deadline"),
            group=_group_of(prediction),
            listed=True,
            facts={"version": int(version)} if version > 1 else {},
        )

    def _read_response(self, at: str, question: str, response: dict[str, object]) -> None:
        """Read a response: a probability, or a comment alone."""
        if response.get("confidence") is None:
            self.found.leave_out(
                at, Message("a comment without a probability", "import.only_comment")
            )
            return
        known_by = response.get("user_id")
        person = self.found.person(
            str(response.get("user_label") or ""), None if known_by is None else str(known_by)
        )
        if self.found.is_other(at, person.name):
            return
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=question,
                person=person,
                made=self.times.read(str(response.get("created_at") or ""), "created_at"),
                confidence={"how": "stated", "p": f"{_percent(response['confidence']):f}"},
                id=str(response.get("id")),
                named=response.get("id") is not None,
                reason=str(response.get("comment") or "").strip() or None,
            )
        )

    def _read_outcome(self, at: str, question: str, prediction: dict[str, object]) -> None:
        """Take the last judgement; one that says nothing is "unknown"."""
        judged = prediction.get("last_judgement_at")
        outcome = prediction.get("outcome")
        withdrawn = prediction.get("withdrawn") is True
        if outcome is None and not judged and not withdrawn:
            return
        said = "ambiguous" if not isinstance(outcome, bool) else "yes" if outcome else "no"
        self.found.add_outcome(
            OutcomeRow(
                at=at,
                question=question,
                outcome="annulled" if withdrawn else said,
                known=self.times.instant(
                    judged or prediction.get("updated_at"), "last_judgement_at"
                ),
                dated=True,
            )
        )

    def say(self) -> None:
        """Say what was assumed."""
        found = self.found
        say_scale(found, PERCENT)
        say_zone_written(found)
        say_known(found, "last_judgement_at")
        say_deadline_instant(found, "deadline")
        say_people(found)
        say_no_deadline(found, self.forever)
        found.notice(
            "edited text",
            self.edited,
            Message(
                "edited predictions, whose text may be younger than their forecasts: {n}",
                "import.says_edited",
                {"n": self.edited},
            ),
        )


def _percent(value: object) -> Decimal:
    """Take a probability in percent."""
    found = exact_decimal(value)
    if found is None:
        raise InputError("confidence", str(value), "is no number", code="import.no_number")
    return refuse_no_probability(shift_point(found, -2), value, "confidence")


def _group_of(prediction: dict[str, object]) -> str | None:
    """Give the name of the group that predictions were made in."""
    named, text = str(prediction.get(DESCRIBED) or ""), str(prediction.get("description"))
    if prediction.get("prediction_group_id") is None or not named.endswith(text):
        return None
    return named.removesuffix(text).strip().removeprefix("[").removesuffix("]") or None


FORMAT = Format("predictionbook", _detect, _read_files, source="predictionbook")
