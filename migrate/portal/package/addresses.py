"""The new addresses, which only the importing platform knows: a form goes out with the package and comes back filled.

The form is checked whole: every fault is told at once, and nothing is taken from a form with faults.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from migrate.errors import PortalError, SheetError
from migrate.portal.contract import digest_of
from migrate.portal.documents import REMEDY, read_document
from migrate.portal.durable import write_durable
from migrate.portal.package.contents import Contents
from migrate.portal.package.text import cell, csv_pieces
from migrate.urls import host_of

FORM = "addresses.csv"
ID, OLD, TITLE, NEW = "文章编号", "旧网址", "标题", "新网址"
_MOST = 50  # faults that are told one by one
_LONGEST = 2048  # characters of an address
_URL = re.compile(r"https?://[^\s\"'<>\\^`{|}\x00-\x1f\x7f]+", re.IGNORECASE)


def form_mark(contents: Contents, known: Mapping[str, str]) -> str:
    """Give the digest of all that the form shows."""
    return digest_of([contents.mark(), sorted(known.items())])


def form_pieces(contents: Contents, state: Path, known: Mapping[str, str]) -> Iterator[bytes]:
    """Give the form: a line an article, with the new address as far as it is known."""

    def rows() -> Iterator[tuple[str, str, str, str]]:
        yield ID, OLD, TITLE, NEW
        for row in contents.articles():
            found = read_document(state, row.remote_id)
            if found is not None:
                yield row.remote_id, cell(found[1]["old_url"]), cell(found[0].title), known.get(row.remote_id, "")

    return csv_pieces(rows())


def read_form(
    path: Path, old_url: Callable[[str], str | None], hosts: Collection[str], known: Mapping[str, str]
) -> dict[str, str]:
    """Give the new addresses of a filled form by article id; rows without one are left out.

    `old_url` gives the old URL of an article of the package, None for an unknown id; `hosts` are those of the portal;
    `known` are the addresses that were taken before. Raises SheetError that names every fault with its line.
    """
    faults: list[str] = []
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in _rows(path):
        remote_id, address = row[ID], row[NEW]
        if not address:
            continue
        fault = _fault(row, address, old_url(remote_id), hosts)
        if fault:
            faults.append(f"第 {line} 行：{fault}")
        elif found.setdefault(remote_id, address) != address:
            faults.append(f"第 {line} 行：{remote_id} 在第 {lines[remote_id]} 行已有另一个新网址")
        lines.setdefault(remote_id, line)
    faults += _shared({**known, **found}, lines)
    if faults:
        more = f"；另有 {len(faults) - _MOST} 处" if len(faults) > _MOST else ""
        raise SheetError(f"{path} 有误：" + "；".join(faults[:_MOST]) + more, "请改正后重新收回；现在一个也没有收下")
    return found


def _fault(row: Mapping[str, str], address: str, old_url: str | None, hosts: Collection[str]) -> str:
    if old_url is None:
        return f"交换包中没有编号为 {row[ID]!r} 的文章"
    if row[OLD] and row[OLD] != cell(old_url):
        return f"{row[ID]} 的旧网址与交换包中的不同，可能错行"
    if len(address) > _LONGEST or not _URL.fullmatch(address):
        return f"新网址 {address[:80]!r} 应是以 http:// 或 https:// 开头的完整网址"
    if host_of(address) not in hosts or "@" in urlsplit(address).netloc:
        return f"新网址 {address[:80]} 不在门户的主机（{'、'.join(sorted(hosts))}）上"
    return ""


def _shared(addresses: Mapping[str, str], lines: Mapping[str, int]) -> Iterator[str]:
    users: dict[str, str] = {}
    for remote_id, address in addresses.items():
        other = users.setdefault(address, remote_id)
        if other != remote_id:
            place = f"第 {lines[remote_id]} 行：" if remote_id in lines else ""
            yield f"{place}{remote_id} 与 {other} 的新网址相同（{address[:80]}）"


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows with their line numbers, cells without the space around them."""
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    try:
        missing = [name for name in (ID, OLD, NEW) if name not in (reader.fieldnames or ())]
        if missing:
            raise SheetError(f"{path} 缺少表头 {'、'.join(missing)}", "请在交换包的 addresses.csv 中填写，不要改动表头")
        for row in reader:
            yield reader.line_num, {name: (row[name] or "").strip() for name in (ID, OLD, NEW)}
    except csv.Error as error:
        raise SheetError(f"{path} 第 {reader.line_num} 行无法读取（{error}）", "请另存为 CSV 文件后再试") from None


def _text(path: Path) -> str:
    """Give the file's text; spreadsheet programs in China save as GB 18030 unless told otherwise."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SheetError(f"{path} 无法读取（{error.strerror}）", "请检查路径和文件权限") from None
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    raise SheetError(f"{path} 不是 CSV 文本", "请在表格软件中另存为 CSV（UTF-8）后再试")


def read_known(state: Path) -> dict[str, str]:
    """Give the addresses that were taken so far, by article id."""
    path = state / "addresses.json"
    try:
        told = json.loads(path.read_bytes()) if path.is_file() else {}
        return {str(remote_id): str(address) for remote_id, address in told.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise PortalError(f"门户记录 {path} 已损坏", REMEDY) from error


def write_known(state: Path, known: Mapping[str, str]) -> None:
    """These addresses are known from now on."""
    text = json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    write_durable(state / "addresses.json", [text.encode()])
