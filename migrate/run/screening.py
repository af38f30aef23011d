"""Screening as conducted: every captured page and its article is looked at once, and again when it or the rules change.

Findings are entered, nothing is changed. What the office decides (how grave a kind is, what it releases) is applied to
the findings that stand in the ledger whenever a stage asks what is held back, so a decision needs no new reading.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import read_body
from mappings.screening import Screening, read_screening
from migrate.charset import decode
from migrate.errors import StageError
from migrate.ledger import content, findings
from migrate.ledger.frontier import stored_files
from migrate.model import PAGE_KINDS, Article
from migrate.run.work import MAPPINGS, Work, tool_version
from migrate.screen.article import Told, screen_article, screen_page
from migrate.screen.hiding import Shown, targets_of
from migrate.screen.masking import with_masks
from migrate.urls import host_of

BATCH = 50  # pages looked at between two commits
MAX_PAGE = 64 << 20  # bytes of one page that are read


def screen_site(work: Work, site: Row[Any]) -> None:
    """Every captured page of the site and every article is screened by the rules as they are now."""
    rules = read_screening(work.workspace / MAPPINGS)
    edition = _edition(rules)
    with work.ledger.begin() as connection:
        findings.forget_lost_findings(connection, site.site_key)
        waiting = iter(stored_files(connection, site.site_key, PAGE_KINDS))
        dead = findings.dead_addresses(connection, site.site_key)
    hosts = frozenset(host for host in (host_of(site.url or ""), *site.hosts) if host)
    while batch := list(islice(waiting, BATCH)):
        with work.ledger.begin() as connection:
            for row in batch:
                _screen(connection, work, row, rules, edition, hosts, dead)
    with work.ledger.begin() as connection:
        _apply(connection, rules, site.site_key)


def held_articles(connection: Connection, work: Work, site_key: str) -> dict[str, str]:
    """Give the articles that screening holds back, each with the reason as a person reads it."""
    rules = read_screening(work.workspace / MAPPINGS)
    _apply(connection, rules, site_key)
    held = findings.articles_with(connection, site_key, findings.HOLDING)
    for key, kinds in findings.articles_with(connection, site_key, findings.MASKING).items():
        article = content.article_with(connection, site_key, key)
        if key not in held and article is not None and with_masks(_told(article), kinds, rules) is None:
            held[key] = kinds
    return {key: told(kinds, rules) for key, kinds in held.items()}


def as_published(connection: Connection, work: Work, article: Article) -> Article:
    """The article with the numbers masked that the office wants masked; most have none."""
    kinds = findings.masked_kinds(connection, article.site_key, article.article_key)
    if not kinds:
        return article
    made = with_masks(_told(article), kinds, read_screening(work.workspace / MAPPINGS))
    if made is None:  # such an article is held, see above
        raise StageError(f"{article.old_url} 的号码无法遮盖", "请重新运行 migrate publish")
    return replace(article, title=made.title, body_html=made.body_html, body_text=made.body_text)


def held_pages(connection: Connection, work: Work, site_key: str) -> dict[int, str]:
    """Give the captured pages that the archive replaces by a notice, each with the reason as a person reads it."""
    rules = read_screening(work.workspace / MAPPINGS)
    _apply(connection, rules, site_key)
    held = findings.held_pages(connection, site_key)
    return {url_id: told(kinds, rules) for url_id, kinds in held.items()}


def told(kinds: list[str], rules: Screening) -> str:
    """Give why something is held back: the Chinese names of what was found."""
    return f"内容审查：{'、'.join(rules.kinds[kind].title for kind in kinds)}"


def held_line(site_name: str, reasons: Counter[str]) -> str:
    """Give the desk's line on a site's articles that screening holds back, by what was found in them."""
    kinds = Counter[str]()
    for reason, number in reasons.items():
        kinds.update(dict.fromkeys(reason.partition("：")[2].split("、"), number))
    named = "、".join(f"{kind} {number} 篇" for kind, number in sorted(kinds.items()))
    remedy = f"请用 migrate export findings 查看，核对后在 {MAPPINGS}/screening.toml 中用 [[release]] 放行"
    return f"{site_name}：内容审查暂扣 {sum(reasons.values())} 篇文章（{named}）；{remedy}"


def _apply(connection: Connection, rules: Screening, site_key: str) -> None:
    kinds = {name: (rule.severity, rule.action) for name, rule in rules.kinds.items()}
    findings.apply_policy(connection, site_key, kinds, rules.released)


def _edition(rules: Screening) -> str:
    """What findings depend on: the searching, not what is thought of the kinds."""
    hiding = {name: one.pattern for name, one in rules.hiding.items()}
    return _digest(tool_version(), rules.lists, hiding, rules.wording, rules.leaders, rules.thresholds)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=dict).encode("utf-8", "surrogatepass")).hexdigest()


def _screen(
    connection: Connection,
    work: Work,
    row: Row[Any],
    rules: Screening,
    edition: str,
    hosts: frozenset[str],
    dead: Mapping[str, str],
) -> None:
    article = _article_of(connection, row)
    body = article.body_html if article else ""
    targets = {target.partition("#")[0] for target in targets_of(body, row.url)} if body and dead else set()
    gone = {url: dead[url] for url in sorted(targets) if url in dead}
    said = (article.title, body, [one.name for one in article.attachments]) if article else ()
    source = _digest(edition, row.sha256, said, gone, sorted(hosts))
    if findings.screened_as(connection, row.id) == source:
        return
    read = read_body(work.workspace / row.warc, row.offset, limit=MAX_PAGE)
    found = screen_page(Shown(decode(read, row.charset).text, row.url, hosts, body), rules)
    if article is not None:
        found = (*screen_article(replace(_told(article), hosts=hosts, dead=gone), rules), *found)
    key = article.article_key if article else None
    findings.enter_findings(
        connection, row.site_key, row.id, source, [{"article_key": key, **asdict(one)} for one in found]
    )


def _told(article: Article) -> Told:
    names = tuple(one.name for one in article.attachments)
    return Told(article.old_url, article.title, article.body_html, article.body_text, names)


def _article_of(connection: Connection, row: Row[Any]) -> Article | None:
    """The article that a captured page is known by; another address of it is screened as a page alone."""
    page = content.page_of(connection, row.id)
    key = page.article_key if page is not None else None
    article = content.article_with(connection, row.site_key, key) if key else None
    return article if article is not None and article.old_url == row.url else None
