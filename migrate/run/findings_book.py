"""审查发现: the workbook in which the office reads what screening found, made again whenever that changes.

Decisions are not taken from it: they stand in mappings/screening.toml alone, and the workbook shows them.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from mappings.screening import Screening, read_screening
from migrate.ledger import findings
from migrate.ledger.sites import site_names
from migrate.run.work import MAPPINGS, REPORTS, Work
from migrate.screen.finding import shown_safely
from migrate.sheet.files.source import MARK
from migrate.sheet.styled import LABEL, NUMBER, TEXT, Book, Style, Table, new_book

NAME = "审查发现.xlsx"
MOST_ROWS = 200_000  # a sheet holds a million; nobody reads as many
SEVERITIES = {"block": "严重", "hold": "待核对", "mask": "遮盖后发布", "note": "提示"}
STATES = {"block": "暂不发布", "hold": "暂不发布", "mask": "发布遮盖后的文字", "note": "照常发布"}
COLUMNS = (
    ("序号", 6),
    ("网站", 18),
    ("严重程度", 10),
    ("种类", 16),
    ("文章或附件所在文章", 30),
    ("位置", 24),
    ("摘录（已遮盖）", 34),
    ("处理建议", 26),
    ("现在怎样", 22),
    ("原网址", 44),
)
TABLE = Table("审查发现", "内容审查发现", COLUMNS, repeat=1, frozen=1)
NOTES = Table("说明", "怎样处理", (("说明", 110),))
SAID = (
    "“严重”“待核对”的文章暂不发布，归档页换成说明页；附件有这样的发现，带它的文章也暂不发布，附件本身不公开。",
    "“遮盖后发布”的只发布遮盖了号码、去掉了垃圾链接的文字；“提示”只是告诉您，照常发布。",
    f"核对后可以发布的，在工作目录的 {MAPPINGS}/screening.toml 里逐条写明放行，再运行 migrate publish，例如：",
    '[[release]]\nurl = "这一行的原网址，一字不差"\n'
    'kinds = ["种类的英文名，见 migrate export findings；不写就全部放行"]\n'
    'why = "放行的理由"\nwho = "科室 姓名"\non = 2026-01-05',
    "同一个文件里可以改每一种发现怎样对待（block、hold、mask、note），写法见软件自带的 screening.toml。",
    "本表每次审查后重新生成，在本表上填写不会生效。",
)


def write_findings_book(work: Work) -> str | None:
    """The workbook shows the findings as they stand; gives a line for the desk where it cannot be written."""
    path = work.folder(REPORTS) / NAME
    rules = read_screening(work.workspace / MAPPINGS)
    with work.ledger.begin() as connection:
        edition = _edition(connection, rules)
        if edition is None and not path.exists():
            return None
        if path.exists() and _edition_of(path) == str(edition):
            return None
        try:
            with new_book(path) as book:
                book.live.set_custom_property(MARK, str(edition))
                book.add_table(TABLE, _lines(connection, book, rules))
                book.add_table(NOTES, (([line], [book.styles[TEXT]]) for line in SAID))
        except OSError as error:
            why = error.strerror or str(error)
            return f"{REPORTS}/{NAME} 写不进去（{why}）；请关闭正在打开它的程序，再运行 migrate extract"
    return None


def _edition(connection: Connection, rules: Screening) -> str | None:
    """What the workbook shows, as a digest; None where nothing was found."""
    digest, found = hashlib.sha256(), False
    for line in findings.told_findings(connection):
        found = True
        digest.update(json.dumps(list(line.values())).encode("utf-8", "surrogatepass"))
    titles = {name: rule.title for name, rule in rules.kinds.items()}
    digest.update(json.dumps([titles, SAID, COLUMNS]).encode())
    return digest.hexdigest() if found else None


def _edition_of(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            said = package.read("docProps/custom.xml").decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile):
        return ""
    return said.partition("<vt:lpwstr>")[2].partition("</vt:lpwstr>")[0]


def _lines(
    connection: Connection, book: Book, rules: Screening
) -> Iterator[tuple[Sequence[str | int], Sequence[Style]]]:
    styles = [book.styles[NUMBER], *[book.styles[TEXT]] * (len(COLUMNS) - 1)]
    styles[2] = styles[3] = book.styles[LABEL]
    names, carried = site_names(connection), findings.titles_by_file(connection)
    left = 0
    for number, row in enumerate(findings.told_findings(connection), 1):
        if number <= MOST_ROWS:
            yield [number, *_line(row, names, carried, rules)], styles
        left = max(0, number - MOST_ROWS)
    if left:
        more = f"还有 {left} 处没有列出，请用 migrate export findings 导出全部"
        yield [MOST_ROWS + 1, more, *[""] * (len(COLUMNS) - 2)], styles


def _line(
    row: Mapping[str, Any], names: Mapping[str, str], carried: Mapping[tuple[str, str], list[str]], rules: Screening
) -> list[str]:
    title = row["title"] or ""
    if not title:
        titles = carried.get((row["site_key"], row["sha256"]), [])
        title = (f"《{titles[0]}》" if titles else "") + (f"等 {len(titles)} 篇" if len(titles) > 1 else "")
    severity = "hold" if row["attached"] and row["severity"] == "mask" else row["severity"]  # files are never edited
    state = f"已放行（{row['released']}）" if row["released"] else STATES[severity]
    return [
        names.get(row["site_key"], row["site_key"]),
        SEVERITIES[row["severity"]],
        rules.kinds[row["kind"]].title,
        shown_safely(title),
        row["where"],
        row["excerpt"],
        row["action"],
        state,
        row["url"],
    ]
