"""Timestamps of an authority (RFC 3161): that a checkpoint existed no later than a time.

They come from the optional extra ``brierbook[timestamps]``. The authority sees a hash alone. What
is stamped is the file of a checkpoint, byte for byte, so that ``openssl ts -verify -data FILE``
verifies the same. A timestamp shows the latest time at which something can have been made, never
when it was made; and it is as good as the trust in the authority.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from types import ModuleType
from typing import TYPE_CHECKING, override
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from brierbook.errors import ArgumentError, IntegrityError, MalformedError, TimestampPendingError

if TYPE_CHECKING:
    from email.message import Message
    from ssl import SSLContext
    from typing import IO

    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse
    from rfc3161_client.tsp import Accuracy

__all__ = ["MAX_RESPONSE", "TimestampRequest", "VerifiedTimestamp", "verify_timestamp"]

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
WHAT = "timestamp"
# a token with a chain of certificates has some kilobytes
MAX_RESPONSE = 2**15
SECONDS = 30.0
GRANTED = 0
# a token by itself is a CMS ContentInfo, and begins with the OID of signed data
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
STATUS_GRANTED = bytes.fromhex("3003020100")


@dataclass(frozen=True)
class TimestampRequest:
    """A request as bytes to send, and the nonce that the answer must repeat."""

    der: bytes
    nonce: int


@dataclass(frozen=True)
class VerifiedTimestamp:
    """What a timestamp proved: the message existed no later than `at` plus `accuracy`.

    Parameters
    ----------
    at : datetime
        The time of the authority, UTC.
    accuracy : timedelta
        How far its clock may be off by its own word, zero if it does not say.
    authority : str
        The subject of its certificate (RFC 4514).
    serial : int
        The number that the authority gave.
    """

    at: datetime
    accuracy: timedelta
    authority: str
    serial: int


def make_timestamp_request(message: bytes) -> TimestampRequest:
    """Ask for a timestamp of the SHA-256 of a message, with a nonce (RFC 3161, section 2.4.1).

    Raises
    ------
    ArgumentError
        If the message is empty.
    IntegrityError
        If the extra ``timestamps`` is not installed.
    """
    if not message:
        raise ArgumentError(
            "message",
            "there is nothing to stamp; give the bytes of a checkpoint",
            code="timestamp.nothing",
        )
    client = _load_rfc3161_client()
    builder = client.TimestampRequestBuilder().data(message)
    made = builder.hash_algorithm(client.base.HashAlgorithm.SHA256).build()
    return TimestampRequest(made.as_bytes(), made.nonce)


def ask_authority(
    url: str,
    request: TimestampRequest,
    *,
    timeout: float = SECONDS,
    context: "SSLContext | None" = None,
) -> bytes:
    """Send a request over HTTPS, and give the answer unread (RFC 3161, section 3.4).

    Nothing else in this package uses the network, and nothing calls this unless asked to.

    Raises
    ------
    ArgumentError
        If the address is not one of https.
    TimestampPendingError
        If the authority does not answer, or not with a timestamp; ask again later.
    """
    if not _is_https_address(url):
        raise ArgumentError(
            "url", "must begin with https:// and name a host", code="timestamp.https"
        )
    opener = build_opener(HTTPSHandler(context=context), _RefuseRedirects())
    query = Request(url, data=request.der, headers={"Content-Type": QUERY})  # noqa: S310  # https, see above
    try:
        with opener.open(query, timeout=timeout) as reply:
            kind, content = reply.headers.get_content_type(), reply.read(MAX_RESPONSE + 1)
    except HTTPError as error:
        error.close()
        raise TimestampPendingError(
            "{url} answers {status}; ask again later",
            code="timestamp.status",
            url=url,
            status=str(error.code),
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        raise TimestampPendingError(
            "{url} gives no answer ({why}); ask later",
            code="timestamp.no_answer",
            url=url,
            why=_error_cause(error),
        ) from error
    if kind != REPLY or len(content) > MAX_RESPONSE:
        raise TimestampPendingError(
            "{url} does not answer with a timestamp; ask another",
            code="timestamp.other_answer",
            url=url,
        )
    return bytes(content)


def _is_https_address(url: str) -> bool:
    """Tell whether an address names a host to ask over HTTPS."""
    try:
        parts = urlsplit(url)
        named = parts.scheme == "https" and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(named) and url.isascii() and url.isprintable() and " " not in url


class _RefuseRedirects(HTTPRedirectHandler):
    """Follows nowhere: the address that was given is the one that is asked."""

    @override
    def redirect_request(
        self, req: Request, fp: "IO[bytes]", code: int, msg: str, headers: "Message", newurl: str
    ) -> None:
        """Give no other request, which makes the redirection an error."""


def verify_timestamp(
    content: bytes, message: bytes, roots: bytes, request: TimestampRequest | None = None
) -> VerifiedTimestamp:
    """Verify a timestamp offline (RFC 3161, sections 2.3 and 2.4.2).

    The certificate of the authority must have been valid when it stamped, need not be now.

    Parameters
    ----------
    content : bytes
        The answer of the authority, or the token alone (DER).
    message : bytes
        What was stamped, byte for byte.
    roots : bytes
        Certificates that are trusted (PEM).
    request : TimestampRequest, optional
        What was asked, if the answer came just now: its nonce must come back.

    Raises
    ------
    TimestampPendingError
        If the authority refused or put off the request.
    MalformedError
        If the timestamp or the roots cannot be read.
    IntegrityError
        If it is on another message, no trusted certificate leads to its signer, or that one may not
        stamp or was not valid.
    """
    client, response = _load_rfc3161_client(), _decode_response(content)
    if response.status != GRANTED:
        raise TimestampPendingError(
            "the authority refused: {why}; ask again",
            code="timestamp.refused",
            why=_refusal_reasons(response),
        )
    builder = client.VerifierBuilder(
        roots=_load_roots(roots), nonce=None if request is None else request.nonce
    )
    try:
        builder.build().verify_message(response, message)
        return _timestamp_facts(response)
    except (client.VerificationError, ValueError) as error:
        raise IntegrityError(
            "the timestamp does not hold: {why}", code="timestamp.false", why=_error_cause(error)
        ) from error


def _timestamp_facts(response: "TimeStampResponse") -> VerifiedTimestamp:
    """Take the facts from a timestamp that was verified."""
    info = response.tst_info
    at = info.gen_time.astimezone(UTC)
    return VerifiedTimestamp(
        at, _read_accuracy(info.accuracy), _authority_name(response), info.serial_number
    )


def _decode_response(content: bytes) -> "TimeStampResponse":
    """Read an answer, or a token as if it were one."""
    if len(content) > MAX_RESPONSE:
        raise MalformedError(
            WHAT, None, "has more than {limit} bytes", code="form.too_long", limit=MAX_RESPONSE
        )
    try:
        response: TimeStampResponse = _load_rfc3161_client().decode_timestamp_response(
            _wrap_bare_token(content)
        )
    except ValueError as error:
        raise MalformedError(
            WHAT,
            None,
            "is not one of RFC 3161: {why}",
            code="timestamp.form",
            why=_error_cause(error),
        ) from error
    return response


def _wrap_bare_token(content: bytes) -> bytes:
    """Put the status of a granted request before a token that stands alone."""
    # after the tag and the length of the outer sequence
    long = content[1:2] >= b"\x80"
    start = 2 + (content[1] & 0x7F if long else 0)
    if not content[start:].startswith(SIGNED_DATA):
        return content
    body = STATUS_GRANTED + content
    return b"\x30\x82" + len(body).to_bytes(2) + body


def _load_roots(roots: bytes) -> "list[Certificate]":
    """Read certificates."""
    from cryptography.x509 import load_pem_x509_certificates  # heavy

    try:
        return load_pem_x509_certificates(roots)
    except ValueError as error:
        raise MalformedError("certificates", None, "are not PEM", code="timestamp.roots") from error


def _authority_name(response: "TimeStampResponse") -> str:
    """Name the signer, by its certificate in the token."""
    from cryptography.x509 import load_der_x509_certificate  # heavy

    (signer,) = response.signed_data.signer_infos
    called = (signer.issuer, signer.serial_number)
    certificates = map(load_der_x509_certificate, response.signed_data.certificates)
    names = [each.subject for each in certificates if (each.issuer, each.serial_number) == called]
    # another certificate beside the true one could lend the signer a name
    if len(names) != 1:
        raise IntegrityError(
            "the timestamp holds {n} certificates of its signer, not 1",
            code="timestamp.signers",
            n=len(names),
        )
    return names[0].rfc4514_string()


def _read_accuracy(stated: "Accuracy | None") -> timedelta:
    """Read how far the clock may be off (RFC 3161, section 2.4.2)."""
    if stated is None:
        return timedelta(0)
    return timedelta(
        seconds=stated.seconds or 0,
        milliseconds=stated.millis or 0,
        microseconds=stated.micros or 0,
    )


def _refusal_reasons(response: "TimeStampResponse") -> str:
    """Give the words of a refusal, on one line."""
    words = " ".join(" ".join(response.status_string).split())
    return words if words.isprintable() and words else f"status {response.status}"


def _error_cause(error: Exception) -> str:
    """Give the cause on one line."""
    cause = str(error.reason if isinstance(error, URLError) else error)
    # OpenSSL puts what a user can act on at the end of a list of codes
    *_, plain = cause.split("Verify error: ")
    words = " ".join(plain.removesuffix('" }])').split())
    return words or type(error).__name__


def _load_rfc3161_client() -> ModuleType:
    """Load the library of the extra."""
    try:
        import rfc3161_client  # an extra
    except ImportError as error:
        raise IntegrityError(
            "timestamps need an extra: run pip install 'brierbook[timestamps]'",
            code="timestamp.extra",
        ) from error
    return rfc3161_client
