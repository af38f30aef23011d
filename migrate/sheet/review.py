"""The opinion workbook handed back: who confirmed or changed what, when and why; all faults are said at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from migrate.errors import SheetError
from migrate.model import Verdict
from migrate.sheet.cells.dates import read_span
from migrate.sheet.cells.text import bare, plain_words, text_of
from migrate.sheet.grid import column_letters
from migrate.sheet.opinion import (
    HEAD_ROW,
    IDENTITY_SHEET,
    KEY_TITLE,
    OPINION_SHEET,
    REVIEW_TITLES,
    REVIEW_WORDS,
    TITLES,
    digest,
)
from migrate.sheet.workbook import MARK, open_book

OPINIONS = {
    "同意": None, "保留": Verdict.KEEP, "迁移": Verdict.MIGRATE, "关停": Verdict.CLOSE,
    "例外": Verdict.KEEP, "拟保留": Verdict.KEEP, "拟迁移": Verdict.MIGRATE, "拟关停": Verdict.CLOSE,
    "同意保留": Verdict.KEEP, "同意迁移": Verdict.MIGRATE, "同意关停": Verdict.CLOSE, "注销": Verdict.CLOSE,
}  # fmt: skip
FOREIGN_REMEDY = "请交回由 migrate classify 生成的分类意见表"


@dataclass(frozen=True)
class Confirmation:
    """复核: one site's confirmed opinion; `verdict` None means that ours was agreed to."""

    site_key: str
    verdict: Verdict | None
    reviewer: str
    confirmed_on: date | None
    reason: str
    row: int


@dataclass(frozen=True)
class Review:
    """What a workbook gave back: its classification, the confirmations, the lines whose fixed cells someone edited."""

    classification: str
    confirmations: tuple[Confirmation, ...]
    edited: tuple[str, ...]
    unconfirmed: tuple[str, ...]


def read_review(path: Path, *, today: date) -> Review:
    """The confirmations in the workbook; SheetError where it is not ours, or with every cell that cannot be read."""
    if not path.is_file():
        raise SheetError(f"找不到文件 {path}", "请检查文件名和路径")
    book = open_book(path, results=True)
    if IDENTITY_SHEET not in book.sheetnames or OPINION_SHEET not in book.sheetnames:
        raise SheetError(f"{path} 不是本工具生成的分类意见表", FOREIGN_REMEDY)
    identity = book[IDENTITY_SHEET]
    if text_of(identity.cell(1, 1).value) != MARK:
        raise SheetError(f"{path} 不是本工具生成的分类意见表", FOREIGN_REMEDY)
    digests = {
        text_of(identity.cell(row, 1).value): text_of(identity.cell(row, 2).value)
        for row in range(2, identity.max_row + 1)
    }
    classification = text_of(identity.cell(1, 2).value)
    return _read(path, book[OPINION_SHEET], classification, digests, today)


def _read(path: Path, sheet: Any, classification: str, digests: dict[str, str], today: date) -> Review:
    columns = _columns(path, sheet)
    faults: list[str] = []
    confirmations: list[Confirmation] = []
    edited, unconfirmed, seen = [], [], set()
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        texts = {title: text_of(sheet.cell(row, column).value) for title, column in columns.items()}
        if not any(texts.values()):
            continue
        key = texts[KEY_TITLE]
        if key not in digests or key in seen:
            place = f"{OPINION_SHEET} {column_letters(columns[KEY_TITLE])}{row}"
            faults.append(f"{place} 的网站键“{key}”{'重复' if key in seen else '不在本次分类中'}")
            continue
        seen.add(key)
        line = [texts[title] for title in TITLES if title not in REVIEW_TITLES]
        if digest(line) != digests[key]:
            edited.append(key)
        said = _confirmation(sheet, columns, row, key, texts, today, faults)
        if said is not None:
            confirmations.append(said)
        else:
            unconfirmed.append(key)
    if faults:
        raise SheetError(
            f"{path} 有 {len(faults)} 处不能读取：{'；'.join(faults)}",
            f"复核意见只能填写{'、'.join(REVIEW_WORDS)}，请改正后重新交回",
        )
    return Review(classification, tuple(confirmations), tuple(edited), tuple(unconfirmed))


def _columns(path: Path, sheet: Any) -> dict[str, int]:
    found = {text_of(cell.value): cell.column for cell in sheet[HEAD_ROW] if cell.value is not None}
    lacking = [title for title in TITLES if title not in found]
    if lacking:
        raise SheetError(f"{path} 的“{OPINION_SHEET}”缺少列：{'、'.join(lacking)}", "请不要删改表头，重新导出后填写")
    return {title: found[title] for title in TITLES}


def _confirmation(
    sheet: Any, columns: dict[str, int], row: int, key: str, texts: dict[str, str], today: date,
    faults: list[str],
) -> Confirmation | None:  # fmt: skip
    opinion_title, reviewer_title, day_title, reason_title = REVIEW_TITLES
    said = bare(texts[opinion_title]).strip("。.！!")
    if not said:
        _stray(columns, row, texts, (reviewer_title, day_title), faults)
        return None
    if said not in OPINIONS:
        faults.append(f"{_place(opinion_title, columns, row)} 的“{texts[opinion_title][:20]}”不认识")
        return None
    span = read_span(sheet.cell(row, columns[day_title]).value, today) if texts[day_title] else None
    if texts[day_title] and (span is None or span.first != span.last):
        faults.append(f"{_place(day_title, columns, row)} 的日期“{texts[day_title][:20]}”不能读取")
        return None
    if span is not None and span.first > today + timedelta(days=1):
        faults.append(f"{_place(day_title, columns, row)} 的日期“{texts[day_title][:20]}”晚于今天")
        return None
    reviewer, reason = plain_words(texts[reviewer_title]), texts[reason_title]
    return Confirmation(key, OPINIONS[said], reviewer, span.first if span else None, reason, row)


def _stray(columns: dict[str, int], row: int, texts: dict[str, str], titles: Sequence[str], faults: list[str]) -> None:
    """A reviewer or a date without an opinion is a forgotten opinion, not a confirmation."""
    filled = [title for title in titles if texts[title]]
    if filled:
        faults.append(f"{_place(REVIEW_TITLES[0], columns, row)} 没有填写，而{'、'.join(filled)}已填写")


def _place(title: str, columns: dict[str, int], row: int) -> str:
    return f"{title} {column_letters(columns[title])}{row}"
