"""Zip packages (.xlsx, .xlsb, .ods and archives of them): opened with care, before any parser sees them."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from migrate.errors import SheetError
from migrate.sheet.files.source import ASK_AGAIN, SAVE_AS, Source, locked, too_large
from migrate.sheet.grid import Limits

PIECE = 1 << 20  # bytes looked at at a time
PROLOGUE = 1 << 16  # bytes in which a document type can be declared
MOST_MEMBERS = 20_000
_FAULTS = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError, zlib.error)
_PARSED = (".xml", ".rels")


@contextmanager
def opened(source: Source) -> Iterator[zipfile.ZipFile]:
    """The package; every fault of a torn or lying one is a SheetError."""
    try:
        source.stream.seek(0)
        with zipfile.ZipFile(source.stream) as package:
            yield package
    except _FAULTS as error:
        raise SheetError(f"{source.name} 已损坏或不完整，无法打开", ASK_AGAIN) from error


def check_members(source: Source, package: zipfile.ZipFile, limits: Limits) -> None:
    """No member is encrypted, declares entities, or makes the whole larger than the limit."""
    members = package.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > limits.max_unpacked:
        raise too_large(source.name, limits.max_unpacked)
    for member in members:
        if member.flag_bits & 1:
            raise locked(source.name)
        if member.filename.lower().endswith(_PARSED):
            with package.open(member) as stream:
                refuse_entities(source.name, stream.read(PROLOGUE))


def refuse_entities(name: str, opening: bytes) -> None:
    """SheetError where an XML file declares a document type."""
    plain = opening.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise SheetError(f"{name} 含有不允许的 XML 实体声明，可能被篡改", SAVE_AS)


def pieces(package: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """A member's bytes piece by piece; its declared size and checksum are tried on the way."""
    with package.open(member) as stream:
        while piece := stream.read(PIECE):
            yield piece
