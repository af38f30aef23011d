"""What the owner's and the office's opinion say: a primary verdict, the form of migration; they never decide."""

import re
from dataclasses import dataclass
from functools import lru_cache

from migrate.model import Answer, Verdict
from migrate.sheet.cells.text import REMEMBERED, plain_words
from migrate.sheet.cells.words import Words
from migrate.sheet.rows import Record, Said

_ASIDE = re.compile(r"[（(].*?[）)]")
_GROUPS = ((Verdict.KEEP, "keep"), (Verdict.MIGRATE, "migrate"), (Verdict.CLOSE, "close"))
_CONTENT = re.compile(  # what is kept is the content: no verdict on the site
    r"保留(?:其|原|全部|部分|重要|有用|历史|网站|原有)*(?:内容|数据|资料|信息|文件|档案)"
)
_BETWEEN = re.compile(
    r"(?:单独|另行|继续|保留|建设|作为|设立|设置)+$"
)  # may stand between a negation and what it negates
_NEGATION_REACH = 2  # characters
_LONGEST_NEGATION = 4  # characters


@dataclass(frozen=True)
class Opinions:
    """Both opinions as written, and their cells."""

    owner: str
    office: str
    owner_cell: Said | None
    office_cell: Said | None


def read_opinions(record: Record, words: Words) -> Opinions:
    """The owner's opinion (an opinion column without a name is the owner's) and the office's."""
    owner, office = _opinion(record, words, "owner_opinion", "opinion"), _opinion(record, words, "office_opinion")
    return Opinions(owner[0], office[0], owner[1], office[1])


@lru_cache(REMEMBERED)
def primary(text: str, words: Words) -> Verdict | None:
    """The one verdict a text gives: the first verdict word outside brackets; a collective word gives none."""
    plain = _CONTENT.sub("", words.plain(text))
    for part in (_ASIDE.sub("", plain), plain):
        first = _first_verdict(words_without_collective(part, words), words)
        if first is not None:
            return first
    return None


@lru_cache(REMEMBERED)
def turned_down(text: str, words: Words) -> frozenset[Verdict]:
    """The verdicts that a text names only to refuse them, as in 不保留."""
    plain = words_without_collective(words.plain(text), words)
    return frozenset(
        verdict for verdict, group in _GROUPS if words.find(group, plain) and _place(group, plain, words) is None
    )


def words_without_collective(text: str, words: Words) -> str:
    """The text without 关停并转 and its like, which name no verdict by themselves."""
    while (found := words.find("collective", text)) is not None:
        text = text[: found.start()] + text[found.end() :]
    return text


def wants_subsite(record: Record, opinions: Opinions, words: Words) -> bool:
    """Whether an independent site or subsite is asked for: by the office, else the owner, else the target."""
    for text in (opinions.office, opinions.owner, record.text("target")):
        subsite, channel = unnegated("subsite", text, words), words.has("channel", text)
        if subsite != channel:
            return subsite
    return False


def agrees(text: str, words: Words) -> bool:
    """Whether an office only agrees, without a verdict of its own."""
    return words.starts("agree", text) and primary(text, words) is None


def _opinion(record: Record, words: Words, *fields: str) -> tuple[str, Said | None]:
    for name in fields:
        for said in record.cells.get(name, ()):
            if said.heading.option:
                if words.answer(said.text) is Answer.YES:
                    return said.heading.option, said
            elif said.text and not words.is_("nothing", said.text):
                return plain_words(words.ticked(said.text)), said
    return "", None


def _first_verdict(text: str, words: Words) -> Verdict | None:
    places = []
    for verdict, group in _GROUPS:
        place = _place(group, text, words)
        if place is not None:
            places.append((*place, verdict))
    return min(places)[2] if places else None


@lru_cache(REMEMBERED)
def _place(group: str, text: str, words: Words) -> tuple[int, int] | None:
    """Where an un-negated word of the group stands first, and its length below zero: the longer word comes first."""
    start = 0
    while (found := words.find(group, text[start:])) is not None:
        at = start + found.start()
        before = _BETWEEN.sub("", text[:at])
        if not _negated(before, words):
            return at, found.start() - found.end()
        start = at + 1
    return None


def _negated(before: str, words: Words) -> bool:
    """Whether what stands before a word negates it: a short negation nearby, or a longer one right before it."""
    near = before[-_NEGATION_REACH:]
    if words.find("negated", near) is not None:
        return True
    return any(words.is_("negated", before[-length:]) for length in range(_NEGATION_REACH + 1, _LONGEST_NEGATION + 1))


def unnegated(group: str, text: str, words: Words) -> bool:
    """Whether the text holds a word of the group that no negation stands before."""
    return _place(group, words.plain(text), words) is not None
