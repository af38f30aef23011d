"""The embedded portal: a complete static site in a folder, which opens from disk and from any web server.

`ensure_…` make the store's documents durable; `finish` makes the public pages from them. Stopped anywhere and run
again, the outcome is the same, byte for byte.
"""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from migrate.errors import PortalRefusal
from migrate.model import Article, Channel, File, Placement
from migrate.portal import documents
from migrate.portal.body import rebase_body
from migrate.portal.contract import Ability, FileContent, Finish, Made, Probe, Visibility
from migrate.portal.durable import disk_errors
from migrate.portal.embedded import store
from migrate.portal.embedded.identity import Identity
from migrate.portal.embedded.paths import article_id, article_path, channel_page, checked_channel, file_path
from migrate.portal.embedded.site import is_edited, make_site
from migrate.portal.embedded.store import Attached, Content
from migrate.portal.shown import Shown
from migrate.portal.stored import Stored, digest_of_file
from migrate.portal.whole_text import FACTS

VERSION = "1"
DESCRIPTION_LENGTH = 120  # characters of the text that Description gives


@dataclass(frozen=True)
class EmbeddedPortal:
    """The adapter: `root` is the public folder, `state` the store's, which must not be served (drafts are in it)."""

    root: Path
    state: Path
    identity: Identity
    shown: Shown = field(default_factory=Shown, compare=False, repr=False)

    @property
    def stored(self) -> Stored:
        """What it holds."""
        return Stored(self.state, self.shown)

    def probe(self) -> Probe:
        """See the contract; the folder is there and a file can be written in it."""
        self.stored.prove_writable(self.root)
        return Probe("embedded", VERSION, frozenset(Ability), target="embedded")

    def find(self, article_key: str) -> Placement | None:
        """See the contract."""
        return self.stored.find(article_key)

    def address(self, article: Article, channel: Channel) -> str:
        """See the contract: always known."""
        return article_path(article_id(article.article_key), channel.path, article.published_at)

    def find_channel(self, channel: Channel) -> Made | None:
        """See the contract."""
        known = self.stored.knows_channel(channel)
        return Made(channel.path, channel_page(channel.path), made=False) if known else None

    def ensure_channel(self, channel: Channel, *, run: int) -> Made:
        """See the contract; a channel is shown once something stands in or below it."""
        made = self.stored.ensure_channel(channel, run)
        return Made(channel.path, channel_page(channel.path), made)

    def check_article(self, article: Article, channel: Channel) -> None:
        """See the contract: every article is taken, in a channel whose path can be a folder."""
        checked_channel(channel)

    def check_file(self, name: str, length: int) -> None:
        """See the contract: every file is taken."""

    def ensure_file(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """See the contract; the name that readers see is the article's, on the disk stands a safe one."""
        path = file_path(sha256, name)
        made = self.stored.ensure_file(self.root / path, path, sha256, name, content, run)
        return Made(path, path, made)

    def ensure_article(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        """See the contract."""
        path = self.address(article, channel)

        def table() -> dict[str, Any]:
            return store.table_of(self._content(article, path))

        return self.stored.ensure_article(article, channel, visibility, path=path, table=table, run=run)

    def give_up_edits(self, remote_id: str) -> None:
        """See the contract: a page that a person changed is taken away, `finish` makes it again."""
        head, _ = self.stored.article(remote_id)
        page = self.root / head.path
        with disk_errors(page):
            if is_edited(page):
                page.unlink()

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """See the contract; the pages follow at `finish`."""
        self.stored.set_visibility(remote_id, visibility)

    def read_back(self, remote_id: str) -> str | None:
        """See the contract; where a person changed the page itself, the hash is that of the page's bytes."""
        head = documents.read_head(self.state, remote_id)
        if head is None:
            return None
        page = self.root / head.path
        with disk_errors(page):
            if is_edited(page):
                return digest_of_file(page)
        return self.stored.read_back(remote_id)

    def delete_own(self, remote_id: str, run: int) -> bool:
        """See the contract; the page and the lists follow at `finish`."""
        return self.stored.delete_article(remote_id, run)

    def delete_file(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        if not self.stored.frees_file(remote_id, run):
            return False
        self.take_file(remote_id)
        return True

    def take_file(self, remote_id: str) -> None:
        """See the contract."""
        path = self.root / remote_id
        with disk_errors(path):
            path.unlink(missing_ok=True)
        documents.forget_maker(self.state, "files", remote_id)

    def delete_channel(self, remote_id: str, run: int) -> bool:
        """See the contract; what stands below it keeps it too."""
        return self.stored.delete_channel(remote_id, run)

    def finish(self) -> Finish:
        """See the contract: the public folder shows the store, all of it and nothing else of ours."""
        documents.clear_parts(self.state)
        return make_site(self.root, self.state, self.identity)

    def _content(self, article: Article, page: str) -> Content:
        files = [*article.attachments, *article.images]
        downloads = {_below(one.new_url): one.name for one in files if one.new_url and one.name}
        text = " ".join(article.body_text.split())
        return Content(
            old_url=article.old_url,
            site_key=article.site_key,
            site_name=article.site_name,
            source=article.source,
            author=article.author,
            keywords=article.keywords,
            description=text[:DESCRIPTION_LENGTH],
            body_html=rebase_body(article.body_html, page, downloads),
            attachments=tuple(self._attached(one) for one in article.attachments),
            facts=tuple((FACTS[name], said) for name, said in asdict(article.facts).items() if said),
        )

    def _attached(self, file: File) -> Attached:
        name = file.name or "附件"
        if not file.new_url:
            return Attached(name, None, None)
        place = self.root / _below(file.new_url)
        if not place.is_file():
            raise PortalRefusal(f"附件“{name}”的文件 {_below(file.new_url)} 不在门户中", "请先存入该附件")
        return Attached(name, _below(file.new_url), place.stat().st_size)


def _below(new_url: str) -> str:
    return new_url.removeprefix("/")
