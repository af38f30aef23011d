"""Every old address has its answer, and the answer is there: part of clause 6 as conducted."""

from collections.abc import Callable, Collection
from urllib.parse import unquote, urlsplit

from migrate.ledger.hits import hit_totals
from migrate.ledger.sites import known_sites
from migrate.ledger.views import redirect_rows
from migrate.model import Fault
from migrate.run.redirects import old_file_urls, old_page_urls
from migrate.run.work import ARCHIVE, PORTAL, REDIRECTS, Work
from migrate.verify.answers import check_answers


def check_redirects(work: Work, site_keys: Collection[str]) -> tuple[list[Fault], int]:
    """Give what is wrong with the answers to the old addresses of the sites, and how many there should be."""
    with work.ledger.begin() as connection:
        sites = [site.site_key for site in known_sites(connection)]
        every = [(key, row.url) for key in sites for row in old_page_urls(connection, key)]
        pages = {url for _, url in every}
        files = [(key, row.url) for key in sites for row in old_file_urls(connection, key) if row.url not in pages]
        logged = {row.url for row in hit_totals(connection)} - pages
        entered: dict[str, frozenset[tuple[str, str]]] = {}
        for row in redirect_rows(connection):
            entered[row.old_url] = entered.get(row.old_url, frozenset()) | {(row.answer, row.target)}
    faults: list[Fault] = []
    number = 0
    for name, urls, known, answers in (("redirects.csv", every, set(), entered), ("others.csv", files, logged, {})):
        wanted = [one for one in urls if one[0] in site_keys]
        others = {url for site_key, url in urls if site_key not in site_keys} | known
        number += len(wanted)
        if wanted:
            faults += check_answers(work.workspace / REDIRECTS / name, wanted, others, answers, _is_there(work))
    return faults, number


def _is_there(work: Work) -> Callable[[str, str], bool]:
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
