"""What became of a site's addresses and articles, counted in the ledger for its documents."""

from collections.abc import Mapping

from sqlalchemy import Connection

from migrate.forms.facts import Accounting
from migrate.ledger import outputs
from migrate.ledger.papers import attachment_lists
from migrate.ledger.portal_schema import placements, redirects
from migrate.ledger.views import count_by, count_outcomes
from migrate.model import PAGE_KINDS, Outcome

_WAITING = (
    (Outcome.PENDING, "尚未采集"),
    (Outcome.QUARANTINED, "存疑待处理"),
    (Outcome.UNREACHABLE, "无法访问"),
)


def accounting_of(connection: Connection, site_key: str, channels: Mapping[str, int]) -> Accounting:
    """Give the counts of a site that its documents name; nothing is claimed where nothing was captured.

    `channels` are the names of the channels in which its articles stand, with how many.
    """
    outcomes = count_outcomes(connection, site_key)
    if not outcomes:
        return Accounting()
    attached = list(attachment_lists(connection, site_key))  # one list an article
    waiting = [f"{outcomes[outcome]} 个网址{words}" for outcome, words in _WAITING if outcomes.get(outcome)]
    if held := count_by(connection, placements, "state", site_key).get(outputs.HELD, 0):
        waiting.append(f"{held} 篇文章暂不发布")
    return Accounting(
        outcomes={str(outcome): number for outcome, number in sorted(outcomes.items())},
        articles=len(attached),
        channels=channels,
        attachments=len({one["sha256"] for part in attached for one in part if one.get("new_url")}),
        archived_pages=sum(row.kind in PAGE_KINDS for row in outputs.archived_rows(connection, site_key)),
        redirects=sum(count_by(connection, redirects, "answer", site_key).values()),
        waiting=tuple(waiting),
    )
