"""栏目 → 频道: proposes a portal channel for an old site's column, and routes articles by the office's map.

Nothing here decides for the office: what nobody confirmed is a suggestion; *held* is an answer with a reason.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from migrate.model import Channel

DEPARTMENTS = "bmpd"  # the top channel for columns that fit nowhere else
DEPARTMENTS_NAME = "部门频道"
OTHERS = "其他"
NO_DEPARTMENT = "未注明单位"
OWN_ORDER = 100_000  # channels outside the tree stand after it
DEPARTMENTS_ORDER = OWN_ORDER - 1  # where an office's tree has no such channel

# How sure a suggestion is, 0..1; similarity multiplies the ratio that difflib gives.
SAME_NAME = 1.0
SAME_MEANING = 0.95
UNDER_PARENT = 0.85
ONLY_PARENT = 0.6
ONLY_SIMILAR = 0.7
OWN_CHANNEL = 0.3
# Below this ratio two names have less in common than they differ in: 4 of 6 characters shared is 0.67.
CLOSE_ENOUGH = 0.66
BROAD = 2  # characters of a subject so wide that a word before it makes another one: 教育动态 is not 普法教育
# Link texts of list pages and breadcrumbs that name no column.
NOT_A_COLUMN = frozenset({"首页", "网站首页", "主页", "更多", "当前位置", "您的位置", "正文"})
# Words that say nothing of the subject: 山茶专栏 and 党建专栏 are not alike.
_GENERIC = re.compile(
    "信息|工作|动态|专栏|专题|栏目|公开|中心|平台|园地|天地|资讯|新闻|之窗|频道|本局|我局|本委|本县|我县|本单位|单位|部门"
)


class ChannelRow(Protocol):
    """What the channel tree gives for each channel (`mappings.channels.ChannelRule` fits)."""

    @property
    def path(self) -> str:
        """Slugs from the top down, joined by `/`."""

    @property
    def name(self) -> str:
        """The channel's own name."""

    @property
    def trail(self) -> tuple[str, ...]:
        """Names from the top down."""

    @property
    def column_type(self) -> str:
        """ColumnType of the national page tags."""

    @property
    def description(self) -> str:
        """ColumnDescription of the national page tags."""

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Old column names that mean this channel."""

    @property
    def order(self) -> int:
        """The channel's place in the tree."""


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


@dataclass(frozen=True)
class Suggestion:
    """A channel proposed for a column, how sure (0..1), and why (Chinese, for the office)."""

    channel: Channel
    confidence: float
    why: str


@dataclass(frozen=True)
class Routed:
    """The channel that an article goes to, and the column that decided it."""

    channel: Channel
    column: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """An article that may not be placed yet, and why (Chinese)."""

    because: str


def suggest(column: tuple[str, ...], *, tree: Sequence[ChannelRow], department: str) -> Suggestion:
    """Propose a channel: by the same name or meaning, then by the parents, then by a similar name.

    A column that fits nowhere gets a channel of its own under the department's name, one without names the
    department's 其他; there is no default for all.
    """
    names = [name for name in map(_clean, column) if name and name not in NOT_A_COLUMN]
    if not names:
        return _own(OTHERS, department, "原网站没有给出栏目，放入本单位自己的频道")
    words = _words(tree)
    return (
        _by_meaning(names[-1], words)
        or _by_parent(names, words, tree)
        or _by_likeness(names[-1], words, ONLY_SIMILAR, "")
        or _own(names[-1], department, "频道表中没有相近的频道，在本单位名下单列")
    )


def route(
    columns: Sequence[tuple[str, ...]], *, rows: Sequence[MapRow], tree: Sequence[ChannelRow], unreviewed: bool
) -> Routed | Held:
    """Give the channel of an article that stands in `columns`, by the site's map; confirmed rows go first.

    A suggestion that nobody confirmed counts only with `unreviewed`. An article without a column has
    the row `()`.
    """
    by_path = {row.path: row for row in rows}
    known = [by_path[column] for column in (columns or [()]) if column in by_path]
    usable = sorted((row for row in known if row.confirmed or unreviewed), key=lambda row: not row.confirmed)
    for row in usable:
        if row.channel:
            return Routed(_mapped(row, tree), row.path)
    said = "、".join(" / ".join(column) for column in columns) or "（无栏目）"
    if usable:
        return Held(f"栏目 {said} 已确认不迁入门户")
    return Held(f"栏目 {said} 的频道尚未确认" if known else f"栏目 {said} 不在栏目对应表中")


def with_parents(channel: Channel, tree: Sequence[ChannelRow]) -> tuple[Channel, ...]:
    """Give the channel with those above it, the top one first: the order in which a portal wants them."""
    by_path = {row.path: row for row in tree}
    slugs = channel.path.split("/")
    above = []
    for depth in range(1, len(slugs)):
        path = "/".join(slugs[:depth])
        trail = channel.trail[:depth]
        order = DEPARTMENTS_ORDER if path == DEPARTMENTS else OWN_ORDER
        row = by_path.get(path)
        above.append(as_channel(row) if row else Channel(path, trail[-1], trail, _own_type(path), order=order))
    return (*above, channel)


def as_channel(row: ChannelRow) -> Channel:
    """Give a row of the tree as the portal's channel."""
    return Channel(row.path, row.name, row.trail, row.column_type, row.description, row.order)


def _mapped(row: MapRow, tree: Sequence[ChannelRow]) -> Channel:
    found = next((one for one in tree if one.path == row.channel), None)
    if found:
        return as_channel(found)
    trail = row.trail or tuple(row.channel.split("/"))
    return Channel(row.channel, trail[-1], trail, _own_type(row.channel), order=OWN_ORDER)


def _own_type(path: str) -> str:
    return DEPARTMENTS_NAME if path.split("/")[0] == DEPARTMENTS else ""


def _clean(name: str) -> str:
    """Give a column's name as it is compared: one width, no spaces, no arrows and brackets around it."""
    return "".join(unicodedata.normalize("NFKC", name).split()).strip(">»·|:：-—[]【】()（）")


def _words(tree: Sequence[ChannelRow]) -> Mapping[str, tuple[ChannelRow, bool]]:
    """Give every name and synonym with its channel; True marks the channel's own name."""
    words: dict[str, tuple[ChannelRow, bool]] = {}
    for row in tree:
        words[_clean(row.name)] = (row, True)
        for word in row.synonyms:
            words.setdefault(_clean(word), (row, False))
    return words


def _by_meaning(name: str, words: Mapping[str, tuple[ChannelRow, bool]]) -> Suggestion | None:
    if name not in words:
        return None
    row, same = words[name]
    if same:
        return Suggestion(as_channel(row), SAME_NAME, f"栏目名称与频道“{row.name}”相同")
    return Suggestion(as_channel(row), SAME_MEANING, f"“{name}”是频道“{row.name}”的同义名称")


def _by_parent(
    names: Sequence[str], words: Mapping[str, tuple[ChannelRow, bool]], tree: Sequence[ChannelRow]
) -> Suggestion | None:
    """Go up from the last name: the closest child of the channel that a parent means, else that channel."""
    for parent in reversed(names[:-1]):
        if parent not in words:
            continue
        row = words[parent][0]
        below = _words([one for one in tree if one.path.startswith(row.path + "/")])
        why = f"上级栏目“{parent}”对应频道“{row.name}”"
        child = _by_likeness(names[-1], below, UNDER_PARENT, why + "，")
        return child or Suggestion(as_channel(row), ONLY_PARENT, why)
    return None


def _by_likeness(name: str, words: Mapping[str, tuple[ChannelRow, bool]], weight: float, why: str) -> Suggestion | None:
    best = max(((_likeness(name, word), word) for word in words), default=(0.0, ""))
    if best[0] < CLOSE_ENOUGH:
        return None
    row = words[best[1]][0]
    said = f"{why}“{name}”与“{best[1]}”相近（{best[0]:.0%}）"
    return Suggestion(as_channel(row), round(weight * best[0], 2), said)


def _likeness(one: str, other: str) -> float:
    """Give how like two names are, 0..1, by what is left without words that any column may carry."""
    cores = _GENERIC.sub("", one), _GENERIC.sub("", other)
    if not all(cores):
        return 0.0
    shorter, longer = sorted(cores, key=len)
    if len(shorter) <= BROAD and longer != shorter and longer.endswith(shorter):
        return 0.0
    return SequenceMatcher(None, *cores, autojunk=False).ratio()


def _own(name: str, department: str, why: str) -> Suggestion:
    unit = " ".join(department.split()) or NO_DEPARTMENT
    path = f"{DEPARTMENTS}/{_slug('d', unit)}/{_slug('c', name)}"
    channel = Channel(path, name, (DEPARTMENTS_NAME, unit, name), DEPARTMENTS_NAME, order=OWN_ORDER)
    return Suggestion(channel, OWN_CHANNEL, why)


def _slug(letter: str, name: str) -> str:
    return letter + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
