"""The package: a folder that the operator of another platform imports. It is no public website.

What an address is, the importing platform decides: until it is told (`take_addresses`), an article's new URL is the
placeholder `article:<id>`, a channel's `channel:<path>`, a file's `package:files/…`, and none of them is public.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.errors import PortalRefusal
from migrate.model import Article, Channel, File, Placement
from migrate.portal import documents
from migrate.portal.contract import Ability, FileContent, Finish, Made, Probe, Visibility
from migrate.portal.durable import disk_errors
from migrate.portal.embedded.paths import article_id, checked_channel, file_path
from migrate.portal.package.addresses import FORM, read_form, read_known, write_known
from migrate.portal.package.bodies import ARTICLE, CHANNEL, FILE, neutral_body
from migrate.portal.package.files import Files
from migrate.portal.package.making import Making, make_package
from migrate.portal.package.neutral import path_of, table_of
from migrate.portal.package.profile import TrsProfile
from migrate.portal.package.traces import Trace, entry_of
from migrate.portal.package.trs import files_of
from migrate.portal.shown import Shown
from migrate.portal.stored import Stored

VERSION = "1"
ABILITIES = frozenset({Ability.FORESEES, Ability.DELETES, Ability.RENDERS, Ability.NEAR})


@dataclass
class Known:
    """The new addresses that the importing platform told, read when first asked."""

    state: Path
    _by_id: dict[str, str] | None = None
    _by_address: dict[str, str] = field(default_factory=dict)

    def by_id(self) -> dict[str, str]:
        """Give the addresses by article id."""
        if self._by_id is None:
            self.set(read_known(self.state))
        return self._by_id or {}

    def by_address(self) -> dict[str, str]:
        """Give the article ids by address."""
        self.by_id()
        return self._by_address

    def set(self, addresses: dict[str, str]) -> None:
        """These are the addresses."""
        self._by_id = addresses
        self._by_address = {address: remote_id for remote_id, address in addresses.items()}


@dataclass(frozen=True)
class PackagePortal:
    """The adapter: `root` is the folder that is handed over, `state` the store's (drafts are in it)."""

    root: Path
    state: Path
    made_by: str = "gov-site-migrate"
    trs: TrsProfile | None = None
    shown: Shown = field(default_factory=Shown, compare=False, repr=False)
    known: list[Known] = field(default_factory=list, compare=False, repr=False)

    @property
    def stored(self) -> Stored:
        """What it holds."""
        return Stored(self.state, self.shown)

    @property
    def files(self) -> Files:
        """Where its files lie."""
        return Files(self.root, self.state)

    @property
    def addresses(self) -> Known:
        """The new addresses as far as they are known."""
        if not self.known:
            self.known.append(Known(self.state))
        return self.known[0]

    def probe(self) -> Probe:
        """See the contract; both folders can be written."""
        self.stored.prove_writable(self.root)
        return Probe("package", VERSION, ABILITIES, target="package")

    def find(self, article_key: str) -> Placement | None:
        """See the contract."""
        return self.stored.find(article_key)

    def address(self, article: Article, channel: Channel) -> str:
        """See the contract: the address that was told, else the placeholder."""
        remote_id = article_id(article.article_key)
        return self.addresses.by_id().get(remote_id, f"{ARTICLE}{remote_id}")

    def find_channel(self, channel: Channel) -> Made | None:
        """See the contract."""
        known = self.stored.knows_channel(channel)
        return Made(channel.path, f"{CHANNEL}{channel.path}", made=False) if known else None

    def ensure_channel(self, channel: Channel, *, run: int) -> Made:
        """See the contract; a channel is in the package once something stands in or below it."""
        return Made(channel.path, f"{CHANNEL}{channel.path}", self.stored.ensure_channel(channel, run))

    def check_article(self, article: Article, channel: Channel) -> None:
        """See the contract: every article is taken, in a channel whose path can be a folder."""
        checked_channel(channel)

    def check_file(self, name: str, length: int) -> None:
        """See the contract: every file is taken."""

    def ensure_file(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """See the contract; it comes into the package with the first public article that shows it."""
        path = file_path(sha256, name)
        place = self.files.place(path)
        made = self.stored.ensure_file(place, path, sha256, name, content, run)
        self.files.remember(path, place.stat().st_size, sha256)
        return Made(path, f"{FILE}{path}", made)

    def ensure_article(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        """See the contract."""
        path = self.address(article, channel)

        def table() -> dict[str, Any]:
            return self._table(article)

        return self.stored.ensure_article(article, channel, visibility, path=path, table=table, run=run)

    def _table(self, article: Article) -> dict[str, Any]:
        body = neutral_body(article.body_html, self.addresses.by_address())
        sizes = {path: self._size(one, path) for one in _files(article) if (path := path_of(one.new_url))}
        table = table_of(article, body, sizes)
        for path in files_of(table):
            if self.files.stores(path) and self.files.known(path) is None:
                raise PortalRefusal(f"正文用到的文件 {path} 不在交换包中", "请先存入该文件")
        return table

    def _size(self, file: File, path: str) -> int:
        entry = self.files.known(path)
        if entry is None:
            raise PortalRefusal(f"附件“{file.name}”的文件 {path} 不在交换包中", "请先存入该附件")
        return entry.size

    def give_up_edits(self, remote_id: str) -> None:
        """See the contract: nobody edits articles in a package, it is made anew."""

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """See the contract; the package follows at `finish`."""
        self.stored.set_visibility(remote_id, visibility)

    def read_back(self, remote_id: str) -> str | None:
        """See the contract: what the store holds."""
        return self.stored.read_back(remote_id)

    def delete_own(self, remote_id: str, run: int) -> bool:
        """See the contract; the package follows at `finish`."""
        return self.stored.delete_article(remote_id, run)

    def delete_file(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        if not self.stored.frees_file(remote_id, run):
            return False
        self.take_file(remote_id)
        return True

    def take_file(self, remote_id: str) -> None:
        """See the contract."""
        self.files.forget(remote_id)
        documents.forget_maker(self.state, "files", remote_id)

    def delete_channel(self, remote_id: str, run: int) -> bool:
        """See the contract; what stands below it keeps it too."""
        return self.stored.delete_channel(remote_id, run)

    def finish(self) -> Finish:
        """See the contract: the package shows the store's public part, all of it and nothing else of ours."""
        documents.clear_parts(self.state)
        known = self.addresses.by_id()
        return make_package(Making(self.root, self.state, self.made_by, self.trs, known, self.files))

    def read_addresses(self, form: Path, hosts: Collection[str]) -> dict[str, str]:
        """Give the new addresses of a filled form by article id; SheetError names every fault. Nothing is changed."""
        return read_form(form, self._old_url(), hosts, self.addresses.by_id())

    def take_addresses(self, form: Path, addresses: dict[str, str]) -> None:
        """These new addresses of a form are known from now on, beside those that were.

        Where it was filled in its place in the package, the package's next form goes over it.
        """
        known = {**self.addresses.by_id(), **addresses}
        write_known(self.state, known)
        self.addresses.set(known)
        place = self.root / FORM
        with disk_errors(place):
            if place.is_file() and entry_of(place, FORM) == entry_of(form, FORM):
                Trace("", [entry_of(place, FORM)], []).write(self.state, FORM, self.root)

    def _old_url(self) -> Callable[[str], str | None]:
        def old_url(remote_id: str) -> str | None:
            if not documents.is_id(remote_id):
                return None
            found = documents.read_document(self.state, remote_id)
            return str(found[1]["old_url"]) if found else None

        return old_url


def _files(article: Article) -> tuple[File, ...]:
    return (*article.attachments, *article.images)
