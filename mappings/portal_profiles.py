"""portals/*.toml, read and checked: how a portal platform that has a REST interface is asked, one file a platform.

The office's own file of the same name in its workspace is laid over the shipped one, key by key; a platform that is
not shipped needs a whole file of its own.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mappings.errors import MappingError
from mappings.layers import lay

SHIPPED = Path(__file__).with_name("portals")
KINDS = ("whole", "one", "expired", "again", "there", "gone")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
VISIBILITIES = ("published", "draft", "offline")
NEEDED = ("channel_list", "article_create", "article_update", "article_read")
OTHERS = (
    *("probe", "task", "channel_create", "channel_delete", "file_upload", "file_delete", "article_reserve"),
    *("article_list", "article_find", "article_publish", "article_offline", "article_draft", "article_delete"),
)
_TEXT, _TABLE, _TEXTS = "文字", "表", "文字的列表"
_CALL = {
    **dict.fromkeys(("method", "path", "file"), _TEXT),
    **dict.fromkeys(("query", "headers", "form", "token"), _TABLE),
    **dict.fromkeys(("id", "item", "list", "children", "task", "url", "internal"), "指针"),
    **{"json": "", "reads": "是或否", "first": "整数", "size": "整数"},
}
_KEYS: dict[str, dict[str, str]] = {
    "": {
        **{"title": _TEXT, "basis": _TEXT, "tested": "是或否"},
        **dict.fromkeys(("given", "about", "auth", "answer", "task", "call", "channel", "file", "article"), _TABLE),
    },
    "auth": {**dict.fromkeys(("headers", "query"), _TABLE), "secrets": _TEXTS, "user": "是或否", "basic": "是或否"},
    "answer": {"ok": _TABLE, "code": "指针的列表", "message": "指针的列表", "codes": _TABLE},
    "task": {"state": "指针的列表", "done": _TEXTS, "failed": _TEXTS, "wait": "数", "most": "数"},
    "channel": {**dict.fromkeys(("id", "key_at", "name", "parent", "url"), "指针"), "root": _TEXT, "key": _TEXT},
    "file": {"address": _TEXT, "suffixes": _TEXTS, "most": "整数"},
    "article": {
        **dict.fromkeys(("site", "date", "undated", "address"), _TEXT),
        **{"marker": "指针", "state": "指针", "marker_length": "整数", "title_length": "整数"},
        **{"states": _TABLE, "fields": _TABLE},
    },
}
_MUST = {
    "": ("title", "basis", "tested", "call", "channel", "article"),
    "channel": ("id", "name"),
    "article": ("date", "undated", "marker", "state", "address", "states", "fields"),
    "task": ("state", "done", "failed", "wait", "most"),
}
_FIELD = {"send": _TEXT, "value": "", "read": "指针", "date": "是或否", "loose": "是或否"}
_EVERYWHERE = frozenset({"given", "token", "user", "secret"})
_OF_ARTICLE = frozenset(
    {"title", "body", "summary", "date", "source", "author", "keywords", "keyword_list", "mark", "marker", "old_url"}
    | {"attachments", "attachment_names", "state", "published", "hidden", "channel_id", "channel_key"}
)
_OF_CHANNEL = frozenset({"path", "slug", "key", "name", "description", "order", "parent", "id", "path_key"})
_PAGING = frozenset({"page", "size", "offset"})
_OF_CALLS = {
    "channel": _OF_CHANNEL | _PAGING,
    "article": frozenset({"id", "channel_id", "mark"}) | _PAGING,
    "file": frozenset({"id"}),
    "task": frozenset({"task"}),
}
_POINTER = re.compile(r"(?:/[^/]+)*\Z")
_NAME = re.compile(r"\{([^{}]*)\}")
_GOOD_NAME = re.compile(r"([a-z_]+)(?:\.([a-z0-9_]+))?(?::(?:int|sha512))?\Z")


def shipped_profiles() -> tuple[str, ...]:
    """Give the names of the platforms that profiles are shipped for."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def read_profile(name: str, office: Path | None = None, *, workspace: Path | None = None) -> tuple[str, dict[str, Any]]:
    """Give a profile's short name and its tables, the office's file laid over the shipped one.

    `name` is a shipped name, a name of a file in the folder `office`, or a path (from `workspace`) that ends in
    `.toml`. Raises MappingError with every fault of it.
    """
    table: dict[str, Any] = {}
    paths = [(workspace or Path()) / name] if name.endswith(".toml") else [SHIPPED / f"{name}.toml"]
    if not name.endswith(".toml") and office is not None:
        paths.append(office / f"{name}.toml")
    there = [path for path in paths if path.is_file()] if re.fullmatch(r"[^\x00]+", name) else []
    if not there:
        known = "、".join(shipped_profiles())
        raise MappingError(
            f"没有名为“{name}”的门户适配文件", f"请把 portal.profile 设为 {known} 之一，或一个 .toml 文件的路径"
        )
    for path in there:
        lay(table, _read(path))
    faults = list(_faults(table))
    if faults:
        told = "；".join(f"（{number}）{fault}" for number, fault in enumerate(faults, 1))
        raise MappingError(f"{there[-1]} 有 {len(faults)} 处错误：{told}", "请逐条改正后重新运行")
    return Path(name).stem, table


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(
            f"{path} 无法读取（{str(error).splitlines()[0]}）", "请以 UTF-8 编码保存，并改正该处的写法"
        ) from None


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    for section, keys in _KEYS.items():
        body = table if not section else table.get(section)
        if body is None:
            continue
        if not isinstance(body, dict):
            yield f"{section} 应写作 [{section}]"
            continue
        known = {**keys, "login": ""} if section == "auth" else keys
        yield from _keys(body, known, _MUST.get(section, ()), f"[{section}] 的 " if section else "")
    yield from _given(table)
    yield from _logins(table)
    yield from _answers(table)
    yield from _calls(table)
    yield from _article(table)
    yield from _fits(table)


def _keys(body: Mapping[str, Any], known: Mapping[str, str], must: tuple[str, ...], place: str) -> Iterator[str]:
    yield from (f"{place}{key} 不认识（可用：{'、'.join(known)}）" for key in body if key not in known)
    yield from (f"缺少 {place}{key}" for key in must if key not in body)
    yield from (f"{place}{key} 应是{known[key]}" for key in body if known.get(key) and not _is(body[key], known[key]))


def _is(value: Any, kind: str) -> bool:
    texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return {
        _TEXT: isinstance(value, str),
        _TABLE: isinstance(value, dict),
        _TEXTS: texts,
        "指针": isinstance(value, str) and bool(_POINTER.match(value)),
        "指针的列表": texts and all(_POINTER.match(one) for one in value),
        "是或否": isinstance(value, bool),
        "整数": isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        "数": isinstance(value, int | float) and not isinstance(value, bool) and value > 0,
    }[kind]


def _given(table: Mapping[str, Any]) -> Iterator[str]:
    given, about = _table(table, "given"), _table(table, "about")
    for name, value in given.items():
        if value in ("", []):
            yield f"[given] 的 {name} 还没有写（{about.get(name, '见本文件的说明')}）"
        elif not _is(value, _TEXTS) and not isinstance(value, str | int):
            yield f"[given] 的 {name} 应是文字、整数或文字的列表"


def _logins(table: Mapping[str, Any]) -> Iterator[str]:
    logins = _table(table, "auth").get("login", [])
    if not isinstance(logins, list):
        yield "auth.login 应写作 [[auth.login]]"
        return
    for number, call in enumerate(logins, 1):
        place = f"第 {number} 个 [[auth.login]] 的 "
        yield from _call(call, place, table, frozenset({"secret"}))
        if isinstance(call, dict) and not _table(call, "token"):
            yield f"缺少 {place}token"
    for part in ("headers", "query"):
        yield from _names(_table(table, "auth").get(part), f"[auth] 的 {part} ", table, frozenset({"secret"}))


def _answers(table: Mapping[str, Any]) -> Iterator[str]:
    answer = _table(table, "answer")
    ok = answer.get("ok")
    if isinstance(ok, dict) and not (_is(ok.get("at"), "指针") and isinstance(ok.get("is"), list) and len(ok) == 2):
        yield "[answer] 的 ok 应写作 { at = 指针, is = [可取的值] }"
    for code, meaning in _table(answer, "codes").items():
        if not isinstance(meaning, dict) or meaning.get("kind") not in KINDS:
            yield f"[answer.codes] 的 {code} 须有 kind（{'、'.join(KINDS)} 之一）"
        elif meaning["kind"] in ("whole", "one") and not (meaning.get("told") and meaning.get("remedy")):
            yield f"[answer.codes] 的 {code} 须有 told（出了什么事）和 remedy（怎么办）"
        elif set(meaning) - {"kind", "told", "remedy"} or not all(isinstance(one, str) for one in meaning.values()):
            yield f"[answer.codes] 的 {code} 只能有 kind、told、remedy，都是文字"


def _calls(table: Mapping[str, Any]) -> Iterator[str]:
    calls = _table(table, "call")
    yield from (f"缺少 [call.{name}]" for name in NEEDED if name not in calls)
    for name, call in calls.items():
        if name not in (*NEEDED, *OTHERS):
            yield f"[call.{name}] 不认识（可用：{'、'.join((*NEEDED, *OTHERS))}）"
            continue
        kind = name.partition("_")[0]
        yield from _call(call, f"[call.{name}] 的 ", table, _OF_CALLS.get(kind, frozenset()))


def _call(call: Any, place: str, table: Mapping[str, Any], may: frozenset[str]) -> Iterator[str]:
    if not isinstance(call, dict):
        yield f"{place.removesuffix(' 的 ')} 应是一个表"
        return
    yield from _keys(call, _CALL, ("method", "path"), place)
    if isinstance(call.get("method"), str) and call["method"] not in METHODS:
        yield f"{place}method 只能是 {'、'.join(METHODS)}"
    if isinstance(call.get("path"), str) and (not call["path"].startswith("/") or call["path"].startswith("//")):
        yield f"{place}path 应以一个 / 开头：请求只发往 portal.api_url"
    if "json" in call and "form" in call:
        yield f"{place}json 和 form 只能有一个"
    for part in ("path", "query", "headers", "json", "form"):
        yield from _names(call.get(part), place + part, table, may)


def _names(template: Any, place: str, table: Mapping[str, Any], may: frozenset[str]) -> Iterator[str]:
    """Tell names that no value is given for."""
    if isinstance(template, dict):
        for one in template.values():
            yield from _names(one, place, table, may)
    elif isinstance(template, list):
        for one in template:
            yield from _names(one, place, table, may)
    elif isinstance(template, str):
        for written in _NAME.findall(template):
            found = _GOOD_NAME.match(written)
            known = found and (_has(found, table, may) if found[1] in _EVERYWHERE else found[1] in may and not found[2])
            if not known:
                yield f"{place} 中的 {{{written}}} 没有这个值"


def _has(found: re.Match[str], table: Mapping[str, Any], may: frozenset[str]) -> bool:
    auth, name = _table(table, "auth"), found[2]
    if found[1] == "given":
        return name in _table(table, "given")
    if found[1] == "secret":
        return "secret" in may and name in auth.get("secrets", ["token"])
    if found[1] == "token":
        logins = auth.get("login", [])
        return any(name in _table(one, "token") for one in logins if isinstance(one, dict))
    return name is None


def _article(table: Mapping[str, Any]) -> Iterator[str]:
    article = _table(table, "article")
    for name, body in _table(article, "fields").items():
        place = f"[article.fields] 的 {name} "
        if not isinstance(body, dict):
            yield f"{place}应是一个表"
            continue
        yield from _keys(body, _FIELD, ("send", "value"), place)
        yield from _names(body.get("value"), place, table, _OF_ARTICLE)
    for name, body in _table(article, "states").items():
        if name not in VISIBILITIES or not isinstance(body, dict) or not isinstance(body.get("read"), list):
            yield f"[article.states] 的 {name} 应写作 {{ send = 值, read = [值] }}，名称为 {'、'.join(VISIBILITIES)}"
    for name in ("published", "draft"):
        if name not in _table(article, "states"):
            yield f"缺少 [article.states] 的 {name}"
    if isinstance(article.get("undated"), str) and not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", article["undated"]):
        yield "[article] 的 undated 应写作 1970-01-01 08:00"


def _fits(table: Mapping[str, Any]) -> Iterator[str]:
    """Tell where the parts do not go together."""
    calls, fields = _table(table, "call"), _table(_table(table, "article"), "fields")
    for name in ("title", "body", "date", "channel", "marker"):
        if not _is(_table(fields, name).get("read"), "指针"):
            yield f"[article.fields] 的 {name} 须有 read：写入后要读回核对"
    if not {"article_reserve", "article_find", "article_list"} & set(calls):
        yield "须有 [call.article_reserve]、[call.article_find]、[call.article_list] 之一：应答丢失后靠它查明有没有写入"
    waits = [name for name, call in calls.items() if isinstance(call, dict) and call.get("task")]
    if waits and not ("task" in table and "task" in calls):
        yield f"[call.{waits[0]}] 有 task，须有 [task] 和 [call.task]"
    needs = {"file_upload": ("file", "url"), "article_create": (), "article_list": ("id",), "article_find": ("id",)}
    for name, keys in {**needs, "article_reserve": ("id",), "channel_list": ("id",), "article_read": ("id",)}.items():
        call = _table(calls, name)
        yield from (f"缺少 [call.{name}] 的 {key}" for key in keys if name in calls and not call.get(key))


def _table(body: Any, name: str) -> dict[str, Any]:
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}
