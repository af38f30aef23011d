"""The verify stage: hands the auditor what the ledger claims and where the outputs lie, and gathers what fails.

The auditor (`migrate.verify`) knows neither the crawl nor the ledger; this conductor only feeds it.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Row

from migrate.errors import PortalError
from migrate.ledger import content, outputs
from migrate.ledger.frontier import claims_of
from migrate.ledger.hits import hit_totals
from migrate.ledger.sites import known_sites
from migrate.ledger.views import count_outcomes, ends_of, redirect_rows
from migrate.model import PAGE_KINDS, Fault, Outcome
from migrate.portal.contract import Portal
from migrate.portal.embedded.pages import marks
from migrate.run.archive_index import own_pages
from migrate.run.packages import check_package
from migrate.run.portals import open_portal
from migrate.run.redirects import old_file_urls, old_page_urls
from migrate.run.work import ARCHIVE, CAPTURES, PORTAL, REDIRECTS, REPORTS, Result, Work, site_folder
from migrate.verify.accounting import check_ends
from migrate.verify.answers import check_answers
from migrate.verify.pages import check_files, check_links, check_stamp, check_strangers, forget_seen
from migrate.verify.records import Claim, check_file

OWN_PAGES = ("index.html", "not-archived.html")  # of every archived site
PORTAL_PAGES = ("index.html", "map.html", "404.html")
SHOWN = 50  # faults listed at the desk; all of them stand in the report


def verify(work: Work, sites: Sequence[Row[Any]]) -> Result:
    """Check every clause for the sites and the whole of the outputs; faults make the result broken."""
    forget_seen()
    result = Result()
    faults: list[Fault] = []
    for site in sites:
        faults += _check_site(work, site, result)
        work.voice.progress("核验", site.site_name, 1, 1)
    faults += _check_folders(work)
    faults += _check_portal(work)
    faults += _check_redirects(work, {site.site_key for site in sites})
    _report(work, faults)
    result.broken = bool(faults)
    result.count("核验发现的问题", len(faults))
    result.waiting += [f"{one.check} {one.site_key} {one.item}：{one.problem}" for one in faults[:SHOWN]]
    if len(faults) > SHOWN:
        result.waiting.append(f"……共 {len(faults)} 个问题，全部列在 {REPORTS}/核验问题.txt")
    return result


def _check_site(work: Work, site: Row[Any], result: Result) -> list[Fault]:
    with work.ledger.begin() as connection:
        faults = [
            *_check_accounting(connection, site, result),
            *check_ends(site.site_key, ends_of(connection, site.site_key)),
        ]
        faults += _check_records(connection, work, site)
        faults += _check_archive(connection, work, site)
    return faults


def _check_accounting(connection: Connection, site: Row[Any], result: Result) -> Iterator[Fault]:
    key = site.site_key
    outcomes = count_outcomes(connection, key)
    result.count("核验网址", sum(outcomes.values()))
    if outcomes.get(Outcome.PENDING):
        yield Fault("账目", key, site.site_name, f"有 {outcomes[Outcome.PENDING]} 个网址尚未采集")
    if outcomes.get(Outcome.QUARANTINED):
        result.waiting.append(f"{site.site_name}（{key}）有 {outcomes[Outcome.QUARANTINED]} 个网址存疑，待人工处理")
    for row in content.unaccounted(connection, key):
        yield Fault("账目", key, row.url, "已采集的页面既不是文章，也没有写明原因")
    held = 0
    for article_key in content.article_keys(connection, key):
        placed = outputs.placement_of(connection, key, article_key)
        if placed is None or placed.state == outputs.PLANNED:
            yield Fault("账目", key, article_key, "文章既没有发布，也没有写明原因")
        elif placed.state in outputs.WAITING:
            held += 1
    if held:
        result.waiting.append(f"{site.site_name}（{key}）有 {held} 篇文章暂不发布、有冲突或被门户拒收，待人工处理")


def _check_records(connection: Connection, work: Work, site: Row[Any]) -> Iterator[Fault]:
    folder = work.workspace / CAPTURES / site_folder(site.site_key)
    files: dict[str, list[Claim]] = {}
    digests: dict[str, str] = {}
    for row in claims_of(connection, site.site_key):
        digests[row.record_id] = row.payload_digest
        whole = row.truncated is None and row.outcome != Outcome.QUARANTINED and row.coding in ("", "chunked")
        files.setdefault(row.warc, []).append(
            Claim(
                row.url,
                row.offset,
                row.end,
                row.record_id,
                row.payload_digest,
                row.sha256,
                whole,
                row.original_id,
                row.tls,
            )
        )
    for name, claims in sorted(files.items()):
        path = work.workspace / name
        torn = path.with_name(path.name + ".open")
        yield from check_file(site.site_key, torn if torn.is_file() and not path.is_file() else path, claims, digests)
    known = {Path(name).name for name in files}
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.name.removesuffix(".open") not in known:
            yield Fault("采集记录", site.site_key, path.name, "台账中没有的文件")


def _check_folders(work: Work) -> Iterator[Fault]:
    """Nothing lies among captures and archived sites that belongs to no site; the archive's directory is there."""
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
        shown = {site_folder(site.site_key) for site in sites if any(outputs.archived_rows(connection, site.site_key))}
    folders = {site_folder(site.site_key) for site in sites}
    for check, name, known in (("采集记录", CAPTURES, folders), ("归档", ARCHIVE, shown | {"index.html"})):
        root = work.workspace / name
        for path in sorted(root.iterdir()) if root.is_dir() else []:
            if path.name not in known:
                yield Fault(check, "", f"{name}/{path.name}", "不属于任何网站")
    root = work.workspace / ARCHIVE
    for page in ("index.html", *(f"{one}/{own}" for one in sorted(shown) for own in OWN_PAGES)) if shown else ():
        if not (root / page).is_file():
            yield Fault("归档", "", page, "归档目录页不在了")
    if (root / "index.html").is_file():
        yield from check_links("归档", "", root, root / "index.html")


def _check_archive(connection: Connection, work: Work, site: Row[Any]) -> Iterator[Fault]:
    key, root = site.site_key, work.workspace / ARCHIVE
    rows = list(outputs.archived_rows(connection, key))
    expected = {row.path: row.sha256 for row in rows}
    yield from check_files("归档", key, root, expected)
    pages = [row for row in rows if row.kind in PAGE_KINDS]
    for row in pages:
        yield from check_stamp("归档", key, root, row.path)
        if (root / row.path).is_file():
            yield from check_links("归档", key, root, root / row.path)
    archived = {row.url_id for row in rows}
    for row in outputs.page_urls(connection, key, map(str, PAGE_KINDS), (Outcome.STORED, Outcome.REVISIT)):
        if row.id not in archived:
            yield Fault("归档", key, row.url, "已采集的页面没有归档")
    folder = root / site_folder(key)
    inside = {path.removeprefix(f"{folder.name}/"): sha256 for path, sha256 in expected.items()}
    own = own_pages(folder)
    yield from check_strangers("归档", key, folder, inside, own)
    for name in sorted(own):
        yield from check_links("归档", key, root, folder / name)


def _check_elsewhere(work: Work, portal: Portal) -> Iterator[Fault]:
    """In a portal elsewhere every placed article is asked for: it is there, and as it was written."""
    target = portal.probe().target
    with work.ledger.begin() as connection:
        for site in known_sites(connection):
            for row in outputs.placements_in(connection, site.site_key, outputs.PLACED):
                there = portal.read_back(row.remote_id) if row.target == target else row.target_hash
                if there != row.target_hash:
                    problem = "文章不在门户中了" if there is None else "文章在发布之后被改动过"
                    yield Fault("门户", site.site_key, row.new_url, problem)


def _check_portal(work: Work) -> Iterator[Fault]:
    root = work.workspace / PORTAL
    portal = open_portal(work)
    if work.settings.portal.kind != "embedded":
        yield from _check_elsewhere(work, portal)
        if work.settings.portal.kind == "package":
            yield from check_package(work)
        return
    with work.ledger.begin() as connection:
        for site in known_sites(connection):
            for row in outputs.placements_in(connection, site.site_key, outputs.PLACED):
                if not (root / row.new_url).is_file():
                    yield Fault("门户", site.site_key, row.new_url, "文章页面不在了")
                elif _read_back(portal, row.remote_id) != row.target_hash:
                    yield Fault("门户", site.site_key, row.new_url, "文章在发布之后被改动过")
        files = {row.new_url: row.sha256 for row in outputs.all_portal_files(connection) if row.target == "embedded"}
    yield from check_files("门户", "", root, files)
    for path in sorted(root.rglob("*.html")) if root.is_dir() else []:
        page = path.relative_to(root).as_posix()
        if page not in files:
            seen = marks(path)
            if seen is not None and not seen[1]:
                yield Fault("门户", "", page, "页面在写成之后被改动过")
            yield from check_links("门户", "", root, path)
    for page in PORTAL_PAGES if files or any(root.rglob("*.html")) else ():
        if marks(root / page) is None:
            yield Fault("门户", "", page, "门户的页面不在了，或被换成了别的文件")


def _read_back(portal: Portal, remote_id: str) -> str | None:
    try:
        return portal.read_back(remote_id)
    except PortalError:
        return None  # what cannot be read is not what was written


def _check_redirects(work: Work, site_keys: Collection[str]) -> Iterator[Fault]:
    with work.ledger.begin() as connection:
        sites = [site.site_key for site in known_sites(connection)]
        every = [(key, row.url) for key in sites for row in old_page_urls(connection, key)]
        pages = {url for _, url in every}
        files = [(key, row.url) for key in sites for row in old_file_urls(connection, key) if row.url not in pages]
        logged = {row.url for row in hit_totals(connection)} - pages
        entered: dict[str, frozenset[tuple[str, str]]] = {}
        for row in redirect_rows(connection):
            entered[row.old_url] = entered.get(row.old_url, frozenset()) | {(row.answer, row.target)}
    for name, urls, known, answers in (("redirects.csv", every, set(), entered), ("others.csv", files, logged, {})):
        wanted = [one for one in urls if one[0] in site_keys]
        others = {url for site_key, url in urls if site_key not in site_keys} | known
        if wanted:
            yield from check_answers(work.workspace / REDIRECTS / name, wanted, others, answers, _is_there(work))


def _is_there(work: Work) -> Any:
    settings = work.settings

    def is_there(answer: str, target: str) -> bool:
        if answer == "redirect" and settings.portal.kind != "embedded":
            return target.startswith(("http://", "https://"))  # a page elsewhere: `redirects --check` asks for it
        base = settings.portal.base_url if answer == "redirect" else settings.archive.base_url
        folder = PORTAL if answer == "redirect" else ARCHIVE
        if base:
            path = target.removeprefix(base.rstrip("/"))
            if path == target:
                return False
        else:
            path = target if answer == "redirect" else target.removeprefix(f"/{ARCHIVE}")
        return (work.workspace / folder / unquote(urlsplit(path).path).lstrip("/")).is_file()

    return is_there


def _report(work: Work, faults: Sequence[Fault]) -> None:
    """Keep the whole list where a person can open it; an old list goes when everything holds."""
    path = work.folder(REPORTS) / "核验问题.txt"
    if not faults:
        path.unlink(missing_ok=True)
        return
    lines = (f"{one.check}\t{one.site_key}\t{one.item}\t{one.problem}\n" for one in faults)
    path.write_text("".join(lines), encoding="utf-8")
