"""The ledger for other programs: URLs, articles, decisions, opinions as JSON Lines, CSV or a workbook."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from sqlalchemy import Connection, Row

from migrate.errors import StageError
from migrate.ledger.book import open_ledger
from migrate.ledger.decisions import decision_history, sheet_opinion_history
from migrate.ledger.findings import finding_lines
from migrate.ledger.views import article_lines, url_lines
from migrate.settings import Settings

FORMATS = ("jsonl", "csv", "xlsx")
CELL = 32_767  # characters that a spreadsheet cell holds
CUT = "……（已截断，完整内容见 jsonl）"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Lines = Iterator[dict[str, Any]]


def export(
    workspace: Path,
    settings: Settings,
    what: str,
    stream: IO[bytes],
    *,
    site_keys: Sequence[str] = (),
    form: str = "jsonl",
) -> int:
    """Write what the ledger holds to `stream`; gives the number of lines. The ledger is only read."""
    sources: dict[str, Callable[[Connection], Lines]] = {
        "urls": lambda connection: url_lines(connection, site_keys),
        "articles": lambda connection: article_lines(connection, settings.portal.base_url, site_keys),
        "findings": lambda connection: finding_lines(connection, site_keys),
        "decisions": lambda connection: _history(decision_history(connection, site_keys)),
        "opinions": lambda connection: _history(sheet_opinion_history(connection, site_keys)),
    }
    if what not in sources:
        raise StageError(f"没有名为 {what} 的导出", f"可导出：{'、'.join(sources)}")
    writers = {"jsonl": _write_jsonl, "csv": _write_csv, "xlsx": _write_xlsx}
    if form not in writers:
        raise StageError(f"没有名为 {form} 的导出格式", f"可用的格式：{'、'.join(FORMATS)}")
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        return writers[form](sources[what](connection), stream)


def export_to(
    workspace: Path, settings: Settings, what: str, target: Path, *, site_keys: Sequence[str] = (), form: str = "jsonl"
) -> int:
    """Write an export to a file, whole or not at all."""
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as stream:
            number = export(workspace, settings, what, stream, site_keys=site_keys, form=form)
        part.replace(target)
    except OSError as error:
        raise StageError(f"无法写入 {target}（{error.strerror}）", "请检查目录权限或磁盘空间") from error
    finally:
        part.unlink(missing_ok=True)
    return number


def _history(rows: Iterable[Row[Any]]) -> Lines:
    for row in rows:
        line = dict(row._mapping)
        line.pop("id")
        yield {"site": line.pop("site_key"), **line}


def _write_jsonl(lines: Lines, stream: IO[bytes]) -> int:
    number = 0
    for line in lines:
        stream.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        number += 1
    return number


def _write_csv(lines: Lines, stream: IO[bytes]) -> int:
    """UTF-8 with a byte order mark, so that Excel and WPS read the Chinese right."""
    stream.write(b"\xef\xbb\xbf")
    number, writer = 0, csv.writer(_Encoded(stream))
    for line in lines:
        if number == 0:
            writer.writerow(line)
        writer.writerow([_inert(_flat(value)) for value in line.values()])
        number += 1
    return number


class _Encoded:
    """What csv writes to: text in, UTF-8 bytes out."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.encode("utf-8", "replace"))


def _write_xlsx(lines: Lines, stream: IO[bytes]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("导出")
    sheet.freeze_panes = "A2"
    number = 0
    for line in lines:
        if number == 0:
            sheet.append(list(line))
        sheet.append([_cell(sheet, value) for value in line.values()])
        number += 1
    book.save(stream)
    return number


def _cell(sheet: Any, value: Any) -> Any:
    flat = _flat(value)
    if not isinstance(flat, str):
        return flat
    text = ILLEGAL_CHARACTERS_RE.sub("", flat)
    cell = WriteOnlyCell(sheet, None)
    cell.value = text if len(text) <= CELL else text[: CELL - len(CUT)] + CUT
    cell.data_type = "s"  # never a formula, whatever it starts with
    return cell


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _inert(value: Any) -> Any:
    """A text that a spreadsheet program would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
