"""Channels of a platform: its tree listed once, known by the key that the profile makes of a path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Channel
from migrate.portal.asking import Lost
from migrate.portal.contract import Made
from migrate.portal.rest.memory import Memory
from migrate.portal.rest.places import Places
from migrate.portal.rest.talk import CHECK_PROFILE, Talk
from migrate.portal.rest.templates import at, fill, identity_at, items_at

DEEPEST = 32  # levels of a tree of channels


@dataclass(frozen=True)
class Standing:
    """A channel as the platform has it."""

    remote_id: str
    key: str
    name: str
    parent: str
    url: str


@dataclass
class Channels:
    """The channels of one platform; the list is asked once and again after every change."""

    talk: Talk
    memory: Memory
    places: Places
    _listed: list[Standing] | None = field(default=None, repr=False)

    def id_of(self, path: str) -> str | None:
        """Give the id of a channel that is there, None where there is none for this path."""
        known = self.memory.channel(path)
        found = self._of_id(known[0]) if known else None
        found = found or self._of_key(self.key_of(path))
        return found.remote_id if found else None

    def path_of(self, remote_id: str) -> str:
        """Give the path of a channel that we know by its id, empty where we do not."""
        known = self.memory.channel_at(remote_id)
        return known[0] if known else ""

    def key_of(self, path: str) -> str:
        """Give the key that the platform knows the channel of a path by."""
        values = {"path": path, "slug": path.rpartition("/")[2], "path_key": path.replace("/", "_")}
        return str(fill(self.talk.profile.channel.get("key", "{path_key}"), values))

    def ids(self) -> list[str]:
        """Give the ids of all channels there are."""
        return [one.remote_id for one in self._all()]

    def find(self, channel: Channel) -> Made | None:
        """Give the channel as the platform has it, None where `ensure` would make it."""
        found = self._standing(channel)
        return self._made(found, made=False) if found else None

    def ensure(self, channel: Channel, *, run: int) -> Made:
        """The channel is there; one that a person made of this key, or this name under the same parent, is taken."""
        found = self._standing(channel)
        made = False
        if found is None:
            if not self.talk.has("channel_create"):
                raise self._unmakeable(channel)
            self.memory.note_channel(channel.path, run=run)
            found, made = self._create(channel), True
        elif not self.memory.channel(channel.path):
            self.memory.note_channel(channel.path, remote_id=found.remote_id)
        elif self.memory.channel(channel.path) == ("", run):
            made = True  # meant to be made by this run, and the answer was lost
        self.memory.note_channel(channel.path, remote_id=found.remote_id)
        return self._made(found, made=made)

    def delete_own(self, remote_id: str, run: int, is_empty: bool) -> bool:
        """The channel is gone if `run` made it, the platform can, and nothing stands in or below it."""
        known = self.memory.channel_at(remote_id)
        if not self.talk.has("channel_delete") or not known or known[1] != run or not is_empty:
            return False
        self._listed = None
        if not self._of_id(remote_id) or any(one.parent == remote_id for one in self._all()):
            return False
        self.talk.ask_again("channel_delete", id=remote_id)
        self._listed = None
        self.memory.forget_channel(known[0])
        return True

    def _create(self, channel: Channel) -> Standing:
        parent = self._parent(channel.path)
        key = self.key_of(channel.path)

        def write(is_first: bool) -> Standing:
            if not is_first:
                self._listed = None
                found = self._standing(channel)
                if found:
                    return found
            said = self.talk.ask(
                "channel_create",
                path=channel.path,
                slug=channel.path.rpartition("/")[2],
                key=key,
                name=channel.name,
                description=channel.description,
                order=channel.order,
                parent=parent,
            )
            self._listed = None
            made = self._standing(channel)
            if made is None and said.meaning == "there":
                raise PortalRefusal(f"门户中已有别的频道占用了“{channel.name}”的编码 {key}", "请在门户后台核对该频道")
            if made is None:
                raise Lost(f"门户没有留下频道“{channel.name}”", CHECK_PROFILE)
            return made

        found = self.talk.settle(write)
        if not isinstance(found, Standing):
            raise AssertionError("write gives a channel")
        return found

    def _unmakeable(self, channel: Channel) -> PortalRefusal:
        above = " > ".join(channel.trail[:-1]) or "首页"
        return PortalRefusal(
            f"这种门户没有建频道的接口，频道“{channel.name}”尚不存在",
            f"请在门户后台“{above}”之下建立该频道，编码填 {self.key_of(channel.path)}，再次运行",
        )

    def _standing(self, channel: Channel) -> Standing | None:
        known = self.memory.channel(channel.path)
        found = self._of_id(known[0]) if known else None
        found = found or self._of_key(self.key_of(channel.path))
        return found or self._of_name(channel.name, self._parent(channel.path))

    def _parent(self, path: str) -> str:
        above = path.rpartition("/")[0]
        while above:
            found = self.id_of(above)
            if found is not None:
                return found
            above = above.rpartition("/")[0]
        return self._root()

    def _of_id(self, remote_id: str) -> Standing | None:
        return next((one for one in self._all() if one.remote_id == remote_id), None)

    def _of_key(self, key: str) -> Standing | None:
        return next((one for one in self._all() if one.key == key), None)

    def _of_name(self, name: str, parent: str) -> Standing | None:
        """One that a person made: its name under this parent; one of ours for another path is not it."""
        same = (one for one in self._all() if (one.name, one.parent) == (name, parent))
        return next((one for one in same if not self.memory.channel_at(one.remote_id)), None)

    def _all(self) -> list[Standing]:
        if self._listed is None:
            call = self.talk.profile.calls["channel_list"]
            listed = []
            for page in self.talk.pages("channel_list"):
                listed += [one for item in page for one in self._read(item, call.children, "", DEEPEST)]
            self._listed = listed
        return self._listed

    def _read(self, item: Mapping[str, Any], children: str, parent: str, levels: int) -> Iterator[Standing]:
        if not levels:
            raise PortalError("门户的频道树没有尽头", CHECK_PROFILE)
        shape = self.talk.profile.channel
        remote_id = identity_at(item, shape["id"])
        if not remote_id:
            raise PortalError(f"门户的频道列表中 {shape['id']} 处没有编号", CHECK_PROFILE)
        texts = {name: at(item, shape[name]) if shape.get(name) else None for name in ("key_at", "name", "url")}
        key, name, url = ("" if one is None else str(one) for one in texts.values())
        above = identity_at(item, shape["parent"]) if shape.get("parent") else parent
        yield Standing(remote_id, key, name, above or self._root(), url)
        for one in items_at(item, children) if children else ():
            yield from self._read(one, children, remote_id, levels - 1)

    def _root(self) -> str:
        return str(fill(self.talk.profile.channel.get("root", "0"), {"given": self.talk.profile.given}))

    def _made(self, found: Standing, *, made: bool) -> Made:
        return Made(found.remote_id, self.places.public(found.url), made)
