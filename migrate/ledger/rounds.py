"""Rounds: further captures of a whole site, and how each URL stood before one and what it found.

While a round asks, the URLs of the site wait as they did the first time. While it rests (stopped, or doubted) they
stand as they stood before it, and what it has found so far lies in `former_ends`: no other stage sees half a round.
At its end every URL gets its difference: what changed stands with its newer answer, all else as it stood.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from migrate.ledger.archive_schema import former_ends, rounds
from migrate.ledger.schema import captures, namings, urls
from migrate.model import Kind, Outcome
from migrate.urls import session_free

SAME, CHANGED, REMOVED, BACK, ADDED = "same", "changed", "removed", "back", "added"
VOLATILE = "volatile"  # another body, but only a counter, a clock or the like differs
UNASKED = "unasked"  # robots.txt or a person bars it by now
KEPT = (str(Outcome.STORED), str(Outcome.REVISIT), str(Outcome.REDIRECT))
FAILED = (str(Outcome.ERROR), str(Outcome.UNREACHABLE), str(Outcome.QUARANTINED))
STAND_INS = ("challenge", "holding_page")  # of what is quarantined only these were answers to the URL itself
PROBE = "probe"  # the reason of an address that this tool made up
CHUNK = 500

FORMER = ("outcome", "reason", "status", "content_type", "length", "sha256", "redirect_to", "capture_id")
STATE = (*FORMER, "kind", "attempts", "due_at")
_FORGOTTEN = dict.fromkeys(("reason", "status", "content_type", "length", "sha256", "redirect_to", "capture_id"))
_SET_URL = update(urls).where(urls.c.id == bindparam("the_url"))
_SET_END = update(former_ends).where(former_ends.c.url_id == bindparam("the_url"))


@dataclass(frozen=True)
class Round:
    """A further capture of a site; `detail` holds what is known of it while it is open, and its counts at the end."""

    site_key: str
    number: int
    run_id: int
    began_at: str
    ended_at: str | None
    detail: Mapping[str, Any]

    @property
    def rests(self) -> bool:
        """True while the URLs stand as they stood before the round."""
        return bool(self.detail.get("rests"))

    @property
    def doubt(self) -> str:
        """Why nobody should believe what it found; empty where nothing speaks against it."""
        return str(self.detail.get("doubt") or "")


@dataclass(frozen=True)
class Difference:
    """What a round found, in numbers of URLs; all zero until it has ended. `waiting`: not asked yet."""

    number: int
    began_at: str
    ended_at: str | None
    asked: int = 0
    same: int = 0
    volatile: int = 0
    changed: int = 0
    removed: int = 0
    back: int = 0
    unasked: int = 0
    added: int = 0
    waiting: int = 0
    doubt: str = ""


def difference_of(connection: Connection, site_key: str) -> Difference | None:
    """Give the difference that the newest round of a site found, None where there was none; `ended_at` may be None."""
    one = newest(connection, site_key)
    if one is None:
        return None
    counts = one.detail.get("counts", {})
    left = 0 if one.ended_at else count_waiting(connection, one)
    return Difference(one.number, one.began_at, one.ended_at, waiting=left, doubt=one.doubt, **counts)


def newest(connection: Connection, site_key: str) -> Round | None:
    """Give the newest round of a site, None where there was none."""
    query = select(rounds).where(rounds.c.site_key == site_key).order_by(rounds.c.number.desc())
    row = connection.execute(query.limit(1)).first()
    if row is None:
        return None
    return Round(site_key, row.number, row.run_id or 0, row.began_at, row.ended_at, row.detail or {})


def open_round(connection: Connection, site_key: str) -> Round | None:
    """Give the round of a site that has not ended, None where there is none."""
    one = newest(connection, site_key)
    return one if one is not None and one.ended_at is None else None


def sites_with_rounds(connection: Connection, *, still_open: bool = False) -> list[str]:
    """Give the keys of the sites that were captured a second time, all or those whose round has not ended."""
    query = select(rounds.c.site_key).distinct().order_by(rounds.c.site_key)
    if still_open:
        query = query.where(rounds.c.ended_at.is_(None))
    return list(connection.execute(query).scalars())


def has_torn_round(connection: Connection) -> bool:
    """True when a kill left some site in the middle of a round."""
    found = (open_round(connection, key) for key in sites_with_rounds(connection, still_open=True))
    return any(one is not None and not one.rests for one in found)


def note(connection: Connection, one: Round, *, ended_at: str | None = None, **detail: Any) -> Round:
    """Write what is known of a round by now; gives it as it stands."""
    merged = {**one.detail, **detail}
    connection.execute(update(rounds).where(_is(one)).values(detail=merged, ended_at=ended_at))
    return Round(one.site_key, one.number, one.run_id, one.began_at, ended_at, merged)


def begin(connection: Connection, site_key: str, run_id: int | None, at: str) -> Round:
    """A further round is open: how every answered URL stands is copied, and all of them wait in their old order."""
    before = newest(connection, site_key)
    number = before.number + 1 if before else 2
    latest = connection.execute(select(func.max(captures.c.id)).where(captures.c.site_key == site_key)).scalar() or 0
    detail = {"captures": latest}
    connection.execute(
        insert(rounds).values(site_key=site_key, number=number, run_id=run_id, began_at=at, detail=detail)
    )
    one = Round(site_key, number, run_id or 0, at, None, detail)
    wanted = (urls.c.site_key == site_key) & _was_answered() & not_(_only_a_browser())
    last = 0
    while some := connection.execute(
        select(urls).where(wanted, urls.c.id > last).order_by(urls.c.id).limit(CHUNK)
    ).all():
        connection.execute(insert(former_ends), [_former_row(one, row) for row in some])
        last = some[-1].id
    waits = {"outcome": str(Outcome.PENDING), "attempts": 0, "due_at": "", **_FORGOTTEN}
    connection.execute(update(urls).where(wanted).values(**waits))
    return one


def ask_again(connection: Connection, one: Round, row: Row[Any]) -> bool:
    """An answered URL that the round did not ask on its own waits too; False where it waits, or was asked, already."""
    if row.outcome not in (*KEPT, *FAILED) or is_former(connection, one, row.id) or _is_fresh(connection, one, row):
        return False
    connection.execute(insert(former_ends).values(**_former_row(one, row)))
    waits = {"outcome": str(Outcome.PENDING), "attempts": 0, "due_at": "", **_FORGOTTEN}
    connection.execute(_SET_URL, {"the_url": row.id, **waits})
    return True


def is_former(connection: Connection, one: Round, url_id: int) -> bool:
    """True for a URL that was answered before the round."""
    at = (former_ends.c.url_id == url_id) & (former_ends.c.number == one.number)
    return connection.execute(select(former_ends.c.url_id).where(at)).first() is not None


def rest(connection: Connection, one: Round) -> Round:
    """Every URL stands as it stood before the round; what the round found of it is kept beside."""
    if one.rests:
        return one
    for some in _ends(connection, one):
        found = [{"was": row.found["was"], "now": {name: row._mapping[name] for name in STATE}} for row in some]
        _write_ends(
            connection, one, [{"the_url": row.url_id, "found": it} for row, it in zip(some, found, strict=True)]
        )
        connection.execute(_SET_URL, [_restored(row) for row in some])
    return note(connection, one, rests=True)


def awaken(connection: Connection, one: Round) -> Round:
    """Every URL stands as the round has left it."""
    if not one.rests:
        return one
    for some in _ends(connection, one):
        connection.execute(_SET_URL, [{"the_url": row.url_id, **row.found["now"]} for row in some])
        _write_ends(connection, one, [{"the_url": row.url_id, "found": {"was": row.found["was"]}} for row in some])
    return note(connection, one, rests=False, doubt=None)


def ends_left(connection: Connection, one: Round, limit: int = CHUNK) -> list[Row[Any]]:
    """Give URLs of the round that have no difference yet: `former_…` as they stood, else as they stand, by id."""
    return next(iter(_ends(connection, one, limit)), [])


def all_ends_left(connection: Connection, one: Round) -> Iterator[Row[Any]]:
    """Give all URLs of the round that have no difference yet, in order of their id."""
    for some in _ends(connection, one):
        yield from some


def is_ending(connection: Connection, one: Round) -> bool:
    """True when some URLs have another difference than none already: what the round found was believed."""
    at = _of(one) & (former_ends.c.difference != SAME)
    return connection.execute(select(former_ends.c.url_id).where(at).limit(1)).first() is not None


def settle_same(connection: Connection, one: Round) -> None:
    """Every URL that answered as before has its difference, and stands as it stood: the most, done by the database."""
    pages, page_before = (
        table.c.outcome.in_([str(Outcome.STORED), str(Outcome.REVISIT)]) for table in (urls, former_ends)
    )
    leads, led_before = (table.c.outcome == str(Outcome.REDIRECT) for table in (urls, former_ends))
    same_bytes = and_(pages, page_before, urls.c.sha256 == former_ends.c.sha256)
    same_place = and_(leads, led_before, urls.c.redirect_to == former_ends.c.redirect_to)
    as_before = exists().where(urls.c.id == former_ends.c.url_id, or_(same_bytes, same_place))
    left = _of(one) & former_ends.c.difference.is_(None)
    connection.execute(update(former_ends).where(left, as_before).values(difference=SAME))
    former = {name: former_ends.c[name] for name in FORMER} | {"kind": former_ends.c.found["was"].as_string()}
    is_same = _of(one) & (former_ends.c.difference == SAME)
    connection.execute(update(urls).where(urls.c.id == former_ends.c.url_id, is_same).values(former))


def count_same(connection: Connection, one: Round) -> int:
    """Give how many URLs that were kept before a round are known to be the same in it."""
    at = _of(one) & _is_of_site() & (former_ends.c.difference == SAME) & former_ends.c.outcome.in_(KEPT)
    return connection.execute(select(func.count()).select_from(former_ends).where(at)).scalar() or 0


def count_waiting(connection: Connection, one: Round) -> int:
    """Give how many URLs of an open round wait to be asked."""
    if not one.rests:
        at = (urls.c.site_key == one.site_key) & (urls.c.outcome == str(Outcome.PENDING))
        return connection.execute(select(func.count()).select_from(urls).where(at)).scalar() or 0
    return sum(row.found["now"]["outcome"] == Outcome.PENDING for row in all_ends_left(connection, one))


def difference_between(row: Row[Any]) -> str:
    """Tell how a URL differs from what it was before the round; another body may yet be a mere detail."""
    before, now = row.former_outcome, row.outcome
    if now not in (*KEPT, *FAILED):
        return UNASKED
    if before not in KEPT:
        return BACK if now in KEPT else SAME
    if now not in KEPT:
        return REMOVED
    if (before == Outcome.REDIRECT) != (now == Outcome.REDIRECT):
        return CHANGED
    if now == Outcome.REDIRECT:
        targets = (session_free(one or "") for one in (row.former_redirect_to, row.redirect_to))
        return SAME if len(set(targets)) == 1 else CHANGED
    return SAME if row.former_sha256 == row.sha256 else CHANGED


def settle_ends(connection: Connection, one: Round, some: Sequence[tuple[Row[Any], str]]) -> None:
    """URLs have their difference: what changed or came back stands as it is now, all else as it stood before."""
    ends, restored = [], []
    for row, difference in some:
        stands = difference in (CHANGED, BACK)
        found = None if stands else {"was": row.found["was"], **{name: row._mapping[name] for name in FORMER}}
        ends.append({"the_url": row.url_id, "found": found, "difference": difference})
        restored += [] if stands else [_restored(row)]
    _write_ends(connection, one, ends)
    if restored:
        connection.execute(_SET_URL, restored)


def wait_once_more(connection: Connection, row: Row[Any]) -> None:
    """What a round found of a URL is not believed: it waits to be asked again."""
    waits = {"outcome": str(Outcome.PENDING), "attempts": 0, "due_at": "", **_FORGOTTEN}
    connection.execute(_SET_URL, {"the_url": row.url_id, **waits})


def end(connection: Connection, one: Round, at: str) -> Round:
    """The round has ended; its counts stand in the ledger. Addresses that this tool made up are not counted."""
    query = select(former_ends.c.difference, func.count()).where(_of(one), _is_of_site())
    counts = {str(name): number for name, number in connection.execute(query.group_by(former_ends.c.difference))}
    latest = connection.execute(select(func.max(captures.c.id)).where(captures.c.site_key == one.site_key)).scalar()
    done = note(connection, one, until=latest or 0)
    counts |= {"asked": sum(counts.values())}
    counts |= {ADDED: connection.execute(select(func.count()).select_from(urls).where(is_added(done))).scalar() or 0}
    return note(connection, done, ended_at=at, counts=counts, rests=False, doubt=None)


def is_added(one: Round) -> ColumnElement[bool]:
    """Give the condition for URLs that became known, or were asked for the first time, in an ended round."""
    known = exists().where(former_ends.c.url_id == urls.c.id, former_ends.c.number == one.number)
    within = (urls.c.capture_id > one.detail["captures"]) & (urls.c.capture_id <= one.detail["until"])
    at = (urls.c.site_key == one.site_key) & urls.c.outcome.in_(KEPT) & (urls.c.method == "GET")
    return and_(at, within, not_(known))


def _is(one: Round) -> ColumnElement[bool]:
    return (rounds.c.site_key == one.site_key) & (rounds.c.number == one.number)


def _of(one: Round) -> ColumnElement[bool]:
    return (former_ends.c.site_key == one.site_key) & (former_ends.c.number == one.number)


def _is_of_site() -> ColumnElement[bool]:
    return former_ends.c.reason.is_(None) | (former_ends.c.reason != PROBE)


def _was_answered() -> ColumnElement[bool]:
    quarantined = (urls.c.outcome == str(Outcome.QUARANTINED)) & urls.c.reason.in_(STAND_INS)
    asked = (*KEPT, str(Outcome.ERROR), str(Outcome.UNREACHABLE))
    return or_(urls.c.outcome.in_(asked), quarantined)


def _only_a_browser() -> ColumnElement[bool]:
    """What only the scripts of a page asked for: it is asked when that page is shown, with that page's headers."""
    of_url = namings.c.url_id == urls.c.id
    return and_(
        (urls.c.hint == str(Kind.OTHER)) | (urls.c.method == "POST"),
        exists().where(of_url, namings.c.named_by == "browser"),
        not_(exists().where(of_url, namings.c.named_by != "browser")),
    )


def _is_fresh(connection: Connection, one: Round, row: Row[Any]) -> bool:
    at = (captures.c.url_id == row.id) & (captures.c.id > one.detail["captures"])
    return connection.execute(select(captures.c.id).where(at).limit(1)).first() is not None


def _former_row(one: Round, row: Row[Any]) -> dict[str, Any]:
    told = {"url_id": row.id, "number": one.number, "site_key": one.site_key, "found": {"was": row.kind}}
    return {**told, **{name: row._mapping[name] for name in FORMER}}


def _ends(connection: Connection, one: Round, limit: int = CHUNK) -> Iterator[list[Row[Any]]]:
    """The URLs without a difference, some at a time; each with how it stood (`former_…`) and how it stands."""
    former = [former_ends.c[name].label(f"former_{name}") for name in FORMER]
    now = [urls.c[name] for name in (*STATE, "site_key", "url", "hint")]
    query = select(former_ends.c.url_id, former_ends.c.found, *former, *now).join(
        urls, urls.c.id == former_ends.c.url_id
    )
    left, last = _of(one) & former_ends.c.difference.is_(None), 0
    while some := list(
        connection.execute(query.where(left, former_ends.c.url_id > last).order_by(former_ends.c.url_id).limit(limit))
    ):
        yield some
        last = some[-1].url_id


def _restored(row: Row[Any]) -> dict[str, Any]:
    former = {name: row._mapping[f"former_{name}"] for name in FORMER}
    return {"the_url": row.url_id, **former, "kind": row.found["was"], "attempts": 0, "due_at": ""}


def _write_ends(connection: Connection, one: Round, values: Sequence[Mapping[str, Any]]) -> None:
    if not values:
        return
    connection.execute(_SET_END.where(former_ends.c.number == one.number), values)
