"""Files with YAML front matter: a statement and a confidence, or a scenario of magoo's forecast."""

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import (
    decide_scale,
    number_text,
    read_cell,
    unit_probability,
)
from brierbook.forecasts.exchange.collecting import Collection, Undecided
from brierbook.forecasts.exchange.containers import import_container
from brierbook.forecasts.exchange.distributions import levels_body, shares_body_of
from brierbook.forecasts.exchange.formats.protocol import Files, Format, as_list, as_object
from brierbook.forecasts.exchange.formats.says import say_holder, say_id
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.exchange.outcome_words import read_outcome_word, side_of
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, QuestionRow, Time
from brierbook.forecasts.exchange.times import TimeReader, is_forever
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.lines.texts import check_text

__all__ = ["FORMAT", "MAGOO", "front_matter_text", "read_front_matter"]

MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
ENDINGS = (".md", ".markdown", ".forecast", ".mdx", ".txt", ".qmd")
TEXTS = ("statement", "prediction", "claim", "question", "text", "title")
PROBABILITIES = ("confidence", "probability", "credence", "p", "forecast")
MADE = ("created", "made", "made_at", "date", "created_at", "predicted")
DEADLINES = ("deadline", "by", "due", "resolve_by", "end_date", "expires")
OUTCOMES = ("outcome", "status", "result", "resolution_outcome")
KNOWN = ("resolved_date", "resolved_at", "resolvedAt", "resolution_date", "known_at")
TAGS = ("categories", "tags", "topics")
CRITERIA = ("resolutionCriteria", "resolution_criteria", "criteria")
YES_NO = {
    "yes": True,
    "true": True,
    "correct": True,
    "no": False,
    "false": False,
    "incorrect": False,
}
QUANTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?)", re.ASCII)
FAMILIES = ("lognormal", "pareto", "normal")


def front_matter_text(text: str) -> str | None:
    """Give the front matter of a text, between its first two lines of ---."""
    match = MATTER.match(text)
    return match[1] if match else None


def read_front_matter(file: InputFile) -> dict[str, object] | None:
    """Read the front matter as texts; None where there is none, an error where it is no YAML."""
    said = front_matter_text(file.text)
    if said is None:
        return None
    yaml = import_container("yaml")
    try:
        value = yaml.load(said, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise InputError("front matter", file.name, "is no YAML", code="import.no_yaml") from error
    return as_object(value)


def _matter_or_none(file: InputFile) -> dict[str, object]:
    """Read the front matter, if there is any that can be read."""
    if file.suffix not in ENDINGS:
        return {}
    try:
        return read_front_matter(file) or {}
    except InputError:
        return {}


def _first(value: dict[str, object], names: tuple[str, ...]) -> str:
    """Give the first field that says something."""
    return next((str(value[name]) for name in names if str(value.get(name) or "").strip()), "")


def _detect_magoo(files: Files) -> int:
    """Tell a scenario with a type."""
    return 95 if any({"scenario", "type"} <= _matter_or_none(file).keys() for file in files) else 0


def _detect(files: Files) -> int:
    """Tell a statement with a confidence."""
    matters = (_matter_or_none(file) for file in files)
    return 85 if any(_first(each, TEXTS) and _first(each, PROBABILITIES) for each in matters) else 0


def _name_of(file: InputFile) -> str:
    """Name a file by its stem."""
    return PurePosixPath(file.name).stem


def _times_of(found: Collection) -> TimeReader:
    """Make the reader of times."""
    return TimeReader(found.answers.zone, day_first=found.answers.day_first)


def _plain(value: object) -> str:
    """Write a value as YAML has it."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _read_files(files: Files, found: Collection) -> None:
    """Read every file."""
    matters: list[tuple[InputFile, dict[str, object]]] = []
    for file in files:
        with found.row(file.name):
            matter = read_front_matter(file) if file.suffix in ENDINGS else None
            if matter is None:
                found.leave_out(file.name, Message("no front matter", "import.no_matter"))
            else:
                matters.append((file, matter))
    PersonalReader(matters, found).read()


class PersonalReader:
    """Reads statements with a confidence, whose scale is one for all files."""

    def __init__(
        self, matters: list[tuple[InputFile, dict[str, object]]], found: Collection
    ) -> None:
        self.matters, self.found = matters, found
        self.times = _times_of(found)
        said = [_first(matter, PROBABILITIES) for _, matter in matters]
        self.scale = decide_scale([each for each in said if each], found.answers.scale)
        self.relative = self.hashes = 0

    def read(self) -> None:
        """Read every file."""
        undecided = Undecided()
        if self.scale.name is None:
            undecided.ask(
                Message(
                    "is 1 certain, or one percent? give --scale 0-1 or --scale percent",
                    "import.asks_scale",
                )
            )
        undecided.refuse(self.matters[0][0].name if self.matters else "")
        for file, matter in self.matters:
            with self.found.row(file.name):
                self._read_file(file, matter)
        self._say()

    def _read_file(self, file: InputFile, matter: dict[str, object]) -> None:
        """Read a statement, and its later confidences."""
        question = self._question(file, matter)
        amount = read_cell(_first(matter, PROBABILITIES), self.scale)
        side = side_of(str(matter.get("side") or ""))
        made = self._made(matter)
        outcome = self._outcome(file, question, matter, side)
        self.found.add_question(question)
        self._add(file.name, question, amount.value, side, made)
        for place, update in enumerate(map(as_object, as_list(matter.get("updates")))):
            at = file.at(f"/updates/{place}")
            with self.found.row(at):
                p = read_cell(_first(update, PROBABILITIES), self.scale).value
                self._add(at, question, p, side, self._made(update))
        if outcome is not None:
            self.found.add_outcome(outcome)
        self.hashes += "hash" in matter or "signed" in matter

    def _add(
        self, at: str, question: QuestionRow, p: Decimal, side: str | None, made: Time
    ) -> None:
        """Add a forecast."""
        who = self.found.answers.holder
        p = 1 - p if side == "no" else p
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=question.id,
                person=who,
                made=made,
                confidence={"how": "stated", "p": f"{p:f}"},
                id=f"{question.id} | {who.id} | {made.moment.text}",
            )
        )

    def _made(self, matter: dict[str, object]) -> Time:
        """Tell when a statement was made."""
        said = _first(matter, MADE) or self.found.answers.made_at
        if not said:
            raise InputError(
                "created",
                "",
                "is blank; give --made-at for rows that do not say when",
                code="import.no_made_at",
            )
        return self.times.read(said, "created")

    def _question(self, file: InputFile, matter: dict[str, object]) -> QuestionRow:
        """Take a statement."""
        text = _first(matter, TEXTS).strip()
        if not text:
            raise InputError("text", "", "is blank", code="import.no_text")
        check_text(text)
        ends = _first(matter, DEADLINES)
        tags = next((matter[name] for name in TAGS if matter.get(name)), [])
        listed = as_list(tags) if isinstance(tags, list) else str(tags).split(",")
        return QuestionRow(
            at=file.name,
            id=str(matter.get("id") or _name_of(file)),
            text=text,
            opened=self.times.instant(_first(matter, MADE), "created"),
            deadline=None if is_forever(ends) else self.times.optional(ends, "deadline"),
            criteria=_first(matter, CRITERIA).strip() or None,
            tags=tuple(str(each).strip() for each in listed if str(each).strip()),
        )

    def _outcome(
        self, file: InputFile, question: QuestionRow, matter: dict[str, object], side: str | None
    ) -> OutcomeRow | None:
        """Take an outcome; what is not resolved has none."""
        if str(matter.get("resolved") or "").lower() in ("false", "no"):
            return None
        outcome, relative = read_outcome_word(_first(matter, OUTCOMES), side)
        self.relative += relative
        if outcome is None:
            return None
        known = self.times.optional(_first(matter, KNOWN), "resolved_date")
        return OutcomeRow(at=file.name, question=question.id, outcome=outcome, known=known)

    def _say(self) -> None:
        """Say what was assumed."""
        found = self.found
        found.assume(
            "scale",
            self.scale.name or "",
            Message(
                "probabilities are {scale} in the whole file",
                "import.says_scale_whole",
                {"scale": self.scale.name},
            ),
        )
        if self.relative:
            found.assume(
                "status",
                "correct = yes, incorrect = no",
                Message(
                    "words such as correct are taken of the side that was stated",
                    "import.says_relative",
                ),
            )
        found.assume(
            "deadline",
            "the instant as written",
            Message(
                "{field} is an instant: 00:00 is the start of that day",
                "import.says_instant",
                {"field": "deadline"},
            ),
        )
        found.assume(
            "known_at",
            "resolved_date",
            Message(
                "when the outcome was decided is not in the file; {field} is taken as when it "
                "was known",
                "import.says_known",
                {"field": "resolved_date"},
            ),
        )
        say_holder(found)
        found.notice(
            "hash, signed",
            self.hashes,
            Message(
                "files with a hash or a time of signing of their own, which are no witness: {n}",
                "import.says_hashes",
                {"n": self.hashes},
            ),
        )


def _read_magoo(files: Files, found: Collection) -> None:
    """Read every scenario."""
    reader = MagooReader(found)
    for file in files:
        with found.row(file.name):
            matter = read_front_matter(file) if file.suffix in ENDINGS else None
            if matter is None:
                found.leave_out(file.name, Message("no front matter", "import.no_matter"))
            else:
                reader.read(file, matter)
    reader.say()


class MagooReader:
    """Reads scenarios: a choice, an interval, or the quantiles of a family."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = _times_of(found)
        self.families: Counter[str] = Counter()

    def read(self, file: InputFile, matter: dict[str, object]) -> None:
        """Read a scenario."""
        name, text = _name_of(file), str(matter.get("scenario") or "").strip()
        check_text(text)
        kind, body, options = self._confidence(matter)
        made = self.found.answers.made_at or _first(matter, MADE)
        if not made:
            raise InputError(
                "made_at",
                "",
                "is blank; give --made-at for rows that do not say when",
                code="import.no_made_at",
            )
        question = QuestionRow(
            at=file.name,
            id=name,
            text=text,
            kind=kind,
            options=options,
            deadline=self.times.optional(matter.get("end_date"), "end_date"),
            tags=tuple(str(each) for each in as_list(matter.get("tags"))),
        )
        who, time = self.found.answers.holder, self.times.read(made, "made_at")
        outcome = self._outcome(file, question, matter)
        self.found.add_question(question)
        self.found.add_forecast(
            ForecastRow(
                at=(file.name,),
                question=name,
                person=who,
                made=time,
                confidence=body,
                id=f"{name} | {who.id} | {time.moment.text}",
                facts={"family": matter["type"]} if matter.get("type") in FAMILIES else {},  # type: ignore[dict-item]
            )
        )
        if outcome:
            self.found.add_outcome(outcome)

    def _confidence(self, matter: dict[str, object]) -> tuple[str, EntryBody, tuple[str, ...]]:
        """Take what is said, by its type."""
        kind = str(matter.get("type"))
        if kind == "choice":
            return self._choice(as_object(matter.get("options")))
        if kind == "interval":
            level = unit_probability(str(matter.get("confidence")))
            tail = (1 - level) / 2
            ends = [(tail, _number(matter.get("min"))), (1 - tail, _number(matter.get("max")))]
            return "numeric", levels_body(ends), ()
        if kind in FAMILIES:
            self.families[kind] += 1
            levels = [
                (Decimal(match[1]) / 100, _number(value))
                for name, value in matter.items()
                if (match := QUANTILE.fullmatch(name))
            ]
            return "numeric", levels_body(levels), ()
        raise InputError(
            "type", kind, "is no kind of forecast that can be kept", code="import.kind_of_scenario"
        )

    def _choice(self, said: dict[str, object]) -> tuple[str, EntryBody, tuple[str, ...]]:
        """Take the shares of options; yes and no are a probability."""
        shares = [(name, unit_probability(_loose(value))) for name, value in said.items()]
        options = tuple(name for name, _ in shares)
        body = shares_body_of(shares, options)
        if {name.casefold() for name in options} <= YES_NO.keys() and len(options) == 2:  # noqa: PLR2004 - yes and no
            p = next(p for name, p in shares if YES_NO[name.casefold()])
            return "binary", {"how": "stated", "p": f"{p:f}"}, ()
        return "categorical", body, options

    def _outcome(
        self, file: InputFile, question: QuestionRow, matter: dict[str, object]
    ) -> OutcomeRow | None:
        """Take an outcome."""
        said = str(matter.get("outcome") or "").strip()
        if not said:
            return None
        answer = None
        if question.kind == "binary":
            outcome = "yes" if YES_NO.get(said.casefold()) else "no"
            if said.casefold() not in YES_NO:
                raise InputError(
                    "outcome", said, "is no outcome of this question", code="import.unfit_outcome"
                )
        elif question.kind == "categorical":
            outcome, answer = "option", said
            if said not in question.options:
                raise InputError(
                    "outcome", said, "is no outcome of this question", code="import.unfit_outcome"
                )
        else:
            outcome, answer = "value", _number(said)
        return OutcomeRow(at=file.name, question=question.id, outcome=outcome, answer=answer)

    def say(self) -> None:
        """Say what was assumed."""
        found, day = self.found, self.found.answers.made_at or ""
        found.assume(
            "made_at",
            day,
            Message(
                "all forecasts were made on {day}, as given", "import.says_made_at", {"day": day}
            ),
        )
        say_id(found, "name of the file")
        found.assume(
            "deadline",
            "end of end_date",
            Message("a scenario ends with the day end_date", "import.says_end_date"),
        )
        found.assume(
            "options correct / incorrect, yes / no",
            "a yes/no proposition",
            Message("two options of yes and no are one probability", "import.says_yes_no"),
        )
        n = sum(self.families.values())
        if n:
            found.assume(
                "families",
                ", ".join(self.families),
                Message(
                    "families of distributions, of which the quantiles are kept: {n}",
                    "import.says_families",
                    {"n": n},
                ),
            )
        found.assume(
            "known_at",
            "not known",
            Message(
                "the file does not say when outcomes became known", "import.says_known_unknown"
            ),
        )
        say_holder(found)


def _loose(value: object) -> str:
    """Take a number as YAML allows it: .75, 1_000."""
    text = str(value).strip().replace("_", "")
    return f"0{text}" if text.startswith(".") else text


def _number(value: object) -> str:
    """Write a number as entries do."""
    return number_text(_loose(value))


FORMAT = Format("front-matter", _detect, _read_files)
MAGOO = Format("magoo", _detect_magoo, _read_magoo)
