"""channels check: whatever is not right with the maps, all at once, and what the portal would look like after them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from mappings.channels import ChannelRule, read_channels
from mappings.errors import MappingError
from mappings.freshness import BLANK, Freshness, Limit, read_freshness
from mappings.site_maps import ColumnRow, read_site_map
from migrate.channels.routing import Routed, deciding_row, route
from migrate.channels.tree import DEPARTMENTS
from migrate.ledger import content
from migrate.ledger.sites import known_sites
from migrate.run.channels import Column, map_path
from migrate.run.whole import choose
from migrate.run.work import MAPPINGS, Order, Result, Voice, Work, opened
from migrate.settings import Settings

SHOWN = 10  # names that one line tells
SHOWN_CHANNELS = 30


@dataclass
class Filling:
    """What a channel would receive: how many articles, the newest day, the sites they come from, its ColumnType."""

    name: str
    column_type: str
    articles: int = 0
    newest: str = ""
    sites: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Checked:
    """What a person must see to (`result.waiting`), and what is only worth knowing."""

    result: Result
    notes: tuple[str, ...]


def check_channels(
    workspace: Path, settings: Settings, voice: Voice, sites: Sequence[str] = (), *, today: date | None = None
) -> Checked:
    """Give everything that is not right with the maps and channels; nothing is changed and nothing is asked."""
    with opened(workspace, settings, voice) as work:
        tree = read_channels(*work.own("channels.toml"))
        freshness = read_freshness(workspace / MAPPINGS)
        result = Result()
        fillings: dict[str, Filling] = {}
        for site in choose(work, Order(tuple(sites), unreviewed=True), Result()).content:
            _check_site(work, site, tree, result, fillings)
        result.waiting += _strange_files(work)
    planned = _planned(tree)
    result.waiting += _empty(tree, planned, fillings)
    result.waiting += _stale(freshness, fillings, today or date.today(), _empty(tree, planned, fillings))
    result.count("频道", len(fillings))
    return Checked(result, tuple(_unfilled(tree, planned, fillings)))


def _check_site(
    work: Work, site: Row[Any], tree: Sequence[ChannelRule], result: Result, fillings: dict[str, Filling]
) -> None:
    try:
        rows = read_site_map(map_path(work, site.site_key), tree)
    except MappingError as error:
        result.waiting.append(f"{site.site_name}：{error.problem}。{error.remedy}")
        return
    with work.ledger.begin() as connection:
        articles = content.article_rows(connection, site.site_key)
    counts = Counter(tuple(column) for one in articles for column in one.columns or [()])
    result.count("栏目", len(counts))
    result.waiting += [f"{site.site_name}：{line}" for line in _map_faults(rows, counts, articles)]
    for one in articles:
        columns = [tuple(column) for column in one.columns]
        found = route(columns, rows=rows, tree=tree, unreviewed=True, title=one.title, published_at=one.published_at)
        if isinstance(found, Routed):
            filling = fillings.setdefault(
                found.channel.path, Filling("/".join(found.channel.trail), found.channel.column_type)
            )
            filling.articles += 1
            filling.newest = max(filling.newest, (one.published_at or "")[:10])
            filling.sites.add(site.site_name)
    for row in rows:  # a channel that a map names and nothing would reach is made empty
        if row.channel and not any(rule.path == row.channel for rule in tree):
            fillings.setdefault(row.channel, Filling("/".join(row.trail), ""))


def _map_faults(rows: Sequence[ColumnRow], counts: Mapping[Column, int], articles: Sequence[Row[Any]]) -> Iterator[str]:
    by_path: dict[Column, list[ColumnRow]] = {}
    for row in rows:
        by_path.setdefault(row.path, []).append(row)
    missing = [path for path in counts if path not in by_path]
    if missing:
        total = sum(counts[path] for path in missing)
        yield f"{len(missing)} 个栏目没有对应（{total} 篇文章）：{_some(missing)}；请运行 migrate channels suggest"
    gone = [path for path in by_path if path not in counts]
    if gone:
        yield f"对应表中的 {len(gone)} 个栏目已没有文章：{_some(gone)}；请核对栏目名称，不需要的从文件中删去"
    unsaid = [path for path, own in by_path.items() if path in counts and not all(row.confirmed for row in own)]
    if unsaid:
        total = sum(counts[path] for path in unsaid)
        yield f"{len(unsaid)} 个栏目的频道尚未确认（{total} 篇文章暂不发布）：{_some(unsaid)}"
    yield from _left_over(by_path, articles)
    yield from _doubled(by_path)


def _left_over(by_path: Mapping[Column, Sequence[ColumnRow]], articles: Sequence[Row[Any]]) -> Iterator[str]:
    """Splits whose conditions leave articles without a row."""
    for path, own in by_path.items():
        if all(row.conditional for row in own):
            here = [one for one in articles if path in [tuple(column) for column in one.columns or [()]]]
            left = [one for one in here if deciding_row(own, one.title, one.published_at) is None]
            if left:
                undated = sum(not one.published_at for one in left)
                also = f"，其中 {undated} 篇没有发布时间" if undated else ""
                yield f"栏目 {_said(path)} 的拆分条件漏下 {len(left)} 篇文章{also}；请加一条不带条件的对应收下其余文章"


def _doubled(by_path: Mapping[Column, Sequence[ColumnRow]]) -> Iterator[str]:
    """Columns of one site with the same name that go to the same channel: readers could not tell them apart."""
    places: dict[tuple[str, str], list[Column]] = {}
    for path, own in by_path.items():
        for channel in {row.channel for row in own if row.channel}:
            if path:
                places.setdefault((path[-1], channel), []).append(path)
    for (_, channel), paths in sorted(places.items()):
        if len(paths) > 1:
            yield f"{len(paths)} 个同名栏目迁入同一频道 {channel}：{_some(paths)}；请确认是否合并"


def _strange_files(work: Work) -> Iterator[str]:
    """Map files of sites that the ledger does not know."""
    with work.ledger.begin() as connection:
        ours = {map_path(work, site.site_key).stem for site in known_sites(connection)}
    folder = work.mapping("sites")
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        if path.stem not in ours and path.stem.rpartition(".")[0] not in ours:  # a site has other files: KEY.word.toml
            yield f"{MAPPINGS}/sites/{path.name} 不属于台账中的任何网站；请核对文件名，不需要的删去"


def _planned(tree: Sequence[ChannelRule]) -> tuple[ChannelRule, ...]:
    """The channels that the office added to the shipped tree."""
    shipped = {rule.path for rule in read_channels()}
    return tuple(rule for rule in tree if rule.path not in shipped)


def _empty(tree: Sequence[ChannelRule], planned: Sequence[ChannelRule], fillings: Mapping[str, Filling]) -> list[str]:
    """Channels of the office and of the maps that would stand without an article, parents of filled ones excepted."""
    filled = [path for path, filling in fillings.items() if filling.articles]
    names = {rule.path: "/".join(rule.trail) for rule in planned}
    names |= {path: filling.name for path, filling in fillings.items() if not filling.articles}
    return [
        f"频道 {name}（{path}）会是空白频道：没有文章迁入；请改对应或去掉该频道"
        for path, name in sorted(names.items())
        if not any(one == path or one.startswith(path + "/") for one in filled)
    ]


def _stale(freshness: Freshness, fillings: Mapping[str, Filling], today: date, empty: Sequence[str]) -> Iterator[str]:
    """Channels whose newest article would be older than an inspection accepts, and how many of them count."""
    stale: dict[str, list[str]] = {BLANK: list(empty)}
    for path, filling in sorted(fillings.items()):
        limit = freshness.limit_of(filling.column_type)
        if limit and filling.articles and _is_stale(filling.newest, limit, today):
            stale.setdefault(limit.name, []).append(path)
            newest = filling.newest or "没有日期"
            yield (
                f"频道 {filling.name} 迁入 {filling.articles} 篇，最新一篇 {newest}，超过{limit.said}没有更新"
                f"（{limit.name}；依据：{limit.basis}）；门户自己没有更新的文章时会算过期"
            )
    for total in freshness.totals:
        number = sum(len(stale.get(name, ())) for name in total.limits)
        if number >= total.most:
            names = "、".join(total.limits)
            yield f"{names}频道合计 {number} 个过期或空白，达到 {total.most} 个（依据：{total.basis}）"


def _is_stale(newest: str, limit: Limit, today: date) -> bool:
    return not newest or (today - date.fromisoformat(newest)).days > limit.days


def _unfilled(
    tree: Sequence[ChannelRule], planned: Sequence[ChannelRule], fillings: Mapping[str, Filling]
) -> Iterator[str]:
    """Channels of the shipped tree that no column fills: the portal fills them itself, or they stay out."""
    own = {rule.path for rule in planned}
    filled = [path for path, filling in fillings.items() if filling.articles]
    unfilled = [
        "/".join(rule.trail) for rule in tree
        if rule.path not in own and rule.path != DEPARTMENTS
        and not any(one == rule.path or one.startswith(rule.path + "/") for one in filled)
    ]  # fmt: skip
    if unfilled:
        told = "、".join(unfilled[:SHOWN_CHANNELS]) + ("等" if len(unfilled) > SHOWN_CHANNELS else "")
        yield f"没有旧栏目迁入的频道 {len(unfilled)} 个（由门户自行更新，或不设）：{told}"


def _said(path: Column) -> str:
    return " / ".join(path) or "（无栏目）"


def _some(paths: Sequence[Column]) -> str:
    return "、".join(map(_said, sorted(paths)[:SHOWN])) + ("等" if len(paths) > SHOWN else "")
