"""Checkpoints (C2SP tlog-checkpoint): the head of a book at one size, in a signed note.

A checkpoint that somebody else holds is what makes an edit show: the owner of a book can rewrite
all of it, but not to the same root. A checkpoint carries no time; see `timestamps`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from brierbook.errors import ArgumentError, MalformedError, UnknownSignerError, message_of
from brierbook.forecasts.integrity.fields import Lines, encode_base64, split_lines
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey
from brierbook.forecasts.integrity.notes import (
    MAX_NOTE,
    SignedNote,
    parse_note_lines,
    sign_note,
    verified_signers,
)

__all__ = ["Checkpoint", "open_checkpoint", "read_checkpoint", "sign_checkpoint"]

NOTHING = sha256().digest()
HEAD_LINES = 3


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log.

    Parameters
    ----------
    origin : str
        The name of the log, for a book the name of its key.
    size : int
        The number of entries.
    root : bytes
        The Merkle root over them (RFC 6962, section 2.1).
    extensions : tuple of str
        Opaque lines of other software; they are kept, and covered by the signature.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed (C2SP tlog-checkpoint, section Note text)."""
        lines = (self.origin, str(self.size), encode_base64(self.root), *self.extensions)
        return "".join(line + "\n" for line in lines)


def sign_checkpoint(checkpoint: Checkpoint, *keys: KeyPair) -> bytes:
    """Sign a head, and give the note as bytes (C2SP tlog-checkpoint, section Signatures).

    Whoever signs must never sign another head that this one does not lead to.

    Raises
    ------
    ArgumentError
        If no key bears the name of the origin, or the checkpoint is not one that can be written.
    """
    if checkpoint.origin not in {key.verifier.name for key in keys}:
        raise ArgumentError(
            "keys",
            "one must bear the name of the origin, {origin}",
            code="checkpoint.no_key",
            origin=checkpoint.origin,
        )
    note = sign_note(checkpoint.text, keys)
    try:
        read = parse_checkpoint_lines(note_text_lines(note))
    except MalformedError as error:
        raise ArgumentError("checkpoint", message_of(error)) from error
    if read != checkpoint:
        raise ArgumentError(
            "checkpoint", "a line of it holds a line feed", code="checkpoint.line_feed"
        )
    return note.to_bytes()


def open_checkpoint(
    content: bytes, verifiers: Iterable[VerifierKey], what: str = "checkpoint"
) -> Checkpoint:
    """Read a checkpoint and verify it (C2SP tlog-checkpoint and signed-note).

    Parameters
    ----------
    content : bytes
        The signed note, exactly as it was saved.
    verifiers : iterable of VerifierKey
        The keys that are trusted, obtained from elsewhere than the checkpoint.
    what : str
        What messages call it.

    Raises
    ------
    MalformedError
        If it cannot be read; the message names the line.
    UnknownSignerError
        If no trusted key with the name of the origin signed it.
    IntegrityError
        If a signature of a trusted key does not fit.
    """
    note, read = _note_and_checkpoint(content, what)
    signed = verified_signers(note, verifiers)
    # a key that is trusted for one log must not speak for another
    if read.origin not in {key.name for key in signed}:
        raise UnknownSignerError(
            "{name} signed this, but {origin} itself did not",
            code="note.other_signer",
            name=signed[0].name,
            origin=read.origin,
        )
    return read


def read_checkpoint(content: bytes, what: str = "checkpoint") -> Checkpoint:
    """Read a checkpoint whose signatures are of no matter, or are looked at elsewhere.

    Raises
    ------
    MalformedError
        If it cannot be read; the message names the line.
    """
    return _note_and_checkpoint(content, what)[1]


def _note_and_checkpoint(content: bytes, what: str) -> tuple[SignedNote, Checkpoint]:
    """Read a note, and the checkpoint that is its text."""
    lines = split_lines(content, what, MAX_NOTE)
    note = parse_note_lines(lines)
    return note, parse_checkpoint_lines(lines.within(0, note.text.count("\n")))


def parse_checkpoint_lines(lines: Lines) -> Checkpoint:
    """Read the text of a checkpoint (C2SP tlog-checkpoint, section Note text)."""
    if len(lines.lines) < HEAD_LINES:
        raise lines.wrong(
            len(lines.lines) - 1,
            "ends before origin, size and root are told",
            code="checkpoint.head",
        )
    if "" in lines.lines:
        raise lines.wrong(lines.lines.index(""), "is empty", code="form.empty")
    size, root = lines.decimal(1, lines.lines[1]), lines.hash(2)
    if size == 0 and root != NOTHING:
        raise lines.wrong(2, "is not the root of an empty tree", code="checkpoint.empty_root")
    return Checkpoint(lines.lines[0], size, root, lines.lines[HEAD_LINES:])


def note_text_lines(note: SignedNote) -> Lines:
    """Give the text of a note by lines."""
    return Lines("checkpoint", tuple(note.text.split("\n")[:-1]))
