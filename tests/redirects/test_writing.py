"""Every old page URL gets one answer, the same in the table and on the server."""

import csv
import doctest
import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from migrate.errors import StageError
from migrate.model import Redirect
from migrate.redirects import keys, lists
from migrate.redirects.keys import request_keys
from migrate.redirects.pages import Notice, gone_page
from migrate.redirects.writing import Written, read_lines, write_redirects
from tests.redirects.rows import HOSTS, NEW, OLD, archived, gone, moved

GOLDEN = Path(__file__).parents[1] / "golden" / "redirects"

NOTICE = Notice(
    "栖云县人民政府门户网站",
    f"{NEW}/",
    f"{NEW}/archive/",
    "0000-1234567",
    (("栖云县农业农村局", f"{NEW}/archive/nyncj/"),),
)


def files() -> list[Redirect]:
    return [
        moved(f"{OLD}/files/表.xls", f"{NEW}/files/1.xls"),
        archived("http://img.qiyun.gov.example/a{$b}.gif", "/archive/a.gif"),
        gone(f"{OLD}/{'x' * 1200}.doc"),
    ]


def lines_of(folder: Path, name: str = "redirects.csv") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def line_of(folder: Path, old_url: str) -> dict[str, str]:
    return next(line for line in lines_of(folder) if line["old_url"] == old_url)


def rules_of(folder: Path) -> str:
    return (folder / "nginx-map.conf").read_text(encoding="utf-8")


def test_the_documented_examples_hold() -> None:
    assert doctest.testmod(keys).failed == 0


def test_every_file_is_the_one_kept_as_golden(tmp_path: Path) -> None:
    write_redirects(ordinary(), tmp_path, HOSTS, others=files(), logged=[gone(f"{OLD}/kw.html")], notice=NOTICE)
    if os.environ.get("GOLDEN"):
        shutil.copytree(tmp_path, GOLDEN, dirs_exist_ok=True)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in GOLDEN.iterdir()}
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (GOLDEN / made.name).read_bytes(), made.name


def ordinary() -> list[Redirect]:
    return [
        moved(f"{OLD}/zwgk/202403/t20240311_1.html"),
        moved(f"{OLD}/show.asp?id=12&class=通知", f"{NEW}/tzgg/12.html"),
        archived(f"{OLD}/"),
        archived(f"{OLD.replace('http', 'https')}/"),
        gone(f"{OLD}/old/$1;x=1.html"),
        moved(f"{OLD}/down.php?f=aB", f"{NEW}/f/1.html"),
        moved(f"{OLD}/down.php?f=Ab", f"{NEW}/f/2.html"),
        moved("mailto:nyncj@qiyun.gov.example"),
    ]


def test_the_table_is_sorted_utf_8_without_a_byte_order_mark(tmp_path: Path) -> None:
    write_redirects(reversed(ordinary()), tmp_path, HOSTS)
    urls = [line["old_url"] for line in lines_of(tmp_path)]
    assert urls == sorted(urls) and len(urls) == len(ordinary())
    assert (tmp_path / "redirects.csv").read_bytes().startswith(b"old_url,answer,target,status,reason\n")


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path) -> None:
    rows = [*ordinary(), gone(f"{OLD}/"), moved(f"{OLD}/", f"{NEW}/b"), moved(f"{OLD}/", f"{NEW}/a")]
    write_redirects(rows, tmp_path / "one", HOSTS)
    write_redirects(reversed(rows), tmp_path / "two", HOSTS)
    for name in ("redirects.csv", "nginx-map.conf"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_counts_say_what_was_written(tmp_path: Path) -> None:
    written = write_redirects(ordinary(), tmp_path, HOSTS)
    assert (written.redirect, written.archived, written.gone) == (5, 2, 1)
    assert (written.rules, written.case_rules) == (7, 2)
    assert [refusal.old_url for refusal in written.unwritten] == ["mailto:nyncj@qiyun.gov.example"]
    assert written.refused == ()


def test_nothing_to_answer_gives_two_empty_files(tmp_path: Path) -> None:
    assert write_redirects([], tmp_path, HOSTS) == Written(0, 0, 0, 0, 0, 0, 0, 0, (), ())
    assert lines_of(tmp_path) == [] and rules_of(tmp_path).count('default "";') == 2


@pytest.mark.parametrize("reason", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1"])
def test_no_cell_is_a_formula(tmp_path: Path, reason: str) -> None:
    write_redirects([Redirect(f"{OLD}/", "gone", "", 410, reason), gone("=HYPERLINK(1)")], tmp_path, HOSTS)
    cells = [cell for line in lines_of(tmp_path) for cell in line.values()]
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@]", cell)]


def test_an_ordinary_url_comes_back_from_the_table_unchanged(tmp_path: Path) -> None:
    odd = f"{OLD}/a,b\"c';=d?x=通知&y=%zz"
    write_redirects([archived(odd, '/archive/a,"b".html')], tmp_path)
    line = lines_of(tmp_path)[0]
    assert (line["old_url"], line["target"], line["status"]) == (odd, '/archive/a,"b".html', "301")


def test_http_and_https_are_one_address(tmp_path: Path) -> None:
    twin = OLD.replace("http", "https")
    written = write_redirects([moved(f"{OLD}/a"), moved(f"{twin}:443/a"), moved(f"{twin}/a#x")], tmp_path, HOSTS)
    assert rules_of(tmp_path).count('"nyncj.qiyun.gov.example/a"') == written.rules == 1
    assert len(lines_of(tmp_path)) == 3


def test_twins_with_different_answers_get_the_better_one_and_the_table_says_so(tmp_path: Path) -> None:
    twin = OLD.replace("http", "https")
    write_redirects([gone(f"{OLD}/a"), moved(f"{twin}/a")], tmp_path, HOSTS)
    line = line_of(tmp_path, f"{OLD}/a")
    assert (line["answer"], line["target"]) == ("redirect", f"{NEW}/zwgk/1.html")
    assert f"与 {twin}/a 是同一地址" in line["reason"]
    assert '"nyncj.qiyun.gov.example/a" "1";' not in rules_of(tmp_path)


FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:///evil.example/",
    "https:evil.example",
    "https://www.qiyun.gov.example@evil.example/",
    "https://www.qiyun.gov.example:443@evil.example/",
    "https://evil.example\\@www.qiyun.gov.example/",
    "https://www.qiyun.gov.example.evil.example/",
    "https://www.qiyun.gov.example:8443/",
    "https://www.qiyun.gov.example:x/",
    "https://[::1",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://www.qiyun.gov.example/",
    "zwgk/1.html",
    "",
    "\t//evil.example",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_no_redirect_leads_off_the_allowed_sites(tmp_path: Path, target: str) -> None:
    written = write_redirects([moved(f"{OLD}/a", target)], tmp_path, HOSTS)
    line = lines_of(tmp_path)[0]
    assert (line["answer"], line["target"], line["status"]) == ("gone", "", "410")
    assert [refusal.old_url for refusal in written.refused] == [f"{OLD}/a"]
    assert '    "nyncj.qiyun.gov.example/a" "1";' in rules_of(tmp_path)


def test_a_line_break_in_a_path_stays_in_the_path(tmp_path: Path) -> None:
    write_redirects([moved(f"{OLD}/a", '/x\r\nSet-Cookie: a"b')], tmp_path)
    assert '"/x%20%20Set-Cookie:%20a\\"b";' in rules_of(tmp_path)


@pytest.mark.parametrize("target", [f"{OLD}/a", f"{OLD.replace('http', 'https')}/a#top", "/a", "/./a"])
def test_an_address_never_leads_to_itself(tmp_path: Path, target: str) -> None:
    written = write_redirects([moved(f"{OLD}/a", target)], tmp_path, {urlsplit(OLD).netloc})
    assert lines_of(tmp_path)[0]["answer"] == "gone" and len(written.refused) == 1
    assert re.findall(r'^    ".*', rules_of(tmp_path), re.MULTILINE) == ['    "nyncj.qiyun.gov.example/a" "1";']


def test_chains_are_folded_to_their_end(tmp_path: Path) -> None:
    hosts = {*HOSTS, urlsplit(OLD).netloc}
    rows = [moved(f"{OLD}/a", "/b"), moved(f"{OLD}/b", f"{OLD}/c"), moved(f"{OLD}/c"), moved(f"{OLD}/d", "/e")]
    written = write_redirects([*rows, gone(f"{OLD}/e")], tmp_path, hosts)
    assert {line["target"] for line in lines_of(tmp_path)[:3]} == {f"{NEW}/zwgk/1.html"}
    assert line_of(tmp_path, f"{OLD}/d")["answer"] == "gone"
    assert written.refused == ()


def test_a_loop_is_refused_and_listed(tmp_path: Path) -> None:
    rows = [moved(f"{OLD}/a", "/b"), moved(f"{OLD}/b", "/a"), moved(f"{OLD}/c", "/a")]
    written = write_redirects(rows, tmp_path)
    assert [refusal.old_url for refusal in written.refused] == [f"{OLD}/a", f"{OLD}/b", f"{OLD}/c"]
    assert {line["answer"] for line in lines_of(tmp_path)} == {"gone"}


def test_urls_that_differ_only_in_case_keep_their_own_answers(tmp_path: Path) -> None:
    rows = [moved(f"{OLD}/?f=aB.$", f"{NEW}/1"), moved(f"{OLD}/?f=Ab.$", f"{NEW}/2"), gone(f"{OLD}/?f=ab.$")]
    assert write_redirects(rows, tmp_path, HOSTS).case_rules == 3
    rules = rules_of(tmp_path)
    assert f'"~^nyncj\\\\.qiyun\\\\.gov\\\\.example/\\\\?f=aB\\\\.\\\\$$" "{NEW}/1";' in rules
    assert '"~^nyncj\\\\.qiyun\\\\.gov\\\\.example/\\\\?f=ab\\\\.\\\\$$" "1";' in rules


def test_a_url_too_long_for_nginx_is_listed_and_stays_in_the_table(tmp_path: Path) -> None:
    long = f"{OLD}/{'a' * 5000}"
    written = write_redirects([moved(long), moved(f"{OLD}/b", f"{NEW}/{'b' * 5000}")], tmp_path, HOSTS)
    assert [refusal.problem for refusal in written.unwritten] == ["地址过长，nginx 不能写成规则"] * 2
    assert line_of(tmp_path, long)["answer"] == "redirect"
    assert rules_of(tmp_path).count("# 未写成规则") == 2


def test_a_url_that_nginx_refuses_to_hear_is_listed(tmp_path: Path) -> None:
    rows = [gone(f"{OLD}/100%.html"), gone(f"{OLD}/%00"), gone(f"{OLD}/a?rate=100%")]
    assert [refusal.old_url for refusal in write_redirects(rows, tmp_path).unwritten] == [
        f"{OLD}/%00",
        f"{OLD}/100%.html",
    ]


def test_the_hash_is_sized_for_the_content(tmp_path: Path) -> None:
    write_redirects([moved(f"{OLD}/{'a' * 3000}")], tmp_path, HOSTS)
    assert "map_hash_max_size 2048;\nmap_hash_bucket_size 4096;" in rules_of(tmp_path)


def test_an_unknown_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="moved"):
        write_redirects([Redirect(f"{OLD}/", "moved", "/", 301, "")], tmp_path)


def test_a_failure_leaves_the_former_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_redirects(ordinary(), tmp_path, HOSTS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(lists, "write_script", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_redirects([gone(f"{OLD}/")], tmp_path, HOSTS)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_key_never_raises_and_is_printable_ascii(host: str, rest: str) -> None:
    for url in (rest, f"http://{host}/{rest}", f"{OLD}/{rest}"):
        assert all(re.fullmatch(r"[!-~]+", key) for key in request_keys(url))
    assert request_keys(f"{OLD}/{rest}")


@given(
    st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["redirect", "archived", "gone"]), st.text(max_size=20)))
)
def test_any_rows_give_one_line_each_and_no_address_two_answers(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("redirects")
    given_rows = [Redirect(f"{OLD}/{path}", answer, f"/new/{to}", 301, to) for path, answer, to in rows]
    write_redirects(given_rows, folder)
    lines = lines_of(folder)
    answers = {request_keys(line["old_url"])[0]: (line["answer"], line["target"]) for line in lines}
    assert all(answers[request_keys(line["old_url"])[0]] == (line["answer"], line["target"]) for line in lines)
    names = re.findall(r'^    ("(?:[^"\\]|\\.)*") "', rules_of(folder), re.MULTILINE)
    assert len({name if name[1] == "~" else name.lower() for name in names}) == len(names)


def test_files_stand_in_a_table_of_their_own_and_are_answered_by_the_same_rules(tmp_path: Path) -> None:
    written = write_redirects([moved(f"{OLD}/a")], tmp_path, HOSTS, others=[moved(f"{OLD}/a.doc", f"{NEW}/f/a.doc")])
    assert (written.redirect, written.others, written.rules) == (1, 1, 2)
    assert [line["old_url"] for line in lines_of(tmp_path)] == [f"{OLD}/a"]
    assert [line["target"] for line in lines_of(tmp_path, "others.csv")] == [f"{NEW}/f/a.doc"]


def test_a_url_that_is_page_and_file_at_once_stands_among_the_pages(tmp_path: Path) -> None:
    write_redirects([gone(f"{OLD}/a")], tmp_path, HOSTS, others=[moved(f"{OLD}/a", f"{NEW}/f/a.doc")])
    assert [line["target"] for line in lines_of(tmp_path)] == [f"{NEW}/f/a.doc"]
    assert lines_of(tmp_path, "others.csv") == []


def test_what_only_a_log_names_is_gone_and_never_parts_the_cases_of_a_known_address(tmp_path: Path) -> None:
    logged = [gone(f"{OLD}/SHOW.ASP?id=1"), gone(f"{OLD}/never.html"), gone("kein url")]
    written = write_redirects([moved(f"{OLD}/show.asp?ID=1")], tmp_path, HOSTS, logged=logged)
    assert [line["old_url"] for line in lines_of(tmp_path, "others.csv")] == [f"{OLD}/never.html"]
    assert (written.rules, written.case_rules, written.unwritten) == (2, 0, ())


def test_the_list_for_search_engines_is_one_to_one(tmp_path: Path) -> None:
    rows = [moved(f"{OLD}/show.asp?id=1"), moved(f"{OLD}/1.html"), archived(f"{OLD}/b", f"{NEW}/archive/b")]
    written = write_redirects([*rows, archived(f"{OLD}/c"), gone(f"{OLD}/d")], tmp_path, HOSTS)
    said = (tmp_path / "search-engines-1.txt").read_text("utf-8").splitlines()
    assert said == [f"{OLD}/1.html {NEW}/zwgk/1.html", f"{OLD}/b {NEW}/archive/b"]
    assert (written.pairs, written.left_out) == (2, 1)


def test_a_list_for_search_engines_has_at_most_fifty_thousand_lines_and_old_ones_go(tmp_path: Path) -> None:
    write_redirects((moved(f"{OLD}/{n}", f"{NEW}/{n}") for n in range(50_001)), tmp_path, HOSTS)
    assert len((tmp_path / "search-engines-1.txt").read_text("utf-8").splitlines()) == 50_000
    assert len((tmp_path / "search-engines-2.txt").read_text("utf-8").splitlines()) == 1
    write_redirects([moved(f"{OLD}/1")], tmp_path, HOSTS)
    assert [path.name for path in tmp_path.glob("search-engines-*")] == ["search-engines-1.txt"]


def test_an_expectation_stands_for_every_address_in_every_spelling_it_is_asked_for(tmp_path: Path) -> None:
    write_redirects([moved(f"{OLD}/?k=通知"), gone(f"{OLD}/100%")], tmp_path, HOSTS, others=[archived(f"{OLD}/a.gif")])
    lines = [line for line in (tmp_path / "expectations.txt").read_text("utf-8").splitlines() if line[0] != "#"]
    assert lines == [
        f"{OLD}/?k=%CD%A8%D6%AA 301 {NEW}/zwgk/1.html",
        f"{OLD}/?k=%E9%80%9A%E7%9F%A5 301 {NEW}/zwgk/1.html",
        f"{OLD}/a.gif 301 {OLD}/archive/1.html",
    ]


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    rows = [archived(f'{OLD}/a,b"c', '/archive/a,"b".html'), gone(f"{OLD}/z")]
    write_redirects(rows, tmp_path)
    assert list(read_lines(tmp_path / "redirects.csv")) == rows


def test_a_table_that_breaks_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "redirects.csv").write_text("old_url,answer,target,status,reason\nhttp://a.example/,redi", "utf-8")
    with pytest.raises(ValueError, match=r"redirects\.csv"):
        list(read_lines(tmp_path / "redirects.csv"))


def test_the_pages_of_hosts_are_served_and_hosts_of_mere_files_are_named_aside(tmp_path: Path) -> None:
    write_redirects(ordinary(), tmp_path, HOSTS, others=files())
    server = (tmp_path / "nginx-server.conf").read_text("utf-8")
    assert "#     img.qiyun.gov.example\n" in server
    assert re.findall(r"^        (\S+\.example);?$", server, re.MULTILINE) == ["nyncj.qiyun.gov.example"]
    apache = (tmp_path / "apache.conf").read_text("utf-8")
    assert "    ServerName nyncj.qiyun.gov.example\n" in apache and "#     img.qiyun.gov.example\n" in apache


def test_a_pair_too_long_for_sdbm_is_a_rule_of_its_own(tmp_path: Path) -> None:
    write_redirects([moved(f"{OLD}/A")], tmp_path, HOSTS, others=files())
    said = (tmp_path / "apache-map.txt").read_text("utf-8")
    assert f"{OLD[7:]}/a {NEW}/zwgk/1.html\n" in said and ".doc" not in said
    long = f'    RewriteCond %{{ENV:MIGRATE_KEY}} "={OLD[7:]}/{"x" * 1200}.doc" [NC]\n    RewriteRule ^ - [G,L]\n'
    assert long in (tmp_path / "apache.conf").read_text("utf-8")


def test_addresses_that_differ_only_in_case_keep_their_case_for_apache_caddy_and_iis(tmp_path: Path) -> None:
    write_redirects([moved(f"{OLD}/aB", f"{NEW}/1"), moved(f"{OLD}/Ab", f"{NEW}/2")], tmp_path, HOSTS)
    apache = (tmp_path / "apache-map.txt").read_text("utf-8")
    assert f"{OLD[7:]}/aB {NEW}/1\n" in apache and f"{OLD[7:]}/Ab {NEW}/2\n" in apache
    assert f'"/aB" "{NEW}/1"' in (tmp_path / "Caddyfile").read_text("utf-8")
    assert (tmp_path / "web.config").read_text("utf-8").count('ignoreCase="false"') == 2
    assert "<add" not in (tmp_path / "rewritemaps.config").read_text("utf-8")


IIS_SCHEMA = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
 <start><choice><ref name="configuration"/><ref name="maps"/></choice></start>
 <define name="maps"><element name="rewriteMaps"><zeroOrMore><element name="rewriteMap"><attribute name="name"/>
  <optional><attribute name="defaultValue"/></optional>
  <zeroOrMore><element name="add"><attribute name="key"/><attribute name="value"/></element></zeroOrMore>
 </element></zeroOrMore></element></define>
 <define name="configuration"><element name="configuration"><element name="system.webServer">
  <element name="rewrite"><element name="rewriteMaps"><attribute name="configSource"/></element>
   <element name="rules"><zeroOrMore><ref name="rule"/></zeroOrMore></element></element>
  <element name="httpErrors"><attribute name="errorMode"/>
   <element name="remove"><attribute name="statusCode"><data type="int"/></attribute></element>
   <element name="error"><attribute name="statusCode"><data type="int"/></attribute><attribute name="path"/>
    <attribute name="responseMode"><choice><value>File</value><value>ExecuteURL</value><value>Redirect</value></choice>
    </attribute></element></element>
 </element></element></define>
 <define name="rule"><element name="rule"><attribute name="name"/>
  <attribute name="stopProcessing"><data type="boolean"/></attribute>
  <element name="match"><attribute name="url"/></element>
  <element name="conditions"><optional><attribute name="trackAllCaptures"><data type="boolean"/></attribute></optional>
   <oneOrMore><element name="add"><attribute name="input"/><attribute name="pattern"/>
    <optional><attribute name="ignoreCase"><data type="boolean"/></attribute></optional></element></oneOrMore></element>
  <element name="action"><choice>
   <group><attribute name="type"><value>Redirect</value></attribute><attribute name="url"/>
    <attribute name="appendQueryString"><data type="boolean"/></attribute>
    <attribute name="redirectType"><choice><value>Permanent</value><value>Found</value></choice></attribute></group>
   <group><attribute name="type"><value>CustomResponse</value></attribute>
    <attribute name="statusCode"><data type="int"/></attribute><attribute name="statusReason"/>
    <attribute name="statusDescription"/></group>
  </choice></element></element></define>
</grammar>
"""


@pytest.mark.parametrize("name", ["web.config", "rewritemaps.config"])
def test_the_files_for_iis_hold_only_elements_that_its_documentation_knows(tmp_path: Path, name: str) -> None:
    odd = [moved(f"{OLD}/<a>&\"'{{R:1}}", f"{NEW}/x?a=1&b='"), moved(f"{OLD}/aB"), gone(f"{OLD}/Ab")]
    write_redirects([*ordinary(), *odd], tmp_path, HOSTS, others=files())
    schema = etree.RelaxNG(etree.fromstring(IIS_SCHEMA))
    schema.assertValid(etree.parse(tmp_path / name))


def test_a_map_for_iis_gives_back_the_addresses_as_they_are(tmp_path: Path) -> None:
    write_redirects([moved(f"{OLD}/a?b=<&>\"'", f"{NEW}/1?x=1&y=2")], tmp_path, HOSTS)
    said = {add.get("key"): add.get("value") for add in etree.parse(tmp_path / "rewritemaps.config").iter("add")}
    assert said == dict.fromkeys([f"{OLD[7:]}/a?b=%3C&%3E%22%27", f"{OLD[7:]}/a?b=<&>\"'"], f"{NEW}/1?x=1&y=2")


def test_the_page_of_what_is_gone_names_the_archive_and_the_new_home_and_holds_no_markup_of_others() -> None:
    page = gone_page(NOTICE, old_url="http://a.example/<script>", reason="<b>")
    assert "<script" not in page and "<b>" not in page
    assert f'href="{NEW}/archive/nyncj/"' in page and f'href="{NEW}/"' in page and "0000-1234567" in page
