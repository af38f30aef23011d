"""Files and folders as the operator names them → grids; every file is recognised by its content, not by its name."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.errors import SheetError
from migrate.sheet.delimited import read_delimited
from migrate.sheet.grid import Grid, Limits
from migrate.sheet.workbook import read_workbook

SAVE_AS = "请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新运行"
OPENING = 65_536  # bytes that tell what a file is; the directory of an old Office file is searched in full
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_SKIPPED_NAMES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Pages:
    """What one file gave: its grids, and the hidden sheets that were left."""

    grids: tuple[Grid, ...]
    hidden: tuple[str, ...] = ()


def list_files(paths: Sequence[str | Path]) -> Iterator[tuple[Path, str]]:
    """Every file named and every file in the folders named, in order, each with its name as it was given.

    SheetError where a folder holds no file.
    """
    for given in paths:
        path, name = Path(given), str(given)
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if file.is_file() and not _is_litter(file)]
            if not inside:
                raise SheetError(f"文件夹 {path} 里没有清理表", "请把各单位报来的表格放进这个文件夹后重新运行")
            yield from ((file, f"{name.rstrip('/')}/{file.relative_to(path).as_posix()}") for file in inside)
        else:
            yield path, name


def read_file(path: Path, limits: Limits, include_hidden: bool) -> Pages:
    """The grids of one file; SheetError with the file's name and the remedy where it is no table we can read."""
    name = str(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            opening = stream.read(OPENING)
    except FileNotFoundError as error:
        raise SheetError(f"找不到文件 {name}", "请检查文件名和路径") from error
    except OSError as error:
        raise SheetError(f"打不开文件 {name}：{error.strerror}", "请检查文件权限，或关闭正在使用它的程序") from error
    if size == 0:
        raise SheetError(f"{name} 是空文件（0 字节）", "请向填报单位重新索取")
    if opening.startswith(b"PK"):
        return _zipped(path, limits, include_hidden)
    _refuse_foreign(path, opening)
    if size > limits.max_unpacked:
        raise SheetError(f"{name} 有 {size >> 20} MiB，超过上限", "请确认文件是否正确，或调高 [sheet] max_unpacked")
    return Pages((read_delimited(path, limits),))


def _is_litter(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.name.lower() in _SKIPPED_NAMES


def _zipped(path: Path, limits: Limits, include_hidden: bool) -> Pages:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_other_packages(path, {member.filename.lower() for member in members})
            _check_members(path, archive, members, limits)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError) as error:
        raise SheetError(f"{path} 已损坏或不完整，无法打开", "请重新复制或向填报单位重新索取") from error
    grids, hidden = read_workbook(path, limits, include_hidden)
    return Pages(tuple(grids), tuple(hidden))


def _refuse_other_packages(path: Path, names: Iterable[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise SheetError(f"{path} 是 .xlsb 二进制工作簿，本版不能直接读取", SAVE_AS)
    if "word/document.xml" in names:
        raise SheetError(f"{path} 是 Word 文档，不是工作簿", "请把其中的表格复制到 Excel，另存为 .xlsx 后重新运行")
    if "content.xml" in names:
        raise SheetError(f"{path} 是 OpenDocument 文件，本版不能直接读取", SAVE_AS)
    if "ppt/presentation.xml" in names:
        raise SheetError(f"{path} 是演示文稿，不是工作簿", "请改用 .xlsx 清理表")
    raise SheetError(f"{path} 是压缩包，本版不能直接读取", "请解压到一个文件夹，再把文件夹交给本命令")


def _check_members(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if sum(member.file_size for member in members) > limits.max_unpacked:
        raise SheetError(
            f"{path} 解压后超过 {limits.max_unpacked >> 20} MiB", "请确认文件是否正确，或调高 [sheet] max_unpacked"
        )
    for member in members:
        if member.flag_bits & 1:
            raise SheetError(f"{path} 已加密", "请取消打开密码，另存后重新运行")
        if member.filename.lower().endswith((".xml", ".rels")):
            with archive.open(member) as stream:
                opening = stream.read(4096).replace(b"\x00", b"")
            if b"<!DOCTYPE" in opening or b"<!ENTITY" in opening:
                raise SheetError(f"{path} 含有不允许的 XML 实体声明，可能被篡改", SAVE_AS)


def _refuse_foreign(path: Path, opening: bytes) -> None:
    if opening.startswith(_OLE):
        raise _old_office(path)
    if opening.startswith(b"%PDF"):
        raise SheetError(f"{path} 是 PDF 文件，不是工作簿", "请向填报单位索取 Excel 原表（.xlsx）")
    if opening.startswith(b"{\\rtf"):
        raise SheetError(
            f"{path} 是 Word（RTF）文档，不是工作簿", "请把其中的表格复制到 Excel，另存为 .xlsx 后重新运行"
        )
    if opening.startswith(_IMAGES):
        raise SheetError(f"{path} 是图片（扫描件），不是工作簿", "请向填报单位索取 Excel 原表（.xlsx）")
    if opening.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise SheetError(f"{path} 是压缩包，本版不能直接读取", "请解压到一个文件夹，再把文件夹交给本命令")
    head = opening[:4096].replace(b"\x00", b"").lower()
    if b"<html" in head or b"<table" in head or b"<!doctype html" in head:
        raise SheetError(f"{path} 是网页（HTML）格式的表格，本版不能直接读取", SAVE_AS)
    if b"<?xml" in head[:200]:
        raise SheetError(f"{path} 是 XML 格式的表格，本版不能直接读取", SAVE_AS)


def _old_office(path: Path) -> SheetError:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return SheetError(f"{path} 已加密", "请取消打开密码，另存后重新运行")
    if "WordDocument".encode("utf-16-le") in content:
        return SheetError(f"{path} 是 Word 文档，不是工作簿", "请把其中的表格复制到 Excel，另存为 .xlsx 后重新运行")
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return SheetError(f"{path} 是 .xls 旧格式工作簿，本版不能直接读取", SAVE_AS)
    return SheetError(f"{path} 不是可识别的工作簿", SAVE_AS)
