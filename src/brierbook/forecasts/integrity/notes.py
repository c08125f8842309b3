"""Signed notes (C2SP signed-note): a text, an empty line, and lines with signatures of the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from brierbook.errors import (
    ArgumentError,
    IntegrityError,
    MalformedError,
    UnknownSignerError,
    message_of,
)
from brierbook.forecasts.integrity.fields import Lines, encode_base64, split_lines
from brierbook.forecasts.integrity.keys import ID_BYTES, KeyPair, VerifierKey, is_key_name

__all__ = ["MAX_NOTE", "parse_note", "sign_note", "verified_signers"]

WHAT = "signed note"
# sixteen signatures of 5 kB each must fit (C2SP signed-note, section Format)
MAX_NOTE = 2**18
MARK = "— "


@dataclass(frozen=True)
class NoteSignature:
    """One signature line: the name of a key, its four bytes of id, and what it signed with."""

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note."""
        return f"{MARK}{self.name} {encode_base64(self.key_id + self.value)}\n"


@dataclass(frozen=True)
class SignedNote:
    """A text that ends in a line feed, and its signatures, none of them verified yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def to_bytes(self) -> bytes:
        """Write the note; a note that was read comes out with the same bytes."""
        return (self.text + "\n" + "".join(each.line for each in self.signatures)).encode()


def sign_note(text: str, keys: Sequence[KeyPair]) -> SignedNote:
    """Sign a text (C2SP signed-note, section Format).

    Raises
    ------
    ArgumentError
        If there is no key, or the text cannot be that of a note.
    """
    if not keys:
        raise ArgumentError("keys", "give at least one key to sign with", code="note.no_key")
    if not text.endswith("\n"):
        raise ArgumentError("text", "must end in a line feed", code="note.line_feed")
    try:
        message = text.encode()
    except UnicodeEncodeError as error:
        raise ArgumentError(
            "text", "holds half of a surrogate pair", code="note.surrogate"
        ) from error
    note = SignedNote(text, tuple(_sign_message(key, message) for key in keys))
    try:
        parse_note(note.to_bytes())
    except MalformedError as error:
        raise ArgumentError("text", message_of(error)) from error
    return note


def _sign_message(key: KeyPair, message: bytes) -> NoteSignature:
    """Sign with one key."""
    return NoteSignature(key.verifier.name, key.verifier.id, key.sign(message))


def parse_note(content: bytes) -> SignedNote:
    """Read a note without verifying it (C2SP signed-note, section Format).

    Raises
    ------
    MalformedError
        If it is not of this form; the message names the line.
    """
    return parse_note_lines(split_lines(content, WHAT, MAX_NOTE))


def parse_note_lines(lines: Lines) -> SignedNote:
    """Read a note that stands in some lines of a file."""
    empty = [at for at, line in enumerate(lines.lines) if not line]
    # the text may hold empty lines; the last one ends it
    if not empty or empty[-1] == 0:
        raise lines.wrong(0, "has no text with an empty line after it", code="note.no_text")
    text = "".join(line + "\n" for line in lines.lines[: empty[-1]])
    signed = lines.within(empty[-1] + 1)
    if not signed.lines:
        raise lines.wrong(
            empty[-1], "is empty, but no signature comes after it", code="note.no_signature"
        )
    return SignedNote(text, tuple(_parse_signature(signed, at) for at in range(len(signed.lines))))


def _parse_signature(lines: Lines, at: int) -> NoteSignature:
    """Read one signature line."""
    line = lines.lines[at]
    name, _, encoded = line.removeprefix(MARK).partition(" ")
    if not line.startswith(MARK) or not is_key_name(name):
        raise lines.wrong(
            at, "is not a signature: em dash, name of the key, base64", code="note.signature"
        )
    value = lines.base64_of(at, encoded)
    if len(value) <= ID_BYTES:
        raise lines.wrong(
            at, "holds no signature after the id of the key", code="note.empty_signature"
        )
    return NoteSignature(name, value[:ID_BYTES], value[ID_BYTES:])


def verified_signers(note: SignedNote, verifiers: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Verify a note and tell which known keys signed it (C2SP signed-note, section Signatures).

    Signatures of unknown keys are ignored, even if they share a name or an id with a known one.

    Raises
    ------
    UnknownSignerError
        If no known key signed.
    IntegrityError
        If a signature of a known key does not verify: then the whole note is refused.
    """
    known = _index_verifiers(verifiers)
    found: dict[VerifierKey, None] = {}
    for each in note.signatures:
        key = known.get((each.name, each.key_id))
        if key is None:
            continue
        if not key.verifies(note.text.encode(), each.value):
            raise IntegrityError(
                "the signature of {name} does not fit the text",
                code="note.does_not_fit",
                name=key.name,
            )
        found[key] = None
    if not found:
        raise _unknown_signers(note)
    return tuple(found)


def _index_verifiers(verifiers: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    """Index the known keys; two that cannot be told apart are refused."""
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in verifiers:
        if known.setdefault((key.name, key.id), key) != key:
            raise IntegrityError(
                "two verifier keys share the name {name} and the id",
                code="note.same_name",
                name=key.name,
            )
    return known


def _unknown_signers(note: SignedNote) -> UnknownSignerError:
    """Say who signed, so that the right key can be found."""
    names = sorted({f"{each.name}+{each.key_id.hex()}" for each in note.signatures})
    return UnknownSignerError(
        "no key that is trusted signed this; it is signed by {names}; give its verifier key",
        code="note.unknown_signer",
        names=", ".join(names[:3]),
    )
