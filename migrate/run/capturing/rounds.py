"""The second capture of the freeze window: every address is asked again, and what differs is told.

A round begins where the capture before it is complete. It is a capture as any other; only what its answers mean is
settled at its end, when all of them are there: a page that is gone keeps what was captured of it, a page that changed
stands with its newer bytes. A round that finds a site gone, or one page in place of all, is doubted and stays open.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import read_body
from migrate.crawl.aliases import AliasRule
from migrate.crawl.volatile import LONGEST, is_mere_detail
from migrate.errors import StageError
from migrate.ledger import rounds
from migrate.ledger.book import now
from migrate.ledger.content import settled_at
from migrate.ledger.frontier import place_of
from migrate.ledger.rounds import ADDED, BACK, CHANGED, REMOVED, SAME, UNASKED, VOLATILE, Round
from migrate.ledger.views import count_outcomes
from migrate.model import PAGE_KINDS, Kind, Outcome
from migrate.run.capturing.doubting_rounds import ask_all_anew, losses_of
from migrate.run.screens.url_story import beijing
from migrate.run.work import Asking, Result, Work

BATCH = 500  # differences settled with one commit
COUNTED = {
    "asked": "再次请求",
    SAME: "内容相同",
    CHANGED: "有改动",
    REMOVED: "已删除",
    ADDED: "新增",
    BACK: "恢复",
    VOLATILE: "仅细节变化",
    UNASKED: "未再请求",
}
CAPTURE_FIRST = "请先运行 migrate capture 采完，再用 --again"
END_FIRST = "请先用 migrate capture --again 继续或结束"
GO_ON = (
    "请核对网站是否停机、被防火墙拦截或已改作他用；隔一段时间用 migrate capture --again 继续；"
    "确是网站如此的，加 --end-round 结束"
)


def begin_rounds(work: Work, sites: Sequence[Row[Any]], asking: Asking) -> tuple[list[Row[Any]], list[str]]:
    """Open a round of each site if that is asked, or go on with the open one; gives the sites to capture, and refusals.

    While one of the sites has an open round, a site whose round began in the same run and has ended gets no further
    one: the same words go on with a run over many sites. Raises StageError where none of the sites is ready.
    """
    ready, refused = [], []
    with work.ledger.begin() as connection:
        found = {site.site_key: rounds.newest(connection, site.site_key) for site in sites}
        going_on = {one.run_id for one in found.values() if one is not None and one.ended_at is None}
        for site in sites:
            one = found[site.site_key]
            is_done = one is not None and one.ended_at is not None
            wanted = asking.again and not (is_done and one is not None and one.run_id in going_on)
            unready = _unready(connection, site, one, asking, wanted=wanted)
            if unready is None:
                ready.append(site)
                _open(connection, work, site, one, wanted=wanted)
            else:
                refused.append(unready)
        if asking.again and refused and not ready:
            raise StageError("；".join(refused), CAPTURE_FIRST)
    return ready, [f"{line}，{CAPTURE_FIRST if asking.again else END_FIRST}" for line in refused]


def _unready(connection: Connection, site: Row[Any], one: Round | None, asking: Asking, *, wanted: bool) -> str | None:
    named = f"{site.site_name}（{site.site_key}）"
    if one is not None and one.ended_at is None:
        return f"{named}的第 {one.number} 次采集尚未结束，没有重试" if asking.retry else None
    if not wanted:
        return None
    outcomes, before = count_outcomes(connection, site.site_key), "上次" if one is not None else "首次"
    if outcomes.get(Outcome.PENDING):
        return f"{named}的{before}采集尚未完成，还有 {outcomes[Outcome.PENDING]} 个网址没有采集"
    return None if outcomes.get(Outcome.STORED) else f"{named}的{before}采集还没有采到内容"


def _open(connection: Connection, work: Work, site: Row[Any], one: Round | None, *, wanted: bool) -> None:
    if one is not None and one.ended_at is None:
        if one.rests and (wanted or not one.doubt):
            rounds.awaken(connection, one)
            work.voice.say(f"{site.site_name}：继续第 {one.number} 次采集")
    elif wanted:
        one = rounds.begin(connection, site.site_key, work.ledger.run_id, now())
        work.ledger.enter(connection, "capture", "round", site_key=site.site_key, detail={"number": one.number})
        work.voice.say(f"{site.site_name}：第 {one.number} 次采集开始，采到过的网址全部重新请求")


def active_round(connection: Connection, site_key: str) -> Round | None:
    """Give the round that a site's capture works on now, None where it is no round or the round rests."""
    one = rounds.open_round(connection, site_key)
    return one if one is not None and not one.rests else None


def come_to_rest(work: Work) -> None:
    """Every URL of a round that a kill left in its middle stands as it stood before, so that other stages may work."""
    with work.ledger.begin() as connection:
        for site_key in rounds.sites_with_rounds(connection, still_open=True):
            one = rounds.open_round(connection, site_key)
            if one is not None and not one.rests:
                rounds.rest(connection, one)


def rest_after_failure(work: Work) -> None:
    """What `come_to_rest` does where it can be done; a ledger that cannot be written is set right by the next run."""
    with suppress(Exception):
        come_to_rest(work)


def finish_round(work: Work, site: Row[Any], aliases: Sequence[AliasRule], asking: Asking, result: Result) -> None:
    """End the site's round if all is asked and to be believed; else it rests, and what it waits for is told."""
    named = f"{site.site_name}（{site.site_key}）"
    with work.ledger.begin() as connection:
        one = rounds.open_round(connection, site.site_key)
        if one is None:
            return
        waiting = rounds.count_waiting(connection, one)
        if one.rests or waiting:
            why = f"存疑：{one.doubt}。{GO_ON}" if one.doubt else f"尚未完成，还有 {waiting} 个网址没有再次请求"
            result.waiting.append(f"{named}的第 {one.number} 次采集{why}")
            rounds.rest(connection, one)
            return
        rounds.settle_same(connection, one)
        doubt = "" if asking.end_round or rounds.is_ending(connection, one) else _doubt(connection, one)
        if doubt:
            result.waiting.append(f"{named}的第 {one.number} 次采集存疑：{doubt}，原先采到的都保留，未作改动。{GO_ON}")
            ask_all_anew(connection, one)
            rounds.note(connection, rounds.rest(connection, one), doubt=doubt)
            return
    _end(work, site, one, aliases, result)


def _doubt(connection: Connection, one: Round) -> str:
    losses = losses_of(connection, one)
    return losses.told() if losses.is_doubtful else ""


def _end(work: Work, site: Row[Any], one: Round, aliases: Sequence[AliasRule], result: Result) -> None:
    ending = True
    while ending:
        with work.ledger.begin() as connection:
            some = rounds.ends_left(connection, one, BATCH)
            found = [(row, _difference(connection, work, row, aliases)) for row in some]
            rounds.settle_ends(connection, one, found)
            ending = bool(some)
    with work.ledger.begin() as connection:
        rounds.settle_same(connection, one)  # what a later doubt did to one of them is undone
        one = rounds.end(connection, one, now())
        counts = one.detail["counts"]
        detail = {"number": one.number, **counts}
        work.ledger.enter(connection, "capture", "round_ended", site_key=site.site_key, detail=detail)
    for name, title in COUNTED.items():
        if counts.get(name) or name != UNASKED:
            result.count(title, counts.get(name, 0))
    work.voice.say(f"{site.site_name}：第 {one.number} 次采集完成，{counts_in_words(counts)}")


def told_of_rounds(connection: Connection, site_key: str) -> str:
    """Give one sentence on the newest round of a site; empty where there was none."""
    one = rounds.difference_of(connection, site_key)
    if one is None:
        return ""
    began = f"第 {one.number} 次采集（{beijing(one.began_at)} 开始）"
    if one.doubt:
        return f"{began}存疑：{one.doubt}"
    if one.ended_at is None:
        return f"{began}尚未完成，还有 {one.waiting} 个网址没有再次请求"
    return (
        f"{began}已于 {beijing(one.ended_at)} 完成：{counts_in_words({name: getattr(one, name) for name in COUNTED})}"
    )


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Give the numbers of a round for a person."""
    told = (f"{title} {counts[name]}" for name, title in COUNTED.items() if counts.get(name))
    return "、".join(told) or "没有可以再次请求的网址"


def _difference(connection: Connection, work: Work, row: Row[Any], aliases: Sequence[AliasRule]) -> str:
    found = rounds.difference_between(row)
    if found != CHANGED:
        return found
    if row.outcome == Outcome.REDIRECT and row.former_outcome != Outcome.REDIRECT:
        return CHANGED if _leads_to_content(connection, row) else REMOVED
    if row.kind not in PAGE_KINDS or row.found["was"] not in PAGE_KINDS or row.former_redirect_to:
        return found
    if max(row.length or 0, row.former_length or 0) > LONGEST:
        return found
    bodies = []
    for capture_id in (row.former_capture_id, row.capture_id):
        place = place_of(connection, capture_id)
        bodies.append(read_body(work.workspace / place.warc, place.offset, limit=LONGEST))
    return VOLATILE if is_mere_detail(bodies[0], bodies[1], row.url, aliases) else CHANGED


def _leads_to_content(connection: Connection, row: Row[Any]) -> bool:
    """True where a page that is a redirect by now has moved within the site, and not just to its home page."""
    end = settled_at(connection, row.site_key, row.redirect_to)
    return end is not None and end.outcome in (Outcome.STORED, Outcome.REVISIT) and end.hint != Kind.HOME
