"""What must be told of a capture although every URL has its outcome: many refusals, a home page that was not had."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row

from migrate.crawl.pagers.chain import behind
from migrate.ledger import chains, frontier
from migrate.ledger.views import count_refused
from migrate.model import Outcome
from migrate.run.words import reason_words

MANY_MISSING = 20  # soft 404s; fewer are told by the ledger alone
MANY_REFUSED = 5  # answers that a firewall gives; one page or two may be closed to everybody
MANY_FORBIDDEN = 5  # what robots.txt forbids; an administration page or two are no loss
HAD = frozenset({Outcome.STORED, Outcome.REVISIT, Outcome.REDIRECT, Outcome.PENDING, Outcome.QUARANTINED})
ALLOWED = "内容须保留的，请取得书面授权，按 http.robots、http.robots_authorisation 两项设置写明后再采"
AGAIN = "请核对是原网站如此，还是采集中途被拦截；被拦截的，隔一段时间用 --retry 再采"


def refusal_lines(connection: Connection, site: Row[Any], stored: int) -> Iterator[str]:
    """Give one line for each thing that speaks against a complete capture; `stored` is how much was kept."""
    key, named = site.site_key, f"{site.site_name}（{site.site_key}）"
    missing = frontier.count_reason(connection, key, "soft_404")
    if missing >= max(MANY_MISSING, stored // 3):
        yield f"{named}有 {missing} 个网址只得到同一个“页面不存在”的页面（soft_404），{AGAIN}"
    if denied := frontier.count_reason(connection, key, "soft_403"):
        yield f"{named}有 {denied} 个网址只得到“没有权限”的页面（soft_403），请核对是否应由本单位另行取得"
    refused = count_refused(connection, key)
    if refused >= max(MANY_REFUSED, stored // 10):
        yield f"{named}有 {refused} 个网址被服务器拒绝或答复出错，{AGAIN}"
    forbidden = frontier.count_reason(connection, key, "robots")
    if forbidden >= max(MANY_FORBIDDEN, stored // 10):
        yield f"{named}有 {forbidden} 个网址因 robots.txt 不允许而没有采集，{ALLOWED}"
    for row in chains.dead_ends(connection, key):
        if behind(row.url, row.before) == row.after:
            yield f"{named}的列表页 {row.url} 没有采到，已从下一页接着采；这一页上的文章可能有遗漏"
    homes = frontier.home_rows(connection, key)
    if stored and homes and not any(row.outcome in HAD for row in homes):
        yield f"{named}的首页没有采到：{reason_words(homes[0].reason)}"
