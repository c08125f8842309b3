"""Importing a record of another program: what is assumed is said before it is written."""

import csv
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.progress import progress_bar
from brierbook.errors import InputError
from brierbook.forecasts.exchange.as_data import count_rows, source_as_data
from brierbook.forecasts.exchange.collecting import ImportAnswers
from brierbook.forecasts.exchange.columns import FIELDS
from brierbook.forecasts.exchange.importing import Imported, import_source
from brierbook.forecasts.exchange.reading import SourceRead, read_source
from brierbook.forecasts.exchange.remembering import remember_answers, with_remembered
from brierbook.forecasts.exchange.rows import Rejected
from brierbook.forecasts.rules.timing import STAMPING
from brierbook.speech.error_text import word_message

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session
    from brierbook.speech.catalogue import Catalogue

__all__ = ["import_record"]

KEY_BYTES = 16
PREVIEWED = 5
LISTED = 10


def import_record(session: "Session", files: tuple[Path, ...], given: dict[str, Any]) -> None:
    """Read files, say how they were read, and import what is new in them."""
    store = session.store
    answers = with_remembered(session.workspace, _answers(session, given), files)
    read = read_source(files, answers, given["format_name"])
    words = _words(session)
    if given["strict"]:
        _refuse_rejects(read)
    with progress_bar(words.say("exchange.busy"), quiet=given["as_json"]) as update:
        done = import_source(
            store,
            session.workspace,
            read,
            session.setting.me,
            key=os.urandom(KEY_BYTES).hex(),
            rehearse=given["dry_run"],
            copy=not given["no_copy"],
            progress=update,
        )
    rejected = (*read.gathered.collection.rejected, *done.rejected)
    if given["strict"] and done.rejected:
        raise done.rejected[0].error
    place = (
        None
        if given["dry_run"]
        else _write_rejects(session, read, rejected, given["rejects"], words)
    )
    if not given["dry_run"]:
        remember_answers(session.workspace, read)
    if given["as_json"]:
        session.give("import", _as_data(read, done, rejected, place, dry_run=given["dry_run"]))
    else:
        for line in _text(read, done, rejected, place, words, dry_run=given["dry_run"]):
            session.say(line)


def _answers(session: "Session", given: dict[str, Any]) -> ImportAnswers:
    """Take what the person says that the file does not."""
    columns = {}
    for said in given["columns"]:
        field, sign, name = said.partition("=")
        if not sign or field not in FIELDS:
            raise InputError(
                "column",
                said,
                "is no field with its column; write one such as p=NAME, of {fields}",
                code="import.column_form",
                fields=", ".join(FIELDS),
            )
        columns[field] = name
    return ImportAnswers(
        login=session.setting.me,
        zone=session.zone,
        zone_given=given["zone"] is not None,
        me=given["me"],
        source=given["source"],
        made_at=given["made_at"],
        deadline=given["deadline"],
        day_first=given["day_first"],
        scale=given["scale"],
        dates=given["dates"],
        columns=columns,
    )


def _words(session: "Session") -> "Catalogue":
    """Load the messages, with those that words of rows are made of."""
    from brierbook.speech.catalogue import load_words  # only where rows are read

    rooms = ("cli",) if session.words.language == "en" else ("cli", "errors")
    return load_words(session.words.language, *rooms)


def _refuse_rejects(read: SourceRead) -> None:
    """Refuse everything if any row cannot be taken."""
    rejected = read.gathered.collection.rejected
    if rejected:
        first = rejected[0]
        raise InputError(
            "row",
            first.at,
            "cannot be taken ({why}), and so cannot {n} rows in all; leave out --strict to take "
            "the others",
            code="import.strict",
            why=first.error.problem,
            n=len(rejected),
        )


def _write_rejects(
    session: "Session",
    read: SourceRead,
    rejected: tuple[Rejected, ...],
    asked: Path | None,
    words: "Catalogue",
) -> Path | None:
    """List the rows that could not be taken, with field and reason."""
    if not rejected:
        return None
    folder = session.workspace.root / "imports"
    path = asked or folder / f"{_plain_name(read.source)}-rejected.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("at", "field", "value", "reason"))
    for each in rejected:
        reason = word_message(each.error.problem, words)
        writer.writerow((each.at, each.error.field, _value(each), reason))
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _value(rejected: Rejected) -> str:
    """Give what stood in a field; a spreadsheet must not take it for a formula."""
    said = str(rejected.error.value or "")[:500]
    return f"'{said}" if said[:1] in ("=", "+", "-", "@") else said


def _plain_name(name: str) -> str:
    """Make a name that can be that of a file."""
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in name)
    return kept.strip(".-")[:80] or "import"


def _text(
    read: SourceRead,
    done: Imported,
    rejected: tuple[Rejected, ...],
    place: Path | None,
    words: "Catalogue",
    *,
    dry_run: bool,
) -> list[str]:
    """Say how a record was read, what it holds, and what is new of it."""
    found, kept = read.gathered.collection, read.gathered
    names = ", ".join(each.name for each in read.files[:LISTED])
    how = "exchange.detected" if read.detected else "exchange.as_asked"
    lines = [words.say(how, path=as_printable(names), format=read.format.name)]
    said = [word_message(each.say, words) for each in found.assumptions]
    said += [word_message(each.say, words) for each in found.notices]
    lines += [f"  - {as_printable(each)}" for each in said]
    lines += _preview(read, words) if dry_run else []
    lines += [
        f"  ! {as_printable(each.at)}: {as_printable(word_message(each.error.problem, words))}"
        for each in rejected[:LISTED]
    ]
    if len(rejected) > LISTED:
        lines.append(f"  ! {words.count('more', len(rejected) - LISTED)}")
    lines.append(
        words.say(
            "exchange.counts",
            questions=words.number(len(kept.questions)),
            forecasts=words.number(len(kept.forecasts)),
            late=words.number(len(kept.late)),
            outcomes=words.number(sum(map(len, kept.outcomes.values()))),
            rejected=words.number(len(rejected)),
        )
    )
    new = {
        "questions": words.number(done.propositions),
        "forecasts": words.number(done.forecasts),
        "outcomes": words.number(done.resolutions),
    }
    lines.append(words.say("exchange.would_add" if dry_run else "exchange.added", **new))
    basis = "witnessed" if read.format.source in STAMPING else "claimed"
    lines.append(words.say(f"exchange.{basis}"))
    if done.kept_files:
        lines.append(words.say("exchange.kept", path=as_printable(str(done.kept_files[0].parent))))
    if place is not None:
        lines.append(words.say("exchange.rejects", path=as_printable(str(place))))
    if dry_run:
        lines.append(words.say("exchange.dry_run"))
    return lines


def _preview(read: SourceRead, words: "Catalogue") -> list[str]:
    """Show the first forecasts as they were understood."""
    kept = read.gathered
    lines = []
    for row in kept.forecasts[:PREVIEWED]:
        question = kept.questions[row.question]
        said = row.confidence.get("p")
        p = words.percent(float(str(said)), 1) if said is not None else question.kind
        outcomes = kept.outcomes.get(row.question, ())
        outcome = outcomes[-1].answer or outcomes[-1].outcome if outcomes else "…"
        day = row.made.moment.text[:10]
        text = question.text if len(question.text) <= 70 else f"{question.text[:69]}…"  # noqa: PLR2004 - a line
        lines.append(f"    {day}  {row.person.name}  {p}  {text}  → {outcome}")
    return [as_printable(each) for each in lines]


def _as_data(
    read: SourceRead,
    done: Imported,
    rejected: tuple[Rejected, ...],
    place: Path | None,
    *,
    dry_run: bool,
) -> dict[str, Any]:
    """Give all of it as data."""
    data = source_as_data(read)
    data["rejected"] = [
        {
            "at": each.at,
            "field": each.error.field,
            "reason": str(each.error.problem),
            "say": str(each.error),
        }
        for each in rejected
    ]
    counts = count_rows(read) | {"rejected": len(rejected)}
    return data | {
        "counts": counts,
        "basis": "witnessed" if read.format.source in STAMPING else "claimed",
        "detected": read.detected,
        "dry_run": dry_run,
        "new": {
            "propositions": done.propositions,
            "forecasts": done.forecasts,
            "resolutions": done.resolutions,
            "withdrawals": done.withdrawals,
        },
        "known": done.known,
        "rejects_file": str(place) if place else None,
    }
