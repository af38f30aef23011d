"""Which payloads of a site are kept already: most answers are new, and a look at 128 KiB of marks tells so.

Asking the ledger of every answer would cost more than hashing it. A mark may be there by chance: then the ledger has
the say; a payload that was kept always has its mark.
"""

from typing import Any

from sqlalchemy import Connection, Row, select

from migrate.ledger.frontier import original_of
from migrate.ledger.schema import captures

MARKS = 1 << 20  # bits: a tenth of them is set at 110,000 payloads
_LETTERS = 16  # of a digest, that tell its mark


class Payloads:
    """The marks of one site's kept payloads; read from the ledger once, then told of each new one."""

    def __init__(self, connection: Connection, site_key: str) -> None:
        self._key = site_key
        self._marks = bytearray(MARKS // 8)
        kept = select(captures.c.payload_digest).where(captures.c.site_key == site_key)
        for digest in connection.execute(kept.execution_options(yield_per=1000)).scalars():
            self.kept(digest)

    def kept(self, payload_digest: str) -> None:
        """Know that a capture with this payload stands in the ledger, or will with this transaction."""
        byte, bit = _place(payload_digest)
        self._marks[byte] |= bit

    def original_of(self, connection: Connection, payload_digest: str) -> Row[Any] | None:
        """Give the first whole capture of the very same payload, None when it is new."""
        byte, bit = _place(payload_digest)
        return original_of(connection, self._key, payload_digest) if self._marks[byte] & bit else None


def _place(payload_digest: str) -> tuple[int, int]:
    mark = int(payload_digest[-_LETTERS:], 16) % MARKS
    return mark >> 3, 1 << (mark & 7)
