"""The publish stage: every article goes to its channel, or is held with the reason.

First every article of every site gets its place (so links between articles are known, forward ones too), then files
and articles are handed to the portal; links whose place was not settled by then are settled in a second pass. The
intent is in the ledger before a call and the result after it. A dry run takes the same way with a portal that only
pretends to write, in a ledger that forgets.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from mappings.channels import read_channels
from migrate.channels.routing import Held, Routed, route
from migrate.channels.tree import with_parents
from migrate.errors import PortalError, PortalRefusal
from migrate.ledger import id_map, outputs
from migrate.model import Article
from migrate.portal.contract import Visibility
from migrate.run.channels import site_map_of
from migrate.run.findings_book import write_findings_book
from migrate.run.packages import take_addresses
from migrate.run.placing.handing import Handed, Handover, hand, keyed
from migrate.run.placing.links import Linker
from migrate.run.placing.preview import Preview
from migrate.run.placing.telling import About, Step, Told
from migrate.run.placing.withdrawing import withdraw, withdraw_held_files, withdraw_lost
from migrate.run.placing.writing import write
from migrate.run.portals import open_portal
from migrate.run.screening import held_articles, held_line
from migrate.run.work import Publishing, Result, Work, site_folder

BATCH = 50  # articles made ready at once
PLANNED_AT_ONCE = 500  # articles without their bodies
ACTIVE = (outputs.PLANNED, outputs.PLACED, outputs.FAILED, outputs.CONFLICT)


def publish(
    work: Work, sites: Sequence[Row[Any]], order: Publishing | None = None, *, unreviewed: bool = False
) -> Result:
    """Place the articles of the sites; columns whose channel nobody confirmed are held unless `unreviewed`.

    A portal that cannot be asked at all is an error; one that fails on the way stops the work, and what is done stays.
    """
    order = order or Publishing()
    portal = open_portal(work)
    taken = Result()
    if order.addresses is not None:
        take_addresses(work, portal, order.addresses, dry_run=order.dry_run, result=taken)
    probe = portal.probe()
    tree = read_channels(*work.own("channels.toml"))
    at = Handover(
        work,
        Preview(portal) if order.dry_run else portal,
        probe,
        Visibility(work.settings.portal.visibility),
        order,
        Told(work, order.dry_run),
        Linker(work, probe.target, probe.kind == "embedded", tree, unreviewed),
    )
    at.told.result.join(taken)
    try:
        _publish(at, sites)
    except PortalError as error:
        _stop(at, error)
    except BaseException:
        at.told.close(whole=False)
        raise
    return at.told.close(whole=not at.stopped, run=work.ledger.run_id)


def _stop(at: Handover, error: PortalError) -> None:
    at.stopped = True
    at.told.result.waiting.append(
        f"发布中断：{error.problem}。{error.remedy}；已完成的都已记下，排除后重新运行即从中断处继续"
    )


def _publish(at: Handover, sites: Sequence[Row[Any]]) -> None:
    with at.work.ledger.begin() as connection:
        moved = id_map.swap_target(connection, at.probe.target)
        if moved:
            at.work.ledger.enter(connection, "publish", "target", item=at.probe.target, detail={"kept_apart": moved})
        at.linker.know(connection, [site.site_key for site in sites])
    for site in sites:
        _plan(at, site)
        withdraw_held_files(at, site)
    if not at.order.dry_run:  # the office may have released some
        at.told.result.waiting.extend(filter(None, [write_findings_book(at.work)]))
    _ensure_channels(at, [site.site_key for site in sites])
    unsettled = {site.site_key: _place(at, site) for site in sites}
    for site in sites:
        _settle_links(at, site, unsettled[site.site_key])
    done = at.portal.finish()
    if not at.order.dry_run:
        pages = "交换包文件" if at.probe.kind == "package" else "门户页面"
        at.told.result.count(pages, done.written + done.unchanged)
    for name in (*at.order.overwrite, *at.order.keep):
        if name not in at.named:
            at.told.result.waiting.append(f"没有找到需要处理的文章 {name}：应是冲突清单中的旧网址或门户网址")
    at.told.result.waiting.extend(f"门户页面 {page} 被人改动过，未覆盖" for page in done.edited)


def _plan(at: Handover, site: Row[Any]) -> None:
    """Give every article of a site its place or the reason why it has none."""
    at.linker.maps[site.site_key] = site_map_of(at.work, site, at.linker.tree, write=not at.order.dry_run)
    withdraw_lost(at, site)
    with at.work.ledger.begin() as connection:
        barred = held_articles(connection, at.work, site.site_key)
    held, screened, after = Counter[str](), Counter[str](), ""
    while True:
        with at.work.ledger.begin() as connection:
            rows = id_map.articles_after(connection, site.site_key, after, PLANNED_AT_ONCE)
            known = id_map.placements_of(connection, site.site_key, [row.article_key for row in rows])
        if not rows:
            break
        after = rows[-1].article_key
        routed = [(row, _routed(at, row, barred.get(row.article_key))) for row in rows]
        _plan_batch(at, site, known, routed)
        for row, way in routed:
            if isinstance(way, Held) and not way.settled:
                (screened if row.article_key in barred else held)[way.because] += 1
    _tell_held(at, site, held, screened)


def _routed(at: Handover, row: Row[Any], barred: str | None) -> Routed | Held:
    if barred is not None:
        return Held(barred)
    columns = [tuple(column) for column in row.columns]
    return route(
        columns,
        rows=at.linker.maps[row.site_key],
        tree=at.linker.tree,
        unreviewed=at.linker.unreviewed,
        title=row.title,
        published_at=row.published_at,
    )


def _plan_batch(
    at: Handover, site: Row[Any], known: dict[str, Row[Any]], routed: Sequence[tuple[Row[Any], Routed | Held]]
) -> None:
    refused = set()
    for row, way in routed:
        before = known.get(row.article_key)
        if isinstance(way, Held):
            about = About(row.site_key, site.site_name, row.title, row.old_url)
            at.told.step(Step.LEFT_OUT if way.settled else Step.HELD, about, way.because)
            if before is not None and not withdraw(at, before, about, way.because):
                refused.add(row.article_key)
    with at.work.ledger.begin() as connection:
        for row, way in routed:
            before = known.get(row.article_key)
            place = {"site_key": row.site_key, "article_key": row.article_key, "target": at.probe.target}
            if isinstance(way, Routed):
                at.channels[way.channel.path] = way.channel
                new_url = at.portal.address(_bare(row), way.channel)
                wanted = {"channel": way.channel.path, "visibility": at.visibility.value}
                id_map.plan_placement(connection, before, **place, **wanted, new_url=new_url)
            elif row.article_key not in refused:
                state = outputs.LEFT_OUT if way.settled else outputs.HELD
                id_map.hold_placement(connection, before, **place, because=way.because, state=state)


def _bare(row: Row[Any]) -> Article:
    """The article as far as its address depends on it."""
    columns = tuple(map(tuple, row.columns))
    given = (row.site_key, row.article_key, row.old_url, row.title, columns, row.published_at)
    return keyed(Article(*given, source="", author="", body_html="", body_text=""))


def _tell_held(at: Handover, site: Row[Any], held: Counter[str], screened: Counter[str]) -> None:
    waiting = at.told.result.waiting
    if screened:
        waiting.append(held_line(site.site_name, screened))
    place = f"mappings/sites/{site_folder(site.site_key)}.toml"
    for because, number in sorted(held.items()):
        waiting.append(f"{site.site_name}：{because}，{number} 篇文章暂不发布；请在 {place} 中确认")


def _ensure_channels(at: Handover, site_keys: Sequence[str]) -> None:
    """The channels that articles go to are there with those above them; a refused one fails its articles."""
    with at.work.ledger.begin() as connection:
        wanted = id_map.channels_wanted(connection, site_keys, ACTIVE)
    for path in wanted:
        for channel in with_parents(at.channels[path], at.linker.tree) if path in at.channels else ():
            if channel.path in at.linker.pages or path in at.refused_channels:
                continue
            try:
                made = at.portal.ensure_channel(channel, run=at.run)
            except PortalRefusal as refused:
                at.refused_channels[path] = f"频道“{channel.name}”被门户拒收：{refused.problem}"
                continue
            at.linker.pages[channel.path] = made.new_url
            maker = (at.work.ledger.run_id, id_map.DELETE) if made.made else (None, id_map.PRESERVE)
            values = {"remote_id": made.remote_id, "run_id": maker[0], "rollback": maker[1]}
            with at.work.ledger.begin() as connection:
                id_map.enter_channel(connection, at.probe.target, channel.path, **values)
            if made.made:
                at.told.result.count("将新建频道" if at.order.dry_run else "新建频道")


def _place(at: Handover, site: Row[Any]) -> list[str]:
    """Hand over the articles of a site; gives the keys of those with links that the rest may settle better."""
    states = (outputs.FAILED,) if at.order.only_failed else ACTIVE
    unsettled: list[str] = []
    after, done = "", 0
    with at.work.ledger.begin() as connection:
        total = id_map.count_placements(connection, site.site_key, states)
    while True:
        with at.work.ledger.begin() as connection:
            rows = id_map.placements_after(connection, site.site_key, states, after, BATCH)
        if not rows:
            return unsettled
        after = rows[-1].article_key
        handed = hand(at, rows, site.site_name, retry=at.order.only_failed)
        write(at, handed, site.site_name, again=False)
        for one in handed:
            if one.is_unsettled:
                unsettled.append(one.row.article_key)
            else:
                _tell_dead(at, one, site)
        done += len(rows)
        at.work.voice.progress("发布", site.site_name, done, total)


def _settle_links(at: Handover, site: Row[Any], keys: Sequence[str]) -> None:
    """Second pass: now that all is placed, articles whose links lead elsewhere than was thought are written again."""
    for start in range(0, len(keys), BATCH):
        with at.work.ledger.begin() as connection:
            known = id_map.placements_of(connection, site.site_key, keys[start : start + BATCH])
        rows = [row for row in known.values() if row.state == outputs.PLACED]
        handed = hand(at, rows, site.site_name, retry=False) if rows else []
        write(at, handed, site.site_name, again=True)
        for one in handed:
            _tell_dead(at, one, site)


def _tell_dead(at: Handover, one: Handed, site: Row[Any]) -> None:
    about = About(site.site_key, site.site_name, one.article.title, one.article.old_url)
    for link, why in one.dead:
        at.told.dead_link(about, link, why)
