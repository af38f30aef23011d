"""A portal elsewhere, in memory: it foresees no address, remembers its writes, can refuse, fail and lose answers."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Article, Channel, Placement
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
from migrate.portal.stored import pieces_of

HOME = "https://portal.qiyun.gov.example"


@dataclass
class Post:
    """An article as the fake keeps it: what shows, who made it, and the hashes of our last write."""

    article: Article
    channel: str
    visibility: Visibility
    run: int
    source_hash: str
    target_hash: str = ""

    @property
    def there(self) -> str:
        """The digest of what shows."""
        given = self.article
        said = [given.title, given.body_html, given.published_at, given.source, self.channel, self.visibility.value]
        return digest_of(said)


@dataclass
class FakePortal:
    """The portal; `calls` are its writes. `refuses` says why an article is refused, `fails` of a call that it breaks.

    `fails` gets the call's name and its number among the writes, and says `before`, `after` or nothing.
    """

    refuses: Callable[[Article], str] = lambda article: ""
    fails: Callable[[str, int], str] = lambda name, number: ""
    max_file: int | None = None
    target: str = f"fake {HOME}"
    posts: dict[str, Post] = field(default_factory=dict)
    files: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    channels: dict[str, tuple[Channel, int]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def _write(self, name: str, what: Callable[[], object]) -> None:
        self.calls.append(name)
        fault = self.fails(name, len(self.calls))
        if fault == "before":
            raise PortalError("门户没有应答", "请检查网络")
        what()
        if fault == "after":
            raise PortalError("门户的应答丢失", "请检查网络")

    def probe(self) -> Probe:
        return Probe("fake", "1", frozenset({Ability.DELETES}), self.max_file, target=self.target)

    def find(self, article_key: str) -> Placement | None:
        self.asked.append("find")
        for remote_id, post in self.posts.items():
            if post.article.article_key == article_key:
                return self._placement(remote_id, post)
        return None

    def _placement(self, remote_id: str, post: Post) -> Placement:
        url = f"{HOME}/{post.channel}/{remote_id}"
        return Placement(post.article.article_key, post.channel, remote_id, url, post.source_hash, post.target_hash)

    def find_channel(self, channel: Channel) -> Made | None:
        known = channel.path in self.channels
        return Made(f"t-{channel.path}", f"{HOME}/{channel.path}/", made=False) if known else None

    def check_article(self, article: Article, channel: Channel) -> None:
        if why := self.refuses(article):
            raise PortalRefusal(why, "请改正后重试")

    def check_file(self, name: str, length: int) -> None:
        if name.endswith(".exe"):
            raise PortalRefusal("不收可执行文件", "请去掉该附件")

    def address(self, article: Article, channel: Channel) -> str | None:
        return None

    def ensure_channel(self, channel: Channel, *, run: int) -> Made:
        made = channel.path not in self.channels
        if made:
            self._write("channel", lambda: self.channels.update({channel.path: (channel, run)}))
        return Made(f"t-{channel.path}", f"{HOME}/{channel.path}/", made)

    def ensure_file(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        url = f"{HOME}/f/{sha256[:16]}/{name}"
        if made := url not in self.files:
            body = b"".join(pieces_of(content))
            if hashlib.sha256(body).hexdigest() != sha256:
                raise PortalRefusal("内容与摘要不符", "请重新采集")
            self._write("file", lambda: self.files.update({url: (body, run)}))
        return Made(url, url, made)

    def ensure_article(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        if channel.path not in self.channels:
            raise PortalRefusal(f"没有频道 {channel.path}", "请先建立")
        self.check_article(article, channel)
        given = source_hash(article, channel, visibility)
        found = self.find(article.article_key)
        remote_id = found.remote_id if found else str(max(map(int, self.posts), default=100) + 1)
        old = self.posts.get(remote_id)
        post = Post(article, channel.path, visibility, old.run if old else run, given)
        post.target_hash = post.there
        if old is None or (old.source_hash, old.there) != (given, post.there):
            self._write("article", lambda: self.posts.update({remote_id: post}))
        return self._placement(remote_id, self.posts[remote_id])

    def give_up_edits(self, remote_id: str) -> None:
        """Nothing keeps an editor's change from being written over."""

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        post = self.posts[remote_id]
        if post.visibility is not visibility:
            changed = replace(post, visibility=visibility, source_hash="")
            changed.target_hash = changed.there if post.there == post.target_hash else post.target_hash
            self._write("visibility", lambda: self.posts.update({remote_id: changed}))

    def read_back(self, remote_id: str) -> str | None:
        self.asked.append("read_back")
        return self.posts[remote_id].there if remote_id in self.posts else None

    def edit(self, remote_id: str, title: str) -> None:
        """An editor gives the article another title."""
        post = self.posts[remote_id]
        self.posts[remote_id] = replace(post, article=replace(post.article, title=title))

    def delete_own(self, remote_id: str, run: int) -> bool:
        if remote_id not in self.posts or self.posts[remote_id].run != run:
            return False
        self._write("delete", lambda: self.posts.pop(remote_id))
        return True

    def delete_file(self, remote_id: str, run: int) -> bool:
        shown = any(
            remote_id in (file.new_url for file in (*post.article.images, *post.article.attachments))
            or remote_id in post.article.body_html
            for post in self.posts.values()
        )
        if remote_id not in self.files or self.files[remote_id][1] != run or shown:
            return False
        self._write("delete_file", lambda: self.files.pop(remote_id))
        return True

    def take_file(self, remote_id: str) -> None:
        self._write("take_file", lambda: self.files.pop(remote_id, None))

    def delete_channel(self, remote_id: str, run: int) -> bool:
        path = remote_id.removeprefix("t-")
        inside = any(f"{one}/".startswith(f"{path}/") for one in (post.channel for post in self.posts.values()))
        below = any(one.startswith(f"{path}/") for one in self.channels)
        if path not in self.channels or self.channels[path][1] != run or inside or below:
            return False
        self._write("delete_channel", lambda: self.channels.pop(path))
        return True

    def finish(self) -> Finish:
        return Finish(0, len(self.posts), 0)
