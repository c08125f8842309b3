"""A timestamp authority on this machine: its certificates, and OpenSSL that stamps for it."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

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
