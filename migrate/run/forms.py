"""The forms stage: the documents that each decision needs, filled from sheet and ledger."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row

from mappings.forms.fields import FormDefinition, read_form
from migrate.errors import StageError
from migrate.forms import Accounting, site_facts, write_form
from migrate.ledger import content, outputs
from migrate.ledger.papers import enter_paper
from migrate.ledger.portal_schema import redirects
from migrate.ledger.views import channel_counts, count_by, count_outcomes
from migrate.model import PAGE_KINDS, Action, Decision, Outcome, Reason, Site, Verdict
from migrate.run.work import ARCHIVE, FORMS, Result, Work, site_folder
from migrate.verify.pages import digest_of

KINDS = ("closure",)
CLOSING = frozenset({Action.SELF_CLOSE, Action.MIGRATE_CHANNEL})  # the old site goes offline for good


def check_kind(kind: str | None) -> None:
    """Raise StageError for a kind of document that is not known; None means all of them."""
    if kind is not None and kind not in KINDS:
        raise StageError(f"没有名为 {kind} 的文书", f"可用的文书：{'、'.join(KINDS)}")


def forms(work: Work, sites: Sequence[Row[Any]], *, kind: str | None = None) -> Result:
    """Write the closure form of every site among `sites` that closes."""
    check_kind(kind)
    result = Result()
    definition = read_form("closure", work.workspace / "mappings")
    for site in sites:
        if site.action in CLOSING:
            _write(work, site, definition, result)
    return result


def _write(work: Work, site: Row[Any], definition: FormDefinition, result: Result) -> None:
    with work.ledger.begin() as connection:
        accounting = _accounting(connection, site.site_key)
        place = f"{ARCHIVE}/{site_folder(site.site_key)}/index.html" if accounting.archived_pages else None
        as_of = datetime.fromisoformat(_newest(connection, site))
    facts = site_facts(as_site(site), as_decision(site), accounting, place, as_of)
    name = f"{site_folder(site.site_key)}-{definition.title}.docx"
    form = write_form(facts, definition, definition.template, work.folder(FORMS) / name)
    with work.ledger.begin() as connection:
        enter_paper(
            connection,
            definition.kind,
            "site",
            site.site_key,
            site_key=site.site_key,
            unit=site.owner,
            path=f"{FORMS}/{name}",
            missing=list(form.missing),
            sha256=digest_of(work.folder(FORMS) / name),
            run_id=work.ledger.run_id,
        )
    result.count("文书")


def _accounting(connection: Connection, site_key: str) -> Accounting:
    outcomes = count_outcomes(connection, site_key)
    if not outcomes:
        return Accounting()  # nothing was captured: nothing is claimed
    held = outputs.placements_in(connection, site_key, outputs.HELD)
    articles = [content.article_with(connection, site_key, key) for key in content.article_keys(connection, site_key)]
    attachments = {one.sha256 for article in articles if article for one in article.attachments if one.new_url}
    pages = sum(row.kind in PAGE_KINDS for row in outputs.archived_rows(connection, site_key))
    waiting = tuple(
        f"{number} 个网址{words}"
        for outcome, words in (
            (Outcome.PENDING, "尚未采集"),
            (Outcome.QUARANTINED, "存疑待处理"),
            (Outcome.UNREACHABLE, "无法访问"),
        )
        if (number := outcomes.get(outcome, 0))
    )
    if held:
        waiting += (f"{len(held)} 篇文章暂不发布",)
    return Accounting(
        outcomes={str(outcome): number for outcome, number in sorted(outcomes.items())},
        articles=len(articles),
        channels=channel_counts(connection, site_key),
        attachments=len(attachments),
        archived_pages=pages,
        redirects=sum(count_by(connection, redirects, "answer", site_key).values()),
        waiting=waiting,
    )


def _newest(connection: Connection, site: Row[Any]) -> str:
    """The ledger's time of what the form says: a second run without news makes the same bytes."""
    times = [
        site.decided_at,
        *(row.at for row in outputs.placements_in(connection, site.site_key, outputs.PLACED)),
        *(row.archived_at for row in outputs.archived_rows(connection, site.site_key)),
    ]
    return max(times, default=datetime.now(UTC).isoformat())


def as_site(row: Row[Any]) -> Site:
    """Give a site's row as the model's noun."""
    return Site(
        site_key=row.site_key,
        site_name=row.site_name,
        url=row.url,
        file=row.file,
        sheet=row.sheet,
        row=row.row,
        other_urls=tuple(row.other_urls),
        also_rows=tuple(row.also_rows),
        site_code=row.site_code,
        owner=row.owner,
        original=row.original,
    )


def as_decision(row: Row[Any]) -> Decision:
    """Give the standing decision of a site's row as the model's noun."""
    return Decision(
        site_key=row.site_key,
        verdict=Verdict(row.verdict),
        action=Action(row.action) if row.action else None,
        keep_content=row.keep_content,
        reasons=tuple(Reason(one["rule"], one["basis"], one["fact"], tuple(one["cells"])) for one in row.reasons),
        flags=tuple(row.flags),
        missing=tuple(row.missing),
        needs_review=row.needs_review,
    )
