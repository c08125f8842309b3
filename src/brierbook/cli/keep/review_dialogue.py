"""The review in person: one candidate at a time, a letter for each decision."""

import sys
from typing import TYPE_CHECKING, Any

import click

from brierbook.cli.keep.review_text import candidate_text
from brierbook.cli.shared.printable import as_printable
from brierbook.errors import BrierbookError, WorkspaceError
from brierbook.forecasts.entries.records import Proposition, Statement
from brierbook.forecasts.reading.review.checklist import check_proposition
from brierbook.forecasts.reading.review.desk_work import carry_out, undo_last
from brierbook.forecasts.reading.review.nearness import near_propositions, same_sentences
from brierbook.forecasts.reading.review.queue import EDITABLE, QueueEntry, ReviewQueue
from brierbook.forecasts.store.loading import open_book
from brierbook.speech.error_text import describe_error

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session

__all__ = ["review_in_person"]

LETTERS = {
    "a": "accept",
    "e": "edit",
    "r": "reject",
    "s": "split",
    "m": "merge",
    "k": "skip",
    "u": "undo",
    "q": "quit",
}


def review_in_person(session: "Session", queue: ReviewQueue) -> None:
    """Go through what waits until it is decided or the reviewer stops."""
    if not sys.stdin.isatty():
        raise WorkspaceError(
            "a review in person needs a terminal; see --list, --apply and --json",
            code="review.no_terminal",
        )
    put_off: set[str] = set()
    while waiting := [each for each in queue.pending() if each.item.id not in put_off]:
        entry = waiting[0]
        click.echo("\n" + session.words.count("waiting", len(waiting)))
        click.echo(candidate_text(queue, entry, session.words))
        _offer_near(session, queue, entry)
        action = _ask_action(session)
        if action == "quit":
            return
        if _decide(session, queue, entry, action) and action == "skip":
            put_off.add(entry.item.id)
    click.echo(session.words.say("review.nothing"))


def _ask_action(session: "Session") -> str:
    """Ask for a letter."""
    choices = "  ".join(
        f"{key}={session.words.say(f'action.{name}')}" for key, name in LETTERS.items()
    )
    letter: str = click.prompt(choices, type=click.Choice(list(LETTERS)), show_choices=False)
    return LETTERS[letter]


def _decide(session: "Session", queue: ReviewQueue, entry: QueueEntry, action: str) -> bool:
    """Carry a decision out; what is wrong is said, and the candidate comes again."""
    try:
        if action == "undo":
            gone = undo_last(queue, session.setting.me, session.request(["review", "undo"]))
            click.echo(session.words.say("review.undone", id=gone))
            return True
        fields = ASKERS[action](session, entry)
        if fields is None:
            return False
        asked = fields | {"candidate": entry.item.id, "action": action}
        made = carry_out(queue, asked, session.setting, session.request(["review", asked]))
    except BrierbookError as error:
        click.echo(as_printable(describe_error(error, session.words.language)), err=True)
        return False
    click.echo(" ".join([session.words.say(f"action.{action}"), *map(as_printable, made)]))
    return True


def _ask_accept(session: "Session", entry: QueueEntry) -> dict[str, Any] | None:
    """Ask for what makes a proposition judgeable."""
    item, words = entry.item, session.words
    fields: dict[str, Any] = {
        "text": click.prompt(words.say("review.ask_text"), default=item.consequent or item.quote),
        "criteria": click.prompt(words.say("review.ask_criteria")),
        "deadline": click.prompt(words.say("review.ask_deadline"), default=item.deadline),
        "event": click.prompt(words.say("review.ask_event")),
        "horizon": click.prompt(words.say("review.ask_horizon"), default=item.horizon),
    }
    if said := click.prompt(words.say("review.ask_p"), default="", show_default=False):
        fields["p"] = said
    for code in check_proposition(fields, item.language, session.setting.today):
        click.echo("! " + words.say(f"vague.{code}"))
    return fields if click.confirm(words.say("review.sure"), default=True) else None


def _ask_edit(session: "Session", entry: QueueEntry) -> dict[str, Any] | None:
    """Let the fields be changed in an editor."""
    before = {name: getattr(entry.item, name) for name in EDITABLE}
    lines = "".join(f"{name} = {'' if v is None else v}\n" for name, v in before.items())
    after = click.edit(f"# {session.words.say('review.edit')}\n{lines}", require_save=True)
    if after is None:
        return None
    changed: dict[str, Any] = {}
    for line in after.splitlines():
        name, equals, value = line.partition("=")
        known = name.strip() in before and equals
        if known and value.strip() != str(before[name.strip()] or ""):
            changed[name.strip()] = value.strip()
    return changed or None


def _ask_reject(session: "Session", entry: QueueEntry) -> dict[str, Any]:
    """Ask for the reason."""
    del entry
    return {"reason": click.prompt(session.words.say("review.ask_reason"))}


def _ask_split(session: "Session", entry: QueueEntry) -> dict[str, Any]:
    """Ask at which words the parts begin."""
    del session
    spans: list[list[int]] = []
    start, quote = entry.item.start, entry.item.quote
    while True:
        part = click.prompt("...", default="", show_default=False)
        if not part:
            return {"spans": spans}
        place = quote.find(part)
        if place >= 0:
            spans.append([start + place, start + place + len(part)])


def _ask_merge(session: "Session", entry: QueueEntry) -> dict[str, Any]:
    """Ask into which proposition."""
    del entry
    return {"proposition": click.prompt(session.words.say("review.ask_merge"))}


def _ask_skip(session: "Session", entry: QueueEntry) -> dict[str, Any]:
    """Ask nothing."""
    del session, entry
    return {}


ASKERS = {
    "accept": _ask_accept,
    "edit": _ask_edit,
    "reject": _ask_reject,
    "split": _ask_split,
    "merge": _ask_merge,
    "skip": _ask_skip,
}


def _offer_near(session: "Session", queue: ReviewQueue, entry: QueueEntry) -> None:
    """Show what this may be the same as: propositions, and sentences published before."""
    book = open_book(session.workspace)
    item = entry.item
    text = queue.text(queue.document(item.document))
    sentence = text[item.sentence_start : item.sentence_end]
    for near in near_propositions(item, sentence, book.every(Proposition)):
        said = session.words.say("review.near", id=near.id, text=near.text)
        click.echo(f"  ≈ {as_printable(said)}")
    sentences = {each.id: (each, _sentence_of(queue, each)) for each in book.every(Statement)}
    for near in same_sentences(item, sentence, sentences):
        said = session.words.say("review.again", id=near.id, text=near.text)
        click.echo(f"  = {as_printable(said)}")


def _sentence_of(queue: ReviewQueue, statement: Statement) -> str:
    """Give the line around a statement."""
    text = queue.text(queue.document(statement.document))
    start = text.rfind("\n", 0, statement.start) + 1
    end = text.find("\n", statement.end)
    inside = text[start : end if end >= 0 else len(text)]
    first = max((inside.rfind(mark, 0, statement.start - start) for mark in ".!?"), default=-1)
    after = [p for mark in ".!?" if (p := inside.find(mark, statement.end - start)) >= 0]
    return inside[first + 1 : min(after, default=len(inside)) + 1].strip()
