"""Columns known by what stands in them, where their headings say nothing: addresses, codes, names of sites, units."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from migrate.sheet.cells.addresses import read_addresses
from migrate.sheet.cells.codes import read_code
from migrate.sheet.cells.text import bare
from migrate.sheet.grid import Grid
from migrate.sheet.headings import Heading

LOOKED_AT = 40  # rows; enough to know a column
SHARE = 0.6  # of the filled cells: subtotals, notes and damaged cells make up the rest
LEAST = 2  # different cells; one alone is enough where the column has no more
_UNIT = re.compile("(?:局|委|委员会|办|办公室|政府|办事处|中心|联合会|联社|院|处|厅|馆|大队|管理所|学校|公司)$")
_NAME = re.compile(r"(?:网|网站|门户|平台|之窗|信息港|在线)(?:[（(].*[）)])?$")


def with_content(grid: Grid, headings: Sequence[Heading], rows: Sequence[int]) -> tuple[Heading, ...]:
    """The headings, an unknown one given the field that its cells show where no other column has that field."""
    told = list(headings)
    for field, shows, wanted in _SHOWN:
        if any(heading.field == field for heading in told):
            continue
        for number, heading in enumerate(told):
            if (
                heading.field not in ("", _ALSO.get(field))
                or _ELSEWHERE.search(heading.title)
                or not wanted.search(heading.title)
            ):
                continue
            if _shows(grid, heading.column, rows[:LOOKED_AT], shows):
                told[number] = replace(heading, field=field)
                break
    return tuple(told)


def address_columns(grid: Grid, row: int) -> list[int]:
    """The columns of the row that hold nothing but an address."""
    return [column for column, text in enumerate(grid.texts(row), 1) if is_address(text)]


def code_columns(grid: Grid, row: int) -> list[int]:
    """The columns of the row that hold a site code."""
    return [column for column, text in enumerate(grid.texts(row), 1) if is_code(text)]


def is_address(text: str) -> bool:
    """Whether the text is an address and nothing else."""
    read = read_addresses(text)
    return bool(read.urls) and not read.rest


def is_code(text: str) -> bool:
    """Whether the text is a site code, whole and undamaged."""
    return len(text) == 10 and read_code(text)[0] is not None


def _is_name(text: str) -> bool:
    return len(text) <= 40 and _NAME.search(bare(text)) is not None


def _is_unit(text: str) -> bool:
    return len(text) <= 30 and _UNIT.search(bare(text)) is not None


def _shows(grid: Grid, column: int, rows: Sequence[int], shows: Callable[[str], bool]) -> bool:
    texts = [text for text in (grid.text(row, column) for row in rows) if text]
    hits = sum(1 for text in texts if shows(text))
    return len(set(texts)) >= min(LEAST, len(texts)) and hits >= max(1, SHARE * len(texts))


_ALSO = {"site_code": "filing"}  # “网站标识” may be the badge of 党政机关 or the code
_ELSEWHERE = re.compile("迁|并入|整合|目标|新|跳转|备用|主管|承|运|技术|服务|配合|牵头")  # not the site and its owner
_SHOWN: tuple[tuple[str, Callable[[str], bool], re.Pattern[str]], ...] = (
    ("url", is_address, re.compile("")),
    ("site_code", is_code, re.compile("码|标识")),  # ten digits may be a telephone number
    ("site_name", _is_name, re.compile("")),
    ("owner", _is_unit, re.compile("单位|部门|机构")),
)
