"""What a profile says of a platform, ready for use; `mappings/portal_profiles.py` has checked it before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.portal.contract import Visibility

UNTESTED = "未经实际平台验证"
ASKING_ONE = frozenset(
    (
        *("article_read", "article_update", "article_publish", "article_offline", "article_draft", "article_delete"),
        *("channel_delete", "file_delete", "task"),
    )
)


@dataclass(frozen=True)
class Call:
    """One request; `fields`: the article's fields go into its body. Pointers say where in the answer things stand."""

    name: str
    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, Any] | None = None
    file: str = ""
    reads: bool = False
    id: str = ""
    item: str = ""
    list: str = ""
    children: str = ""
    task: str = ""
    url: str = ""
    internal: str = ""
    first: int = 1
    size: int = 100
    token: Mapping[str, str] = field(default_factory=dict)

    @property
    def asks_one(self) -> bool:
        """True where it is about one thing that may be gone, so that 404 is an answer."""
        return self.name in ASKING_ONE

    @property
    def harmless(self) -> bool:
        """True where it changes nothing and may be made twice."""
        return self.reads or self.method in ("GET", "HEAD")


@dataclass(frozen=True)
class Meaning:
    """What a code in an answer means: whole, one, expired, again, there or gone; told to the office in its words."""

    kind: str
    told: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Field:
    """One field of an article: its name in a request, its place in what is read, and its value."""

    name: str
    send: str
    value: Any
    read: str = ""
    date: bool = False
    loose: bool = False  # the platform may alter it: kept for comparing, not held against it


@dataclass(frozen=True)
class Profile:
    """A platform as its profile describes it."""

    name: str
    title: str
    basis: str
    tested: bool
    given: Mapping[str, Any]
    secrets: tuple[str, ...]
    auth: Mapping[str, Any]
    logins: tuple[Call, ...]
    answer: Mapping[str, Any]
    codes: Mapping[str, Meaning]
    task: Mapping[str, Any]
    calls: Mapping[str, Call]
    channel: Mapping[str, Any]
    file: Mapping[str, Any]
    article: Mapping[str, Any]
    fields: tuple[Field, ...]

    @classmethod
    def of(cls, name: str, table: Mapping[str, Any]) -> "Profile":
        """Give the profile that a checked table describes."""
        auth, answer, article = (table.get(one, {}) for one in ("auth", "answer", "article"))
        return cls(
            name=name,
            title=table["title"],
            basis=table["basis"],
            tested=table["tested"],
            given=table.get("given", {}),
            secrets=tuple(auth.get("secrets", ("token",))),
            auth=auth,
            logins=tuple(Call("login", **one) for one in auth.get("login", ())),
            answer=answer,
            codes={code: Meaning(**one) for code, one in answer.get("codes", {}).items()},
            task=table.get("task", {}),
            calls={one: Call(one, **body) for one, body in table["call"].items()},
            channel=table.get("channel", {}),
            file=table.get("file", {}),
            article=article,
            fields=tuple(Field(one, **body) for one, body in article["fields"].items()),
        )

    @property
    def version(self) -> str:
        """What is said of it: on what it rests, and that nobody tried it where that is so."""
        return self.basis if self.tested else f"{self.basis}，{UNTESTED}"

    def visibility_of(self, state: Any) -> Visibility | None:
        """Give what a state of the platform means, None where the profile does not say."""
        said = str(state).lower() if isinstance(state, bool) else str(state)
        states = self.article["states"]
        return next((one for one in Visibility if said in map(str, states.get(one.value, {}).get("read", ()))), None)
