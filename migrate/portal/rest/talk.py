"""Talking with a platform as its profile says: signing in, asking, judging the answers, waiting for its tasks."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from migrate.errors import PortalError, PortalRefusal
from migrate.portal.asking import NOT_DONE, UNSURE, Again, Asker, Lost, Raw, Upload
from migrate.portal.rest.profile import Call, Meaning, Profile
from migrate.portal.rest.templates import at, fill, fill_path, first_at, identity_at, items_at, texts_at
from migrate.portal.secret import Secret

Uploading = Callable[[Mapping[str, Any]], Upload]
MOST_PAGES = 10_000
SHORTEST_SECRET = 4  # characters; shorter values would blot out every message
FIRST_PAUSE = 0.05  # seconds before a task is asked again; doubled each time, up to the profile's
CHECK_PROFILE = "请核对平台的版本、portal.api_url 与适配文件"


@dataclass(frozen=True)
class Said:
    """A judged answer; `meaning` is the kind that its code has: empty, `there` or `gone`."""

    json: Any
    meaning: str = ""


class _Expired(Exception):  # noqa: N818 - what happened
    """The platform no longer takes our tokens."""


@dataclass
class Talk:
    """One signed-in session; tokens are kept in memory only."""

    profile: Profile
    asker: Asker
    user: str
    secret: Secret = field(repr=False)
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)
    _secrets: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """The lines of the secret are those that the profile names, in its order."""
        lines = [line.strip() for line in self.secret.reveal().splitlines() if line.strip()]
        wanted = self.profile.secrets
        if len(lines) < len(wanted):
            told = "、".join(f"第 {number} 行 {name}" for number, name in enumerate(wanted, 1))
            raise PortalError(f"portal.secret_file 应有 {len(wanted)} 行，只有 {len(lines)} 行", f"请依次写入：{told}")
        self._secrets = dict(zip(wanted, lines, strict=False))

    def has(self, name: str) -> bool:
        """True where the platform has this call."""
        return name in self.profile.calls

    def ask(self, name: str, upload: Uploading | None = None, /, **values: Any) -> Said:
        """Make a call of the profile; raises Lost where it writes and its answer is lost."""
        call = self.profile.calls[name]
        return self._asked(call, values, upload, harmless=call.harmless)

    def ask_again(self, name: str, /, **values: Any) -> Said:
        """Make a call that does no harm twice, until it is answered."""
        return self._asked(self.profile.calls[name], values, None, harmless=True)

    def known(self) -> dict[str, Any]:
        """Give the values that every template may name."""
        return {"given": self.profile.given, "token": self._tokens, "user": self.user}

    def settle(self, write: Any) -> Any:
        """Write once, also where answers are lost; see `Asker.settle`."""
        try:
            return self.asker.settle(write)
        except Again as error:
            raise PortalError(error.problem, error.remedy) from None

    def pages(self, name: str, /, **values: Any) -> Iterator[list[Mapping[str, Any]]]:
        """Page through a list to its end; a list that turns in a circle ends where it does."""
        call, before = self.profile.calls[name], None
        for number in range(MOST_PAGES):
            place = {"page": call.first + number, "size": call.size, "offset": number * call.size}
            items = items_at(self.ask(name, **values, **place).json, call.list)
            told = [identity_at(one, call.id) for one in items]
            if items and told != before:
                yield items
            if len(items) < call.size or told == before or not self._is_paged(call):
                return
            before = told
        raise PortalError(f"门户的列表超过 {MOST_PAGES} 页，没有尽头", CHECK_PROFILE)

    @staticmethod
    def _is_paged(call: Call) -> bool:
        written = json.dumps([call.query, call.json, call.form, call.path], ensure_ascii=True, default=str)
        return "{page" in written or "{offset" in written

    def _asked(self, call: Call, values: Mapping[str, Any], upload: Uploading | None, *, harmless: bool) -> Said:
        try:
            said = self.asker.until_answered(
                lambda: self._signed_in(call, values, upload, Again if harmless else Lost), repeatable=harmless
            )
        except Lost:
            raise
        except Again as error:
            raise PortalError(error.problem, error.remedy) from None
        if call.task and not said.meaning:
            return self._awaited(said, identity_at(said.json, call.task), harmless=harmless)
        return said

    def _signed_in(self, call: Call, values: Mapping[str, Any], upload: Uploading | None, unsure: type[Again]) -> Said:
        """Ask once, signing in where we are not, and once more where the platform forgot us."""
        for last in (False, True):
            if self.profile.logins and not self._tokens:
                self._sign_in()
            try:
                return self._once(call, values, upload, unsure)
            except _Expired:
                self._tokens.clear()
                if last or not self.profile.logins:
                    break
        raise PortalError(f"门户 {self.asker.host} 不认我们的账号或令牌", "请检查 portal.user 和 portal.secret_file")

    def _sign_in(self) -> None:
        given: dict[str, str] = {}
        for call in self.profile.logins:
            try:
                said = self._once(call, {"secret": self._secrets, "token": given}, None, Again)
            except _Expired:
                raise PortalError(f"门户 {self.asker.host} 拒绝登录", "请检查账号、口令和应用授权") from None
            except PortalRefusal as refused:
                raise PortalError(f"登录门户失败：{refused.problem}", refused.remedy) from None
            for name, pointer in call.token.items():
                given[name] = identity_or_text(at(said.json, pointer))
                if not given[name]:
                    raise PortalError(f"登录门户的回答中没有 {pointer}", CHECK_PROFILE)
        self._tokens = given

    def _once(self, call: Call, values: Mapping[str, Any], upload: Uploading | None, unsure: type[Again]) -> Said:
        known = {**self.known(), **values}
        auth = {} if call.name == "login" else self.profile.auth
        if auth and self._secrets and not self.profile.logins:
            known["secret"] = self._secrets
        request: dict[str, Any] = {
            "params": _flat(fill({**auth.get("query", {}), **call.query}, known)),
            "headers": _flat(fill({**auth.get("headers", {}), **call.headers}, known)),
        }
        if upload is not None:
            request["data"] = upload(known)
        elif call.form is not None:
            request["data"] = _flat({**fill(call.form, known), **values.get("fields", {})})
        elif call.json is not None:
            request["json"] = _joined(fill(call.json, known), values.get("fields", {}))
        signing = self._basic if auth.get("basic") else None
        url = self.asker.api_url.rstrip("/") + fill_path(call.path, known)
        raw = self.asker.exchange(call.method, url, repeatable=unsure is not Lost, signing=signing, **request)
        return self._judged(call, raw, unsure)

    def _basic(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        pair = f"{self.user}:{next(iter(self._secrets.values()), '')}".encode()
        request.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
        return request

    def _judged(self, call: Call, raw: Raw, unsure: type[Again]) -> Said:
        """Sort an answer: done, there already, gone, to be asked again, or refused for good."""
        said = _parsed(raw.content)
        meaning = self._meaning(said) or (Meaning("expired") if raw.status == 401 else None)
        if raw.status in NOT_DONE or (meaning and meaning.kind == "again"):
            raise self.asker.later(Again, raw)
        if (meaning and meaning.kind == "there") or (meaning and meaning.kind == "gone" and call.asks_one):
            return Said(said, meaning.kind)
        if meaning and meaning.kind == "expired":
            raise _Expired
        if meaning:
            raise self._told(meaning, said, raw.status)
        if raw.status in UNSURE:
            raise self.asker.later(unsure, raw)
        if raw.status == 404 and call.asks_one:
            return Said(said, "gone")
        if not 200 <= raw.status < 300:
            raise self._refused(said, raw.status)
        if not isinstance(said, dict | list):
            raise unsure(f"门户 {self.asker.host} 的回答不是 JSON", CHECK_PROFILE)
        wanted = self.profile.answer.get("ok")
        if wanted and str(at(said, wanted["at"])) not in map(str, wanted["is"]):
            raise self._refused(said, raw.status)
        return Said(said)

    def _meaning(self, said: Any) -> Meaning | None:
        if not isinstance(said, dict):
            return None
        answer = self.profile.answer
        told = [*texts_at(said, answer.get("code", ())), *texts_at(said, answer.get("message", ()))]
        for code, meaning in self.profile.codes.items():
            if code in told or (not code.isdigit() and any(code in one for one in told)):
                return meaning
        return None

    def _told(self, meaning: Meaning, said: Any, status: int) -> PortalError:
        kind = PortalError if meaning.kind == "whole" else PortalRefusal
        return kind(f"{meaning.told}（门户答：{self._words(said, status)}）", meaning.remedy)

    def _refused(self, said: Any, status: int) -> PortalError:
        words = self._words(said, status)
        if status == 403:
            return PortalRefusal(f"门户不允许这样做（{words}）", "请检查账号或接口授权的范围，以及防火墙有无拦截")
        if status in (404, 405):
            return PortalError(f"门户没有这个接口（{words}）", CHECK_PROFILE)
        if status == 413:
            return PortalRefusal(f"门户的服务器嫌内容过大（{words}）", "请调大服务器允许的请求大小")
        return PortalRefusal(f"门户拒绝了这一项（{words}）", "请按门户所说改正后再次运行")

    def _words(self, said: Any, status: int) -> str:
        pointers = [*self.profile.answer.get("message", ()), *self.profile.answer.get("code", ())]
        words = " ".join(" ".join(dict.fromkeys(texts_at(said, pointers))).split())[:200]
        for hidden in (*self._secrets.values(), *self._tokens.values()):
            words = words.replace(hidden, "***") if len(hidden) >= SHORTEST_SECRET else words
        return words or str(status)

    def _awaited(self, said: Said, task: str, *, harmless: bool) -> Said:
        """Wait until the platform has done what it only promised."""
        if not task:
            return said
        told, waited, pause = self.profile.task, 0.0, FIRST_PAUSE
        while True:
            answer = self._asked(self.profile.calls["task"], {"task": task}, None, harmless=True)
            state = str(first_at(answer.json, told["state"]))
            if state in told["done"]:
                return said
            if answer.meaning == "there":
                return answer
            if state in told["failed"]:
                raise self._refused(answer.json, 200)
            if answer.meaning == "gone" or waited >= told["most"]:
                raise (Again if harmless else Lost)("门户没有说明任务的结果", "请稍后再次运行，会先查明再续做")
            pause = min(2 * pause, told["wait"])
            self.asker.sleep(pause)
            waited += pause


def identity_or_text(found: Any) -> str:
    """Give a token as text, empty for what is none."""
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give form fields as they are sent: truth as words, lists one by one, nothing left out that is empty."""
    return {name: [*map(_word, one)] if isinstance(one, list) else _word(one) for name, one in values.items()}


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _joined(body: Any, fields: Mapping[str, Any]) -> Any:
    """Give a JSON body with the article's fields in it; a name with dots is a place further in."""
    if not fields or not isinstance(body, dict):
        return body
    for name, value in fields.items():
        *way, last = name.split(".")
        place = body
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return body
