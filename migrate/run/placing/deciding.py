"""What has to be done for one article: what the ledger says it was, what the portal says it is, what it shall be.

Three hashes decide: of the source as it is now, of what was written last, and of what is there now.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from migrate.ledger.outputs import CONFLICT, PLACED, PLANNED
from migrate.model import Placement
from migrate.portal.contract import Portal
from migrate.run.placing.telling import Step

EDITED = "在门户中被人改动过，旧网站的内容也有变化，未覆盖"


@dataclass(frozen=True)
class Decision:
    """The step, the article as the portal has it where it was asked, and whether it stood there before us."""

    step: Step
    found: Placement | None = None
    was_there: bool = False


def is_settled(row: Row[Any], wanted: str, visibility: str) -> bool:
    """Tell whether the portal has the article just so, by what the ledger says: then no call is made.

    An article in conflict whose source is again what was written last is no conflict: the person's version stands.
    """
    return row.state in (PLACED, CONFLICT) and (row.source_hash, row.visibility) == (wanted, visibility)


def decide(portal: Portal, row: Row[Any], key: str, wanted: str, *, overwrite: bool) -> Decision:
    """Ask the portal and say what has to be done for an article that is not settled.

    `key` is the article's in the portal. With `overwrite` a person said that the source goes over what stands there.
    """
    if not row.remote_id:
        return _decide_unplaced(portal, row, key, wanted, overwrite)
    there = portal.read_back(row.remote_id)
    if there is None:
        return Decision(Step.NEW)
    is_ours = there == row.target_hash and not (row.held_because and row.state in (PLACED, PLANNED))
    if overwrite or is_ours:
        return Decision(Step.CHANGED)
    found = portal.find(key)
    if found and row.state == PLANNED and (found.source_hash, found.target_hash) == (wanted, there):
        return Decision(Step.FOUND, found)  # the write of a run that was stopped
    return Decision(Step.CONFLICT, found)


def _decide_unplaced(portal: Portal, row: Row[Any], key: str, wanted: str, overwrite: bool) -> Decision:
    """No place is known: an earlier run may have been stopped before it was told, or another ledger placed it."""
    found = portal.find(key)
    if found is None:
        return Decision(Step.NEW)
    was_there = row.run_id is None
    if found.source_hash == wanted:
        return Decision(Step.FOUND, found, was_there)
    if overwrite or portal.read_back(found.remote_id) == found.target_hash:
        return Decision(Step.CHANGED, found, was_there)
    return Decision(Step.CONFLICT, found, was_there)
