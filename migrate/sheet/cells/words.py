"""The words of a cell looked up in the vocabularies: yes and no in all spellings, ticks, numbers, groups."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from migrate.model import Answer
from migrate.sheet.cells.text import REMEMBERED, bare

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*(万)?")
_CLAUSE = re.compile(r"[，,。；;、\n]")
_REFUSALS = ("无", "没", "未", "不属", "不存在", "不符合", "否", "暂无", "不需", "不要求", "尚无", "尚未", "并无")
_CHINESE_YEAR = re.compile(r"[零〇一二三四五六七八九○◯]{4}年")  # its ○ is a zero, no empty box
_BRACKET_TICK = re.compile(r"[\[【(（]\s*([√✓✔×xX■●]?)\s*[\]】)）]")


class Words:
    """Vocabulary groups ready for look-up: whole cells by set, phrases by one compiled pattern a group."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self._whole = {name: frozenset(bare(word).lower() for word in words) for name, words in groups.items()}
        self._parts = {
            name: re.compile("|".join(re.escape(bare(word)) for word in sorted(words, key=len, reverse=True)) or "(?!)")
            for name, words in groups.items()
        }

        # Cells repeat from row to row: the answers to the newest ones are remembered.
        self._answered = lru_cache(REMEMBERED)(self._answer)
        self._names = lru_cache(REMEMBERED)(self._named)
        self._chosen = lru_cache(REMEMBERED)(self._ticked)

    def is_(self, group: str, text: str) -> bool:
        """Whether the whole cell is one of the group's words."""
        return bare(text).lower() in self._whole[group]

    def has(self, group: str, text: str) -> bool:
        """Whether the text holds one of the group's words."""
        return self._parts[group].search(bare(text)) is not None

    def find(self, group: str, text: str) -> re.Match[str] | None:
        """The first place where the text holds one of the group's words; the text is taken as it is."""
        return self._parts[group].search(text)

    def starts(self, group: str, text: str) -> bool:
        """Whether the text begins with one of the group's words."""
        return self._parts[group].match(bare(text)) is not None

    def answer(self, text: str) -> Answer:
        """Yes, no or unknown, as the cell says it; a blank and what cannot be read are unknown."""
        return self._answered(text)

    def _answer(self, text: str) -> Answer:
        plain = bare(self.ticked(text))
        low = plain.lower()
        if not low or low in self._whole["blank"] or low in self._whole["unknown"]:
            return Answer.UNKNOWN
        if low in self._whole["yes"]:
            return Answer.YES
        if low in self._whole["no"] or low in self._whole["nothing"]:
            return Answer.NO
        first = next((clause for clause in _CLAUSE.split(plain) if clause), "")
        for group, answer in (("unsure_part", Answer.UNKNOWN), ("no_part", Answer.NO), ("yes_part", Answer.YES)):
            if self._parts[group].search(first):
                return answer
        return Answer.UNKNOWN

    def named(self, text: str) -> Answer:
        """Whether the cell names something: a blank, 无, — and / are no, as is a refusal; the rest is yes."""
        return self._names(text)

    def _named(self, text: str) -> Answer:
        plain = bare(self.ticked(text))
        low = plain.lower()
        if not low or low in self._whole["nothing"] or low in self._whole["blank"] or low in self._whole["no"]:
            return Answer.NO
        if low in self._whole["unknown"]:
            return Answer.UNKNOWN
        refused = plain.startswith(_REFUSALS)
        return Answer.NO if refused else Answer.YES

    def ticked(self, text: str) -> str:
        """The marked options of a cell such as ■有 □无, joined by 、; a text without option boxes as it is."""
        return self._chosen(text)

    def _ticked(self, text: str) -> str:
        text = _CHINESE_YEAR.sub(lambda found: found[0].replace("○", "〇").replace("◯", "〇"), text)
        text = _BRACKET_TICK.sub(lambda found: "■" if found[1] not in ("", "×", "x", "X") else "□", text)
        marked, unmarked = self._parts["marked"], self._parts["unmarked"]
        if not unmarked.search(text) and len(marked.findall(text)) != 1:
            return text
        spans = [(found.start(), found.end(), True) for found in marked.finditer(text)]
        spans += [(found.start(), found.end(), False) for found in unmarked.finditer(text)]
        if not spans or (len(bare(text)) == 1):
            return text
        return "、".join(option for option, chosen in _options(text, sorted(spans)) if chosen and option)


def _options(text: str, spans: list[tuple[int, int, bool]]) -> list[tuple[str, bool]]:
    """Each option's label and whether its box is marked; the box stands before the label, or after it throughout."""
    after = text[: spans[0][0]].strip() and not text[spans[-1][1] :].strip()
    options = []
    for number, (start, end, chosen) in enumerate(spans):
        if after:
            label = text[(spans[number - 1][1] if number else 0) : start]
        else:
            label = text[end : (spans[number + 1][0] if number + 1 < len(spans) else len(text))]
        options.append((label.strip(" 、,，;；/\n"), chosen))
    return options


@lru_cache(REMEMBERED)
def read_number(text: str) -> float | None:
    """The first number of the cell, units and words around it ignored; None where there is none."""
    found = _NUMBER.search(bare(text).replace(",", "").replace("，", ""))
    if found is None:
        return None
    return float(found[1]) * (10_000 if found[2] else 1)
