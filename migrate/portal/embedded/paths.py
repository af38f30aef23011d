"""Where things lie below the embedded portal's home: every path is ASCII and safe on any system and server."""

import hashlib
import re

from migrate.errors import PortalRefusal
from migrate.model import Channel

_SLUGS = re.compile(r"[a-z0-9][a-z0-9-]{0,60}(?:/[a-z0-9][a-z0-9-]{0,60})*")
_TAKEN = frozenset({"files", "assets"})
_YEAR = re.compile(r"(\d{4})-\d{2}-\d{2}", re.ASCII)
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_DIGEST = re.compile(r"[0-9a-f]{64}")
# Files that a browser shows or saves and no server runs. Anything else is stored as `.bin`, so that an old page, a
# script or a drawing with script in it does not become part of the portal; readers save it under its own name.
# fmt: off
HARMLESS = frozenset((
    "7z", "avi", "bmp", "caj", "ceb", "cebx", "csv", "doc", "docx", "dps", "dwg", "epub", "et",
    "flv", "gd", "gif", "gw", "ico", "jpeg", "jpg", "m4a", "m4v", "mkv", "mov", "mp3", "mp4",
    "mpg", "odp", "ods", "odt", "ofd", "ogg", "pdf", "png", "pps", "ppsx", "ppt", "pptx", "rar",
    "rm", "rmvb", "rtf", "sep", "swf", "tar", "tif", "tiff", "txt", "vsd", "wav", "webm", "webp",
    "wma", "wmv", "wps", "xls", "xlsx", "zip",
))
# fmt: on
_LONGEST = 80  # characters of a stored name, ending included: paths stay below 260 on Windows


def article_id(article_key: str) -> str:
    """Give the portal's id of an article: 16 hex digits that depend on its key alone."""
    return hashlib.sha256(article_key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article_path(remote_id: str, channel: str, published_at: str | None) -> str:
    """Give an article's page: its channel, the year it says it was published, its id."""
    found = _YEAR.match(published_at or "")
    return f"{channel}/{found[1] if found else 'undated'}/{remote_id}.html"


def channel_page(channel: str, number: int = 1) -> str:
    """Give the n-th page of a channel, the first being its home."""
    name = "index.html" if number == 1 else f"index_{number}.html"
    return f"{channel}/{name}" if channel else name


def file_path(sha256: str, name: str) -> str:
    """Give the place of a file: its digest's folders, then a name that is safe everywhere; raises on no digest."""
    if not _DIGEST.fullmatch(sha256):
        raise PortalRefusal(f"附件“{name}”没有可用的 SHA-256 摘要（{sha256!r}）", "请重新采集该附件")
    return f"files/{sha256[:2]}/{sha256[:16]}/{safe_name(name)}"


def safe_name(name: str) -> str:
    """Give a file name for the disk: ASCII, no device, no hidden file, no ending that a server or browser runs.

    >>> safe_name("关于报送总结的通知.DOC"), safe_name("report 2019.pdf"), safe_name("../x.php"), safe_name("con.txt")
    ('file.doc', 'report-2019.pdf', 'x-php.bin', 'file-con.txt')
    """
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, ending = last.rpartition(".")
    stem, ending = (stem, ending.lower()) if dot else (last, "")
    if not re.fullmatch(r"[a-z0-9]{1,10}", ending):
        stem, ending = last, ""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-_") if stem.isascii() else ""
    stem = stem[: _LONGEST - 20] or "file"
    if _DEVICES.fullmatch(stem):
        stem = f"file-{stem}"
    if ending in HARMLESS:
        return f"{stem}.{ending}"
    return f"{stem}-{ending}.bin" if ending else f"{stem}.bin"


def checked_channel(channel: Channel) -> Channel:
    """Give the channel back if it can be a folder of the portal and its trail names every step, or PortalRefusal."""
    slugs = channel.path.split("/")
    usable = _SLUGS.fullmatch(channel.path) and slugs[0] not in _TAKEN
    if not usable or len(channel.trail) != len(slugs):
        raise PortalRefusal(
            f"频道“{channel.name}”的路径 {channel.path!r} 不可用",
            "频道路径应由小写字母、数字和连字符组成，以 / 分级，并与各级名称一一对应",
        )
    return channel
