"""The nine facts of a site, each with the cells it was read from.

`freshness` yes = updated within the threshold; `volume` yes = not thin. The names are those of the contract.
"""

import re
from dataclasses import replace

from migrate.model import Answer, Evidence
from migrate.sheet.cells.clauses import clauses_of
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.text import bare
from migrate.sheet.cells.words import Words
from migrate.sheet.rows import Record, Said
from migrate.sheet.told import SYSTEM_STATES, Measures, cells_of, chosen, decoded, evidence, state_said
from migrate.sheet.upkeep import read_freshness, read_volume

EXCEPTION_STATES = frozenset({"例外", "例外网站", "已列为例外"})  # an application for it is none yet
_GOVERNMENT = re.compile(
    r"(?:县|区|市|省|旗|州|盟)(?:人民)?政府(?:门户|公众信息|公众|政务|信息|官方)*(?:网站?|网站群|门户|信息网)?$"
)
_PORTAL = re.compile(
    r"(?:政府|^(?:中国)?[·.]?\w{2,8}(?:县|(?<![园发景社校小林库矿])区|市|省|旗|州|盟))(?:公众信息)?(?:政务)?门户(?:网站?)?$"
)
_SEGMENT = re.compile(r"(内容|信息|技术)([^内信技]*)")


_ALREADY = re.compile(
    r"已(?:(?:经|将|于)[^，。；,;]{0,14}|(?:全部|全面|正式|自主|自行|主动|依法|彻底|完全|按要求|按程序|按规定|办理|进行|实施|做){1,2})"
    r"(?:关停|注销|关闭|关站|下线|停用)"
)
_FINISHED = re.compile(r"(?:关停|注销|关闭|下线)(?:工作|手续)?已(?:经)?(?:全部)?(?:完成|完毕|到位|办结)")
_ON_A_DAY = re.compile(
    r"(?:于|在)?(.{2,16}?)(?:正式|永久|全面|自主|自行)?(?:关停|注销|关闭|下线|停用|停办|停止(?:服务|运行|使用))"
    r"(?:[并、和]?(?:已)?(?:注销|下线)?(?:网站|域名|备案|[、及和])*)"
)
_ASIDE = re.compile(r"[（(].*?[）)]")
_CLAUSES = re.compile(r"[，,。；;\n]")
_LIKE_SITE = re.compile(r"^(?:该|原|本)?(?:网站|站点|站)")
_NATIONAL = ("全国", "国办")
_AWAY = re.compile(r"要求[^，,。；;]{0,10}$")
_NOT_THE_SITE = re.compile(
    r"不要求(?:独立|单独|保留)*(?:网站|建站|站点)|县级不保留|不再保留|不予保留|(?:专栏|栏目|频道)即可"
    r"|(?:无|没有|不含|未含|不包括|未包括|不包含|未包含|未列)(?:网站|此项|该项)"
)
_TO_BE_KEPT = re.compile("(?<![不无需须予再用必])保留|子站|独立网站")
_NOT_REMOVED = re.compile("(?:未|没有?|尚未)[^，,。；;]{0,4}(?:移|删|剔|撤|退|核减)")
_ELSEWHERE = re.compile("(?:省|市|县|区)(?:级|里|内)?(?:统一|集约化?|监测|监管|信息|报送)*(?:系统|平台)")
_ONLY_ASKED = re.compile(r"^[^，,。；;]{0,6}(?:建议|希望|鼓励|倡导|提倡)")
_CODED = re.compile(r"\d[.、:：\-]?(?=\D)")


def read_facts(record: Record, code: str | None, name: str, measures: Measures) -> dict[str, Evidence]:
    """All facts of the row by name."""
    words = measures.words
    freshness = read_freshness(record, measures)
    special = _special_case(record, words)
    content, technical = _abilities(record, words)
    portal = _portal(record, name, words)
    found = (
        _listed(record, code, words), freshness, read_volume(record, freshness, measures), content, technical, special,
        _demanded(record, special, words), portal, _closed(record, measures),
    )  # fmt: skip
    return {evidence.fact: evidence for evidence in found}


def _listed(record: Record, code: str | None, words: Words) -> Evidence:
    if record.table.has("listed"):
        seen = None
        for said in cells_of(record, "listed"):
            seen = seen or said
            text = chosen(said, words)
            if not text:
                continue
            text = decoded(said, record, {}) if said.heading.legend else text
            if _taken_out(text, words):
                return evidence("listed", Answer.NO, said)
            text = "" if _NOT_REMOVED.search(bare(text)) else _of_the_nation(text)
            state = bare(text) in SYSTEM_STATES.values() or words.is_("closed", text)
            answer = Answer.YES if state else words.answer(text)
            if answer is not Answer.UNKNOWN:
                return evidence("listed", answer, said)
        return evidence("listed", Answer.UNKNOWN, seen)
    if code is not None or record.table.export:
        return evidence("listed", Answer.YES, record.first("site_code"), inferred=True)
    return evidence("listed", Answer.UNKNOWN)


def _taken_out(text: str, words: Words) -> bool:
    """Whether the site was in the system and has been taken out."""
    return words.has("removed", text) and not words.has("not_removed_part", text)


def _of_the_nation(text: str) -> str:
    """The text without clauses that speak of another system only, as 纳入省级系统."""
    clauses = clauses_of(text)
    told = [clause for clause in clauses if any(mark in clause for mark in _NATIONAL) or not _ELSEWHERE.search(clause)]
    return text if len(told) == len(clauses) else "，".join(told)


def _abilities(record: Record, words: Words) -> tuple[Evidence, Evidence]:
    both = record.first("ability")
    found = []
    for fact, marks in (("content_ability", ("内容", "信息")), ("tech_ability", ("技术",))):
        found_out = _ability(record, fact, words)
        if found_out.answer is Answer.UNKNOWN and both is not None and not record.table.has(fact):
            found_out = evidence(fact, _ability_in(words.ticked(both.text), marks, words), both)
        found.append(found_out)
    return found[0], found[1]


def _ability(record: Record, fact: str, words: Words) -> Evidence:
    seen = None
    for said in cells_of(record, fact):
        seen = seen or said
        answer = words.ability(chosen(said, words))
        if answer is not Answer.UNKNOWN:
            return evidence(fact, answer, said)
    return evidence(fact, Answer.UNKNOWN, seen)


def _ability_in(text: str, marks: tuple[str, ...], words: Words) -> Answer:
    segments = {found[1]: found[2] for found in _SEGMENT.finditer(bare(text))}
    if not segments:
        return words.ability(text)
    for mark in marks:
        if mark in segments:
            return words.ability(segments[mark].strip("、，,；;：:/和及"))
    return Answer.UNKNOWN


def _special_case(record: Record, words: Words) -> Evidence:
    cells = list(cells_of(record, "special_case"))
    for said in cells:
        answer = Answer.UNKNOWN if said.lost else words.named(chosen(said, words))
        if answer is not Answer.NO:
            return replace(evidence("special_case", answer, said), said=_kind_ticked(said) or said.text)
    for field in ("state", "listed"):
        state = record.first(field)
        default = SYSTEM_STATES if record.table.has("site_code") else {}
        if state is not None and bare(decoded(state, record, default)) in EXCEPTION_STATES:
            return evidence("special_case", Answer.YES, state)
    return evidence("special_case", Answer.NO, cells[0] if cells else None)  # a sheet without the column names none


def _kind_ticked(said: Said) -> str:
    """The title of a column that stands for one kind of special case, where the cell is but a tick."""
    _, grouped, kind = said.heading.title.rpartition("/")
    return kind if grouped and len(bare(said.text)) == 1 else ""


def _demanded(record: Record, special: Evidence, words: Words) -> Evidence:
    cells = list(cells_of(record, "demanded"))
    unsure = None
    for said in cells:
        answer = Answer.UNKNOWN if said.lost else _demand_said(chosen(said, words), words)
        if answer is Answer.YES:
            return evidence("demanded", answer, said)
        if answer is Answer.UNKNOWN:
            unsure = said
    if unsure is not None:
        return evidence("demanded", Answer.UNKNOWN, unsure)
    if record.table.has("demanded"):
        return evidence("demanded", Answer.NO, cells[0] if cells else None)
    if special.answer is Answer.YES and (
        words.has("superior_part", special.said) or words.has("assessment_part", special.said)
    ):
        return Evidence("demanded", Answer.YES, special.cells, special.said)
    return evidence("demanded", Answer.NO)


def _demand_said(text: str, words: Words) -> Answer:
    """Whether the cell tells of a demand to keep the site; a demand to close it is none, a wish is in doubt."""
    answer, plain = words.named(text), words.plain(text)
    if answer is not Answer.YES:
        return answer
    if _NOT_THE_SITE.search(plain):
        return Answer.NO
    if not _TO_BE_KEPT.search(plain):
        for group, meant in (("demand_away", Answer.NO), ("demand_moved", Answer.UNKNOWN)):
            found = words.find(group, plain)
            before = plain[: found.start()] if found else ""
            if _AWAY.search(before) and not words.has("negated", before):
                return meant
    first, *rest = clauses_of(plain)
    if rest and words.named(first) is Answer.NO:
        told = [clause for clause in rest if not words.starts("refusing", clause)]
        demanded = any(words.has("demand_part", clause) or clause.endswith("有") for clause in told)
        return Answer.YES if demanded else Answer.UNKNOWN
    return Answer.UNKNOWN if _ONLY_ASKED.search(plain) and "要求" not in plain else Answer.YES


def _portal(record: Record, name: str, words: Words) -> Evidence:
    """A township is never the portal; then the portal column, the type, the name decide, in this order."""
    owner, kind = record.text("owner"), record.first("site_type")
    township = next((text for text in (name, owner, kind.text if kind else "") if words.has("township", text)), "")
    if township:
        return evidence("portal", Answer.NO, record.first("site_name", "owner"))
    column = record.first("portal")
    if column is not None:
        text = decoded(column, record, {})
        said_so = words.has("portal_type", text) and not words.has("not_portal_type", text)
        answer = Answer.YES if said_so else words.answer(text.replace("非门户", "否"))
        if answer is not Answer.UNKNOWN:
            return evidence("portal", answer, column)
    for said in cells_of(record, "site_type"):
        text = words.ticked(said.text)
        if words.has("portal_type", text) and not words.has("not_portal_type", text):
            return evidence("portal", Answer.YES, said)
    named = record.first("site_name")
    plain = re.sub(r"[“”\"「」]|[（(].*?[）)]", "", bare(name))
    if not plain:
        told = kind or (record.first("owner") if owner and "政府" not in owner else None)
        return evidence("portal", Answer.UNKNOWN if told is None else Answer.NO, told)
    holds = _GOVERNMENT.search(plain) or _PORTAL.search(plain)
    return evidence("portal", Answer.YES if holds else Answer.NO, named)


def _closed(record: Record, measures: Measures) -> Evidence:
    words = measures.words
    state = record.first("state")
    candidates = [(cell, state_said(cell, record, words)) for cell in cells_of(record, "state")]
    candidates += [(cell, cell.text) for cell in cells_of(record, "listed") if bare(cell.text) == "关停"]
    for cell, told in candidates:
        asked = cell.heading.title
        if "是否" in asked and "关" in asked:
            if words.answer(told) is Answer.YES:
                return evidence("closed", Answer.YES, cell)
        elif _says_closed(told, measures):
            return evidence("closed", Answer.YES, cell)
    if state is None:
        for note in cells_of(record, "note"):
            if _says_closed(note.text, measures):
                return evidence("closed", Answer.YES, note)
    return evidence("closed", Answer.NO, state)


def _says_closed(text: str, measures: Measures) -> bool:
    """Whether a clause outside brackets says that the site is closed, and none that it runs."""
    words = measures.words
    plain = words.plain(words.ticked(text))
    clauses = [clause for clause in _CLAUSES.split(_ASIDE.sub("", plain) or plain) if clause]
    if words.has("reopened", plain) and not re.search("(?:无法|不再|未|不|不能)(?:恢复|重新)", plain):
        return False
    if any(words.is_("normal", clause) for clause in clauses):
        return False
    return any(_closes(clause, measures) for clause in clauses)


def _closes(clause: str, measures: Measures) -> bool:
    words = measures.words
    if words.has("not_closed_part", clause.replace("已将", "已")) or words.has("site_part", clause):
        return False
    if words.is_("closed", _LIKE_SITE.sub("", clause)) or words.has("closed_part", clause):
        return True
    if _ALREADY.search(clause) or _FINISHED.search(clause):
        return True
    dated = _ON_A_DAY.fullmatch(clause)
    span = read_span(dated[1], measures.as_of) if dated else None
    return span is not None and span.last < measures.as_of
