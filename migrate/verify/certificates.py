"""Clause: an answer that came over TLS names its certificate, the certificate is in its file, and nobody else's is.

The records are `metadata` and hold a chain in PEM, the server's own first; answers name theirs by record id.
"""

import binascii
import hashlib
from collections.abc import Iterator, Mapping

POINTER = "WARC-TLS-Certificate-ID"
TOLD = ("warc-protocol", "warc-cipher-suite", POINTER.lower())  # how a record tells of its connection
LONGEST = 1 << 20  # bytes of a chain
_BEGIN, _END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"


def certificate_digest(chain: bytes) -> str:
    """Give the digest of the first certificate of a chain; empty where there is none."""
    own = chain.partition(_BEGIN)[2].partition(_END)[0]
    try:
        return hashlib.sha256(binascii.a2b_base64(own)).hexdigest()
    except binascii.Error:
        return ""


class Certificates:
    """What one file says of certificates while it is read."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}  # record id → digest of the server's own certificate
        self._named: set[str] = set()

    def keep(self, record_id: str, chain: bytes) -> None:
        """Take the certificates that a `metadata` record holds."""
        self._kept[record_id] = certificate_digest(chain)

    def problem(self, fields: Mapping[str, str], claimed: str | None) -> str | None:
        """Say how an answer's fields and the ledger's word on its connection (None: in the clear) disagree."""
        named = fields.get(POINTER.lower())
        if claimed is not None and not any(name in fields for name in TOLD):
            return "台账记为加密连接，记录却没有写明"
        if named is None:
            return "台账记有证书，记录却没有指明" if claimed and "sha256:" in claimed else None
        self._named.add(named)
        if f"sha256:{self._kept.get(named, '')}" not in (claimed or "").split():
            return "记录所指的证书与台账不符"
        return None

    def unnamed(self) -> Iterator[str]:
        """Give the record ids of certificates that no answer in the ledger names."""
        yield from sorted(self._kept.keys() - self._named)
