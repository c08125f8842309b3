"""What somebody handed over: proofs that need no book, only a verifier key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brierbook.cli.bench import Bench, read_whole
from brierbook.cli.plain import plain
from brierbook.errors import IntegrityError, MalformedError
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.notes import parse_note, signers
from brierbook.forecasts.integrity.proofs import (
    ConsistencyProof,
    Included,
    Proof,
    Proved,
    read_proof,
    verify_proof,
)
from brierbook.forecasts.integrity.timestamps import Anchor, verify_timestamp
from brierbook.forecasts.proving.anchors import latest
from brierbook.forecasts.proving.known_keys import short


@dataclass(frozen=True, slots=True)
class Stamped:
    """A timestamp of a checkpoint, and the certificates that it is verified against."""

    token: bytes
    roots: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof that holds: what it proves, who signed, and until when it existed at the latest."""

    file: str
    proved: Proved
    keys: str
    stamp: Anchor | None


def tell_proofs(
    bench: Bench,
    paths: Sequence[Path],
    keys: Sequence[VerifierKey],
    stamped: Stamped | None,
    *,
    as_json: bool,
) -> None:
    """Verify proofs and say what each proves; the first that does not hold is raised."""
    found = [verified(path, keys, stamped) for path in paths]
    if as_json:
        bench.give("proof", {"proofs": [as_data(each) for each in found]})
    else:
        bench.say("\n".join(line for each in found for line in lines(bench, each)))


def verified(path: Path, keys: Sequence[VerifierKey], stamped: Stamped | None) -> Shown:
    """Verify one proof; an error names its file."""
    try:
        proof = read_proof(read_whole(path))
        proved = verify_proof(proof, keys)
        note = head_of(proof)
        stamp = verify_timestamp(stamped.token, note, stamped.roots) if stamped else None
    except MalformedError as error:
        raise MalformedError(f"{path}: {error.what}", error.line, error.problem) from error
    except IntegrityError as error:
        raise type(error)(f"{path}: {error}") from error
    return Shown(str(path), proved, ", ".join(map(short, signers(parse_note(note), keys))), stamp)


def head_of(proof: Proof) -> bytes:
    """Give the checkpoint that a proof leads to."""
    return proof.later if isinstance(proof, ConsistencyProof) else proof.checkpoint


def lines(bench: Bench, shown: Shown) -> Iterator[str]:
    """Say what a proof proves; the text of an entry is shown as its bytes are."""
    words, proved = bench.proofs, shown.proved
    file, keys = plain(shown.file), plain(shown.keys)
    if isinstance(proved, Included):
        head = proved.checkpoint
        facts = {"place": proved.index + 1, "size": head.size, "book": plain(head.origin)}
        yield words.say("verify.included", file=file, keys=keys, **facts)
        text = text_of(proved)
        yield f"  {words.say('verify.hidden', leaf=proved.leaf.hex()) if text is None else text}"
    else:
        sizes = {"first": proved.earlier.size, "second": proved.later.size}
        book = plain(proved.later.origin)
        yield words.say("verify.grown", file=file, book=book, keys=keys, **sizes)
    if shown.stamp:
        facts = {"at": latest(shown.stamp), "authority": plain(shown.stamp.authority)}
        yield f"  {words.say('verify.stamped', **facts)}"


def text_of(proved: Included) -> str | None:
    """Give the entry as text that can be shown, if the proof holds it."""
    return None if proved.entry is None else plain(proved.entry.decode(errors="backslashreplace"))


def as_data(shown: Shown) -> dict[str, Any]:
    """Give what a proof proves, as data."""
    proved, stamp = shown.proved, shown.stamp
    existed = {"at": latest(stamp), "authority": stamp.authority} if stamp else None
    facts: dict[str, Any] = {"file": shown.file, "signed_by": shown.keys, "existed": existed}
    if not isinstance(proved, Included):
        sizes = {"from": proved.earlier.size, "to": proved.later.size}
        roots = {"from_root": proved.earlier.root.hex(), "to_root": proved.later.root.hex()}
        return facts | {"proves": "growth", "book": proved.later.origin} | sizes | roots
    head, entry = proved.checkpoint, proved.entry
    place = {"entry": proved.index + 1, "size": head.size, "root": head.root.hex()}
    text = None if entry is None else entry.decode(errors="backslashreplace")
    named = {"proves": "inclusion", "book": head.origin}
    return facts | named | place | {"leaf": proved.leaf.hex(), "text": text}
