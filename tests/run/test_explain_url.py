"""`capture --explain URL`: all that is known of a URL, in Chinese, and what would decide on an unknown one."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import update

from mappings.aliases import read_aliases
from migrate.crawl.traps import COUNTER, LIMITED
from migrate.errors import MigrateError
from migrate.ledger import schema
from migrate.ledger.frontier import HELD_BACK, OUT_OF_SCOPE
from migrate.ledger.portal_schema import placements
from migrate.model import Outcome
from migrate.run.explain_url import explain_url
from migrate.run.words import OUTCOMES, REASONS, SOURCES, reason_words
from migrate.settings import read_settings
from tests.run.capturing import KEY, captured, desk, rows
from tests.run.sourcing import file_with, sourced
from tests.whole import tiny
from tests.zoo.answers import answer, moved, ok, page
from tests.zoo.server import RESET, STALL, Answer, FaultServer
from tests.zoo.site import BASE, HOST

ROOT = Path(__file__).parents[2]
SITE = {
    "/robots.txt": ok("User-agent: *\nDisallow: /private/\n", "text/plain"),
    "/": page(
        "/xw/1.html",
        "/xw/1.html;jsessionid=0123456789ABCDEF0123456789ABCDEF",
        "/copy/1.html",
        "/shy.html",
        "/dead.html",
        "/sorry.html",
        "/moved.html",
        "/private/x.html",
        "http://elsewhere.example/",
        "/%E5%86%9C.html",
    ),
    "/xw/1.html": page(also="<p>关于春耕的通知</p>"),
    "/copy/1.html": page(also="<p>关于春耕的通知</p>"),
    "/shy.html": [Answer(b"", STALL), answer("503 Busy", b"<p>wait</p>"), page(also="<p>第三次才有</p>")],
    "/dead.html": Answer(b"", RESET),
    "/sorry.html": answer("500 Broken", b"<p>broken</p>"),
    "/moved.html": moved("/xw/1.html"),
    "/%E5%86%9C.html": page(also="<p>农</p>"),
    "/listed.html": ok("<p>清单</p>"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("explained")
    listed = file_with(folder, "网址.txt", f"{BASE}/listed.html\n")
    with FaultServer({HOST: SITE}) as server, desk(folder, server, f"{BASE}/", timeout=1) as work:
        sourced(work, [listed])
    yield folder


@dataclass(frozen=True)
class Told:
    lines: tuple[str, ...]
    is_known: bool

    @property
    def first(self) -> list[str]:
        """The lines on the first spelling."""
        return "\n".join(self.lines).split("\n\n")[1 if self.lines[0].startswith("台账中有") else 0].splitlines()

    def after(self, title: str) -> str:
        """What stands behind a title on its line."""
        (found,) = [line for line in self.first if line.strip().startswith(f"{title}：")]
        return found.partition("：")[2]

    @property
    def requests(self) -> list[str]:
        """What came of each request, without its time."""
        return [line.strip()[20:] for line in self.first if re.match(r"    20\d\d-\d\d-\d\d \d\d:\d\d:\d\d　", line)]


def explain(workspace: Path, asked: str) -> Told:
    told = explain_url(workspace, read_settings(workspace), asked)
    assert not any(line != line.rstrip() or re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", line) for line in told.lines)
    return Told(told.lines, told.is_known)


def test_a_kept_page_is_told_from_its_source_to_its_record(workspace: Path) -> None:
    told = explain(workspace, f"{BASE}/xw/1.html")
    (held,) = rows(
        workspace,
        schema.captures,
        schema.captures.c.warc.is_not(None),
        schema.captures.c.url_id == url_id(workspace, "/xw/1.html"),
    )
    assert told.is_known
    assert told.after("所属网站") == f"栖云县农业农村局（{KEY}）"
    assert told.after("结果") == f"已存，HTTP 200，text/html，{held.length} 字节"
    assert told.after("规则") == f"在网站范围内（主机 {HOST}，目录 /），没有规则另作处理"
    assert f"    网页中的链接（link）：首见于 {BASE}/" in told.lines
    assert f"    跳转（redirect）：首见于 {BASE}/moved.html" in told.lines
    assert told.requests == [f"HTTP 200，text/html，{held.length} 字节　← 采用"]
    assert told.after("记录") == f"{held.warc}　偏移 {held.offset}　{held.record_id}"
    assert told.after("下次请求") == "已有结果，不再请求"


def url_id(workspace: Path, path: str) -> int:
    (row,) = rows(workspace, schema.urls, schema.urls.c.url == BASE + path)
    return int(row.id)


def test_what_a_list_names_is_told_with_its_file(workspace: Path) -> None:
    assert "    网址清单（operator）：首见于 网址.txt" in explain(workspace, f"{BASE}/listed.html").lines


def test_every_request_is_told_also_those_without_an_answer(workspace: Path) -> None:
    told = explain(workspace, f"{BASE}/shy.html")
    assert [one.partition("（")[0].partition("，")[0] for one in told.requests] == [
        "没有应答：等待应答超时",
        "HTTP 503",
        "HTTP 200",
    ]
    assert "  请求 3 次" in told.lines
    assert [one.endswith("← 采用") for one in told.requests] == [False, False, True]


def test_a_url_that_never_answered_says_so_and_how_to_ask_again(workspace: Path) -> None:
    told = explain(workspace, f"{BASE}/dead.html")
    assert told.after("结果") == "无法访问"
    assert told.after("规则") == "连接中断"
    assert len(told.requests) == 3  # 2 retries
    assert all(re.fullmatch(r"没有应答：连接中断（[\d.]+ 秒）", one) for one in told.requests)
    assert "--retry" in told.after("下次请求")
    assert len(rows(workspace, schema.attempts)) == 4


def test_a_server_fault_is_told_with_all_its_answers(workspace: Path) -> None:
    told = explain(workspace, f"{BASE}/sorry.html")
    assert told.after("结果") == "错误应答，HTTP 500，text/html，13 字节"
    assert told.after("规则") == "服务器答复 500（http_500）"
    assert len(told.requests) == 3
    assert "--retry" in told.after("下次请求")


def test_a_repetition_names_what_it_repeats(workspace: Path) -> None:
    told = explain(workspace, f"{BASE}/copy/1.html")
    assert told.after("结果").startswith("已存（与前相同），HTTP 200")
    assert f"内容与 {BASE}/xw/1.html 相同，只存一份" in told.after("记录")


def test_an_alias_names_its_rule_and_the_url_meant(workspace: Path) -> None:
    told = explain(workspace, f"{BASE}/xw/1.html;jsessionid=0123456789ABCDEF0123456789ABCDEF")
    assert told.after("结果") == "同址异名"
    assert told.after("规则") == "只多了会话编号（session_id）"
    assert told.after("所指网址") == f"{BASE}/xw/1.html（已存）"
    assert "  没有请求过" in told.first


def test_a_redirect_names_where_it_leads(workspace: Path) -> None:
    assert explain(workspace, f"{BASE}/moved.html").after("跳转到") == f"{BASE}/xw/1.html（已存）"


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://elsewhere.example/", "在其他主机上，不属于本网站（foreign_host）"),
        (f"{BASE}/private/x.html", "robots.txt 不允许采集（robots）"),
    ],
)
def test_what_was_left_out_names_the_rule(workspace: Path, url: str, rule: str) -> None:
    told = explain(workspace, url)
    assert (told.after("结果"), told.after("规则")) == ("不在范围", rule)


@pytest.mark.parametrize(
    "asked",
    [
        f"{HOST}/xw/1.html",
        f" “HTTPS://{HOST.upper()}:443/xw/./1.html#top” ",
        f"//{HOST}/xw/1.html",
        "/xw/1.html",
        f"ｈｔｔｐ：／／{HOST}／xw／1.html",
        f"{BASE}/xw/1.html?utm_source=a",
        f"{BASE}/xw/1.html/",
    ],
)
def test_a_sloppy_spelling_finds_what_is_known(workspace: Path, asked: str) -> None:
    told = explain(workspace, asked)
    assert told.is_known
    assert f"{BASE}/xw/1.html" in told.lines


def test_a_chinese_path_finds_its_escaped_form(workspace: Path) -> None:
    assert f"{BASE}/%E5%86%9C.html" in explain(workspace, f"{HOST}/农.html").lines


def test_all_spellings_that_are_known_are_told_the_one_asked_for_first(workspace: Path) -> None:
    told = explain(workspace, f"{BASE}/xw/1.html")
    other = explain(workspace, f"{BASE}/xw/1.html;jsessionid=0123456789ABCDEF0123456789ABCDEF")
    heads = [line for line in other.lines if line.startswith("http")]
    assert heads == [f"{BASE}/xw/1.html;jsessionid=0123456789ABCDEF0123456789ABCDEF", f"{BASE}/xw/1.html"]
    assert told.lines[0].startswith("台账中有 2 个这样的网址")
    assert [line for line in told.lines if line.startswith("http")] == heads[::-1]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (f"{BASE}/never.html", f"在范围内（主机 {HOST}，目录 /），有来源提到时会采集"),
        (f"{BASE}/never.jpg", "不是页面，其中的链接不再跟踪"),
        (f"{BASE}/private/y.html", "不会采集，robots.txt 不允许采集（robots）"),
        (f"{BASE}/rl.asp?date=2019-03-05", "限量采集，日历翻不完（calendar）"),
        (f"{BASE}/hits.asp?id=3", "只采集第一个，访问计数脚本（visit_counter）"),
        (f"{BASE}/a/a/a/a/a.html", "会搁置，待人工处理，路径自行增长（repeated_path）"),
        ("http://never.example/", "不属于任何网站：在其他主机上，不属于本网站（foreign_host）"),
        ("http://nyncj.qiyum.gov.example/", f"是否想写 {HOST}"),
    ],
)
def test_of_an_unknown_url_is_told_what_would_decide(workspace: Path, asked: str, says: str) -> None:
    told = explain(workspace, asked)
    assert not told.is_known
    assert "  没有任何来源提到过这个网址" in told.lines
    assert says in "\n".join(told.lines)


@pytest.mark.parametrize("asked", ["", "   ", "ftp://a.example/", "http://", "http://:80/"])
def test_what_is_no_address_is_refused(workspace: Path, asked: str) -> None:
    with pytest.raises(MigrateError) as told:
        explain(workspace, asked)
    assert "不是网址" in told.value.problem


def test_a_page_outside_the_sites_folder_names_the_rule(tmp_path: Path) -> None:
    with FaultServer({HOST: {"/jz/": page("/other/1.html")}}) as server, desk(tmp_path, server, f"{BASE}/jz/") as work:
        captured(work)
    assert explain(tmp_path, f"{BASE}/other/1.html").after("规则") == "在本网站的目录之外（outside_path）"
    assert "不会采集，在本网站的目录之外（outside_path）" in "\n".join(explain(tmp_path, f"{BASE}/other/2.html").lines)


EXCLUSION = """
[exclude.rota]
pattern = "/zb/"
why = "值班表，不公开"
who = "办公室甲"
on = 2026-03-02
"""


def test_what_a_person_leaves_out_is_told_with_who_when_and_why(tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings/exclusions.toml").write_text(EXCLUSION, "utf-8")
    with FaultServer({HOST: {"/": page("/zb/1.html")}}) as server, desk(tmp_path, server, f"{BASE}/") as work:
        captured(work)
    rule = "由人指定不采集：rota（办公室甲，2026-03-02：值班表，不公开）"
    assert explain(tmp_path, f"{BASE}/zb/1.html").after("规则") == rule
    assert f"不会采集，{rule}" in "\n".join(explain(tmp_path, f"{BASE}/zb/2.html").lines)


def test_a_url_that_waits_says_until_when(tmp_path: Path) -> None:
    with FaultServer({HOST: SITE}) as server, desk(tmp_path, server, f"{BASE}/", timeout=1) as work:
        captured(work)
        with work.ledger.begin() as connection:
            waits = {"outcome": "pending", "due_at": "2999-12-31T16:00:00.000000Z"}
            connection.execute(update(schema.urls).where(schema.urls.c.url == f"{BASE}/sorry.html").values(**waits))
            connection.execute(
                update(schema.urls).where(schema.urls.c.url == f"{BASE}/dead.html").values(outcome="pending")
            )
    assert explain(tmp_path, f"{BASE}/sorry.html").after("下次请求") == "3000-01-01 00:00:00 之后"
    assert explain(tmp_path, f"{BASE}/dead.html").after("下次请求") == "下次采集时"


def test_attempts_before_they_were_kept_one_by_one_are_counted(tmp_path: Path) -> None:
    with FaultServer({HOST: SITE}) as server, desk(tmp_path, server, f"{BASE}/", timeout=1) as work:
        captured(work)
        with work.ledger.begin() as connection:
            connection.execute(schema.attempts.delete())
    told = explain(tmp_path, f"{BASE}/dead.html")
    assert "  请求 3 次" in told.lines
    assert any("另有 3 次没有应答" in line for line in told.lines)


def test_how_the_line_was_secured_and_what_was_cut_off_stand_with_the_answer(tmp_path: Path) -> None:
    with FaultServer({HOST: SITE}) as server, desk(tmp_path, server, f"{BASE}/", timeout=1) as work:
        captured(work)
        with work.ledger.begin() as connection:
            doubt = {"tls": "TLSv1 sha256:00ff 证书已过期", "truncated": "time"}
            connection.execute(update(schema.captures).values(**doubt))
    (told,) = explain(tmp_path, f"{BASE}/moved.html").requests
    assert "接收超时，不完整" in told
    assert "TLSv1 sha256:00ff 证书已过期" in told


def test_a_text_from_outside_is_no_line_of_its_own(tmp_path: Path) -> None:
    with FaultServer({HOST: SITE}) as server, desk(tmp_path, server, f"{BASE}/", timeout=1) as work:
        captured(work)
        with work.ledger.begin() as connection:
            at = schema.urls.c.url == f"{BASE}/dead.html"
            connection.execute(update(schema.urls).where(at).values(reason="断\n  结果：已存\x1b[2J"))
            connection.execute(update(schema.namings).values(referrer="清\r单\x07.txt"))
            connection.execute(update(schema.attempts).values(problem="断\n  结果：已存"))
    assert explain(tmp_path, f"{BASE}/dead.html").after("结果") == "无法访问"


def test_the_command_tells_and_asks_nobody(workspace: Path, say: Callable[..., tuple[int, str, str]]) -> None:
    before = rows(workspace, schema.runs)
    code, out, err = say("capture", "-w", workspace, "--explain", f"{HOST}/xw/1.html")
    assert (code, err) == (0, "")
    assert "  结果：已存，HTTP 200" in out
    code, out, err = say("capture", "-w", workspace, "--explain", f"{HOST}/never.html")
    assert (code, err) == (1, "")
    assert "没有任何来源提到过这个网址" in out
    code, out, err = say("capture", "-w", workspace, KEY, "--explain", f"{HOST}/never.html")
    assert (code, out) == (2, "")
    assert "--explain" in err
    assert rows(workspace, schema.runs) == before


def test_without_a_ledger_there_is_nothing_to_explain(tmp_path: Path, say: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = say("capture", "-w", tmp_path, "--explain", BASE)
    assert (code, out) == (2, "")
    assert "没有台账" in err
    assert not (tmp_path / "ledger.db").exists()


def _rule_names() -> set[str]:
    """Every reason that the code gives as a plain word where it settles a URL."""
    rooms = [*(ROOT / "migrate/crawl").rglob("*.py"), *(ROOT / "migrate/run").rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in rooms]
    return {name for tree in trees for node in ast.walk(tree) for name in _reasons_in(node)}


def _reasons_in(node: ast.AST) -> Iterator[str]:
    """Words in `reason=…`, `reason = …`, `{"reason": …}` and in the places of calls that hold a reason."""
    given: list[ast.AST | None] = []
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given += [one.value for one in node.keywords if one.arg == "reason"]
        given += {"Judgement": node.args[2:3], "Ruling": node.args[1:2], "_later": node.args[1:2]}.get(name, [])
    elif isinstance(node, ast.Assign):
        given += [node.value] if any(getattr(one, "id", "") == "reason" for one in node.targets) else []
    elif isinstance(node, ast.Dict):
        given += [
            value for key, value in zip(node.keys, node.values, strict=True) if getattr(key, "value", "") == "reason"
        ]
    for one in given:
        for constant in ast.walk(one) if one is not None else ():
            value = constant.value if isinstance(constant, ast.Constant) else None
            if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*[a-z0-9]", value):
                yield value


def test_every_rule_that_settles_a_url_has_words() -> None:
    names = _rule_names() | OUT_OF_SCOPE | HELD_BACK | {*LIMITED, COUNTER}
    names |= {rule.reason for rule in read_aliases()}
    assert {
        "robots",
        "soft_404",
        "repeated_path",
        "foreign_host",
        "calendar",
        "session_id",
        "challenge",
        "throttled",
    } <= names
    assert {name for name in names if name not in REASONS} == set()
    for name in names:
        assert re.search(r"[\u4e00-\u9fff]", reason_words(name)), name
        assert name in reason_words(name)


def test_a_status_is_said_in_words() -> None:
    assert reason_words("http_404") == "服务器答复 404（http_404）"
    assert reason_words("own_rule") == "own_rule"  # an office's own rule is called as the office calls it
    assert reason_words(None) == "没有写明原因"


def test_every_outcome_and_every_source_has_words() -> None:
    assert set(OUTCOMES) == set(map(str, Outcome))
    contract = {"sheet", "link", "list", "sitemap", "robots", "log", "redirect", "operator"}
    assert set(SOURCES) == contract


def test_the_status_of_a_site_counts_its_rules_in_words(
    workspace: Path, say: Callable[..., tuple[int, str, str]]
) -> None:
    _, out, _ = say("status", "-w", workspace, KEY)
    table = out[out.index("未存的网址") :]
    for reason in ("foreign_host", "robots", "session_id", "http_500"):
        (line,) = [line for line in table.splitlines() if f"（{reason}）" in line]
        assert " 1 " in line
        assert "http" in line


def test_an_article_is_told_with_its_new_address_its_archived_page_and_the_answer(tmp_path: Path) -> None:
    with tiny.served() as server:
        tiny.classified(tmp_path, server)
        tiny.run(tmp_path, server)
    page_url = f"http://{tiny.ALPHA}/gzdt/2.html"
    told = explain(tmp_path, page_url)
    (article,) = rows(tmp_path, schema.articles, schema.articles.c.old_url == page_url)
    (placed,) = rows(tmp_path, placements, placements.c.article_key == article.article_key)
    assert told.after("文章") == "《栖云粮食网第2期工作简报：秋季收购进展顺利》"
    assert told.after("新网址") == placed.new_url != ""
    assert (tmp_path / told.after("归档")).is_file()
    assert told.after("旧网址的去处").startswith("转到新文章（301）")
    lost = explain(tmp_path, f"http://{tiny.ALPHA}/lost.html")
    assert lost.after("旧网址的去处").startswith("已不存在（410）")
    home = explain(tmp_path, f"http://{tiny.ALPHA}/")
    assert home.after("文章") == "不是文章（首页）"
