"""A mapping file as shipped, with the office's own file of the same name laid over it, key by key."""

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mappings.errors import MappingError

SHIPPED = Path(__file__).parent


def read_layers(name: str, office: Path | None = None, *, unite_lists: bool = False) -> dict[str, Any]:
    """The shipped file `name` with the file of that name in the folder `office`, if there is one, laid over it.

    Tables are merged key by key; a list replaces the shipped one, or is added to it with `unite_lists`.
    """
    merged = _read(SHIPPED / name)
    own = office / name if office is not None else None
    if own is not None and own.is_file():
        lay(merged, _read(own), unite_lists)
    return merged


def read_named(
    name: str, office: Path | None, word: str, faults_of: Callable[[str, Any], Iterable[str]]
) -> Mapping[str, Any]:
    """Give the tables `[word.*]` of a file that holds nothing else, by name; all mistakes are refused at once."""
    table = read_layers(name, office)
    faults = [f"不认识的键 {key}（可用：[{word}.名称]）" for key in table if key != word]
    rules = table.get(word, {})
    if not isinstance(rules, dict):
        faults.append(f"{word} 应当写作 [{word}.名称]")
        rules = {}
    for rule, body in rules.items():
        faults.extend(faults_of(rule, body))
    refuse(name, faults)
    return rules


def refuse(name: str, faults: Sequence[str]) -> None:
    """Raise one MappingError that lists all faults of the file; do nothing when there are none."""
    if faults:
        told = "；".join(f"（{number}）{fault}" for number, fault in enumerate(faults, 1))
        raise MappingError(f"mappings/{name} 有 {len(faults)} 处错误：{told}", "请逐条改正后重新运行")


def read_thresholds(table: object, names: Collection[str], faults: list[str]) -> dict[str, int]:
    """The whole numbers of a file's thresholds, exactly those of `names`, each with its unit and reason."""
    if not isinstance(table, dict):
        faults.append("thresholds 应当是表")
        return {}
    faults += [f"缺少阈值 thresholds.{name}" for name in names if name not in table]
    faults += [f"不认识的阈值 thresholds.{name}" for name in table if name not in names]
    read = {}
    for name, body in table.items():
        value = body.get("value") if isinstance(body, dict) else None
        if type(value) is not int or value < 0:
            faults.append(f"thresholds.{name}.value 应当是不小于 0 的整数")
        elif not all(isinstance(body.get(one), str) and body[one] for one in ("unit", "reason")):
            faults.append(f"thresholds.{name} 缺少 unit（单位）或 reason（依据）")
        else:
            read[name] = value
    return read


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingError(f"打不开 {path}：{error.strerror}", "请检查文件是否存在、是否有读取权限") from error
    except UnicodeDecodeError as error:
        raise MappingError(f"{path} 不是 UTF-8 编码", "请用 UTF-8 编码另存后重新运行") from error
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{path} 不是合法的 TOML：{error}", "请按提示的行号改正后重新运行") from error


def lay(under: dict[str, Any], over: dict[str, Any], unite_lists: bool = False) -> None:
    """Lay a table over another one, key by key; a list replaces the one below, or is added with `unite_lists`."""
    for key, value in over.items():
        below = under.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            lay(below, value, unite_lists)
        elif unite_lists and isinstance(below, list) and isinstance(value, list):
            under[key] = below + [item for item in value if item not in below]
        else:
            under[key] = value
