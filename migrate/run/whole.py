"""The whole migration, in order.

    classify → review → capture → extract → publish → archive → redirects → forms → verify

Each stage asks the ledger what waits, does it, and enters the result; running again resumes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from migrate.errors import StageError
from migrate.ledger.sites import known_sites
from migrate.model import Action, Verdict
from migrate.run.archive import archive
from migrate.run.capture import capture
from migrate.run.extract import extract
from migrate.run.forms import check_kind, forms
from migrate.run.publish import publish
from migrate.run.redirects import redirects
from migrate.run.verify import verify
from migrate.run.work import Order, Result, Voice, Work, opened, tool_version
from migrate.settings import Settings
from migrate.urls import canonical

Stage = Callable[[Work, Sequence[Row[Any]], Order], Result]

# The stages that move content, in order: each takes the sites whose content is wanted.
CONTENT_STAGES: dict[str, Stage] = {
    "capture": lambda work, sites, order: capture(work, sites, again=order.again),
    "extract": lambda work, sites, order: extract(work, sites),
    "publish": lambda work, sites, order: publish(work, sites, unreviewed=order.unreviewed),
    "archive": lambda work, sites, order: archive(work, sites),
    "redirects": lambda work, sites, order: redirects(work, sites),
}


def run_stage(workspace: Path, settings: Settings, voice: Voice, name: str, order: Order) -> Result:
    """One stage for the named sites, or for all that it concerns."""
    check_kind(order.kind)
    with opened(workspace, settings, voice) as work:
        result = Result()
        chosen = choose(work, order, result)
        with work.ledger.run(name, tool_version()):
            if name == "forms":
                result.join(forms(work, chosen.closing, kind=order.kind))
            elif name == "verify":
                result = verify(work, chosen.content)
            else:
                result.join(CONTENT_STAGES[name](work, chosen.content, order))
            work.ledger.end_run(result.exit_code)
    return result


def run_all(workspace: Path, settings: Settings, voice: Voice, order: Order) -> Result:
    """All stages in order; what waits for a person is listed, and the rest goes on."""
    with opened(workspace, settings, voice) as work:
        result = Result()
        chosen = choose(work, order, result)
        with work.ledger.run("run", tool_version()):
            for stage in CONTENT_STAGES.values():
                result.join(stage(work, chosen.content, order))
            result.join(forms(work, chosen.closing))
            result.join(verify(work, chosen.content))
            work.ledger.end_run(result.exit_code)
    return result


@dataclass(frozen=True)
class Chosen:
    """The sites at stake: those whose content is moved, and those that close."""

    content: tuple[Row[Any], ...]
    closing: tuple[Row[Any], ...]


def choose(work: Work, order: Order, result: Result) -> Chosen:
    """Give the sites that may be worked on; those whose decision waits for review are listed in `result`.

    A site named by the operator is taken whatever its verdict is.
    """
    with work.ledger.begin() as connection:
        sites = known_sites(connection)
    if not sites:
        raise StageError("台账中还没有网站", "请先运行 migrate classify 读入清理表")
    if order.sites:
        named = tuple(_named(sites, name) for name in order.sites)
        return Chosen(named, named)
    ready = []
    for site in sites:
        if site.confirmed or (order.unreviewed and site.verdict != Verdict.UNDECIDED) or not site.needs_review:
            ready.append(site)
        else:
            result.waiting.append(f"{site.site_name}（{site.site_key}）的分类意见待复核，未处理")
    content = tuple(site for site in ready if _has_content(site))
    return Chosen(content, tuple(ready))


def _has_content(site: Row[Any]) -> bool:
    if site.verdict == Verdict.MIGRATE:
        return True
    return bool(site.verdict == Verdict.CLOSE and site.keep_content and site.action != Action.ALREADY_CLOSED)


def _named(sites: Sequence[Row[Any]], name: str) -> Row[Any]:
    address = canonical(name if "://" in name else f"http://{name}/")
    for site in sites:
        if name in (site.site_key, site.site_name, site.site_code) or canonical(site.url or "") == address:
            return site
    raise StageError(f"台账中没有网站 {name}", "请用 migrate status 查看网站清单，按网站标识码或域名指定")
