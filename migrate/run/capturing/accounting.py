"""What a capture comes to: how many URLs of a site are known and kept, and what a person must see to."""

from typing import Any

from sqlalchemy import Row

from migrate.ledger import frontier
from migrate.ledger.views import count_outcomes
from migrate.model import Outcome
from migrate.run.capturing.columns import waiting_lines
from migrate.run.capturing.refused import refusal_lines
from migrate.run.words import reason_words
from migrate.run.work import Result, Work


def account(work: Work, site: Row[Any], result: Result) -> None:
    """Count a site's URLs into the result, and list what waits for a person."""
    if not site.url:
        result.waiting.append(f"{site.site_name}（{site.site_key}）没有可用的网址，无法采集")
        return
    with work.ledger.begin() as connection:
        outcomes = count_outcomes(connection, site.site_key)
    stored = outcomes.get(Outcome.STORED, 0)
    result.count("网址", sum(outcomes.values()))
    result.count("已存", stored + outcomes.get(Outcome.REVISIT, 0))
    if not stored:
        result.waiting.append(
            f"{site.site_name}（{site.site_key}）没有采到任何内容，请检查网址或网络，再用 --retry 重试"
        )
    if outcomes.get(Outcome.PENDING):
        result.waiting.append(f"{site.site_name}（{site.site_key}）有 {outcomes[Outcome.PENDING]} 个网址尚未采集")
    with work.ledger.begin() as connection:
        result.waiting += refusal_lines(connection, site, stored)
        for held in frontier.samples_held(connection, site.site_key):
            told = f"{held.number} 个网址存疑待处理：{reason_words(held.reason)}，例如 {held.sample}"
            result.waiting.append(f"{site.site_name}（{site.site_key}）有 {told}")
        result.waiting += waiting_lines(connection, site)
