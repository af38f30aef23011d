"""What a file is, told by its content and never by its name; what is no table is refused with the word for it."""

import re
import zipfile
from enum import Enum

from migrate.errors import SheetError
from migrate.sheet.files.ole import MOST, read_directory
from migrate.sheet.files.packages import opened
from migrate.sheet.files.source import SAVE_AS, Source, locked

OPENING = 65_536  # bytes that tell what a file is
TO_EXCEL = "请把其中的表格复制到 Excel，另存为 .xlsx 后重新运行"
UNPACK = "请解压到一个文件夹，再把文件夹交给本命令"
ASK_SHEET = "请向填报单位索取 Excel 原表（.xlsx）"


class Kind(Enum):
    """The kinds of file that are read."""

    XLSX = "xlsx"  # also .xlsm and the .et of today's WPS
    XLSB = "xlsb"  # the binary package
    XLS = "xls"  # BIFF in an old Office container; also the .et of older WPS
    ODS = "ods"  # an OpenDocument package
    FLAT_ODS = "fods"  # the same as one XML file
    XML_2003 = "xml"  # Excel 2003's XML, mostly saved as .xls
    WEB_PAGE = "html"  # an HTML page with tables, mostly saved as .xls
    WEB_ARCHIVE = "mht"  # a single-file web page
    TEXT = "csv"  # separated text
    ARCHIVE = "zip"  # an archive of files


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08\x08\x00\x00\x05", b"\x09\x08\x10\x00\x00\x06", b"\x09\x04\x06\x00\x00\x00", b"\x09\x02")
_MAGIC = (
    ((b"%PDF",), " PDF 文件", ASK_SHEET),
    ((b"{\\rtf",), " Word（RTF）文档", TO_EXCEL),
    (
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x00\x0cjP"),
        "图片（扫描件）",
        ASK_SHEET,
    ),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), " zip 以外的压缩包", UNPACK),
    ((b"OFD", b"%!PS", b"AT&TFORM", b"CAJ", b"HN\x00\x00"), "版式文件", ASK_SHEET),
    ((b"MZ", b"\x7fELF"), "程序", "请删去这个文件，并检查来源"),
)  # fmt: skip
_PACKAGES = (
    ("word/document.xml", " Word 文档", TO_EXCEL),
    ("ppt/presentation.xml", "演示文稿", "请改用 .xlsx 清理表"),
    ("OFD.xml", "版式文件（OFD）", ASK_SHEET),
)
_STREAMS = (
    ("WordDocument", " Word 文档", TO_EXCEL),
    ("PowerPoint Document", "演示文稿", "请改用 .xlsx 清理表"),
    ("__properties_version1.0", "邮件", "请把邮件的附件另存到一个文件夹，再把文件夹交给本命令"),
)
_BOOKS = frozenset({"Workbook", "Book", "WORKBOOK", "BOOK"})
_KNOWN = _BOOKS | {"EncryptedPackage"} | {stream for stream, _, _ in _STREAMS}
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MAIL = (b"mime-version:", b"from:", b"message-id:")
_XML = re.compile(rb"^\s*<\?xml", re.IGNORECASE)


def recognise(source: Source) -> Kind:
    """The kind of the file; SheetError where it is none of them."""
    opening = source.opening(OPENING)
    if not opening:
        raise SheetError(f"{source.name} 是空文件（0 字节）", "请向填报单位重新索取")
    if opening.startswith(b"PK"):
        return _package(source)
    if opening.startswith(_OLE):
        return _old_office(source)
    if opening.startswith(_BARE_BIFF):
        raise SheetError(f"{source.name} 是 Excel 4.0 或更早的工作簿，不能读取", SAVE_AS)
    for magics, word, remedy in _MAGIC:
        if opening.startswith(magics):
            raise SheetError(f"{source.name} 是{word}，不是工作簿", remedy)
    return _text(source, opening)


def _package(source: Source) -> Kind:
    with opened(source) as package:
        names = set(package.namelist())
        lower = {name.lower() for name in names}
        if "xl/workbook.xml" in lower:
            return Kind.XLSX
        if "xl/workbook.bin" in lower:
            return Kind.XLSB
        for member, word, remedy in _PACKAGES:
            if member in names:
                raise SheetError(f"{source.name} 是{word}，不是工作簿", remedy)
        if "content.xml" in names and "mimetype" in names | {"mimetype"}:
            return _open_document(source, package)
    return Kind.ARCHIVE


def _open_document(source: Source, package: zipfile.ZipFile) -> Kind:
    mimetype = package.read("mimetype")[:200] if "mimetype" in package.NameToInfo else b"spreadsheet"
    if "META-INF/manifest.xml" in package.NameToInfo:
        with package.open("META-INF/manifest.xml") as stream:
            if b"encryption-data" in stream.read(1 << 20):
                raise locked(source.name)
    if b"text" in mimetype:
        raise SheetError(f"{source.name} 是文字文档（OpenDocument），不是工作簿", TO_EXCEL)
    if b"spreadsheet" not in mimetype:
        raise SheetError(f"{source.name} 是 OpenDocument 文件，不是工作簿", SAVE_AS)
    return Kind.ODS


def _old_office(source: Source) -> Kind:
    names = read_directory(source)
    if not names & _KNOWN:  # a torn container may still name what it held
        content = source.content(MOST)
        names = {name for name in _KNOWN if name.encode("utf-16-le") in content}
    if "EncryptedPackage" in names:
        raise locked(source.name)
    if names & _BOOKS:
        return Kind.XLS
    for stream, word, remedy in _STREAMS:
        if stream in names:
            raise SheetError(f"{source.name} 是{word}，不是工作簿", remedy)
    raise SheetError(f"{source.name} 不是可识别的工作簿", SAVE_AS)


def _text(source: Source, opening: bytes) -> Kind:
    head = opening.replace(b"\x00", b"")
    for mark in _MARKS:
        head = head.removeprefix(mark)
    lower = head.lower()
    if lower.lstrip().startswith(_MAIL) or b"multipart/related" in lower[:4096]:
        return Kind.WEB_ARCHIVE
    if _XML.match(head) and b"<html" not in lower:
        if b"urn:schemas-microsoft-com:office:spreadsheet" in lower:
            return Kind.XML_2003
        if b"opendocument.spreadsheet" in lower or b"office:spreadsheet" in lower:
            return Kind.FLAT_ODS
        raise SheetError(f"{source.name} 是 XML 文件，不是 Excel 保存的表格", SAVE_AS)
    if lower.lstrip().startswith((b"<", b"&nbsp;")) or b"<table" in lower[:8192]:
        return Kind.WEB_PAGE
    return Kind.TEXT
