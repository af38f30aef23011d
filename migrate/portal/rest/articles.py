"""Articles of a platform: looked for before they are made, written only where they differ, read back after."""

import json
from dataclasses import dataclass, field
from typing import Any

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Article, Channel, Placement
from migrate.portal.asking import Lost
from migrate.portal.contract import Visibility, source_hash
from migrate.portal.rest.channels import Channels
from migrate.portal.rest.files import Files
from migrate.portal.rest.lookup import Lookup
from migrate.portal.rest.memory import ArticleRow, Memory
from migrate.portal.rest.talk import CHECK_PROFILE, Said, Talk
from migrate.portal.rest.templates import identity_at
from migrate.portal.rest.wanted import Standing, Wanted, mark_of, resent, wanted_of

EDITED = "门户中的这一篇被人改动过"
KEEP = "未覆盖；请核对后决定保留哪一份"
FIELDS = {
    **{"title": "标题", "body": "正文", "date": "发布时间", "channel": "频道", "source": "来源"},
    **{"marker": "来源网址", "author": "作者", "summary": "摘要", "keywords": "关键词"},
}
ALTERED = "请检查门户的过滤设置，或在适配文件中注明该字段允许平台改动（loose）"


@dataclass
class Articles:
    """The articles of one platform."""

    talk: Talk
    memory: Memory
    channels: Channels
    files: Files
    lookup: Lookup
    given_up: set[str] = field(default_factory=set)

    def find(self, article_key: str) -> Placement | None:
        """Give the placement as the platform has it now."""
        row = self.lookup.known(mark_of(article_key), article_key, None)
        there = self.lookup.read(row) if row else None
        return self._placement(article_key, row, there) if row and there else None

    def ensure(self, article: Article, channel: Channel, visibility: Visibility, *, run: int) -> Placement:
        """The article stands in this channel as given; what somebody changed is refused unless it was given up."""
        channel_id = self.channels.id_of(channel.path)
        if channel_id is None:
            raise PortalError(f"门户中没有频道 {channel.path}", "请先建立该频道")
        mark = mark_of(article.article_key)
        wanted = self._wanted(article, channel, channel_id, visibility)
        given = source_hash(article, channel, visibility)
        row = self.lookup.known(mark, article.article_key, channel_id)
        there = self.lookup.read(row) if row else None
        made = there is None
        if row is None or there is None:
            row = self._create(row, article, channel, channel_id, wanted, run)
            there = self.lookup.must_read(row)
        elif not self._is_same(row, there, wanted, given):
            row = self._update(row, there, wanted, article, channel_id)
            there = self.lookup.must_read(row)
        there = self._shown(row, there, visibility)
        self._check_kept(row, there, wanted, made=made)
        files = "\n".join(["", *_urls(article), ""])
        place = {"channel": channel.path, "channel_id": channel_id, "key": article.article_key, "files": files}
        kept = _packed(wanted.kept)
        row = self.memory.note(mark, source=given, hash=there.hash, pending="", kept=kept, **place)
        self.given_up.discard(row.remote_id)
        return self._placement(article.article_key, row, there)

    def set_visibility(self, remote_id: str, visibility: Visibility) -> None:
        """The article is visible as said; what somebody changed stays changed, and stays to be seen as such."""
        row = self.memory.article_at(remote_id)
        there = self.lookup.read(row) if row else None
        if row is None or there is None:
            raise PortalRefusal(f"门户中没有编号为 {remote_id} 的文章", "请重新发布该文章")
        if not self._is_visible(there, visibility):
            changed = self._shown(row, there, visibility)
            self.memory.note(row.mark, source="", hash=row.hash if there.hash != row.hash else changed.hash)

    def read_back(self, remote_id: str) -> str | None:
        """Give the hash of what is there, None where nothing is."""
        row = self.memory.article_at(remote_id)
        there = self.lookup.read(row) if row else None
        return there.hash if there else None

    def delete_own(self, remote_id: str, run: int) -> bool:
        """The article is gone if `run` made it and the platform can take it away."""
        row = self.memory.article_at(remote_id)
        if row is None or row.run != run or not self.talk.has("article_delete"):
            return False
        if self.lookup.read(row) is None:
            self.memory.forget(row.mark)
            return False
        self.talk.ask_again("article_delete", id=row.remote_id, channel_id=row.channel_id)
        self.memory.forget(row.mark)
        return True

    def is_empty(self, channel_id: str) -> bool:
        """Tell whether no article stands in a channel, as far as the platform lists them."""
        if not self.talk.has("article_list"):
            return False
        return not any(self.talk.pages("article_list", channel_id=channel_id))

    def _wanted(self, article: Article, channel: Channel, channel_id: str, visibility: Visibility) -> Wanted:
        values = {**self.talk.known(), "channel_id": channel_id, "channel_key": self.channels.key_of(channel.path)}
        wanted = wanted_of(self.talk.profile, article, visibility, values, self.lookup.places.home)
        return wanted

    def _is_same(self, row: ArticleRow, there: Standing, wanted: Wanted, given: str) -> bool:
        if row.source == given and row.hash == there.hash:
            return True
        known = row.pending or row.hash  # else only our mark in the platform tells that it is ours
        return there.fields == wanted.fields and (not known or row.kept == _packed(wanted.kept))

    def _create(
        self, row: ArticleRow | None, article: Article, channel: Channel, channel_id: str, wanted: Wanted, run: int
    ) -> ArticleRow:
        mark = mark_of(article.article_key)
        reserved = self._reserved(channel_id) if row is None or row.remote_id or not row.reserved else row.reserved
        maker = row.run if row is not None and not row.remote_id and row.run is not None else run
        place = {"channel": channel.path, "channel_id": channel_id, "key": article.article_key}
        intent = {
            "reserved": reserved,
            "pending": wanted.content,
            "kept": _packed(wanted.kept),
            "run": maker,
            "hash": "",
            "source": "",
        }
        self.memory.note(mark, remote_id="", **place, **intent)
        sent = self._sent(wanted, article)

        def write(is_first: bool) -> str:
            found = "" if is_first else self.lookup.look(mark, reserved, channel_id)
            if found:
                return found
            said = self.talk.ask("article_create", id=reserved, channel_id=channel_id, fields=sent)
            return self._id_of(said, reserved) or self._found_or_lost(mark, reserved, channel_id)

        return self.memory.note(mark, remote_id=str(self.talk.settle(write)))

    def _reserved(self, channel_id: str) -> str:
        """Have the platform give an id before anything is written, where it can: a repeat then collides."""
        if not self.talk.has("article_reserve"):
            return ""
        said = self.talk.ask_again("article_reserve", channel_id=channel_id)
        found = identity_at(said.json, self.talk.profile.calls["article_reserve"].id)
        if not found:
            raise PortalError("门户没有给出新文章的编号", CHECK_PROFILE)
        return found

    def _id_of(self, said: Said, reserved: str) -> str:
        if said.meaning == "there":
            return ""
        if reserved:
            return reserved
        found = identity_at(said.json, self.talk.profile.calls["article_create"].id)
        if not found:
            raise PortalError("门户没有说明新文章的编号", CHECK_PROFILE)
        return found

    def _found_or_lost(self, mark: str, reserved: str, channel_id: str) -> str:
        found = self.lookup.look(mark, reserved, channel_id)
        if not found:
            raise Lost("门户说这篇文章已经有了，却读不到", "请再次运行")
        return found

    def _update(
        self, row: ArticleRow, there: Standing, wanted: Wanted, article: Article, channel_id: str
    ) -> ArticleRow:
        if there.hash != row.hash and there.content != row.pending and row.remote_id not in self.given_up:
            raise PortalRefusal(EDITED, KEEP)
        row = self.memory.note(row.mark, pending=wanted.content, kept=_packed(wanted.kept))
        said = self.talk.ask_again(
            "article_update", id=row.remote_id, channel_id=channel_id, fields=self._sent(wanted, article)
        )
        if said.meaning == "gone":
            raise PortalRefusal("门户中的这一篇刚被人删除", "请再次运行，会重新发布")
        return self.memory.note(row.mark, channel_id=channel_id)

    def _sent(self, wanted: Wanted, article: Article) -> dict[str, Any]:
        bodies = {one.send for one in self.talk.profile.fields if one.value == "{body}"}
        with_internal = self.files.with_internal
        return {
            name: with_internal(one, _urls(article)) if name in bodies else one for name, one in wanted.sent.items()
        }

    def _is_visible(self, there: Standing, visibility: Visibility) -> bool:
        """True where it is as visible as said; platforms that know drafts only have no other way to withdraw."""
        if there.visibility is visibility:
            return True
        hidden = (Visibility.DRAFT, Visibility.OFFLINE)
        alike = visibility in hidden and there.visibility in hidden
        return alike and not self.talk.has(CALL_OF[visibility])

    def _shown(self, row: ArticleRow, there: Standing, visibility: Visibility) -> Standing:
        """Make it visible as said where it is not, by the platform's own call or by its state."""
        if self._is_visible(there, visibility):
            return there
        names = [CALL_OF[visibility], *(["article_offline"] if visibility is Visibility.DRAFT else [])]
        name = next((one for one in names if self.talk.has(one)), "article_update")
        values: dict[str, Any] = {"id": row.remote_id, "channel_id": row.channel_id}
        if name == "article_update":
            values["fields"] = resent(self.talk.profile, there, json.loads(row.kept), visibility)
        self.talk.ask_again(name, **values)
        now = self.lookup.must_read(row)
        if not self._is_visible(now, visibility):
            raise PortalRefusal("门户没有照所说的公开或撤下这一篇", "请在门户后台核对账号的发布权限和审核流程")
        return now

    def _check_kept(self, row: ArticleRow, there: Standing, wanted: Wanted, *, made: bool) -> None:
        """Refuse what the platform altered; what was just made is taken away again where that can be."""
        if there.content == wanted.content:
            return
        loose = {one.name for one in self.talk.profile.fields if one.loose}
        names = [name for name, value in wanted.fields.items() if there.fields[name] != value and name not in loose]
        told = "、".join(FIELDS.get(name, name) for name in names)
        if made and self.talk.has("article_delete"):
            self.delete_own(row.remote_id, row.run or 0)
            raise PortalRefusal(f"门户改动了文章的{told}，已撤回", ALTERED)
        self.memory.note(row.mark, hash=there.hash, source="", pending="")
        raise PortalRefusal(f"门户改动了文章的{told}", ALTERED)

    def _placement(self, article_key: str, row: ArticleRow, there: Standing) -> Placement:
        """Give what our last write left; a write whose answer was lost counts as ours, but not as finished."""
        source, hashed, channel = row.source, row.hash, row.channel
        if row.pending:
            source, hashed = "", there.hash if there.content == row.pending else hashed
        standing_in = there.fields.get("channel")
        if standing_in is not None and standing_in != row.channel_id:  # moved by a person
            source, channel = "", self.channels.path_of(standing_in)
        return Placement(article_key, channel, there.remote_id, there.url, source, hashed)


CALL_OF = {
    Visibility.PUBLISHED: "article_publish",
    Visibility.DRAFT: "article_draft",
    Visibility.OFFLINE: "article_offline",
}


def _urls(article: Article) -> list[str]:
    return [one.new_url for one in (*article.images, *article.attachments) if one.new_url]


def _packed(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
