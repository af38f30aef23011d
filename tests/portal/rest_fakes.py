"""Small servers on loopback with the shapes of PublicCMS, ChestnutCMS and SSCMS, their oddities included.

The shapes are those that were read from the platforms' public code; nobody compared them with a live one. Each fake
keeps everything in memory, where a test can look at it and change it.
"""

import hashlib
import itertools
import json
import re
import threading
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.portal.samples import CHANNELS
from tests.portal.served import Handling, Served

Said = tuple[int, Any]
PASSWORD, APP_SECRET, API_KEY = "Qiyun-Mover-1", "app-secret-77f1", "sscms-key-55aa"


@dataclass(frozen=True)
class Asked:
    """One request; `form` has the fields of a form or of a multipart body, `file` the file's name and bytes."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]
    given: Any
    file: tuple[str, bytes] | None


@dataclass
class Fake(Served):
    """What all three share: a server, files that visitors get, answers that a test puts in between."""

    content: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    answers: list[tuple[str, int, bytes]] = field(default_factory=list)  # pattern of "METHOD path", status, body
    numbers: Any = field(default_factory=lambda: itertools.count(101))
    lock: Any = field(default_factory=threading.RLock)

    def new_id(self) -> str:
        return str(next(self.numbers))

    def respond(self, asked: Asked) -> Said:
        raise NotImplementedError


@dataclass
class FakePublicCms(Fake):
    """Two tokens, errors as words in `error`, no writing of channels, upload that takes tokens as parameters only."""

    authorised: set[str] = field(default_factory=lambda: {"contentCreate", "upload", "content", "contentList"})
    tokens: dict[str, str] = field(default_factory=dict)
    advanced: bool = True  # the application may ask for `attribute`

    def __post_init__(self) -> None:
        known: dict[str, str] = {}
        for channel in CHANNELS:
            number = self.new_id()
            known[channel.path] = number
            above = known.get(channel.path.rpartition("/")[0])
            self.channels[number] = {
                "id": int(number),
                "parentId": int(above) if above else None,
                "name": channel.name,
                "code": channel.path.replace("/", "_"),
                "url": f"/{channel.path}/",
                "models": ["article"],
                "allowContribute": True,
            }

    def respond(self, asked: Asked) -> Said:
        path = asked.path
        if path == "/api/apis":
            return 200, [{"name": name, "needAppToken": True, "needUserToken": True} for name in self.authorised]
        if path == "/api/appToken":
            return self._app_token(asked)
        if path == "/api/login":
            return self._login(asked)
        name = path.rpartition("/")[2]
        if path.startswith("/api/directive/") and asked.headers.get("apptoken") != self.tokens.get("app"):
            return 200, {"error": "needAppToken"}
        if name == "categoryList":
            return 200, self._page([*self.channels.values()], asked)
        if name not in self.authorised:
            return 200, {"error": "unAuthorized"}
        if name == "content":
            there = self.content.get(asked.query["ids"])
            return 200, {"map": {asked.query["ids"]: self._seen(there)} if there else {}}
        if name == "contentList":
            found = [one for one in self.content.values() if str(one["categoryId"]) == asked.query["categoryId"]]
            return 200, self._page([self._seen(one) for one in found], asked)
        if name == "upload":
            return self._upload(asked)
        return self._create(asked) if name == "contentCreate" else (404, {"status": 404})

    def _seen(self, one: dict[str, Any]) -> dict[str, Any]:
        return one if self.advanced else {**one, "attribute": None}

    def _app_token(self, asked: Asked) -> Said:
        if (asked.query.get("appKey"), asked.query.get("appSecret")) != ("qiyun-app", APP_SECRET):
            return 200, {"error": "secretError"}
        self.tokens["app"] = "app-" + self.new_id() + "-token"
        return 200, {"appToken": self.tokens["app"], "expiryDate": "2030-01-01 00:00:00"}

    def _login(self, asked: Asked) -> Said:
        hashed = hashlib.sha512(PASSWORD.encode()).hexdigest()
        given = (asked.form.get("username"), asked.form.get("password"), asked.form.get("encoding"))
        if given != ("mover", hashed, "sha512"):
            return 200, {"result": "failed", "error": "verify.custom.password"}
        self.tokens["auth"] = "auth-" + self.new_id() + "-token"
        return 200, {"result": "success", "authToken": self.tokens["auth"], "expiryDate": "2030", "user": {"id": 9}}

    def _signed(self, told: dict[str, str], names: tuple[str, str]) -> bool:
        return [told.get(one) for one in names] == [self.tokens.get("app"), self.tokens.get("auth")]

    def _upload(self, asked: Asked) -> Said:
        if not self._signed(asked.form, ("appToken", "authToken")):
            return 200, {"result": "failed", "error": "needLogin"}
        name, content = asked.file or ("", b"")
        if name.rpartition(".")[2] in ("exe", "wps"):
            return 200, {"result": "failed", "error": "verify.custom.fileType"}
        stored = f"2026/11-22/{self.new_id()}.{name.rpartition('.')[2]}"
        self.stored[f"/webfile/{stored}"] = content
        return 200, {"result": "success", "fileName": stored, "fileType": "other", "fileSize": len(content)}

    def _create(self, asked: Asked) -> Said:
        form = asked.form
        if not self._signed(asked.headers, ("apptoken", "authtoken")) or asked.headers.get("authuserid") != "9":
            return 200, {"error": "needLogin"}
        category = self.channels.get(form["categoryId"])
        if category is None or form["modelId"] not in category["models"]:
            return 200, {"result": "failed", "error": "verify.notEmpty.categoryModel"}
        if not category["allowContribute"]:
            return 200, {"result": "failed", "error": "verify.custom.contribute"}
        number = form.get("id") or self.new_id()
        text = form.get("text", "")
        status = 0 if form.get("draft") == "true" else 1 if form.get("checked") == "true" else 2
        self.content[number] = {
            "id": int(number),
            "title": form["title"],
            "author": form.get("author") or None,
            "description": form.get("description") or re.sub("<[^>]*>", "", text)[:300],
            "categoryId": int(form["categoryId"]),
            "publishDate": form["publishDate"],
            "status": status,
            "url": f"{self.url}/content/{number}.html" if status == 1 else None,
            "attribute": {name: form.get(name, "") for name in ("text", "source", "sourceUrl")},
        }
        return 200, {"result": "success", "contentId": int(number)}

    def _page(self, items: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
        index, size = int(asked.query["pageIndex"]), int(asked.query["pageSize"])
        pages = max(1, -(-len(items) // size))
        index = min(index, pages)  # a page beyond the last one is the last one
        return {
            "page": {"list": items[(index - 1) * size : index * size], "totalCount": len(items), "pageIndex": index}
        }


@dataclass
class FakeChestnut(Fake):
    """Envelopes with `code`, writes that are only promised, an id that is given before the article is made."""

    captcha: bool = False
    refuses_same_title: bool = False
    slow: int = 1  # polls of a task before it is done
    late: int = 0  # further requests before an article that was promised stands there
    token: str = ""
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)

    def respond(self, asked: Asked) -> Said:
        self._work_on()
        if asked.path == "/login":
            return 200, self._login(asked.given)
        signed = asked.headers.get("authorization") == f"Bearer {self.token}" and self.token
        if not signed or asked.headers.get("cc-current-site") != "4242":
            return 200, {"code": 401, "msg": "登录状态已失效", "data": None}
        way = asked.path.strip("/").split("/")
        if way[:2] == ["async", "task"]:
            return 200, self._polled(way[2])
        if way[:2] == ["cms", "catalog"]:
            return 200, self._catalog(way[2], asked.given)
        if way[:2] == ["cms", "resource"]:
            return 200, self._upload(asked)
        if way[:3] == ["cms", "content", "init"]:
            return 200, self._init(way[3], way[5])
        if way[:3] == ["cms", "content", "list"]:
            return 200, self._list(asked.query)
        return 200, self._content(way[2], asked.given)

    def _list(self, query: dict[str, str]) -> Any:
        """The rows of a channel; whether they tell the source's address is for an office to see."""
        rows = [one for one in self.content.values() if one["catalogId"] == query["catalogId"]]
        start = (int(query["pageNum"]) - 1) * int(query["pageSize"])
        return self._ok({"rows": rows[start : start + int(query["pageSize"])], "total": len(rows)})

    def _login(self, given: dict[str, Any]) -> Any:
        if self.captcha:
            return {"code": 500, "msg": "CAPTCHA_INVALID", "data": None}
        if (given["username"], given["password"]) != ("mover", PASSWORD):
            return {"code": 500, "msg": "用户不存在/密码错误", "data": None}
        self.token = "eyJ-" + self.new_id() + "-token"
        return self._ok(self.token)

    def _catalog(self, what: str, given: Any) -> Any:
        if what == "treeData":
            return self._ok(self._tree("0"))
        if what == "delete":  # an office's own profile may name it
            return self._ok(self.channels.pop(given["id"]))
        taken = {one[name] for one in self.channels.values() for name in ("alias", "path")}
        if given["alias"] in taken or given["path"] in taken:
            return {"code": 500, "msg": "CONFLICT_CATALOG", "data": None}
        number = self.new_id()
        self.channels[number] = {**given, "id": number}
        return self._ok(None)

    def _tree(self, parent: str) -> list[dict[str, Any]]:
        return [
            {"id": one["id"], "parentId": parent, "label": one["name"], "children": self._tree(one["id"])}
            for one in self.channels.values()
            if one["parentId"] == parent
        ]

    def _upload(self, asked: Asked) -> Any:
        if asked.path.endswith("/delete"):  # an office's own profile may name it
            gone = [path for path in self.stored if asked.given[0] in path]
            return self._ok([self.stored.pop(path) and path for path in gone])
        name, content = asked.file or ("", b"")
        number, ending = self.new_id(), name.rpartition(".")[2]
        self.stored[f"/resources/{number}.{ending}"] = content
        inner = f"iurl://resource?id={number}"
        return self._ok({"resourceId": number, "src": f"{self.url}/resources/{number}.{ending}", "internalUrl": inner})

    def _init(self, catalog: str, number: str) -> Any:
        if number == "0":
            return self._ok({"contentId": f"7{self.new_id()}0000000001", "catalogId": catalog, "publishPipe": ["pc"]})
        there = self.content.get(number)
        return self._ok(there) if there else {"code": 500, "msg": "CONTENT_NOT_FOUND", "data": None}

    def _content(self, what: str, given: dict[str, Any]) -> Any:
        if what == "add":
            self.waiting.append((self.late, self._promised(), given))
            self._work_on()
            return self._ok({"taskId": [*self.tasks][-1]})
        if what == "update":
            there = self.content[given["contentId"]]
            there |= {**given, "status": "60" if there["status"] == "30" else there["status"]}
        for number in given.get("contentIds", ()):
            if what == "delete":
                self.content.pop(number, None)
            else:
                self.content[number]["status"] = {"publish": "30", "offline": "40"}[what]
        return self._ok({"taskId": self._promised()})

    def _promised(self) -> str:
        number = f"task-{self.new_id()}"
        self.tasks[number] = {"status": "SUCCESS", "errMessages": [], "polls": 0}
        return number

    def _work_on(self) -> None:
        """Do what was promised, once enough requests came after it."""
        waiting, self.waiting = self.waiting, []
        for left, task, given in waiting:
            if left > 0:
                self.waiting.append((left - 1, task, given))
            else:
                self._insert(task, given)

    def _insert(self, task: str, given: dict[str, Any]) -> None:
        wrong = ""
        if given["contentId"] in self.content:
            wrong = f"Duplicate entry '{given['contentId']}' for key 'PRIMARY'"
        elif self.refuses_same_title and any(one["title"] == given["title"] for one in self.content.values()):
            wrong = "TITLE_REPLEAT"
        if wrong:
            self.tasks[task] |= {"status": "FAILED", "errMessages": [wrong]}
        else:
            link = f"{self.url}/{given['catalogId']}/{given['contentId']}.html"
            self.content[given["contentId"]] = {**given, "status": "0", "link": link}

    def _polled(self, number: str) -> Any:
        task = self.tasks.get(number)
        if task is None:
            return self._ok({"status": "NONE"})
        task["polls"] += 1
        running = task["polls"] <= self.slow or any(one[1] == number for one in self.waiting)
        return self._ok(
            {"taskId": number, "status": "RUNNING" if running else task["status"], "errMessages": task["errMessages"]}
        )

    @staticmethod
    def _ok(found: Any) -> Any:
        return {"code": 200, "msg": "操作成功", "data": found}


@dataclass
class FakeSscms(Fake):
    """A key in a header, bare answers, a search over any column, no upload."""

    level: int = 2

    def __post_init__(self) -> None:
        self.channels["1"] = {
            "id": 1,
            "parentId": 0,
            "channelName": "栖云县人民政府",
            "indexName": "首页",
            "filePath": "/",
        }

    def respond(self, asked: Asked) -> Said:
        if asked.headers.get("x-ss-api-key") != API_KEY:
            return 401, {
                "type": "https://tools.ietf.org/html/rfc7235#section-3.1",
                "title": "Unauthorized",
                "status": 401,
            }
        way = asked.path.removeprefix("/api/v1/").split("/")
        if way[0] == "channels":
            return self._channels(asked)
        if way == ["contents"]:
            return 200, self._search(asked.given)
        if way == ["contents", "actions", "check"]:
            for one in asked.given["contents"]:
                self._shown(self.content[str(one["id"])], self.level)
            return 200, {"contents": []}
        if len(way) == 3:
            return self._create(way[2], asked.given)
        there = self.content.get(way[3])
        if there is None:
            return 400, {"message": "无法确定内容对应的内容"}
        return 200, self._changed(way, there, asked.given)

    def _channels(self, asked: Asked) -> Said:
        if asked.method == "GET":
            return 200, list(self.channels.values())
        given = asked.given
        if any(one["indexName"] == given["indexName"] for one in self.channels.values()):
            return 400, {"message": "栏目添加失败，栏目索引已存在！"}
        assert isinstance(given["parentId"], int), "the platform takes numbers only"
        number = self.new_id()
        self.channels[number] = {**given, "id": int(number)}
        return 200, self.channels[number]

    def _search(self, given: dict[str, Any]) -> Any:
        found = [
            one
            for one in self.content.values()
            if all(str(one.get(where["column"], "")) == where["value"] for where in given["wheres"])
        ]
        start = (given["page"] - 1) * given["perPage"]
        return {"totalCount": len(found), "contents": found[start : start + given["perPage"]]}

    def _create(self, channel: str, given: dict[str, Any]) -> Said:
        if channel not in self.channels:
            return 400, {"message": "无法确定内容对应的栏目"}
        number = self.new_id()
        made = {**given, "id": int(number), "navigationUrl": f"/contents/{channel}/{number}.html"}
        self.content[number] = self._shown(made | {"channelId": int(channel)}, given["checkedLevel"])
        return 200, self.content[number]

    def _changed(self, way: list[str], there: dict[str, Any], given: dict[str, Any]) -> Any:
        if way[-1] == "delete":
            return self.content.pop(way[3])
        if way[-1] == "update":
            there |= {**given, "channelId": int(way[2])}
            self._shown(there, given["checkedLevel"])
        return there

    def _shown(self, one: dict[str, Any], level: int) -> dict[str, Any]:
        one |= {"checked": level >= self.level, "checkedLevel": level, "addDate": one["addDate"].replace(" ", "T")}
        return one


class _Handler(Handling):
    owner: Fake

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        if self.command == "GET" and parts.path.startswith(("/webfile/", "/resources/")):
            content = self.owner.stored.get(unquote(parts.path))
            self._say(200 if content is not None else 404, content or b"", "application/octet-stream")
            return
        for planned in self.owner.answers:
            if re.search(planned[0], f"{self.command} {parts.path}"):
                self.owner.answers.remove(planned)
                self._say(planned[1], planned[2], "text/html")
                return
        asked = self._asked(parts.path, parts.query, body)
        with self.owner.lock:
            self.owner.asked.append(asked)
            status, said = self.owner.respond(asked)
        self._say(status, json.dumps(said).encode(), "application/json")

    do_GET = do_POST = _pass  # noqa: N815

    def _asked(self, path: str, query: str, body: bytes) -> Asked:
        content_type = self.headers.get("Content-Type") or ""
        form, given, file = {}, None, None
        if "json" in content_type:
            given = json.loads(body)
        elif "urlencoded" in content_type:
            form = _first(parse_qs(body.decode(), keep_blank_values=True))
        elif "multipart" in content_type:
            form, file = _multipart(body, content_type)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Asked(self.command, path, _first(parse_qs(query)), headers, form, given, file)

    def _say(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _first(values: dict[str, list[str]]) -> dict[str, str]:
    return {name: given[0] for name, given in values.items()}


def _multipart(body: bytes, content_type: str) -> tuple[dict[str, str], tuple[str, bytes] | None]:
    message = BytesParser(Message).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    form, file = {}, None
    for part in message.get_payload():
        name, file_name = part.get_param("name", header="content-disposition"), part.get_filename()
        if file_name:
            start = body.index(b"\r\n\r\n", body.index(f'filename="{file_name}"'.encode())) + 4
            file = (file_name, body[start : body.rindex(b"\r\n--")])
        else:
            form[name] = part.get_payload(decode=True).decode()
    return form, file


Fake.handling = _Handler
