"""The wording of the mark 已归档 as HTML that no style sheet of a page hides, in print and without script too."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from html import escape

from archive.errors import ArchiveError

BEIJING = timezone(timedelta(hours=8))
DEFAULT_WORDING = """归档时间：{time}
原网站：{site_name}
原网址：{old_url}
现网址：{new_url}
本页面为网站关停、迁移前的归档页面，内容不再更新。"""

_FONT = "font:{} 16px/1.7 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',SimSun,sans-serif"
_INLINE = ("all:initial", "display:inline", _FONT.format("normal"), "overflow-wrap:anywhere")
BOX = (
    "all:initial",
    "display:block",
    "position:relative",  # with the z-index: in front of a header that the page fixes to the top
    "z-index:2147483647",
    "clear:both",
    "box-sizing:border-box",
    "width:100%",
    "padding:10px 16px",
    "background:#fff8e1",
    "color:#1a1a1a",
    "border:solid #b71c1c",
    "border-width:2px 0",
    _FONT.format("normal"),
    "text-align:left",
    "visibility:visible",
    "opacity:1",
    "print-color-adjust:exact",
)
BADGE = (
    "all:initial",
    "display:inline-block",
    _FONT.format("bold"),
    "background:#b71c1c",
    "color:#fff",
    "border:2px solid #b71c1c",
    "padding:0 12px",
    "margin:0 16px 0 0",
)
LINE = (*_INLINE, "display:inline-block", "max-width:100%", "color:#1a1a1a", "margin:0 20px 0 0")
LINK = (*_INLINE, "color:#0b3d91", "text-decoration:underline", "cursor:pointer")

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_FIELDS = ("time", "site_name", "old_url", "new_url")


def beijing_time(moment: datetime) -> str:
    """The moment as `北京时间 YYYY-MM-DD HH:MM:SS`."""
    if moment.tzinfo is None:
        raise ArchiveError(f"归档时间没有时区：{moment}", "给出带时区的时间")
    return f"北京时间 {moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def mark_html(
    template: str,
    *,
    archived_at: datetime,
    old_url: str,
    new_url: str | None,
    site_name: str,
    list_pages: Sequence[tuple[str, str | None]] = (),
) -> str:
    """The mark: 已归档, then the template's lines as text, its fields filled in; a line that names a missing
    `{new_url}` is left out. `list_pages` (number and relative address, None for the page itself) stand below: the
    list's own pager was printed by a script and no longer works."""
    check_wording(template)
    values = {"time": beijing_time(archived_at), "site_name": site_name, "old_url": old_url, "new_url": new_url or ""}
    lines = [line.strip() for line in template.splitlines() if line.strip() and (new_url or "{new_url}" not in line)]
    filled = "".join(f'<span style="{_css(LINE)}">{_filled(line, values)}</span> ' for line in lines)
    badge = f'<strong style="{_css(BADGE)}">已归档</strong> '
    return f'<div role="note" lang="zh-CN" dir="ltr" style="{_css(BOX)}">{badge}{filled}{_pager(list_pages)}</div>'


def _pager(list_pages: Sequence[tuple[str, str | None]]) -> str:
    if not list_pages:
        return ""
    shown = " ".join(
        f'<a href="{escape(address)}" style="{_css(LINK)}">{escape(number)}</a>' if address else escape(number)
        for number, address in list_pages
    )
    return f'<span style="{_css(LINE)}">本列表各页：{shown}</span>'


def check_wording(template: str) -> None:
    """Raises for a wording that names an unknown field, or does not name the time of archiving."""
    unknown = [name for name in _FIELD.findall(template) if name not in _FIELDS]
    if unknown:
        known = "、".join(f"{{{name}}}" for name in _FIELDS)
        raise ArchiveError(f"归档标识的文字里有不认识的字段 {{{unknown[0]}}}", f"只能用 {known}")
    if "{time}" not in template:
        raise ArchiveError("归档标识的文字里没有归档时间", "在文字里加上 {time}")


def _filled(line: str, values: dict[str, str]) -> str:
    pieces = _FIELD.split(line)  # text, field name, text, …
    return "".join(_value(piece, values[piece]) if at % 2 else escape(piece) for at, piece in enumerate(pieces))


def _value(name: str, value: str) -> str:
    if name == "new_url" and _can_be_followed(value):
        return f'<a href="{escape(value)}" style="{_css(LINK)}">{escape(value)}</a>'
    return escape(value)


def _can_be_followed(url: str) -> bool:
    """Whether it is a whole web address: a path alone leads elsewhere on every server and on none from disk."""
    return re.match(r"https?://", url, re.IGNORECASE) is not None


def _css(declarations: tuple[str, ...]) -> str:
    return "".join(f"{declaration}!important;" for declaration in declarations)
