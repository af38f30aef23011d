"""The frontier: every known URL of a site, who named it, and how it ended.

`seq` is a URL's place in the queue. URLs are settled in that order and new ones join at the end inside the same
transaction, so a run that was killed goes on exactly where an undisturbed one would be.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, or_, select, update

from migrate.ledger.schema import captures, namings, urls
from migrate.model import PAGE_KINDS, Ask, Kind, Outcome
from migrate.urls import canonical

CHUNK = 400  # names in one IN (…); SQLite's older limit is 999 parameters
OUT_OF_SCOPE = frozenset({"foreign_host", "outside_path"})  # left out for how it was named, not for what it is
HELD_BACK = frozenset({"calendar", "endless_pages", "facets"})  # left out for who named it, see `crawl.traps`
BELIEVED = frozenset({"sheet", "list", "sitemap", "operator"})
_RANK = {Kind.PAGE: 0, Kind.HOME: 9}  # a use as home or as a requisite tells more than a plain link


# Statements of every settled URL, built once: building them anew costs more than SQLite takes to run them.
_KNOWN = select(urls).where(
    urls.c.site_key == bindparam("site_key"), urls.c.method == "GET", urls.c.url.in_(bindparam("texts", expanding=True))
)
_KNOWN_POSTS = select(urls).where(
    urls.c.site_key == bindparam("site_key"),
    urls.c.method == "POST",
    urls.c.url.in_(bindparam("texts", expanding=True)),
    urls.c.request_body.in_(bindparam("bodies", expanding=True)),
)
_FIND = select(urls).where(
    urls.c.site_key == bindparam("site_key"),
    urls.c.url == bindparam("url"),
    urls.c.method == bindparam("method"),
    urls.c.request_body == bindparam("request_body"),
)
_NAMED_BY = select(namings.c.url_id, namings.c.named_by).where(namings.c.url_id.in_(bindparam("ids", expanding=True)))
_NEW = insert(urls).returning(urls, sort_by_parameter_order=True)
_HIGHEST = select(func.max(urls.c.seq)).where(urls.c.site_key == bindparam("site_key"))
_WAITING = (
    select(urls)
    .where(
        urls.c.site_key == bindparam("site_key"),
        urls.c.outcome == str(Outcome.PENDING),
        urls.c.seq > bindparam("after"),
        urls.c.due_at <= bindparam("at"),
    )
    .order_by(urls.c.seq)
    .limit(bindparam("limit"))
)
_SETTLE = update(urls).where(urls.c.id == bindparam("url_id"))
_ENTER = insert(captures)
_ORIGINAL = (
    select(captures, urls.c.url.label("target_uri"))
    .join(urls, urls.c.id == captures.c.url_id)
    .where(
        captures.c.site_key == bindparam("site_key"),
        captures.c.payload_digest == bindparam("payload_digest"),
        captures.c.revisit_of.is_(None),
        captures.c.truncated.is_(None),
        captures.c.status == 200,
    )
    .order_by(captures.c.id)
    .limit(1)
)


@dataclass(frozen=True)
class Naming:
    """A URL named by a source, with the ruling it got: pending, or settled without a request."""

    url: str
    named_by: str
    kind: Kind
    outcome: Outcome = Outcome.PENDING
    reason: str | None = None
    alias_of: str | None = None
    fallback: str | None = None
    referrer: str | None = None
    body: str | None = None  # the form of a POST

    @property
    def ask(self) -> Ask:
        """The request: what tells this URL from all others."""
        return Ask(self.url, self.body)


def ask_of(row: Row[Any]) -> Ask:
    """Give the request of a known URL."""
    return Ask(row.url, row.request_body if row.method == "POST" else None)


def name_urls(
    connection: Connection, site_key: str, named: Sequence[Naming], admit: Callable[[Naming], Naming] | None = None
) -> int:
    """Know the named URLs; new ones join the queue in order, as `admit` says. Gives how many were new."""
    known = _known(connection, site_key, [one.ask for one in named])
    fresh = _first_of_each(one for one in named if one.ask not in known)
    if admit is not None:
        fresh = [admit(one) for one in fresh]
    new: dict[Ask, Row[Any]] = {}
    if fresh:
        seq = next_seq(connection, site_key)
        rows = [_new_row(site_key, one, seq + at) for at, one in enumerate(fresh)]
        new = dict(zip([one.ask for one in fresh], connection.execute(_NEW, rows), strict=True))
        known.update(new)
    uses: dict[Ask, list[Naming]] = {}
    for one in named:
        uses.setdefault(one.ask, []).append(one)
    for ask, of_one in uses.items():
        _sharpen(connection, site_key, known[ask], of_one)
    _name_late_fallbacks(connection, site_key, [(known[one.ask], one) for one in named if one.fallback])
    told = {(known[one.ask].id, one.named_by): one.referrer for one in reversed(named)}
    _enter_namings(connection, told, {row.id for row in new.values()})
    return len(fresh)


def _first_of_each(named: Iterable[Naming]) -> list[Naming]:
    first: dict[Ask, Naming] = {}
    for one in named:
        held = first.get(one.ask)
        if held is None or (held.outcome == Outcome.EXCLUDED and one.outcome == Outcome.PENDING):
            first[one.ask] = one
    return list(first.values())


def _new_row(site_key: str, one: Naming, seq: int) -> dict[str, Any]:
    return {
        "site_key": site_key,
        "url": one.url,
        "method": one.ask.method,
        "request_body": one.body or "",
        "canonical": canonical(one.url),
        "seq": seq,
        "hint": str(one.kind),
        "kind": str(one.kind),
        "outcome": str(one.outcome),
        "reason": one.reason,
        "alias_of": one.alias_of,
        "fallback": one.fallback,
        "attempts": 0,
        "due_at": "",
    }


def _known(connection: Connection, site_key: str, asks: Sequence[Ask]) -> dict[Ask, Row[Any]]:
    found: dict[Ask, Row[Any]] = {}
    texts = [one.url for one in asks if one.body is None]
    for start in range(0, len(texts), CHUNK):
        wanted = {"site_key": site_key, "texts": texts[start : start + CHUNK]}
        found.update({Ask(row.url): row for row in connection.execute(_KNOWN, wanted)})
    posts = [one for one in asks if one.body is not None]
    for start in range(0, len(posts), CHUNK // 2):
        some = posts[start : start + CHUNK // 2]
        forms = {"texts": sorted({one.url for one in some}), "bodies": sorted({one.body or "" for one in some})}
        for row in connection.execute(_KNOWN_POSTS, {"site_key": site_key, **forms}):
            found[ask_of(row)] = row
    return found


def _sharpen(connection: Connection, site_key: str, row: Row[Any], uses: Sequence[Naming]) -> None:
    """A later use may tell more: an address that a path rule left out as a page is wanted as an image."""
    changes: dict[str, Any] = {}
    telling = max((one.kind for one in uses), key=_rank)
    if _rank(telling) > _rank(Kind(row.hint)):
        changes["hint"] = str(telling)
        if row.capture_id is None:
            changes["kind"] = str(telling)
    fallback = next((one.fallback for one in uses if one.fallback), None)
    if fallback and row.fallback is None:
        changes["fallback"] = fallback
    is_wanted = any(one.outcome == Outcome.PENDING for one in uses)
    if is_wanted and row.outcome == Outcome.EXCLUDED and row.reason in OUT_OF_SCOPE:
        changes |= {"outcome": str(Outcome.PENDING), "reason": None, "seq": next_seq(connection, site_key)}
    if row.outcome == Outcome.QUARANTINED and row.reason in HELD_BACK and any(one.named_by in BELIEVED for one in uses):
        changes |= {"outcome": str(Outcome.PENDING), "reason": None, "seq": next_seq(connection, site_key)}
    if changes:
        connection.execute(update(urls).where(urls.c.id == row.id).values(**changes))


def _name_late_fallbacks(connection: Connection, site_key: str, named: Sequence[tuple[Row[Any], Naming]]) -> None:
    """An address that was missing before anybody gave its second spelling: that one is tried now."""
    late = [
        Naming(one.fallback, one.named_by, one.kind, referrer=one.referrer)
        for row, one in named
        if one.fallback and row.fallback is None and row.outcome == Outcome.ERROR and row.status == 404
    ]
    if late:
        name_urls(connection, site_key, late)


def _rank(kind: Kind) -> int:
    return _RANK.get(kind, 5)


def _enter_namings(connection: Connection, wanted: dict[tuple[int, str], str | None], new: Collection[int]) -> None:
    ids = sorted({url_id for url_id, _ in wanted}.difference(new))
    held: set[tuple[int, str]] = set()
    for start in range(0, len(ids), CHUNK):
        rows = connection.execute(_NAMED_BY, {"ids": ids[start : start + CHUNK]})
        held.update((row.url_id, row.named_by) for row in rows)
    missing = [
        {"url_id": url_id, "named_by": named_by, "referrer": referrer}
        for (url_id, named_by), referrer in sorted(wanted.items())
        if (url_id, named_by) not in held
    ]
    if missing:
        connection.execute(insert(namings), missing)


def next_seq(connection: Connection, site_key: str) -> int:
    """Give the next free place in a site's queue."""
    return (connection.execute(_HIGHEST, {"site_key": site_key}).scalar() or 0) + 1


def homes(connection: Connection, site_key: str) -> list[str]:
    """Give the home addresses of a site: those of the sheet, and where they redirect to."""
    query = select(urls.c.url).where(urls.c.site_key == site_key, urls.c.hint == str(Kind.HOME)).order_by(urls.c.seq)
    return list(connection.execute(query).scalars())


def reopen(connection: Connection, site_key: str, is_wanted: Callable[[str, Kind], bool]) -> None:
    """URLs that the scope left out join the queue when they are wanted by now."""
    at = (urls.c.site_key == site_key) & (urls.c.outcome == str(Outcome.EXCLUDED)) & urls.c.reason.in_(OUT_OF_SCOPE)
    for row in connection.execute(select(urls).where(at).order_by(urls.c.seq)).all():
        if is_wanted(row.url, Kind(row.hint)):
            seq = next_seq(connection, site_key)
            settle(connection, row.id, outcome=str(Outcome.PENDING), reason=None, seq=seq)


def waiting(connection: Connection, site_key: str, after: int, limit: int, at: str) -> list[Row[Any]]:
    """Give the next waiting URLs behind place `after` that are due `at` that time, in queue order."""
    return list(connection.execute(_WAITING, {"site_key": site_key, "after": after, "limit": limit, "at": at}))


def next_due(connection: Connection, site_key: str) -> str | None:
    """Give when the earliest waiting URL is due (empty text: now), None when nothing waits."""
    query = select(func.min(urls.c.due_at)).where(urls.c.site_key == site_key, urls.c.outcome == str(Outcome.PENDING))
    return connection.execute(query).scalar()


def count_waiting(connection: Connection, site_key: str, at: str) -> int:
    """Give how many URLs wait for a time that has not come `at` this one: they were tried and will be again."""
    later = (urls.c.outcome == str(Outcome.PENDING)) & (urls.c.due_at > at)
    query = select(func.count()).select_from(urls).where(urls.c.site_key == site_key, later)
    return connection.execute(query).scalar() or 0


def settle(connection: Connection, url_id: int, **values: Any) -> None:
    """Write what became of a URL."""
    connection.execute(_SETTLE, {"url_id": url_id, **values})


def find(connection: Connection, site_key: str, url: str, body: str | None = None) -> Row[Any] | None:
    """Give what is known of an exact URL (with a form: of that POST), None when no source named it."""
    wanted = {"site_key": site_key, "url": url, "method": Ask(url, body).method, "request_body": body or ""}
    return connection.execute(_FIND, wanted).first()


def is_named_by(connection: Connection, url_id: int, source: str) -> bool:
    """True when a source of this kind named the URL."""
    at = (namings.c.url_id == url_id) & (namings.c.named_by == source)
    return connection.execute(select(namings.c.url_id).where(at)).first() is not None


def made_up(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the URLs of a site that the operator's side named without a list that holds them, in queue order."""
    at = (urls.c.site_key == site_key) & (namings.c.named_by == "operator") & namings.c.referrer.is_(None)
    query = select(urls).join(namings, namings.c.url_id == urls.c.id).where(at).order_by(urls.c.seq)
    return list(connection.execute(query))


def home_rows(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give the rows of a site's home addresses, in queue order."""
    query = select(urls).where(urls.c.site_key == site_key, urls.c.hint == str(Kind.HOME)).order_by(urls.c.seq)
    return list(connection.execute(query))


def kept_pages_like(connection: Connection, site_key: str, capture_id: int) -> list[Row[Any]]:
    """Give the URLs of a site that are kept as pages with the very bytes of a capture."""
    digest = select(captures.c.payload_digest).where(captures.c.id == capture_id).scalar_subquery()
    same = (captures.c.site_key == site_key) & (captures.c.payload_digest == digest)
    kept = urls.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)]) & urls.c.kind.in_(sorted(PAGE_KINDS))
    query = select(urls).join(captures, captures.c.id == urls.c.capture_id).where(same, kept)
    return list(connection.execute(query.order_by(urls.c.seq)))


def count_same(connection: Connection, original: Row[Any]) -> int:
    """Give how many URLs of a site hold the payload of a capture."""
    at = (captures.c.site_key == original.site_key) & (captures.c.payload_digest == original.payload_digest)
    return connection.execute(select(func.count(captures.c.url_id.distinct())).where(at)).scalar() or 0


def enter_capture(connection: Connection, **values: Any) -> int:
    """Add the fact of one response; gives its id."""
    return int(connection.execute(_ENTER, values).inserted_primary_key[0])  # type: ignore[index]


def original_of(connection: Connection, site_key: str, payload_digest: str) -> Row[Any] | None:
    """Give the first whole capture of the very same payload in this site, None when it is new."""
    return connection.execute(_ORIGINAL, {"site_key": site_key, "payload_digest": payload_digest}).first()


def place_of(connection: Connection, capture_id: int) -> Row[Any]:
    """Give the WARC file and offset that hold a capture's bytes; of a revisit, those of its original."""
    row = connection.execute(select(captures).where(captures.c.id == capture_id)).one()
    return row if row.revisit_of is None else place_of(connection, row.revisit_of)


REFUSALS = (401, 403, 405, 406, 412, 418, 429, 444)  # what a firewall may say instead of a page
STAND_INS = ("soft_404", "soft_403", "html_instead_of_file", "probe")  # pages in place of what was asked for


def wait_again(connection: Connection, site_key: str) -> None:
    """Put what may be better today back into the queue, with all its tries: silence, errors, refusals, stand-ins."""
    passing = (urls.c.status >= 500) | urls.c.status.in_(REFUSALS) | urls.c.reason.in_(STAND_INS)
    error = (urls.c.outcome == str(Outcome.ERROR)) & passing
    challenge = (urls.c.outcome == str(Outcome.QUARANTINED)) & urls.c.reason.in_(("challenge", "holding_page"))
    silence = urls.c.outcome == str(Outcome.UNREACHABLE)
    at = (urls.c.site_key == site_key) & or_(silence, error, challenge)
    forgotten = dict.fromkeys(("reason", "status", "content_type", "length", "sha256", "capture_id"))
    connection.execute(update(urls).where(at).values(outcome=str(Outcome.PENDING), attempts=0, due_at="", **forgotten))


def committed_end(connection: Connection, warc: str) -> int:
    """Give where the last committed record of a WARC file ends; 0 when none is committed."""
    return connection.execute(select(func.max(captures.c.end)).where(captures.c.warc == warc)).scalar() or 0


def stored_files(connection: Connection, site_key: str, kinds: Iterable[Kind] = tuple(Kind)) -> list[Row[Any]]:
    """Give the stored URLs of a site in queue order, each with the place of its bytes; all kinds or some."""
    place = captures.alias()
    query = (
        select(
            urls.c.id,
            urls.c.site_key,
            urls.c.url,
            urls.c.method,
            urls.c.canonical,
            urls.c.kind,
            urls.c.outcome,
            urls.c.sha256,
            urls.c.content_type,
            captures.c.fetched_at,
            captures.c.charset,
            place.c.warc,
            place.c.offset,
        )
        .join(captures, captures.c.id == urls.c.capture_id)
        .join(
            place,
            or_(
                and_(captures.c.revisit_of.is_(None), place.c.id == captures.c.id), place.c.id == captures.c.revisit_of
            ),
        )
        .where(
            urls.c.site_key == site_key,
            urls.c.kind.in_(sorted(kinds)),
            urls.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)]),
        )
        .order_by(urls.c.seq)
    )
    return list(connection.execute(query))


def count_reason(connection: Connection, site_key: str, reason: str) -> int:
    """Give how many URLs of a site ended for a reason."""
    query = select(func.count()).select_from(urls).where(urls.c.site_key == site_key, urls.c.reason == reason)
    return connection.execute(query).scalar() or 0


def samples_held(connection: Connection, site_key: str) -> list[Row[Any]]:
    """Give for each reason why URLs of a site are quarantined how many there are, and the first of them by text."""
    at = (urls.c.site_key == site_key) & (urls.c.outcome == str(Outcome.QUARANTINED))
    query = select(urls.c.reason, func.count().label("number"), func.min(urls.c.url).label("sample"))
    return list(connection.execute(query.where(at).group_by(urls.c.reason).order_by(urls.c.reason)))
