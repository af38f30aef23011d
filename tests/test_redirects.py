"""Every old page URL gets one answer, the same in the table and on the server."""

import csv
import doctest
import http.client
import os
import random
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate import redirects
from migrate.errors import StageError
from migrate.model import Redirect
from migrate.redirects import Written, request_keys, write_redirects

GOLDEN = Path(__file__).with_name("golden")
OLD = "http://nyncj.qiyun.gov.example"
NEW = "https://www.qiyun.gov.example"
HOSTS = {"www.qiyun.gov.example"}


def moved(old_url: str, target: str = f"{NEW}/zwgk/1.html") -> Redirect:
    return Redirect(old_url, "redirect", target, 301, "文章已迁入频道")


def archived(old_url: str, target: str = "/archive/1.html") -> Redirect:
    return Redirect(old_url, "archived", target, 301, "已归档")


def gone(old_url: str) -> Redirect:
    return Redirect(old_url, "gone", "", 410, "原页面已无法访问")


def lines_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "redirects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def line_of(folder: Path, old_url: str) -> dict[str, str]:
    return next(line for line in lines_of(folder) if line["old_url"] == old_url)


def rules_of(folder: Path) -> str:
    return (folder / "nginx-map.conf").read_text(encoding="utf-8")


def test_the_documented_examples_hold() -> None:
    assert doctest.testmod(redirects).failed == 0


def test_the_files_are_those_kept_as_golden(tmp_path: Path) -> None:
    write_redirects(ordinary(), tmp_path, HOSTS)
    for name in ("redirects.csv", "nginx-map.conf"):
        made, kept = tmp_path / name, GOLDEN / name
        if os.environ.get("GOLDEN"):
            shutil.copy(made, kept)
        assert made.read_bytes() == kept.read_bytes()


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
    assert write_redirects([], tmp_path, HOSTS) == Written(0, 0, 0, 0, 0, (), ())
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
    monkeypatch.setattr(redirects, "_write_rules", lambda *_: 1 / 0)
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


# -- the real nginx -----------------------------------------------------------------------------------------------


def odd_rows(count: int) -> list[Redirect]:
    """URLs of every odd kind, the same in every run."""
    chance = random.Random(20240311)
    signs = ["~", "$host", "${x}", '"', "'", "\\", ";", "{", "}", "#!", " ", "通知", "𠮷", "%e4%bd", "%", "|", "^", "`"]
    rows = []
    for number in range(count):
        text = "".join(chance.choices([*signs, "aB", "Ab", "ab", "/", ".", "default", "=", "&"], k=6))
        mark = chance.choice(["?", "?id=", "/", "//", "/include "])
        old_url = f"http://HOST{number % 7}.qiyun.gov.example:8080/{number if number % 3 else ''}{mark}{text}"
        make = chance.choice([moved, archived, gone])
        rows.append(make(old_url) if make is gone else make(old_url, f"/new/{number}/{text}".replace("\\", "")))
    rows += [
        moved(f"{OLD}/{'长' * 400}", "/new/long"),
        moved(f"{OLD}/d?f=aB", "/new/1"),
        moved(f"{OLD}/d?f=Ab", "/new/2"),
    ]
    return rows


@contextmanager
def running_nginx(folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"pid {folder}/nginx.pid; daemon off; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {places} include {folder}/nginx-map.conf; server {{ listen 127.0.0.1:{port};\n"
        "if ($migrate_target) { return 301 $migrate_target; } if ($migrate_gone) { return 410; }\n"
        "location / { return 404; } } }\n"
    )
    command = ["nginx", "-p", str(folder), "-c", str(configuration)]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=60)
    assert tried.returncode == 0 and "warn" not in tried.stderr.replace('the "user"', ""), tried.stderr
    server = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=30)


def ask(port: int, key: str) -> tuple[int, str]:
    host, slash, rest = key.partition("/")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", slash + rest, skip_host=True)
    connection.putheader("Host", f"{host.upper()}:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    connection.close()
    return answer.status, (answer.getheader("Location") or "").removeprefix(f"http://{host}:{port}")


@pytest.mark.real
def test_nginx_gives_the_answers_of_the_table(tmp_path: Path) -> None:
    written = write_redirects(odd_rows(200), tmp_path, HOSTS)
    assert not written.refused
    assert {refusal.problem for refusal in written.unwritten} == {"路径中的 % 不是完整的转义，nginx 一律答复 400"}
    unwritten = {refusal.old_url.removeprefix("http://") for refusal in written.unwritten}
    with running_nginx(tmp_path) as port:
        for line in lines_of(tmp_path):
            for key in set(request_keys(line["old_url"])) - unwritten:
                status, target = ask(port, key)
                assert (status, target) == (int(line["status"]), line["target"].replace("$", "%24")), line["old_url"]


@pytest.mark.real
def test_nginx_loads_a_hundred_thousand_lines_without_a_warning(tmp_path: Path) -> None:
    write_redirects((moved(f"{OLD}/show.asp?id={n}&page={n * 7919}") for n in range(100_000)), tmp_path, HOSTS)
    with running_nginx(tmp_path) as port:
        assert ask(port, "nyncj.qiyun.gov.example/show.asp?id=77&page=609763") == (301, f"{NEW}/zwgk/1.html")
        assert ask(port, "nyncj.qiyun.gov.example/unknown")[0] == 404
