"""The summary of a workspace: sites by verdict, URLs by outcome, articles by channel, and what was made of them."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mappings.channels import read_channels
from migrate.ledger import outputs
from migrate.ledger.book import open_ledger
from migrate.ledger.papers import papers_of
from migrate.ledger.portal_schema import redirects
from migrate.ledger.sites import known_sites
from migrate.ledger.views import channel_counts, count_by, count_outcomes
from migrate.model import PAGE_KINDS
from migrate.run.work import MAPPINGS
from migrate.settings import Settings


@dataclass(frozen=True)
class Summary:
    """Counts over all sites; `channels` by the channel's name in the portal."""

    verdicts: dict[str, int]
    outcomes: dict[str, int]
    channels: dict[str, int]
    archived: int
    redirects: dict[str, int]
    forms: int


def summary(workspace: Path, settings: Settings) -> Summary:
    """Count what the ledger knows; nothing is changed."""
    verdicts, outcomes, channels, answers = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    archived = forms = 0
    with open_ledger(settings.ledger.url, workspace, writing=False) as ledger, ledger.begin() as connection:
        for site in known_sites(connection):
            key = site.site_key
            verdicts[site.verdict] += 1
            outcomes.update({str(outcome): number for outcome, number in count_outcomes(connection, key).items()})
            channels.update(channel_counts(connection, key))
            answers.update(count_by(connection, redirects, "answer", key))
            archived += sum(row.kind in PAGE_KINDS for row in outputs.archived_rows(connection, key))
            forms += len(papers_of(connection, key))
    names = {rule.path: " / ".join(rule.trail) for rule in read_channels(workspace / MAPPINGS / "channels.toml")}
    named = {names.get(path, path): number for path, number in sorted(channels.items())}
    return Summary(dict(verdicts), dict(outcomes), named, archived, dict(answers), forms)
