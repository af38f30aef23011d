"""频道: the portal's channel tree as data, with the old column names that mean each channel."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomli_w

from mappings.errors import MappingError
from mappings.site_files import write_site_file

SHIPPED = Path(__file__).with_name("channels.toml")
SLUG_PATH = re.compile(r"[a-z0-9][a-z0-9-]{0,40}(?:/[a-z0-9][a-z0-9-]{0,40}){0,5}")
RESERVED = frozenset({"files", "assets", "archive"})  # folders of the portal that are no channels
_OFFICE = """\
# 本单位的频道：path 相同的条目逐项覆盖随程序提供的频道表，新的 path 追加在后；上级频道须先写。
# migrate channels import 把工作簿中新建的频道加在文件末尾；path（网址中的短名）在发布之前可以改，栏目对应表中要一并改。
"""
_TEXTS = ("name", "column_type", "description")
_WORDS = ("synonyms", "endings", "title_words")


@dataclass(frozen=True)
class ChannelRule:
    """One channel of the tree: `trail` is the names from the top to its own, `order` its place in the file."""

    path: str
    name: str
    trail: tuple[str, ...]
    column_type: str = ""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()
    order: int = 0


def read_channels(*files: Path) -> tuple[ChannelRule, ...]:
    """Give the shipped tree, overridden key by key by `files` in turn; a file that is not there is no fault.

    Raises MappingError that names every fault of all files at once.
    """
    faults: list[str] = []
    rules: dict[str, ChannelRule] = {}
    for file in (SHIPPED, *files):
        for path, values in _read_rows(file, faults):
            old = rules.get(path) or ChannelRule(path, "", (), order=len(rules))
            rules[path] = replace(old, **values)
    faults.extend(_tree_faults(rules))
    if faults:
        raise MappingError("频道表有误：" + "；".join(faults), "请改正 mappings/channels.toml 后再运行")
    return tuple(replace(rule, trail=_trail(rule.path, rules)) for rule in rules.values())


def _read_rows(file: Path, faults: list[str]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    try:
        table = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{file} 无法读取（{str(error).splitlines()[0]}）")
        return
    faults.extend(f"{file} 中的 {key} 不是已知的内容，应写作 [[channel]]" for key in table.keys() - {"channel"})
    rows = table.get("channel", [])
    if not isinstance(rows, list):
        faults.append(f"{file} 中的频道应写作 [[channel]]")
        return
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        place = f"{file} 第 {number} 个 [[channel]]"
        values = _read_row(row, place, faults)
        path = values.pop("path", None)
        if path in seen:
            faults.append(f"{place} 的 path {path} 重复")
        elif path is not None:
            seen.add(path)
            yield path, values


def _read_row(row: object, place: str, faults: list[str]) -> dict[str, Any]:
    if not isinstance(row, dict):
        faults.append(f"{place} 应是一个表")
        return {}
    values: dict[str, Any] = {}
    path = row.get("path")
    if isinstance(path, str) and SLUG_PATH.fullmatch(path) and path.split("/")[0] not in RESERVED:
        values["path"] = path
    else:
        faults.append(f"{place} 的 path {path!r} 不可用，应是小写字母、数字组成的短名，以 / 分级")
    for key, value in row.items():
        if key in _TEXTS and isinstance(value, str) and (value.strip() or key != "name"):
            values[key] = value.strip()
        elif key in _WORDS and isinstance(value, list) and all(isinstance(one, str) for one in value):
            values[key] = tuple(value)
        elif key in {*_TEXTS, *_WORDS}:
            faults.append(f"{place} 的 {key} 的值不可用")
        elif key != "path":
            faults.append(f"{place} 的 {key} 不是已知的内容")
    return values


def _tree_faults(rules: Mapping[str, ChannelRule]) -> list[str]:
    faults = [f"频道 {rule.path} 没有 name" for rule in rules.values() if not rule.name]
    for path in rules:
        parent = path.rpartition("/")[0]
        if parent and parent not in rules:
            faults.append(f"频道 {path} 的上级 {parent} 不在频道表中")
    for noun, kind in (("同义名称", "synonyms"), ("词尾", "endings"), ("标题用词", "title_words")):
        owners: dict[str, str] = {}
        for rule in rules.values():
            for word in dict.fromkeys(getattr(rule, kind)):
                other = owners.setdefault(word, rule.path)
                if other != rule.path:
                    faults.append(f"{noun}“{word}”同时归 {other} 和 {rule.path}")
    places: dict[tuple[str, str], str] = {}
    for rule in rules.values():
        other = places.setdefault((rule.path.rpartition("/")[0], rule.name), rule.path)
        if rule.name and other != rule.path:
            faults.append(f"同一上级之下有两个频道名为“{rule.name}”：{other} 和 {rule.path}")
    return faults


def add_channels(path: Path, added: Sequence[ChannelRule]) -> bool:
    """The office's file at `path` names these channels too, below what stands there; True when it was changed."""
    if not added:
        return False
    text = path.read_text("utf-8-sig") if path.is_file() else _OFFICE
    for rule in added:
        values = {"path": rule.path, "name": rule.name, "column_type": rule.column_type}
        text = text.rstrip("\n") + "\n\n[[channel]]\n" + tomli_w.dumps({k: v for k, v in values.items() if v})
    return write_site_file(path, text)


def _trail(path: str, rules: Mapping[str, ChannelRule]) -> tuple[str, ...]:
    slugs = path.split("/")
    return tuple(rules["/".join(slugs[: depth + 1])].name for depth in range(len(slugs)))


def named_channel(text: str, tree: Sequence[ChannelRule]) -> ChannelRule | None:
    """Give the channel that a person means by its path (`zwgk/tzgg`) or its names (`政务公开/通知公告`)."""
    wanted = "/".join(part.strip() for part in text.split("/"))
    return next((rule for rule in tree if wanted in (rule.path, "/".join(rule.trail))), None)
