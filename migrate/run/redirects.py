"""The redirects stage: one answer for every old page URL, to the new article, to the archived page, or gone."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from migrate.ledger import content, outputs
from migrate.ledger.views import redirect_rows
from migrate.model import PAGE_KINDS, Outcome, Redirect
from migrate.redirects import write_redirects
from migrate.run.work import ARCHIVE, REDIRECTS, Result, Work
from migrate.urls import host_of

FOREIGN = frozenset({"foreign_host", "outside_path"})  # excluded because it is another site's: no answer of ours
ANSWERED = frozenset(map(str, Outcome)) - {str(Outcome.PENDING)}
REASONS = {
    Outcome.ERROR: "原网站返回 {status}",
    Outcome.UNREACHABLE: "原网站无法访问",
    Outcome.EXCLUDED: "按规则未采集（{reason}）",
    Outcome.QUARANTINED: "存疑，待人工处理（{reason}）",
    Outcome.REDIRECT: "原跳转没有可到达的去处",
    Outcome.ALIAS: "所指的网址没有采到",
}


def redirects(work: Work, sites: Sequence[Row[Any]]) -> Result:
    """Give every old page URL of the sites its answer, and write the files of all sites anew."""
    result = Result()
    for site in sites:
        with work.ledger.begin() as connection:
            answers = list(_answers(connection, work, site.site_key))
            outputs.replace_redirects(connection, site.site_key, answers)
        for one in answers:
            result.count({"redirect": "跳转到新文章", "archived": "跳转到归档页", "gone": "已不存在"}[one.answer])
    hosts = {host_of(url) for url in (work.settings.portal.base_url, work.settings.archive.base_url) if url}
    with work.ledger.begin() as connection:
        rows = (
            Redirect(row.old_url, row.answer, row.target, row.status, row.reason) for row in redirect_rows(connection)
        )
        written = write_redirects(rows, work.folder(REDIRECTS), hosts)
    for refusal in (*written.refused, *written.unwritten):
        result.waiting.append(f"跳转 {refusal.old_url}：{refusal.problem}")
    return result


def old_page_urls(connection: Connection, site_key: str) -> Iterator[Row[Any]]:
    """Give the old URLs that need an answer: every page that a source named; nobody types or bookmarks a POST."""
    for row in outputs.page_urls(connection, site_key, map(str, PAGE_KINDS), ANSWERED):
        if row.outcome != Outcome.EXCLUDED or row.reason not in FOREIGN:
            yield row


def _answers(connection: Connection, work: Work, site_key: str) -> Iterator[Redirect]:
    for row in old_page_urls(connection, site_key):
        yield _answer(connection, work, row)


def _answer(connection: Connection, work: Work, row: Row[Any]) -> Redirect:
    end = content.settled_at(connection, row.site_key, row.url) or row
    if end.outcome in (Outcome.STORED, Outcome.REVISIT):
        placed = outputs.placed_at(connection, end.id)
        if placed is not None:
            return Redirect(row.url, "redirect", rooted(work.settings.portal.base_url, "", placed), 301, "")
        archived = outputs.archived_of(connection, end.id)
        if archived is not None:
            target = rooted(work.settings.archive.base_url, ARCHIVE, archived.path)
            return Redirect(row.url, "archived", target, 301, "")
    words = REASONS.get(Outcome(row.outcome), "没有归档")
    if row.outcome == Outcome.ERROR and row.status < 400:
        words = "原网站没有这个页面（{reason}）"
    reason = words.format(status=row.status, reason=row.reason)
    return Redirect(row.url, "gone", "", 410, reason)


def rooted(base_url: str, folder: str, path: str) -> str:
    """Give a target as a visitor's browser needs it: absolute, or from the root of the portal's server."""
    if base_url:
        return f"{base_url.rstrip('/')}/{path}"
    return f"/{folder}/{path}" if folder else f"/{path}"
