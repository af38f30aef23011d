"""A workspace whose sites have articles in columns, and a workbook of channel maps filled in as a person would."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from mappings.channels import read_channels
from mappings.site_maps import ColumnRow, read_site_map
from migrate.ledger import content, frontier
from migrate.ledger.book import open_ledger
from migrate.ledger.decisions import Made, enter_decisions
from migrate.ledger.frontier import Naming
from migrate.ledger.sites import enter_sites
from migrate.model import Article, Decision, Kind, Outcome, Page, Site, Verdict
from migrate.run.channel_book import suggest_channels
from migrate.run.channel_import import import_channels
from migrate.run.work import Result, Silent, Work
from migrate.settings import Settings
from migrate.sheet.channel_lines import CHANNEL_SHEET, JOINT, NO_COLUMN, TITLES

FARM, TOUR = "3311230012", "3311230013"
SITES = {
    FARM: ("栖云县农业农村局网站", "栖云县农业农村局", "http://nyncj.qiyun.gov.example"),
    TOUR: ("栖云旅游网", "栖云县文化和旅游局", "http://lyw.qiyun.gov.example"),
}
COLUMNS = {
    FARM: {
        ("政务公开", "通知公告"): [
            ("关于春耕的通知", "2016-03-01"), ("农机招标公告", "2018-05-01"), ("关于秋收的通知", "2020-09-01")],
        ("种植业",): [("早稻长势良好", "2015-05-01"), ("油菜进入花期", None)],
        ("工作动态",): [("县局召开会议", "2019-01-02")],
    },
    TOUR: {
        ("景区景点",): [("云门山景区", "2014-04-01")],
        ("种植业",): [("采茶体验", "2017-04-05")],
        (): [("网站改版说明", "2013-01-01")],
    },
}  # fmt: skip


def workspace(folder: Path, columns: dict[str, Any] = COLUMNS) -> Path:
    """A workspace in which capture and extract are done."""
    with open_ledger("", folder) as ledger, ledger.run("extract", "test"), ledger.begin() as connection:
        enter_sites(
            connection,
            [Site(key, *SITES[key][::2], "sheet.xlsx", None, 3, owner=SITES[key][1]) for key in columns],
        )
        agreed = [Decision(key, Verdict.MIGRATE, None, False, (), (), (), False) for key in columns]
        enter_decisions(connection, ledger, [Made(one) for one in agreed])
        for key, own in columns.items():
            number = 0
            for column, articles in own.items():
                for title, day in articles:
                    number += 1
                    _enter(connection, key, f"{SITES[key][2]}/t{number}.html", column, title, day)
    return folder


def _enter(connection: Any, key: str, url: str, column: tuple[str, ...], title: str, day: str | None) -> None:
    frontier.name_urls(connection, key, [Naming(url, "link", Kind.PAGE)])
    row = frontier.find(connection, key, url)
    assert row is not None
    frontier.settle(connection, row.id, outcome=str(Outcome.STORED))
    content.enter_page(connection, key, row.id, url, Page(url, Kind.ARTICLE), article_key=url, reason=None)
    columns = (column,) if column else ()
    body = f"<p>{title}</p>"
    content.enter_article(connection, Article(key, url, url, title, columns, day, "", "", body, title), row.id, "meta")


@contextmanager
def at_desk(folder: Path) -> Iterator[Work]:
    with open_ledger("", folder) as ledger, ledger.run("publish", "test"):
        yield Work(folder, Settings(), ledger, Silent())


def suggested(folder: Path) -> Path:
    return suggest_channels(folder, Settings(), Silent(), ()).workbook


def imported(folder: Path, book: Path) -> Result:
    return import_channels(folder, Settings(), Silent(), book)


def rows_of(folder: Path, key: str) -> dict[tuple[str, ...], list[ColumnRow]]:
    """The rows of a site's map by column."""
    found: dict[tuple[str, ...], list[ColumnRow]] = {}
    office = folder / "mappings" / "channels.toml"
    for row in read_site_map(folder / "mappings" / "sites" / f"{key}.toml", read_channels(office)):
        found.setdefault(row.path, []).append(row)
    return found


def line_of(book: Path, site: str, column: tuple[str, ...]) -> int:
    """The number of the line of a column."""
    sheet = load_workbook(book)[CHANNEL_SHEET]
    said = JOINT.join(column) or NO_COLUMN
    for row in range(3, sheet.max_row + 1):
        if (sheet.cell(row, 2).value, sheet.cell(row, 3).value) == (SITES[site][0], said):
            return row
    raise AssertionError(f"no line for {said}")


def fill(book: Path, row: int, **cells: Any) -> None:
    """Write into a line, as a person does."""
    opened = load_workbook(book)
    for title, value in cells.items():
        opened[CHANNEL_SHEET].cell(row, TITLES.index(title) + 1).value = value
    opened.save(book)


def copy_line(book: Path, row: int, times: int = 1) -> None:
    """Insert copies of a line below it."""
    opened = load_workbook(book)
    sheet = opened[CHANNEL_SHEET]
    values = [sheet.cell(row, column).value for column in range(1, len(TITLES) + 1)]
    sheet.insert_rows(row + 1, times)
    for below in range(row + 1, row + 1 + times):
        for column, value in enumerate(values, 1):
            sheet.cell(below, column).value = value
    opened.save(book)
