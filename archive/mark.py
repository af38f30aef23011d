"""The mark 已归档: what it tells, worded by the office, in the look of archive/look.py."""

import re
from collections.abc import Sequence
from datetime import datetime

from archive.errors import ArchiveError
from archive.look import ListPage, Look, Part, Told, read_look
from archive.moments import beijing_time as beijing_time

DEFAULT_WORDING = """归档时间：{time}
原网站：{site_name}
原网址：{old_url}
现网址：{new_url}
本页面为网站关停、迁移前的归档页面，内容不再更新。"""

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_FIELDS = ("time", "site_name", "old_url", "new_url")


def mark_html(
    wording: str,
    *,
    archived_at: datetime,
    old_url: str,
    new_url: str | None,
    site_name: str,
    new_address: str | None = None,
    list_pages: Sequence[tuple[str, str | None]] = (),
    look: Look | None = None,
) -> str:
    """The mark: 已归档, then the wording's lines as text, its fields filled in; a line that names a missing
    `{new_url}` is left out. `new_address` is where the new address is found from this page, if not at `new_url` itself.
    `list_pages` (number and relative address, None for the page itself): the list's own pager was printed by a script
    and no longer works."""
    check_wording(wording)
    address = new_address or (new_url if new_url and _can_be_followed(new_url) else None)
    values = {"time": beijing_time(archived_at), "site_name": site_name, "old_url": old_url, "new_url": new_url or ""}
    lines = [line.strip() for line in wording.splitlines() if line.strip() and (new_url or "{new_url}" not in line)]
    told = Told(
        **values,
        new_address=address,
        lines=tuple(_parts(line, values, address) for line in lines),
        list_pages=tuple(ListPage(number, place) for number, place in list_pages),
    )
    return (look or read_look()).drawn(told)


def check_wording(wording: str) -> None:
    """Raises for a wording that names an unknown field, or does not name the time of archiving."""
    unknown = [name for name in _FIELD.findall(wording) if name not in _FIELDS]
    if unknown:
        known = "、".join(f"{{{name}}}" for name in _FIELDS)
        raise ArchiveError(f"归档标识的文字里有不认识的字段 {{{unknown[0]}}}", f"只能用 {known}")
    if "{time}" not in wording:
        raise ArchiveError("归档标识的文字里没有归档时间", "在文字里加上 {time}")


def _parts(line: str, values: dict[str, str], address: str | None) -> tuple[Part, ...]:
    """The line in pieces: text, field, text, …; the new address is a link where it can be followed."""
    pieces = enumerate(_FIELD.split(line))
    filled = ((piece, values[piece]) if at % 2 else ("", piece) for at, piece in pieces)
    return tuple(Part(text, address if name == "new_url" else None) for name, text in filled if text)


def _can_be_followed(url: str) -> bool:
    """Whether it is a whole web address: a path alone leads elsewhere on every server and on none from disk."""
    return re.match(r"https?://", url, re.IGNORECASE) is not None
