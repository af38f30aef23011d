"""Which files a path holds: itself, or the files of a zip archive and of archives inside it, two deep."""

import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from migrate.errors import SheetError
from migrate.sheet.files.kinds import UNPACK, Kind, recognise
from migrate.sheet.files.packages import MOST_MEMBERS, PIECE, opened
from migrate.sheet.files.source import Source, broken, locked, too_large
from migrate.sheet.grid import Limits

DEEPEST = 2  # archives inside an archive
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True)
class Leaf:
    """One file to be read, or why it cannot be."""

    name: str
    source: Source | None = None
    error: SheetError | None = None

    @contextmanager
    def opened(self) -> Iterator[Source]:
        """The file's bytes; closed afterwards."""
        assert self.source is not None  # noqa: S101 - a leaf without bytes has an error
        with self.source.stream:
            yield self.source


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name is what a system or an open program leaves behind."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def leaves_of(path: Path, name: str, limits: Limits) -> Iterator[Leaf]:
    """The files that the path holds."""
    try:
        source = open_path(path, name)
    except SheetError as error:
        yield Leaf(name, error=error)
        return
    yield from _leaves(source, limits, [limits.max_unpacked], 0)


def open_path(path: Path, name: str) -> Source:
    """The file at a path; SheetError where it cannot be opened."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise SheetError(f"文件夹 {name} 里没有清理表，或没有权限打开", "请把各单位报来的表格放进去后重新运行")
        if not stat.S_ISREG(mode):
            raise SheetError(f"{name} 不是普通文件", "请改用 Excel 清理表")
        return Source(name, path.open("rb"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SheetError(f"找不到文件 {name}", "请检查文件名和路径") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "文件名无效"
        raise SheetError(f"打不开文件 {name}：{why}", "请检查文件权限，或关闭正在使用它的程序") from error


def _leaves(source: Source, limits: Limits, budget: list[int], depth: int) -> Iterator[Leaf]:
    try:
        archive = recognise(source) is Kind.ARCHIVE
    except SheetError as error:
        source.stream.close()
        yield Leaf(source.name, error=error)
        return
    if not archive:
        yield Leaf(source.name, source)
        return
    with source.stream:
        yield from _members(source, limits, budget, depth)


def _members(source: Source, limits: Limits, budget: list[int], depth: int) -> Iterator[Leaf]:
    if depth > DEEPEST:
        yield Leaf(source.name, error=SheetError(f"{source.name} 压缩包套了太多层", UNPACK))
        return
    try:
        with opened(source) as package:
            members = [(member, name) for member in package.infolist() if (name := member_name(member))]
    except SheetError as error:
        yield Leaf(source.name, error=error)
        return
    if not members:
        empty = SheetError(f"压缩包 {source.name} 里没有清理表", "请把各单位报来的表格放进去后重新运行")
        yield Leaf(source.name, error=empty)
    if len(members) > MOST_MEMBERS:
        yield Leaf(source.name, error=too_large(source.name, limits.max_unpacked))
        return
    for member, name in members:
        try:
            inner = _unpacked(source, member, f"{source.name}/{name}", budget, limits)
        except SheetError as error:
            yield Leaf(f"{source.name}/{name}", error=error)
        else:
            yield from _leaves(inner, limits, budget, depth + 1)


def member_name(member: zipfile.ZipInfo) -> str:
    """The member's name as the sender saw it, always inside the archive; empty for folders and litter."""
    name = member.filename
    if not member.flag_bits & 0x800:
        name = _decoded(name)
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if member.is_dir() or name.endswith("\\") or any(is_litter(part) for part in parts):
        return ""
    return "/".join(parts)


def _decoded(name: str) -> str:
    """A name without the UTF-8 mark: what Chinese systems write is GB18030, what others forget to mark is UTF-8."""
    try:
        content = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for charset in ("utf-8", "gb18030"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    return name


def _unpacked(source: Source, member: zipfile.ZipInfo, name: str, budget: list[int], limits: Limits) -> Source:
    """The member's bytes in a file of their own that vanishes when it is closed; counted as they come."""
    if member.flag_bits & 1:
        raise locked(name)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SheetError(f"{name} 是快捷方式（符号链接），里面没有表格", "请放入文件本身后重新压缩")
    if member.file_size > budget[0]:
        raise too_large(name, limits.max_unpacked)
    stream = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the leaf closes it
    try:
        with opened(source) as package, package.open(member) as packed:
            while piece := packed.read(PIECE):
                budget[0] -= len(piece)
                if budget[0] < 0:
                    raise too_large(name, limits.max_unpacked)
                stream.write(piece)
    except SheetError as error:
        stream.close()
        raise error if error.problem.startswith(name) else broken(name) from error
    return Source(name, stream)
