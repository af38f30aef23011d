"""The redirects stage: one answer for every old URL, to the new article or file, to the archived copy, or gone."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row

from migrate.ledger import content, outputs, targets
from migrate.ledger.sites import known_sites
from migrate.ledger.views import redirect_rows
from migrate.model import PAGE_KINDS, Outcome, Redirect
from migrate.redirects.pages import Notice
from migrate.redirects.settling import settled
from migrate.redirects.writing import Written, write_files
from migrate.run.counting import read_logs
from migrate.run.traffic import logged_answers, write_traffic
from migrate.run.work import ARCHIVE, REDIRECTS, Result, Work, site_folder
from migrate.urls import host_of, is_public

FOREIGN = frozenset({"foreign_host", "outside_path"})  # excluded because it is another site's: no answer of ours
NOT_ASKED = FOREIGN | {"private_address", "probe"}  # of what is no page: our own questions and others' machines too
ANSWERED = frozenset(map(str, Outcome)) - {str(Outcome.PENDING)}
OWN = frozenset({"/robots.txt", "/sitemap.xml"})  # crawlers must see the new server's: an old one would bar them
PAGES = frozenset(map(str, PAGE_KINDS))
KINDS = {"redirect": "跳转到新文章", "archived": "跳转到归档页", "gone": "已不存在"}
REASONS = {
    Outcome.ERROR: "原网站返回 {status}",
    Outcome.UNREACHABLE: "原网站无法访问",
    Outcome.EXCLUDED: "按规则未采集（{reason}）",
    Outcome.QUARANTINED: "存疑，待人工处理（{reason}）",
    Outcome.REDIRECT: "原跳转没有可到达的去处",
    Outcome.ALIAS: "所指的网址没有采到",
}


def redirects(work: Work, sites: Sequence[Row[Any]], *, logs: Sequence[Path] = ()) -> Result:
    """Give every old page URL of the sites its answer, and write the files of all sites anew.

    `logs` are read first: what they tell of visits is kept, and the addresses that nobody answers are reported.
    """
    result = read_logs(work, sites, logs) if logs else Result()
    for site in sites:
        with work.ledger.begin() as connection:
            answers = list(_answers(connection, work, site.site_key))
            outputs.replace_redirects(connection, site.site_key, answers)
        for one in answers:
            result.count(KINDS[one.answer])
    with work.ledger.begin() as connection:
        written = _write(connection, work, result)
    for refusal in (*written.refused, *written.unwritten):
        result.waiting.append(f"跳转 {refusal.old_url}：{refusal.problem}")
    return result


def _write(connection: Connection, work: Work, result: Result) -> Written:
    """Write the files of all sites, and what the visits tell of them."""
    every = known_sites(connection)
    pages = (Redirect(row.old_url, row.answer, row.target, row.status, row.reason) for row in redirect_rows(connection))
    others = (one for site in every for one in file_answers(connection, work, site.site_key))
    logged = logged_answers(connection, [site.site_key for site in every], lambda row: answer_of(connection, work, row))
    with settled(pages, others, logged, allowed_hosts(work)) as answers:
        written = write_files(answers, work.folder(REDIRECTS), notice_of(connection, work))
        result.count("图片、附件等文件", written.others)
        work.voice.say(_of_pairs(written))
        result.join(write_traffic(connection, work, answers))
    return written


def _of_pairs(written: Written) -> str:
    """What is told of the list for search engines, and why it is empty where nothing could be listed."""
    if not written.pairs and (written.redirect or written.archived):
        return "搜索引擎改版对照 0 对：去处没有写成完整网址，请设置 portal.base_url 和 archive.base_url"
    left = f"，另有 {written.left_out} 个旧网址与别的旧网址去处相同，不能列入" if written.left_out else ""
    return f"搜索引擎改版对照 {written.pairs} 对{left}"


def allowed_hosts(work: Work) -> set[str]:
    """Give the hosts that a redirect may lead to: the portal's, the archive's, and those that the office allows."""
    urls = (work.settings.portal.base_url, work.settings.archive.base_url)
    return {host_of(url) for url in urls if url} | set(work.settings.redirects.hosts)


def notice_of(connection: Connection, work: Work) -> Notice:
    """Give what the pages of the closure name: the new home, the archive of each site, whom to ask."""
    portal, archive = work.settings.portal, work.settings.archive
    sites = []
    for site in known_sites(connection):
        folder = site_folder(site.site_key)
        if archive.base_url and any(True for _ in outputs.archived_rows(connection, site.site_key)):
            sites.append((site.site_name, rooted(archive.base_url, ARCHIVE, f"{folder}/index.html")))
    contact = portal.contact or work.settings.office.phone
    home = f"{archive.base_url.rstrip('/')}/" if archive.base_url else ""
    return Notice(portal.name, portal.base_url, home, contact, tuple(sites) if len(sites) == 1 else ())


def old_page_urls(connection: Connection, site_key: str) -> Iterator[Row[Any]]:
    """Give the old URLs that need an answer: every page that a source named; nobody types or bookmarks a POST."""
    for row in targets.stood(connection, site_key, PAGES, ANSWERED, pages=True):
        if row.outcome != Outcome.EXCLUDED or row.reason not in FOREIGN:
            yield row


def old_file_urls(connection: Connection, site_key: str) -> Iterator[Row[Any]]:
    """Give the old URLs that are no pages and were asked for: images, attachments, styles, scripts.

    Not `robots.txt` and `sitemap.xml`: those are the new server's own affair.
    """
    for row in targets.stood(connection, site_key, PAGES, ANSWERED, pages=False):
        if row.reason not in NOT_ASKED and urlsplit(row.url).path not in OWN:
            yield row


def file_answers(connection: Connection, work: Work, site_key: str) -> Iterator[Redirect]:
    """Give the answer of every old URL that is no page."""
    for row in old_file_urls(connection, site_key):
        yield _answer(connection, work, row)


def _answers(connection: Connection, work: Work, site_key: str) -> Iterator[Redirect]:
    for row in old_page_urls(connection, site_key):
        yield _answer(connection, work, row)


def _answer(connection: Connection, work: Work, row: Row[Any]) -> Redirect:
    leads_on = row.redirect_to or row.alias_of or (row.fallback if row.outcome == Outcome.ERROR else None)
    return answer_of(connection, work, row) if leads_on else _answered(work, row, row)


def answer_of(connection: Connection, work: Work, row: Row[Any]) -> Redirect:
    """Give the one answer of a known old URL, wherever its redirects, aliases and second spellings end."""
    end = content.settled_at(connection, row.site_key, row.url) or row
    return _answered(work, row, targets.stands(connection, end.id))


def _answered(work: Work, row: Row[Any], end: Row[Any]) -> Redirect:
    """The answer of an old URL whose life ends at `end`."""
    if end.outcome in (Outcome.STORED, Outcome.REVISIT):
        placed = end.new_url if end.kind in PAGE_KINDS else end.file_url
        if is_public(placed):
            return Redirect(row.url, "redirect", rooted(work.settings.portal.base_url, "", placed), 301, "")
        if end.path is not None:
            return Redirect(row.url, "archived", rooted(work.settings.archive.base_url, ARCHIVE, end.path), 301, "")
    words = REASONS.get(Outcome(row.outcome), "没有归档")
    if row.outcome == Outcome.ERROR and row.status < 400:
        words = "原网站没有这个页面（{reason}）" if row.kind in PAGE_KINDS else "原网站没有这个文件（{reason}）"
    reason = words.format(status=row.status, reason=row.reason)
    return Redirect(row.url, "gone", "", 410, reason)


def rooted(base_url: str, folder: str, path: str) -> str:
    """Give a target as a visitor's browser needs it: absolute, or from the root of the portal's server."""
    if path.startswith(("http://", "https://")):
        return path  # the portal lives elsewhere and tells whole URLs
    if base_url:
        return f"{base_url.rstrip('/')}/{path}"
    return f"/{folder}/{path}" if folder else f"/{path}"
