"""From the ledger's articles to what the portal is handed: files in their new place, links to new places, a digest."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import read_body
from migrate.errors import PortalRefusal
from migrate.ledger import content, id_map, outputs
from migrate.ledger.frontier import place_of
from migrate.model import Article, Channel, File
from migrate.portal.body import rewrite_body
from migrate.portal.contract import Portal, Probe, Visibility, source_hash
from migrate.run.placing.links import Lead, Linker
from migrate.run.placing.telling import Told
from migrate.run.screening import as_published
from migrate.run.work import Publishing, Work


@dataclass
class Handover:
    """One run of publishing: the portal, what it can do, how articles shall be seen, and what is known so far."""

    work: Work
    portal: Portal
    probe: Probe
    visibility: Visibility
    order: Publishing
    told: Told
    linker: Linker
    channels: dict[str, Channel] = field(default_factory=dict)
    refused_channels: dict[str, str] = field(default_factory=dict)
    refused_files: dict[tuple[str, str], str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)  # of the articles that a person named, those that were met
    stopped: bool = False  # the portal could not be used any more

    @property
    def run(self) -> int:
        """The number that the portal remembers as the maker."""
        return self.work.ledger.run_id or 0


@dataclass(frozen=True)
class Handed:
    """An article as the portal shall get it.

    `given` is the digest of what it is made of, `wanted` of what is handed over; `refusal` says why it cannot be.
    """

    row: Row[Any]
    article: Article
    channel: Channel
    given: str
    wanted: str = ""
    refusal: str = ""
    asked: bool = True  # False: refused before, and nothing has changed since
    leads: dict[str, Lead] = field(default_factory=dict)

    @property
    def dead(self) -> list[tuple[str, str]]:
        """The links that lead nowhere, each with the reason."""
        return [(link, lead.why) for link, lead in self.leads.items() if lead.new_url is None]

    @property
    def is_unsettled(self) -> bool:
        """True where the rest of the run may tell a better place for a link."""
        return any(lead.unsettled for lead in self.leads.values())


def hand(at: Handover, rows: Sequence[Row[Any]], site_name: str, *, retry: bool) -> list[Handed]:
    """Make articles of one site ready; their files are in the portal then.

    What was refused stays so unless `retry`; then files are asked for anew too, for a portal may have lost one.
    """
    with at.work.ledger.begin() as connection:
        whole = id_map.whole_articles(connection, rows[0].site_key, [row.article_key for row in rows])
        loaded = [
            _loaded(at, row, as_published(connection, at.work, content.as_article(whole[row.article_key])), site_name)
            for row in rows
            if row.article_key in whole
        ]
        digests = {file.sha256 for one in loaded for file in _files(one.article) if file.sha256}
        known = {} if retry else id_map.known_files(connection, at.probe.target, sorted(digests))
    ready = []
    for one in loaded:
        if one.row.state == outputs.FAILED and one.row.source_hash == one.given and not retry:
            ready.append(replace(one, refusal=one.row.held_because or "", asked=False))
        else:
            ready.append(_with_files(at, one, known))
    with at.work.ledger.begin() as connection:
        return list(_linked(connection, at, ready, whole))


def keyed(article: Article) -> Article:
    """The portal knows an article by site and canonical old URL together: two sites may share a host."""
    return replace(article, article_key=f"{article.site_key} {article.article_key}")


def _loaded(at: Handover, row: Row[Any], article: Article, site_name: str) -> Handed:
    bare = replace(
        article,
        site_name=site_name,
        images=tuple(replace(one, new_url=None) for one in article.images),
        attachments=tuple(replace(one, new_url=None) for one in article.attachments),
    )
    channel = at.channels[row.channel]
    return Handed(row, bare, channel, source_hash(bare, channel, at.visibility))


def _files(article: Article) -> Iterator[File]:
    yield from article.images
    yield from article.attachments


def _with_files(at: Handover, one: Handed, known: dict[tuple[str, str], str]) -> Handed:
    """The article's files are in the portal, or it is said why one is not."""
    refusal = at.refused_channels.get(one.channel.path, "")
    for file in _files(one.article) if not refusal else ():
        place = (file.sha256 or "", file.name)
        if not file.sha256 or place in known:
            continue
        if place not in at.refused_files:
            try:
                _store(at, one.row.site_key, file, known)
            except PortalRefusal as refused:
                at.refused_files[place] = f"附件“{file.name}”被门户拒收：{refused.problem}"
        refusal = refusal or at.refused_files.get(place, "")

    def moved(file: File) -> File:
        return replace(file, new_url=known.get((file.sha256 or "", file.name)))

    images, attachments = map(moved, one.article.images), map(moved, one.article.attachments)
    article = replace(one.article, images=tuple(images), attachments=tuple(attachments))
    return replace(one, article=article, refusal=refusal)


def _store(at: Handover, site_key: str, file: File, known: dict[tuple[str, str], str]) -> None:
    """Hand one file to the portal; one whose capture is not there stays where it was."""
    sha256 = file.sha256 or ""
    with at.work.ledger.begin() as connection:
        row = content.settled_at(connection, site_key, file.old_url)
        if row is None or row.capture_id is None:
            return
        place = place_of(connection, row.capture_id)
    length = row.length or 0
    if at.probe.max_file is not None and length > at.probe.max_file:
        raise PortalRefusal(f"文件有 {length} 字节，门户最多收 {at.probe.max_file} 字节", "请提高门户的上限后重试")
    at.portal.check_file(file.name, length)
    path, limit = at.work.workspace / place.warc, at.work.settings.http.max_decoded
    made = at.portal.ensure_file(sha256, file.name, lambda: [read_body(path, place.offset, limit=limit)], run=at.run)
    with at.work.ledger.begin() as connection:
        run_id = at.work.ledger.run_id if made.made else None
        stands = {"remote_id": made.remote_id, "new_url": made.new_url}
        id_map.enter_file(connection, at.probe.target, sha256, file.name, **stands, run_id=run_id)
    known[sha256, file.name] = made.new_url
    if made.made:
        at.told.result.count("将上传文件" if at.order.dry_run else "上传文件")
        at.told.result.count("将上传字节" if at.order.dry_run else "上传字节", length)


def _linked(
    connection: Connection, at: Handover, ready: Sequence[Handed], whole: dict[str, Row[Any]]
) -> Iterator[Handed]:
    for one, leads in zip(ready, at.linker.leads(connection, [one.article for one in ready]), strict=True):
        images, attachments = map(list, (map(asdict, one.article.images), map(asdict, one.article.attachments)))
        row = whole[one.row.article_key]
        if one.asked and (images, attachments) != (row.images, row.attachments):
            outputs.set_file_urls(connection, one.row.site_key, one.row.article_key, images, attachments)
        body = rewrite_body(one.article.body_html, lambda url, leads=leads: leads[url].new_url)  # type: ignore[misc]
        handed = keyed(replace(one.article, body_html=body))
        wanted = source_hash(handed, one.channel, at.visibility)
        yield replace(one, article=handed, wanted=wanted, leads=leads)
