"""Files on their way to a portal elsewhere: compared with their digest before they are sent, and where they stand."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from migrate.errors import PortalRefusal
from migrate.portal.asking import PIECE, Again, Asker
from migrate.portal.contract import FileContent
from migrate.portal.embedded.paths import HARMLESS

IN_MEMORY = 8 << 20
_MORE_HARMLESS = frozenset({"xlsx", "zip"})


def read_whole(content: FileContent, sha256: str, name: str, spool: IO[bytes]) -> int:
    """Put a file's bytes into `spool` and give their number; raises PortalRefusal where they have another digest."""
    digest, length = hashlib.sha256(), 0
    for piece in _pieces(content):
        digest.update(piece)
        length += len(piece)
        spool.write(piece)
    if digest.hexdigest() != sha256:
        raise PortalRefusal(f"附件“{name}”的内容与其 SHA-256 摘要不符", "请重新采集该附件后再发布")
    return length


def digest_at(asker: Asker, url: str) -> str:
    """Ask for a file as a visitor does and give the SHA-256 of its bytes."""
    for attempt in asker.trying(Again):
        with attempt:
            digest = hashlib.sha256()
            for piece in asker.download(url):
                digest.update(piece)
    return digest.hexdigest()


def harmless_ending(name: str) -> str:
    """Give the ending that a file is stored under: its own where no browser runs it, else `bin`."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if ending in HARMLESS | _MORE_HARMLESS else "bin"


def _pieces(content: FileContent) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, Path):
        with content.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    else:
        yield from content()
