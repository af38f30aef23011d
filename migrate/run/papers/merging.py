"""合并打印: all documents of a kind one after another in one file, each beginning on an odd page numbered from 1.

Documents of one layout are the same file but for their text, so their bodies can be joined as they are. What a person
edited in an office program is another file: it is left out and named, to be printed by itself.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from migrate.forms.papers import replace_file
from migrate.ledger.papers import all_papers
from migrate.run.papers.kinds import all_definitions
from migrate.run.papers.names import safe_name
from migrate.run.papers.needed import MERGED
from migrate.run.work import FORMS, Result, Work

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY, CORE = "word/document.xml", "docProps/core.xml"
MARK = "{http://purl.org/dc/elements/1.1/}identifier"  # in the file's properties: the digest of what was joined
_EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP knows no time before this one
_OWN = re.compile(r"docProps/.*|word/document\.xml")  # what differs between documents of one layout
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_UNREADABLE = (OSError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError)


def merge_kinds(work: Work, kinds: Sequence[str], result: Result) -> None:
    """Each kind's print file holds all its documents in order of unit and name; an unchanged one is not written."""
    titles = {key: one.title for key, one in all_definitions(work).items() if "docx" in one.outputs}
    for kind in kinds:
        if kind not in titles:
            continue
        with work.ledger.begin() as connection:
            paths = [work.workspace / row.path for row in all_papers(connection, kind) if row.path.endswith(".docx")]
        paths = [path for path in paths if path.is_file()]
        if not paths:
            continue
        left = merge(paths, merged_path(work, titles[kind]))
        if left:
            named = "、".join(path.name for path in left[:5]) + ("等" if len(left) > 5 else "")
            result.count(f"未并入合并打印（手工改过或打不开，请单独打印）：{named}", len(left))


def merged_path(work: Work, title: str) -> Path:
    """Give where the print file of a kind lies."""
    return work.workspace / FORMS / MERGED / f"{safe_name(title)}.docx"


def merge(paths: Sequence[Path], target: Path) -> list[Path]:
    """Join the documents into `target`, whole or not at all; the answer are those that were left out."""
    mark = hashlib.sha256(b"".join(_stamp(path) for path in paths)).hexdigest()
    parts, left = _joinable(paths)
    if not parts or _mark_of(target) == mark:
        return left
    replace_file(target, _merged(parts, mark))
    return left


def _stamp(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest() + path.name.encode()
    except OSError:
        return path.name.encode()


def _mark_of(target: Path) -> str:
    try:
        with ZipFile(target) as file:
            return etree.fromstring(file.read(CORE), _PARSER).findtext(MARK) or ""
    except _UNREADABLE:
        return ""


def _joinable(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The documents with the layout that most of them have, and the others."""
    layouts: dict[str, list[Path]] = {}
    left = []
    for path in paths:
        try:
            layouts.setdefault(_layout(path), []).append(path)
        except _UNREADABLE:
            left.append(path)
    most = max(layouts.values(), key=len, default=[])
    chosen = set(most)
    return most, [*left, *(path for group in layouts.values() for path in group if path not in chosen)]


def _layout(path: Path) -> str:
    """The digest of everything in a document but its text, and of the names that its text is written in."""
    parts = hashlib.sha256()
    with ZipFile(path) as file:
        for name in sorted(file.namelist()):
            if not _OWN.fullmatch(name):
                parts.update(name.encode() + hashlib.sha256(file.read(name)).digest())
        with file.open(BODY) as body:
            _, root = next(etree.iterparse(body, events=("start",), resolve_entities=False, no_network=True))
            parts.update(repr(sorted((key or "", value) for key, value in root.nsmap.items())).encode())
    return parts.hexdigest()


def _merged(parts: Sequence[Path], mark: str) -> bytes:
    """The first document's file with the bodies of all; the bodies are written one after another."""
    out = BytesIO()
    with ZipFile(parts[0]) as first, ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name in first.namelist():
            if name not in (BODY, CORE):
                file.writestr(_member(name), first.read(name))
        with file.open(_member(BODY), "w") as body:
            for piece in _bodies(parts):
                body.write(piece)
        file.writestr(_member(CORE), _marked(first.read(CORE), mark))
    return out.getvalue()


def _marked(core: bytes, mark: str) -> bytes:
    root = etree.fromstring(core, _PARSER)
    found = root.find(MARK)
    if found is None:
        found = etree.SubElement(root, MARK)
    found.text = mark
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _EPOCH)
    member.compress_type, member.create_system = ZIP_DEFLATED, 0
    return member


def _bodies(parts: Sequence[Path]) -> Iterator[bytes]:
    last = len(parts) - 1
    for number, path in enumerate(parts):
        with ZipFile(path) as file:
            root = etree.fromstring(file.read(BODY), _PARSER)
        _as_section(root, is_last=number == last)
        text = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        start, end = text.index(b"<w:body>") + len(b"<w:body>"), text.rindex(b"</w:body>")
        yield text[0 if number == 0 else start : end]
        if number == last:
            yield text[end:]


def _as_section(root: etree._Element, *, is_last: bool) -> None:
    """The document is a section of its own: on an odd page, counted from 1; only the last one ends the body."""
    body = root.find(f"{W}body")
    if body is None or (final := body.find(f"{W}sectPr")) is None:
        raise ValueError(BODY)
    first = next(root.iter(f"{W}sectPr"))
    _set(first, "type", "val", "oddPage")
    _set(first, "pgNumType", "start", "1")
    if is_last:
        return
    body.remove(final)
    ends = body[-1] if len(body) else None
    if ends is None or ends.tag != f"{W}p" or ends.find(f"{W}pPr/{W}sectPr") is not None:
        ends = etree.SubElement(body, f"{W}p")
    layout = ends.find(f"{W}pPr")
    if layout is None:
        layout = etree.Element(f"{W}pPr")
        ends.insert(0, layout)
    change = layout.find(f"{W}pPrChange")
    layout.insert(len(layout) if change is None else layout.index(change), final)


# The order that the schema wants of what stands in a section's properties.
_BEFORE_TYPE = ("headerReference", "footerReference", "footnotePr", "endnotePr")
_BEFORE_NUMBERS = (*_BEFORE_TYPE, "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType")


def _set(section: etree._Element, name: str, attribute: str, value: str) -> None:
    found = section.find(f"{W}{name}")
    if found is None:
        before = {f"{W}{one}" for one in (_BEFORE_TYPE if name == "type" else _BEFORE_NUMBERS)}
        found = etree.Element(f"{W}{name}")
        section.insert(sum(child.tag in before for child in section), found)
    found.set(f"{W}{attribute}", value)
