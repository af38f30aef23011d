"""What a heading means: exact spellings first, then patterns, groups before their members."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from migrate.sheet.cells.text import bare

LONGEST = 60  # characters without brackets; longer texts are instructions, not headings
IDENTITY = frozenset({"site_name", "url", "site_code"})
_MARKS = re.compile(r"[*※★☆▲△]|[（(\[【]?(?:必填|选填|可选)项?[）)\]】]?")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．)）]")
_BRACKETED = re.compile(r"[（(\[【〔<《].*?[）)\]】〕>》]")
_BRACKETS = re.compile(r"[（()）\[\]【】〔〕<>《》、/\\:：,，;；。.·|“”\"'?？_-]")
# What to write, after the heading: “网址，如：http://www.xxx.gov.cn”.
_EXAMPLE = re.compile(r"[\s，,；;（(]*(?:例?如|示例|样例|格式)\s*[:：为].*$", re.DOTALL)
_OPTIONS = frozenset({
    "是", "否", "有", "无", "已", "未", "纳入", "未纳入", "已纳入", "保留", "迁移", "关停", "例外", "能", "不能",
    "正常", "不正常", "注销", "整合", "子站", "频道", "栏目",
    "已关停", "已注销", "已关闭", "已停用", "无法访问", "打不开",
    "已迁移", "正在迁移", "迁移中", "未迁移", "已整合", "未开展", "未启动", "正在开展", "已完成", "未完成",
})  # fmt: skip
_VERDICTS = frozenset({"保留", "迁移", "关停", "例外"})  # columns of their own, ticked
_LEGEND = re.compile(r"(?<!\d)(\d)[:：=.、-]?([一-龥]+)")


class PatternLike(Protocol):
    """A heading that has all the needs and none of the bars means the field."""

    @property
    def field(self) -> str:
        """The field meant."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Parts that must all be there."""
        ...

    @property
    def bars(self) -> tuple[str, ...]:
        """Parts that must not."""
        ...


class HeadingsLike(Protocol):
    """The loaded synonyms, as `mappings.headings` gives them."""

    @property
    def exact(self) -> Mapping[str, str]:
        """Spelling to field."""
        ...

    @property
    def patterns(self) -> Sequence[PatternLike]:
        """Patterns in order."""
        ...

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Group field to the fields within it."""
        ...

    @property
    def members(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Words of members to their fields, by group."""
        ...

    @property
    def others(self) -> tuple[tuple[str, ...], ...]:
        """The headings of tables that list no sites."""
        ...

    @property
    def letters(self) -> Mapping[str, str]:
        """Traditional characters to simplified ones."""
        ...

    @property
    def exports(self) -> tuple[tuple[str, ...], ...]:
        """The headings of the system's own exports."""
        ...


@dataclass(frozen=True)
class Heading:
    """One column: its field (empty where unknown), its whole title, the option it stands for, its digit legend."""

    column: int
    title: str
    field: str = ""
    option: str = ""
    legend: Mapping[str, str] | None = None


class HeadingIndex:
    """Synonyms normalised once; answers are remembered, for headings repeat."""

    def __init__(self, headings: HeadingsLike) -> None:
        self._exact: dict[str, str] = {}
        for spelling, field in headings.exact.items():
            self._exact.setdefault(normal(spelling), field)
        self._patterns = headings.patterns
        self._groups = headings.groups
        self._members = headings.members
        self._exports = [frozenset(map(normal, export)) for export in headings.exports]
        self._others = [frozenset(map(normal, other)) for other in headings.others]
        self._letters = str.maketrans(dict(headings.letters))
        self._known: dict[str, str] = {}

    def asked(self, text: str) -> str:
        """The heading itself: in simplified characters, without the example that some add to it."""
        return _EXAMPLE.sub("", text.translate(self._letters)) or text

    def exact(self, text: str) -> str:
        """The field that the text spells exactly, brackets with or without their contents; empty where none."""
        if not text or len(text) > LONGEST * 4:
            return ""
        known = self._known.get(text)
        if known is None:
            asked = self.asked(text)
            outside = _BRACKETED.sub("", asked)
            if len(outside) <= LONGEST:
                known = self._exact.get(normal(asked)) or self._exact.get(normal(outside))
            known = known or ""
            if len(self._known) < 100_000:
                self._known[text] = known
        return known

    def field(self, text: str, among: Sequence[str] = ()) -> str:
        """The field that the text means, exactly or by pattern; only `among` these fields where some are given."""
        exact = self.exact(text)
        if exact and (not among or exact in among):
            return exact
        if not text or len(text) > LONGEST * 4:
            return ""
        whole = bare(self.asked(text)).lower()
        for plain in dict.fromkeys((_BRACKETED.sub("", whole), whole)):
            if len(plain) <= LONGEST and (found := self._by_pattern(plain, among)):
                return found
        return ""

    def _by_pattern(self, plain: str, among: Sequence[str]) -> str:
        for pattern in self._patterns:
            if among and pattern.field not in among:
                continue
            if all(need.lower() in plain for need in pattern.needs) and not any(bar in plain for bar in pattern.bars):
                return pattern.field
        return ""

    def heading(self, column: int, path: Sequence[str]) -> Heading:
        """The column's heading from its path of titles, top first."""
        title = "/".join(path)
        option = ""
        if len(path) > 1 and normal(path[-1]) in _OPTIONS:
            option, path = normal(path[-1]), path[:-1]
        field = self._of_path(path)
        if len(path) == 1 and normal(path[0]) in _VERDICTS:
            field, option = "opinion", normal(path[0])
        if field == "listed" and bare(title).startswith(("未纳入全国", "未纳入报送", "未纳入系统")):
            option = "未纳入"
        legend = dict(_LEGEND.findall(bare(title))) if field in ("state", "portal", "site_type", "listed") else None
        return Heading(column, title, field, option, legend or None)

    def is_export(self, titles: Sequence[str]) -> bool:
        """Whether these headings are those of the reporting system's own export."""
        present = {normal(_BRACKETED.sub("", title)) for title in titles} | {normal(title) for title in titles}
        return any(export <= present for export in self._exports)

    def is_other(self, titles: Sequence[str]) -> bool:
        """Whether these headings are those of a table that lists columns, units or scores, and no sites."""
        present = {normal(_BRACKETED.sub("", self.asked(title))) for title in titles if title}
        if any(self.exact(title) in ("site_name", "site_code") and "网站" in title for title in titles):
            return False
        return any(other <= present for other in self._others)

    def _of_path(self, path: Sequence[str]) -> str:
        if len(path) == 1:
            field = self.field(path[0])
            aside = "".join(_BRACKETED.findall(path[0]))
            return next((member for word, member in self._members.get(field, ()) if word in aside), field)
        joined, top, last = "".join(path), self.field(path[0]), path[-1]
        if whole := self.exact(joined):
            return whole
        if top in self._groups:
            among = self._groups[top]
            for word, field in self._members.get(top, ()):
                if word in bare(last):
                    return field
            return self.field(joined, among) or top
        return self.field(last) or self.field(joined) or top


def normal(text: str) -> str:
    """The heading without spaces, marks, numbering and punctuation, in plain lower-case letters."""
    plain = _NUMBERING.sub("", _MARKS.sub("", bare(text)))
    return _BRACKETS.sub("", plain).lower() or plain
