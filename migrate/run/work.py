"""What every conductor of a stage works with: the workspace, the settings, the ledger, the mappings, a voice."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from archive.errors import ArchiveError
from archive.paths import RESERVED
from archive.warc import make_folder
from mappings.errors import MappingError
from migrate.errors import MigrateError, StageError
from migrate.ledger.book import FILE_NAME, Ledger, open_ledger
from migrate.settings import Settings

if TYPE_CHECKING:  # only a command that is given lists or logs pays for their readers
    from migrate.run.capturing.given import Given

FAULTS = (MigrateError, MappingError, ArchiveError)  # what the desk turns into a sentence: all have problem and remedy
CAPTURES, ARCHIVE, PORTAL, PACKAGE = "captures", "archive", "portal", "package"
REDIRECTS, FORMS, REPORTS, MAPPINGS = "redirects", "forms", "reports", "mappings"
LONGEST_FOLDER = 80  # characters of a site's folder

_UNSAFE = re.compile(r"[^a-z0-9.-]")
_PORT = re.compile(r"^([^_]*)_(?=[0-9]+(?:_|$))")


def tool_version() -> str:
    """Give the version of this tool."""
    try:
        return version("gov-site-migrate")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"


@dataclass(frozen=True)
class Publishing:
    """How publishing shall go: only looked at, only what failed, and what a person said of articles in conflict.

    `overwrite` and `keep` hold old or new URLs: the source goes over what stands there, or what stands there stays.
    `addresses` is the form of an exchange package, filled with the new addresses.
    """

    dry_run: bool = False
    only_failed: bool = False
    overwrite: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    addresses: Path | None = None


@dataclass(frozen=True)
class Asking:
    """What a capture asks anew: what failed (`retry`), or the whole site for a further round (`again`).

    `end_round` ends a round as it was found although that is doubtful.
    """

    retry: bool = False
    again: bool = False
    end_round: bool = False

    def checked(self) -> "Asking":
        """Give it back; words that do not go together are an error."""
        if self.retry and self.again:
            raise StageError("--again 与 --retry 不能同时使用", "重新请求全部网址用 --again，只重试失败的用 --retry")
        if self.end_round and not self.again:
            raise StageError("--end-round 须与 --again 同时使用", "请写作 migrate capture --again --end-round")
        return self


PLAIN = Asking()  # only what waits


@dataclass(frozen=True)
class Packing:
    """Which packages of archived sites are made, where they are brought to, and how large a hand-over folder may be."""

    kind: str  # wacz, bag or all
    to: str = ""
    split: int | None = None


@dataclass(frozen=True)
class Order:
    """What the operator asked for beside the stage: which sites, and what was said aloud."""

    sites: tuple[str, ...] = ()
    unreviewed: bool = False
    asking: Asking = PLAIN
    kind: str | None = None  # of document, by its key or title
    unit: str | None = None  # whose documents
    month: str | None = None  # of monthly documents, YYYY-MM; the present one
    pdf: bool = False
    given: "Given | None" = None
    publishing: Publishing = Publishing()
    packing: Packing | None = None
    key: Path | None = None  # the file of the key that signs the seal, where it is not that of the settings


class Voice(Protocol):
    """How a conductor tells the desk what is going on; the desk decides how it looks."""

    def say(self, text: str) -> None:
        """Tell one line."""
        ...

    def progress(self, stage: str, item: str, done: int, total: int | None, *, note: str = "") -> None:
        """Tell how far one item of a stage has come; `note` says what the numbers do not."""
        ...


class Silent:
    """A voice that tells nothing."""

    def say(self, text: str) -> None:
        """Tell nothing."""

    def progress(self, stage: str, item: str, done: int, total: int | None, *, note: str = "") -> None:
        """Tell nothing."""


@dataclass
class Result:
    """What a stage did: counts for the desk (`名称` → number), and what a person must see to (one line each)."""

    counts: dict[str, int] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    broken: bool = False  # verification does not hold
    clauses: list[str] = field(default_factory=list)  # of the audit, one line each

    def count(self, name: str, by: int = 1) -> None:
        """Add to a count."""
        self.counts[name] = self.counts.get(name, 0) + by

    def join(self, other: "Result") -> None:
        """Take another result's waiting lines and verdict; counts are joined too."""
        for name, number in other.counts.items():
            self.count(name, number)
        self.waiting.extend(line for line in other.waiting if line not in self.waiting)
        self.broken = self.broken or other.broken
        self.clauses.extend(other.clauses)

    @property
    def exit_code(self) -> int:
        """3 when verification does not hold, 1 when something waits for a person, else 0."""
        return 3 if self.broken else 1 if self.waiting else 0


@dataclass(frozen=True)
class Work:
    """The workspace at work."""

    workspace: Path
    settings: Settings
    ledger: Ledger
    voice: Voice

    def folder(self, name: str) -> Path:
        """Give one of the workspace's folders, made when it is missing."""
        path = self.workspace / name
        if not path.is_dir():
            make_folder(path)
        return path

    def mapping(self, name: str) -> Path:
        """Give where the office's own file of a mapping would be."""
        return self.workspace / MAPPINGS / name

    def own(self, name: str) -> tuple[Path, ...]:
        """Give the office's own file of a mapping where there is one."""
        path = self.mapping(name)
        return (path,) if path.is_file() else ()


@contextmanager
def opened(workspace: Path, settings: Settings, voice: Voice, *, known: bool = True) -> Iterator[Work]:
    """Open the ledger for a command that may change something; nothing is entered yet.

    `known` wants a ledger that is there already: a command that needs sites does not make an empty one.
    """
    if known and not settings.ledger.url and not (workspace / FILE_NAME).is_file():
        raise StageError(f"工作目录 {workspace} 的台账中还没有网站", "请先运行 migrate classify 读入清理表")
    with open_ledger(settings.ledger.url, workspace) as ledger:
        yield Work(workspace, settings, ledger, voice)


@contextmanager
def at_work(workspace: Path, settings: Settings, voice: Voice, command: str) -> Iterator[Work]:
    """Open the ledger, made where it is missing, for a command that changes something; its run is entered at once."""
    with opened(workspace, settings, voice, known=False) as work, work.ledger.run(command, tool_version()):
        yield work


def site_folder(site_key: str) -> str:
    """Give the folder name of a site: its key where every disk takes it so, `:` and `/` as `_`; no two keys share one.

    >>> site_folder("a.gov.example:8080/jz")
    'a.gov.example_8080_jz'
    >>> site_folder("a.gov.example/JZ_2")
    'a.gov.example_jz_2~2d2702e69a25'
    """
    folder = _UNSAFE.sub("_", site_key.lower()).strip(". ")
    read_back = _PORT.sub(r"\1:", folder).replace("_", "/")
    is_device = folder.partition(".")[0] in RESERVED
    if read_back == site_key and len(folder) <= LONGEST_FOLDER and not is_device:
        return folder
    digest = hashlib.sha256(site_key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{'_' * is_device}{folder[:60]}~{digest}"
