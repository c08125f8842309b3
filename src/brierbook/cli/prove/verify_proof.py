"""What somebody handed over: proofs that need no book, only a verifier key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.proof_files import read_small_file
from brierbook.cli.shared.session import Session
from brierbook.errors import IntegrityError, MalformedError, Message
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.notes import parse_note, verified_signers
from brierbook.forecasts.integrity.proofs import (
    ConsistencyProof,
    ProofFile,
    ProvedFact,
    ProvedInclusion,
    parse_proof,
    verify_proof,
)
from brierbook.forecasts.integrity.timestamps import VerifiedTimestamp, verify_timestamp
from brierbook.forecasts.proving.anchors import latest_time
from brierbook.forecasts.proving.known_keys import key_label

__all__ = ["TimestampWithRoots", "report_proofs"]


@dataclass(frozen=True, slots=True)
class TimestampWithRoots:
    """A timestamp of a checkpoint, and the certificates that it is verified against."""

    token: bytes
    roots: bytes


@dataclass(frozen=True, slots=True)
class VerifiedProof:
    """A proof that holds: what it proves, who signed, and until when it existed at the latest."""

    file: str
    proved: ProvedFact
    keys: str
    stamp: VerifiedTimestamp | None


def report_proofs(
    session: Session,
    paths: Sequence[Path],
    keys: Sequence[VerifierKey],
    stamped: TimestampWithRoots | None,
    *,
    as_json: bool,
) -> None:
    """Verify proofs and say what each proves; the first that does not hold is raised."""
    found = [_verify_proof(path, keys, stamped) for path in paths]
    if as_json:
        session.give("proof", {"proofs": [_proof_as_data(each) for each in found]})
    else:
        session.say("\n".join(line for each in found for line in _proof_lines(session, each)))


def _verify_proof(
    path: Path, keys: Sequence[VerifierKey], stamped: TimestampWithRoots | None
) -> VerifiedProof:
    """Verify one proof; an error names its file."""
    try:
        proof = parse_proof(read_small_file(path))
        proved = verify_proof(proof, keys)
        note = _checkpoint_of_proof(proof)
        stamp = verify_timestamp(stamped.token, note, stamped.roots) if stamped else None
    except MalformedError as error:
        raise MalformedError(_what_of_file(path, error), error.line, error.problem) from error
    except IntegrityError as error:
        raise type(error)(
            "{file}: {error}", code="error.of_file", file=path, error=error
        ) from error
    return VerifiedProof(
        str(path),
        proved,
        ", ".join(map(key_label, verified_signers(parse_note(note), keys))),
        stamp,
    )


def _what_of_file(path: Path, error: MalformedError) -> Message:
    """Say what could not be read, and in which file."""
    what = Message("{what}", f"what.{error.what}", {"what": error.what})
    return Message("{file}: {what}", "error.what", {"file": path, "what": what})


def _checkpoint_of_proof(proof: ProofFile) -> bytes:
    """Give the checkpoint that a proof leads to."""
    return proof.later if isinstance(proof, ConsistencyProof) else proof.checkpoint


def _proof_lines(session: Session, shown: VerifiedProof) -> Iterator[str]:
    """Say what a proof proves; the text of an entry is shown as its bytes are."""
    words, proved = session.proofs, shown.proved
    file, keys = as_printable(shown.file), as_printable(shown.keys)
    if isinstance(proved, ProvedInclusion):
        head = proved.checkpoint
        facts = {"place": proved.index + 1, "size": head.size, "book": as_printable(head.origin)}
        yield words.say("verify.included", file=file, keys=keys, **facts)
        text = _entry_text(proved)
        yield f"  {words.say('verify.hidden', leaf=proved.leaf.hex()) if text is None else text}"
    else:
        sizes = {"first": proved.earlier.size, "second": proved.later.size}
        book = as_printable(proved.later.origin)
        yield words.say("verify.grown", file=file, book=book, keys=keys, **sizes)
    if shown.stamp:
        facts = {"at": latest_time(shown.stamp), "authority": as_printable(shown.stamp.authority)}
        yield f"  {words.say('verify.stamped', **facts)}"


def _entry_text(proved: ProvedInclusion) -> str | None:
    """Give the entry as text that can be shown, if the proof holds it."""
    return (
        None
        if proved.entry is None
        else as_printable(proved.entry.decode(errors="backslashreplace"))
    )


def _proof_as_data(shown: VerifiedProof) -> dict[str, Any]:
    """Give what a proof proves, as data."""
    proved, stamp = shown.proved, shown.stamp
    existed = {"at": latest_time(stamp), "authority": stamp.authority} if stamp else None
    facts: dict[str, Any] = {"file": shown.file, "signed_by": shown.keys, "existed": existed}
    if not isinstance(proved, ProvedInclusion):
        sizes = {"from": proved.earlier.size, "to": proved.later.size}
        roots = {"from_root": proved.earlier.root.hex(), "to_root": proved.later.root.hex()}
        return facts | {"proves": "growth", "book": proved.later.origin} | sizes | roots
    head, entry = proved.checkpoint, proved.entry
    place = {"entry": proved.index + 1, "size": head.size, "root": head.root.hex()}
    text = None if entry is None else entry.decode(errors="backslashreplace")
    named = {"proves": "inclusion", "book": head.origin}
    return facts | named | place | {"leaf": proved.leaf.hex(), "text": text}
