"""Articles that may not be public any more are taken off the portal's pages; they stay in it, and can come back."""

from typing import Any

from sqlalchemy import Row

from migrate.errors import PortalRefusal
from migrate.ledger import findings, id_map
from migrate.portal.contract import Visibility
from migrate.run.placing.handing import Handover
from migrate.run.placing.telling import About, Step


def withdraw(at: Handover, row: Row[Any], about: About, why: str) -> bool:
    """Nobody sees the article any more; one that is not there is known not to be. False: the portal refuses."""
    if not row.remote_id or row.visibility == Visibility.OFFLINE:
        return True
    there = at.portal.read_back(row.remote_id)
    values: dict[str, Any] = {"remote_id": "", "target_hash": "", "run_id": None}
    if there is not None:
        try:
            at.portal.set_visibility(row.remote_id, Visibility.OFFLINE)
        except PortalRefusal as refused:
            at.told.result.waiting.append(f"{about.site_name}：《{about.title}》没有撤下：{refused.problem}")
            return False
        now = at.portal.read_back(row.remote_id)
        is_ours = there == row.target_hash  # what a person changed stays known as changed
        values = {"visibility": Visibility.OFFLINE.value, "target_hash": now if is_ours else row.target_hash}
    with at.work.ledger.begin() as connection:
        id_map.enter_state(connection, row.site_key, row.article_key, row.state, **values)
        at.work.ledger.enter(connection, "publish", "withdrawn", site_key=row.site_key, item=about.old_url)
    at.told.step(Step.WITHDRAWN, about, why)
    return True


def withdraw_lost(at: Handover, site: Row[Any]) -> None:
    """Articles that no page of the site is any more are off the portal's pages and out of the map."""
    with at.work.ledger.begin() as connection:
        lost = id_map.lost_placements(connection, site.site_key)
    for row in lost:
        about = About(site.site_key, site.site_name, row.article_key, row.article_key, row.channel, row.new_url)
        if withdraw(at, row, about, "旧网站已没有这篇文章"):
            with at.work.ledger.begin() as connection:
                id_map.forget_placement(connection, row.site_key, row.article_key)


def withdraw_held_files(at: Handover, site: Row[Any]) -> None:
    """No file that may not be published answers: its articles are withdrawn, but its address may be known."""
    with at.work.ledger.begin() as connection:
        held = findings.held_files(connection, site.site_key)
        rows = id_map.files_of(connection, at.probe.target, held)
    for row in rows:
        try:
            at.portal.take_file(row.remote_id or row.new_url)
        except PortalRefusal as refused:
            at.told.result.waiting.append(
                f"{site.site_name}：暂不公开的附件没有撤下：{refused.problem}；{refused.remedy}"
            )
            continue
        with at.work.ledger.begin() as connection:
            id_map.forget_file(connection, at.probe.target, row.sha256, row.name)
            at.work.ledger.enter(connection, "publish", "withdrawn", site_key=site.site_key, item=row.new_url)
