"""Ed25519 keys of signed notes, as text (C2SP signed-note, sections Signatures and Ed25519).

A verifier key is ``name+hex id+base64(0x01 || public key)``, a private one
``PRIVATE+KEY+name+hex id+base64(0x01 || seed)``, as in Go's golang.org/x/mod/sumdb/note. The id is
SHA-256(name || 0x0A || 0x01 || public key)[:4]. Signatures are those of RFC 8032.
"""

import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Self

from brierbook.errors import ArgumentError, MalformedError, WorkspaceError, message_of_system
from brierbook.forecasts.integrity.fields import decode_base64, encode_base64

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["ID_BYTES", "MAX_KEY", "KeyPair", "VerifierKey", "is_key_name"]

KEY_BYTES = 32
ID_BYTES = 4
ED25519 = b"\x01"
PRIVATE = "PRIVATE+KEY+"
OWNER_ONLY = 0o600
OTHERS = 0o077
# longer files are no key
MAX_KEY = 4096


@dataclass(frozen=True)
class VerifierKey:
    """What is needed to verify signatures: a name and 32 bytes of public key."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash of name and key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:ID_BYTES]

    @property
    def text(self) -> str:
        """The key as one line that may be published."""
        return _format_key(self, self.public)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key; MalformedError if it is not one."""
        name, key_id, public = _split_key_text("verifier key", text.strip("\n"))
        key = cls(name, public)
        _refuse_other_id("verifier key", key, key_id)
        return key

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Tell whether this key made the signature (RFC 8032, section 5.1.7)."""
        from cryptography.exceptions import InvalidSignature  # heavy
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # heavy
            Ed25519PublicKey,
        )

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class KeyPair:
    """A key that signs; whoever holds its seed can sign in its name."""

    verifier: VerifierKey
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> Self:
        """Make a new key from the randomness of the system.

        Raises
        ------
        ArgumentError
            If the name is empty or has spaces, control characters or a plus.
        """
        if not is_key_name(name):
            raise ArgumentError(
                "name", "must be a word without spaces and plus, like example.org", code="key.name"
            )
        return cls.from_seed(name, os.urandom(KEY_BYTES))

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """Derive the public key (RFC 8032, section 5.1.5)."""
        public = _load_private_key(seed).public_key().public_bytes_raw()
        return cls(VerifierKey(name, public), seed)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a private key; MalformedError if it is not one."""
        what = "private key"
        if not text.startswith(PRIVATE):
            raise MalformedError(
                what, None, "does not begin with {prefix}", code="key.prefix", prefix=PRIVATE
            )
        name, key_id, seed = _split_key_text(what, text.removeprefix(PRIVATE).strip("\n"))
        key = cls.from_seed(name, seed)
        _refuse_other_id(what, key.verifier, key_id)
        return key

    @property
    def text(self) -> str:
        """The private key as one line that must be kept secret."""
        return PRIVATE + _format_key(self.verifier, self.seed)

    def sign(self, message: bytes) -> bytes:
        """Sign a message (RFC 8032, section 5.1.6); the same message gives the same signature."""
        return _load_private_key(self.seed).sign(message)

    def save(self, path: Path) -> None:
        """Write the private key to a new file that its owner alone can read.

        Raises
        ------
        WorkspaceError
            If the file is there already or cannot be written: a key is never written over.
        """
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        except FileExistsError as error:
            raise WorkspaceError(
                "{path} is there already; keys are never replaced", code="key.exists", path=path
            ) from error
        except OSError as error:
            raise WorkspaceError(
                "{path}: cannot be written ({why})",
                code="file.unwritable",
                path=path,
                why=message_of_system(error),
            ) from error
        with os.fdopen(opened, "w", encoding="utf-8", newline="\n") as file:
            file.write(self.text + "\n")
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a private key that nobody but its owner can read.

        Raises
        ------
        WorkspaceError
            If the file cannot be read, or others can read it too.
        MalformedError
            If it holds no private key.
        """
        try:
            with path.open("rb") as file:
                others = os.fstat(file.fileno()).st_mode & OTHERS
                content = file.read(MAX_KEY)
        except OSError as error:
            raise WorkspaceError(
                "{path}: cannot be read ({why})",
                code="file.unreadable_now",
                path=path,
                why=message_of_system(error),
            ) from error
        # elsewhere the bits of the mode say nothing of who may read
        if others and os.name == "posix":
            raise WorkspaceError(
                "{path} can be read by others; run chmod 600 on it", code="key.open", path=path
            )
        try:
            return cls.parse(content.decode())
        except UnicodeDecodeError as error:
            raise MalformedError(
                "private key",
                None,
                "is not UTF-8 at byte {place}",
                code="form.utf8",
                place=error.start,
            ) from error


def _load_private_key(seed: bytes) -> "Ed25519PrivateKey":
    """Make the key of the library."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # heavy
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(seed)


def is_key_name(text: str) -> bool:
    """Tell whether a text may name a key: UTF-8 without spaces, control characters and plus."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return bool(text) and not any(each.isspace() or each in "+\x7f" or each < " " for each in text)


def _format_key(verifier: VerifierKey, key: bytes) -> str:
    """Write name, id and key."""
    return f"{verifier.name}+{verifier.id.hex()}+{encode_base64(ED25519 + key)}"


def _split_key_text(what: str, text: str) -> tuple[str, str, bytes]:
    """Take name, id and key from a text."""
    # base64 may hold a plus, a name may not
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    if not is_key_name(name) or not encoded:
        raise MalformedError(what, None, "is not of the form name+id+key", code="key.form")
    try:
        value = decode_base64(encoded)
    except ValueError as error:
        raise MalformedError(
            what, None, "its last part is not base64", code="key.base64"
        ) from error
    if value[:1] != ED25519 or len(value) != 1 + KEY_BYTES:
        raise MalformedError(
            what, None, "is not an Ed25519 key (type 01 and 32 bytes)", code="key.type"
        )
    return name, key_id, value[1:]


def _refuse_other_id(what: str, key: VerifierKey, key_id: str) -> None:
    """Refuse a key whose id is not that of its name and public key."""
    if key.id.hex() != key_id:
        raise MalformedError(
            what,
            None,
            "its id is {id}, not {other}: mistyped?",
            code="key.id",
            id=key.id.hex(),
            other=key_id,
        )
