"""``brierbook review``: what becomes of the candidates in the queue, one at a time."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from brierbook.cli.keep.review_dialogue import review_in_person
from brierbook.cli.keep.review_text import candidate_text, left_out_text, listing_text
from brierbook.cli.shared.exit_codes import INVALID
from brierbook.cli.shared.options import add_common_options, add_zone_option
from brierbook.cli.shared.session import Session
from brierbook.errors import BrierbookError, InputError
from brierbook.forecasts.life.readers.quoting import parse_span
from brierbook.forecasts.reading.engine.cues import CLASSES
from brierbook.forecasts.reading.review.deeds import add_by_hand
from brierbook.forecasts.reading.review.desk_work import carry_out, undo_last
from brierbook.forecasts.reading.review.queue import QueueEntry, ReviewQueue
from brierbook.forecasts.reading.review.ranking import RANKER
from brierbook.speech.error_text import describe_error

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook review                    one candidate after the other
  brierbook review --list             what waits
  brierbook review --left-out         what was left out, and why
  brierbook review --apply decided.jsonl --json
  brierbook review --add doc-article:120-180 --kind warning
"""
LONGEST_LINE = 1_000_000


@click.command("review", epilog=EXAMPLES)
@click.option("--list", "listed", is_flag=True, help="List the candidates that wait.")
@click.option("--all", "everything", is_flag=True, help="List all, decided or never scored too.")
@click.option("--left-out", is_flag=True, help="List what was left out, and why.")
@click.option(
    "--apply", "file", type=click.File("rb"), help="Carry out decisions, one JSON a line."
)
@click.option(
    "--add", "span", metavar="FILE:START-END", help="Queue a statement that was not found."
)
@click.option("--kind", type=click.Choice(CLASSES), default="forecast", help="Its class.")
@click.option("--undo", is_flag=True, help="Take back your last decision.")
@click.option("--learn", is_flag=True, help="Learn the order of review from what was decided.")
@click.option("--annotations", is_flag=True, help="Write all statements as W3C Web Annotations.")
@click.option("--claim-reviews", is_flag=True, help="Write what came true or not as ClaimReview.")
@add_zone_option
@add_common_options
@click.pass_context
def command(  # noqa: PLR0913  # one for each option
    ctx: click.Context,
    /,
    *,
    listed: bool,
    everything: bool,
    left_out: bool,
    file: Any,  # noqa: ANN401  # a file as click opens it
    span: str | None,
    kind: str,
    undo: bool,
    learn: bool,
    annotations: bool,
    claim_reviews: bool,
    as_json: bool,
    **_: str | None,
) -> None:
    """Decide what becomes of the statements that were found: accept, edit, reject, split or merge.

    Every decision is an entry of the book. With --apply a program decides: each line is an object
    with "candidate", "action" and the fields of that action.
    """
    session = Session(ctx)
    queue = ReviewQueue(session.workspace, session.store)
    if annotations or claim_reviews:
        session.say(_linked_data(session, claim_reviews=claim_reviews))
    elif span:
        _add(session, queue, span, kind, as_json=as_json)
    elif undo:
        gone = undo_last(queue, session.setting.me, session.request(["review", "undo"]))
        session.say(session.words.say("review.undone", id=gone))
    elif learn:
        _learn(session, queue, as_json=as_json)
    elif file is not None:
        _apply(ctx, session, queue, file, as_json=as_json)
    elif listed or everything or left_out or as_json:
        chosen = _choose_candidates(queue, everything=everything, left_out=left_out)
        _show(session, chosen, left_out=left_out, as_json=as_json)
    else:
        review_in_person(session, queue)


def _choose_candidates(queue: ReviewQueue, *, everything: bool, left_out: bool) -> list[QueueEntry]:
    """Choose the candidates to list."""
    if left_out:
        return queue.left_out()
    return queue.entries() if everything else queue.pending()


def _show(session: Session, chosen: list[QueueEntry], *, left_out: bool, as_json: bool) -> None:
    """List candidates."""
    if as_json:
        session.give("review", {"candidates": [entry_as_data(each) for each in chosen]})
    elif left_out:
        session.say(left_out_text(chosen, session.words))
    else:
        session.say(listing_text(chosen, session.words))


def entry_as_data(entry: QueueEntry) -> dict[str, Any]:
    """Give a candidate with its decisions as data."""
    decisions = [
        {
            "action": each.action,
            "by": each.by,
            "recorded_at": each.recorded_at.text,
            "reason": each.reason,
            "proposition": each.proposition,
            "changes": dict(each.changes),
        }
        for each in entry.decisions
    ]
    return entry.item.as_data() | {"state": entry.state, "decisions": decisions}


def _learn(session: Session, queue: ReviewQueue, *, as_json: bool) -> None:
    """Learn from decisions; say whether it helps, and keep what was learnt under analysis/."""
    from brierbook.analysis.tables.fitted.candidate_ranker import learn_ranker

    decided = [each for each in queue.entries() if each.state in ("accept", "merge", "reject")]
    gain = learn_ranker(
        [each.item for each in decided], [each.state != "reject" for each in decided]
    )
    figures = {
        "area": round(gain.area, 4),
        "area_of_engine": round(gain.area_of_engine, 4),
        "gain": [round(gain.gain_low, 4), round(gain.gain_high, 4)],
        "decisions": gain.decisions,
        "documents": gain.documents,
        "helps": gain.helps,
    }
    path = session.workspace.analysis / RANKER
    path.parent.mkdir(exist_ok=True)
    data = json.dumps(figures | {"weights": gain.weights}, ensure_ascii=False, indent=1)
    path.write_text(data + "\n", encoding="utf-8")
    if as_json:
        session.give("review", {"learnt": figures})
        return
    words = session.words
    said = words.say(
        "review.learnt",
        area=words.number(gain.area, 2),
        engine=words.number(gain.area_of_engine, 2),
        low=words.number(gain.gain_low, 2),
        high=words.number(gain.gain_high, 2),
    )
    session.say(said + " " + words.say("review.helps" if gain.helps else "review.helps_not"))


def _add(session: Session, queue: ReviewQueue, said: str, kind: str, *, as_json: bool) -> None:
    """Queue a span that a person names."""
    span = parse_span(said)
    item = add_by_hand(queue, span.file, (span.start, span.end), kind)
    queue.add([item])
    entry = queue.find(item.id)
    if as_json:
        session.give("review", {"candidates": [entry_as_data(entry)]})
    else:
        session.say(candidate_text(queue, entry, session.words))


def _apply(
    ctx: click.Context, session: Session, queue: ReviewQueue, file: BinaryIO, *, as_json: bool
) -> None:
    """Carry out the decisions of a file; a bad line does not stop the others."""
    results: list[dict[str, Any]] = []
    for number, asked in _decisions(file):
        try:
            if isinstance(asked, BrierbookError):
                raise asked
            made = carry_out(queue, asked, session.setting, session.request(["review", asked]))
            results.append({"line": number, "candidate": asked.get("candidate"), "made": made})
        except BrierbookError as error:
            problem = describe_error(error, session.words.language)
            results.append({"line": number, "problem": problem})
    failed = [each for each in results if "problem" in each]
    if as_json:
        session.give("review", {"results": results})
    else:
        for each in failed:
            session.warn(f"{each['line']}: {each['problem']}")
        session.say(session.words.count("decided", len(results) - len(failed)))
    if failed:
        ctx.exit(INVALID)


def _decisions(file: Any) -> Iterator[tuple[int, "dict[str, Json] | BrierbookError"]]:  # noqa: ANN401  # as above
    """Read the lines of a file, each a decision or what is wrong with it."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
        except (ValueError, RecursionError):
            asked = None
        good = isinstance(asked, dict)
        yield (
            number,
            asked
            if good
            else InputError("line", str(number), "is not a JSON object", code="json.no_object"),
        )


def _linked_data(session: Session, *, claim_reviews: bool) -> str:
    """Write the statements or the reviews of the book as JSON-LD."""
    from brierbook.forecasts.reading.provenance.annotations import annotation_page
    from brierbook.forecasts.reading.provenance.claim_reviews import claim_reviews as write_reviews
    from brierbook.forecasts.store.loading import open_book

    book = open_book(session.workspace)
    data = (
        list(write_reviews(book, session.words.language))
        if claim_reviews
        else annotation_page(book)
    )
    return json.dumps(data, ensure_ascii=False, indent=2)
