"""What every portal can be asked: one protocol, an adapter a file, one suite of tests for all of them.

Calls are idempotent: the same source again is no write. The caller enters its intent in the ledger before a call and
the result after it, and asks `find` where a result was lost. Articles are known by their key (site key + canonical
old URL) and files by their SHA-256; titles and dates identify nothing.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from migrate.model import Article, Channel, Placement

FileContent = bytes | Path | Callable[[], Iterable[bytes]]
"""A file's bytes: themselves, where they lie, or a call that gives them in pieces (asked only if they are needed)."""


class Visibility(StrEnum):
    """Whether the public sees an article; always said, never a portal's default."""

    PUBLISHED = "published"  # 已发布: on its page and in the lists
    DRAFT = "draft"  # 草稿: stored, not yet public
    OFFLINE = "offline"  # 已下线: stored, no longer public


class Ability(StrEnum):
    """What a portal can do beyond the least."""

    FORESEES = "foresees"  # `address` tells an article's new URL before it is placed
    DELETES = "deletes"  # `delete_own` takes an article away for good
    RENDERS = "renders"  # nothing is public before `finish`
    NEAR = "near"  # asking costs no request: what stands there is looked at again in every run


@dataclass(frozen=True)
class Probe:
    """What a portal says of itself; `max_file` in bytes, None where it sets no limit.

    `target` tells this portal from every other one, without a secret: `embedded`, `wordpress https://…/`.
    """

    kind: str
    version: str
    abilities: frozenset[Ability]
    max_file: int | None = None
    target: str = ""


@dataclass(frozen=True)
class Made:
    """A channel or file as the portal has it; `made`: this call made it (False: it stood there before)."""

    remote_id: str
    new_url: str
    made: bool


@dataclass(frozen=True)
class Finish:
    """What `finish` did, in pages; `edited` names those that a person changed on the spot, which were left alone."""

    written: int
    unchanged: int
    removed: int
    edited: tuple[str, ...] = ()


class Portal(Protocol):
    """A portal that receives articles.

    Every call raises PortalRefusal when the portal refuses this one thing for good, and PortalError when it cannot be
    reached or used at all, after the retries that its errors allow. An adapter that lost the answer to a write finds
    out what became of it before it writes again.

    New URLs are paths below the portal's home, without a leading slash (`zwgk/tzgg/2019/0f….html`), or absolute where
    the portal lives elsewhere. Where another platform imports what is made, nobody knows them yet: then they are
    placeholders, which `migrate.urls.is_public` tells from the others.
    """

    def probe(self) -> Probe:
        """Ask the portal what it is and what it can do; nothing is changed, and it is known to accept writing."""

    def find(self, article_key: str) -> Placement | None:
        """Give the placement of the article with this key as the portal has it now, None where it has none.

        Its hashes are those of our last write as far as the portal remembers them: `source_hash` is empty where it
        does not, and `target_hash` differs from `read_back` where somebody changed the article since.
        """

    def find_channel(self, channel: Channel) -> Made | None:
        """Give the channel as the portal has it, None where `ensure_channel` would make it; nothing is changed."""

    def check_article(self, article: Article, channel: Channel) -> None:
        """Raise PortalRefusal where `ensure_article` would refuse this article for what it is; nothing is changed."""

    def check_file(self, name: str, length: int) -> None:
        """Raise PortalRefusal where `ensure_file` would refuse a file of this name and length; nothing is changed."""

    def address(self, article: Article, channel: Channel) -> str | None:
        """Give the new URL that the article has, or will have, in this channel; None where only placing it tells.

        Asked of articles without their body and files, often: it makes no request.
        """

    def ensure_channel(self, channel: Channel, *, run: int) -> Made:
        """The channel exists with this name and description; those above it were ensured before."""

    def ensure_file(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """The file is stored whole, its bytes have this digest, and its new URL answers with them.

        Stored once a digest and name; content that does not have the digest is refused and leaves nothing behind.
        """

    def ensure_article(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        """The article stands in this channel (ensured before) and nowhere else, exactly as given, visible as said.

        Links in its body are absolute, or paths below the portal's home (with or without a leading slash); its files
        carry the `new_url` that `ensure_file` gave. The publish date is passed on unaltered. `run` is remembered as
        the maker of what did not exist before. Stopped half-way, the portal has the old state or the new one.
        """

    def give_up_edits(self, remote_id: str) -> None:
        """What somebody changed of this article since our last write may be written over by the next `ensure_article`.

        Said by a person, never by the tool alone. Where nothing of the portal would keep such a change, this does
        nothing.
        """

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """The article is visible as said; its content is untouched."""

    def read_back(self, remote_id: str) -> str | None:
        """Give the hash of what is really there: the placement's `target_hash` unless somebody changed it since."""

    def delete_own(self, remote_id: str, run: int) -> bool:
        """The article is gone if `run` made it (True); anything else is preserved (False)."""

    def delete_file(self, remote_id: str, run: int) -> bool:
        """The file is gone if `run` made it and no article shows it (True); anything else is preserved (False)."""

    def take_file(self, remote_id: str) -> None:
        """The file that we stored answers nobody any more, whatever shows it; it may be stored again."""

    def delete_channel(self, remote_id: str, run: int) -> bool:
        """The channel is gone if `run` made it and nothing stands in it (True); else it is preserved (False)."""

    def finish(self) -> Finish:
        """Everything placed is public, in its lists and on its page; nothing that was moved or withdrawn is left."""


def source_hash(article: Article, channel: Channel, visibility: Visibility) -> str:
    """Give the digest of all that is handed over: equal hash, nothing to write."""
    given = [asdict(article), asdict(channel), visibility.value]
    return digest_of(given)


def digest_of(value: object) -> str:
    """Give the SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
