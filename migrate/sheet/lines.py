"""One line of 分类意见 a site: what stands in its cells, and the digests that show which of them someone edited."""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from migrate.model import Decision, Reason, Site
from migrate.sheet.cells.text import plain_words, text_of
from migrate.sheet.files.source import OWN_SHEET
from migrate.sheet.styled import LONGEST_TEXT, stored

Labels = Mapping[str, Mapping[str, str]]
IDENTITY_SHEET = OWN_SHEET
OPINION_SHEET = "分类意见"
REVIEW_WORDS = ("同意", "保留", "迁移", "关停")
NUMBER_TITLE, VERDICT_TITLE, KEY_TITLE = "序号", "分类意见", "网站键（勿改）"
NAME_TITLE, URL_TITLE = "网站名称", "网址"
REVIEW_TITLES = ("复核意见", "复核人", "复核日期", "复核说明")
COLUMNS: tuple[tuple[str, float], ...] = (
    (NUMBER_TITLE, 6), ("主办单位", 18), (NAME_TITLE, 20), (URL_TITLE, 26), ("网站标识码", 12),
    ("主办单位意见", 12), ("政府办意见", 12), (VERDICT_TITLE, 9), ("处置方式", 20), ("依据", 56),
    ("所需材料", 20), ("办理时限", 16), ("需保留内容", 8), ("疑点", 34), ("缺少的情况", 18),
    *zip(REVIEW_TITLES, (11, 10, 12, 24), strict=True), (KEY_TITLE, 16),
)  # fmt: skip
TITLES = tuple(title for title, _ in COLUMNS)
FIXED_TITLES = tuple(title for title in TITLES if title not in (NUMBER_TITLE, KEY_TITLE, *REVIEW_TITLES))
LONGEST_SAID = 100  # characters of a deciding cell that the basis quotes
_ODD = re.compile(  # what a cell does not keep, or what reading it takes off
    "[^\\S\n ]|[\x00-\x09\x0b-\x1f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060]|"
    "[\ud800-\udfff\ufeff\ufffe\uffff\U00010000-\U0010ffff]|_x005F_"
)
_DIGEST = 8  # hexadecimal digits of a cell's CRC-32


class Reviewed(NamedTuple):
    """What a person said of a site's opinion: the cells under REVIEW_TITLES, as text."""

    opinion: str = ""
    reviewer: str = ""
    day: str = ""
    reason: str = ""


class Mark(NamedTuple):
    """What the hidden sheet keeps of a line: enough to show, when it comes back, what someone changed."""

    site_key: str
    site_name: str
    digests: str
    verdict: str
    action: str
    verdict_label: str


class RuleNotes(Protocol):
    """What the workbook tells of a rule, as `mappings.rules` gives it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that it needs."""
        ...

    @property
    def note(self) -> str:
        """What to mind."""
        ...


@dataclass(frozen=True)
class Told:
    """What a workbook's words are made of: decisions and deadlines by site key, documents by rule, the labels."""

    decisions: Mapping[str, Decision]
    labels: Labels
    documents: Mapping[str, str]
    deadlines: Mapping[str, str] = field(default_factory=dict)

    def verdict(self, site: Site) -> str:
        """The site's verdict in words."""
        return self.labels["verdict"][self.decisions[site.site_key].verdict.value]

    def action(self, site: Site) -> str:
        """The form of the verdict in words; empty where nothing was decided."""
        action = self.decisions[site.site_key].action
        return self.labels["action"][action.value] if action is not None else ""

    def missing(self, site: Site) -> str:
        """The facts that would settle the site's opinion."""
        facts = self.labels["fact"]
        return "、".join(facts.get(fact, fact) for fact in self.decisions[site.site_key].missing)

    def flags(self, site: Site) -> list[str]:
        """The site's contradictions in words, each with the cells that contradict."""
        return [self._flag(site, flag) for flag in self.decisions[site.site_key].flags]

    def _flag(self, site: Site, flag: str) -> str:
        cells = "、".join(site.flag_cells.get(flag, ()))
        return self.labels["flag"].get(flag, flag) + (f"（{cells}）" if cells else "")

    def basis(self, site: Site) -> str:
        """Why: the rule's name, its legal basis, and the deciding facts with what their cells say."""
        reasons = self.decisions[site.site_key].reasons
        if not reasons:
            missing = self.missing(site)
            return f"现有情况不足以定论，缺少：{missing}" if missing else "现有情况不足以定论"
        first = reasons[0]
        facts = "；".join(self._fact(site, reason) for reason in reasons if reason.fact)
        name = self.labels["rule"].get(first.rule, first.rule)
        return f"{name}\n依据：{first.basis}" + (f"\n事实：{facts}" if facts else "")

    def _fact(self, site: Site, reason: Reason) -> str:
        evidence = site.evidence.get(reason.fact)
        name = self.labels["fact"].get(reason.fact, reason.fact)
        if evidence is None:  # a person's reason is a sentence of its own
            return name
        place = "、".join(reason.cells)
        said = f"{place}：{plain_words(evidence.said)[:LONGEST_SAID] or '空白'}" if place else "表中没有写明"
        inferred = "，推定" if evidence.inferred else ""
        return f"{name}：{self.labels['answer'][evidence.answer.value]}（{said}{inferred}）"

    def fixed_cells(self, site: Site) -> list[str]:
        """The cells under FIXED_TITLES: what a person reads and does not edit."""
        decision = self.decisions[site.site_key]
        rule = decision.reasons[0].rule if decision.reasons else ""
        return [
            site.owner,
            site.site_name,
            "\n".join(url for url in (site.url, *site.other_urls) if url),
            site.site_code or "",
            site.owner_opinion,
            site.office_opinion,
            self.verdict(site),
            self.action(site),
            self.basis(site),
            self.documents.get(rule, ""),
            self.deadlines.get(site.site_key, ""),
            "有" if decision.keep_content else "",
            "\n".join(self.flags(site)),
            self.missing(site),
        ]


def digests(texts: Sequence[str]) -> str:
    """Each text's digest, one after the other: equal texts have equal ones, however a program wrapped their lines."""
    return "".join([_digest(text) for text in texts])


@lru_cache(8_192)  # most cells of a column say what those above them say
def _digest(text: str) -> str:
    if _ODD.search(text):
        text = text_of(stored(text)).replace("_x005F_", "_")
    return f"{zlib.crc32(' '.join(text[:LONGEST_TEXT].split()).encode()):0{_DIGEST}x}"


def differing(texts: Sequence[str], told: str) -> list[int]:
    """The numbers, from 0, of the texts that are not those whose digests are given."""
    now = digests(texts)
    size = _DIGEST
    return [number for number in range(len(texts)) if now[number * size :][:size] != told[number * size :][:size]]
