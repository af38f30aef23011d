"""WACZ 1.1.1: WARC files, their index and the list of pages in one zip that replay programs open where it lies.

Everything is stored, nothing packed again; the same input gives the same bytes. What WARC files hold is copied as it
is, so a package shows everything that was captured, also what screening holds back from the public.
"""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from archive.errors import ArchiveError
from archive.packing.cdxj import Index, answers_of, write_packed
from archive.sealing.members import Members, damaged

VERSION = "1.1.1"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
PIECE = 1 << 20
_NO_LABEL = re.compile(r"[^-a-z0-9._]")


@dataclass(frozen=True)
class Page:
    """A page in the list that readers choose from: seeds come first, `listed` ones next, the others in a list apart."""

    url: str
    captured_at: str
    title: str
    is_seed: bool = False
    is_listed: bool = True
    text: str | None = None

    def line(self) -> dict[str, Any]:
        """The page as the list tells it."""
        own = hashlib.sha256(f"{self.captured_at} {self.url}".encode("utf-8", "surrogateescape")).hexdigest()[:22]
        told: dict[str, Any] = {"id": own, "url": self.url, "ts": self.captured_at, "title": self.title or self.url}
        if self.is_seed:
            told["seed"] = True
        return told | ({"text": self.text} if self.text is not None else {})


@dataclass(frozen=True)
class About:
    """What a package says of itself; `created` is the time of its newest capture, so that bytes do not change."""

    title: str
    description: str
    software: str
    created: datetime
    has_text: bool = False


Signer = Callable[[str], dict[str, Any]]  # the digest of datapackage.json → what `signedData` holds beside it


def pack(
    target: Path,
    warcs: Sequence[Path],
    pages: Callable[[], Iterable[Page]],
    about: About,
    *,
    sign: Signer | None = None,
    expected: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Write a package; gives the digest of each WARC file as it was packed. `pages` is asked several times.

    `expected` gives the digest that a WARC file of a name must have. Raises ArchiveError, and leaves what was there
    before, where a file has another one, is torn, or repeats what no file holds.
    """
    if len({path.name for path in warcs}) != len(warcs):
        raise ArchiveError("两个 WARC 文件同名，不能放进一个 WACZ", "请查明同名文件的来历")
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".wacz-") as folder:
            made = _Package(part, Path(folder), about)
            with made.zip:
                digests = _packed(made, warcs, pages, about, sign)
        for name, digest in digests.items():
            if expected.get(name, digest) != digest:
                raise damaged(name, "与封存时不同")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return digests


def _packed(
    made: "_Package", warcs: Sequence[Path], pages: Callable[[], Iterable[Page]], about: About, sign: Signer | None
) -> dict[str, str]:
    counts = _write_index(made.folder, warcs)
    digests = {path.name: made.add_warc(path, counts[path.name]) for path in warcs}
    for name in ("index.cdx.gz", "index.idx"):
        made.add(f"indexes/{name}", made.folder / name)
    _write_pages(made.folder / "pages.jsonl", "pages", "All Pages", about, _chosen(pages))
    made.add("pages/pages.jsonl", made.folder / "pages.jsonl")
    extra = (one for one in pages() if not (one.is_seed or one.is_listed))
    if _write_pages(made.folder / "extraPages.jsonl", "extra-pages", "Extra Pages", about, extra):
        made.add("pages/extraPages.jsonl", made.folder / "extraPages.jsonl")
    main = next((one for one in pages() if one.is_seed), None)
    made.finish(about, main, sign)
    return digests


def _chosen(pages: Callable[[], Iterable[Page]]) -> Iterable[Page]:
    yield from (one for one in pages() if one.is_seed)
    yield from (one for one in pages() if one.is_listed and not one.is_seed)


def _write_index(folder: Path, warcs: Sequence[Path]) -> dict[str, int]:
    """Write both parts of the index; gives how many answers each file holds."""
    with closing(Index(folder / "index.db")) as index:
        counts = {path.name: index.add(answers_of(path)) for path in warcs}
        with (folder / "index.cdx.gz").open("wb") as packed, (folder / "index.idx").open("wb") as small:
            write_packed(index.lines(), packed, small, "index.cdx.gz")
    return counts


def _write_pages(file: Path, own: str, title: str, about: About, pages: Iterable[Page]) -> int:
    with file.open("wb") as out:
        out.write(_line({"format": "json-pages-1.0", "id": own, "title": title, "hasText": about.has_text}))
        count = 0
        for count, page in enumerate(pages, 1):  # noqa: B007  the count is what is wanted
            out.write(_line(page.line()))
    return count


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


class _Package:
    """A zip being written, with what its datapackage will say of each file."""

    def __init__(self, file: Path, folder: Path, about: About) -> None:
        self.zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self.folder = folder
        self._moment = about.created.astimezone(UTC)
        self._resources: list[dict[str, Any]] = []

    def add(self, name: str, source: Path, look: Callable[[bytes], None] = lambda piece: None) -> str:
        """A file is in the package under this name; gives its digest."""
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as stream, self._entry(name, source.stat().st_size) as out:
            while piece := stream.read(PIECE):
                digest.update(piece)
                look(piece)
                out.write(piece)
                size += len(piece)
        told = {"name": self._label(name), "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
        self._resources.append(told)
        return digest.hexdigest()

    def _label(self, name: str) -> str:
        """A name as the data package standard wants it: few letters, no two the same."""
        label = _NO_LABEL.sub("_", name.rpartition("/")[2].lower())
        return label if all(one["name"] != label for one in self._resources) else f"{len(self._resources)}-{label}"

    def add_warc(self, source: Path, answers: int) -> str:
        """A WARC file is in the package; one that is torn, or changed since it was indexed, is an ArchiveError."""
        members = Members(source.name)
        digest = self.add(f"archive/{source.name}", source, members.feed)
        members.end()
        if members.count < answers:
            raise damaged(source.name, "在打包期间被改动")
        return digest

    def finish(self, about: About, main: Page | None, sign: Signer | None) -> None:
        """The package says what it holds."""
        created = self._moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        told: dict[str, Any] = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": about.title,
            "description": about.description,
            "software": about.software,
            "created": created,
            **({"mainPageUrl": main.url, "mainPageDate": main.captured_at} if main else {}),
            "resources": self._resources,
        }
        text = json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8", "replace")
        digest = f"sha256:{hashlib.sha256(text).hexdigest()}"
        seal: dict[str, Any] = {"path": PACKAGE, "hash": digest}
        if sign is not None:
            signed = {"hash": digest, "created": created, "software": about.software, **sign(digest)}
            seal["signedData"] = signed
        for name, content in ((PACKAGE, text), (DIGEST, json.dumps(seal, indent=2).encode())):
            with self._entry(name, len(content)) as out:
                out.write(content)

    def _entry(self, name: str, size: int) -> IO[bytes]:
        """A new file in the zip; ReplayWeb.page finds one below 2 GiB only without ZIP64 in its own header."""
        entry = zipfile.ZipInfo(name, max(self._moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
        entry.create_system, entry.external_attr = 3, 0o644 << 16
        return self.zip.open(entry, "w", force_zip64=size > zipfile.ZIP64_LIMIT)
