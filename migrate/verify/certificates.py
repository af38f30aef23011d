"""Clause: an answer that came over TLS names its certificate, the certificate is in its file, and nobody else's is.

The records are `metadata` and hold a chain in PEM, the server's own first; answers name theirs by record id.
"""

import binascii
import hashlib
from collections.abc import Iterator
from typing import Any

POINTER = "WARC-TLS-Certificate-ID"
LONGEST = 1 << 20  # bytes of a chain
_BEGIN, _END = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"


class Certificates:
    """What one file says of certificates while it is read."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}  # record id → digest of the server's own certificate
        self._named: set[str] = set()

    def keep(self, record: Any) -> None:
        """Take the certificate that a `metadata` record holds."""
        own = record.raw_stream.read(LONGEST).partition(_BEGIN)[2].partition(_END)[0]
        try:
            digest = hashlib.sha256(binascii.a2b_base64(own)).hexdigest()
        except binascii.Error:
            digest = ""
        self._kept[record.rec_headers.get_header("WARC-Record-ID")] = digest

    def problem(self, record: Any, claimed: str | None) -> str | None:
        """Say how an answer and what the ledger tells of its connection (None: it came in the clear) disagree."""
        named = record.rec_headers.get_header(POINTER)
        if named is None:
            return "台账记有证书，记录却没有指明" if claimed and "sha256:" in claimed else None
        self._named.add(named)
        if named not in self._kept:
            return "记录所指的证书不在文件中"
        if f"sha256:{self._kept[named]}" not in (claimed or "").split():
            return "记录所指的证书与台账不符"
        return None

    def unnamed(self) -> Iterator[str]:
        """Give the record ids of certificates that no answer in the ledger names."""
        yield from sorted(self._kept.keys() - self._named)
