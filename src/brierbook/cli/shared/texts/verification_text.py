"""Verifying the book and saying what was found, for the commands that do."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from brierbook.cli.shared.exit_codes import FAILED, INVALID
from brierbook.cli.shared.printable import as_printable
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.proving.anchors import CheckedAnchor
from brierbook.forecasts.proving.checkpoint_comparison import CheckpointComparison
from brierbook.forecasts.proving.whole_book import BookVerification, verify_book
from brierbook.speech.error_text import describe_error, word_message_in

__all__ = ["anchor_as_data", "anchor_text", "verify_and_report"]


from brierbook.cli.shared.proof_files import read_small_file
from brierbook.cli.shared.session import Session


def verify_and_report(
    session: Session,
    against: Sequence[Path],
    keys: Sequence[VerifierKey] = (),
    roots: Path | None = None,
    *,
    deep: bool = False,
    as_json: bool = False,
) -> None:
    """Verify the book, say what was found, and end with the exit code for it."""
    notes = [(str(path), read_small_file(path)) for path in against]
    pem = read_small_file(roots) if roots else None
    whole = verify_book(session.workspace, notes, keys, pem, deep=deep)
    if as_json:
        session.give("verify", _verification_as_data(whole))
    else:
        session.say("\n".join(_verification_lines(session, whole)))
    if whole.verified.problems:
        session.ctx.exit(INVALID)
    if whole.faults:
        session.ctx.exit(FAILED)


def _verification_lines(session: Session, whole: BookVerification) -> Iterator[str]:
    """Say what was found, for a person: what does not hold first."""
    words = session.proofs
    yield from (
        as_printable(describe_error(each, words.language)) for each in whole.verified.problems
    )
    yield from (as_printable(word_message_in(each, words.language)) for each in whole.faults)
    if whole.verified.problems:
        return
    entries = words.count("entries", whole.verified.entries)
    yield words.say("verify.whole", book=whole.book, entries=entries)
    yield f"  {words.say('verify.root', root=whole.verified.root)}"
    for each in whole.against:
        if not each.said:
            entries = words.count("entries", each.checkpoint.size)
            yield f"  {words.say('verify.same', file=as_printable(each.name), entries=entries)}"
    yield from (f"  {anchor_text(session, each)}" for each in whole.anchors if not each.said)
    if not whole.anchors:
        yield f"  {words.say('verify.no_anchor')}"


def anchor_text(session: Session, checked: CheckedAnchor) -> str:
    """Say what a timestamp shows."""
    anchor, kind = checked.anchor, "anchored" if checked.verified else "unverified"
    facts = {"size": anchor.size, "at": anchor.at.text, "authority": as_printable(anchor.authority)}
    return session.proofs.say(f"verify.{kind}", **facts)


def _verification_as_data(whole: BookVerification) -> dict[str, Any]:
    """Give what was found, as data."""
    problems = [
        {"file": each.file, "line": each.line, "field": each.field, "problem": each.problem}
        for each in whole.verified.problems
    ]
    return {
        "book": whole.book,
        "entries": whole.verified.entries,
        "root": None if problems else whole.verified.root,
        "problems": problems,
        "faults": whole.faults,
        "against": [_checkpoint_as_data(each) for each in whole.against],
        "anchors": [anchor_as_data(each) for each in whole.anchors],
    }


def _checkpoint_as_data(found: CheckpointComparison) -> dict[str, Any]:
    """Give what a checkpoint says of the book, as data."""
    head = found.checkpoint
    facts = {"file": found.name, "size": head.size, "root": head.root.hex()}
    return facts | {"verdict": found.verdict, "said": found.said or None}


def anchor_as_data(checked: CheckedAnchor) -> dict[str, Any]:
    """Give a timestamp as data."""
    anchor = checked.anchor
    facts = {"entry": anchor.origin.line, "size": anchor.size, "root": anchor.root}
    facts |= {"at": anchor.at.text, "authority": anchor.authority}
    return facts | {"verified": checked.verified, "said": checked.said or None}
