"""Certificates and TLS settings of old servers, made anew for each test run: nothing secret lies in the repository."""

import base64
import ipaddress
import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

# The 1024-bit group 2 of RFC 2409, §6.2: what old servers use, and too small for modern clients.
SMALL_PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key; `chain` is what a server shows (DER), its own first."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey
    chain: tuple[bytes, ...]

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def issued(
    *names: str, issuer: Issued | None = None, days: tuple[int, int] = (-1, 30), bits: int = 2048, is_ca: bool = False
) -> Issued:
    """A certificate for host names and addresses, valid from and to so many days from now; self-signed by default."""
    key = rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    start, end = (datetime.now(UTC) + timedelta(days=one) for one in days)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    der = certificate.public_bytes(serialization.Encoding.DER)
    return Issued(certificate, key, (der, *(issuer.chain if issuer else ())))


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def serving(
    folder: Path,
    held: Issued,
    oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
    newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED,
    ciphers: str = "",
    group: int = 0,
) -> ssl.SSLContext:
    """A server's TLS: its certificate with the issuers', protocols, ciphers, and a Diffie-Hellman prime of its own."""
    key = held.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    path = folder / f"{held.certificate.serial_number:x}.pem"
    path.write_bytes(key + b"".join(ssl.DER_cert_to_PEM_cert(one).encode() for one in held.chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ciphers or "DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(path)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version, context.maximum_version = oldest, newest
    if group:
        path.write_text(_group_pem(group))
        context.load_dh_params(path)
    return context


def _group_pem(prime: int) -> str:
    """The parameters of PKCS #3: a sequence of the prime (128 bytes here) and the generator 2."""
    der = b"\x30\x81\x87\x02\x81\x81\x00" + prime.to_bytes(128, "big") + b"\x02\x01\x02"
    return f"-----BEGIN DH PARAMETERS-----\n{base64.encodebytes(der).decode()}-----END DH PARAMETERS-----\n"
