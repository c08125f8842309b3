"""A page of the web, fetched within bounds: only http and https, only public hosts, every redirect.

The name of a host is resolved once and the connection goes to that very address, so that it cannot
be another one by then. Who resolves and who connects can be replaced by a caller in Python; no
option and no variable lets a command reach a private address.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from brierbook.errors import InputError
from brierbook.forecasts.reading.documents.records import RawDocument
from brierbook.forecasts.workspace.seeds import MAX_BYTES

__all__ = ["Network", "fetch_page", "is_address"]

MOST_REDIRECTS = 5
MOST_SECONDS = 30.0
CHUNK = 65_536
REDIRECTS = (301, 302, 303, 307, 308)
OK = 200
HEADERS = {
    "User-Agent": "brierbook (reads one page for a person)",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


def _resolve_host(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an address."""
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True, slots=True)
class Network:
    """How hosts are resolved and reached."""

    resolve: Callable[[str, int], list[str]] = field(default=_resolve_host)
    connect: Callable[[str, int, float], socket.socket] = field(default=_connect)
    seconds: float = MOST_SECONDS


def is_address(name: str) -> bool:
    """Whether a name is an address of the web and not that of a file."""
    return name.partition(":")[0].lower() in ("http", "https") and "://" in name


def fetch_page(address: str, network: Network | None = None) -> RawDocument:
    """Fetch a page; InputError says why it cannot be had."""
    network = network or Network()
    until = time.monotonic() + network.seconds
    place = address
    for _ in range(MOST_REDIRECTS + 1):
        answer, body = _ask(place, network, until, address)
        if answer.status in REDIRECTS and (target := answer.headers.get("Location")):
            place = urljoin(place, target)
            continue
        if answer.status != OK:
            raise InputError(
                "address",
                address,
                "answers with {status}",
                code="read.status",
                status=answer.status,
            )
        kind = answer.headers.get_content_type()
        charset = answer.headers.get_content_charset()
        return RawDocument(_name_of(place), body, kind, charset)
    raise InputError("address", address, "leads on and on", code="read.redirects")


def _ask(
    place: str, network: Network, until: float, address: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask for one page; give the head of the answer and its body."""
    parts = _checked_parts(place, address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    watch: threading.Timer | None = None
    connection: http.client.HTTPConnection | None = None
    answer: http.client.HTTPResponse | None = None
    try:
        connection = _open(parts.scheme, host, port, network, until, address)
        # a host that sends a byte now and then would never time out
        watch = threading.Timer(max(0.1, until - time.monotonic()), _cut_off, [connection])
        watch.start()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        body = b"" if answer.status in REDIRECTS else _read_body(answer, until, address)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise InputError(
            "address", address, "cannot be reached: {text}", code="read.unreached", text=str(error)
        ) from error
    finally:
        for each in (answer, connection):
            if each is not None:
                each.close()
        if watch is not None:
            watch.cancel()
    return answer, body


def _cut_off(connection: http.client.HTTPConnection) -> None:
    """End a connection that takes too long."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _checked_parts(place: str, address: str) -> SplitResult:
    """Refuse what is no plain address of the web."""
    try:
        parts = urlsplit(place)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        good, parts = False, urlsplit("")
    if not good or parts.username or parts.password or not place.isprintable():
        raise InputError(
            "address",
            address,
            "leads to {place}, which is no public address of the web",
            code="read.no_address",
            place=place[:200],
        )
    return parts


def _open(
    scheme: str, host: str, port: int, network: Network, until: float, address: str
) -> http.client.HTTPConnection:
    """Connect to the one address that a host has now."""
    chosen = network.resolve(host, port)
    if not chosen or not all(map(_is_public, chosen)):
        raise InputError(
            "address",
            address,
            "leads to {place}, which is no public address of the web",
            code="read.no_address",
            place=f"{host} ({', '.join(chosen)[:200]})",
        )
    left = max(0.1, until - time.monotonic())
    connection = http.client.HTTPConnection(host, port, timeout=left)
    link = network.connect(chosen[0], port, left)
    if scheme == "https":
        link = ssl.create_default_context().wrap_socket(link, server_hostname=host)
    connection.sock = link
    return connection


def _is_public(address: str) -> bool:
    """Whether an address is one of the open internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def _read_body(answer: http.client.HTTPResponse, until: float, address: str) -> bytes:
    """Read what is sent, up to a length and until a time."""
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(CHUNK):
        size += len(piece)
        pieces.append(piece)
        if size > MAX_BYTES:
            raise InputError(
                "address", address, "sends more than {n} bytes", code="read.endless", n=MAX_BYTES
            )
        if time.monotonic() > until:
            raise InputError("address", address, "answers too slowly", code="read.too_slow")
    return b"".join(pieces)


def _name_of(place: str) -> str:
    """Make the name of a file from an address."""
    parts = urlsplit(place)
    last = parts.path.rstrip("/").rpartition("/")[2]
    name = "".join(each if each.isalnum() or each in "-_." else "-" for each in last)[:80]
    return f"{parts.hostname}-{name or 'page'}"
