"""来源说明: the page that says where a site's archive comes from, what is not in it, and how it is verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.directory.own_files import OwnFiles
from archive.directory.site_index import ArchivedSite

PAGE = "provenance.html"
STAMP_TOLD = (
    "归档标识由归档软件加在页面最前面，位于两处首尾相同的注释（archive-stamp）之间；页面里指向原网站的链接改为指向归档的"
    "页面，改动的原文按位置记在文件末尾的注释（archive-originals）里。去掉标识、按记录放回原文，就逐字节还原为采集到的内容，"
    "其摘要与台账和归档目录中的“采集内容 SHA-256”一致；WARC 中的原始记录从未改动。"
)


@dataclass(frozen=True)
class Section:
    """One part of the page: texts, named facts, a table, points, and lines to type, in this order."""

    title: str
    texts: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str | int, ...], ...] = ()
    points: tuple[str, ...] = ()
    code: str = ""


def write_provenance(own: OwnFiles, site: ArchivedSite, sections: Sequence[Section]) -> Path:
    """The site's page stands."""
    return own.put_page(PAGE, "provenance.html", {"site": site, "sections": sections})
