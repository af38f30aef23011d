"""A platform that a profile describes, as a portal: what is asked and how is data, what must hold is the contract.

The id map is ours: what the platform cannot be asked by key is remembered in the adapter's own folder, intent before
a call and result after it, and found again by the mark that every article bears.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Article, Channel, Placement
from migrate.portal.asking import Asked, Asker
from migrate.portal.contract import Ability, FileContent, Finish, Made, Probe, Visibility
from migrate.portal.rest.articles import Articles
from migrate.portal.rest.channels import Channels
from migrate.portal.rest.files import Files
from migrate.portal.rest.lookup import Lookup
from migrate.portal.rest.memory import Memory
from migrate.portal.rest.places import Places
from migrate.portal.rest.profile import Profile
from migrate.portal.rest.talk import Talk
from migrate.portal.rest.templates import fill
from migrate.portal.rest.wanted import check_date, title_of
from migrate.portal.secret import Secret


@dataclass(frozen=True)
class _Parts:
    talk: Talk
    channels: Channels
    files: Files
    articles: Articles


@dataclass
class RestPortal:
    """The adapter; `table` is the checked profile called `name`, `state` the folder of what is remembered."""

    settings: Asked
    secret: Secret = field(repr=False)
    state: Path
    name: str
    table: Mapping[str, Any] = field(repr=False)
    retry_wait: float = 1.0
    _parts: _Parts | None = field(default=None, repr=False)

    def probe(self) -> Probe:
        """See the contract; the platform is asked something that only a signed-in account gets."""
        parts = self._opened()
        profile = parts.talk.profile
        parts.talk.ask("probe" if parts.talk.has("probe") else "channel_list", page=1, size=1, offset=0)
        abilities = frozenset({Ability.DELETES} if parts.talk.has("article_delete") else ())
        return Probe(f"rest {self.name}", profile.version, abilities, profile.file.get("most"), self._target(profile))

    def find(self, article_key: str) -> Placement | None:
        """See the contract."""
        return self._opened().articles.find(article_key)

    def find_channel(self, channel: Channel) -> Made | None:
        """See the contract."""
        return self._opened().channels.find(channel)

    def check_article(self, article: Article, channel: Channel) -> None:
        """See the contract."""
        check_date(article.published_at)
        most = self._opened().talk.profile.article.get("title_length")
        if most and len(title_of(article)) > most:
            raise PortalRefusal(f"标题有 {len(title_of(article))} 个字，门户最多收 {most} 个", "请在门户中调大上限")

    def check_file(self, name: str, length: int) -> None:
        """See the contract."""
        self._opened().files.check(name, length)

    def address(self, article: Article, channel: Channel) -> None:
        """See the contract: the platform numbers its articles, so only placing tells."""
        return

    def ensure_channel(self, channel: Channel, *, run: int) -> Made:
        """See the contract; where the platform has no call for it, one that a person must make is refused."""
        return self._opened().channels.ensure(channel, run=run)

    def ensure_file(self, sha256: str, name: str, content: FileContent, *, run: int) -> Made:
        """See the contract."""
        return self._opened().files.ensure(sha256, name, content, run=run)

    def ensure_article(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        """See the contract; what somebody changed since is refused unless it was given up."""
        self.check_article(article, channel)
        return self._opened().articles.ensure(article, channel, visibility, run=run)

    def give_up_edits(self, remote_id: str) -> None:
        """See the contract."""
        self._opened().articles.given_up.add(remote_id)

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """See the contract."""
        self._opened().articles.set_visibility(remote_id, visibility)

    def read_back(self, remote_id: str) -> str | None:
        """See the contract."""
        return self._opened().articles.read_back(remote_id)

    def delete_own(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        return self._opened().articles.delete_own(remote_id, run)

    def delete_file(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        return self._opened().files.delete_own(remote_id, run)

    def take_file(self, remote_id: str) -> None:
        """See the contract."""
        self._opened().files.take(remote_id)

    def delete_channel(self, remote_id: str, run: int) -> bool:
        """See the contract."""
        parts = self._opened()
        return parts.channels.delete_own(remote_id, run, parts.articles.is_empty(remote_id))

    def finish(self) -> Finish:
        """See the contract: the platform shows at once what it is given."""
        return Finish(0, 0, 0)

    def _opened(self) -> _Parts:
        """Read the profile and the memory; nothing is asked before it is needed."""
        if self._parts is None:
            profile, asked = Profile.of(self.name, self.table), self.settings
            if not asked.api_url or (profile.auth.get("user", False) and not asked.user):
                raise PortalError("没有设置 portal.api_url 或 portal.user", "请写明门户接口的地址和迁移账号")
            asker = Asker(asked.api_url, asked.interval, asked.timeout, asked.retries, self.retry_wait)
            talk = Talk(profile, asker, asked.user, self.secret)
            home = (asked.base_url or asked.api_url).rstrip("/") + "/"
            places = Places(home, asked.api_url)
            digest = hashlib.sha256(self._target(profile).encode()).hexdigest()[:16]
            memory = Memory(self.state / f"rest-{digest}.sqlite3")
            channels, files = Channels(talk, memory, places), Files(talk, memory, places)
            lookup = Lookup(talk, memory, channels, places)
            self._parts = _Parts(talk, channels, files, Articles(talk, memory, channels, files, lookup))
        return self._parts

    def _target(self, profile: Profile) -> str:
        site = str(fill(profile.article.get("site", ""), {"given": profile.given}))
        return " ".join(one for one in ("rest", self.name, self.settings.api_url.rstrip("/"), site) if one)
