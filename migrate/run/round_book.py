"""冻结期差异: the workbook of what the newest ended round of each site found, made again by every capture."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import read_body
from migrate.charset import decode
from migrate.crawl.shells import title_of
from migrate.ledger import rounds
from migrate.ledger.frontier import place_of
from migrate.ledger.round_lines import ended_rounds, round_lines
from migrate.ledger.rounds import ADDED, BACK, CHANGED, REMOVED, SAME, UNASKED, VOLATILE, Difference
from migrate.ledger.sites import site_names
from migrate.run.report_book import Table, write_book
from migrate.run.screens.url_story import beijing
from migrate.run.words import DIFFERENCES, OUTCOMES, reason_words
from migrate.run.work import REPORTS, Work

NAME = "冻结期差异.xlsx"
ORDER = (ADDED, REMOVED, CHANGED, BACK, VOLATILE, UNASKED, SAME)
SAID = {
    REMOVED: "原先采到的内容保留，照常归档和迁移",
    CHANGED: "以现内容为准，原记录仍在",
    VOLATILE: "沿用原内容，两次的记录都在",
    UNASKED: "robots.txt 或人工规则已不允许，沿用原内容",
    BACK: "上次没有采到，这次采到",
}
TITLE_BYTES = 256 << 10  # of a page that is looked into for its title
SUMMARY = (
    "网站",
    "网站标识码",
    "第几次采集",
    "开始（北京时间）",
    "结束",
    "再次请求",
    *(DIFFERENCES[one] for one in ORDER),
    "说明",
)
HEADINGS = (
    *("网站", "差异", "标题", "网址", "原采集时间（北京时间）", "原摘要（SHA-256）", "原记录"),
    *("现采集时间（北京时间）", "现摘要（SHA-256）", "现记录", "说明"),
)
WIDTHS = (20, 14, 34, 44, 19, 24, 34, 19, 24, 34, 34)


def write_round_book(work: Work) -> str | None:
    """The workbook shows the rounds as they stand; gives a line for the desk where it cannot be written."""
    path = work.folder(REPORTS) / NAME
    with work.ledger.begin() as connection:
        names = site_names(connection)
        found = {key: rounds.difference_of(connection, key) for key in rounds.sites_with_rounds(connection)}
        if not found:
            return None
        summary = (_summary(names[key], key, one) for key, one in found.items() if one is not None)
        tables = (
            Table("汇总", SUMMARY, (20, 14, 10, 19, 19, *[10] * 8, 60), summary),
            Table("差异", HEADINGS, WIDTHS, _lines(connection, work, names)),
        )
        try:
            write_book(path, tables)
        except OSError as error:
            why = error.strerror or str(error)
            return f"{REPORTS}/{NAME} 写不进去（{why}）；请关闭正在打开它的程序，再运行 migrate capture"
    return None


def _summary(name: str, site_key: str, one: Difference) -> Sequence[str | int]:
    state = f"尚未完成，还有 {one.waiting} 个网址没有再次请求" if one.ended_at is None else ""
    if one.doubt:
        state = f"存疑：{one.doubt}"
    numbers = [one.asked, *(getattr(one, difference) for difference in ORDER)]
    times = [beijing(one.began_at), beijing(one.ended_at) if one.ended_at else ""]
    return [name, site_key, one.number, *times, *numbers, state]


def _lines(connection: Connection, work: Work, names: Mapping[str, str]) -> Iterator[Sequence[str | int]]:
    for one in ended_rounds(connection):
        for row in round_lines(connection, one):
            yield _line(connection, work, names[one.site_key], row)


def _line(connection: Connection, work: Work, name: str, row: Any) -> Sequence[str]:
    title = row.title or _title(connection, work, row.now or row.former)
    return [name, DIFFERENCES[row.difference], title, row.url, *_told(row.former), *_told(row.now), _said(row)]


def _told(capture: Row[Any] | None) -> tuple[str, str, str]:
    if capture is None:
        return "", "", ""
    return beijing(capture.fetched_at), capture.sha256, f"{capture.warc} @{capture.offset}"


def _said(row: Any) -> str:
    said = SAID.get(row.difference, "")
    if row.difference not in (REMOVED, UNASKED):
        return said
    found = row.found or {}
    how, why = OUTCOMES.get(str(found.get("outcome")), ""), reason_words(found.get("reason") or "")
    return f"这次：{how}{f'（{why}）' if why else ''}；{said}"


def _title(connection: Connection, work: Work, capture: Row[Any] | None) -> str:
    """The title of a page that was not read yet."""
    if capture is None or capture.status != 200 or not capture.content_type.startswith("text/html"):
        return ""
    place = place_of(connection, capture.id)
    return title_of(decode(read_body(work.workspace / place.warc, place.offset, limit=TITLE_BYTES)).text)
