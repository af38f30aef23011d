"""The trial server: reads the written answers and the ledger's names, changes nothing, answers until it is stopped."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from migrate.errors import StageError
from migrate.ledger import outputs
from migrate.ledger.book import open_ledger
from migrate.ledger.sites import known_sites
from migrate.redirects.keys import plain_host
from migrate.redirects.pages import Notice
from migrate.redirects.serving import PREFIX, Trial
from migrate.redirects.settling import settled
from migrate.redirects.writing import OTHERS, PAGES, read_lines
from migrate.run.redirects import allowed_hosts, rooted
from migrate.run.work import ARCHIVE, PORTAL, REDIRECTS, Result, Voice, Work, site_folder
from migrate.serving.listening import serve
from migrate.settings import Settings
from migrate.urls import host_of


def serve_redirects(workspace: Path, settings: Settings, voice: Voice, *, host: str, port: int) -> Result:
    """Answer for all old hosts of the workspace until Ctrl-C; the result counts the answers."""
    folder = workspace / REDIRECTS
    if not (folder / PAGES).is_file():
        raise StageError(f"{workspace} 中还没有 {REDIRECTS}/{PAGES}", "请先运行 migrate redirects 生成跳转规则")
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        work = Work(workspace, settings, ledger, voice)
        notices, notice = _notices(connection, work)
    others = folder / OTHERS
    try:
        lines = read_lines(folder / PAGES), read_lines(others) if others.is_file() else ()
        with settled(*lines, hosts=allowed_hosts(work)) as answers:
            trial = Trial(answers, notices, notice, _folders(workspace))
            counts = serve(trial.answer, host, port, lambda bound: _tell(voice, trial, host, bound))
    except (OSError, ValueError) as error:
        raise StageError(f"{REDIRECTS} 中的跳转表无法读取（{error}）", "请重新运行 migrate redirects") from error
    return Result(dict(sorted(counts.items())))


def _folders(workspace: Path) -> tuple[tuple[str, Path], ...]:
    places = ((f"/{ARCHIVE}/", workspace / ARCHIVE), ("/", workspace / PORTAL))
    return tuple(place for place in places if place[1].is_dir())


def _notices(connection: Connection, work: Work) -> tuple[dict[str, Notice], Notice]:
    """What the pages say by host, each naming the archive of its own site; and what they say where no site is known."""
    portal, archive = work.settings.portal, work.settings.archive
    home = portal.base_url or ("/" if (work.workspace / PORTAL / "index.html").is_file() else "")
    root = rooted(archive.base_url, ARCHIVE, "index.html") if (work.workspace / ARCHIVE).is_dir() else ""
    general = Notice(portal.name, home, root, portal.contact or work.settings.office.phone)
    notices = {}
    for site in known_sites(connection):
        has_archive = any(True for _ in outputs.archived_rows(connection, site.site_key))
        path = f"{site_folder(site.site_key)}/index.html"
        own = ((site.site_name, rooted(archive.base_url, ARCHIVE, path) if has_archive else ""),)
        for host in {plain_host(host_of(url)) for url in (site.url, *site.other_urls) if url} | set(site.hosts):
            notices[plain_host(host)] = replace(general, sites=own)
    return notices, general


def _tell(voice: Voice, trial: Trial, host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    place = f"http://{shown}:{port}{PREFIX}"
    voice.say(f"正在代答 {len(trial.hosts)} 个旧主机，在浏览器中打开 {place} 试用；按 Ctrl-C 停止")
