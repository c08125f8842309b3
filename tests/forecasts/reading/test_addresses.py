"""Pages of the web: what is fetched, and what is never reached."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from brierbook.errors import InputError
from brierbook.forecasts.reading.documents.addresses import Network, fetch_page, is_address

PUBLIC = "93.184.215.14"
type Serve = Callable[[socket.socket, bytes], None]


@contextmanager
def serving(answer: Serve) -> Iterator[int]:
    """Answer each connection on loopback with a function."""
    server = socket.create_server(("127.0.0.1", 0))

    def work() -> None:
        while True:
            try:
                link, _ = server.accept()
            except OSError:
                return
            with link:
                try:
                    answer(link, link.recv(65_536))
                except OSError:
                    continue

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()


def network(
    port: int, addresses: dict[str, list[str]] | None = None, seconds: float = 5
) -> Network:
    """Resolve names to public addresses, and connect to the server of the test instead."""
    known = addresses or {}
    return Network(
        resolve=lambda host, _: known.get(host, [PUBLIC]),
        connect=lambda _address, _port, wait: socket.create_connection(("127.0.0.1", port), wait),
        seconds=seconds,
    )


def page(link: socket.socket, _: bytes) -> None:
    """Send a small page."""
    body = b"<html><body>The mill will close.</body></html>"
    link.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
        % (len(body), body)
    )


def test_a_page_is_fetched_with_its_type() -> None:
    with serving(page) as port:
        found = fetch_page("http://news.example/story/mill", network(port))
    assert found.media_type == "text/html"
    assert b"The mill" in found.data
    assert found.name == "news.example-mill"


def redirect(target: str) -> Serve:
    """Send somebody on."""
    return lambda link, _: link.sendall(
        b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % target.encode()
    )


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "ftp://news.example/",
        "http://user:word@news.example/",
    ],
)
def test_no_redirect_leads_to_what_is_not_public(target: str) -> None:
    private = {
        "localhost": ["127.0.0.1"],
        "127.0.0.1": ["127.0.0.1"],
        "::1": ["::1"],
        "10.0.0.1": ["10.0.0.1"],
        "169.254.169.254": ["169.254.169.254"],
        "::ffff:127.0.0.1": ["::ffff:127.0.0.1"],
    }
    with serving(redirect(target)) as port, pytest.raises(InputError, match="no public address"):
        fetch_page("http://news.example/", network(port, private))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "192.168.1.1", "169.254.1.1", "100.64.0.1"]
)
def test_a_name_that_resolves_to_a_private_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="no public address"):
        fetch_page("http://news.example/", network(1, {"news.example": [PUBLIC, address]}))


def test_redirects_end() -> None:
    with (
        serving(redirect("http://news.example/")) as port,
        pytest.raises(InputError, match="on and on"),
    ):
        fetch_page("http://news.example/", network(port))


def test_an_endless_answer_is_cut() -> None:
    def endless(link: socket.socket, _: bytes) -> None:
        link.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        for _number in range(1000):
            link.sendall(b"a" * 65_536)

    with serving(endless) as port, pytest.raises(InputError, match="sends more than"):
        fetch_page("http://news.example/", network(port, seconds=30))


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_slow_answer_is_cut(head: bytes) -> None:
    def drip(link: socket.socket, _: bytes) -> None:
        link.sendall(head)
        for _number in range(100):
            link.sendall(b"a")
            time.sleep(0.1)

    before = time.monotonic()
    with serving(drip) as port, pytest.raises(InputError, match=r"slowly|reached"):
        fetch_page("http://news.example/", network(port, seconds=1))
    assert time.monotonic() - before < 5


def test_a_status_that_is_no_page_is_named() -> None:
    def gone(link: socket.socket, _: bytes) -> None:
        link.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    with serving(gone) as port, pytest.raises(InputError, match="404"):
        fetch_page("http://news.example/", network(port))


def test_what_is_no_web_address_is_a_file() -> None:
    assert is_address("https://news.example/a")
    assert not any(map(is_address, ("file:///etc/passwd", "a.txt", "http", "C:\\a", "-")))
