"""The one client that asks a WordPress: paced, bounded, repeating only what may be repeated, never showing its secret.

Whether a write was done is not always known (an answer is lost, a gateway gives up). Then `Lost` is raised and the
caller looks before it writes again; a request that was certainly not carried out, or does no harm twice, is repeated.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests

from migrate.errors import PortalError
from migrate.portal.asking import NOT_DONE, UNSURE, Again, Asker, Lost, Raw, Upload
from migrate.portal.secret import Secret
from migrate.portal.wordpress.refusals import refusal

_OF_DATABASE = ("db_", "rest_db_", "internal_server_error")

Done = TypeVar("Done")


@dataclass(frozen=True)
class Answer:
    """What the interface said: the status, the parsed JSON, and the headers."""

    status: int
    said: Any
    headers: Mapping[str, str]


@dataclass
class Client:
    """One session with a WordPress; `secret` is an application password, told to nobody else."""

    asker: Asker
    user: str
    secret: Secret = field(repr=False)

    @property
    def host(self) -> str:
        """The portal's host, as messages name it."""
        return self.asker.host

    @property
    def api_url(self) -> str:
        """Where the interface is asked, as the settings say."""
        return self.asker.api_url

    def get(self, route: str, **params: Any) -> Answer:
        """Ask a route; 404 is an answer."""
        return self.call("GET", route, params, repeatable=True)

    def call(self, method: str, route: str, params: Mapping[str, Any], body: Any = None, *, repeatable: bool) -> Answer:
        """Make one request until it is answered; raises Lost at once where it may not be repeated unseen."""
        try:
            return self.asker.until_answered(
                lambda: self._once(method, route, params, body, repeatable), repeatable=repeatable
            )
        except Lost:
            raise
        except Again as error:
            raise self._given_up(error) from None

    def settle(self, write: Callable[[bool], Done]) -> Done:
        """Write something once: `write` is told whether it is the first try, and else looks before it writes again."""
        try:
            return self.asker.settle(write)
        except Lost as error:
            raise self._given_up(error) from None

    def _given_up(self, error: Again) -> PortalError:
        if error.coded:  # WordPress itself answers: it is this one thing that fails
            return refusal(0, error.coded, error.problem, self.host)
        return PortalError(error.problem, error.remedy)

    def _signed(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        pair = f"{self.user}:{self.secret.reveal()}".encode()
        request.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
        return request

    def _address(self, route: str) -> tuple[str, dict[str, str]]:
        """Where a route is asked: `…/wp-json/` where the settings name it, else `?rest_route=`, which always works."""
        home, json_root, _ = self.api_url.partition("/wp-json")
        if json_root:
            return f"{home}/wp-json{route}", {}
        return f"{home.rstrip('/')}/", {"rest_route": route}

    def _once(self, method: str, route: str, params: Mapping[str, Any], body: Any, repeatable: bool) -> Answer:
        url, routed = self._address(route)
        given = {"data": body} if isinstance(body, Upload) else {"json": body} if body is not None else {}
        asked = {"params": {**routed, **params}, **given}
        answer = self.asker.exchange(method, url, repeatable=repeatable, signing=self._signed, **asked)
        return self._judged(answer, Again if repeatable else Lost)

    def _judged(self, answer: Raw, unsure: type[Again]) -> Answer:
        """Sort an answer: done, not there, to be asked again, or refused for good."""
        status, said = answer.status, _parsed(answer.content)
        code = str(said.get("code", "")) if isinstance(said, dict) else ""
        if 200 <= status < 300:
            if said is None:
                raise unsure(f"门户 {self.host} 的回答不是 JSON", "请检查 portal.api_url，以及门户插件有无输出多余内容")
            return Answer(status, said, answer.headers)
        if status in NOT_DONE or code == "gsm_busy":
            raise self.asker.later(Again, answer, code)
        if status in UNSURE and (not code or code.startswith(_OF_DATABASE)):
            raise self.asker.later(unsure, answer, code)
        if status == 409 or (status == 404 and code.endswith("_invalid_id")) or code == "term_exists":
            return Answer(status, said, answer.headers)
        message = str(said.get("message", "")) if isinstance(said, dict) else ""
        raise refusal(status, code, message.replace(self.secret.reveal(), "***"), self.host)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
