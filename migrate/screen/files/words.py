"""Documents → pieces: .docx, .pptx, .odt and .ofd by their XML, web pages, .rtf, and old .doc by the texts in them."""

import re
import zipfile
from collections.abc import Callable, Iterator

from lxml import etree

from migrate.screen.files.rows import row_pieces
from migrate.screen.files.told import Piece, UnreadError
from migrate.screen.units import units_of

XML_PARTS = (
    re.compile(r"^word/(?:document|header|footer|footnotes|endnotes|comments)\d*\.xml$"),
    re.compile(r"^ppt/(?:slides|notesslides)/[a-z]+\d+\.xml$"),
    re.compile(r"(?:^|/)pages/page_\d+/content\.xml$|^ofd\.xml$"),
)
_TEXTS = frozenset({"t", "delText", "TextCode"})
_GAPS = frozenset({"tab", "br", "cr", "line-break", "s"})
_PARAGRAPHS = frozenset({"p", "h", "TextObject"})
_ROWS, _CELLS = frozenset({"tr", "table-row"}), frozenset({"tc", "table-cell"})
_NOTES = {"comments": "批注", "footnotes": "脚注", "endnotes": "尾注", "header": "页眉", "footer": "页脚"}
_HAN = "[\\x20-\\x7e]\\x00|[\\x00-\\xff][\\x4e-\\x9f]|[\\x00-\\xff][\\xff\\x30\\x20]"
_WIDE = re.compile(f"(?:{_HAN}){{4,}}".encode("latin-1"), re.DOTALL)
_NARROW = re.compile(rb"[\x20-\x7e\x81-\xfe]{6,}")
_CONTROL_WORD = re.compile(r"\\u(-?\d{1,6}) ?\??|\\[a-z]{1,32}-?\d{0,10} ?|\\[^a-z]|[{}]", re.IGNORECASE)
_HEX = re.compile(r"(?:\\'[0-9a-f]{2})+", re.IGNORECASE)


def markup_pieces(package: zipfile.ZipFile, where: str, read: Callable[[zipfile.ZipInfo], bytes]) -> Iterator[Piece]:
    """Give the paragraphs and cells of a document package, comments and notes included."""
    for member in package.infolist():
        name = member.filename.lower()
        if not (any(part.search(name) for part in XML_PARTS) or name == "content.xml"):
            continue
        note = next((word for key, word in _NOTES.items() if f"/{key}" in name), "")
        page = re.search(r"(?:slide|page_)(\d+)", name)
        place = f"{where}{note}" + (f"第 {int(page[1]) + name.endswith('content.xml')} 页" if page else "")
        content = read(member)
        if b"<!DOCTYPE" in content[:65_536] or b"<!ENTITY" in content[:65_536]:
            raise UnreadError("含有不允许的 XML 实体声明", where)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
        root = etree.fromstring(content, parser)
        if root is not None:
            yield from _body(root, place)


def _body(root: etree._Element, where: str) -> Iterator[Piece]:
    number, before = 0, ""
    rows = 0
    table: list[tuple[str, list[str]]] = []
    for element in root.iter(etree.Element):
        name = _name(element)
        if name in _ROWS:
            rows += 1
            table.append((f"表格第 {rows} 行", [_said(cell) for cell in element if _name(cell) in _CELLS]))
        elif name in _PARAGRAPHS and not _is_in_table(element):
            yield from row_pieces(table, where)
            table, number = [], number + 1
            if told := _said(element):
                yield Piece(f"{where}第 {number} 段", told, before=before[-30:])
                before = told
    yield from row_pieces(table, where)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _is_in_table(element: etree._Element) -> bool:
    return any(_name(above) in _CELLS for above in element.iterancestors())


def _said(element: etree._Element) -> str:
    """The text of a paragraph or cell as it is read."""
    pieces: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        name = _name(one)
        if event == "start" and (name in _TEXTS or name in ("p", "h", "span", "a")):
            pieces.append(one.text or "")
        elif event == "start" and name in _GAPS:
            pieces.append(" ")
        elif event == "end" and one is not element:
            pieces.append(one.tail or "" if name not in _TEXTS else "")
            if name in ("p", "h"):
                pieces.append(" ")
    return "".join(pieces).strip()


def page_pieces(text: str, where: str) -> Iterator[Piece]:
    """Give the paragraphs and cells of a web page, mostly one saved as a workbook or document."""
    for unit in units_of(text):
        yield Piece(where + unit.where.removeprefix("正文"), unit.text, unit.heading, unit.headings, unit.before)


def rtf_text(content: bytes) -> str:
    """The text of a rich text file; its tables come as lines."""
    text = re.sub(r"(\\[a-z]{1,32}-?\d{0,10})[\r\n]+", r"\1 ", content.decode("latin-1"))  # it ends a word, no line
    text = text.replace("\r", "").replace("\n", "")
    text = _HEX.sub(lambda found: bytes.fromhex(found[0].replace("\\'", "")).decode("gb18030", "replace"), text)
    text = re.sub(r"\\(?:par|row|line|cell|page)\b ?", "\n", text)
    return _CONTROL_WORD.sub(lambda found: chr(int(found[1]) % 65_536) if found[1] else "", text)


def old_word_pieces(content: bytes, where: str) -> Iterator[Piece]:
    """Give the runs of text in an old Word or WPS file: in what order is not known, that they are there is."""
    found = False
    for run in _WIDE.finditer(content):
        for line in re.split(r"[\r\n\x07]+", run[0].decode("utf-16-le", "replace")):
            found = True
            yield Piece(f"{where}文字", line)
    for run in _NARROW.finditer(content):
        found = True
        yield Piece(f"{where}文字", run[0].decode("gb18030", "replace"))
    if not found:
        raise UnreadError("没有文字", where)
