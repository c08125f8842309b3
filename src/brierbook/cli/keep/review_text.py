"""What the review shows: a candidate in its context with the cue marked, and lists."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from brierbook.cli.shared.printable import as_printable
from brierbook.forecasts.life.readers.confidences import LEXICON
from brierbook.forecasts.reading.review.confidence import suggested_confidence
from brierbook.forecasts.reading.review.items import QueueItem
from brierbook.forecasts.reading.review.queue import QueueEntry, ReviewQueue

if TYPE_CHECKING:
    from brierbook.speech.catalogue import Catalogue

__all__ = ["candidate_text", "left_out_text", "listing_text"]

AROUND = 200  # characters of context on each side
SHOWN = 70


def candidate_text(queue: ReviewQueue, entry: QueueEntry, words: "Catalogue") -> str:
    """Show a candidate in its context."""
    item = entry.item
    text = queue.text(queue.document(item.document))
    head = words.say("review.head", id=item.id, kind=words.say(f"class.{item.kind}"))
    lines = [
        click.style(f"{head} — {as_printable(item.document)}:{item.start}-{item.end}", bold=True),
        _text_around(text, item),
        *_facts(item, words),
    ]
    return "\n".join(lines)


def _text_around(text: str, item: QueueItem) -> str:
    """Write the span with what stands around it; cues are in brackets, and bold in a terminal."""
    start = max(text.rfind("\n", 0, item.start) + 1, item.start - AROUND)
    after = text.find("\n", item.end)
    end = min(after if after >= 0 else len(text), item.end + AROUND)
    pieces = [as_printable(text[start : item.start]), "«"]
    place = item.start
    for _, _, first, last in sorted(item.cues, key=lambda cue: cue[2]):
        if place <= first and last <= item.end:
            pieces.append(as_printable(text[place:first]))
            pieces.append(click.style(f"[{as_printable(text[first:last])}]", bold=True))
            place = last
    pieces += [as_printable(text[place : item.end]), "»", as_printable(text[item.end : end])]
    return "".join(pieces)


def _facts(item: QueueItem, words: "Catalogue") -> list[str]:
    """List what was read from the words."""
    confidence = suggested_confidence(item)
    if confidence["how"] == "worded":
        said = f"{confidence['phrase']} ({LEXICON})"
    else:
        said = f"{confidence['low']}..{confidence['high']}"
    known = {
        "speaker": item.speaker,
        "condition": item.condition,
        "horizon": f"{item.horizon} → {item.deadline or '?'} ({item.horizon_basis})"
        if item.horizon
        else None,
        "denied": words.say("review.yes") if item.turned else None,
        "suggests": said,
        "found_by": item.found_by if item.found_by != "cues" else None,
    }
    return [
        f"  {words.say(f'review.{name}')}: {as_printable(value)}"
        for name, value in known.items()
        if value
    ]


def listing_text(entries: Sequence[QueueEntry], words: "Catalogue") -> str:
    """List candidates, one a line."""
    lines = [
        "  ".join(
            [
                each.item.id,
                words.say(f"class.{each.item.kind}"),
                as_printable(_short(each.item.quote)),
                *([] if each.state == "pending" else [words.say(f"action.{each.state}")]),
            ]
        )
        for each in entries
    ]
    return "\n".join([*lines, words.count("candidates", len(entries))])


def left_out_text(entries: Sequence[QueueEntry], words: "Catalogue") -> str:
    """List what was left out, with the reason."""
    lines = [
        f"{each.item.id}  {as_printable(_short(each.item.quote))}\n"
        f"    {as_printable(f'{each.decisions[-1].by}: {each.decisions[-1].reason}')}"
        for each in entries
    ]
    return "\n".join([*lines, words.count("candidates", len(entries))])


def _short(text: str) -> str:
    """Cut a quote to one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
