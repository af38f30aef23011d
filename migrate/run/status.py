"""Where everything stands, one line a site."""

from dataclasses import dataclass
from pathlib import Path

from migrate.ledger import content, outputs
from migrate.ledger.book import open_ledger
from migrate.ledger.schema import placements, redirects
from migrate.ledger.sites import known_sites
from migrate.ledger.views import count_by, count_outcomes
from migrate.model import PAGE_KINDS, Outcome
from migrate.settings import Settings


@dataclass(frozen=True)
class Line:
    """One site as the desk shows it."""

    site_key: str
    site_name: str
    verdict: str
    action: str | None
    reviewed: bool
    urls: int
    stored: int
    pending: int
    doubtful: int
    articles: int
    placed: int
    held: int
    archived: int
    redirects: int
    documents: int


def status(workspace: Path, settings: Settings, site_keys: tuple[str, ...] = ()) -> list[Line]:
    """Give one line a site; the ledger is only read."""
    lines = []
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        for site in known_sites(connection, site_keys):
            key = site.site_key
            outcomes = count_outcomes(connection, key)
            states = count_by(connection, placements, "state", key)
            pages = sum(row.kind in PAGE_KINDS for row in outputs.archived_rows(connection, key))
            lines.append(
                Line(
                    key,
                    site.site_name,
                    site.verdict,
                    site.action,
                    site.confirmed or not site.needs_review,
                    sum(outcomes.values()),
                    outcomes.get(Outcome.STORED, 0) + outcomes.get(Outcome.REVISIT, 0),
                    outcomes.get(Outcome.PENDING, 0),
                    outcomes.get(Outcome.QUARANTINED, 0),
                    len(content.article_keys(connection, key)),
                    states.get(outputs.PLACED, 0),
                    states.get(outputs.HELD, 0),
                    pages,
                    sum(count_by(connection, redirects, "answer", key).values()),
                    len(outputs.documents_of(connection, key)),
                )
            )
    return lines
