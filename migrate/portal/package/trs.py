"""Articles as TRS WCM 6.x imports them: a zip with one XML file and the files that its documents show.

The shape is that of public integration code; what nobody could verify stands in the package's notes. A zip is made
from its documents alone: the same documents give the same bytes.
"""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from migrate.portal.documents import Head
from migrate.portal.package.bodies import platform_body
from migrate.portal.package.profile import TrsProfile
from migrate.portal.package.text import xml_text

XSD = "trs-wcm.xsd"
DOCUMENTS = "documents.xml"
ABSTRACT = 120  # characters of the text
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: a file's time would make every zip another one
_SHOWN = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{16}/[A-Za-z0-9_.\-]+")

Resolve = Callable[[str], str | None]


@dataclass(frozen=True)
class Bundle:
    """The documents of one zip, read when they are written: `articles` gives the next ones, ids in order."""

    ids: Sequence[str]
    channel: str  # DOCCHANNEL
    read: Callable[[str], tuple[Head, Mapping[str, Any]] | None]
    shown: Callable[[Mapping[str, Any]], Sequence[str]]  # the files of an article
    resolve: Resolve  # the public address of `article:<id>` or `channel:<path>`, None where none is known


def write_zip(out: IO[bytes], bundle: Bundle, profile: TrsProfile, place: Callable[[str], Path]) -> None:
    """The stream holds the zip; `place` tells where a file of the package lies."""
    files: dict[str, None] = {}
    with ZipFile(out, "w") as made:
        with made.open(_member(DOCUMENTS, ZIP_DEFLATED), "w") as stream:
            _write_documents(stream, bundle, profile, files)
        for path in sorted(files):
            with place(path).open("rb") as source:
                member = _member(name_of(path), ZIP_STORED, place(path).stat().st_size)
                with made.open(member, "w") as target:
                    shutil.copyfileobj(source, target, 1 << 20)


def _member(name: str, compression: int, size: int = 0) -> ZipInfo:
    member = ZipInfo(name, _MOMENT)
    member.file_size = size  # told before: more than 2 GiB need another kind of entry
    member.compress_type = compression
    member.external_attr = 0o644 << 16
    member.create_system = 3  # the same on every machine
    return member


def name_of(path: str) -> str:
    """Give the name in a zip of a file of the package: one folder holds them all.

    >>> name_of("files/ab/abcdef0123456789/file.doc")
    'abcdef0123456789-file.doc'
    """
    return "-".join(path.split("/")[-2:])


def _write_documents(stream: IO[bytes], bundle: Bundle, profile: TrsProfile, files: dict[str, None]) -> None:
    with etree.xmlfile(stream, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element("WCMDOCUMENTS"):
            for number, remote_id in enumerate(bundle.ids, start=1):
                found = bundle.read(remote_id)
                if found is not None:
                    shown = bundle.shown(found[1])
                    files.update(dict.fromkeys(shown))
                    xml.write(document(*found, shown, number, bundle, profile))


def files_of(table: Mapping[str, Any]) -> list[str]:
    """Give the package's files that an article shows, in the order in which it lists and shows them."""
    listed = [one["path"] for one in (*table["attachments"], *table["images"]) if one["path"]]
    return list(dict.fromkeys([*listed, *_SHOWN.findall(table["body_html"])]))


def document(
    head: Head, table: Mapping[str, Any], shown: Sequence[str], number: int, bundle: Bundle, profile: TrsProfile
) -> etree._Element:
    """Give the WCMDOCUMENT of an article."""
    body = platform_body(table["body_html"], {path: name_of(path) for path in shown}, bundle.resolve)
    root = etree.Element("WCMDOCUMENT", Version="6.0")
    said = {
        "DOCID": str(number),
        "DOCTYPE": profile.doc_type,
        "DOCCHANNEL": bundle.channel,
        "DOCTITLE": head.title,
        "DOCHTMLCON": body,
        "DOCCONTENT": table["body_text"],
        "DOCABSTRACT": " ".join(table["body_text"].split())[:ABSTRACT],
        "DOCKEYWORDS": table["keywords"],
        "DOCAUTHOR": table["author"],
        "DOCSOURCENAME": table["source"],
        "DOCRELTIME": moment(head.published_at),
        "CRUSER": profile.user or None,
        "DOCSTATUS": profile.status or None,
    }
    _properties(root, said)
    appendixes = etree.SubElement(root, "WCMAPPENDIXS")
    names = {one["path"]: one["name"] for one in (*table["images"], *table["attachments"])}
    images = {one["path"] for one in table["images"]}
    for place, path in enumerate(shown, start=1):
        flag = profile.image_flag if path in images else profile.file_flag
        _properties(etree.SubElement(appendixes, "WCMAPPENDIX"), _appendix(path, names.get(path), place, flag))
    return root


def _appendix(path: str, name: str | None, place: int, flag: str) -> dict[str, str | None]:
    stored = name_of(path)
    return {
        "APPFILE": stored,
        "SRCFILE": name or stored,
        "APPDESC": name or stored,
        "FILEEXT": stored.rpartition(".")[2],
        "APPSERN": str(place),
        "APPFLAG": flag or None,
    }


def _properties(parent: etree._Element, said: Mapping[str, str | None]) -> None:
    """What is None is left out: a field that nobody filled in is the platform's own affair."""
    properties = etree.SubElement(parent, "PROPERTIES")
    for name, text in said.items():
        if text is not None:
            etree.SubElement(properties, name).text = xml_text(text)


def moment(published_at: str | None) -> str | None:
    """Give DOCRELTIME; a day without a time begins at midnight, and no date stays none.

    >>> moment("2019-03-05"), moment("2019-03-05 09:30"), moment(None)
    ('2019-03-05 00:00:00', '2019-03-05 09:30:00', None)
    """
    if published_at is None:
        return None
    return f"{published_at}:00" if len(published_at) > 10 else f"{published_at} 00:00:00"
