"""Forecast Ledger v2: questions with revisions, forecasts in several forms, resolutions."""

from typing import TYPE_CHECKING

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import UNIT, number_text, unit_probability
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.containers import import_container
from brierbook.forecasts.exchange.distributions import levels_body, quantiles_of_cdf, shares_body_of
from brierbook.forecasts.exchange.formats.protocol import Files, Format, as_list, as_object
from brierbook.forecasts.exchange.formats.says import say_people, say_scale, say_zone_written
from brierbook.forecasts.exchange.inputs import InputFile
from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, Person, QuestionRow, Time
from brierbook.forecasts.exchange.times import TimeReader
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.lines.texts import check_text

if TYPE_CHECKING:
    from decimal import Decimal

    from brierbook.forecasts.canonical import Json

__all__ = ["FORMAT"]

KINDS = {
    "binary": "binary",
    "categorical": "categorical",
    "ordinal": "categorical",
    "numeric": "numeric",
    "date": "date",
    "datetime": "date",
}
# void there is a question called off, and here a condition that failed
STATUSES = {
    "void": "annulled",
    "ambiguous": "ambiguous",
    "disputed": "ambiguous",
    "not_applicable": "void",
}
YAML = (".yaml", ".yml")
FORECASTERS = {"individual": "person", "model": "model", "crowd": "crowd", "team": "crowd"}


def _ledger(file: InputFile) -> dict[str, object]:
    """Read a ledger, of JSON or YAML."""
    if file.suffix in YAML and "schema_version" in file.text[:10_000]:
        yaml = import_container("yaml")
        try:
            return as_object(yaml.load(file.text, Loader=yaml.BaseLoader))
        except yaml.YAMLError:
            return {}
    return as_object(file.json)


def _is_ledger(value: dict[str, object]) -> bool:
    """Whether a value is a ledger of this program."""
    return "schema_version" in value and isinstance(value.get("questions"), list)


def _detect(files: Files) -> int:
    """Tell a ledger."""
    return 96 if any(_is_ledger(_ledger(file)) for file in files) else 0


def _read_files(files: Files, found: Collection) -> None:
    """Read every ledger."""
    for file in files:
        ledger = _ledger(file)
        if _is_ledger(ledger):
            LedgerReader(file, ledger, found).read()


class LedgerReader:
    """Reads one ledger."""

    def __init__(self, file: InputFile, ledger: dict[str, object], found: Collection) -> None:
        self.file, self.ledger, self.found = file, ledger, found
        self.times = TimeReader("UTC")
        self.zone = str(ledger.get("default_timezone") or "UTC")
        who = as_object(ledger.get("forecaster"))
        name = str(who.get("name") or who.get("id") or "")
        kind = FORECASTERS.get(str(who.get("kind")), "person")
        self.person = Person(name, str(who.get("id") or name), kind)
        self.several = self.older = self.sets = self.again = 0
        self.conditions = {
            str(each.get("child_question_id")): each
            for each in map(as_object, as_list(ledger.get("relationships")))
            if each.get("kind") == "conditional"
        }

    def read(self) -> None:
        """Read every question."""
        for place, each in enumerate(as_list(self.ledger.get("questions"))):
            at = self.file.at(f"/questions/{place}")
            with self.found.row(at):
                self._read_question(place, as_object(each))
        self.say()

    def _read_question(self, place: int, value: dict[str, object]) -> None:
        """Read a question as it is now, and what was forecast of it."""
        at = self.file.at(f"/questions/{place}")
        revisions = [as_object(each) for each in as_list(value.get("revisions"))]
        current = next(
            (each for each in revisions if each.get("id") == value.get("current_revision_id")),
            revisions[-1] if revisions else {},
        )
        self.sets += len({str(_options(each)) for each in revisions}) > 1
        self.older += len({str(each.get("title")) for each in revisions}) > 1
        question = self._question(at, value, current, revisions)
        self.found.add_question(question)
        by_id = {str(each.get("id")): each for each in revisions}
        for number, each in enumerate(as_list(value.get("forecasts"))):
            place_of = self.file.at(f"/questions/{place}/forecasts/{number}")
            with self.found.row(place_of):
                self._read_forecast(place_of, question, as_object(each), by_id)
        self._read_outcome(at, question, as_object(value.get("resolution")))

    def _question(
        self,
        at: str,
        value: dict[str, object],
        current: dict[str, object],
        revisions: list[dict[str, object]],
    ) -> QuestionRow:
        """Take a question."""
        domain = as_object(current.get("domain"))
        said = str(domain.get("kind") or as_object(current.get("outcome_space")).get("kind"))
        if said not in KINDS:
            raise InputError(
                "kind", said, "is no kind of question that is known", code="import.kind"
            )
        text = str(current.get("title") or "")
        check_text(text)
        bounds = as_object(domain.get("bounds"))
        every = {label: None for each in revisions for label in _options(each).values()}
        current_options = list(_options(current).values())
        options = [
            *current_options,
            *(
                each
                for each in every
                if each not in current_options and not _has_another_label(each, revisions, current)
            ),
        ]
        name = str(value.get("id"))
        condition = self.conditions.get(name)
        facts: dict[str, Json] = {}
        if condition:
            facts["condition"] = {
                "proposition": str(condition.get("parent_question_id")),
                "outcome": "yes" if condition.get("parent_outcome") is True else "no",
            }
        return QuestionRow(
            at=at,
            id=name,
            text=text,
            kind=KINDS[said],
            options=tuple(options),
            ordered=said == "ordinal",
            low=_bound_of_question(bounds, "lower", KINDS[said]),
            high=_bound_of_question(bounds, "upper", KINDS[said]),
            unit=str(as_object(domain.get("unit")).get("symbol") or "") or None,
            opened=self.times.instant(value.get("created_at"), "created_at"),
            deadline=self.times.instant(
                current.get("expected_resolution_at"), "expected_resolution_at"
            ),
            criteria=str(current.get("resolution_criteria") or "").strip() or None,
            tags=tuple(str(each) for each in as_list(value.get("tags"))),
            listed=True,
            facts=facts,
        )

    def _read_forecast(
        self,
        at: str,
        question: QuestionRow,
        value: dict[str, object],
        revisions: dict[str, dict[str, object]],
    ) -> None:
        """Read a forecast in the richest of its representations."""
        if value.get("visibility") == "sealed" or "commitment" in value:
            raise InputError(
                "visibility",
                "sealed",
                "is sealed: nothing to read until it is revealed",
                code="import.sealed",
            )
        if self.found.is_other(at, self.person.name):
            return
        listed = {
            str(each.get("kind")): each
            for each in map(as_object, as_list(value.get("representations")))
        }
        self.several += len(listed) > 1
        revision = revisions.get(str(value.get("question_revision_id")), {})
        labels = _options(revision)
        newest = {
            key: label for each in revisions.values() for key, label in _options(each).items()
        }
        body = self._confidence(question, listed, newest or labels)
        until, again = self._lifecycle(value)
        name = str(value.get("id"))
        self.found.add_forecast(
            ForecastRow(
                at=(at,),
                question=question.id,
                person=self.person,
                made=self.times.read(
                    str(value.get("forecasted_at") or value.get("recorded_at") or ""),
                    "forecasted_at",
                ),
                confidence=body,
                id=name,
                named=True,
                until=until,
                again=again,
                reason=str(value.get("rationale") or "").strip() or None,
            )
        )

    def _lifecycle(self, value: dict[str, object]) -> tuple[Time | None, Time | None]:
        """Tell when a forecast was withdrawn, and since when it was held again."""
        until: Time | None = None
        again: Time | None = None
        for event in map(as_object, as_list(value.get("lifecycle_events"))):
            at = self.times.instant(event.get("effective_at"), "effective_at")
            if event.get("type") in ("withdrawn", "expired"):
                until, again = at, None
            elif event.get("type") == "reaffirmed" and until is not None:
                again = at
        self.again += again is not None
        return until, again

    def _confidence(
        self, question: QuestionRow, listed: dict[str, dict[str, object]], labels: dict[str, str]
    ) -> EntryBody:
        """Take a probability, shares, quantiles, a distribution function or an interval."""
        if question.kind == "binary" and "probability" in listed:
            said = listed["probability"]
            p = unit_probability(said.get("probability"))
            turned = said.get("outcome") in (False, "false")
            return {"how": "stated", "p": f"{1 - p if turned else p:f}"}
        if "pmf" in listed:
            entries = [as_object(each) for each in as_list(listed["pmf"].get("entries"))]
            shares = [
                (
                    labels.get(str(each.get("option_id")), str(each.get("option_id"))),
                    unit_probability(each.get("probability")),
                )
                for each in entries
            ]
            return shares_body_of(shares, question.options)
        if "quantiles" in listed:
            points = [as_object(each) for each in as_list(listed["quantiles"].get("points"))]
            return levels_body(
                (unit_probability(each.get("level")), _value(question, each.get("value")))
                for each in points
            )
        if "cdf" in listed:
            points = [as_object(each) for each in as_list(listed["cdf"].get("points"))]
            cdf = [
                unit_probability(each.get("probability") or each.get("cumulative_probability"))
                for each in points
            ]
            return quantiles_of_cdf(cdf, [_value(question, each.get("value")) for each in points])
        if "credible_intervals" in listed:
            return self._intervals(question, listed["credible_intervals"])
        kinds = ", ".join(listed) or "-"
        raise InputError(
            "representations", kinds, "holds no distribution", code="import.no_distribution"
        )

    def _intervals(self, question: QuestionRow, said: dict[str, object]) -> EntryBody:
        """Take the ends of equal-tailed intervals as quantiles."""
        levels: list[tuple[Decimal, str]] = []
        for each in map(as_object, as_list(said.get("intervals"))):
            tail = (1 - unit_probability(each.get("coverage"))) / 2
            levels.append((tail, _value(question, each.get("lower"))))
            levels.append((1 - tail, _value(question, each.get("upper"))))
        return levels_body(levels)

    def _read_outcome(self, at: str, question: QuestionRow, value: dict[str, object]) -> None:
        """Take a resolution."""
        status = str(value.get("status") or "")
        if not status or status in ("open", "pending"):
            return
        outcome, answer = self._outcome(question, status, value.get("outcome"))
        known = value.get("outcome_known_at") or value.get("recorded_at")
        sources = [as_object(each) for each in as_list(value.get("sources"))]
        first = sources[0] if sources else {}
        evidence = " ".join(str(first[name]) for name in ("title", "url") if first.get(name))
        self.found.add_outcome(
            OutcomeRow(
                at=at,
                question=question.id,
                outcome=outcome,
                answer=answer,
                known=self.times.instant(known, "outcome_known_at"),
                dated=True,
                evidence=evidence or None,
                why=str(value.get("reason") or "") or None,
            )
        )

    def _outcome(self, question: QuestionRow, status: str, said: object) -> tuple[str, str | None]:
        """Read an outcome."""
        if status in STATUSES:
            return STATUSES[status], None
        if question.kind == "binary" and str(said).lower() in ("true", "false"):
            return ("yes" if str(said).lower() == "true" else "no"), None
        if question.kind == "categorical":
            labels = {
                key: label
                for each in self._revisions_of(question.id)
                for key, label in _options(each).items()
            }
            option = labels.get(str(said), str(said))
            if option in question.options:
                return "option", option
        if question.kind in ("numeric", "date"):
            return "value", _value(question, said)
        raise InputError(
            "outcome", str(said), "is no outcome of this question", code="import.unfit_outcome"
        )

    def _revisions_of(self, name: str) -> list[dict[str, object]]:
        """Give the revisions of a question."""
        for each in map(as_object, as_list(self.ledger.get("questions"))):
            if str(each.get("id")) == name:
                return [as_object(one) for one in as_list(each.get("revisions"))]
        return []

    def say(self) -> None:
        """Say what was assumed."""
        found = self.found
        say_people(found)
        say_zone_written(found)
        say_scale(found, UNIT)
        found.assume(
            "known_at",
            "outcome_known_at",
            Message(
                "an outcome was known at outcome_known_at, else at recorded_at",
                "import.says_outcome_known",
            ),
        )
        found.assume(
            "made_at",
            "forecasted_at",
            Message("a forecast was made at forecasted_at", "import.says_forecasted"),
        )
        found.assume(
            "status void",
            "annulled",
            Message(
                "void there is a question called off, here annulled; not_applicable there is "
                "void here",
                "import.says_void",
            ),
        )
        found.notice(
            "several forms of one forecast",
            self.several,
            Message(
                "forecasts of several forms, of which the one that says most is kept: {n}",
                "import.says_forms",
                {"n": self.several},
            ),
        )
        found.notice(
            "text changed",
            self.older,
            Message(
                "revised questions, whose earlier forecasts were made on another text: {n}",
                "import.says_revised",
                {"n": self.older},
            ),
        )
        found.notice(
            "options changed",
            self.sets,
            Message(
                "questions that had other options before: {n}",
                "import.says_option_sets",
                {"n": self.sets},
            ),
        )
        found.notice(
            "withdrawn and reaffirmed",
            self.again,
            Message(
                "forecasts that were withdrawn for a while, then held again: {n}",
                "import.says_reaffirmed",
                {"n": self.again},
            ),
        )
        conditions = sum(
            as_object(row.facts.get("condition")).get("outcome") == "no"
            for row in found.questions.values()
        )
        found.notice(
            "condition of no",
            conditions,
            Message(
                "questions that hang on a no, a condition that is named here and not kept: {n}",
                "import.says_condition",
                {"n": conditions},
            ),
        )


def _options(revision: dict[str, object]) -> dict[str, str]:
    """Give the options of a revision: their labels by their ids."""
    listed = as_object(as_object(revision.get("domain")).get("option_set")).get("options")
    return {
        str(each.get("id")): str(each.get("label") or each.get("id"))
        for each in map(as_object, as_list(listed))
    }


def _has_another_label(
    label: str, revisions: list[dict[str, object]], current: dict[str, object]
) -> bool:
    """Whether an older label is of an option that has another one now."""
    now = _options(current)
    return any(
        label == said and key in now for each in revisions for key, said in _options(each).items()
    )


def _bound_of_question(bounds: dict[str, object], name: str, kind: str) -> str | None:
    """Give a bound that a question states."""
    value = as_object(bounds.get(name)).get("value")
    if value is None:
        return None
    return number_text(value) if kind == "numeric" else str(value)[:10]


def _value(question: QuestionRow, value: object) -> str:
    """Write a number or a day as entries do."""
    if question.kind == "numeric":
        return number_text(value)
    return TimeReader("UTC").read(str(value), "value").first.date().isoformat()


FORMAT = Format("forecast-ledger", _detect, _read_files, source="forecast-ledger")
