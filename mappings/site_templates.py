"""Where body, title and label line stand on a site's pages: `mappings/sites/<site_key>.templates.toml`.

A file beside the channel map, not a part of it: that one is confirmed by the office row by row and rewritten when
articles are published; this one is learned while pages are read, and a fault in it must not stop a publication.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import tomli_w

from mappings.site_files import read_tables, refuse_site_file, write_site_file

REMEDY = "请逐条改正后再运行；不需要的条目可整段删去"
_HEADING = """\
# 页面模板：本网站各类页面上正文、标题、来源行所在的位置，由程序从已采集的页面学得。
# 网站：{name}
#
# 各项都是 CSS 选择器：area 文章所在的整个区域，body 正文，title 标题，info 发布时间和来源所在的行，
# column “当前位置”；可留空的是 title、info、column。shape 是这类网页网址的样子（数字写作 #）。
# quick = true 表示各块互不包含，可直接取用。pages 是学习时用的网页数，learned_from 是其网址。
#
# 发现位置不对时：改正选择器，把该条的 confirmed = false 改为 confirmed = true，保存后运行 migrate extract，
# 本网站的网页会按改正后的模板重新提取。confirmed = true 的条目程序不再改动。
# 删去整个文件再运行 migrate extract，程序会从已采集的数据重新学习，不访问旧网站。
"""


@dataclass(frozen=True)
class TemplateRow:
    """One kind of page of an old site and the CSS selectors of its parts; an empty selector means: not known."""

    shape: str
    area: str
    body: str
    title: str = ""
    info: str = ""
    column: str = ""
    quick: bool = False
    confirmed: bool = False
    pages: int = 0
    learned_from: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells it from the other templates of its site."""
        return self.shape, self.area, self.body


def read_site_templates(path: Path) -> tuple[TemplateRow, ...]:
    """Give the rows of a template file, none where there is no file; raises MappingError that names every fault."""
    given, faults = read_tables(path, "template", "模板")
    rows = [_read_row(one, f"第 {number} 个 [[template]]", faults) for number, one in enumerate(given, 1)]
    refuse_site_file(path, faults, REMEDY)
    return tuple(row for row in rows if row is not None)


def write_site_templates(path: Path, rows: Iterable[TemplateRow], *, site_name: str = "") -> bool:
    """Bring the file up to `rows`, keep every confirmed row as it stands; True when the file was changed.

    A file with faults is left alone and raises MappingError: nobody's corrections are lost.
    """
    kept = [row for row in read_site_templates(path) if row.confirmed]
    known = {row.place for row in kept}
    fresh = [row for row in rows if not row.confirmed and row.place not in known]
    merged = sorted([*kept, *fresh], key=lambda row: (row.shape, not row.confirmed))
    tables = [{**asdict(row), "learned_from": list(row.learned_from)} for row in merged]
    text = _HEADING.format(name=" ".join(site_name.split()) or path.name)
    return write_site_file(path, text + "\n" + tomli_w.dumps({"template": tables}))


def _read_row(table: object, place: str, faults: list[str]) -> TemplateRow | None:
    if not isinstance(table, dict):
        faults.append(f"{place} 应是一个表")
        return None
    kinds = {
        **dict.fromkeys(("shape", "area", "body", "title", "info", "column"), str),
        **dict.fromkeys(("quick", "confirmed"), bool),
        "pages": int,
        "learned_from": list,
    }
    before = len(faults)
    for key, value in table.items():
        if key not in kinds:
            faults.append(f"{place} 的 {key} 不是已知的内容")
        elif type(value) is not kinds[key] or (
            isinstance(value, list) and not all(isinstance(one, str) for one in value)
        ):
            faults.append(f"{place} 的 {key} 的值不可用（选择器应是文字，confirmed 应是 true 或 false）")
    faults.extend(f"{place} 缺少 {key}" for key in ("shape", "area", "body") if not table.get(key))
    if len(faults) > before:
        return None
    return TemplateRow(**{**table, "learned_from": tuple(table.get("learned_from", ()))})
