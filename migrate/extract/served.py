"""The file name that a server gives with a download: Content-Disposition, in the spellings that old servers use."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import unquote_to_bytes

from migrate.extract.dom import squeezed

LONGEST = 200
_FIELD = re.compile(rb"^content-disposition[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
_EXTENDED = re.compile(rb"filename\*\s*=\s*\"?([\w\-]*)'[^']*'([^;\"\r\n]+)", re.IGNORECASE)
_PLAIN = re.compile(rb"filename\s*=\s*(?:\"([^\"\r\n]*)\"|([^;\r\n]+))", re.IGNORECASE)


def served_name(head: bytes) -> str:
    """Give the file name of a response's head; empty where it has none.

    RFC 5987 comes first; a plain name may be percent-encoded, encoded words, or raw bytes in UTF-8 or GBK.

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
        raw = (plain[1] or plain[2] or b"").strip()
        name = _of_words(raw) if raw.startswith(b"=?") else _decoded(unquote_to_bytes(raw), "")
    else:
        return ""
    return squeezed(re.split(r"[/\\]", name)[-1])[:LONGEST]


def _of_words(raw: bytes) -> str:
    """A name in the encoded words of mail (RFC 2047), as old mail-minded download pages write it."""
    try:
        parts = decode_header(raw.decode("ascii"))
    except (UnicodeDecodeError, HeaderParseError, ValueError):
        return _decoded(raw, "")
    return "".join(one if isinstance(one, str) else _decoded(one, charset or "") for one, charset in parts)


def _decoded(raw: bytes, charset: str) -> str:
    wanted = "gb18030" if charset.lower() in {"gb2312", "gbk"} else charset
    if not wanted and not raw.isascii() and _is_short_gbk(raw):
        return raw.decode("gb18030")
    for offer in (wanted, "utf-8", "gb18030"):
        try:
            return raw.decode(offer) if offer else raw.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def _is_short_gbk(raw: bytes) -> bool:
    """True for bytes that as UTF-8 are letters of the Near East and as GBK are Chinese (通知, 联通): GBK meant them."""
    try:
        as_utf8, as_gbk = raw.decode("utf-8"), raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return max(as_utf8) < "\u0800" and max(as_gbk) >= "\u4e00"
