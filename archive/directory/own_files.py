"""The files that an archive adds of its own (directory, search, catalogue), with a list of them and their digests.

The list, `own-files.json`, is written last: what it names is whole. Files that an older list names and nobody wrote
again are taken away; files of other people are never touched.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from archive.errors import ArchiveError
from archive.mark import beijing_time

LIST = "own-files.json"
FORMAT = "gov-site-migrate own files 1"
TEMPLATES = Path(__file__).parents[1] / "templates"
# Own pages load nothing and run nothing; two kinds have one right more.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self' file:"
SEARCH_POLICY = f"{POLICY}; script-src 'self' file:"

_PIECE = 1 << 20


@dataclass
class OwnFiles:
    """The own files of one folder while they are written: name (POSIX, below the folder) → size and sha256."""

    folder: Path
    written: dict[str, tuple[int, str]] = field(default_factory=dict)

    def put(self, name: str, content: Iterable[bytes]) -> Path:
        """The file has this content, whole or not at all; one that has it already is left as it is."""
        path, part = self.folder / name, self.folder / f"{name}.part"
        path.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with part.open("wb") as stream:
            for piece in content:
                stream.write(piece)
                digest.update(piece)
                size += len(piece)
        part.replace(path)
        self.written[name] = (size, digest.hexdigest())
        return path

    def put_page(self, name: str, template: str, values: Mapping[str, Any], *, policy: str = POLICY) -> Path:
        """The file is the page that a template makes of these values."""
        text = _environment().get_template(template).render(policy=policy, up="../" * name.count("/"), **values)
        return self.put(name, [text.encode("utf-8", "xmlcharrefreplace")])

    def adopt(self, name: str, part: Path) -> Path:
        """The finished file `part`, which another program wrote, is the file of this name."""
        with part.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        self.written[name] = (part.stat().st_size, digest)
        return part.replace(self.folder / name)

    def finish(self) -> str:
        """The list stands, what is no longer written is gone; gives the list's sha256."""
        for folder in {(self.folder / name).parent for name in self.written} - {self.folder}:
            for part in folder.glob("*.part"):  # of a run that was killed
                part.unlink()
        for name in sorted(set(digests(self.folder)) - set(self.written)):
            if is_inside(name):
                (self.folder / name).unlink(missing_ok=True)
        rows = [{"path": name, "size": size, "sha256": digest} for name, (size, digest) in sorted(self.written.items())]
        text = json.dumps({"format": FORMAT, "files": rows}, ensure_ascii=False, indent=0) + "\n"
        self.put(LIST, [text.encode()])
        return self.written.pop(LIST)[1]


def digests(folder: Path) -> dict[str, str]:
    """The own files that a folder's list names, each with its sha256; none where there is no readable list."""
    return {name: digest for name, (_, digest) in _listed(folder).items()}


def stands(folder: Path, list_digest: str) -> bool:
    """Whether the list is the one with this sha256."""
    try:
        return hashlib.sha256((folder / LIST).read_bytes()).hexdigest() == list_digest
    except OSError:
        return False


def is_whole(folder: Path, list_digest: str) -> bool:
    """Whether the list is the one with this sha256 and every file on it is there in its size."""
    try:
        sizes = ((folder / name).stat().st_size == size for name, (size, _) in _listed(folder).items())
        return stands(folder, list_digest) and all(sizes)
    except OSError:
        return False


def is_inside(name: str) -> bool:
    """Whether a listed name stays below its folder: a list may have been changed by others."""
    return not name.startswith("/") and "\\" not in name and ":" not in name and ".." not in name.split("/")


def _listed(folder: Path) -> dict[str, tuple[int, str]]:
    try:
        told = json.loads((folder / LIST).read_bytes())
        return {str(one["path"]): (int(one["size"]), str(one["sha256"])) for one in told["files"]}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def readable_size(size: int) -> str:
    """A file's size as a reader wants it.

    >>> readable_size(900), readable_size(34_500), readable_size(5_400_000)
    ('900 字节', '33.7 KB', '5.1 MB')
    """
    if size < 1024:
        return f"{size} 字节"
    if size < 1 << 20:
        return f"{size / 1024:.1f} KB"
    return f"{size / (1 << 20):.1f} MB" if size < 1 << 30 else f"{size / (1 << 30):.1f} GB"


def moment(text: str | None) -> str:
    """A time of the ledger (ISO 8601) as 北京时间; 未知 where there is none."""
    if not text:
        return "未知"
    try:
        return beijing_time(datetime.fromisoformat(text))
    except ValueError as error:
        raise ArchiveError(f"不是可用的时间：{text}", "时间应写作 2026-11-21T11:07:11Z") from error


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["beijing"] = beijing_time
    environment.filters["moment"] = moment
    environment.filters["size"] = readable_size
    environment.filters["number"] = "{:,}".format
    environment.filters["link"] = lambda file: quote(file, safe="/~")
    return environment
