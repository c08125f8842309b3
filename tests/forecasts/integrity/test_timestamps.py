"""Timestamps by OpenSSL: one that is kept, and an authority on this machine that is asked."""

import json
import re
import shutil
import ssl
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st
from tests.forecasts.integrity.authority import Authority, Clerk, Issued, issue, make_root, served

from brierbook.errors import ArgumentError, IntegrityError, MalformedError, TimestampPendingError
from brierbook.forecasts.integrity.checkpoint import open_checkpoint
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.timestamps import (
    MAX_RESPONSE,
    TimestampRequest,
    VerifiedTimestamp,
    ask_authority,
    make_timestamp_request,
    verify_timestamp,
)

# made by OpenSSL 3.0.19 (openssl ts -reply), with a root that is valid for a hundred years
KEPT = json.loads(
    (Path(__file__).parents[2] / "oracles" / "timestamp.json").read_text(encoding="utf-8")
)
MESSAGE = KEPT["checkpoint"].encode()
ROOT = KEPT["root"].encode()
ANSWER = b64decode(KEPT["answer"])
REQUEST = TimestampRequest(b64decode(KEPT["request"]), KEPT["nonce"])
ANCHOR = VerifiedTimestamp(
    datetime.fromisoformat(KEPT["time"]),
    timedelta(seconds=1, milliseconds=500, microseconds=100),
    "CN=Clock of Testing",
    KEPT["serial"],
)
openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the command openssl")


@pytest.fixture(scope="module")
def root() -> Issued:
    return make_root()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory, root: Issued) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "files", root)


def test_a_kept_timestamp_gives_time_and_authority() -> None:
    open_checkpoint(MESSAGE, [VerifierKey.parse(KEPT["verifier"])])
    found = verify_timestamp(ANSWER, MESSAGE, ROOT, REQUEST)
    assert found == ANCHOR
    assert found.at.tzinfo is UTC


def test_another_message_is_refused() -> None:
    for changed in (MESSAGE + b"\n", MESSAGE[:-1], MESSAGE.replace(b"5", b"6", 1), b""):
        with pytest.raises(IntegrityError, match="does not hold: Mismatch between messages"):
            verify_timestamp(ANSWER, changed, ROOT)


def test_another_root_is_refused() -> None:
    with pytest.raises(IntegrityError, match=r"unable to get local issuer certificate$"):
        verify_timestamp(ANSWER, MESSAGE, make_root().pem)


def test_another_nonce_is_refused() -> None:
    with pytest.raises(IntegrityError, match="Nonce mismatch"):
        verify_timestamp(ANSWER, MESSAGE, ROOT, TimestampRequest(b"", REQUEST.nonce + 1))


def test_every_cut_is_malformed() -> None:
    for end in range(len(ANSWER)):
        with pytest.raises(MalformedError, match="timestamp"):
            verify_timestamp(ANSWER[:end], MESSAGE, ROOT)
    with pytest.raises(MalformedError, match="timestamp"):
        verify_timestamp(ANSWER + b"\0", MESSAGE, ROOT)


@given(st.integers(0, len(ANSWER) - 1), st.integers(1, 255))
def test_no_changed_byte_proves_anything_else(at: int, change: int) -> None:
    changed = ANSWER[:at] + bytes([ANSWER[at] ^ change]) + ANSWER[at + 1 :]
    try:
        found = verify_timestamp(changed, MESSAGE, ROOT, REQUEST)
    except IntegrityError:
        return
    # names of algorithms and padding outside the signature may change, what is proved may not
    assert found == ANCHOR


@given(st.binary())
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(IntegrityError):
        verify_timestamp(content, MESSAGE, ROOT)


def test_what_is_too_long_is_not_read() -> None:
    with pytest.raises(MalformedError, match=f"more than {MAX_RESPONSE} bytes"):
        verify_timestamp(ANSWER + bytes(MAX_RESPONSE), MESSAGE, ROOT)


@pytest.mark.parametrize("roots", [b"", b"none", ROOT.replace(b"M", b"!"), ROOT[:-40]])
def test_roots_that_are_no_certificates_are_refused(roots: bytes) -> None:
    with pytest.raises(MalformedError, match="certificates: are not PEM"):
        verify_timestamp(ANSWER, MESSAGE, roots)


def test_nothing_cannot_be_stamped() -> None:
    with pytest.raises(ArgumentError, match="nothing to stamp"):
        make_timestamp_request(b"")


def test_without_the_extra_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    for call in (make_timestamp_request, lambda each: verify_timestamp(ANSWER, each, ROOT)):
        with pytest.raises(IntegrityError, match=r"pip install 'brierbook\[timestamps\]'"):
            call(MESSAGE)


@openssl
def test_a_request_holds_the_hash_and_a_fresh_nonce(tmp_path: Path) -> None:
    first, second = make_timestamp_request(b"abc"), make_timestamp_request(b"abc")
    assert first.nonce != second.nonce
    (tmp_path / "query").write_bytes(first.der)
    command = ["openssl", "ts", "-query", "-in", str(tmp_path / "query"), "-text"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    digits = "".join(line[9:].split("   ")[0] for line in shown.splitlines() if " - " in line[:12])
    # SHA-256 of abc: FIPS 180-4, example
    wanted = "ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad"
    assert "".join(digits.replace("-", " ").split()) == wanted.replace(" ", "")
    [nonce] = re.findall(r"Nonce: (0x[0-9A-F]+)", shown)
    assert int(nonce, 16) == first.nonce
    assert "Hash Algorithm: sha256" in shown
    assert "Certificate required: yes" in shown


@openssl
def test_an_answer_and_its_token_alone_are_verified(authority: Authority) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    request = make_timestamp_request(MESSAGE)
    for options in ([], ["-token_out"]):
        answer = authority.stamp(request.der, *options)
        found = verify_timestamp(answer, MESSAGE, authority.root.pem, request)
        assert before <= found.at <= datetime.now(UTC)
        assert found.authority == "CN=Clock of Testing"


@openssl
def test_openssl_verifies_what_is_verified_here(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(authority.stamp(make_timestamp_request(MESSAGE).der))
    (tmp_path / "checkpoint").write_bytes(MESSAGE)
    (tmp_path / "root.pem").write_bytes(authority.root.pem)
    command = ["openssl", "ts", "-verify", "-in", "answer", "-data", "checkpoint"]
    done = subprocess.run(
        [*command, "-CAfile", "root.pem"], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert (done.returncode, "Verification: OK" in done.stdout + done.stderr) == (0, True)


@openssl
@pytest.mark.parametrize(
    ("days", "problem"), [((-10, -1), "has expired"), ((1, 10), "is not yet valid")]
)
def test_a_certificate_that_was_not_valid_is_refused(
    tmp_path: Path, root: Issued, days: tuple[int, int], problem: str
) -> None:
    clock = Authority(tmp_path / "clock", root, days)
    answer = clock.stamp(make_timestamp_request(MESSAGE).der)
    with pytest.raises(IntegrityError, match=problem):
        verify_timestamp(answer, MESSAGE, root.pem)


@openssl
def test_a_refused_request_is_pending_with_the_words_of_the_authority(
    tmp_path: Path, root: Issued
) -> None:
    clock = Authority(tmp_path / "clock", root, digests="sha512")
    answer = clock.stamp(make_timestamp_request(MESSAGE).der)
    with pytest.raises(TimestampPendingError, match="digest algorithm is not supported"):
        verify_timestamp(answer, MESSAGE, root.pem)


def beside(authority: Authority, folder: Path, serial: int | None) -> bytes:
    """Stamp, and put another certificate into the token, one longer than that of the signer."""
    usage = [ExtendedKeyUsageOID.TIME_STAMPING]
    name = "The Trusted Clock of Somebody Else Who Is Well Known"
    issue(name, authority.root, usage, serial=serial).save(folder, "other")
    request = make_timestamp_request(MESSAGE)
    return authority.stamp(request.der, "-chain", str(folder / "other.pem"))


@openssl
def test_the_signer_is_named_by_its_own_certificate(authority: Authority, tmp_path: Path) -> None:
    answer = beside(authority, tmp_path, serial=None)
    found = verify_timestamp(answer, MESSAGE, authority.root.pem)
    assert found.authority == "CN=Clock of Testing"


@openssl
def test_a_twin_of_its_certificate_lends_the_signer_no_name(
    authority: Authority, tmp_path: Path
) -> None:
    answer = beside(authority, tmp_path, authority.signer.certificate.serial_number)
    with pytest.raises(IntegrityError, match="holds 2 certificates of its signer, not 1"):
        verify_timestamp(answer, MESSAGE, authority.root.pem)


@pytest.fixture(scope="module")
def counter(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(authority, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="module")
def trust(root: Issued) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=root.pem.decode())


@openssl
def test_an_authority_is_asked_over_https(
    counter: str, trust: ssl.SSLContext, root: Issued
) -> None:
    request = make_timestamp_request(MESSAGE)
    answer = ask_authority(f"{counter}/stamp", request, context=trust)
    assert verify_timestamp(answer, MESSAGE, root.pem, request).authority == "CN=Clock of Testing"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/away", "answers 302"),
        ("/large", "does not answer with a timestamp"),
        ("/page", "does not answer with a timestamp"),
        ("/slow", "gives no answer"),
        ("/none", "answers 503; ask again later"),
    ],
)
def test_an_authority_that_does_not_answer_is_pending(
    counter: str, trust: ssl.SSLContext, path: str, problem: str
) -> None:
    with pytest.raises(TimestampPendingError) as caught:
        ask_authority(f"{counter}{path}", REQUEST, timeout=0.5, context=trust)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_authority_that_is_not_there_is_pending(trust: ssl.SSLContext) -> None:
    # nothing listens on a port that was bound and closed
    with ThreadingHTTPServer(("localhost", 0), Clerk) as closed:
        port = closed.server_port
    with pytest.raises(TimestampPendingError, match="refused"):
        ask_authority(f"https://localhost:{port}", REQUEST, context=trust)


def test_a_server_without_a_trusted_certificate_is_pending(counter: str) -> None:
    with pytest.raises(TimestampPendingError, match="certificate verify failed"):
        ask_authority(f"{counter}/stamp", REQUEST)


@pytest.mark.parametrize(
    "url",
    [
        *("http://localhost/", "file:///etc/hosts", "ftp://localhost/", "localhost", ""),
        *("https://", "https:localhost", "https://[", "https://a b/", "https://a:b/"),
        *("https://a/\n", "https://а/", "https://a:0/", " http://a/#https://"),
    ],
)
def test_only_https_is_asked(url: str) -> None:
    with pytest.raises(ArgumentError, match="must begin with https://"):
        ask_authority(url, REQUEST)
