"""The whole migration, in order.

    classify → review → capture → extract → publish → archive → redirects → forms → seal → verify

Each stage asks the ledger what waits, does it, and enters the result; running again resumes.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from migrate.errors import StageError
from migrate.ledger.rounds import has_torn_round
from migrate.ledger.sites import known_sites
from migrate.model import Action, Verdict
from migrate.run.work import Order, Result, Voice, Work, opened, tool_version
from migrate.settings import Settings
from migrate.urls import canonical


@dataclass(frozen=True)
class Chosen:
    """The sites at stake: those whose content is moved, and those that close."""

    content: tuple[Row[Any], ...]
    closing: tuple[Row[Any], ...]


Stage = Callable[[Work, Chosen, Order], Result]

STATEMENT = "acceptance"  # 迁移验收报告: the document that says what an audit found

# A stage imports its own parts when it begins: `migrate capture` does not wait for what writes Word files.


def _capture(work: Work, chosen: Chosen, order: Order) -> Result:
    from migrate.run.capturing.sourcing import capture_given

    return capture_given(work, chosen.content, order.given, order.asking)


def _extract(work: Work, chosen: Chosen, order: Order) -> Result:
    from migrate.run.extract import extract

    return extract(work, chosen.content)


def _publish(work: Work, chosen: Chosen, order: Order) -> Result:
    from migrate.run.publish import publish

    return publish(work, chosen.content, order.publishing, unreviewed=order.unreviewed)


def _archive(work: Work, chosen: Chosen, order: Order) -> Result:
    from migrate.run.archive import archive

    result = archive(work, chosen.content)
    if order.packing is not None:
        from migrate.run.handing_over.packing import pack_sites

        result.join(pack_sites(work, chosen.content, order.packing))
    return result


def _redirects(work: Work, chosen: Chosen, order: Order) -> Result:
    from migrate.run.redirects import redirects

    return redirects(work, chosen.content, logs=order.given.logs if order.given else ())


def _forms(work: Work, chosen: Chosen, order: Order) -> Result:
    from migrate.run.papers.stage import forms

    return forms(work, chosen.closing, order)


def _seal(work: Work, chosen: Chosen, order: Order) -> Result:
    from migrate.run.sealing import office_key, seal

    return seal(work, office_key(work.settings, work.workspace, order.key) if order.key else None)


def _verify(work: Work, chosen: Chosen, order: Order) -> Result:
    from migrate.run.papers.stage import forms
    from migrate.run.verify import verify

    result = verify(work, chosen.content)
    forms(work, chosen.content, Order(kind=STATEMENT))  # it tells of this very audit
    return result


STAGES: dict[str, Stage] = {
    "capture": _capture,
    "extract": _extract,
    "publish": _publish,
    "archive": _archive,
    "redirects": _redirects,
    "forms": _forms,
    "seal": _seal,
    "verify": _verify,
}


def run_stage(workspace: Path, settings: Settings, voice: Voice, name: str, order: Order) -> Result:
    """One stage for the named sites, or for all that it concerns."""
    if order.packing is not None:
        from migrate.run.handing_over.packing import check

        check(order.packing)
    with opened(workspace, settings, voice) as work:
        _set_right(work)
        unready = Result()
        chosen = choose(work, order, unready)
        _check(work, name, chosen, order)
        rehearsed = work.ledger.rehearsal() if order.publishing.dry_run else nullcontext()
        with rehearsed, work.ledger.run(name, tool_version()):
            result = STAGES[name](work, chosen, order)
            if name not in ("seal", "verify"):  # they tell what holds, whatever still waits
                unready.join(result)
                result = unready
            work.ledger.end_run(result.exit_code)
    return result


def _check(work: Work, name: str, chosen: Chosen, order: Order) -> None:
    """Raise StageError for an order that the stage cannot carry out, before its run is entered."""
    if name == "forms":
        from migrate.run.papers.stage import check_order

        check_order(work, chosen.closing, order)


def run_all(workspace: Path, settings: Settings, voice: Voice, order: Order) -> Result:
    """All stages in order; what waits for a person is listed, and the rest goes on."""
    with opened(workspace, settings, voice) as work:
        _set_right(work)
        result = Result()
        chosen = choose(work, order, result)
        with work.ledger.run("run", tool_version()):
            for stage in STAGES.values():
                result.join(stage(work, chosen, order))
            work.ledger.end_run(result.exit_code)
    return result


def _set_right(work: Work) -> None:
    """What a kill left of a further capture comes to rest before any stage reads the ledger."""
    with work.ledger.begin() as connection:
        torn = has_torn_round(connection)
    if torn:
        from migrate.run.capturing.rounds import come_to_rest

        come_to_rest(work)


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
