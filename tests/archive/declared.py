"""What a rewritten file declares at its end, read without the code that wrote it."""

import base64
import json
import re
import zlib

_COMMENT = re.compile(rb"(?:<!--archive-originals:([A-Za-z0-9+/=]*)-->|/\*archive-originals:([A-Za-z0-9+/=]*)\*/)\Z")


def undeclared(view: bytes) -> bytes:
    """The view without its declaration."""
    return _split(view)[0]


def put_back(view: bytes) -> bytes:
    """The captured bytes, by the declared edits from the last to the first."""
    made, edits = _split(view)
    whole = bytearray(made)
    for start, length, text in reversed(edits):
        whole[start : start + length] = text.encode("latin-1")
    return bytes(whole)


def _split(view: bytes) -> tuple[bytes, list[tuple[int, int, str]]]:
    for encoding in ("latin-1", "utf-16-le", "utf-16-be"):
        if encoding != "latin-1" and view[:2] != "\ufeff".encode(encoding):
            continue
        tail = view[len(view) % 2 if encoding != "latin-1" else 0 :].decode(encoding, "surrogatepass")
        found = _COMMENT.search(tail.encode("latin-1", "replace"))
        if found:
            told = json.loads(zlib.decompress(base64.b64decode(found[1] or found[2])))
            assert told["v"] == 1
            return view[: -len(found[0].decode().encode(encoding))], told["edits"]
    return view, []
