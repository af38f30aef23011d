"""What the ledger tells of one URL, as lines: who named it, which rule decided, every request, what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row

from migrate.ledger import frontier, history
from migrate.ledger.rendering import NO_ANSWER
from migrate.model import Outcome
from migrate.run.capturing.manners import BEIJING
from migrate.run.words import ANSWERS, OUTCOMES, SOURCES, one_line, reason_words
from migrate.run.work import ARCHIVE
from migrate.urls import Scope, host_of, is_public

PLACE = 4096  # characters of an address or path: it must not be cut off
LONG = 200  # characters of a sentence from outside
TRUNCATED = {
    "length": "超过上限，已截断",
    "time": "接收超时，不完整",
    "disconnect": "连接中断，不完整",
    "unspecified": "应答有误，不完整",
}
AGAIN = "不再自动请求；migrate capture --retry 可再请求一遍"


@dataclass(frozen=True)
class Told:
    """A site with its scope: what the story of its URLs needs to know of it."""

    site_key: str
    site_name: str
    scope: Scope

    @property
    def title(self) -> str:
        """Name and key."""
        return f"{one_line(self.site_name)}（{self.site_key}）"


def story(connection: Connection, row: Row[Any], site: Told) -> list[str]:
    """Give all that is known of a URL, one sentence a line."""
    form = f"（POST，表单 {one_line(row.request_body)}）" if row.method == "POST" else ""
    return [
        one_line(row.url, PLACE) + form,
        f"  所属网站：{site.title}",
        f"  结果：{_outcome(row)}",
        f"  规则：{_rule(row, site.scope)}",
        *_meant(connection, row),
        "  来源",
        *(f"    {_naming(one)}" for one in history.namings_of(connection, row.id)),
        *_requests(connection, row),
        f"  下次请求：{_due(row)}",
        *_made(connection, row),
    ]


def short_story(row: Row[Any]) -> str:
    """Give a URL with its outcome on one line."""
    return f"{one_line(row.url, PLACE)}：{_outcome(row)}"


def _outcome(row: Row[Any]) -> str:
    told = [OUTCOMES.get(row.outcome, row.outcome)]
    if row.status is not None:
        told.append(f"HTTP {row.status}")
    if row.content_type:
        told.append(one_line(row.content_type))
    if row.length is not None:
        told.append(f"{row.length} 字节")
    return "，".join(told)


def _rule(row: Row[Any], scope: Scope) -> str:
    """Which rule decided: the one that gave the outcome, else the scope that let the URL in."""
    if row.reason:
        return one_line(reason_words(row.reason), PLACE)
    return f"在网站范围内（{place_in(scope, row.url)}），没有规则另作处理"


def place_in(scope: Scope, url: str) -> str:
    """Give the host of a site and the folder that hold a URL."""
    host, path = host_of(url), urlsplit(url).path
    above = [prefix for one, prefix in scope.roots if one == host and (path + "/").startswith(prefix)]
    return f"主机 {host}，目录 {max(above, key=len)}" if above else f"主机 {host}，页面所需的文件"


def _meant(connection: Connection, row: Row[Any]) -> Iterator[str]:
    for what, url in (("所指网址", row.alias_of), ("跳转到", row.redirect_to)):
        if url:
            other = frontier.find(connection, row.site_key, url)
            told = OUTCOMES.get(other.outcome, other.outcome) if other is not None else "台账中没有"
            why = f"，{reason_words(other.reason)}" if other is not None and other.reason else ""
            yield f"  {what}：{one_line(url, PLACE)}（{told}{one_line(why, LONG)}）"


def _naming(naming: Row[Any]) -> str:
    words = f"{SOURCES.get(naming.named_by, naming.named_by)}（{naming.named_by}）"
    if naming.referrer:
        return f"{words}：首见于 {one_line(naming.referrer, PLACE)}"
    return "本工具自己提出，例如为辨认“页面不存在”（operator）" if naming.named_by == "operator" else words


def _requests(connection: Connection, row: Row[Any]) -> list[str]:
    answered = [(one.fetched_at, _answered(one, row)) for one in history.captures_of(connection, row.id)]
    silent = [(one.at, _silent(one)) for one in history.attempts_of(connection, row.id)]
    told = sorted([*answered, *silent], key=lambda one: one[0])
    missing = row.attempts - len(told)
    title = f"  请求 {max(row.attempts, len(told))} 次" if told or row.attempts else "  没有请求过"
    more = [f"    另有 {missing} 次没有应答，是旧版本工具请求的，没有逐次记录"] if missing > 0 else []
    return [title, *more, *(line for at, lines in told for line in (f"    {beijing(at)}　{lines[0]}", *lines[1:]))]


def _silent(attempt: Row[Any]) -> Sequence[str]:
    return [f"没有应答：{one_line(attempt.problem, LONG)}（{attempt.seconds:g} 秒）"]


def _answered(capture: Row[Any], row: Row[Any]) -> Sequence[str]:
    what = f"HTTP {capture.status}" if capture.status != NO_ANSWER else "在浏览器中打开后的页面"
    told = [what, one_line(capture.content_type) or "未写明类型", f"{capture.length} 字节"]
    if capture.truncated:
        told.append(TRUNCATED.get(capture.truncated, capture.truncated))
    if capture.tls:
        told.append(one_line(capture.tls, LONG))
    chosen = "　← 采用" if capture.id == row.capture_id else ""
    record = f"      记录：{one_line(capture.warc, PLACE)}　偏移 {capture.offset}　{capture.record_id}"
    if capture.revisit_of is not None:
        return ["，".join(told) + chosen, f"{record}（内容与 {one_line(capture.original_url, PLACE)} 相同，只存一份）"]
    return ["，".join(told) + chosen, record]


def _due(row: Row[Any]) -> str:
    if row.outcome == Outcome.PENDING:
        waits = row.due_at and datetime.fromisoformat(row.due_at) > datetime.now(UTC)
        return f"{beijing(row.due_at)} 之后" if waits else "下次采集时"
    server_fault = row.outcome == Outcome.ERROR and ((row.status or 0) >= 500 or row.status == 429)
    challenged = row.outcome == Outcome.QUARANTINED and row.reason == "challenge"
    return AGAIN if row.outcome == Outcome.UNREACHABLE or server_fault or challenged else "已有结果，不再请求"


def _made(connection: Connection, row: Row[Any]) -> Iterator[str]:
    path = history.archived_path(connection, row.id)
    if path is not None:
        yield f"  归档：{ARCHIVE}/{one_line(path, PLACE)}"
    page = history.page_at(connection, row.id)
    if page is not None and page.article_key is not None:
        yield f"  文章：《{one_line(page.article_title or page.title)}》"
        yield f"  新网址：{_placed(page)}"
    elif page is not None:
        yield f"  文章：不是文章（{one_line(page.reason or '没有写明原因')}）"
    answer = history.answer_of(connection, row.site_key, row.url)
    if answer is not None:
        where = answer.target or answer.reason
        yield f"  旧网址的去处：{ANSWERS.get(answer.answer, answer.answer)}（{answer.status}）{one_line(where, PLACE)}"


def _placed(page: Row[Any]) -> str:
    because = one_line(page.held_because or "")
    if page.new_url and not is_public(page.new_url):
        return "已写入交换包，尚无网址" + (f"（{because}）" if because else "")
    if page.new_url:
        return one_line(page.new_url, PLACE) + (f"（{because}）" if because else "")
    return f"暂缓（{because}）" if because else "尚未发布"


def beijing(at: str) -> str:
    """Give a time of the ledger as people here read it."""
    return f"{datetime.fromisoformat(at).astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
