"""The gallery: every layout and cell form, with every row accounted for and every field, verdict and flag compared."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate.sheet.result import as_json
from tests.sheet.building import decide, read
from tests.sheet.gallery import (
    abilities,
    addresses,
    codes,
    contradictions,
    dates,
    exports,
    finer,
    forms,
    groups,
    hostile,
    layouts,
    lists,
    opinions,
    papers,
    states,
    tables,
    traps,
)  # fmt: skip
from tests.sheet.gallery.case import Case, Sheet
from tests.sheet.gallery.saving import NAMELESS, save_case

ROOMS = (
    layouts, groups, tables, lists, forms, papers, exports, addresses, codes, dates, abilities, states, opinions,
    contradictions, finer, traps, hostile,
)  # fmt: skip
CASES: list[Case] = [case for room in ROOMS for case in room.CASES]
FIELDS = (
    "site_name", "url", "other_urls", "site_code", "owner", "verdict", "action", "keep_content", "flags", "missing",
    "needs_review",
)  # fmt: skip
Place = tuple[str, str | None, int | None]
SAVED = [pytest.param(case, kind, id=f"{case.name} ({kind})") for case in CASES for kind in case.kinds]


def test_the_gallery_holds_at_least_thirty_two_sheets_with_names_of_their_own() -> None:
    assert len(CASES) >= 32
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_says_of_every_row_with_text_what_becomes_of_it(case: Case) -> None:
    for sheet in case.sheets:
        for line in sheet.lines:
            assert any(cell not in (None, "") for cell in line.cells) == (line.becomes != "blank")


@pytest.mark.parametrize(("case", "kind"), SAVED)
def test_every_row_is_where_it_belongs_and_every_field_is_right(tmp_path: Path, case: Case, kind: str) -> None:
    paths = save_case(tmp_path, case, kind)
    result = read(*paths.values())
    said = as_json(result, decide(result))
    names = {str(path): name for name, path in paths.items()}
    got = list(_told(said, names))
    wanted = [one for sheet in case.sheets for one in _wanted(sheet, kind)]
    assert said["refused_files"] == []
    assert len({place for place, _ in got}) == len(got), "a row stands in two lists"
    differences = _differences(dict(got), dict(wanted))
    assert not differences, "\n".join(differences)


def _differences(got: dict[Place, Any], wanted: dict[Place, Any]) -> list[str]:
    """What differs, a line a row or a field of a row: short enough to be read where the test fails."""
    lines = []
    for place in sorted(got.keys() | wanted.keys(), key=str):
        left, right = got.get(place, "nowhere"), wanted.get(place, "nowhere")
        if isinstance(left, dict) and isinstance(right, dict):
            pairs = [(f"{place} {name}", left[name], right[name]) for name in FIELDS]
        else:
            pairs = [(f"{place}", left, right)]
        lines += [f"{where}: got {told!r:.200}, wanted {meant!r:.200}" for where, told, meant in pairs if told != meant]
    return lines


def _told(said: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[Place, Any]]:
    """Each row that the reader speaks of: its place and what it became."""
    for one in said["sites"]:
        place = names[one["file"]], one["sheet"]
        fields = {name: sorted(one[name]) if name in ("flags", "missing") else one[name] for name in FIELDS}
        yield (*place, one["row"]), fields
        yield from (((*place, row), f"also {one['row']}") for row in one["also_rows"])
    for becomes in ("rejected", "skipped"):
        yield from (((names[one["file"]], one["sheet"], one["row"]), becomes) for one in said[becomes])


def _wanted(sheet: Sheet, kind: str) -> Iterator[tuple[Place, Any]]:
    place = sheet.file, (None if kind in NAMELESS else sheet.title)
    if sheet.hidden:
        yield (*place, None), "skipped"
        return
    above = 0
    for row, line in enumerate(sheet.lines, 1):
        if line.becomes == "site":
            above = row
            yield (*place, row), dict(line.fields)
        elif line.becomes == "also":
            yield (*place, row), f"also {line.of or above}"
        elif line.becomes != "blank":
            yield (*place, row), line.becomes
