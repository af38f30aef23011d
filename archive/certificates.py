"""How a connection was secured, and the certificates that a server showed, kept once a file as a record of their own.

WARC 1.1 leaves to the writer how a TLS handshake is told. Protocol and cipher suite go into the fields that the IIPC
has adopted for them (`WARC-Protocol`, `WARC-Cipher-Suite`). The certificates are a `metadata` record: they explain the
answers of a host and answer no request. Each record of such an exchange names it in `WARC-TLS-Certificate-ID`.
"""

import base64
import textwrap
from dataclasses import dataclass
from hashlib import sha256

CONTENT_TYPE = "application/pem-certificate-chain"
POINTER = "WARC-TLS-Certificate-ID"

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Secured:
    """How a connection was secured: `protocol` as `tls/1.2`, the suite by IANA's name, the chain in DER, leaf first."""

    protocol: str
    cipher_suite: str
    chain: tuple[bytes, ...]


def certificate_uri(chain: tuple[bytes, ...]) -> str:
    """The name of a certificate by its own digest (RFC 6920), which no site's address can be.

    >>> certificate_uri((b"Hello World!",))
    'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk'
    """
    digest = sha256(chain[0]).digest()
    return f"ni:///sha-256;{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def pem(chain: tuple[bytes, ...]) -> bytes:
    """The chain as RFC 8555 sends it: each certificate in PEM, the server's own first."""
    texts = ("\n".join(textwrap.wrap(base64.b64encode(one).decode(), 64)) for one in chain)
    return "".join(f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n" for text in texts).encode()


def secured_fields(secured: Secured, certificate_id: str | None) -> Headers:
    """The fields that tell of a record's connection; a suite without a registered name is left out."""
    fields = [("WARC-Protocol", secured.protocol)] if secured.protocol else []
    if secured.cipher_suite.startswith("TLS_"):
        fields.append(("WARC-Cipher-Suite", secured.cipher_suite))
    if certificate_id is not None:
        fields.append((POINTER, certificate_id))
    return fields
