"""The file name that a server gives with a download: Content-Disposition, in the spellings that old servers use."""

import re
from urllib.parse import unquote_to_bytes

from migrate.extract.dom import squeezed

LONGEST = 200
_FIELD = re.compile(rb"^content-disposition[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
_EXTENDED = re.compile(rb"filename\*\s*=\s*\"?([\w\-]*)'[^']*'([^;\"\r\n]+)", re.IGNORECASE)
_PLAIN = re.compile(rb"filename\s*=\s*(?:\"([^\"\r\n]*)\"|([^;\r\n]+))", re.IGNORECASE)


def served_name(head: bytes) -> str:
    """Give the file name of a response's head; empty where it has none.

    RFC 5987 comes first; a plain name may be percent-encoded, or raw bytes in UTF-8 or GBK.

    >>> served_name("HTTP/1.1 200 OK\\r\\nContent-Disposition: attachment; filename=附件.doc\\r\\n\\r\\n".encode("gbk"))
    '附件.doc'
    """
    field = _FIELD.search(head)
    if not field:
        return ""
    extended, plain = _EXTENDED.search(field[1]), _PLAIN.search(field[1])
    if extended:
        name = _decoded(unquote_to_bytes(extended[2]), extended[1].decode("ascii", "replace"))
    elif plain:
        name = _decoded(unquote_to_bytes((plain[1] or plain[2] or b"").strip()), "")
    else:
        return ""
    return squeezed(re.split(r"[/\\]", name)[-1])[:LONGEST]


def _decoded(raw: bytes, charset: str) -> str:
    wanted = "gb18030" if charset.lower() in {"gb2312", "gbk"} else charset
    for offer in (wanted, "utf-8", "gb18030"):
        try:
            return raw.decode(offer) if offer else raw.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")
