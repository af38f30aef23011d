"""Articles handed to the portal one by one: the intent in the ledger, the call, the result in the ledger."""

from collections.abc import Sequence
from typing import Any

from migrate.errors import PortalRefusal
from migrate.ledger import id_map
from migrate.ledger.outputs import CONFLICT, FAILED, PLACED
from migrate.model import Placement
from migrate.portal.contract import Ability
from migrate.run.placing.deciding import EDITED, Decision, decide, is_settled
from migrate.run.placing.handing import Handed, Handover
from migrate.run.placing.telling import About, Step


def write(at: Handover, handed: Sequence[Handed], site_name: str, *, again: bool) -> None:
    """Every article stands in the portal as handed over, or it is entered and told why not.

    `again` says that these were written in this run already and only their links may differ.
    """
    waiting = []
    for one in handed:
        if one.refusal:
            _refuse(at, one, site_name, one.refusal)
        elif _is_done(at, one):
            _leave(at, one, site_name, again=again)
        elif _is_named(at, one, at.order.keep) and one.row.state == CONFLICT:
            _keep(at, one, site_name)
        else:
            waiting.append(one)
    if not waiting:
        return
    with at.work.ledger.begin() as connection:
        keys = [one.row.article_key for one in waiting]
        id_map.intend(connection, waiting[0].row.site_key, keys, at.work.ledger.run_id)
    for one in waiting:
        try:
            _write_one(at, one, site_name, again=again)
        except PortalRefusal as refused:
            _refuse(at, one, site_name, f"被门户拒收：{refused.problem}")


def _is_done(at: Handover, one: Handed) -> bool:
    """Nothing is to be done; a portal may lose things, but only one that is near is asked after each of them."""
    if not is_settled(one.row, one.wanted, at.visibility.value) or _is_named(at, one, at.order.overwrite):
        return False
    return Ability.NEAR not in at.probe.abilities or at.portal.read_back(one.row.remote_id) is not None


def _is_named(at: Handover, one: Handed, named: Sequence[str]) -> bool:
    met = {name for name in named if name in (one.article.old_url, one.row.new_url)}
    at.named |= met
    return bool(met)


def _write_one(at: Handover, one: Handed, site_name: str, *, again: bool) -> None:
    overwrite = _is_named(at, one, at.order.overwrite)
    decision = decide(at.portal, one.row, one.article.article_key, one.wanted, overwrite=overwrite)
    if decision.step is Step.CONFLICT:
        _enter_conflict(at, one, decision, site_name)
        return
    placed = decision.found
    if decision.step is not Step.FOUND or placed is None:
        at.portal.check_article(one.article, one.channel)
        if overwrite and decision.step is Step.CHANGED:
            at.portal.give_up_edits(one.row.remote_id or (placed.remote_id if placed else ""))
        placed = at.portal.ensure_article(one.article, one.channel, at.visibility, run=at.run)
    _enter_placed(at, one, decision, placed)
    at.told.step(Step.RELINKED if again else decision.step, _about(one, site_name, placed))


def _enter_placed(at: Handover, one: Handed, decision: Decision, placed: Placement) -> None:
    maker: dict[str, Any] = {}
    if decision.step is Step.NEW:
        maker = {"run_id": at.work.ledger.run_id, "rollback": id_map.DELETE}
    elif decision.was_there:
        maker = {"run_id": at.work.ledger.run_id, "rollback": id_map.PRESERVE}
    row = one.row
    with at.work.ledger.begin() as connection:
        id_map.enter_placement(connection, row.site_key, row.article_key, placed, at.visibility.value, **maker)
        at.work.ledger.enter(
            connection,
            "publish",
            "found" if decision.step is Step.FOUND else "placed",
            site_key=row.site_key,
            item=one.article.old_url,
            detail={"new_url": placed.new_url, "channel": placed.channel, "target": at.probe.target},
        )


def _enter_conflict(at: Handover, one: Handed, decision: Decision, site_name: str) -> None:
    row, found = one.row, decision.found
    there: dict[str, Any] = {"new_url": found.new_url, "remote_id": found.remote_id} if found else {}
    if found and not row.remote_id:
        there |= {"target_hash": found.target_hash, "source_hash": found.source_hash, "run_id": None}
        there |= {"rollback": id_map.PRESERVE} if decision.was_there else {}
    with at.work.ledger.begin() as connection:
        id_map.enter_state(connection, row.site_key, row.article_key, CONFLICT, held_because=EDITED, **there)
        if row.state != CONFLICT:
            detail = {"last_write": row.at, **there}
            at.work.ledger.enter(
                connection, "publish", "conflict", site_key=row.site_key, item=one.article.old_url, detail=detail
            )
    at.told.step(Step.CONFLICT, _about(one, site_name, found), EDITED)


def _refuse(at: Handover, one: Handed, site_name: str, why: str) -> None:
    """The portal refuses the article as it is; an older state of it may stand there, and then its address holds."""
    row = one.row
    if one.asked:
        found = at.portal.find(f"{row.site_key} {row.article_key}") if row.remote_id else None
        values = {"held_because": why, "source_hash": one.given, "new_url": found.new_url if found else ""}
        with at.work.ledger.begin() as connection:
            id_map.enter_state(connection, row.site_key, row.article_key, FAILED, **values)
            at.work.ledger.enter(
                connection, "publish", "refused", site_key=row.site_key, item=one.article.old_url, detail={"why": why}
            )
    at.told.step(Step.REFUSED, _about(one, site_name), why)


def _leave(at: Handover, one: Handed, site_name: str, *, again: bool) -> None:
    if one.row.state == CONFLICT:
        with at.work.ledger.begin() as connection:
            id_map.enter_state(connection, one.row.site_key, one.row.article_key, PLACED, held_because=None)
    if not again:
        at.told.step(Step.UNCHANGED, _about(one, site_name))


def _keep(at: Handover, one: Handed, site_name: str) -> None:
    """A person said that the portal's version stands: the source counts as handed over, later changes ask again."""
    row = one.row
    there = at.portal.read_back(row.remote_id) or row.target_hash
    because = f"{at.work.ledger.operator} 以门户中的版本为准"
    with at.work.ledger.begin() as connection:
        values = {"held_because": because, "source_hash": one.wanted, "target_hash": there}
        id_map.enter_state(connection, row.site_key, row.article_key, PLACED, **values, rollback=id_map.PRESERVE)
        at.work.ledger.enter(connection, "publish", "kept", site_key=row.site_key, item=one.article.old_url)
    at.told.step(Step.UNCHANGED, _about(one, site_name))


def _about(one: Handed, site_name: str, placed: Placement | None = None) -> About:
    new_url = placed.new_url if placed else one.row.new_url
    return About(one.row.site_key, site_name, one.article.title, one.article.old_url, one.channel.path, new_url)
