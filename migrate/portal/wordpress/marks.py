"""What we leave in WordPress beside the text: slugs made of keys, the mark at a text's end, the digest of a post.

Mark and seal are blocks without a rendering (`<!-- wp:gsm/mark {"v":"…"} /-->`), so they are stored in one write with
the text, survive the filter for accounts that may not store scripts, and are on no public page. The mark says what the
article is and who made it; the seal is the digest of the post as we last wrote it.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.portal.contract import Visibility

STATUS = {Visibility.PUBLISHED: "publish", Visibility.DRAFT: "draft", Visibility.OFFLINE: "private"}
VISIBLE = {status: visibility for visibility, status in STATUS.items()}
DEFAULT_CATEGORY = 1  # where WordPress puts a post that is in no category yet
TRASHED = "__trashed"  # what WordPress adds to the slug of a post in its bin
UNDATED = "1970-01-01T00:00:01"  # WordPress has no post without a date, nor the second before; sorted last
_MARK = re.compile(r'<!-- wp:gsm/mark \{"v":"([A-Za-z0-9+/=]+)"\} /-->')
_SEAL = re.compile(r'<!-- wp:gsm/seal \{"v":"([0-9a-f]{64})"\} /-->')


@dataclass(frozen=True)
class Standing:
    """A post as it stands in WordPress; `mark` is empty where there is none."""

    remote_id: str
    slug: str
    status: str
    link: str
    categories: tuple[int, ...]
    hash: str
    mark: Mapping[str, Any]
    seal: str  # its hash as we last wrote it, empty where nothing tells
    fields: Mapping[str, Any]  # as REST gives them raw; empty in a listing

    @property
    def edited(self) -> bool:
        """True where somebody changed it since, or took away our mark."""
        return self.hash != self.seal and not self.half

    @property
    def half(self) -> bool:
        """True where WordPress was stopped between storing a new post and putting it into its category."""
        category, given = self.mark.get("category"), self.fields
        if not given or not isinstance(category, int) or self.categories not in ((), (DEFAULT_CATEGORY,)):
            return False
        whole = (given["title"], given["content"], given["date"], given["status"], (category,), given["slug"])
        return category not in self.categories and state_hash(*whole) == self.seal


def article_slug(article_key: str) -> str:
    """Give the slug that an article is known by; it depends on the key alone."""
    return "gsm-" + _digest(article_key)[:32]


def file_slug(sha256: str, name: str) -> str:
    """Give the slug of a file: one a digest and name."""
    return f"att-{sha256[:24]}-{_digest(name)[:8]}"


def channel_slug(path: str) -> str:
    """Give the slug of a channel: its path, whose slashes WordPress does not take.

    >>> channel_slug("zwgk/tzgg")
    'zwgk_tzgg'
    """
    return path.replace("/", "_")


def wordpress_date(published_at: str | None) -> str:
    """Give the date as WordPress takes it, in the site's own time zone.

    >>> wordpress_date("2019-03-05 09:30"), wordpress_date("2019-03-05"), wordpress_date(None)
    ('2019-03-05T09:30:00', '2019-03-05T00:00:00', '1970-01-01T00:00:01')
    """
    if published_at is None:
        return UNDATED
    day, _, clock = published_at.partition(" ")
    return f"{day}T{clock or '00:00'}:00"


def marked(text: str, mark: Mapping[str, Any]) -> str:
    """Give a text with its mark."""
    packed = json.dumps(mark, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
    return text + '<!-- wp:gsm/mark {"v":"' + base64.b64encode(packed).decode("ascii") + '"} /-->'


def mark_of(text: str) -> Mapping[str, Any]:
    """Give the mark of a text, empty where there is none that can be read."""
    found = _MARK.findall(text)
    try:
        mark = json.loads(base64.b64decode(found[-1])) if found else {}
    except (ValueError, RecursionError):
        return {}
    return mark if isinstance(mark, dict) else {}


def sealed(post: Mapping[str, Any]) -> dict[str, Any]:
    """Give a post's fields with the seal that fits them at the end of the content."""
    bare = _SEAL.sub("", post["content"])
    told = state_hash(post["title"], bare, post["date"], post["status"], tuple(post["categories"]), post["slug"])
    return {**post, "content": f'{bare}<!-- wp:gsm/seal {{"v":"{told}"}} /-->'}


def state_hash(title: str, content: str, date: str, status: str, categories: tuple[int, ...], slug: str) -> str:
    """Give the digest of a post, its seal aside; the plugin computes the same (`gsm_state`)."""
    listed = ",".join(str(one) for one in sorted(categories))
    return _digest("\x1f".join((title, _SEAL.sub("", content), date, status, listed, slug)))


def standing(post: Mapping[str, Any]) -> Standing:
    """Read a post of the REST interface, asked in its edit context."""
    title, content = post["title"]["raw"], post["content"]["raw"]
    categories = tuple(sorted(int(one) for one in post["categories"]))
    given = (title, content, post["date"], post["status"], categories, post["slug"])
    return Standing(
        remote_id=str(post["id"]),
        slug=post["slug"],
        status=post["status"],
        link=post["link"],
        categories=categories,
        hash=state_hash(*given),
        mark=mark_of(content),
        seal=(_SEAL.findall(content) or [""])[-1],
        fields={
            "title": title,
            "content": content,
            "date": post["date"],
            "slug": post["slug"],
            "status": post["status"],
            "categories": list(categories),
        },
    )


def listed(item: Mapping[str, Any]) -> Standing:
    """Read a post of the plugin's listing."""
    return Standing(
        remote_id=str(item["id"]),
        slug=item["slug"],
        status=item["status"],
        link=item["link"],
        categories=tuple(item["categories"]),
        hash=item["hash"],
        mark=item["mark"],
        seal=item["seal"],
        fields={},
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
