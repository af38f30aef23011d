"""What extraction is told from outside, and the same compiled once: the words and patterns that pages are read with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

NAME_KEYS = ("showname", "filename", "attname", "name", "file", "title")  # query keys that carry a file's name
_SHOWN = frozenset({"html", "htm", "shtml", "jpg", "jpeg", "png", "gif", "bmp"})

DATE = (  # what a date may look like before it is read; full-width digits are folded first
    r"(?:[12][0-9]{3}\s?[-/.年]\s?[01]?[0-9]\s?[-/.月]\s?[0-3]?[0-9](?![0-9])\s?日?"
    r"|[一二][○〇零Oo0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
CLOCK = (
    r"(?:\s*(?:上午|下午|星期[一二三四五六日]|周[一二三四五六日]|T)?\s*[0-2]?[0-9][:：时](?:[0-5][0-9]|[0-9]分)"
    r"(?:[:：分][0-5][0-9])?(?:\.[0-9]+)?\s*(?:秒|[AaPp][Mm])?)?"
)


_SIGN = r"(?:\s*(?:[:：]|[】\]]\s*[:：]?)|\s/\s|(?P<cell>[ \u3000]*\t))"  # between a label and its value


class ContainerRule(Protocol):
    """A family's block that holds the body."""

    @property
    def family(self) -> str:
        """Which CMS family prints it."""
        ...

    @property
    def select(self) -> str:
        """The CSS selector of the block."""
        ...


class MarkRule(Protocol):
    """A family's pair of marks around the body."""

    @property
    def family(self) -> str:
        """Which CMS family prints it."""
        ...

    @property
    def begin(self) -> str:
        """The opening mark, in lower case."""
        ...

    @property
    def end(self) -> str:
        """The closing mark, in lower case."""
        ...


class DownloadRule(Protocol):
    """A family's download addresses."""

    @property
    def match(self) -> str:
        """A regular expression over addresses."""
        ...


class ExtractRules(Protocol):
    """The loaded rules, as `mappings.extract.read_extract_rules` gives them; told apart by identity."""

    def __hash__(self) -> int: ...
    @property
    def containers(self) -> Sequence[ContainerRule]:
        """Known blocks, in order of trust."""
        ...

    @property
    def marks(self) -> Sequence[MarkRule]:
        """Known marks, in order of trust."""
        ...

    @property
    def downloads(self) -> Sequence[DownloadRule]:
        """Known download addresses."""
        ...

    @property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """Word lists by `section.key`."""
        ...


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The rules compiled: sets of words and regular expressions over lines of visible text."""

    lists: Mapping[str, tuple[str, ...]]
    containers: Sequence[ContainerRule]
    mark_ends: Mapping[str, tuple[str, str]]  # begin → (end, family)
    home: frozenset[str]
    trail_ends: frozenset[str]
    generic_names: frozenset[str]
    nothing: frozenset[str]
    own_pages: frozenset[str]
    block_names: frozenset[str]
    suffixes: frozenset[str]
    media: frozenset[str]
    downloads: re.Pattern[str]
    icons: re.Pattern[str]
    dated: re.Pattern[str]
    dating: re.Pattern[str]  # what stands before the date in `dated`
    sourced: re.Pattern[str]
    authored: re.Pattern[str]
    labelled: re.Pattern[str]
    tail_source: re.Pattern[str]
    asked: re.Pattern[str]  # a line with what a visitor asked
    titled: re.Pattern[str]  # a line that is a label and the title behind it
    giver: re.Pattern[str]  # the name of an office or a paper, by its end
    person: re.Pattern[str]  # a person's name, by its beginning
    furniture: re.Pattern[str]
    endings: re.Pattern[str]
    footer: re.Pattern[str]
    neighbours: re.Pattern[str]
    weak_footer: re.Pattern[str]
    here: re.Pattern[str]
    error: re.Pattern[str]
    attachment: re.Pattern[str]
    facts: Mapping[str, str]  # label → name of the fact
    factual: re.Pattern[str]  # a label of a document's box
    boxed: re.Pattern[str]  # the same in markup, asked of every page: each word begins with a letter of its own


def any_of(words: Sequence[str], *, padded: bool = False) -> str:
    """Give a pattern for any of the words, longest first; `padded` lets white space stand between characters."""
    gap = r"[\s　]*"
    longest = sorted(set(words), key=lambda word: (-len(word), word))
    spelled = (gap.join(map(re.escape, word)) if padded else re.escape(word) for word in longest)
    return "(?:" + ("|".join(spelled) or r"(?!)") + ")"


@lru_cache(maxsize=8)
def vocabulary(rules: ExtractRules) -> Vocabulary:
    """Compile the rules; the same object is compiled once."""
    lists = rules.lists
    labels = {
        key: any_of(lists[f"labels.{key}"], padded=True)
        for key in ("published", "plain", "updated", "never", "source", "author", "other")
    }
    every = "|".join(labels[key] for key in ("published", "updated", "plain", "source", "author", "other"))
    dating = (
        rf"(?:(?P<published>{labels['published']})|(?P<never>{labels['never']}[^\W\d]{{0,2}})?"
        rf"(?:(?P<updated>{labels['updated']})|(?P<plain>{labels['plain']})))[\s:：\]】）)|丨]*"
    )
    return Vocabulary(
        lists=lists,
        containers=rules.containers,
        mark_ends={mark.begin: (mark.end, mark.family) for mark in rules.marks},
        home=frozenset(lists["words.home"]),
        trail_ends=frozenset(lists["words.trail_ends"]),
        generic_names=frozenset(lists["words.generic_names"]),
        nothing=frozenset(lists["words.nothing"]),
        own_pages=frozenset(lists["words.own_pages"]),
        block_names=frozenset(lists["furniture.blocks"]),
        suffixes=frozenset(lists["files.documents"]),
        media=frozenset(lists["files.media"]),
        downloads=_either([rule.match for rule in rules.downloads]),
        icons=_either(lists["files.icons"]),
        dated=re.compile(rf"{dating}(?P<date>{DATE}{CLOCK})"),
        dating=re.compile(rf"{dating}\Z"),
        sourced=re.compile(rf"(?P<label>{labels['source']}){_SIGN}"),
        authored=re.compile(rf"(?P<label>{labels['author']}){_SIGN}"),
        labelled=re.compile(rf"(?:{every})(?:\s*[:：\]】]|\s/\s)"),
        tail_source=re.compile(rf"[（(【\[]?\s*{labels['source']}\s*[:：]\s*(?P<value>[^：:]{{2,40}}?)\s*[)）】\]]?"),
        asked=re.compile(r"\W{0,2}" + any_of(lists["labels.asked"], padded=True)),
        titled=re.compile(
            rf"\W{{0,2}}{any_of(lists['labels.title'], padded=True)}\s*[:：\t】\]]\s*(?P<title>[^\t\n]{{4,200}})"
        ),
        giver=re.compile(rf"[\u3400-\u9fff·]{{1,12}}{any_of(lists['words.givers'])}(?:（[\u3400-\u9fff]+）)?"),
        person=re.compile(any_of(lists["words.family_names"]) + r"(?!先生|女士|同志|小姐)[\u3400-\u9fff]{2}"),
        furniture=re.compile(_furniture(lists)),
        endings=re.compile(r"\W{0,3}" + any_of(lists["furniture.endings"])),
        footer=re.compile(any_of(lists["furniture.footer"])),
        neighbours=re.compile(r"\W{0,3}(?:(?:上|下)[一1]?(?:篇|条|页)|网友(?:留言|评论))"),
        weak_footer=re.compile(any_of(lists["furniture.weak_footer"])),
        here=re.compile(any_of(lists["words.here"], padded=True)),
        error=re.compile(any_of(lists["words.error"]), re.IGNORECASE),
        attachment=re.compile(any_of(lists["words.attachment"])),
        facts=_facts(lists),
        factual=re.compile(any_of(list(_facts(lists)), padded=True)),
        boxed=re.compile(any_of(list(_facts(lists)), padded=True).replace(r"[\s　]*", r"(?:[\s　]|&nbsp;)*")),
    )


def _facts(lists: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    sections = {key.partition(".")[2]: words for key, words in lists.items() if key.startswith("facts.")}
    return {word: name for name, words in sections.items() for word in words}


def _furniture(lists: Mapping[str, tuple[str, ...]]) -> str:
    # At least one sure word: 大, 无 or a number alone may be text. Possessive: words overlap, and lines are hostile.
    words = any_of(lists["furniture.words"])
    either = any_of(lists["furniture.words"] + lists["furniture.fillers"])
    return rf"(?=.*{words})[\W_\d]*+(?>(?>{either})[\W_\d]*+)++"


def _either(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", re.IGNORECASE)


def is_document(url: str, words: Vocabulary) -> bool:
    """Tell whether an address is that of a document, archive or film, by suffix or by a family's download shape."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    suffix = suffix_of(parts.path)
    if suffix in words.suffixes or suffix in words.media:
        return True
    if words.downloads.search(url):
        return suffix not in _SHOWN
    named = (suffix_of(value) for key, value in parse_qsl(parts.query) if key.lower() in NAME_KEYS)
    return any(suffix in words.suffixes for suffix in named)


def suffix_of(path: str) -> str:
    """Give the lower-case suffix of the last part of a path, without the dot; empty where there is none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].strip().lower() if "." in name else ""
