"""Questions of Metaculus as its API gives them, one JSON object a line: post and question."""

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.formats.json_lines import read_lines
from brierbook.forecasts.exchange.formats.metaculus import KINDS, outcome_of
from brierbook.forecasts.exchange.formats.protocol import Files, Format, as_list, as_object
from brierbook.forecasts.exchange.formats.says import say_id, say_zone_written
from brierbook.forecasts.exchange.rows import OutcomeRow, QuestionRow
from brierbook.forecasts.exchange.times import TimeReader
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT"]

TYPES = ("forecast_type", "type")


def _detect(files: Files) -> int:
    """Tell lines that hold a post and a question."""
    return 95 if any(_is_question(file.first_object) for file in files) else 0


def _is_question(value: dict[str, object]) -> bool:
    """Whether an object is a question with its post."""
    question = as_object(value.get("question"))
    return "post" in value and "id" in question and any(name in question for name in TYPES)


def _read_files(files: Files, found: Collection) -> None:
    """Read every line."""
    reader = ApiReader(found)
    for file in files:
        for at, value in read_lines(file, found):
            with found.row(at):
                reader.read(at, value)
    reader.say()


class ApiReader:
    """Reads questions; they come without forecasts."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = TimeReader("UTC")
        self.seen: dict[str, str] = {}
        self.unsaid = 0

    def read(self, at: str, value: dict[str, object]) -> None:
        """Read a question."""
        question = as_object(value.get("question"))
        name, text = str(question.get("id")), str(question.get("title") or "")
        row = self._question(at, name, text, value)
        if name in self.seen and self.found.questions[name].text == text:
            self.found.drop(at, self.seen[name])
        else:
            self.seen[name] = at
            self.found.add_question(row)
        self._read_outcome(at, row, value, question)

    def _question(self, at: str, name: str, text: str, value: dict[str, object]) -> QuestionRow:
        """Take a question; the title of its post can be another."""
        question, post = as_object(value.get("question")), as_object(value.get("post"))
        said = str(next((question[each] for each in TYPES if question.get(each)), ""))
        if said not in KINDS:
            raise InputError(
                "type", said, "is no kind of question that is known", code="import.kind"
            )
        check_text(text)
        options = tuple(
            str(each) for each in as_list(question.get("possibilities") or question.get("options"))
        )
        if KINDS[said] == "categorical" and len(options) < 2:  # noqa: PLR2004 - a choice is of two
            raise InputError("options", "", "are not in the file", code="import.no_options")
        opened = (
            question.get("open_time") or question.get("created_time") or post.get("published_at")
        )
        return QuestionRow(
            at=at,
            id=name,
            text=text,
            kind=KINDS[said],
            options=options,
            opened=self.times.instant(opened, "open_time"),
            deadline=self.times.instant(
                question.get("scheduled_resolve_time"), "scheduled_resolve_time"
            ),
            listed=True,
        )

    def _read_outcome(
        self, at: str, row: QuestionRow, value: dict[str, object], question: dict[str, object]
    ) -> None:
        """Take an outcome; a status alone says nothing of it."""
        said = question.get("resolution")
        if said in (None, ""):
            status = question.get("status") or as_object(value.get("post")).get("status")
            self.unsaid += status == "resolved"
            return
        outcome, answer = outcome_of(str(said), row)
        known = question.get("actual_resolve_time") or question.get("resolve_time")
        self.found.add_outcome(
            OutcomeRow(
                at=at,
                question=row.id,
                outcome=outcome,
                answer=answer,
                known=self.times.instant(known, "resolve_time"),
                dated=True,
            )
        )

    def say(self) -> None:
        """Say what was assumed."""
        say_id(self.found, "question.id")
        say_zone_written(self.found)
        self.found.assume(
            "text",
            "question.title",
            Message("the title of the post can be another, and is not read", "import.says_title"),
        )
        self.found.assume(
            "deadline",
            "scheduled_resolve_time",
            Message(
                "the deadline is scheduled_resolve_time; forecasting may end before",
                "import.says_resolve_time",
            ),
        )
        self.found.notice(
            "resolved, no resolution",
            self.unsaid,
            Message(
                "lines that say resolved and no outcome, kept open: {n}",
                "import.says_unsaid",
                {"n": self.unsaid},
            ),
        )
        missing = sum(one.known is None for rows in self.found.outcomes.values() for one in rows)
        self.found.notice(
            "known_at missing",
            missing,
            Message("outcomes without a time: {n}", "import.says_no_time", {"n": missing}),
        )


FORMAT = Format("metaculus-api", _detect, _read_files, source="metaculus")
