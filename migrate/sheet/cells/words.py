"""The words of a cell looked up in the vocabularies: yes and no in all spellings, ticks, numbers, groups."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from migrate.model import Answer
from migrate.sheet.cells.numerals import amount
from migrate.sheet.cells.text import REMEMBERED, bare

_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*([十百千万]+)?")
_A_YEAR = re.compile(r"(?:全年|年均|每年|共计?|累计|总计|合计)(?!\d*年)\D{0,6}?([\d一二三四五六七八九两][^，,；;、]*)")
_RATE = re.compile(
    r"([日天周月])(?:均|平均)?(?:更新|发布)?(?:约|近|大约)?([\d一二三四五六七八九两][\d.十百千余多]*)[条篇次个]"
)
_TIMES = {"日": 365, "天": 365, "周": 52, "月": 12}
_ANSWER = re.compile(r"[，,。；;、\n（）()]")  # what stands in brackets behind an answer is beside it
_CLAUSE = re.compile(r"[，,。；;、\n]")
_ABLE_NOUN = re.compile(r"[功职智性]能|能力|可能|有限(?:责任)?公司")  # nouns that hold 能 or 有 and say nothing of it
_ADVERBS = ("不", "未", "非")
_HEADED = re.compile(
    r"的(?!内容|信息|必要|价值|情况|情形|要求|类型|理由|规定|需要|资料|数据|东西|栏目|网站|站点)[^的]{2,}$"
)
_PAIR = re.compile(  # 绩效考评：无; 业务系统（有）
    r"(?:[①-⑩]|\d[.、)）])?[^:（()），,。；;、\d]{2,12}[:（(](是|否|有|无|没有|暂无|√|×|待定|待查|待核实|未知|不详)(?=[)），,。；;、(（]|\d[.、]|[①-⑩]|$)[)）]?"
)
_OTHER = re.compile(r"^其[他它](?:[（(]?请?(?:说明|注明)[^)）:]*[)）]?:?|:)")
_LISTED = re.compile(  # things in a row and one refusal of them all: 工作动态、图片新闻等均不保留
    r"(?:^|(?<=[，,。；;]))[^，,。；;保需要但除其]*、[^，,。；;、保需要但除其]*?(?:等[^，,。；;、]{0,4}?)?"
    r"(?:均|都|皆|一律|全部)(?=[无不没未])"
)
_WITHOUT_IT = re.compile(
    r"^(?:没有|缺少|离开|无)[^，,。；;]{2,12}(?:无法|不能|难以)"
)  # two negations: it is wanted, or not
_AFFIRMED = re.compile(
    r"(?:考评|考核|要求|绩效)有$|^(?!拟|建议|申请|希望|可|网站|继续|同意|暂|单独|独立|长期).{2,}(?<![不无未予须需再用必])保留$"
)
_EDGES = "()（）[]【】.。,，;；!！ "
_BETWEEN = re.compile(r"[\s/、|]+")
_CHINESE_YEAR = re.compile(r"[零〇一二三四五六七八九○◯]{4}年")  # its ○ is a zero, no empty box
_BRACKET_TICK = re.compile(r"[\[【(（]\s*([√✓✔×xX■●]?)\s*[\]】)）]")


class Words:
    """Vocabulary groups ready for look-up: whole cells by set, phrases by one compiled pattern a group."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self._simplified = {ord(pair[0]): pair[1] for pair in groups["traditional"]}
        self._whole = {name: frozenset(bare(word).lower() for word in words) for name, words in groups.items()}
        self._parts = {
            name: re.compile("|".join(re.escape(bare(word)) for word in sorted(words, key=len, reverse=True)) or "(?!)")
            for name, words in groups.items()
        }

        # Cells repeat from row to row: the answers to the newest ones are remembered.
        self._answered = lru_cache(REMEMBERED)(self._answer)
        self._able = lru_cache(REMEMBERED)(self._ability)
        self._names = lru_cache(REMEMBERED)(self._named)
        self._chosen = lru_cache(REMEMBERED)(self._ticked)
        self._plainly = lru_cache(REMEMBERED)(self._simple)
        self._held = lru_cache(REMEMBERED)(self._holds)

    def plain(self, text: str) -> str:
        """The text as words are looked up: without spaces, with plain digits and signs, in simplified characters."""
        return self._plainly(text)

    def _simple(self, text: str) -> str:
        return bare(text).translate(self._simplified)

    def is_(self, group: str, text: str) -> bool:
        """Whether the whole cell is one of the group's words."""
        return self.plain(text).lower() in self._whole[group]

    def has(self, group: str, text: str) -> bool:
        """Whether the text holds one of the group's words."""
        return self._held(group, text)

    def _holds(self, group: str, text: str) -> bool:
        return self._parts[group].search(self.plain(text)) is not None

    def find(self, group: str, text: str) -> re.Match[str] | None:
        """The first place where the text holds one of the group's words; the text is taken as it is."""
        return self._parts[group].search(text)

    def starts(self, group: str, text: str) -> bool:
        """Whether the text begins with one of the group's words."""
        return self._parts[group].match(self.plain(text)) is not None

    def answer(self, text: str) -> Answer:
        """Yes, no or unknown, as the cell says it; a blank and what cannot be read are unknown."""
        return self._answered(text)

    def _answer(self, text: str) -> Answer:
        plain = self._plain(text)
        whole = Answer.UNKNOWN if self._unchosen(text) else self._whole_answer(plain)
        if whole is not None:
            return whole
        first, *rest = [clause for clause in _ANSWER.split(plain) if clause] or [""]
        if any(self._parts["not_known"].match(clause) for clause in rest):
            return Answer.UNKNOWN
        lead = self._whole_answer(first)
        if lead in (Answer.YES, Answer.NO):
            return lead
        for group, answer in (("unsure_part", Answer.UNKNOWN), ("no_part", Answer.NO), ("yes_part", Answer.YES)):
            if self._parts[group].search(first):
                return answer
        return Answer.UNKNOWN

    def _plain(self, text: str) -> str:
        """The marked option without spaces, brackets and stops around it, and without words that only look negative."""
        return self._parts["innocent"].sub("", self.plain(self.ticked(text)).strip(_EDGES))

    def _unchosen(self, text: str) -> bool:
        """Whether the cell holds the printed options, yes beside no, and nobody has chosen."""
        options = [token for token in _BETWEEN.split(self.ticked(text).strip()) if token]
        return len(options) > 1 and {self._whole_answer(self.plain(option)) for option in options} == {
            Answer.YES,
            Answer.NO,
        }

    def _whole_answer(self, plain: str) -> Answer | None:
        low = plain.lower()
        if not low or low in self._whole["blank"] or low in self._whole["unknown"]:
            return Answer.UNKNOWN
        if low in self._whole["yes"]:
            return Answer.YES
        return Answer.NO if low in self._whole["no"] or low in self._whole["nothing"] else None

    def ability(self, text: str) -> Answer:
        """Whether the cell says that something is kept up, by oneself or by others; a contradiction is unknown."""
        return self._able(text)

    def _ability(self, text: str) -> Answer:
        plain = self._plain(text)
        whole = Answer.UNKNOWN if self._unchosen(text) else self._whole_answer(plain)
        if whole is not None:
            return whole
        clauses = [clause for clause in _ANSWER.split(plain) if clause]
        lead = self._whole_answer(clauses[0]) if clauses else None
        if lead is Answer.YES and any(self._turned_down(clause) for clause in clauses[1:]):
            return Answer.NO
        if lead in (Answer.YES, Answer.NO):
            return lead
        said = [answer for answer in map(self._able_clause, clauses) if answer is not Answer.UNKNOWN]
        if len(set(said)) < 2:
            return said[0] if said else Answer.UNKNOWN
        last = clauses[-1]
        turned = self._parts["turn"].match(last) or self._parts["provided_part"].search(last)
        turned = turned or self._parts["broken_part"].search(last)
        return self._able_clause(last) if turned else Answer.UNKNOWN

    def _turned_down(self, clause: str) -> bool:
        """Whether a clause behind a yes takes it back, as in 有，但不可靠."""
        return self._parts["turn"].match(clause) is not None and self._able_clause(clause) is Answer.NO

    def _able_clause(self, clause: str) -> Answer:
        """What one clause says of the present; what was there once or is planned is no yes."""
        then = self._parts["former"].match(clause) or self._parts["planned"].match(clause)
        answer = self._able_words(clause)
        return Answer.UNKNOWN if then and answer is Answer.YES else answer

    def _able_words(self, clause: str) -> Answer:
        clause = _ABLE_NOUN.sub("", clause)
        for group, answer in (
            ("broken_part", Answer.NO), ("unsure_part", Answer.UNKNOWN), ("no_part", Answer.NO),
            ("provided_part", Answer.YES), ("able_part", Answer.YES),
        ):  # fmt: skip
            if self._parts[group].search(clause):
                return answer
        return Answer.UNKNOWN

    def named(self, text: str) -> Answer:
        """Whether the cell names something: a blank, 无, — and / are no, as is a refusal; the rest is yes."""
        return self._names(text)

    def _named(self, text: str) -> Answer:
        if self._unchosen(text):
            return Answer.NO
        plain = _OTHER.sub("", self._plain(text))
        pairs = [self._whole_answer(found[1]) for found in _PAIR.finditer(plain)]
        if Answer.YES in pairs or Answer.UNKNOWN in pairs:
            return Answer.YES if Answer.YES in pairs else Answer.UNKNOWN
        plain = _LISTED.sub("", _PAIR.sub("", plain).strip(_EDGES + "、") if pairs else plain)
        return self._named_plain(plain, plain.lower())

    def _named_plain(self, plain: str, low: str) -> Answer:
        if low in self._whole["unknown"] or self._parts["not_known"].match(low):
            return Answer.UNKNOWN
        if low in self._whole["nothing"] or low in self._whole["blank"] or low in self._whole["no"]:
            return Answer.NO
        if self._parts["doubtful"].search(plain) or _WITHOUT_IT.match(plain):
            return Answer.UNKNOWN
        clauses = [clause for clause in _CLAUSE.split(plain) if clause]
        refused = [self._refuses(clause) for clause in clauses]
        if any(refused):
            affirmed = "除外" in plain or any(
                self._parts["affirming"].search(clause) or _AFFIRMED.search(clause)
                for clause, no in zip(clauses, refused, strict=True)
                if not no and not self._parts["former"].match(clause)
            )
            return Answer.YES if affirmed else Answer.NO
        return Answer.NO if not clauses or all(map(self._refuses_part, clauses)) else Answer.YES

    def _refuses(self, clause: str) -> bool:
        """Whether the clause begins with a negation, or with one after words that speak of all or of nobody special."""
        if self._ends("lapsed", clause) and self._parts["all_but"].match(clause) is None:
            return True
        at = 0
        while (found := self._parts["of_all"].match(clause, at)) is not None and found.end() > at:
            at = found.end()
        found = self._parts["refusing"].match(clause, at)
        return found is not None and not self._describes(clause, found) and not self._forbids(clause, at)

    def _ends(self, group: str, clause: str) -> bool:
        return any(found.end() == len(clause) for found in self._parts[group].finditer(clause))

    def _forbids(self, clause: str, at: int) -> bool:
        """Whether a negation forbids to stop or move the site, as in 不能中断: a ground for the site, no refusal."""
        found = self._parts["prohibiting"].match(clause, at)
        return found is not None and self._parts["prohibited"].match(clause, found.end()) is not None

    def _describes(self, clause: str, negation: re.Match[str]) -> bool:
        """Whether the negation belongs to what describes a thing that is named, as in 不定期发布的公告."""
        if negation[0] not in _ADVERBS or _HEADED.search(clause) is None:
            return False
        return negation[0] == "未" or self._parts["refused"].match(clause, negation.end()) is None

    def _refuses_part(self, clause: str) -> bool:
        """Whether the clause says of one thing that it is not wanted."""
        if self._parts["all_but"].match(clause):
            return False
        found = self._parts["refusing"].search(clause)
        if found is None or self._describes(clause, found):
            return False
        return self._parts["refused"].match(clause, found.end()) is not None

    def ticked(self, text: str) -> str:
        """The marked options of a cell such as ■有 □无, joined by 、; a text without option boxes as it is."""
        return self._chosen(text)

    def _token(self, text: str) -> str:
        """One mark and no empty box: of the options between spaces or strokes, the one that the mark stands at."""
        tokens = [token for token in _BETWEEN.split(text) if token]
        at = next(number for number, token in enumerate(tokens) if self._parts["marked"].search(token))
        chosen = self._parts["marked"].sub("", tokens[at]).strip(_EDGES)
        if chosen or len(tokens) == 1:
            return chosen or text
        return " ".join(tokens[1:2]) if at == 0 else (tokens[at - 1] if at == len(tokens) - 1 else "")

    def _ticked(self, text: str) -> str:
        text = _CHINESE_YEAR.sub(lambda found: found[0].replace("○", "〇").replace("◯", "〇"), text)
        text = _BRACKET_TICK.sub(lambda found: "■" if found[1] not in ("", "×", "x", "X") else "□", text)
        marked, unmarked = self._parts["marked"], self._parts["unmarked"]
        if not unmarked.search(text):
            return self._token(text) if len(marked.findall(text)) == 1 else text
        spans = [(found.start(), found.end(), True) for found in marked.finditer(text)]
        spans += [(found.start(), found.end(), False) for found in unmarked.finditer(text)]
        if not spans or (len(self.plain(text)) == 1):
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
    """The first number of the cell, in figures or in Chinese, units and words around it ignored; None without one."""
    plain = bare(text).replace(",", "").replace("，", "")
    found = _NUMBER.search(plain)
    if found is None:
        return amount(plain)
    return amount(found[0]) if found[2] else float(found[1])


@lru_cache(REMEMBERED)
def read_yearly_count(text: str) -> float | None:
    """How many pieces a year the cell speaks of: the number said of the year, else a number a day, week or month."""
    plain = bare(text)
    if found := _A_YEAR.search(plain):
        return read_number(found[1])
    if found := _RATE.search(plain):
        rate = read_number(found[2])
        return None if rate is None else rate * _TIMES[found[1]]
    return read_number(text)
