"""Model output of a hubverse hub, in CSV or Parquet, and what was seen."""

import re
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from brierbook.errors import InputError, Message
from brierbook.forecasts.exchange.amounts import exact_decimal, number_text, unit_probability
from brierbook.forecasts.exchange.collecting import Collection
from brierbook.forecasts.exchange.distributions import levels_body, shares_body_of
from brierbook.forecasts.exchange.formats.protocol import Files, Format
from brierbook.forecasts.exchange.rows import (
    ForecastRow,
    OutcomeRow,
    QuestionRow,
    Rejected,
    Time,
)
from brierbook.forecasts.exchange.tables import InputTable, open_table
from brierbook.forecasts.exchange.times import TimeReader
from brierbook.forecasts.life.claims import EntryBody

__all__ = ["FORMAT"]

OUTPUT = {"output_type", "output_type_id", "value"}
ORIGINS = ("origin_date", "reference_date", "forecast_date", "round_id")
ENDS = ("target_end_date", "target_date", "end_date", "date", "time_idx", "observation_date")
SEEN = ("oracle_value", "observation", "value", "obs")
PLACES = ("location", "geo_value", "fips", "region", "unit")
NOTHING = ("", "NA", "N/A", "nan", "null", "None")
FILE = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)", re.ASCII)
HALF = Decimal("0.5")
WEEK = 7
WEEKLY = ("wk", "week")
KINDS = ("quantile", "pmf", "median", "cdf")
TASKLESS = ("output_type", "output_type_id", "value", "model_id", "team", "team_abbr", "model_abbr")

type Group = dict[str, list[tuple[str, dict[str, str]]]]


def _outputs(files: Files) -> list[InputTable]:
    """List the tables of model output."""
    found = (open_table(file) for file in files)
    return [table for table in found if table is not None and set(table.head) >= OUTPUT]


def _detect(files: Files) -> int:
    """Tell the columns of model output."""
    return 95 if _outputs(files) else 0


def _read_files(files: Files, found: Collection) -> None:
    """Read model output, then what was seen."""
    outputs = _outputs(files)
    reader = HubReader(found)
    model_tables = [table for table in outputs if "oracle_value" not in table.head]
    for table in model_tables:
        reader.read_output(table)
    known = {id(table.file) for table in model_tables}
    for file in files:
        seen = None if id(file) in known else open_table(file)
        if seen is not None and any(name in seen.head for name in SEEN):
            reader.read_seen(seen)
    reader.say()


class HubReader:
    """Reads tasks: a task is a question, and what a model says of it is one forecast."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.times = TimeReader("UTC")
        self.models: set[str] = set()
        self.medians = self.nothing = 0
        self.tasks: dict[tuple[str, str, str], str] = {}
        self.weekly = False

    def read_output(self, table: InputTable) -> None:
        """Read the rows of a file, put together by task."""
        groups: dict[tuple[str, ...], Group] = defaultdict(lambda: defaultdict(list))
        columns = [name for name in table.head if name not in TASKLESS]
        for record, row in table.rows():
            at = table.at(record)
            if record.is_blank:
                self.found.leave_out(at, Message("an empty row", "import.empty_row"))
                continue
            task = (self._model(table, row), *(row[name] for name in columns))
            groups[task][row["output_type"]].append((at, row))
        for task, group in groups.items():
            self._read_group(task[0], group)

    def _model(self, table: InputTable, row: dict[str, str]) -> str:
        """Name the model: by a column, by its folder, by its file."""
        if row.get("model_id"):
            return row["model_id"]
        parts = table.file.name.split("/")
        stem = parts[-1].rpartition(".")[0]
        match = FILE.fullmatch(stem)
        inside = len(parts) > 1 and parts[-2] not in ("model-output", "")
        return parts[-2] if inside else match[2] if match else stem

    def _read_group(self, model: str, group: Group) -> None:
        """Read what a model says of a task; what cannot be kept is rejected."""
        person = self.found.person(model, kind="model")
        self.models.add(model)
        taken = [kind for kind in KINDS if kind in group]
        for kind, rows in group.items():
            if kind not in KINDS:
                self._reject(
                    rows,
                    InputError(
                        "output_type",
                        kind,
                        "is no distribution that can be kept",
                        code="import.kind_of_output",
                    ),
                )
        if not taken:
            return
        rows = [each for kind in taken for each in group[kind]]
        try:
            question, made, ends = self._question(rows, "pmf" in taken)
            body = self._confidence(question, group)
        except InputError as error:
            self._reject(rows, error)
            return
        if self.found.is_other(rows[0][0], model):
            return
        del ends
        self.found.add_question(question)
        self.found.add_forecast(
            ForecastRow(
                at=tuple(at for at, _ in rows),
                question=question.id,
                person=person,
                made=made,
                confidence=body,
                id=f"{question.id} | {model} | {made.moment.text}",
                facts={"elicited": "model"},
            )
        )

    def _reject(self, rows: list[tuple[str, dict[str, str]]], error: InputError) -> None:
        """Reject all rows of a task."""
        self.found.rejected += [Rejected(at, error) for at, _ in rows]

    def _question(
        self,
        rows: list[tuple[str, dict[str, str]]],
        categorical: bool,  # noqa: FBT001 - its kind
    ) -> tuple[QuestionRow, Time, date]:
        """Make the question of a task, and tell when it was forecast and when it ends."""
        at, row = rows[0]
        origin = next((name for name in ORIGINS if row.get(name)), None)
        match = FILE.match(at.rpartition("/")[2])
        said = row[origin] if origin else (match[1] if match else "")
        made = self.times.read(said, origin or "origin_date")
        ends = self._end_date(row, made.moment.first_day)
        place = next((row[name] for name in PLACES if row.get(name)), "")
        target = row.get("target") or "value"
        parts = [part for part in (target, place, ends.isoformat()) if part]
        extra = self._extra(row, origin)
        name = " / ".join([*parts, *extra])
        if categorical:
            name = (
                name
                if not any(
                    self.found.questions.get(name, None)
                    and self.found.questions[name].kind != "categorical"
                    for _ in (0,)
                )
                else f"{name} / pmf"
            )
        options = tuple(
            dict.fromkeys(
                each["output_type_id"] for _, each in rows if each["output_type"] == "pmf"
            )
        )
        self.tasks.setdefault((target, place, ends.isoformat()), name)
        where = f", location {place}" if place else ""
        question = QuestionRow(
            at=at,
            id=name,
            text=f"{target}{where}, {ends.isoformat()}" + "".join(f", {each}" for each in extra),
            kind="categorical" if categorical else "numeric",
            options=options if categorical else (),
            ordered=categorical,
            deadline=self.times.whole_day(ends),
        )
        return self.found.questions.get(name, question), made, ends

    def _extra(self, row: dict[str, str], origin: str | None) -> list[str]:
        """Give what else tells tasks apart."""
        common = {origin, "target", "horizon", *TASKLESS, *PLACES, *ENDS, *ORIGINS}
        return [
            f"{name} {value}"
            for name, value in row.items()
            if name not in common and value and value not in NOTHING
        ]

    def _end_date(self, row: dict[str, str], origin: date) -> date:
        """Tell the day that a task is about: as its column says, else by its horizon."""
        for name in ENDS:
            if row.get(name) and row[name] not in NOTHING:
                return self.times.read(row[name], name).moment.first_day
        horizon = exact_decimal(row.get("horizon") or "0")
        if horizon is None:
            raise InputError("horizon", row.get("horizon"), "is no number", code="import.no_number")
        weekly = any(word in row.get("target", "").split() for word in WEEKLY)
        self.weekly |= weekly
        return origin + timedelta(days=int(horizon) * (WEEK if weekly else 1))

    def _confidence(self, question: QuestionRow, group: Group) -> EntryBody:
        """Take quantiles or shares."""
        self.nothing += sum(
            row["output_type_id"] in NOTHING for rows in group.values() for _, row in rows
        )
        if "pmf" in group:
            shares = [
                (row["output_type_id"], unit_probability(row["value"])) for _, row in group["pmf"]
            ]
            return shares_body_of(shares, question.options, Decimal("1e-6"))
        levels = {}
        for _, row in (*group.get("quantile", ()), *group.get("cdf", ())):
            cdf = row["output_type"] == "cdf"
            level, value = (
                (row["value"], row["output_type_id"])
                if cdf
                else (row["output_type_id"], row["value"])
            )
            p = unit_probability(level, "output_type_id")
            if 0 < p < 1:
                levels[p] = number_text(value)
        for _, row in group.get("median", ()):
            self.medians += HALF in levels
            said = number_text(row["value"])
            if levels.setdefault(HALF, said) != said and Decimal(levels[HALF]) != Decimal(said):
                raise InputError("median", said, "is not the quantile of 0.5", code="import.median")
        return levels_body(levels.items())

    def read_seen(self, table: InputTable) -> None:
        """Read what was seen, for the tasks that were forecast."""
        value = next(name for name in SEEN if name in table.head)
        for record, row in table.rows():
            at = table.at(record)
            with self.found.row(at):
                self._read_seen(at, row, row[value].strip())

    def _read_seen(self, at: str, row: dict[str, str], said: str) -> None:
        """Take an observation."""
        if said in NOTHING:
            self.found.leave_out(
                at, Message("the value is blank: not known yet", "import.not_seen")
            )
            return
        name = self._task_of(row)
        question = self.found.questions.get(name or "")
        if question is None:
            self.found.leave_out(at, Message("nothing that was kept is about it", "import.no_task"))
            return
        if question.kind == "categorical":
            if row.get("output_type") == "pmf" and exact_decimal(said) != 1:
                self.found.leave_out(
                    at, Message("an option that did not come true", "import.not_chosen")
                )
                return
            option = row.get("output_type_id") if row.get("output_type") == "pmf" else said
            if option not in question.options:
                raise InputError(
                    "value", said, "is no outcome of this question", code="import.unfit_outcome"
                )
            outcome, answer = "option", option
        else:
            outcome, answer = "value", number_text(said)
        self.found.add_outcome(
            OutcomeRow(at=at, question=question.id, outcome=outcome, answer=answer)
        )

    def _task_of(self, row: dict[str, str]) -> str | None:
        """Find the task that an observation is of."""
        place = next((row[name] for name in PLACES if row.get(name)), "")
        origin = next((row[name] for name in ORIGINS if row.get(name)), "")
        ends = next((row[name] for name in ENDS if row.get(name) and row[name] not in NOTHING), "")
        start = self.times.read(origin, "origin_date").moment.first_day if origin else date.min
        day = self.times.read(ends, "date").moment.first_day if ends else self._end_date(row, start)
        wanted = row.get("target")
        for (target, where, at), name in self.tasks.items():
            if where == place and at == day.isoformat() and wanted in (None, "", target):
                return name
        return None

    def say(self) -> None:
        """Say what was assumed."""
        found = self.found
        unit = "weeks" if self.weekly else "days"
        found.assume(
            "deadline",
            f"end of the target date, UTC; horizons in {unit}",
            Message(
                "a task ends with its target date; without one, with its origin and a horizon "
                "in {unit}",
                "import.says_horizon",
                {"unit": unit},
            ),
        )
        found.assume(
            "made_at",
            "the day of origin, UTC",
            Message(
                "a forecast was made on its day of origin; the file has no hour",
                "import.says_origin",
            ),
        )
        names = ", ".join(sorted(self.models)[:20])
        found.assume(
            "model",
            names,
            Message(
                "models by the names of their folders: {names}",
                "import.says_models",
                {"names": names},
            ),
        )
        found.assume(
            "target data",
            "by date, place and target",
            Message(
                "what was seen is matched by date, place and target", "import.says_target_data"
            ),
        )
        found.assume(
            "known_at",
            "not known",
            Message(
                "the file does not say when outcomes became known", "import.says_known_unknown"
            ),
        )
        found.notice(
            "median beside quantile 0.5",
            self.medians,
            Message(
                "medians beside the quantile of 0.5, of which one is kept: {n}",
                "import.says_medians",
                {"n": self.medians},
            ),
        )
        found.notice(
            "NA",
            self.nothing,
            Message(
                "rows with NA for output_type_id, which is none: {n}",
                "import.says_na",
                {"n": self.nothing},
            ),
        )


FORMAT = Format("hubverse", _detect, _read_files, source="hubverse")
