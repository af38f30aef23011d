"""A site's own map, column → channel, in a file that the office reviews: `mappings/sites/<site_key>.toml`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import tomli_w

from mappings.channels import SLUG_PATH, ChannelRule, named_channel
from mappings.site_files import read_tables, refuse_site_file, write_site_file

REMEDY = "请逐条改正后再运行；已确认的条目不会被改动"
_HEADING = """\
# 栏目对应表：本网站的旧栏目迁到门户的哪个频道。
# 网站：{name}
#
# 怎样确认：可以用工作簿（migrate channels suggest 生成，migrate channels import 收回），也可以直接改本文件：
#   1. 逐条看 channel（建议的频道）是否合适；不合适就改成频道表中的频道路径（如 zwgk/tzgg），
#      或频道名称（如 政务公开/通知公告）。
#   2. 合适或改好后，把该条的 confirmed = false 改为 confirmed = true。
#   3. 不迁入门户的栏目，写 channel = "" 并确认；其文章不发布，列入清单。
#   4. 一个栏目要拆分到几个频道，就写几条 path 相同的 [[column]]，各加条件，从上到下第一条相符的起作用：
#      from = 2018-01-01（发布日期不早于）、until = 2020-12-31（不晚于）、title_has = ["招标", "中标"]（标题含其一）。
#      不带条件的一条放在最后，收下其余文章；没有这一条，其余文章暂不发布，列入清单。
#   5. 保存后运行 migrate channels check，再运行 migrate run（或 migrate publish）；写错的地方会一次全部指出。
#
# path 是旧网站上自首页以下的栏目名称，空的 path 表示没有栏目信息的文章，请勿改动；
# trail 是频道表以外的频道自上而下的名称；articles 是文章数；why 是建议的理由。
# 再次生成本文件时，confirmed = true 和带条件的条目一字不改；其余条目会换成新的建议（自行加写的注释不保留）。
"""
_KINDS = {
    "path": list,
    "channel": str,
    "trail": list,
    "title_has": list,
    "confirmed": bool,
    "articles": int,
    "why": str,
}
_DAYS = {"from": "since", "until": "until"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class ColumnRow:
    """One column of an old site and its channel; an empty `channel` means 不迁移, `trail` names one off the tree.

    A column may have several rows, tried in order: `since` and `until` (`YYYY-MM-DD`, both included) and `title_has`
    say which of its articles a row takes.
    """

    path: tuple[str, ...]
    channel: str
    trail: tuple[str, ...] = ()
    confirmed: bool = False
    articles: int = 0
    why: str = ""
    since: str = ""
    until: str = ""
    title_has: tuple[str, ...] = ()

    @property
    def condition(self) -> tuple[str, str, tuple[str, ...]]:
        """What an article must meet; nothing where all is empty."""
        return self.since, self.until, self.title_has

    @property
    def conditional(self) -> bool:
        """Whether the row takes only some articles of its column."""
        return any(self.condition)


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
    """Bring the map file up to `rows`, keep what a person said as it stands; True when the file was changed.

    A person said what is confirmed, and what has a condition. A file with faults is left alone and raises
    MappingError: nobody's confirmations are lost.
    """
    return _write(path, joined_rows(read_site_map(path), rows), site_name)


def joined_rows(known: Iterable[ColumnRow], rows: Iterable[ColumnRow]) -> tuple[ColumnRow, ...]:
    """Give what a person said among the known rows, and the new rows for whatever that leaves open."""
    said = [row for row in known if row.confirmed or row.conditional]
    settled = {row.path for row in said if not row.conditional}
    return _ordered([*said, *(row for row in rows if row.path not in settled)])


def _ordered(rows: Iterable[ColumnRow]) -> tuple[ColumnRow, ...]:
    return tuple(sorted(rows, key=lambda row: (row.path, not row.conditional)))  # one column's splits stay in order


def replace_site_map(
    path: Path, columns: Iterable[tuple[str, ...]], rows: Iterable[ColumnRow], *, site_name: str = ""
) -> bool:
    """The rows of these columns are `rows` now, those of others stay as they are; True when the file was changed."""
    replaced = set(columns)
    kept = [row for row in read_site_map(path) if row.path not in replaced]
    return _write(path, [*kept, *rows], site_name)


def _write(path: Path, rows: Iterable[ColumnRow], site_name: str) -> bool:
    text = _HEADING.format(name=" ".join(site_name.split()) or path.stem)
    return write_site_file(path, text + "".join("\n" + _row_text(row) for row in _ordered(rows)))


def _row_text(row: ColumnRow) -> str:
    lines = [f"path = {_value(row.path)}"]
    lines += [f"{key} = {getattr(row, name)}" for key, name in _DAYS.items() if getattr(row, name)]
    lines += [f"title_has = {_value(row.title_has)}"] if row.title_has else []
    lines += [f"channel = {_value(row.channel)}"]
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
    seen: dict[tuple[str, ...], set[tuple[str, str, tuple[str, ...]]]] = {}
    for number, table in enumerate(given, 1):
        place = f"第 {number} 个 [[column]]"
        found = _read_row(table, place, faults)
        if found is None:
            continue
        before = seen.setdefault(found.path, set())
        said = " / ".join(found.path)
        if found.condition in before:
            faults.append(f"{place} 的 path {said} 重复（条件也相同）")
        elif ("", "", ()) in before:
            faults.append(f"{place} 的 path {said} 写在不带条件的一条之后，永远不起作用")
        before.add(found.condition)
        rows.append(_settled(found, tree, place, faults))
    return rows


def _read_row(table: object, place: str, faults: list[str]) -> ColumnRow | None:
    if not isinstance(table, dict):
        faults.append(f"{place} 应是一个表")
        return None
    before = len(faults)
    for key, value in table.items():
        if key in _DAYS:
            faults.extend([] if _day(value) else [f"{place} 的 {key} 应是日期，如 2018-01-01"])
        elif key not in _KINDS:
            faults.append(f"{place} 的 {key} 不是已知的内容")
        elif type(value) is not _KINDS[key] or (
            isinstance(value, list) and not all(isinstance(one, str) and one.strip() for one in value)
        ):
            faults.append(f"{place} 的 {key} 的值不可用（confirmed 应是 true 或 false，path 应是名称的列表）")
    faults.extend(f"{place} 缺少 {key}" for key in ("path", "channel", "confirmed") if key not in table)
    since, until = _day(table.get("from")), _day(table.get("until"))
    if since and until and since > until:
        faults.append(f"{place} 的 from 晚于 until")
    if len(faults) > before:
        return None
    return ColumnRow(
        path=tuple(table["path"]),
        channel=table["channel"].strip().strip("/"),
        trail=tuple(table.get("trail", ())),
        confirmed=table["confirmed"],
        articles=table.get("articles", 0),
        why=table.get("why", ""),
        since=since,
        until=until,
        title_has=tuple(table.get("title_has", ())),
    )


def _day(value: object) -> str:
    """Give a day as text, empty where it is none."""
    if type(value) is date:
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and _DAY.fullmatch(value) else ""
    except ValueError:
        return ""


def _settled(row: ColumnRow, tree: Sequence[ChannelRule], place: str, faults: list[str]) -> ColumnRow:
    """Give the row with its channel as a path; says what is wrong with one that cannot be."""
    if not row.channel or not tree:
        return row
    rule = named_channel(row.channel, tree)
    if rule:
        return replace(row, channel=rule.path, trail=rule.trail)
    if not SLUG_PATH.fullmatch(row.channel):
        faults.append(f"{place} 的 channel“{row.channel}”不在频道表中")
    elif len(row.trail) != row.channel.count("/") + 1:
        faults.append(f"{place} 的 channel“{row.channel}”不在频道表中，trail 也没有逐级写出其名称")
    return row
