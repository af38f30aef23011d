"""栏目对应表: what a line of the workbook of channel maps holds, going out and coming back."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import NamedTuple

CHANNEL_SHEET, TREE_SHEET, GUIDE_SHEET = "栏目对应", "频道", "填表说明"
KIND = "channels"  # second cell of the hidden sheet: which of our workbooks this is
AGREE, OTHER, NEW, MERGE, SUBSITE, NOT = "同意", "另选", "新建频道", "合并", "迁入子站", "不迁移"
DECISIONS = (AGREE, OTHER, NEW, MERGE, SUBSITE, NOT)
NUMBER, SITE, COLUMN, COUNT = "序号", "网站", "原栏目", "文章数"
SUGGESTED, KEY = "建议频道", "栏目键（勿改）"
FILLED_TITLES = (
    "决定", "另选频道", "新频道名称", "新频道上级", "合并到序号", "起始日期", "截止日期", "标题含", "决定人", "说明",
)  # fmt: skip
DECISION, CHANNEL, NEW_NAME, NEW_PARENT, MERGE_WITH, SINCE, UNTIL, TITLE_HAS, WHO, NOTE = FILLED_TITLES
COLUMNS: tuple[tuple[str, float], ...] = (
    (NUMBER, 6), (SITE, 20), (COLUMN, 26), (COUNT, 8), ("最新文章", 12), ("最早文章", 12), ("标题样本", 36),
    (SUGGESTED, 24), ("把握", 7), ("建议理由", 26), ("其他建议一", 18), ("其他建议二", 18),
    *zip(FILLED_TITLES, (11, 24, 16, 20, 10, 12, 12, 16, 10, 20), strict=True), (KEY, 20),
)  # fmt: skip
TITLES = tuple(title for title, _ in COLUMNS)
NO_COLUMN = "（没有栏目信息的文章）"
JOINT = " / "  # between the names of a column, and of a channel


class Place(NamedTuple):
    """A channel as the workbook knows it: its path and its names from the top down."""

    path: str
    trail: tuple[str, ...]

    @property
    def said(self) -> str:
        """The channel as a person reads it."""
        return JOINT.join(self.trail)


class Filled(NamedTuple):
    """What a person wrote on one line: the cells under FILLED_TITLES, as text."""

    decision: str = ""
    channel: str = ""
    new_name: str = ""
    new_parent: str = ""
    merge_with: str = ""
    since: str = ""
    until: str = ""
    title_has: str = ""
    who: str = ""
    note: str = ""


@dataclass(frozen=True)
class ColumnLine:
    """One column of a site as the workbook shows it; `filled` has what was confirmed before, a row each."""

    site_key: str
    site_name: str
    path: tuple[str, ...]
    articles: int
    newest: str
    oldest: str
    titles: tuple[str, ...]
    suggested: Place
    confidence: float
    why: str
    others: tuple[Place, ...] = ()
    filled: tuple[Filled, ...] = field(default=(Filled(),))

    @property
    def key(self) -> str:
        """What the line is known by when it comes back."""
        return column_key(self.site_key, self.path)


@dataclass(frozen=True)
class Handed:
    """A column as it was handed out: what agreeing means."""

    site_key: str
    suggested: Place


@dataclass(frozen=True)
class Answer:
    """A line that a person filled in: where it stands, and what it says; days as `YYYY-MM-DD`."""

    row: int
    number: int | None
    key: str
    said: Filled

    @property
    def title_has(self) -> tuple[str, ...]:
        """The words of which a title must hold one."""
        text = self.said.title_has
        for mark in "；;、,，|\n":
            text = text.replace(mark, " ")
        return tuple(dict.fromkeys(text.split()))


def column_key(site_key: str, path: tuple[str, ...]) -> str:
    """Give the key of a column: short, and the same whenever it is written."""
    told = json.dumps(path, ensure_ascii=True).encode()
    return f"{site_key}#{hashlib.sha256(told).hexdigest()[:10]}"
