"""A small server with the shapes of WordPress 6.5's REST interface as they were seen on a real one, on loopback.

It keeps posts, categories and media in memory; `plugin` adds what our plugin adds. `filters` stands for an account
without the right to unfiltered HTML, `stores` for what changes files. The real one is asked in tests/real.
"""

import base64
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from migrate.portal.wordpress.marks import standing
from tests.portal.served import Handling, Served

USER, PASSWORD = "mover", "abcd EFGH 1234 ijkl"
RIGHTS = (
    *("publish_posts", "edit_published_posts", "edit_private_posts", "read_private_posts", "delete_published_posts"),
    *("upload_files", "manage_categories", "unfiltered_html"),
)
KEPT = ("title", "content", "slug", "status", "date", "categories")
Said = tuple[int, Any]


@dataclass
class FakeWordPress(Served):
    """The server; what it holds can be looked at and changed."""

    plugin: bool = True
    rights: tuple[str, ...] = RIGHTS
    gmt_offset: float = 8
    moving: bool = True
    filters: Callable[[str], str] = lambda text: text
    stores: Callable[[bytes], bytes] = lambda content: content
    hidden: bool = False  # files are refused to visitors
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    media: dict[int, dict[str, Any]] = field(default_factory=dict)
    categories: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    answers: list[tuple[str, int, dict[str, str], bytes]] = field(default_factory=list)  # said instead, by route
    _last: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def respond(self, method: str, route: str, query: dict[str, str], body: bytes, content_type: str) -> Said:
        with self._lock:
            self.asked.append((method, route))
            known = {"categories": self._categories, "posts": self._posts, "media": self._media}
            if route == "/":
                spaces = ["wp/v2", *(["gsm/v1"] if self.plugin else [])]
                return 200, {"home": self.url, "gmt_offset": self.gmt_offset, "namespaces": spaces}
            if route == "/wp/v2/users/me":
                return 200, {"capabilities": dict.fromkeys(self.rights, True)}
            if route == "/gsm/v1/status" and self.plugin:
                return 200, {"plugin": 1, "wordpress": "6.5", "moving": self.moving, "max_upload": 2 << 20}
            if route == "/gsm/v1/items" and self.plugin:
                return 200, self._items(query)
            kind, _, number = route.removeprefix("/wp/v2/").partition("/")
            if kind not in known and kind != "pages":
                return 404, {"code": "rest_no_route", "message": "No route was found"}
            if kind == "pages":
                return 200, []
            given = _multipart(body, content_type) if "multipart" in content_type else json.loads(body or b"{}")
            return known[kind](method, int(number) if number else 0, query, given)

    def _items(self, query: dict[str, str]) -> list[dict[str, Any]]:
        after, limit = int(query["after"]), int(query["limit"])
        held = self.media if query["type"] == "attachment" else self.posts
        items = [one for number, one in sorted(held.items()) if number > after][:limit]
        if query["type"] == "attachment":
            return [{"id": one["id"], "slug": one["slug"]} for one in items]
        return [_listed(one) for one in items]

    def _posts(self, method: str, number: int, query: dict[str, str], given: dict[str, Any]) -> Said:
        if number and number not in self.posts:
            return 404, {"code": "rest_post_invalid_id", "message": "Invalid post ID."}
        if method == "GET" and number:
            return 200, self.posts[number]
        if method == "GET":
            return 200, self._chosen(self.posts, query)
        if method == "DELETE":
            return 200, self.posts.pop(number)
        if not number and self.plugin and any(one["slug"] == given["slug"] for one in self.posts.values()):
            return 409, {"code": "gsm_exists", "message": "gsm_exists"}
        post = self.posts.get(number) or self._new({"title": {"raw": ""}, "content": {"raw": ""}, "categories": [1]})
        expected = given.get("gsm_expected")
        if number and self.plugin and expected and expected != standing(post).hash:
            return 409, {"code": "gsm_changed", "message": "gsm_changed"}
        for name in KEPT:
            if name in given:
                value = self.filters(given[name]) if name == "content" else given[name]
                post[name] = {"raw": value} if name in ("title", "content") else value
        post["slug"] = self._free(self.posts, post)
        post["link"] = f"{self.url}/archives/{post['id']}"
        self.posts[post["id"]] = post
        return 200 if number else 201, post

    def _media(self, method: str, number: int, query: dict[str, str], given: dict[str, Any]) -> Said:
        if number and number not in self.media:
            return 404, {"code": "rest_post_invalid_id", "message": "Invalid post ID."}
        if method == "GET":
            return 200, self.media[number] if number else self._chosen(self.media, query)
        if method == "DELETE":
            return 200, self.media.pop(number)
        name, content = given["file"]
        if not self.plugin and name.rpartition(".")[2] in ("wps", "ofd", "bin"):
            return 500, {"code": "rest_upload_unknown_error", "message": "Sorry, you are not allowed to upload this."}
        if self.plugin and any(one["slug"] == given["slug"] for one in self.media.values()):
            return 409, {"code": "gsm_exists", "message": "gsm_exists"}
        one = self._new({"slug": given["slug"], "description": {"raw": given["description"]}, "media_details": {}})
        one["slug"] = self._free(self.media, one)
        one |= {"source_url": f"{self.url}/wp-content/uploads/{one['id']}/{name}", "content": self.stores(content)}
        self.media[one["id"]] = one
        return 201, one

    def _categories(self, method: str, number: int, query: dict[str, str], given: dict[str, Any]) -> Said:
        if number and number not in self.categories:
            return 404, {"code": "rest_term_invalid_id", "message": "Term does not exist."}
        if method == "GET":
            return 200, self.categories[number] if number else self._chosen(self.categories, query)
        if method == "DELETE":
            return 200, self.categories.pop(number)
        if number:
            self.categories[number] |= given
            return 200, self.categories[number]
        for one in self.categories.values():
            if (one["name"], one["parent"]) == (given["name"], given["parent"]):
                return 400, {"code": "term_exists", "message": "exists", "data": {"status": 400, "term_id": one["id"]}}
        meta = given.get("meta", {}) if self.plugin else {}
        made = self._new({"parent": 0, "description": "", **given, "meta": meta})
        self.categories[made["id"]] = made | {"link": f"{self.url}/archives/category/{given['slug']}"}
        return 201, self.categories[made["id"]]

    def _chosen(self, held: dict[int, dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
        found = list(held.values())
        if "slug" in query:
            found = [one for one in found if one["slug"] in query["slug"].split(",")]
        if "parent" in query:
            found = [one for one in found if one["parent"] == int(query["parent"])]
        if "categories" in query:
            found = [one for one in found if int(query["categories"]) in one["categories"]]
        if "search" in query:
            found = [one for one in found if query["search"] in json.dumps(one, ensure_ascii=False)]
        return found

    def _new(self, values: dict[str, Any]) -> dict[str, Any]:
        self._last += 1
        return {"id": self._last, **values}

    def _free(self, held: dict[int, dict[str, Any]], one: dict[str, Any]) -> str:
        taken = {other["slug"] for other in held.values() if other["id"] != one["id"]}
        return f"{one['slug']}-2" if one["slug"] in taken else one["slug"]


class _Handler(Handling):
    owner: FakeWordPress

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        if parts.path.startswith("/wp-content/uploads/"):
            self._file(parts.path)
            return
        route = query.pop("rest_route", "") or parts.path.removeprefix("/wp-json") or "/"
        for planned in self.owner.answers:
            if re.fullmatch(planned[0], f"{self.command} {route}"):
                self.owner.answers.remove(planned)
                self._say(planned[1], planned[3], planned[2])
                return
        signed = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {signed}":
            status, said = 401, {"code": "incorrect_password", "message": "The provided password is invalid."}
        else:
            status, said = self.owner.respond(self.command, route, query, body, self.headers.get("Content-Type") or "")
        self._say(status, json.dumps(said, default=lambda _: None).encode(), {"Content-Type": "application/json"})

    do_GET = do_POST = do_DELETE = _pass  # noqa: N815

    def _file(self, path: str) -> None:
        assert "Authorization" not in self.headers, "files are asked as a visitor does"
        one = None if self.owner.hidden else self.owner.media.get(int(path.split("/")[3]))
        self._say(200 if one else 404, one["content"] if one else b"", {"Content-Type": "application/octet-stream"})

    def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _listed(post: dict[str, Any]) -> dict[str, Any]:
    there = standing(post)
    return {
        "id": post["id"],
        "slug": there.slug,
        "status": there.status,
        "link": there.link,
        "mark": dict(there.mark),
        "hash": there.hash,
        "categories": list(there.categories),
        "seal": there.seal,
    }


def _multipart(body: bytes, content_type: str) -> dict[str, Any]:
    message = BytesParser(Message).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    given: dict[str, Any] = {}
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        file_name = part.get_filename()
        given[name] = (file_name, _between(body, file_name)) if file_name else content.decode()
    return given


def _between(body: bytes, file_name: str) -> bytes:
    """The bytes of the file as sent: the parser of mail would mend its line ends."""
    start = body.index(b"\r\n\r\n", body.index(f'filename="{file_name}"'.encode())) + 4
    return body[start : body.rindex(b"\r\n--")]


FakeWordPress.handling = _Handler
