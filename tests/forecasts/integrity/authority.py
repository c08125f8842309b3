"""A timestamp authority on this machine: its certificates, and OpenSSL that stamps for it."""

import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import override

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from brierbook.forecasts.integrity.timestamps import MAX_RESPONSE

# the accuracy is told, the chain is left out: only the signer stands in a token
CONFIG = """\
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.13762.3
digests = {digests}
accuracy = secs:1, millisecs:500, microsecs:100
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Issued:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """The certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM)

    def save(self, folder: Path, name: str) -> None:
        """Write certificate and key."""
        (folder / f"{name}.pem").write_bytes(self.pem)
        secret = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(secret)


def named(name: str) -> x509.Name:
    """Make the name of a certificate."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def issue(
    name: str,
    issuer: Issued | None,
    usage: list[x509.ObjectIdentifier],
    days: tuple[int, int] = (-10, 365),
    serial: int | None = None,
) -> Issued:
    """Make a root if there is no issuer, and else a certificate for a usage."""
    key = ec.generate_private_key(ec.SECP256R1())
    signer = issuer.key if issuer else key
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(issuer.certificate.subject if issuer else named(name))
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(key_usage(issuer is None), critical=True)
    )
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=True)
        names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
        builder = builder.add_extension(names, critical=False)
    return Issued(key, builder.sign(signer, hashes.SHA256()))


def key_usage(root: bool) -> x509.KeyUsage:  # noqa: FBT001  # the only argument
    """Say what a key may do: a root signs certificates, the others sign data."""
    return x509.KeyUsage(
        digital_signature=not root,
        key_cert_sign=root,
        crl_sign=root,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def make_root(name: str = "Root of Testing") -> Issued:
    """Make a root certificate."""
    return issue(name, None, [])


class Authority:
    """An authority whose files are in a folder."""

    def __init__(
        self,
        folder: Path,
        root: Issued,
        days: tuple[int, int] = (-10, 365),
        digests: str = "sha256, sha384, sha512",
    ) -> None:
        folder.mkdir()
        self.folder, self.root = folder, root
        usage = [ExtendedKeyUsageOID.TIME_STAMPING]
        self.signer = issue("Clock of Testing", root, usage, days)
        self.signer.save(folder, "signer")
        (folder / "serial").write_text("41\n")
        (folder / "ts.cnf").write_text(CONFIG.format(folder=folder, digests=digests))

    def stamp(self, query: bytes, *options: str) -> bytes:
        """Answer a request; the option -token_out leaves the token alone."""
        (self.folder / "query").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", str(self.folder / "ts.cnf")]
        command += ["-queryfile", str(self.folder / "query"), "-out", str(self.folder / "answer")]
        subprocess.run([*command, *options], check=True, capture_output=True)
        return (self.folder / "answer").read_bytes()


class Clerk(BaseHTTPRequestHandler):
    """Answers as authorities do, or as they should not."""

    authority: Authority

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""

    def do_POST(self) -> None:
        """Read a request and answer by the path."""
        query = self.rfile.read(int(self.headers["Content-Length"]))
        asked = self.headers["Content-Type"] == "application/timestamp-query"
        if self.path == "/stamp" and asked:
            self.give(200, "application/timestamp-reply", self.authority.stamp(query))
        elif self.path == "/away":
            self.give(302, "text/plain", b"", Location="http://localhost:9/")
        elif self.path == "/large":
            self.give(200, "application/timestamp-reply", bytes(MAX_RESPONSE + 1))
        elif self.path == "/page":
            self.give(200, "text/html", b"<p>Welcome</p>")
        elif self.path == "/slow":
            time.sleep(1)
        else:
            self.give(503, "text/plain", b"later")

    def give(self, status: int, kind: str, content: bytes, **headers: str) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in (
            {"Content-Type": kind, "Content-Length": str(len(content))} | headers
        ).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class Counter(ThreadingHTTPServer):
    """Serves over TLS, and does not print when a client leaves."""

    context: ssl.SSLContext

    @override
    def get_request(self) -> tuple[socket.socket, object]:
        """Accept; the handshake is left to the thread of the connection, where it may fail."""
        accepted, address = super().get_request()
        wrapped = self.context.wrap_socket(
            accepted, server_side=True, do_handshake_on_connect=False
        )
        return wrapped, address

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Keep silent."""


@contextmanager
def served(authority: Authority, folder: Path) -> Iterator[str]:
    """Serve an authority over TLS on this machine, and give its address."""
    issue("localhost", authority.root, [ExtendedKeyUsageOID.SERVER_AUTH]).save(folder, "server")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    handler = type("Here", (Clerk,), {"authority": authority})
    with Counter(("localhost", 0), handler) as server:
        server.context = context
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
