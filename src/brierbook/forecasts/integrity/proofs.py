"""Proofs as small files that a stranger can verify with no book.

An inclusion proof is a C2SP tlog-proof (https://c2sp.org/tlog-proof). Its extra line carries what
is proved: ``entry:`` and the bytes of the entry, or ``leaf:`` and its hash. A consistency proof has
the same shape with two checkpoints, the earlier one first; C2SP has no format for it.

Base64 makes an inclusion proof for one of a million entries about 1,180 bytes long; packed with
gzip (RFC 1952) it is below 1,000, and `gunzip` gives back the text.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from brierbook.errors import ArgumentError, IntegrityError, MalformedError
from brierbook.forecasts.integrity.checkpoint import Checkpoint, open_checkpoint
from brierbook.forecasts.integrity.fields import Lines, encode_base64, split_lines
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.merkle import HASH_BYTES
from brierbook.forecasts.integrity.verification import verify_consistency, verify_inclusion

__all__ = [
    "MAX_HASHES",
    "MAX_PROOF",
    "ConsistencyProof",
    "InclusionProof",
    "ProofFile",
    "ProvedGrowth",
    "format_proof",
    "gzip_proof",
    "parse_proof",
]

WHAT = "proof"
INCLUSION = "c2sp.org/tlog-proof@v1"
CONSISTENCY = "brierbook/consistency-proof@v1"
EXTRA, INDEX = "extra ", "index "
ENTRY, LEAF = b"entry:", b"leaf:"
# an entry has 2^20 bytes at most, a third more as base64; the rest is far smaller
MAX_PROOF = 2**21
# a tree whose size has 64 bits has no more levels, and one hash more between two sizes
MAX_HASHES = 65
# zlib's number for a gzip wrapper and its largest window
GZIP = 31
GZIP_MAGIC = b"\x1f\x8b"
BEST = 9


@dataclass(frozen=True)
class InclusionProof:
    """That one entry stands at one place of a book.

    Parameters
    ----------
    leaf : bytes
        Leaf hash of the entry.
    index : int
        Its place, from 0.
    hashes : tuple of bytes
        The proof (RFC 6962, section 2.1.1).
    checkpoint : bytes
        The signed note of the tree it is proved against, exactly as it was saved.
    entry : bytes or None
        The entry, if it may be shown.
    """

    leaf: bytes
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    entry: bytes | None = None

    def __post_init__(self) -> None:
        """Refuse an entry that has another hash."""
        if self.entry is not None and hash_entry(self.entry) != self.leaf:
            raise ArgumentError(
                "entry", "its hash is not the leaf that is proved", code="proof.other_entry"
            )


@dataclass(frozen=True)
class ConsistencyProof:
    """That a book only grew between two checkpoints.

    Parameters
    ----------
    hashes : tuple of bytes
        The proof (RFC 6962, section 2.1.2).
    earlier, later : bytes
        The two signed notes, exactly as they were saved.
    """

    hashes: tuple[bytes, ...]
    earlier: bytes
    later: bytes


type ProofFile = InclusionProof | ConsistencyProof


@dataclass(frozen=True)
class ProvedInclusion:
    """What an inclusion proof proved: the entry with this hash is at this place of this book."""

    leaf: bytes
    entry: bytes | None
    index: int
    checkpoint: Checkpoint


@dataclass(frozen=True)
class ProvedGrowth:
    """What a consistency proof proved: the later book begins with all of the earlier one."""

    earlier: Checkpoint
    later: Checkpoint


type ProvedFact = ProvedInclusion | ProvedGrowth


def format_proof(proof: ProofFile) -> bytes:
    """Write a proof as text (C2SP tlog-proof, section Format); the same proof, the same bytes."""
    hashes = "".join(encode_base64(each) + "\n" for each in proof.hashes).encode()
    if isinstance(proof, ConsistencyProof):
        head = f"{CONSISTENCY}\n".encode() + hashes
        return b"\n".join((head, proof.earlier, proof.later))
    extra = LEAF + proof.leaf if proof.entry is None else ENTRY + proof.entry
    head = f"{INCLUSION}\n{EXTRA}{encode_base64(extra)}\n{INDEX}{proof.index}\n".encode()
    return b"\n".join((head + hashes, proof.checkpoint))


def gzip_proof(content: bytes) -> bytes:
    """Pack a proof with gzip (RFC 1952), without a name and a time."""
    packer = zlib.compressobj(BEST, zlib.DEFLATED, GZIP)
    return packer.compress(content) + packer.flush()


def _gunzip_proof(content: bytes) -> bytes:
    """Unpack a proof if it is packed, and never more of it than a proof can have."""
    if not content.startswith(GZIP_MAGIC):
        return content
    unpacker = zlib.decompressobj(GZIP)
    try:
        text = unpacker.decompress(content, MAX_PROOF + 1)
    except zlib.error as error:
        raise MalformedError(
            WHAT, None, "its gzip wrapper is damaged", code="proof.gzip"
        ) from error
    if len(text) <= MAX_PROOF and (not unpacker.eof or unpacker.unused_data):
        raise MalformedError(
            WHAT,
            None,
            "its gzip wrapper is cut off or has something after it",
            code="proof.gzip_end",
        )
    return text


def parse_proof(content: bytes) -> ProofFile:
    """Read a proof, packed or not, without verifying it (C2SP tlog-proof, section Format).

    Raises
    ------
    MalformedError
        If it is not of this form; the message names the line.
    """
    lines = split_lines(_gunzip_proof(content), WHAT, MAX_PROOF)
    head, notes = _split_sections(lines)
    if lines.lines[0] == INCLUSION and len(notes) == 1:
        return _parse_inclusion(head, notes[0])
    if lines.lines[0] == CONSISTENCY and len(notes) == 2:  # noqa: PLR2004  # earlier, later
        return ConsistencyProof(_parse_hashes(head.within(1)), *map(_lines_as_bytes, notes))
    raise lines.wrong(
        0,
        "is not {inclusion} with one or {consistency} with two checkpoints",
        code="proof.head",
        inclusion=INCLUSION,
        consistency=CONSISTENCY,
    )


def _parse_inclusion(head: Lines, note: Lines) -> InclusionProof:
    """Read what stands above the checkpoint of an inclusion proof."""
    count = len(head.lines)
    if count < 2 or not head.lines[1].startswith(EXTRA):  # noqa: PLR2004  # first line, extra
        raise head.wrong(
            1, "has no extra line; it must hold the entry or its hash", code="proof.no_extra"
        )
    if count < 3 or not head.lines[2].startswith(INDEX):  # noqa: PLR2004  # and index
        raise head.wrong(2, "does not begin with index", code="proof.no_index")
    leaf, entry = _parse_extra(head)
    index = head.decimal(2, head.lines[2].removeprefix(INDEX))
    return InclusionProof(leaf, index, _parse_hashes(head.within(3)), _lines_as_bytes(note), entry)


def _parse_extra(head: Lines) -> tuple[bytes, bytes | None]:
    """Read the entry or its hash; nobody vouches for it but the proof itself."""
    extra = head.base64_of(1, head.lines[1].removeprefix(EXTRA))
    if extra.startswith(ENTRY):
        entry = extra.removeprefix(ENTRY)
        return hash_entry(entry), entry
    leaf = extra.removeprefix(LEAF)
    if not extra.startswith(LEAF) or len(leaf) != HASH_BYTES:
        raise head.wrong(1, "holds neither an entry nor the hash of one", code="proof.extra")
    return leaf, None


def _parse_hashes(lines: Lines) -> tuple[bytes, ...]:
    """Read one hash a line."""
    if len(lines.lines) > MAX_HASHES:
        raise lines.wrong(
            MAX_HASHES,
            "a proof has at most {most} hashes",
            code="proof.many_hashes",
            most=MAX_HASHES,
        )
    return tuple(lines.hash(at) for at in range(len(lines.lines)))


def _split_sections(lines: Lines) -> tuple[Lines, list[Lines]]:
    """Part a proof at its empty lines: the head, then a text and its signatures for each note."""
    empty = [at for at, line in enumerate(lines.lines) if not line]
    if len(empty) % 2:
        raise lines.wrong(
            empty[-1],
            "is an empty line too many, or a checkpoint is missing",
            code="proof.empty_line",
        )
    starts = [at + 1 for at in empty[::2]]
    ends = [*empty[2::2], len(lines.lines)]
    notes = [lines.within(start, end) for start, end in zip(starts, ends, strict=False)]
    return lines.within(0, empty[0] if empty else None), notes


def _lines_as_bytes(lines: Lines) -> bytes:
    """Give the bytes that the lines were read from."""
    return "".join(line + "\n" for line in lines.lines).encode()


def verify_proof(proof: ProofFile, verifiers: Sequence[VerifierKey]) -> ProvedFact:
    """Verify a proof with trusted keys alone, and tell what it proves.

    Checkpoints by C2SP tlog-checkpoint and signed-note, inclusion by RFC 9162, section 2.1.3.2,
    consistency by section 2.1.4.2.

    Parameters
    ----------
    proof : InclusionProof or ConsistencyProof
        What `parse_proof` gave.
    verifiers : sequence of VerifierKey
        The keys that are trusted, obtained from elsewhere than the proof.

    Raises
    ------
    MalformedError
        If a checkpoint cannot be read.
    UnknownSignerError
        If no trusted key signed a checkpoint.
    IntegrityError
        If a signature or the proof does not hold.
    """
    if isinstance(proof, ConsistencyProof):
        return _verify_consistency_proof(proof, verifiers)
    return _verify_inclusion_proof(proof, verifiers)


def _verify_inclusion_proof(
    proof: InclusionProof, verifiers: Sequence[VerifierKey]
) -> ProvedInclusion:
    """Verify an inclusion proof (RFC 9162, section 2.1.3.2)."""
    head = open_checkpoint(proof.checkpoint, verifiers)
    verify_inclusion(proof.leaf, proof.index, head.size, proof.hashes, head.root)
    return ProvedInclusion(proof.leaf, proof.entry, proof.index, head)


def _verify_consistency_proof(
    proof: ConsistencyProof, verifiers: Sequence[VerifierKey]
) -> ProvedGrowth:
    """Verify a consistency proof (RFC 9162, section 2.1.4.2)."""
    earlier = open_checkpoint(proof.earlier, verifiers, "earlier checkpoint")
    later = open_checkpoint(proof.later, verifiers, "later checkpoint")
    if earlier.origin != later.origin:
        raise IntegrityError(
            "the checkpoints are of two books, {one} and {other}",
            code="proof.two_books",
            one=earlier.origin,
            other=later.origin,
        )
    verify_consistency(earlier.size, later.size, proof.hashes, earlier.root, later.root)
    return ProvedGrowth(earlier, later)
