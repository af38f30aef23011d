"""The embedded portal: a complete static site in a folder, which opens from disk and from any web server.

`ensure_…` make the store's documents durable; `finish` makes the public pages from them. Stopped anywhere and run
again, the outcome is the same, byte for byte.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Article, Channel, File, Placement
from migrate.portal.body import rebase_body
from migrate.portal.contract import (
    Ability,
    FileContent,
    Finish,
    Made,
    Probe,
    Visibility,
    digest_of,
    source_hash,
)
from migrate.portal.embedded import store
from migrate.portal.embedded.durable import disk_errors, write_changed, write_durable
from migrate.portal.embedded.identity import Identity
from migrate.portal.embedded.paths import article_id, article_path, channel_page, checked_channel, file_path
from migrate.portal.embedded.shown import Shown
from migrate.portal.embedded.site import is_edited, make_site
from migrate.portal.embedded.store import Attached, Content, Head

VERSION = "1"
DESCRIPTION_LENGTH = 120  # characters of the text that Description gives
FACTS = {  # 公文要素, in the order of the box
    "index_number": "索引号",
    "document_number": "文号",
    "issuer": "发文机关",
    "written": "成文日期",
    "topic": "主题分类",
    "validity": "有效性",
    "editor": "责任编辑",
}
_PIECE = 1 << 20


@dataclass(frozen=True)
class EmbeddedPortal:
    """The adapter: `root` is the public folder, `state` the store's, which must not be served (drafts are in it)."""

    root: Path
    state: Path
    identity: Identity
    shown: Shown = field(default_factory=Shown, compare=False, repr=False)

    def probe(self) -> Probe:
        """See the contract; the folder is there and a file can be written in it."""
        test = self.state / "writable"
        write_changed(test, b"")
        with disk_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            test.unlink()
        return Probe("embedded", VERSION, frozenset(Ability), target="embedded")

    def find(self, article_key: str) -> Placement | None:
        """See the contract."""
        head = store.read_head(self.state, article_id(article_key))
        return _placement(head) if head and head.article_key == article_key else None

    def address(self, article: Article, channel: Channel) -> str:
        """See the contract: always known."""
        return article_path(article_id(article.article_key), channel.path, article.published_at)

    def find_channel(self, channel: Channel) -> Made | None:
        """See the contract."""
        known = checked_channel(channel).path in store.read_channels(self.state)
        return Made(channel.path, channel_page(channel.path), made=False) if known else None

    def ensure_channel(self, channel: Channel, *, run: int) -> Made:
        """See the contract; a channel is shown once something stands in or below it."""
        known = store.read_channels(self.state)
        if known.get(channel.path) != checked_channel(channel):
            store.write_channels(self.state, {**known, channel.path: channel})
        if made := channel.path not in known:
            store.write_maker(self.state, "channels", channel.path, run)
        return Made(channel.path, channel_page(channel.path), made)

    def check_article(self, article: Article, channel: Channel) -> None:
        """See the contract: every article is taken, in a channel whose path can be a folder."""
        checked_channel(channel)

    def check_file(self, name: str, length: int) -> None:
        """See the contract: every file is taken."""

    def ensure_file(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """See the contract; the name that readers see is the article's, on the disk stands a safe one."""
        new_url = file_path(sha256, name)
        path = self.root / new_url
        with disk_errors(path):
            if path.is_file() and _digest(path) == sha256:
                return Made(new_url, new_url, made=False)
        write_durable(path, _checked(pieces_of(content), sha256, name))
        store.write_maker(self.state, "files", new_url, run)
        return Made(new_url, new_url, made=True)

    def ensure_article(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        """See the contract."""
        if channel.path not in store.read_channels(self.state):
            raise PortalError(f"门户中没有频道 {channel.path}", "请先建立该频道")
        remote_id = article_id(article.article_key)
        old = store.read_article(self.state, remote_id)
        if old and old[0].article_key != article.article_key:
            raise PortalRefusal(f"文章编号 {remote_id} 已属于 {old[0].article_key}", "请向开发者报告此冲突")
        head = Head(
            remote_id=remote_id,
            article_key=article.article_key,
            channel=channel.path,
            title=_one_line(article.title),
            published_at=article.published_at,
            path=self.address(article, channel),
            visibility=visibility.value,
            run=old[0].run if old else run,
            source_hash=source_hash(article, channel, visibility),
        )
        content = self._content(article, head.path)
        head = replace(head, target_hash=store.target_hash(head, content))
        if old != (head, content):
            store.write_article(self.state, head, content)
            self.shown.forget()
        return _placement(head)

    def give_up_edits(self, remote_id: str) -> None:
        """See the contract: a page that a person changed is taken away, `finish` makes it again."""
        head, _ = self._article(remote_id)
        page = self.root / head.path
        with disk_errors(page):
            if is_edited(page):
                page.unlink()

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """See the contract; the pages follow at `finish`."""
        head, content = self._article(remote_id)
        if head.visibility == visibility:
            return
        changed = replace(head, visibility=visibility.value, source_hash=digest_of([head.source_hash, visibility]))
        changed = replace(changed, target_hash=store.target_hash(changed, content))
        store.write_article(self.state, changed, content)

    def read_back(self, remote_id: str) -> str | None:
        """See the contract; where a person changed the page itself, the hash is that of the page's bytes."""
        found = store.read_article(self.state, remote_id)
        if not found:
            return None
        page = self.root / found[0].path
        with disk_errors(page):
            if is_edited(page):
                return _digest(page)
        return store.target_hash(*found)

    def delete_own(self, remote_id: str, run: int) -> bool:
        """See the contract; the page and the lists follow at `finish`."""
        head = store.read_head(self.state, remote_id)
        if head is None or head.run != run:
            return False
        store.remove_article(self.state, remote_id)
        self.shown.forget_article(remote_id)
        return True

    def delete_file(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        if store.maker_of(self.state, "files", remote_id) != run or self.shown.shows(self.state, remote_id):
            return False
        self.take_file(remote_id)
        return True

    def take_file(self, remote_id: str) -> None:
        """See the contract."""
        path = self.root / remote_id
        with disk_errors(path):
            path.unlink(missing_ok=True)
        store.forget_maker(self.state, "files", remote_id)

    def delete_channel(self, remote_id: str, run: int) -> bool:
        """See the contract; what stands below it keeps it too."""
        known = store.read_channels(self.state)
        if store.maker_of(self.state, "channels", remote_id) != run or remote_id not in known:
            return False
        if any(path.startswith(f"{remote_id}/") for path in known) or self.shown.stands_in(self.state, remote_id):
            return False
        store.write_channels(self.state, {path: one for path, one in known.items() if path != remote_id})
        store.forget_maker(self.state, "channels", remote_id)
        return True

    def finish(self) -> Finish:
        """See the contract: the public folder shows the store, all of it and nothing else of ours."""
        store.clear_parts(self.state)
        return make_site(self.root, self.state, self.identity)

    def _article(self, remote_id: str) -> tuple[Head, Content]:
        found = store.read_article(self.state, remote_id)
        if found is None:
            raise PortalError(f"门户中没有编号为 {remote_id} 的文章", "请重新发布该文章")
        return found

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


def _placement(head: Head) -> Placement:
    return Placement(head.article_key, head.channel, head.remote_id, head.path, head.source_hash, head.target_hash)


def _one_line(title: str) -> str:
    """The title on one line; the ideographic space between 第五编 and its name is part of it."""
    return re.sub(r"[^\S\u3000]+", " ", title).strip()


def _below(new_url: str) -> str:
    return new_url.removeprefix("/")


def pieces_of(content: FileContent) -> Iterator[bytes]:
    """Give a file's bytes, however they are handed over."""
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, Path):
        with disk_errors(content), content.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    else:
        yield from content()


def _checked(pieces: Iterator[bytes], sha256: str, name: str) -> Iterator[bytes]:
    """Give the pieces; raises after the last if together they are not what the digest says."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != sha256:
        raise PortalRefusal(f"附件“{name}”的内容与其 SHA-256 摘要不符", "请重新采集该附件后再发布")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
