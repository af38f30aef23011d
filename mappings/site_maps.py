"""A site's own map, column → channel, in a file that the office reviews: `mappings/sites/<site_key>.toml`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from mappings.channels import SLUG_PATH, ChannelRule, named_channel
from mappings.site_files import read_tables, refuse_site_file, write_site_file

REMEDY = "请逐条改正后再运行；已确认的条目不会被改动"
_HEADING = """\
# 栏目对应表：本网站的旧栏目迁到门户的哪个频道。
# 网站：{name}
#
# 怎样确认：
#   1. 逐条看 channel（建议的频道）是否合适；不合适就改成频道表中的频道路径（如 zwgk/tzgg），
#      或频道名称（如 政务公开/通知公告）。
#   2. 合适或改好后，把该条的 confirmed = false 改为 confirmed = true。
#   3. 不迁入门户的栏目，写 channel = "" 并确认；其文章不发布，列入清单。
#   4. 保存后运行 migrate run（或 migrate publish）；写错的地方会一次全部指出。
#
# path 是旧网站上自首页以下的栏目名称，空的 path 表示没有栏目信息的文章，请勿改动；
# articles 是文章数；why 是建议的理由。
# 再次生成本文件时，confirmed = true 的条目一字不改；其余条目会换成新的建议（自行加写的注释不保留）。
"""


@dataclass(frozen=True)
class ColumnRow:
    """One column of an old site and its channel; an empty `channel` means 不迁移, `trail` names one off the tree."""

    path: tuple[str, ...]
    channel: str
    trail: tuple[str, ...] = ()
    confirmed: bool = False
    articles: int = 0
    why: str = ""


def read_site_map(path: Path, tree: Sequence[ChannelRule] = ()) -> tuple[ColumnRow, ...]:
    """Give the rows of a map file, none where there is no file; channels named by name come back as paths.

    With a `tree`, a channel that is neither in it nor named by its own `trail` is a fault. Raises
    MappingError that names every fault of the file at once.
    """
    given, faults = read_tables(path, "column", "栏目")
    rows = _read_rows(given, tree, faults)
    refuse_site_file(path, faults, REMEDY)
    return tuple(rows)


def write_site_map(path: Path, rows: Iterable[ColumnRow], *, site_name: str = "") -> bool:
    """Bring the map file up to `rows`, keep every confirmed row as it stands; True when the file was changed.

    A file with faults is left alone and raises MappingError: nobody's confirmations are lost.
    """
    kept = {row.path: row for row in read_site_map(path) if row.confirmed}
    fresh = {row.path: row for row in rows}
    merged = {**fresh, **kept}
    text = _HEADING.format(name=" ".join(site_name.split()) or path.stem)
    text += "".join("\n" + _row_text(merged[key]) for key in sorted(merged))
    return write_site_file(path, text)


def _row_text(row: ColumnRow) -> str:
    lines = [f"path = {_value(row.path)}", f"channel = {_value(row.channel)}"]
    lines += [f"trail = {_value(row.trail)}"] if row.trail else []
    lines += [f"confirmed = {_value(row.confirmed)}", f"articles = {row.articles}"]
    lines += [f"why = {_value(row.why)}"] if row.why else []
    return "\n".join(["[[column]]", *lines]) + "\n"


def _value(value: str | bool | tuple[str, ...]) -> str:
    """Give a TOML value on one line."""
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")


def _read_rows(given: Sequence[object], tree: Sequence[ChannelRule], faults: list[str]) -> list[ColumnRow]:
    rows: list[ColumnRow] = []
    seen: set[tuple[str, ...]] = set()
    for number, table in enumerate(given, 1):
        place = f"第 {number} 个 [[column]]"
        found = _read_row(table, place, faults)
        if found is None:
            continue
        if found.path in seen:
            faults.append(f"{place} 的 path {' / '.join(found.path)} 重复")
        seen.add(found.path)
        rows.append(_settled(found, tree, place, faults))
    return rows


def _read_row(table: object, place: str, faults: list[str]) -> ColumnRow | None:
    if not isinstance(table, dict):
        faults.append(f"{place} 应是一个表")
        return None
    before = len(faults)
    kinds = {"path": list, "channel": str, "trail": list, "confirmed": bool, "articles": int, "why": str}
    for key, value in table.items():
        if key not in kinds:
            faults.append(f"{place} 的 {key} 不是已知的内容")
        elif type(value) is not kinds[key] or (
            isinstance(value, list) and not all(isinstance(one, str) and one.strip() for one in value)
        ):
            faults.append(f"{place} 的 {key} 的值不可用（confirmed 应是 true 或 false，path 应是名称的列表）")
    faults.extend(f"{place} 缺少 {key}" for key in ("path", "channel", "confirmed") if key not in table)
    if len(faults) > before:
        return None
    return ColumnRow(
        path=tuple(table["path"]),
        channel=table["channel"].strip().strip("/"),
        trail=tuple(table.get("trail", ())),
        confirmed=table["confirmed"],
        articles=table.get("articles", 0),
        why=table.get("why", ""),
    )


def _settled(row: ColumnRow, tree: Sequence[ChannelRule], place: str, faults: list[str]) -> ColumnRow:
    """Give the row with its channel as a path; says what is wrong with one that cannot be."""
    if not row.channel or not tree:
        return row
    rule = named_channel(row.channel, tree)
    if rule:
        return ColumnRow(row.path, rule.path, rule.trail, row.confirmed, row.articles, row.why)
    if not SLUG_PATH.fullmatch(row.channel):
        faults.append(f"{place} 的 channel“{row.channel}”不在频道表中")
    elif len(row.trail) != row.channel.count("/") + 1:
        faults.append(f"{place} 的 channel“{row.channel}”不在频道表中，trail 也没有逐级写出其名称")
    return row
