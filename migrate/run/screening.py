"""Screening as conducted: every captured page and its article is looked at once, and again when it or the rules change.

Findings are entered, nothing is changed. What the office decides (how grave a kind is, what it releases) is applied to
the findings that stand in the ledger whenever a stage asks what is held back, so a decision needs no new reading.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row

from archive.reading import read_body
from mappings.screening import Screening, read_screening
from migrate.charset import decode
from migrate.errors import StageError
from migrate.extract.source import bounded
from migrate.ledger import content, findings
from migrate.ledger.frontier import place_of, stored_files
from migrate.ledger.sites import known_sites
from migrate.model import PAGE_KINDS, Article
from migrate.run.attachments import screen_attachments
from migrate.run.work import MAPPINGS, Work, tool_version
from migrate.screen.article import AROUND, Told, screen_article, screen_page
from migrate.screen.hiding import Shown, spam_in, targets_of
from migrate.screen.masking import LINKS, with_masks, without_spam
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
    hosts = _hosts(site)
    while batch := list(islice(waiting, BATCH)):
        with work.ledger.begin() as connection:
            for row in batch:
                _screen(connection, work, row, rules, edition, hosts, dead)
    screen_attachments(work, site, rules, edition)
    with work.ledger.begin() as connection:
        _apply(connection, rules, site.site_key)


def _hosts(site: Row[Any]) -> frozenset[str]:
    return frozenset(host for host in (host_of(site.url or ""), *site.hosts) if host)


def held_articles(connection: Connection, work: Work, site_key: str) -> dict[str, str]:
    """Give the articles that screening holds back, each with the reason as a person reads it."""
    rules = read_screening(work.workspace / MAPPINGS)
    _apply(connection, rules, site_key)
    held = findings.articles_with(connection, site_key, findings.HOLDING)
    for key, kinds in findings.articles_with(connection, site_key, findings.MASKING).items():
        article = content.article_with(connection, site_key, key)
        numbers = [kind for kind in kinds if kind not in LINKS]  # a link can always be cut out
        if key not in held and article is not None and with_masks(_told(article), numbers, rules) is None:
            held[key] = kinds
    reasons = {key: told(kinds, rules) for key, kinds in held.items()}
    return reasons | _held_by_files(connection, rules, site_key, held)


def _held_by_files(
    connection: Connection, rules: Screening, site_key: str, held: Mapping[str, list[str]]
) -> dict[str, str]:
    """The articles with an attachment that may not be published, each with all of its reasons."""
    files = findings.held_files(connection, site_key)
    carrying = findings.files_of_articles(connection, site_key) if files else ()
    reasons = {}
    for key, attached in carrying:
        kinds = sorted({kind for one in attached for kind in files.get(one.get("sha256") or "", ())})
        if kinds:
            named = [told(held[key], rules)] if key in held else ["内容审查："]
            titles = [f"{rules.kinds[kind].title}（附件）" for kind in kinds]
            reasons[key] = "、".join([*named, *titles]).replace("：、", "：")
    return reasons


def as_published(connection: Connection, work: Work, article: Article) -> Article:
    """The article with the numbers masked and the links cut out that the office wants so; most have none."""
    kinds = findings.masked_kinds(connection, article.site_key, article.article_key)
    if not kinds:
        return article
    rules = read_screening(work.workspace / MAPPINGS)
    spam = _spam(connection, work, article, rules, LINKS.intersection(kinds))
    made = with_masks(without_spam(_told(article), spam), [kind for kind in kinds if kind not in LINKS], rules)
    if made is None:  # such an article is held, see above
        raise StageError(f"{article.old_url} 的号码无法遮盖", "请重新运行 migrate publish")
    return replace(
        article, title=made.title, keywords=made.keywords, body_html=made.body_html, body_text=made.body_text
    )


def _spam(
    connection: Connection, work: Work, article: Article, rules: Screening, kinds: frozenset[str]
) -> frozenset[str]:
    """Where the links lead that are cut out of an article: its pages are read once more, the ledger holds excerpts."""
    if not kinds:
        return frozenset()
    (site,) = known_sites(connection, [article.site_key])
    pages = findings.pages_with(connection, article.site_key, article.article_key, kinds)
    return _spam_on(connection, work, pages, article, _hosts(site), rules, kinds)


def _spam_on(
    connection: Connection,
    work: Work,
    pages: Sequence[Row[Any]],
    article: Article,
    hosts: frozenset[str],
    rules: Screening,
    kinds: frozenset[str] = LINKS,
) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for row in pages:
        place = place_of(connection, row.capture_id)
        html = _html(work, place)
        found |= spam_in(Shown(html, row.url, hosts, article.body_html), rules, kinds)
    return found


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
    known, role = _article_of(connection, row)
    whole = None if role == "another" else known
    body = whole.body_html if whole else ""
    targets = {target.partition("#")[0] for target in targets_of(body, row.url)} if body and dead else set()
    gone = {url: dead[url] for url in sorted(targets) if url in dead}
    names = [one.name for one in known.attachments] if known else []
    said = (role, known.title, known.keywords, known.body_html, names) if known else ()
    source = _digest(edition, row.sha256, said, gone, sorted(hosts))
    if findings.screened_as(connection, row.id) == source:
        return
    page = Shown(_html(work, row), row.url, hosts, body, " ".join(map(str, said)))
    key = whole.article_key if whole else None
    rows = [(one, None if one.kind in AROUND else key) for one in screen_page(page, rules)]
    if whole is not None and role == "own":
        parts = findings.further_pages(connection, whole.site_key, whole.article_key)
        spam = spam_in(page, rules, LINKS) | _spam_on(connection, work, parts, whole, hosts, rules)
        told = without_spam(_told(whole), spam)  # spam is told as such, not once more as words
        rows = [*((one, key) for one in screen_article(replace(told, hosts=hosts, dead=gone), rules)), *rows]
    elif whole is not None:
        rows = [(one, of if one.kind in LINKS else None) for one, of in rows]
    findings.enter_findings(
        connection, row.site_key, row.id, source, [{"article_key": of, **asdict(one)} for one, of in rows]
    )


def _html(work: Work, place: Row[Any]) -> str:
    """A captured page as text, as far as it is safe to parse."""
    body = read_body(work.workspace / place.warc, place.offset, limit=MAX_PAGE)
    return bounded(decode(body, place.charset).text)[0]


def _told(article: Article) -> Told:
    names = tuple(one.name for one in article.attachments)
    return Told(article.old_url, article.title, article.body_html, article.body_text, names, keywords=article.keywords)


def _article_of(connection: Connection, row: Row[Any]) -> tuple[Article | None, str]:
    """The article that a captured page has to do with: its own, one it is a part of, or one that it is another
    address of; such a page is screened as a page alone, but for what its article was searched for."""
    page = content.page_of(connection, row.id)
    article = content.article_with(connection, row.site_key, page.article_key) if page and page.article_key else None
    if page is None or article is None:
        return None, ""
    if article.old_url == row.url:
        return article, "own"
    return article, "part" if page.reason else "another"
