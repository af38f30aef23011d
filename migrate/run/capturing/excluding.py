"""URLs that a person has left out: they stay known, with the rule, the person and the day."""

from collections.abc import Sequence

from sqlalchemy import Connection

from mappings.address_rules import AddressRule
from migrate.ledger import frontier
from migrate.ledger.barred import barred_or_waiting
from migrate.model import Outcome

MARK = "operator:"  # how such a reason begins


def barred(exclusions: Sequence[AddressRule], site_key: str, url: str) -> str | None:
    """Give the reason why `url` is left out, None where nobody has said so."""
    return next((reason_of(one) for one in exclusions if one.holds(site_key, url)), None)


def reason_of(exclusion: AddressRule) -> str:
    """Give what the ledger says of a URL that the rule leaves out."""
    return f"{MARK}{exclusion.name}（{exclusion.who}，{exclusion.on.isoformat()}：{exclusion.why}）"


def apply_exclusions(connection: Connection, exclusions: Sequence[AddressRule], site_key: str) -> tuple[int, int]:
    """What waits and is left out by now is excluded; what was, and is no more, waits again. Gives how many of each."""
    out = back = 0
    for row in barred_or_waiting(connection, site_key, MARK, waiting=bool(exclusions)):
        reason = barred(exclusions, site_key, row.url)
        if row.outcome == Outcome.PENDING and reason is not None:
            out += 1
            frontier.settle(connection, row.id, outcome=str(Outcome.EXCLUDED), reason=reason)
        elif row.outcome == Outcome.EXCLUDED and reason != row.reason:
            back += reason is None
            outcome = Outcome.PENDING if reason is None else Outcome.EXCLUDED
            seq = frontier.next_seq(connection, site_key) if reason is None else row.seq
            frontier.settle(connection, row.id, outcome=str(outcome), reason=reason, seq=seq)
    return out, back
