"""Rows of a source into the book: one transaction, each id of the source once."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from brierbook.errors import BookError, InputError
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.entries.records import Forecaster, Proposition, Record
from brierbook.forecasts.exchange.bodies import (
    RowWriter,
    again_id,
    event_id,
    outcome_id,
    withdrawal_id,
)
from brierbook.forecasts.exchange.reading import SourceRead
from brierbook.forecasts.exchange.rows import ForecastRow, Person, QuestionRow, Rejected
from brierbook.forecasts.frozen import frozen_keyword_record, frozen_record
from brierbook.forecasts.life.as_of import read_book_until
from brierbook.forecasts.life.batch import Batch, RehearsedError
from brierbook.forecasts.life.forecasters import find_forecaster, make_slug
from brierbook.forecasts.store.appending import (
    NewEntry,
    Request,
    encode_entries,
    recording_time,
    write_valid_entries,
)
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.when import parse_moment
from brierbook.forecasts.workspace.folders import Workspace

__all__ = ["Imported", "import_source"]

FOLDER = "imports"
CHUNK = 1200  # entries that are checked together
MOST_FAULTS = 200  # rows that the rules of the book may refuse before all is given up
KINDS = ("proposition", "forecast", "resolution", "withdrawal", "forecaster")
AFTER_SLASH = "0"  # the sign that follows it
NAMED = """SELECT about.subject, entry.seq, entry.line FROM about
    JOIN entry ON entry.seq = about.seq WHERE about.subject >= ? AND about.subject < ?"""
RETRACTED = "SELECT 1 FROM entry WHERE kind = 'retraction' LIMIT 1"
SAVEPOINT, ROLLBACK, RELEASE = (
    "SAVEPOINT import_chunk",
    "ROLLBACK TO SAVEPOINT import_chunk",
    "RELEASE SAVEPOINT import_chunk",
)
LONGEST_NAME = 80

type Progress = Callable[[int, int], None]


@frozen_keyword_record
class Imported:
    """What an import added to the book, and what of the rows had been there."""

    propositions: int
    forecasts: int
    resolutions: int
    withdrawals: int
    known: int
    rejected: tuple[Rejected, ...]
    kept_files: tuple[Path, ...]


@frozen_record
class _Owned:
    """An entry to be, with the place of the row that it is made of."""

    at: str
    entry: NewEntry


def import_source(
    store: Store,
    workspace: Workspace,
    read: SourceRead,
    by: str,
    *,
    key: str,
    rehearse: bool = False,
    copy: bool = True,
    progress: Progress | None = None,
) -> Imported:
    """Import what was read of a source, all of it or nothing.

    A row that the rules of the book refuse is rejected, and the rest goes on without it. A
    rehearsal does everything, and keeps nothing.
    """
    made: list[Imported] = []
    work = SourceImport(store, workspace, read, Request(by, key, read.source))
    try:
        with suppress(RehearsedError), store.database.writing():
            made.append(work.write(progress or _ignore, copy=copy and not rehearse))
            _end_rehearsal(rehearse=rehearse)
    except BaseException:
        work.forget()
        raise
    if not rehearse:
        store.pin()
    return made[0]


def _end_rehearsal(*, rehearse: bool) -> None:
    """End the transaction without keeping anything, if nothing is to be kept."""
    if rehearse:
        raise RehearsedError


def _ignore(done: int, total: int) -> None:
    """Tell nobody."""
    del done, total


class SourceImport:
    """One import of a source into a book."""

    def __init__(
        self, store: Store, workspace: Workspace, read: SourceRead, request: Request
    ) -> None:
        self.store, self.workspace, self.read, self.request = store, workspace, read, request
        self.batch = Batch(store, workspace)
        self.now = read_clock()
        self.recorded, _ = recording_time(store, self.now)
        self.known = known_things(store, read.source)
        self.exports = {file.name: self._export_name(file.sha256) for file in read.files}
        self.writers: dict[str, RowWriter] = {}
        self.holders: dict[str, str] = {}
        self.propositions: dict[str, str] = {}
        self.counts = dict.fromkeys(KINDS, 0)
        self.known_rows = 0
        self.kept: list[Path] = []
        self.rejected: list[Rejected] = []
        self.waiting: list[_Owned] = []

    def forget(self) -> None:
        """Remove the files that were kept for entries which are not."""
        for path in self.kept:
            path.unlink(missing_ok=True)

    def write(self, progress: Progress, *, copy: bool) -> Imported:
        """Write everything that is new."""
        gathered = self.read.gathered
        self._add_exports(copy=copy)
        forecasts: dict[str, list[ForecastRow]] = {}
        for row in gathered.forecasts:
            forecasts.setdefault(row.question, []).append(row)
        ordered = sorted(gathered.questions.values(), key=lambda row: "condition" in row.facts)
        for done, question in enumerate(ordered, start=1):
            self._add_question(question, forecasts.get(question.id, []))
            if len(self.waiting) >= CHUNK:
                self._flush()
                progress(done, len(ordered))
        self._flush()
        progress(len(ordered), len(ordered))
        return Imported(
            propositions=self.counts["proposition"],
            forecasts=self.counts["forecast"],
            resolutions=self.counts["resolution"],
            withdrawals=self.counts["withdrawal"],
            known=self.known_rows,
            rejected=tuple(self.rejected),
            kept_files=tuple(self.kept),
        )

    def _export_name(self, digest: str) -> str:
        """Name the entry of a file."""
        return f"{self.read.format.name}-{digest[:16]}"

    def _add_exports(self, *, copy: bool) -> None:
        """Add an entry for each file; what a platform wrote is kept as it is."""
        for file in self.read.files:
            name = self.exports[file.name]
            if self.batch.knows("export", name):
                continue
            base = PurePosixPath(file.name).name
            place = f"{FOLDER}/{file.sha256[:8]}-{base}"
            stamped = self.read.format.source is not None
            if stamped and copy:
                self._keep(self.workspace.root / place, file.data)
            self._wait(
                file.name,
                NewEntry(
                    "export",
                    {
                        "id": name,
                        "file": place if stamped else file.name,
                        "sha256": file.sha256,
                        "platform": self.read.format.source or self.read.format.name,
                    },
                ),
            )
            self.batch.names.add(f"export:{name}")

    def _keep(self, path: Path, data: bytes) -> None:
        """Keep the bytes of a file beside the book."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.kept.append(path)
            path.write_bytes(data)

    def _writer(self, at: str) -> RowWriter:
        """Give what writes the rows of a file."""
        file = at.rpartition("#")[0] or at
        export = self.exports.get(file) or next(iter(self.exports.values()))
        if export not in self.writers:
            self.writers[export] = RowWriter(
                source=self.read.source, export=export, now=parse_moment(self.recorded)
            )
        return self.writers[export]

    def _wait(self, at: str, entry: NewEntry) -> None:
        """Put an entry in line."""
        self.waiting.append(_Owned(at, entry))

    def _add_question(self, row: QuestionRow, forecasts: list[ForecastRow]) -> None:
        """Add a question, unless it is there, and what is new of it."""
        before = self.known["proposition"].get(row.id)
        if isinstance(before, Proposition):
            self.propositions[row.id] = before.id
            self.known_rows += 1
        else:
            self._add_proposition(row)
        name = self.propositions[row.id]
        for forecast in sorted(forecasts, key=lambda each: each.made.first):
            self._add_forecast(forecast, name)
        for outcome in self.read.gathered.outcomes.get(row.id, ()):
            if outcome_id(outcome) in self.known["resolution"]:
                self.known_rows += 1
            else:
                self._wait(outcome.at, self._writer(outcome.at).resolution(outcome, row, name))

    def _add_proposition(self, row: QuestionRow) -> None:
        """Add a question that is new, and its event."""
        name = self.propositions[row.id] = self.batch.free_number()
        self.batch.names.add(f"proposition:{name}")
        event = self._event(row) if row.group else None
        condition = row.facts.get("condition")
        parent = None
        if isinstance(condition, dict) and condition.get("outcome") == "yes":
            parent = self.propositions.get(str(condition.get("proposition")))
        self._wait(row.at, self._writer(row.at).proposition(row, name, event, parent))

    def _event(self, row: QuestionRow) -> str:
        """Give the event of a group, which is added if it is new."""
        name = event_id(self.read.source, row.group or "")
        if not self.batch.knows("event", name):
            from brierbook.forecasts.lines.language import language_of

            title = (row.group_title or row.group or "").strip() or name
            self._wait(
                row.at, NewEntry("event", {"id": name, "title": {language_of(title): title}})
            )
            self.batch.names.add(f"event:{name}")
        return name

    def _add_forecast(self, row: ForecastRow, proposition: str) -> None:
        """Add a forecast that is new, and when it ended."""
        at, writer = row.at[0], self._writer(row.at[0])
        holder = self._holder(row.person, at)
        if row.id in self.known["forecast"]:
            self.known_rows += 1
        elif row.made.moment.first > self.now:
            self._reject(at, "made_at", row.made.moment.text)
            return
        else:
            name = self._forecast_name(proposition, holder)
            self._wait(at, writer.forecast(row, name, proposition, holder))
        if row.until and row.until.first <= self.now:
            if withdrawal_id(row) not in self.known["withdrawal"]:
                self._wait(at, writer.withdrawal(row, proposition, holder, row.until))
            if row.again and again_id(row) not in self.known["forecast"]:
                name = self._forecast_name(proposition, holder)
                self._wait(at, writer.forecast(row, name, proposition, holder, again=True))

    def _forecast_name(self, proposition: str, holder: str) -> str:
        """Give an id that no forecast has."""
        name = self.batch.free_id("forecast", f"{proposition}/{holder}")
        self.batch.names.add(f"forecast:{name}")
        return name

    def _reject(self, at: str, field: str, said: str) -> None:
        """Reject a row that tells of the future."""
        error = InputError(field, said, "lies in the future", code="import.future")
        self.rejected.append(Rejected(at, error))

    def _holder(self, person: Person, at: str) -> str:
        """Give the id of a forecaster, who is added if new."""
        if person.id not in self.holders:
            self.holders[person.id] = self._find_or_add(person, at)
        return self.holders[person.id]

    def _find_or_add(self, person: Person, at: str) -> str:
        """Find somebody by what the source calls them; whose file it is, by name too."""
        before = self.known["forecaster"].get(person.id)
        if isinstance(before, Forecaster):
            return before.id
        answers = self.read.gathered.collection.answers
        own = person.name in (answers.me, answers.login) or self.read.format.source is None
        if own and (found := find_forecaster(self.store, person.name)):
            return found.id
        slug = make_slug(person.name)[:LONGEST_NAME]
        name = slug if not self.batch.knows("forecaster", slug) else f"{slug}@{self.read.source}"
        name = self.batch.free_id("forecaster", "-".join(name.split()))
        self.batch.names.add(f"forecaster:{name}")
        self._wait(at, self._writer(at).forecaster(person, name, named=True))
        return name

    def _flush(self) -> None:
        """Write what waits; a row that a rule refuses is rejected, and the rest written."""
        while self.waiting:
            owned = self.waiting
            self.store.database.run(SAVEPOINT)
            try:
                lines = encode_entries(
                    self.store.name, [each.entry for each in owned], self.request, self.recorded
                )
                write_valid_entries(self.store, lines)
            except BookError as error:
                self.store.database.run(ROLLBACK)
                self._leave_out(error)
                continue
            self.store.database.run(RELEASE)
            for each in owned:
                if each.entry.kind in self.counts:
                    self.counts[each.entry.kind] += 1
            self.waiting = []

    def _leave_out(self, error: BookError) -> None:
        """Leave out the row of the entry that a rule refused; with a question go its rows."""
        place = error.entry
        if place is None or len(self.rejected) >= MOST_FAULTS:
            raise error
        faulty = self.waiting[place]
        if faulty.entry.kind in ("export", "forecaster", "event"):
            raise error
        problem = InputError(error.field or faulty.entry.kind, faulty.at, error.problem)
        self.rejected.append(Rejected(faulty.at, problem))
        gone = faulty.entry.body["id"] if faulty.entry.kind == "proposition" else None
        self.waiting = [
            each
            for each in self.waiting
            if each is not faulty and (gone is None or each.entry.body.get("proposition") != gone)
        ]


def known_things(store: Store, source: str) -> dict[str, dict[str, Record]]:
    """Give what the book has of a source and has not taken back, by kind and id of the source."""
    found: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    for name, kind, record in _named_records(store, source):
        if kind in found:
            found[kind][name] = record
    return found


def _named_records(store: Store, source: str) -> Iterator[tuple[str, str, Record]]:
    """Give the entries that name a thing of a source."""
    rows = [
        (subject.removeprefix(start), kind, seq, line)
        for kind in KINDS
        for start in (f"platform:{kind}:{source}/",)
        for subject, seq, line in store.database.rows(NAMED, start, start[:-1] + AFTER_SLASH)
    ]
    if rows and store.database.rows(RETRACTED):
        in_force = {each.origin.line for each in read_book_until(store).in_force}
        rows = [row for row in rows if row[2] in in_force]
    for name, kind, seq, line in rows:
        yield name, kind, store.entry(seq, line)
