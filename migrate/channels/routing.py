"""文章 → 频道: an article goes where the office's map says, or is held with the reason.

A column may have several rows, tried in order: the first whose conditions the article meets decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from migrate.channels.tree import OWN_ORDER, ChannelRow, as_channel, own_type
from migrate.model import Channel


class MapRow(Protocol):
    """What a site's map gives for each column (`mappings.site_maps.ColumnRow` fits)."""

    @property
    def path(self) -> tuple[str, ...]:
        """The column's names."""

    @property
    def channel(self) -> str:
        """The channel's path; empty: not to be placed."""

    @property
    def trail(self) -> tuple[str, ...]:
        """Names of a channel that is not in the tree."""

    @property
    def confirmed(self) -> bool:
        """Whether a person said so."""

    @property
    def since(self) -> str:
        """The first publish day that the row takes (`YYYY-MM-DD`); empty: any."""

    @property
    def until(self) -> str:
        """The last publish day that the row takes; empty: any."""

    @property
    def title_has(self) -> tuple[str, ...]:
        """Words of which the title must hold one; empty: any title."""


@dataclass(frozen=True)
class Routed:
    """The channel that an article goes to, and the column that decided it."""

    channel: Channel
    column: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """An article that is not placed, and why (Chinese); `settled` when a person said so, else it waits for one."""

    because: str
    settled: bool = False


def route(
    columns: Sequence[tuple[str, ...]],
    *,
    rows: Sequence[MapRow],
    tree: Sequence[ChannelRow],
    unreviewed: bool,
    title: str = "",
    published_at: str | None = None,
) -> Routed | Held:
    """Give the channel of an article that stands in `columns`, by the site's map; confirmed rows go first.

    A suggestion that nobody confirmed counts only with `unreviewed`. An article without a column has the row `()`.
    """
    wanted = list(columns) or [()]
    known = rows_of(rows, wanted)
    deciding = [row for column in wanted if (row := deciding_row(known.get(column, ()), title, published_at))]
    usable = sorted((row for row in deciding if row.confirmed or unreviewed), key=lambda row: not row.confirmed)
    for row in usable:
        if row.channel:
            return Routed(channel_of(row, tree), row.path)
    said = "、".join(" / ".join(column) for column in columns) or "（无栏目）"
    if usable:
        return Held(f"栏目 {said} 已确认不迁入门户", settled=True)
    if deciding:
        return Held(f"栏目 {said} 的频道尚未确认")
    if not known:
        return Held(f"栏目 {said} 不在栏目对应表中")
    undated = "，本文没有发布时间" if not published_at else ""
    return Held(f"栏目 {said} 的拆分条件没有包括本文{undated}")


def rows_of(rows: Iterable[MapRow], columns: Sequence[tuple[str, ...]]) -> Mapping[tuple[str, ...], list[MapRow]]:
    """Give the rows of these columns in their order."""
    found: dict[tuple[str, ...], list[MapRow]] = {}
    for row in rows:
        if row.path in columns:
            found.setdefault(row.path, []).append(row)
    return found


def deciding_row(rows: Iterable[MapRow], title: str, published_at: str | None) -> MapRow | None:
    """Give the first row of a column whose conditions an article meets; None when it meets none."""
    return next((row for row in rows if takes(row, title, published_at)), None)


def takes(row: MapRow, title: str, published_at: str | None) -> bool:
    """Whether a row's conditions hold; an article without a date meets no condition on dates."""
    if row.title_has and not any(word in title for word in row.title_has):
        return False
    if not (row.since or row.until):
        return True
    day = (published_at or "")[:10]
    return bool(day) and (not row.since or day >= row.since) and (not row.until or day <= row.until)


def channel_of(row: MapRow, tree: Sequence[ChannelRow]) -> Channel:
    """Give the channel that a row names, in the tree or by its own trail."""
    found = next((one for one in tree if one.path == row.channel), None)
    if found:
        return as_channel(found)
    trail = row.trail or tuple(row.channel.split("/"))
    return Channel(row.channel, trail[-1], trail, own_type(row.channel), order=OWN_ORDER)
