"""A file's bytes → pieces of its text; what it is is told by its content, never by its name."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from migrate.charset import decode
from migrate.screen.files.told import Piece, UnreadError

DEEPEST = 3  # archives and embedded files inside one another
MOST_MEMBERS = 5000
MOST_UNPACKED = 256 << 20  # bytes that an archive may unpack to, all that is inside it together
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x00\x0cjP")
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_SOUND = (b"ID3", b"RIFF", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"FLV", b"FWS", b"CWS", b"OggS", b"0&\xb2u")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK = ("Workbook", "Book", "WORKBOOK", "BOOK")
_FAULTS = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError, zlib.error)
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html|<table|<meta|<div|<body|<\?xml[^>]*>\s*<html)", re.IGNORECASE)


@dataclass
class Budget:
    """What of the bytes and members that a file may unpack to is left."""

    unpacked: int = MOST_UNPACKED
    members: int = MOST_MEMBERS


def pieces_of(content: bytes, where: str, budget: Budget, depth: int = 0) -> Iterator[Piece]:
    """Give the pieces of a file; UnreadError where there is nothing that can be read."""
    if depth > DEEPEST:
        raise UnreadError("压缩包套了太多层", where)
    if not content:
        raise UnreadError("空文件", where)
    if content.startswith(b"PK"):
        yield from _package(content, where, budget, depth)
    elif content.startswith(_OLE):
        yield from _old_office(content, where)
    elif b"%PDF-" in content[:1024]:
        from migrate.screen.files.pdf import pdf_pieces

        yield from pdf_pieces(content, where)
    else:
        _refuse(content, where)
        yield from _text(content, where)


def _refuse(content: bytes, where: str) -> None:
    """UnreadError for what has no text, or none that can be read."""
    for magics, why in ((_PICTURES, "图片，没有文字"), (_PACKED, "zip 以外的压缩包"), (_SOUND, "音频或视频")):
        if content.startswith(magics):
            raise UnreadError(why, where)
    if content[4:8] == b"ftyp":
        raise UnreadError("音频或视频", where)
    if content.startswith((b"MZ", b"\x7fELF")):
        raise UnreadError("程序", where)
    if content[:4096].count(0) and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadError("不认识的文件格式", where)


def _package(content: bytes, where: str, budget: Budget, depth: int) -> Iterator[Piece]:
    from migrate.screen.files.books import book_pieces
    from migrate.screen.files.words import XML_PARTS, markup_pieces

    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        names = {name.lower() for name in package.namelist()}
    except _FAULTS as error:
        raise UnreadError("已损坏或不完整", where) from error
    if {"xl/workbook.xml", "xl/workbook.bin"} & names or _is_sheet(package, names):
        _check(package, where, budget)
        yield from book_pieces(content, where)
        yield from _members(package, where, budget, depth, inside=("xl/embeddings/",))
    elif any(part.search(name) for part in XML_PARTS for name in names) or "content.xml" in names:
        yield from markup_pieces(package, where, lambda member: _unpacked(package, member, where, budget))
        yield from _members(package, where, budget, depth, inside=("word/embeddings/", "ppt/embeddings/"))
    else:
        yield from _members(package, where, budget, depth)


def _is_sheet(package: zipfile.ZipFile, names: set[str]) -> bool:
    if "content.xml" not in names or "mimetype" not in package.NameToInfo:
        return False
    with package.open("mimetype") as stream:
        return b"spreadsheet" in stream.read(200)


def _check(package: zipfile.ZipFile, where: str, budget: Budget) -> None:
    """UnreadError where a workbook unpacks to too much, or lies about it."""
    for member in package.infolist():
        budget.unpacked -= member.file_size
        budget.members -= 1
    if min(budget.unpacked, budget.members) < 0:
        raise UnreadError("解压后过大", where)


def _members(
    package: zipfile.ZipFile, where: str, budget: Budget, depth: int, inside: tuple[str, ...] = ("",)
) -> Iterator[Piece]:
    for member in package.infolist():
        name = _name(member)
        if member.is_dir() or not member.filename.startswith(inside) or name.startswith(("__MACOSX/", "~$")):
            continue
        place = f"{where}“{name}”"
        try:
            if stat.S_ISLNK(member.external_attr >> 16):
                raise UnreadError("快捷方式", place)
            yield from pieces_of(_unpacked(package, member, place, budget), place, budget, depth + 1)
        except UnreadError as error:
            yield Piece(error.where or place, "", unread=error.why)


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo, where: str, budget: Budget) -> bytes:
    """A member's bytes, counted as they come."""
    budget.members -= 1
    if member.flag_bits & 1:
        raise UnreadError("已加密", where)
    if budget.members < 0 or member.file_size > budget.unpacked:
        raise UnreadError("解压后过大", where)
    try:
        with package.open(member) as stream:
            content = stream.read(budget.unpacked + 1)
    except _FAULTS as error:
        raise UnreadError("已损坏或不完整", where) from error
    budget.unpacked -= len(content)
    if budget.unpacked < 0:
        raise UnreadError("解压后过大", where)
    return content


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name as the sender saw it: what is not marked as UTF-8 is GB18030 more often than not."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        content = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for charset in ("utf-8", "gb18030"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    return member.filename


def _old_office(content: bytes, where: str) -> Iterator[Piece]:
    from migrate.screen.files.books import book_pieces
    from migrate.screen.files.words import old_word_pieces

    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadError("已加密", where)
    if any(f"{name}\0".encode("utf-16-le") in content for name in _BOOK):
        yield from book_pieces(content, where)
    else:
        yield from old_word_pieces(content, where)


def _text(content: bytes, where: str) -> Iterator[Piece]:
    from migrate.screen.files.lines import line_pieces
    from migrate.screen.files.words import page_pieces, rtf_text

    if content.startswith(b"{\\rtf"):
        yield from line_pieces(rtf_text(content), where)
        return
    text = decode(content).text
    if _HTML.match(content.removeprefix(b"\xef\xbb\xbf")):
        yield from page_pieces(text, where)
    else:
        yield from line_pieces(text, where)
