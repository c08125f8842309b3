"""``brierbook read``: documents into the workspace, and their statements into the queue."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from brierbook.cli.shared.days import read_days
from brierbook.cli.shared.exit_codes import INVALID
from brierbook.cli.shared.options import add_common_options, add_zone_option
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.progress import progress_bar
from brierbook.cli.shared.session import Session
from brierbook.errors import BrierbookError
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.forecasts.reading.engine.cues import SCORABLE, read_grammars
from brierbook.forecasts.reading.intake import (
    IntakeOptions,
    TakenDocument,
    expand_names,
    load_raw,
    take_document,
)
from brierbook.forecasts.reading.review.queue import ReviewQueue
from brierbook.speech.error_text import describe_error

if TYPE_CHECKING:
    from brierbook.forecasts.reading.readers.protocol import ReadingOutcome

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook read article.html
  brierbook read news/*.txt --published 2027-01-31
  brierbook read https://news.example/story --language uk
  cat notes.txt | brierbook read - --published 2027-01-30/2027-01-31
"""


@click.command("read", epilog=EXAMPLES)
@click.argument("names", metavar="FILE...", nargs=-1, required=True)
@click.option("--published", metavar="DAY[/DAY]", help="The day, or the days between which.")
@click.option("--basis", help="How that is known.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Their language; else by the text.")
@click.option("--title", help="The title.")
@click.option("--publisher", help="Who published them.")
@click.option("--encoding", help="The encoding, where it is not UTF-8 and not declared.")
@click.option(
    "--cues",
    type=click.Path(path_type=Path),
    help="A folder with cues of yours, one TOML a language.",
)
@click.option("--reader", metavar="NAME", help="A second reader: chat, or one that a package adds.")
@add_zone_option
@add_common_options
@click.pass_context
def command(  # noqa: PLR0913  # one for each option
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    *,
    published: str | None,
    basis: str | None,
    language: str | None,
    title: str | None,
    publisher: str | None,
    encoding: str | None,
    cues: Path | None,
    reader: str | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Read documents and put the statements worth judging into the review queue.

    FILE is a text, Markdown, HTML, PDF, Word document or e-mail, a folder, a pattern, an http or
    https address, or - for standard input. Documents are kept in seeds/ as they came; the same
    bytes add nothing a second time. What cannot be read is listed at the end, with exit code 3.
    """
    session = Session(ctx)
    options = IntakeOptions(
        zone=session.zone,
        encoding=encoding,
        language=language,
        published=read_days(session, published) if published else None,
        basis=basis,
        title=title,
        publisher=publisher,
        grammars=read_grammars(cues) if cues else {},
    )
    queue = ReviewQueue(session.workspace, session.store)
    taken, failed = _take_all(session, queue, names, options)
    outcomes = _read_again(queue, taken, reader) if reader else {}
    if as_json:
        session.give("read", _as_data(session, taken, failed, outcomes))
    else:
        _say_all(session, taken, failed, outcomes)
    if failed:
        ctx.exit(INVALID)


def _take_all(
    session: Session, queue: ReviewQueue, names: tuple[str, ...], options: IntakeOptions
) -> tuple[list[TakenDocument], list[tuple[str, str]]]:
    """Take each document; one that cannot be read does not stop the others."""
    taken: list[TakenDocument] = []
    failed: list[tuple[str, str]] = []
    files: list[str] = []
    for name in names:
        try:
            files += [each for each in expand_names([name]) if each not in files]
        except BrierbookError as error:
            failed.append((name, describe_error(error, session.words.language)))
    with progress_bar(session.words.say("read.progress"), quiet=len(files) == 1) as update:
        for number, name in enumerate(files, start=1):
            try:
                raw = load_raw(name, sys.stdin.buffer)
                request = session.request(["read", raw.name])
                taken.append(take_document(queue, raw, options, request))
            except BrierbookError as error:
                failed.append((name, describe_error(error, session.words.language)))
            update(number, len(files))
    return taken, failed


def _read_again(
    queue: ReviewQueue, taken: list[TakenDocument], reader: str
) -> "dict[str, ReadingOutcome]":
    """Let a second reader propose candidates."""
    from brierbook.forecasts.reading.readers.finding import find_extractor
    from brierbook.forecasts.reading.readers.protocol import place_proposals

    extractor = find_extractor(reader)
    outcomes: dict[str, ReadingOutcome] = {}
    for each in taken:
        text = queue.text(each.document)
        proposals = extractor.extract(each.document, text)
        outcome = place_proposals(proposals, each.document, text, extractor.name)
        queue.add(outcome.items)
        outcomes[each.document.id] = outcome
    return outcomes


def _say_all(
    session: Session,
    taken: list[TakenDocument],
    failed: list[tuple[str, str]],
    outcomes: "dict[str, ReadingOutcome]",
) -> None:
    """Say what was read, and what was not."""
    words = session.words
    for each in taken:
        document = each.document
        said = words.say("read.new" if each.new else "read.known", id=as_printable(document.id))
        session.say(said)
        when = words.moment(document.published)
        session.say(
            "  " + words.say("read.published", when=when, basis=as_printable(document.basis))
        )
        counted = Counter(item.kind for item in each.items)
        for kind, n in sorted(counted.items(), key=lambda pair: (pair[0] not in SCORABLE, pair[0])):
            session.say("  " + words.say("read.kind", kind=words.say(f"class.{kind}"), n=n))
        session.say("  " + words.count("queued", len(each.added)))
        if outcome := outcomes.get(document.id):
            session.say("  " + words.count("proposed", len(outcome.items)))
            session.say("  " + words.count("dropped", len(outcome.dropped)))
    for name, problem in failed:
        session.warn(words.say("read.failed", name=as_printable(name), problem=problem))


def _as_data(
    session: Session,
    taken: list[TakenDocument],
    failed: list[tuple[str, str]],
    outcomes: "dict[str, ReadingOutcome]",
) -> dict[str, Any]:
    """Give what was read as data."""
    del session
    documents = [
        {
            "id": each.document.id,
            "file": each.document.file,
            "original": each.document.original,
            "sha256": each.document.sha256,
            "encoding": each.encoding,
            "language": each.document.language,
            "published": each.document.published.text,
            "basis": each.document.basis,
            "publisher": each.document.publisher,
            "new": each.new,
            "added": len(each.added),
            "candidates": [item.as_data() for item in each.items],
            "proposed": [item.as_data() for item in outcomes[each.document.id].items]
            if each.document.id in outcomes
            else None,
            "dropped": list(outcomes[each.document.id].dropped)
            if each.document.id in outcomes
            else None,
        }
        for each in taken
    ]
    return {
        "documents": documents,
        "failed": [{"name": name, "problem": problem} for name, problem in failed],
    }
