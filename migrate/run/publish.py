"""The publish stage: every article goes to its channel, or is held with the reason.

First every article of every site gets its place (so links between articles are known, forward ones too), then the
files and articles are handed to the portal. The intent is in the ledger before a call and the result after it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import read_body
from mappings.channels import ChannelRule, read_channels
from mappings.site_maps import ColumnRow, read_site_map, write_site_map
from migrate.channels import Held, route, suggest, with_parents
from migrate.ledger import content, outputs
from migrate.ledger.frontier import place_of
from migrate.model import Article, Channel, File, Outcome
from migrate.portal.body import rewrite_body
from migrate.portal.contract import Portal, Visibility, source_hash
from migrate.portal.embedded.adapter import EmbeddedPortal
from migrate.portal.embedded.identity import Identity
from migrate.run.archive import path_of
from migrate.run.attachments import withdraw_files
from migrate.run.findings_book import write_findings_book
from migrate.run.screening import as_published, held_articles, held_line
from migrate.run.work import ARCHIVE, PORTAL, Result, Work, site_folder

BATCH = 20  # articles handed over between two commits


def open_portal(work: Work) -> Portal:
    """Give the portal that the settings name."""
    portal, office = work.settings.portal, work.settings.office
    identity = Identity(
        name=portal.name,
        domain=portal.domain,
        site_code=portal.site_code,
        base_url=portal.base_url,
        sponsor=portal.sponsor or office.name,
        icp=portal.icp,
        police=portal.police,
        contact=portal.contact or office.contact,
        address=office.address,
        phone=office.phone,
        email=office.email,
    )
    return EmbeddedPortal(work.folder(PORTAL), work.folder(".portal"), identity)


def publish(work: Work, sites: Sequence[Row[Any]], *, unreviewed: bool = False) -> Result:
    """Place the articles of the sites; columns whose channel nobody confirmed are held unless `unreviewed`."""
    result = Result()
    portal = open_portal(work)
    portal.probe()
    tree = read_channels(*work.own("channels.toml"))
    channels: dict[str, Channel] = {}
    for site in sites:
        channels |= _plan(work, site, tree, portal, unreviewed, result)
    result.waiting.extend(filter(None, [write_findings_book(work)]))  # the office may have released some
    for site in sites:
        _place(work, site, tree, portal, channels, result)
    done = portal.finish()
    result.count("门户页面", done.written + done.unchanged)
    result.waiting.extend(f"门户页面 {page} 被人改动过，未覆盖" for page in done.edited)
    return result


def site_map_of(work: Work, site: Row[Any], tree: Sequence[ChannelRule]) -> tuple[ColumnRow, ...]:
    """Bring the site's column → channel map up to its articles' columns and give it."""
    path = work.mapping("sites") / f"{site_folder(site.site_key)}.toml"
    known = {row.path for row in read_site_map(path, tree)}
    with work.ledger.begin() as connection:
        counts = Counter(
            tuple(column) for row in content.article_rows(connection, site.site_key) for column in row.columns or [()]
        )
    rows = []
    for column in sorted(counts):
        found = suggest(column, tree=tree, department=site.owner or site.site_name)
        trail = () if any(rule.path == found.channel.path for rule in tree) else found.channel.trail
        rows.append(ColumnRow(column, found.channel.path, trail, articles=counts[column], why=found.why))
    if rows or known:
        write_site_map(path, rows, site_name=site.site_name)
    return read_site_map(path, tree)


def _plan(
    work: Work, site: Row[Any], tree: Sequence[ChannelRule], portal: Portal, unreviewed: bool, result: Result
) -> dict[str, Channel]:
    """Give every article of a site its place or the reason why it has none; gives the channels used."""
    rows = site_map_of(work, site, tree)
    channels: dict[str, Channel] = {}
    held, screened = Counter[str](), Counter[str]()
    with work.ledger.begin() as connection:
        _withdraw_lost(connection, work, site, portal)
        barred = held_articles(connection, work, site.site_key)
        withdraw_files(connection, work, site.site_key)
        for row in content.article_rows(connection, site.site_key):
            columns = [tuple(column) for column in row.columns]
            routed = route(columns, rows=rows, tree=tree, unreviewed=unreviewed)
            because = barred.get(row.article_key)
            if because is not None:
                screened[because] += 1
                routed = Held(because)
            elif isinstance(routed, Held):
                held[routed.because] += 1
            if isinstance(routed, Held):
                _withdraw(connection, work, portal, site.site_key, row.article_key)
                outputs.hold_placement(connection, site.site_key, row.article_key, routed.because)
                continue
            channels[routed.channel.path] = routed.channel
            article = content.article_with(connection, site.site_key, row.article_key)
            if article is not None:
                new_url = portal.address(_keyed(article), routed.channel) or ""
                outputs.plan_placement(connection, site.site_key, row.article_key, routed.channel.path, new_url)
    place = f"mappings/sites/{site_folder(site.site_key)}.toml"
    if screened:
        result.count("暂不发布", screened.total())
        result.waiting.append(held_line(site.site_name, screened))
    for because, number in sorted(held.items()):
        result.count("暂不发布", number)
        result.waiting.append(f"{site.site_name}：{because}，{number} 篇文章暂不发布；请在 {place} 中确认")
    return channels


def _withdraw_lost(connection: Connection, work: Work, site: Row[Any], portal: Portal) -> None:
    for remote_id in outputs.forget_lost_placements(connection, site.site_key):
        portal.set_visibility(remote_id, Visibility.OFFLINE)
        work.ledger.enter(connection, "publish", "withdrawn", site_key=site.site_key, item=remote_id)


def _withdraw(connection: Connection, work: Work, portal: Portal, site_key: str, article_key: str) -> None:
    placed = outputs.placement_of(connection, site_key, article_key)
    if placed is not None and placed.state == outputs.PLACED:
        portal.set_visibility(placed.remote_id, Visibility.OFFLINE)
        work.ledger.enter(connection, "publish", "withdrawn", site_key=site_key, item=article_key)


def _place(
    work: Work,
    site: Row[Any],
    tree: Sequence[ChannelRule],
    portal: Portal,
    channels: dict[str, Channel],
    result: Result,
) -> None:
    with work.ledger.begin() as connection:
        wanted = [
            row
            for state in (outputs.PLACED, outputs.PLANNED)
            for row in outputs.placements_in(connection, site.site_key, state)
        ]
    for path in sorted({row.channel for row in wanted}):
        for channel in with_parents(channels[path], tree):
            portal.ensure_channel(channel)
    waiting, done = iter(sorted(wanted, key=lambda row: row.article_key)), 0
    while batch := list(islice(waiting, BATCH)):
        with work.ledger.begin() as connection:
            for row in batch:
                _place_one(connection, work, portal, row, channels[row.channel], site.site_name, result)
        done += len(batch)
        work.voice.progress("发布", site.site_name, done, len(wanted))


def _place_one(
    connection: Connection, work: Work, portal: Portal, row: Row[Any], channel: Channel, site_name: str, result: Result
) -> None:
    article = content.article_with(connection, row.site_key, row.article_key)
    if article is None:
        return
    article = as_published(connection, work, _with_files(connection, work, portal, article))
    body = rewrite_body(article.body_html, partial(_new_address, connection, work, article))
    handed = _keyed(replace(article, body_html=body, site_name=site_name))
    result.count("已发布文章")
    stands = row.state == outputs.PLACED and portal.read_back(row.remote_id) is not None  # a portal may lose things
    if stands and row.source_hash == source_hash(handed, channel, Visibility.PUBLISHED):
        return
    placed = portal.ensure_article(handed, channel, Visibility.PUBLISHED, run=work.ledger.run_id or 0)
    outputs.enter_placement(connection, row.site_key, row.article_key, placed, work.ledger.run_id)
    work.ledger.enter(
        connection,
        "publish",
        "placed",
        site_key=row.site_key,
        item=article.old_url,
        detail={"new_url": placed.new_url, "channel": placed.channel},
    )


def _keyed(article: Article) -> Article:
    """The portal knows an article by site and canonical old URL together: two sites may share a host."""
    return replace(article, article_key=f"{article.site_key} {article.article_key}")


def _with_files(connection: Connection, work: Work, portal: Portal, article: Article) -> Article:
    """Hand the article's images and attachments to the portal, and note where they stand now."""
    images = tuple(_rehosted(connection, work, portal, article.site_key, one) for one in article.images)
    attachments = tuple(_rehosted(connection, work, portal, article.site_key, one) for one in article.attachments)
    if (images, attachments) != (article.images, article.attachments):
        outputs.set_file_urls(
            connection,
            article.site_key,
            article.article_key,
            [asdict(one) for one in images],
            [asdict(one) for one in attachments],
        )
    return replace(article, images=images, attachments=attachments)


def _rehosted(connection: Connection, work: Work, portal: Portal, site_key: str, file: File) -> File:
    if file.sha256 is None:
        return file
    known = outputs.portal_file(connection, file.sha256, file.name)
    if known is None:
        row = content.settled_at(connection, site_key, file.old_url)
        if row is None or row.capture_id is None:
            return file
        place = place_of(connection, row.capture_id)
        known = portal.ensure_file(
            file.sha256,
            file.name,
            lambda: [read_body(work.workspace / place.warc, place.offset, limit=work.settings.http.max_decoded)],
        )
        outputs.enter_portal_file(connection, file.sha256, file.name, known)
    return replace(file, new_url=known)


def _new_address(connection: Connection, work: Work, article: Article, old_url: str) -> str | None:
    """Where a link of an article leads now: a file or article of the portal, an archived page, or elsewhere."""
    for file in (*article.images, *article.attachments):
        if file.old_url == old_url:
            return file.new_url
    row = content.settled_at(connection, article.site_key, old_url)
    if row is None or row.outcome == Outcome.EXCLUDED:
        row = content.settled_elsewhere(connection, article.site_key, old_url) or row
    if row is None or (row.outcome == Outcome.EXCLUDED and row.reason == "foreign_host"):
        return old_url
    placed = outputs.placed_at(connection, row.id)
    if placed is not None:
        return placed
    if row.outcome in (Outcome.STORED, Outcome.REVISIT):
        return archive_address(work, row)
    return None


def archive_address(work: Work, row: Row[Any]) -> str:
    """Give where the archived copy of a stored URL will be: absolute, or from the portal's home on the same server."""
    base = work.settings.archive.base_url
    return f"{base.rstrip('/')}/{path_of(row)}" if base else f"../{ARCHIVE}/{path_of(row)}"
