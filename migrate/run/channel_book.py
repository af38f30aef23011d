"""channels suggest: every column of the old sites with its suggestion, in a workbook that an office decides on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from mappings.channels import ChannelRule, read_channels
from mappings.site_maps import ColumnRow, read_site_map
from migrate.channels.suggesting import Suggestion
from migrate.errors import SheetError, StageError
from migrate.model import Channel
from migrate.run.channels import ColumnFacts, bring_up_to_date, map_path
from migrate.run.whole import choose
from migrate.run.work import REPORTS, Order, Result, Voice, Work, opened, tool_version
from migrate.settings import Settings
from migrate.sheet.channel_book import write_channel_book
from migrate.sheet.channel_lines import AGREE, NOT, OTHER, ColumnLine, Filled, Place

DEFAULT_NAME = "栏目对应表.xlsx"
SHOWN_TITLES = 3


@dataclass(frozen=True)
class Written:
    """The workbook that was written, and what it holds."""

    workbook: Path
    result: Result


def suggest_channels(
    workspace: Path, settings: Settings, voice: Voice, sites: Sequence[str], *, output: Path | None = None
) -> Written:
    """The maps of the sites (of all that wait, where none is named) are up to date and stand in a workbook."""
    with opened(workspace, settings, voice) as work:
        tree = read_channels(*work.own("channels.toml"))
        chosen = choose(work, Order(tuple(sites), unreviewed=True), Result()).content
        with work.ledger.run("channels suggest", tool_version()):
            result, lines = Result(), []
            for site in chosen:
                lines += _lines(work, site, tree, result)
            if not lines:
                raise StageError(
                    "这些网站还没有提取到文章，没有栏目可以对应", "请先运行 migrate capture 和 migrate extract"
                )
            path = output or work.folder(REPORTS) / DEFAULT_NAME
            _write(path, lines, _offered(lines, tree))
            work.ledger.end_run(result.exit_code)
    return Written(path, result)


def _write(path: Path, lines: Sequence[ColumnLine], offered: Sequence[tuple[Place, str]]) -> None:
    try:
        write_channel_book(path, lines, offered)
    except OSError as error:
        raise SheetError(
            f"无法写入 {error.filename or path}（{error.strerror}）", "请检查目录权限，或关闭正在打开该文件的程序"
        ) from error


def _lines(work: Work, site: Row[Any], tree: Sequence[ChannelRule], result: Result) -> list[ColumnLine]:
    columns, suggested = bring_up_to_date(work, site, tree)
    rows: dict[tuple[str, ...], list[ColumnRow]] = {}
    for row in read_site_map(map_path(work, site.site_key), tree):
        if row.confirmed:
            rows.setdefault(row.path, []).append(row)
    result.count("栏目", len(columns))
    result.count("已确认", sum(one.path in rows for one in columns))
    if not columns:
        result.waiting.append(f"{site.site_name}：还没有提取到文章，没有栏目")
    return [_line(site, one, suggested[one.path], rows.get(one.path, ())) for one in columns]


def _line(site: Row[Any], facts: ColumnFacts, found: Suggestion, rows: Sequence[ColumnRow]) -> ColumnLine:
    return ColumnLine(
        site.site_key,
        site.site_name,
        facts.path,
        facts.articles,
        facts.newest,
        facts.oldest,
        facts.titles[:SHOWN_TITLES],
        as_place(found.channel),
        found.confidence,
        found.why,
        tuple(as_place(one.channel) for one in found.alternatives),
        tuple(_said(row, found) for row in rows) or (Filled(),),
    )


def as_place(channel: Channel | ChannelRule) -> Place:
    """Give a channel as the workbook knows it."""
    return Place(channel.path, tuple(channel.trail))


def _said(row: ColumnRow, found: Suggestion) -> Filled:
    """What was confirmed before, as it would be filled in."""
    decision, channel = OTHER, Place(row.channel, row.trail).said
    if not row.channel:
        decision, channel = NOT, ""
    elif row.channel == found.channel.path:
        decision, channel = AGREE, ""
    return Filled(decision, channel, since=row.since, until=row.until, title_has="、".join(row.title_has))


def _offered(lines: Iterable[ColumnLine], tree: Sequence[ChannelRule]) -> list[tuple[Place, str]]:
    """What the drop-downs offer: the tree, then the departments' own channels."""
    offered: Mapping[str, tuple[Place, str]] = {rule.path: (as_place(rule), rule.column_type) for rule in tree}
    own = {line.suggested.path: (line.suggested, "") for line in lines if line.suggested.path not in offered}
    return [*offered.values(), *own.values()]
