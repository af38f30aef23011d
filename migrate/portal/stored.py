"""A portal of ours in a folder: what its adapters share. What an address is and what `finish` makes is their own."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Article, Channel, Placement
from migrate.portal import documents
from migrate.portal.contract import FileContent, Visibility, digest_of, source_hash
from migrate.portal.documents import Head
from migrate.portal.durable import disk_errors, write_changed, write_durable
from migrate.portal.embedded.paths import article_id, checked_channel
from migrate.portal.shown import Shown

_PIECE = 1 << 20


@dataclass(frozen=True)
class Stored:
    """What such a portal holds, below `state`; the calls mean what those of the contract mean."""

    state: Path
    shown: Shown = field(default_factory=Shown, compare=False, repr=False)

    def prove_writable(self, root: Path) -> None:
        """Both folders are there and a file can be written in the state's; raises PortalError where it cannot."""
        test = self.state / "writable"
        write_changed(test, b"")
        with disk_errors(root):
            root.mkdir(parents=True, exist_ok=True)
            test.unlink()

    def find(self, article_key: str) -> Placement | None:
        """Give the placement of the article with this key."""
        head = documents.read_head(self.state, article_id(article_key))
        return placement_of(head) if head and head.article_key == article_key else None

    def knows_channel(self, channel: Channel) -> bool:
        """Tell whether the channel was ensured; raises on one that can never be."""
        return checked_channel(channel).path in documents.read_channels(self.state)

    def ensure_channel(self, channel: Channel, run: int) -> bool:
        """The channel is known as it is told now; True where this run made it."""
        known = documents.read_channels(self.state)
        if known.get(channel.path) != checked_channel(channel):
            documents.write_channels(self.state, {**known, channel.path: channel})
        if made := channel.path not in known:
            documents.write_maker(self.state, "channels", channel.path, run)
        return made

    def ensure_file(self, place: Path, path: str, sha256: str, name: str, content: FileContent, run: int) -> bool:
        """The file lies at `place` and is known by `path`; True where this run made it."""
        with disk_errors(place):
            if place.is_file() and digest_of_file(place) == sha256:
                return False
        write_durable(place, _checked(pieces_of(content), sha256, name))
        documents.write_maker(self.state, "files", path, run)
        return True

    def ensure_article(
        self,
        article: Article,
        channel: Channel,
        visibility: Visibility,
        *,
        path: str,
        table: Callable[[], Mapping[str, Any]],
        run: int,
    ) -> Placement:
        """The article's document says this; `table` gives what stands beside the head."""
        if channel.path not in documents.read_channels(self.state):
            raise PortalError(f"门户中没有频道 {channel.path}", "请先建立该频道")
        remote_id = article_id(article.article_key)
        there = documents.read_document(self.state, remote_id)
        old = there[0] if there else None
        if old and old.article_key != article.article_key:
            raise PortalRefusal(f"文章编号 {remote_id} 已属于 {old.article_key}", "请向开发者报告此冲突")
        head = Head(
            remote_id=remote_id,
            article_key=article.article_key,
            channel=channel.path,
            title=_one_line(article.title),
            published_at=article.published_at,
            path=path,
            visibility=visibility.value,
            run=old.run if old else run,
            source_hash=source_hash(article, channel, visibility),
        )
        told = table()
        head = replace(head, target_hash=documents.target_hash(head, told))
        if there and old == head and documents.target_hash(*there) == head.target_hash:
            return placement_of(head)
        documents.write_document(self.state, head, told)
        self.shown.forget()
        return placement_of(head)

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """The article is visible as said; what is public follows at `finish`."""
        head, table = self.article(remote_id)
        if head.visibility == visibility:
            return
        changed = replace(head, visibility=visibility.value, source_hash=digest_of([head.source_hash, visibility]))
        changed = replace(changed, target_hash=documents.target_hash(changed, table))
        documents.write_document(self.state, changed, table)

    def article(self, remote_id: str) -> tuple[Head, dict[str, Any]]:
        """Give an article that has to be there."""
        found = documents.read_document(self.state, remote_id)
        if found is None:
            raise PortalError(f"门户中没有编号为 {remote_id} 的文章", "请重新发布该文章")
        return found

    def read_back(self, remote_id: str) -> str | None:
        """Give the hash of what the article's document says."""
        found = documents.read_document(self.state, remote_id)
        return documents.target_hash(*found) if found else None

    def delete_article(self, remote_id: str, run: int) -> bool:
        """The article's document is gone if `run` made it."""
        head = documents.read_head(self.state, remote_id)
        if head is None or head.run != run:
            return False
        documents.remove_article(self.state, remote_id)
        self.shown.forget_article(remote_id)
        return True

    def frees_file(self, path: str, run: int) -> bool:
        """Tell whether `run` made the file and no article shows it."""
        return documents.maker_of(self.state, "files", path) == run and not self.shown.shows(self.state, path)

    def delete_channel(self, path: str, run: int) -> bool:
        """The channel is not known any more if `run` made it and nothing stands in or below it."""
        known = documents.read_channels(self.state)
        if documents.maker_of(self.state, "channels", path) != run or path not in known:
            return False
        if any(one.startswith(f"{path}/") for one in known) or self.shown.stands_in(self.state, path):
            return False
        documents.write_channels(self.state, {one: channel for one, channel in known.items() if one != path})
        documents.forget_maker(self.state, "channels", path)
        return True


def placement_of(head: Head) -> Placement:
    """Give an article's place as the id map has it."""
    return Placement(head.article_key, head.channel, head.remote_id, head.path, head.source_hash, head.target_hash)


def digest_of_file(path: Path) -> str:
    """Give the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one_line(title: str) -> str:
    """The title on one line; the ideographic space between 第五编 and its name is part of it."""
    return re.sub(r"[^\S\u3000]+", " ", title).strip()


def pieces_of(content: FileContent) -> Iterator[bytes]:
    """Give a file's bytes in pieces."""
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
