"""What stands in the portal is what was placed there: part of clause 6 as conducted."""

from collections.abc import Iterator

from migrate.errors import PortalError
from migrate.ledger import outputs
from migrate.ledger.sites import known_sites
from migrate.model import Fault
from migrate.portal.contract import Portal
from migrate.portal.embedded.pages import marks
from migrate.run.packages import check_package
from migrate.run.portals import open_portal
from migrate.run.work import PORTAL, Work
from migrate.verify.pages import check_files, check_links

CHECK = "门户"
PORTAL_PAGES = ("index.html", "map.html", "404.html")


def check_portal(work: Work) -> tuple[list[Fault], int]:
    """Give what is not as it was placed, and how many articles and files were looked at."""
    portal = open_portal(work)
    kind = work.settings.portal.kind
    if kind == "embedded":
        return list(_embedded(work, portal)), _placed(work)
    package = check_package(work) if kind == "package" else ()
    return [*_elsewhere(work, portal), *package], _placed(work)


def _placed(work: Work) -> int:
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
        return sum(len(outputs.placements_in(connection, site.site_key, outputs.PLACED)) for site in sites)


def _elsewhere(work: Work, portal: Portal) -> Iterator[Fault]:
    """In a portal elsewhere every placed article is asked for: it is there, and as it was written."""
    target = portal.probe().target
    with work.ledger.begin() as connection:
        for site in known_sites(connection):
            for row in outputs.placements_in(connection, site.site_key, outputs.PLACED):
                there = portal.read_back(row.remote_id) if row.target == target else row.target_hash
                if there != row.target_hash:
                    problem = "文章不在门户中了" if there is None else "文章在发布之后被改动过"
                    yield Fault(CHECK, site.site_key, row.new_url, problem)


def _embedded(work: Work, portal: Portal) -> Iterator[Fault]:
    root = work.workspace / PORTAL
    with work.ledger.begin() as connection:
        for site in known_sites(connection):
            for row in outputs.placements_in(connection, site.site_key, outputs.PLACED):
                if not (root / row.new_url).is_file():
                    yield Fault(CHECK, site.site_key, row.new_url, "文章页面不在了")
                elif _read_back(portal, row.remote_id) != row.target_hash:
                    yield Fault(CHECK, site.site_key, row.new_url, "文章在发布之后被改动过")
        files = {row.new_url: row.sha256 for row in outputs.all_portal_files(connection) if row.target == "embedded"}
    yield from check_files(CHECK, "", root, files)
    for path in sorted(root.rglob("*.html")) if root.is_dir() else []:
        page = path.relative_to(root).as_posix()
        if page not in files:
            seen = marks(path)
            if seen is not None and not seen[1]:
                yield Fault(CHECK, "", page, "页面在写成之后被改动过")
            yield from check_links(CHECK, "", root, path)
    for page in PORTAL_PAGES if files or any(root.rglob("*.html")) else ():
        if marks(root / page) is None:
            yield Fault(CHECK, "", page, "门户的页面不在了，或被换成了别的文件")


def _read_back(portal: Portal, remote_id: str) -> str | None:
    try:
        return portal.read_back(remote_id)
    except PortalError:
        return None  # what cannot be read is not what was written
