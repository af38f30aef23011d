"""What speaks for a channel: words that a column's name is, holds, ends with or resembles; its pages' titles and tags.

Every kind of clue has a confidence: about the share of columns that it put where a person would on the first two exams
of tests/columns_exam*.tsv, drawn towards one half where they had few; the tests compare it with the third.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from migrate.channels.tree import ChannelRow

SAME_NAME = 0.99
SAME_MEANING = 0.96
HOLDS_NAME = 0.92
ENDS_WITH = 0.9
RESEMBLES = 0.8  # times the likeness
SAYS_TYPE = 0.6
ONLY_PARENT = 0.75
WEAK_PARENT = 0.6
TITLES_SAY = 0.5
OWN_CHANNEL = 0.85
LEAST = 0.1  # what is shown as an alternative only
OUTSIDE_PARENT = 0.9  # times, for weak evidence that leads away from where the parent column leads

CLOSE_ENOUGH = 66  # of 100: below it two names have less in common than they differ in
WORTH_SHOWING = 40  # of 100: alike enough to be shown beside a suggestion
BROAD = 2  # characters of a subject so wide that a word beside it makes another one: 教育动态 is not 普法教育
SHORTEST_HELD = 3  # characters of a name that may be found inside another
MOST_TITLES_LACKING = 0.5  # share of the sample titles that need not hold a word
# Link texts of list pages and breadcrumbs that name no column.
NOT_A_COLUMN = frozenset({"首页", "网站首页", "主页", "更多", "当前位置", "您的位置", "正文"})
# Words that say nothing of the subject: 山茶专栏 and 党建专栏 are not alike.
_GENERIC = re.compile(
    "信息|工作|动态|专栏|专题|栏目|公开|中心|平台|园地|天地|资讯|新闻|之窗|频道|本局|我局|本委|本县|我县|本单位|单位|部门"
)
_LOCAL = re.compile(
    "^(?:本局|我局|局内|局|本委|我委|委内|本县|我县|全县|县|本市|我市|市|本区|我区|区|本镇|我镇|镇|乡|本乡|本单位)"
)
_TAIL = re.compile("(?:专栏|专题|栏目|栏|信息|专区|公开|情况|解答|选登|结果|内容|列表|一览|汇总)$")
_NO_SUBJECT = re.compile("其他|其它|文件|列表|内容|综合|默认|测试|未分类")


@dataclass(frozen=True)
class Clue:
    """One reason to choose a channel: how sure it is (0..1) and what it is (Chinese)."""

    row: ChannelRow
    confidence: float
    why: str


@dataclass(frozen=True)
class Words:
    """All words of a tree with their channels."""

    names: Mapping[str, tuple[ChannelRow, bool]]  # True marks the channel's own name
    cores: Mapping[str, str]  # what is left of a name without generic words → the name
    endings: Mapping[str, ChannelRow]
    titles: Mapping[str, ChannelRow]


def clean(name: str) -> str:
    """Give a column's name as it is compared: one width, no spaces, no arrows and brackets around it."""
    return "".join(unicodedata.normalize("NFKC", name).split()).strip(">»·|:：-—[]【】()（）")


@lru_cache(maxsize=4)
def words_of(tree: tuple[ChannelRow, ...]) -> Words:
    """Give the words of a tree; a channel's own name wins over another's synonym."""
    names: dict[str, tuple[ChannelRow, bool]] = {}
    for row in tree:  # of channels with one name in several places the first: a sub-site's 通知公告 comes later
        names.setdefault(clean(row.name), (row, True))
    for row in tree:
        for word in row.synonyms:
            names.setdefault(clean(word), (row, False))
    cores: dict[str, str] = {}
    for name in names:
        cores.setdefault(_GENERIC.sub("", name), name)
    cores.pop("", None)
    endings = {clean(word): row for row in tree for word in row.endings}
    return Words(names, cores, endings, {word: row for row in tree for word in row.title_words})


def says_nothing(name: str) -> bool:
    """Whether a column's name has no subject of its own: 其他, 文件中心, 信息公开栏."""
    return not _NO_SUBJECT.sub("", _GENERIC.sub("", name))


def named(name: str, words: Words) -> Iterator[Clue]:
    """Give what a column's own name says, the surest first."""
    for form in dict.fromkeys((name, _TAIL.sub("", name), _LOCAL.sub("", name), _LOCAL.sub("", _TAIL.sub("", name)))):
        if form in words.names:
            row, same = words.names[form]
            said = f"与频道“{row.name}”相同" if same else f"是频道“{row.name}”的同义名称"
            yield Clue(row, SAME_NAME if same and form == name else SAME_MEANING, f"“{form}”{said}")
    yield from _held(name, words)
    yield from _ended(name, words)
    yield from _alike(name, words)


def _held(name: str, words: Words) -> Iterator[Clue]:
    """A known name that makes up at least half of this one; the longest, then the last of them."""
    found = [
        (len(word), name.rfind(word), word) for word in words.names
        if len(word) >= SHORTEST_HELD and word != name and word in name and 2 * len(word) >= len(name)
    ]  # fmt: skip
    for _, _, word in sorted(found, reverse=True):
        row = words.names[word][0]
        yield Clue(row, HOLDS_NAME, f"“{name}”含有“{word}”，属于频道“{row.name}”")


def _ended(name: str, words: Words) -> Iterator[Clue]:
    for form in dict.fromkeys((name, _TAIL.sub("", name))):
        for word in sorted(words.endings, key=len, reverse=True):
            if form.endswith(word):
                row = words.endings[word]
                yield Clue(row, ENDS_WITH, f"“{name}”以“{word}”结尾，一般归入频道“{row.name}”")


def _alike(name: str, words: Words) -> Iterator[Clue]:
    core = _GENERIC.sub("", name)
    if not core:
        return
    found = process.extract(core, list(words.cores), scorer=fuzz.ratio, limit=4, score_cutoff=WORTH_SHOWING)
    for other, score, _ in found:
        shorter, longer = sorted((core, other), key=len)
        word = words.cores[other]
        opens = word == other and core.startswith(other)  # 走进栖云 opens with a whole known name, 计划生育 does not
        broad = len(shorter) <= BROAD and longer != shorter and not opens
        enough = score >= CLOSE_ENOUGH and not broad
        row = words.names[word][0]
        confidence = RESEMBLES * score / 100 if enough else LEAST * score / 100
        yield Clue(row, round(confidence, 2), f"“{name}”与“{word}”相近（{score / 100:.0%}）")


def titled(titles: Sequence[str], words: Words) -> Iterator[Clue]:
    """Give the channels for which at least half of the sample titles speak."""
    told: dict[str, set[int]] = {}
    rows = {row.path: row for row in words.titles.values()}
    for word, row in words.titles.items():
        told.setdefault(row.path, set()).update(at for at, title in enumerate(titles) if word in title)
    for path, at in sorted(told.items(), key=lambda one: (-len(one[1]), rows[one[0]].order)):
        if len(titles) > 1 and len(at) > len(titles) * MOST_TITLES_LACKING:
            why = f"{len(titles)} 个标题样本中有 {len(at)} 个像频道“{rows[path].name}”的文章"
            yield Clue(rows[path], TITLES_SAY, why)


def typed(column_type: str, name: str, words: Words) -> Iterator[Clue]:
    """Give what the pages' own ColumnType says; one that only repeats the column's name says nothing."""
    said = clean(column_type)
    if said and said != name and said in words.names:
        row = words.names[said][0]
        wide = "/" not in row.path
        yield Clue(row, LEAST if wide else SAYS_TYPE, f"原网页标签 ColumnType 写作“{said}”，即频道“{row.name}”")
