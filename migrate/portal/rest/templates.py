"""Requests written as templates, and places in answers written as JSON pointers: how a profile speaks."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from migrate.errors import PortalError

_NAME = re.compile(r"\{([a-z_]+(?:\.[a-z0-9_]+)?)(?::(int|sha512))?\}")
Values = Mapping[str, Any]


def fill(template: Any, values: Values) -> Any:
    """Give a template with its `{names}` replaced; one that is a single name keeps the value's own type.

    >>> fill({"id": "{id:int}", "tags": "{tags}", "text": "第{id}号"}, {"id": "7", "tags": ["a"]})
    {'id': 7, 'tags': ['a'], 'text': '第7号'}
    """
    if isinstance(template, Mapping):
        return {name: fill(one, values) for name, one in template.items()}
    if isinstance(template, list):
        return [fill(one, values) for one in template]
    if not isinstance(template, str):
        return template
    whole = _NAME.fullmatch(template)
    if whole:
        return _value(whole, values)
    return _NAME.sub(lambda found: str(_value(found, values)), template)


def fill_path(template: str, values: Values) -> str:
    """Give a path with its names replaced; no value can lead to another path.

    >>> fill_path("/contents/{id}/x", {"id": "../7?a=1"})
    '/contents/..%2F7%3Fa%3D1/x'
    """
    return _NAME.sub(lambda found: quote(str(_value(found, values)), safe=""), template)


def at(said: Any, pointer: str) -> Any:
    """Give what stands at a JSON pointer, None where nothing does.

    >>> at({"data": [{"id": 7}]}, "/data/0/id"), at({"data": None}, "/data/id"), at([1], "")
    (7, None, [1])
    """
    for name in pointer.split("/")[1:]:
        if isinstance(said, Mapping):
            said = said.get(name)
        elif isinstance(said, list) and name.isdigit() and int(name) < len(said):
            said = said[int(name)]
        else:
            return None
    return said


def is_told(said: Any, pointer: str) -> bool:
    """Tell whether an answer speaks of a place at all: it is named there, if only as empty.

    >>> is_told({"source": None}, "/source"), is_told({}, "/source"), is_told({"more": {}}, "/more/source")
    (True, False, True)
    """
    above, _, name = pointer.rpartition("/")
    place = at(said, above)
    return isinstance(place, Mapping) and (bool(above) or name in place)


def first_at(said: Any, pointers: Sequence[str]) -> Any:
    """Give what stands at the first of the pointers where something does."""
    return next((found for one in pointers if (found := at(said, one)) is not None), None)


def identity_at(said: Any, pointer: str) -> str:
    """Give the id at a pointer as text, empty where there is none; raises PortalError for what is no id."""
    found = at(said, pointer)
    if found is None or found == "":
        return ""
    if isinstance(found, bool) or not isinstance(found, int | str) or len(str(found)) > 200:
        raise PortalError(f"门户的回答中 {pointer} 处不是编号", "请核对平台的版本与适配文件中所写的位置")
    return str(found)


def items_at(said: Any, pointer: str) -> list[Mapping[str, Any]]:
    """Give the list of objects at a pointer, nothing for null; raises PortalError for what is no such list."""
    found = at(said, pointer)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise PortalError(f"门户的回答中 {pointer or '开头'} 处不是列表", "请核对平台的版本与适配文件中所写的位置")
    return found


def texts_at(said: Any, pointers: Sequence[str]) -> Iterator[str]:
    """Give the texts and numbers that stand at the pointers, those of lists one by one."""
    for pointer in pointers:
        found = at(said, pointer)
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, str | int) and not isinstance(one, bool) and one != "":
                yield str(one)


def _value(found: re.Match[str], values: Values) -> Any:
    value: Any = values
    for name in found[1].split("."):
        value = value.get(name, "") if isinstance(value, Mapping) else ""
    if found[2] == "sha512":
        return hashlib.sha512(str(value).encode()).hexdigest()
    if found[2] == "int":
        try:
            return int(str(value))
        except ValueError:
            raise PortalError(f"{found[1]} 应是整数，而门户或设置给的是“{str(value)[:40]}”", "请核对适配文件") from None
    return value
