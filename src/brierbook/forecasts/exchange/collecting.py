"""What a format reads goes here, row by row; `gather` then decides what of it is kept."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from brierbook.errors import BrierbookError, InputError, Message
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.exchange.rows import (
    Assumption,
    Dropped,
    ForecastRow,
    LeftOut,
    Notice,
    OutcomeRow,
    Person,
    QuestionRow,
    Rejected,
)
from brierbook.forecasts.frozen import frozen_keyword_record

__all__ = ["Collection", "ImportAnswers", "Undecided"]

LOWER, UPPER = "\u200b", "\u2060"


@frozen_keyword_record
class ImportAnswers:
    """What the person who imports says that a file does not.

    ``me`` is whose rows are taken, or who made them where the file names nobody; ``zone`` is that
    of times without one; ``made_at`` and ``deadline`` hold for rows that have none.
    """

    login: str
    zone: str
    zone_given: bool = False
    me: str | None = None
    source: str | None = None
    made_at: str | None = None
    deadline: str | None = None
    day_first: bool | None = None
    scale: str | None = None
    dates: str | None = None
    columns: dict[str, str] = {}  # noqa: RUF012  # never changed
    bets: bool = True

    @property
    def holder(self) -> Person:
        """Who made the forecasts of a file that names nobody."""
        name = self.me or self.login
        return Person(name, name)


class Undecided:
    """Questions that only a person can answer; all of a file are asked at once."""

    def __init__(self) -> None:
        self.questions: list[Message] = []

    def ask(self, question: Message) -> None:
        """Add a question."""
        self.questions.append(question)

    def refuse(self, file: str) -> None:
        """Refuse the file, if there is any question."""
        if self.questions:
            raise InputError(
                "file",
                file,
                "cannot be read without an answer to: {questions}",
                code="import.undecided",
                questions=_join_messages(*self.questions),
            )


def _join_messages(first: Message, *rest: Message) -> Message:
    """Put messages into one."""
    if not rest:
        return first
    facts = {"first": first, "rest": _join_messages(*rest)}
    return Message("{first}; {rest}", "import.both", facts)


class Collection:
    """The rows of a source, and all that was assumed and seen on the way."""

    def __init__(self, source: str, answers: ImportAnswers) -> None:
        self.source = source
        self.answers = answers
        self.questions: dict[str, QuestionRow] = {}
        self.forecasts: list[ForecastRow] = []
        self.outcomes: dict[str, list[OutcomeRow]] = defaultdict(list)
        self.rejected: list[Rejected] = []
        self.dropped: list[Dropped] = []
        self.left_out: list[LeftOut] = []
        self.assumptions: list[Assumption] = []
        self.notices: list[Notice] = []
        self.invisible: dict[str, str] = {}
        self.others: dict[str, int] = {}

    def add_question(self, row: QuestionRow) -> QuestionRow:
        """Add a question, unless it is there; give the one that is."""
        return self.questions.setdefault(row.id, row)

    def add_forecast(self, row: ForecastRow) -> None:
        """Add a forecast."""
        self.forecasts.append(row)

    def add_outcome(self, row: OutcomeRow) -> None:
        """Add how a question turned out."""
        self.outcomes[row.question].append(row)

    @contextmanager
    def row(self, at: str) -> Iterator[None]:
        """Reject a row that turns out to be unreadable, and go on."""
        try:
            yield
        except InputError as error:
            self.rejected.append(Rejected(at, error))
        except BrierbookError as error:
            self.rejected.append(Rejected(at, InputError("row", at, error.problem)))

    def drop(self, at: str, same_as: str) -> None:
        """Drop a row that says the same as another."""
        self.dropped.append(Dropped(at, same_as))

    def leave_out(self, at: str, why: Message) -> None:
        """Leave out what is no forecast."""
        self.left_out.append(LeftOut(at, why))

    def assume(self, about: str, value: str, say: Message) -> None:
        """Say what is assumed, once."""
        if all(each.about != about for each in self.assumptions):
            self.assumptions.append(Assumption(about, value, say))

    def notice(self, about: str, count: int, say: Message) -> None:
        """Say what a reader should know, if there is any of it."""
        if count:
            self.notices.append(Notice(about, count, say))

    def is_other(self, at: str, name: str) -> bool:
        """Whether a row is of another person than the one asked for; then it is left out."""
        me = self.answers.me
        if me is None or name == me:
            return False
        self.others[name] = self.others.get(name, 0) + 1
        self.leave_out(
            at,
            Message("forecast of another person ({who})", "import.of_other", {"who": name}),
        )
        return True

    def person(self, name: str, known_by: str | None = None, kind: str = "person") -> Person:
        """Give a person; a name that cannot be seen is written by what is in it."""
        if any(each.isalnum() for each in name):
            return Person(name, name, kind)
        if not name.strip():
            raise InputError(
                "forecaster",
                name,
                "is blank in a file of several people",
                code="import.no_forecaster",
            )
        signs = known_by or " ".join(f"U+{ord(each):04X}" for each in name)
        shown = f"user {signs}"
        self.invisible[name] = shown
        return Person(shown, known_by or name, kind)

    def of_file(self, file: InputFile) -> None:
        """Say how a text was encoded, if that was a guess."""
        if file.is_text and file.decoded.guessed:
            encoding = {"cp1251": "windows-1251", "cp1252": "windows-1252"}.get(
                file.decoded.encoding, file.decoded.encoding
            )
            self.assume(
                "encoding",
                encoding,
                Message(
                    "the bytes are not UTF-8: read as {encoding}",
                    "import.says_encoding",
                    {"encoding": encoding},
                ),
            )
