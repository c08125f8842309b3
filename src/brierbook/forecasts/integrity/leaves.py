"""The leaf of an entry, in two levels: what surrounds the body, and the hash of the body.

The line of an entry is canonical JSON, so its keys stand in order: the body first, then plain texts
that say by whom, of what kind, of which proposition and when, and the version at the end.

    {"body":{...},"by":...,"kind":...,"proposition":...,"recorded_at":...,"v":2}

The envelope is the same line with the hash of the body in its place, and the leaf of RFC 6962 is
that of the envelope. Who takes the body out leaves the envelope, which has the same leaf: kind,
author, time and proposition are proved still, and cannot be written anew.
"""

from hashlib import sha256

from brierbook.forecasts.integrity.merkle import leaf_hash

__all__ = ["body_hash", "entry_envelope", "hash_entry"]

OPENING, CLOSING = b'{"body":', b'},"by":"'
TWO_LEVELS = b',"v":2}'
# no leaf and no node begins with this byte (RFC 6962, section 2.1)
BODY_PREFIX = b"\x02"


def body_hash(body: bytes) -> str:
    """Hash the canonical bytes of a body, in hexadecimal."""
    return sha256(BODY_PREFIX + body).hexdigest()


def entry_envelope(line: bytes) -> bytes:
    """Put the hash of the body in its place; a line without a body is its own envelope.

    No text inside the body can pass for its end: within a JSON string a quotation mark follows a
    backslash, and after the body there are no objects.
    """
    end = line.rfind(CLOSING)
    if end < 0 or not line.startswith(OPENING + b"{"):
        return line
    body, rest = line[len(OPENING) : end + 1], line[end + 1 :]
    return b'%s"%s"%s' % (OPENING, body_hash(body).encode(), rest)


def hash_entry(line: bytes) -> bytes:
    """Give the leaf hash of an entry; what is of version 1, or no entry, has one level."""
    return leaf_hash(entry_envelope(line) if line.endswith(TWO_LEVELS) else line)
