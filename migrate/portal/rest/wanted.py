"""An article as a platform is to have it, and as it stands there: the same fields, compared one by one."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urldefrag, urlsplit

from migrate.errors import PortalRefusal
from migrate.model import Article
from migrate.portal.contract import Visibility, digest_of
from migrate.portal.rest.profile import Field, Profile
from migrate.portal.rest.templates import at, fill
from migrate.portal.whole_text import whole_text

BEIJING = timezone(timedelta(hours=8))
NO_TITLE = "（原文无标题）"
SUMMARY = 120  # characters of the text
_MARKED = re.compile(r"gsm-([0-9a-f]{32})\Z")


@dataclass(frozen=True)
class Wanted:
    """What is to be sent (by the platform's names) and what is to be read afterwards (by ours)."""

    sent: Mapping[str, Any]
    fields: Mapping[str, str]
    content: str
    kept: Mapping[str, Any]  # what is sent and cannot be read: needed again to send the article unaltered


@dataclass(frozen=True)
class Standing:
    """An article as the platform has it; `content` is the digest of what it must keep as it is, `hash` of all."""

    remote_id: str
    fields: Mapping[str, str]
    visibility: Visibility | None
    url: str
    content: str
    hash: str


def mark_of(article_key: str) -> str:
    """Give the mark that an article is known by; it depends on the key alone."""
    return "gsm-" + hashlib.sha256(article_key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def marker_of(article: Article, most: int) -> str:
    """Give the source's address with our mark as its fragment, at most so many characters, the mark whole."""
    mark, bare = mark_of(article.article_key), urldefrag(article.old_url)[0]
    if len(bare) + len(mark) < most:
        return f"{bare}#{mark}"
    return f"{urlsplit(bare).scheme}://{urlsplit(bare).netloc}/#{mark}"


def mark_in(text: Any) -> str:
    """Give our mark at the end of a field, empty where there is none."""
    found = _MARKED.search(text) if isinstance(text, str) else None
    return found[0] if found else ""


def wanted_of(
    profile: Profile, article: Article, visibility: Visibility, values: Mapping[str, Any], home: str
) -> Wanted:
    """Give the article as the platform is to have it; `values`: what the templates may name besides."""
    known = {**_values(profile, article, home), **state_values(profile, visibility), **values}
    sent = {one.send: fill(one.value, known) for one in profile.fields if one.send}
    fields = {one.name: canonical(one, fill(one.value, known), profile) for one in profile.fields if one.read}
    kept = {one.send: sent[one.send] for one in profile.fields if one.send and not one.read and not _is_state(one)}
    return Wanted(sent, fields, content_of(profile, fields), kept)


def standing_of(profile: Profile, remote_id: str, item: Mapping[str, Any], url: str) -> Standing:
    """Give the article that an answer of the platform tells."""
    fields = {one.name: canonical(one, at(item, one.read), profile) for one in profile.fields if one.read}
    state = at(item, profile.article["state"])
    shown = profile.visibility_of(state)
    told = [dict(fields), shown.value if shown else str(state)]
    return Standing(remote_id, fields, shown, url, content_of(profile, fields), digest_of(told))


def resent(profile: Profile, there: Standing, kept: Mapping[str, Any], visibility: Visibility) -> dict[str, Any]:
    """Give the fields of an article as it stands, to be sent again with another visibility."""
    states = state_values(profile, visibility)
    sent = {
        one.send: _sendable(one, there.fields[one.name], profile) for one in profile.fields if one.send and one.read
    }
    return {**sent, **kept, **{one.send: fill(one.value, states) for one in profile.fields if _is_state(one)}}


def content_of(profile: Profile, fields: Mapping[str, str]) -> str:
    """Give the digest of what the platform must keep as it is given."""
    loose = {one.name for one in profile.fields if one.loose}
    return digest_of({name: value for name, value in fields.items() if name not in loose})


def canonical(one: Field, value: Any, profile: Profile) -> str:
    """Give a field's value in one spelling, whichever a platform uses for it."""
    if one.date:
        found = _moment(value, str(profile.article["date"]))
        return found.strftime("%Y-%m-%d %H:%M:%S") if found else ("" if value is None else str(value))
    if isinstance(value, list):
        return "\n".join(str(part) for part in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def state_values(profile: Profile, visibility: Visibility) -> dict[str, Any]:
    """Give what templates may name of a visibility."""
    shown = visibility is Visibility.PUBLISHED
    send = profile.article["states"].get(visibility.value, profile.article["states"].get("draft", {})).get("send", "")
    return {"state": fill(send, {"given": profile.given}), "published": shown, "hidden": not shown}


def check_date(published_at: str | None) -> None:
    """Raise PortalRefusal for what is no date, and for one that a platform would wait for."""
    if published_at is None:
        return
    try:
        dated = datetime.fromisoformat(published_at).replace(tzinfo=BEIJING)
    except ValueError:
        raise PortalRefusal(f"发布时间 {published_at} 不是日期", "请核对原文的发布时间") from None
    if dated > datetime.now(BEIJING):
        raise PortalRefusal(f"发布时间 {published_at} 尚未到来，门户会推迟发布", "请核对原文的发布时间")


def title_of(article: Article) -> str:
    """Give the title as it is sent: as it is, its blanks as one; never empty."""
    return re.sub(r"[^\S\u3000]+", " ", article.title).strip() or NO_TITLE


def _is_state(one: Field) -> bool:
    return isinstance(one.value, str) and any(f"{{{name}" in one.value for name in ("state", "published", "hidden"))


def _sendable(one: Field, value: str, profile: Profile) -> Any:
    if one.date:
        found = _moment(value, "%Y-%m-%d %H:%M:%S")
        return found.strftime(str(profile.article["date"])) if found else value
    typed = isinstance(one.value, str) and one.value.endswith(":int}")
    return int(value) if typed and value.lstrip("-").isdigit() else value


def _values(profile: Profile, article: Article, home: str) -> dict[str, Any]:
    written = str([one.value for one in profile.fields])
    day, _, clock = (article.published_at or profile.article["undated"]).partition(" ")
    dated = datetime.fromisoformat(f"{day} {clock or '00:00'}")
    files = [one for one in article.attachments if one.new_url]
    return {
        "given": profile.given,
        "title": title_of(article),
        "body": whole_text(article, home, listed="{attachments}" not in written),
        "summary": " ".join(article.body_text.split())[:SUMMARY],
        "date": dated.strftime(str(profile.article["date"])),
        "source": article.source,
        "author": article.author,
        "keywords": article.keywords,
        "keyword_list": article.keywords.replace("，", ",").replace(";", ",").split(",") if article.keywords else [],
        "mark": mark_of(article.article_key),
        "marker": marker_of(article, int(profile.article.get("marker_length", 250))),
        "old_url": article.old_url,
        "attachments": [one.new_url for one in files],
        "attachment_names": [one.name for one in files],
    }


def _moment(value: Any, written: str) -> datetime | None:
    """Read a date as platforms tell them: in the profile's pattern, ISO, or milliseconds since 1970; 北京时间."""
    if isinstance(value, bool) or value is None or value == "":
        return None
    if isinstance(value, int):
        try:
            return datetime.fromtimestamp(value / 1000, UTC).astimezone(BEIJING).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError):
            return None
    for read in (lambda text: datetime.strptime(text, written), datetime.fromisoformat):
        try:
            found = read(str(value))
        except ValueError:
            continue
        return found.astimezone(BEIJING).replace(tzinfo=None) if found.tzinfo else found
    return None
