"""Channels in WordPress: categories, known by a slug made of the channel's path."""

import html
from dataclasses import dataclass, field
from typing import Any

from migrate.errors import PortalRefusal
from migrate.model import Channel
from migrate.portal.contract import Made
from migrate.portal.wordpress.client import Client
from migrate.portal.wordpress.marks import channel_slug

ROUTE = "/wp/v2/categories"
FIELDS = "id,slug,name,parent,description,link,meta"
ALL_STATES = "publish,future,draft,pending,private,trash"
LONGEST_SLUG = 190
REMEDY = "请核对 mappings/channels.toml 中的频道"


@dataclass
class Categories:
    """The categories of one WordPress; `extended`: our plugin is there and keeps who made one."""

    client: Client
    extended: bool = False
    _known: dict[str, int] = field(default_factory=dict)

    def id_of(self, path: str) -> int | None:
        """Give the category of a channel, None where it was never ensured."""
        if path not in self._known:
            found = self._of_slug(channel_slug(path))
            if found is None:
                return None
            self._known[path] = int(found["id"])
        return self._known[path]

    def path_of(self, category: int) -> str:
        """Give the channel that a category stands for, as far as its slug tells; empty where there is none."""
        answer = self.client.get(f"{ROUTE}/{category}", _fields="slug")
        return str(answer.said.get("slug", "")).replace("_", "/") if answer.status == 200 else ""

    def find(self, channel: Channel) -> Made | None:
        """Give the category of a channel, None where `ensure` would make it."""
        found = self._of_slug(channel_slug(channel.path)) or self._of_name(channel.name, self._parent(channel.path))
        return Made(str(found["id"]), str(found["link"]), made=False) if found else None

    def check(self, channel: Channel) -> None:
        """Raise PortalRefusal where WordPress could not keep the channel's path."""
        if len(channel.path) > LONGEST_SLUG:
            raise PortalRefusal(f"频道“{channel.name}”的路径过长（{len(channel.path)} 个字符）", REMEDY)

    def ensure(self, channel: Channel, *, run: int) -> Made:
        """The category exists with this name, description and parent."""
        self.check(channel)
        slug = channel_slug(channel.path)
        wanted = {"name": channel.name, "description": channel.description, "parent": self._parent(channel.path)}
        found, made = self._found_or_made(channel, slug, wanted, run)
        if found["slug"] == slug:  # one that a person made is taken as it is
            found = self._as_wanted(found, wanted)
        self._known[channel.path] = int(found["id"])
        return Made(str(found["id"]), str(found["link"]), made)

    def delete_own(self, remote_id: str, run: int) -> bool:
        """The category is gone if `run` made it and nothing stands in or below it."""
        found = self.client.get(f"{ROUTE}/{remote_id}", context="edit", _fields=FIELDS) if remote_id.isdigit() else None
        if found is None or found.status != 200 or _made_by(found.said) != run:
            return False
        held = self.client.get("/wp/v2/posts", categories=remote_id, status=ALL_STATES, per_page=1, _fields="id")
        below = self.client.get(ROUTE, parent=remote_id, per_page=1, _fields="id")
        if held.said or below.said:
            return False
        self.client.call("DELETE", f"{ROUTE}/{remote_id}", {"force": "true"}, repeatable=True)
        self._known = {path: one for path, one in self._known.items() if str(one) != remote_id}
        return True

    def _found_or_made(self, channel: Channel, slug: str, wanted: dict[str, Any], run: int) -> tuple[Any, bool]:
        def write(is_first: bool) -> tuple[Any, bool]:
            found = self._of_slug(slug)
            if found is not None:
                return found, not is_first and (_made_by(found) == run or not self.extended)
            found = self._of_name(channel.name, wanted["parent"])
            return (found, False) if found is not None else self._made(channel, slug, wanted, run)

        return self.client.settle(write)

    def _made(self, channel: Channel, slug: str, wanted: dict[str, Any], run: int) -> tuple[Any, bool]:
        meta = {"gsm_path": channel.path, "gsm_run": run, "gsm_type": channel.column_type, "gsm_order": channel.order}
        body = {**wanted, "slug": slug, **({"meta": meta} if self.extended else {})}
        answer = self.client.call("POST", ROUTE, {"context": "edit", "_fields": FIELDS}, body, repeatable=False)
        if answer.status in (200, 201):
            return answer.said, True
        there = (answer.said.get("data") or {}).get("term_id")
        found = self.client.get(f"{ROUTE}/{there}", context="edit", _fields=FIELDS) if there else None
        if found is None or found.status != 200:
            raise PortalRefusal(f"门户没有收下频道“{channel.name}”", REMEDY)
        return found.said, False

    def _as_wanted(self, found: Any, wanted: dict[str, Any]) -> Any:
        there = {name: html.unescape(str(found[name])) for name in ("name", "description")} | {
            "parent": found["parent"]
        }
        change = {name: value for name, value in wanted.items() if there[name] != value}
        if not change:
            return found
        params = {"context": "edit", "_fields": FIELDS}
        answer = self.client.call("POST", f"{ROUTE}/{found['id']}", params, change, repeatable=True)
        if answer.status != 200:
            raise PortalRefusal(f"门户没有收下频道“{wanted['name']}”的改动", REMEDY)
        return answer.said

    def _parent(self, path: str) -> int:
        above = path.rpartition("/")[0]
        while above:
            found = self.id_of(above)
            if found is not None:
                return found
            above = above.rpartition("/")[0]
        return 0

    def _of_name(self, name: str, parent: int) -> Any:
        """One that a person made: its name under this parent; one of ours for another path is not it."""
        params = {"parent": parent, "context": "edit", "hide_empty": "false", "per_page": 100, "_fields": FIELDS}
        listed = self.client.get(ROUTE, search=name, **params).said
        for one in listed if isinstance(listed, list) else []:
            if html.unescape(str(one["name"])) == name and "_" not in one["slug"] and not _made_by(one):
                return one
        return None

    def _of_slug(self, slug: str) -> Any:
        answer = self.client.get(ROUTE, slug=slug, context="edit", hide_empty="false", _fields=FIELDS)
        return answer.said[0] if isinstance(answer.said, list) and answer.said else None


def _made_by(category: Any) -> int | None:
    meta = category.get("meta")
    run = meta.get("gsm_run") if isinstance(meta, dict) else None
    return int(run) if run else None
