"""Looking for our articles in a platform: by what we remember, by its own id, by our mark, never by a title."""

from dataclasses import dataclass
from typing import Any

from migrate.errors import PortalError
from migrate.portal.contract import Visibility
from migrate.portal.rest.channels import Channels
from migrate.portal.rest.memory import ArticleRow, Memory
from migrate.portal.rest.places import Places
from migrate.portal.rest.talk import CHECK_PROFILE, Talk
from migrate.portal.rest.templates import at, fill, identity_at, is_told, items_at
from migrate.portal.rest.wanted import Standing, mark_in, standing_of


@dataclass
class Lookup:
    """Finds and reads the articles of one platform."""

    talk: Talk
    memory: Memory
    channels: Channels
    places: Places

    def known(self, mark: str, key: str, channel_id: str | None) -> ArticleRow | None:
        """Give what is remembered; what we only meant to make, and what an older memory knew, is looked for."""
        row = self.memory.article(mark)
        if row is not None and row.remote_id:
            return row
        if row is not None:
            found = self.look(mark, row.reserved, row.channel_id)
            return self.memory.note(mark, remote_id=found) if found else row
        if self.talk.has("article_find"):
            found = self.look(mark, "", channel_id or "")
            return self.memory.note(mark, key=key, remote_id=found, channel_id=channel_id or "") if found else None
        if self.talk.has("article_list"):
            for one in [channel_id] if channel_id else self.channels.ids():
                if not self.memory.has_walked(one):
                    self._walk(one)
        return self.memory.article(mark)

    def look(self, mark: str, reserved: str, channel_id: str) -> str:
        """Ask the platform for an article of ours by what it keeps: its id, our mark, or the channel's list."""
        if reserved:
            return reserved if self.read_at(reserved, channel_id) else ""
        if self.talk.has("article_find"):
            call = self.talk.profile.calls["article_find"]
            said = self.talk.ask("article_find", mark=mark, channel_id=channel_id)
            marker = self.talk.profile.article["marker"]
            found = [one for one in items_at(said.json, call.list) if mark_in(at(one, marker)) == mark]
            return identity_at(found[0], call.id) if found else ""
        if self.talk.has("article_list") and not self._walk(channel_id):
            pointer = self.talk.profile.article["marker"]
            remedy = "为免重复发布，未再写入；请核对接口授权（如高级选项），使频道列表给出该项"
            raise PortalError(f"门户的频道列表没有 {pointer}，查不出文章是否已经写入", remedy)
        row = self.memory.article(mark)
        return row.remote_id if row else ""

    def _walk(self, channel_id: str) -> bool:
        """Page through a channel and remember every article of ours in it; False where its list tells no marks."""
        call, pointer = self.talk.profile.calls["article_list"], self.talk.profile.article["marker"]
        told, listed = False, 0
        for page in self.talk.pages("article_list", channel_id=channel_id):
            for item in page:
                told, listed = told or is_told(item, pointer), listed + 1
                mark = mark_in(at(item, pointer))
                known = self.memory.article(mark) if mark else None
                if mark and not (known and known.remote_id):
                    path = {"channel": self.channels.path_of(channel_id)} if known is None else {}
                    self.memory.note(mark, remote_id=identity_at(item, call.id), channel_id=channel_id, **path)
        self.memory.walked(channel_id)
        return told or not listed

    def read(self, row: ArticleRow) -> Standing | None:
        """Read an article that we remember, None where it is gone or was never made."""
        return self.read_at(row.remote_id, row.channel_id) if row.remote_id else None

    def read_at(self, remote_id: str, channel_id: str) -> Standing | None:
        """Read an article by its id, None where it is gone."""
        call = self.talk.profile.calls["article_read"]
        said = self.talk.ask("article_read", id=remote_id, channel_id=channel_id)
        item = at(said.json, str(fill(call.item, {"id": remote_id})))
        if said.meaning == "gone" or item is None:
            return None
        if not isinstance(item, dict):
            raise PortalError(f"门户的回答中 {call.item} 处不是文章", CHECK_PROFILE)
        if identity_at(item, call.id) != remote_id:
            return None
        untold = [
            one.read for one in self.talk.profile.fields if one.read.count("/") > 1 and not is_told(item, one.read)
        ]
        if untold:
            raise PortalError(f"门户读回的文章里没有 {untold[0]}", "请核对接口授权（如高级选项）与适配文件")
        there = standing_of(self.talk.profile, remote_id, item, self._address(item, remote_id, channel_id))
        if there.visibility is Visibility.PUBLISHED and not there.url:
            remedy = "请在适配文件的 [article] 中把 address 写成网址的规律，如 /content/{id}.html"
            raise PortalError("门户没有告知文章的网址", remedy)
        return there

    def _address(self, item: Any, remote_id: str, channel_id: str) -> str:
        pointer = self.talk.profile.calls["article_read"].url
        url = at(item, pointer) if pointer else None
        values = {"id": remote_id, "channel_id": channel_id, "found": url if isinstance(url, str) else ""}
        return self.places.public(str(fill(self.talk.profile.article["address"], {**self.talk.known(), **values})))

    def must_read(self, row: ArticleRow) -> Standing:
        """Read an article that was just written."""
        there = self.read(row)
        if there is None:
            raise PortalError(f"门户说已保存编号 {row.remote_id} 的文章，却读不到", CHECK_PROFILE)
        return there
