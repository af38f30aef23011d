"""catalogue.toml, read and checked: the fields of the catalogue of archived pages, and how long pages are kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mappings.layers import read_layers, refuse

FILE = "catalogue.toml"
OWN = "own"
STANDARDS = ("DA/T 80-2019", "GB/T 42147-2022", OWN)
MARKS = {"V": "已与标准正文核对", "M": "待核：尚未与标准正文核对，不作规定使用"}
UNCHECKED = "待核"
KINDS = ("home", "list", "article", "page")  # of archived pages, as the ledger calls them
SLOT, TEXT = "slot", "text"
SOURCES = {
    SLOT: "空位，由档案人员填写",
    TEXT: "固定文字",
    "site_name": "清理表中的网站名称",
    "site_code": "清理表中的网站标识码",
    "owner": "清理表中的主办单位",
    "old_url": "采集时请求的网址",
    "archived_file": "归档页面，相对于本目录文件所在的文件夹",
    "title": "页面上读到的标题",
    "columns": "页面和列表上读到的栏目",
    "published_at": "页面和列表上读到的发布时间",
    "publication_source": "页面上读到的来源",
    "author": "页面上读到的作者",
    "document_number": "页面和列表上读到的文号",
    "keywords": "页面上读到的关键词",
    "page_kind": "页面类型：首页、列表页、文章、其他页面",
    "content_type": "服务器声明的类型",
    "charset": "采集时认定的字符集",
    "length": "采集内容解码后的字节数",
    "attachment_count": "文章正文所附文件的个数",
    "captured_sha256": "采集内容解码后的摘要",
    "archived_sha256": "归档文件的摘要",
    "captured_at": "采集的时间（UTC）",
    "warc": "采集记录所在的文件，相对于工作目录",
    "warc_offset": "采集记录在文件中的起点",
    "warc_record": "采集记录的编号",
    "archived_at": "归档的时间（UTC）",
    "retention": "按保管期限规则",
    "shown": "公开，或经内容审查暂不公开",
    "new_url": "文章在门户中的网址",
}
RULE_KEYS = ("column", "kinds", "sites", "period", "why", "who", "on")


@dataclass(frozen=True)
class Field:
    """One field of the catalogue; told at the head of catalogue.toml."""

    key: str
    name: str
    standard: str
    mark: str
    source: str
    required: bool
    text: str = ""

    @property
    def heading(self) -> str:
        """The field's heading; one that was not compared with the text of its standard says so."""
        return f"{self.name}（{UNCHECKED}）" if self.mark == "M" else self.name


@dataclass(frozen=True)
class RetentionRule:
    """One rule: pages in (or below) the column, of the kinds, of the sites, are kept so long; who decided it, why."""

    name: str
    column: tuple[str, ...]
    kinds: tuple[str, ...]
    sites: tuple[str, ...]
    period: str
    why: str
    who: str
    on: date

    def covers(self, site_key: str, kind: str, columns: tuple[tuple[str, ...], ...]) -> bool:
        """Whether the rule holds for a page."""
        return (
            (not self.sites or site_key in self.sites)
            and (not self.kinds or kind in self.kinds)
            and (not self.column or any(path[: len(self.column)] == self.column for path in columns))
        )


@dataclass(frozen=True)
class Catalogue:
    """The fields in their order, the periods by key with the name that is shown, the rules, and what a blank says."""

    fields: tuple[Field, ...]
    periods: Mapping[str, str]
    rules: tuple[RetentionRule, ...]
    blank: str

    def retention_of(self, site_key: str, kind: str, columns: tuple[tuple[str, ...], ...]) -> str:
        """How long a page is to be kept: by the first rule that covers it, else what stands for undecided."""
        found = next((rule for rule in self.rules if rule.covers(site_key, kind, columns)), None)
        return self.periods[found.period] if found else self.blank


def read_catalogue(office: Path | None = None) -> Catalogue:
    """The shipped catalogue with the office's own laid over it; MappingError names every fault at once."""
    table = read_layers(FILE, office)
    retention = table.get("retention", {})
    known = ("field", "retention")
    faults = [f"不认识的键 {key}（可用：[field.键]、[retention]）" for key in table if key not in known]
    faults += _each("field", table.get("field"), _field_faults)
    faults += _retention_faults(retention)
    refuse(FILE, faults)
    fields = tuple(_field(key, body) for key, body in table["field"].items() if body.get("use", True))
    if not fields:
        refuse(FILE, ["没有一个可用的字段"])
    periods = {key: _period_name(body) for key, body in retention["period"].items()}
    rules = tuple(_rule(name, body) for name, body in retention.get("rule", {}).items())
    return Catalogue(fields, periods, rules, retention["blank"])


def _field(key: str, body: Mapping[str, Any]) -> Field:
    mark = str(body.get("mark", ""))
    return Field(key, body["name"], body["standard"], mark, body["source"], body["required"], body.get("text", ""))


def _rule(name: str, body: Mapping[str, Any]) -> RetentionRule:
    column, kinds, sites = (tuple(body.get(key, ())) for key in ("column", "kinds", "sites"))
    return RetentionRule(name, column, kinds, sites, body["period"], body["why"], body["who"], body["on"])


def _period_name(body: Mapping[str, Any]) -> str:
    return f"{body['name']}（{UNCHECKED}）" if body["mark"] == "M" else str(body["name"])


def _each(word: str, given: Any, faults_of: Callable[[str, Mapping[str, Any]], Iterator[str]]) -> Iterator[str]:
    """The faults of every table `[word.*]`."""
    if not isinstance(given, Mapping):
        yield f"{word} 应当写作 [{word}.名称]"
        return
    for key, body in given.items():
        if isinstance(body, Mapping):
            yield from faults_of(f"{word}.{key}", body)
        else:
            yield f"{word}.{key} 应当是表"


def _field_faults(place: str, body: Mapping[str, Any]) -> Iterator[str]:
    keys = ("name", "standard", "mark", "source", "required", "text", "use")
    yield from (f"{place} 不认识 {key}（可用：{'、'.join(keys)}）" for key in body if key not in keys)
    if not _is_text(body.get("name")):
        yield f"{place} 缺少 name（中文名称）"
    standard, mark, source = body.get("standard"), body.get("mark"), body.get("source")
    if standard not in STANDARDS:
        yield f"{place}.standard 应当是 {'、'.join(STANDARDS)} 之一"
    elif standard == OWN and mark is not None:
        yield f"{place} 不出自标准，不写 mark"
    elif standard != OWN and mark not in MARKS:
        yield f"{place} 缺少 mark（V 已与标准正文核对，M 待核）"
    if source not in SOURCES:
        yield f"{place}.source 应当是 {'、'.join(SOURCES)} 之一"
    if (source == TEXT) != _is_text(body.get("text")):
        yield f'{place} 的 text 与 source = "{TEXT}" 应当同时写'
    for key, default in (("required", None), ("use", True)):
        if not isinstance(body.get(key, default), bool):
            yield f"{place}.{key} 应当是 true 或 false"


def _retention_faults(retention: Any) -> Iterator[str]:
    if not isinstance(retention, Mapping):
        yield "retention 应当是表"
        return
    keys = ("blank", "period", "rule")
    yield from (f"retention 不认识 {key}（可用：{'、'.join(keys)}）" for key in retention if key not in keys)
    if not _is_text(retention.get("blank")):
        yield "retention.blank 应当是文字（没有规则管到的页面这样写）"
    yield from _each("retention.period", retention.get("period"), _period_faults)
    yield from _each("retention.rule", retention.get("rule", {}), _rule_faults)
    periods, rules = retention.get("period"), retention.get("rule", {})
    if isinstance(periods, Mapping) and isinstance(rules, Mapping):
        for name, body in rules.items():
            if isinstance(body, Mapping) and body.get("period") not in periods:
                yield f"retention.rule.{name}.period 应当是 {'、'.join(periods)} 之一"


def _period_faults(place: str, body: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{place} 不认识 {key}（可用：name、mark）" for key in body if key not in ("name", "mark"))
    if not _is_text(body.get("name")):
        yield f"{place} 缺少 name（期限的名称）"
    if body.get("mark") not in MARKS:
        yield f"{place} 缺少 mark（V 已与标准正文核对，M 待核）"


def _rule_faults(place: str, body: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{place} 不认识 {key}（可用：{'、'.join(RULE_KEYS)}）" for key in body if key not in RULE_KEYS)
    for key, meaning in (("why", "依据"), ("who", "责任人")):
        if not _is_text(body.get(key)):
            yield f"{place} 缺少 {key}（{meaning}）"
    if not isinstance(body.get("on"), date) or isinstance(body.get("on"), datetime):
        yield f"{place} 缺少 on（日期，写作 2026-01-05）"
    for key, meaning in (("column", "栏目名称"), ("kinds", "页面类型"), ("sites", "网站标识码")):
        value = body.get(key, [])
        if not isinstance(value, list) or not all(_is_text(one) for one in value):
            yield f"{place}.{key} 应当是{meaning}的列表"
        elif key == "kinds" and not set(value) <= set(KINDS):
            yield f"{place}.kinds 只能用 {'、'.join(KINDS)}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
