"""Sealed forecasts: publish a commitment now, show the forecast later.

The commitment is SHA-256 over a fixed prefix and the canonical JSON (RFC 8785) of the forecast with
a nonce of 32 random bytes: a hash commitment as in Halevi and Micali (CRYPTO 1996,
doi:10.1007/3-540-68697-5_16), with the message hashed together with the randomness.

It hides every field of the body and its length: without the nonce, a guess (there are only so many
round probabilities) cannot be tried against the commitment. It binds: nobody can show another
body for it, short of a collision of SHA-256.

It does not hide that something was sealed, by whom and when, for these are in the entry around it.
It does not show when it was made; a timestamp on a checkpoint does. It does not make anybody open
it: who seals both yes and no can open the lucky one, so seals that stay closed must be counted.
A seal whose nonce is lost can never be opened.
"""

import os
from hashlib import sha256
from typing import Self

from brierbook.errors import ArgumentError, FormError, MalformedError
from brierbook.forecasts.canonical import Json, encode_utf8, parse_canonical
from brierbook.forecasts.frozen import frozen_record

__all__ = ["SealOpening", "commitment_hash", "opens_seal", "seal_body"]

# no other hash of this project begins with these bytes
DOMAIN = b"brierbook/sealed-forecast@v1\n"
NONCE_BYTES = 32
FIELDS = {"body", "nonce"}
WHAT = "opening"


@frozen_record
class SealOpening:
    """What opens a seal: keep it secret until then, and keep it.

    Parameters
    ----------
    body : dict
        The hidden forecast, as it would stand in the book.
    nonce : bytes
        Random bytes.
    """

    body: dict[str, Json]
    nonce: bytes

    def to_bytes(self) -> bytes:
        """Write it as canonical JSON (RFC 8785)."""
        return encode_utf8({"body": self.body, "nonce": self.nonce.hex()})

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Read what `to_bytes` wrote; MalformedError if it is anything else."""
        try:
            value = parse_canonical(content.removesuffix(b"\n"))
        except FormError as error:
            raise MalformedError(WHAT, None, error.problem) from error
        body, nonce = value.get("body"), value.get("nonce")
        if value.keys() != FIELDS or not isinstance(body, dict) or not isinstance(nonce, str):
            raise MalformedError(
                WHAT, None, "must hold an object, body, and a nonce in hex", code="opening.fields"
            )
        opening = cls(body, _parse_nonce(nonce))
        if opening.to_bytes() != content.removesuffix(b"\n"):
            raise MalformedError(
                WHAT, None, "its nonce is not written in small hex digits", code="opening.digits"
            )
        return opening


def seal_body(body: dict[str, Json]) -> tuple[bytes, SealOpening]:
    """Seal a forecast.

    Parameters
    ----------
    body : dict
        The forecast to hide: canonical JSON, fractions as decimal strings.

    Returns
    -------
    bytes
        The commitment of 32 bytes, to publish.
    Opening
        What opens it, to keep.

    Raises
    ------
    ArgumentError
        If the body has no canonical form.
    """
    try:
        same = parse_canonical(encode_utf8(body)) == body
    except FormError as error:
        raise ArgumentError("body", error.problem) from error
    if not same:
        raise ArgumentError(
            "body", "its keys must be strings, its lists lists", code="opening.body"
        )
    opening = SealOpening(body, os.urandom(NONCE_BYTES))
    return commitment_hash(opening), opening


def opens_seal(sealed: bytes, opening: SealOpening) -> bool:
    """Tell whether an opening is that of a commitment."""
    return commitment_hash(opening) == sealed


def commitment_hash(opening: SealOpening) -> bytes:
    """Hash an opening into its commitment."""
    return sha256(DOMAIN + opening.to_bytes()).digest()


def _parse_nonce(text: str) -> bytes:
    """Read a nonce."""
    try:
        nonce = bytes.fromhex(text)
    except ValueError as error:
        raise MalformedError(
            WHAT, None, "its nonce is not hexadecimal", code="opening.hexadecimal"
        ) from error
    if len(nonce) != NONCE_BYTES:
        raise MalformedError(
            WHAT,
            None,
            "its nonce has {n} bytes, not {bytes}",
            code="opening.length",
            n=len(nonce),
            bytes=NONCE_BYTES,
        )
    return nonce
