"""What a trial answers to each kind of request, before any socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from migrate.model import Redirect
from migrate.redirects import serving
from migrate.redirects.pages import Notice
from migrate.redirects.serving import Trial
from migrate.redirects.settling import settled
from migrate.serving.answers import Answer, Asked, FileContent

HOST = "nyncj.qiyun.gov.example"
NEW = "https://www.qiyun.gov.example"
PAGES = [
    Redirect(f"http://{HOST}/a.html", "redirect", f"{NEW}/1.html", 301, ""),
    Redirect(f"http://{HOST}/show.asp?id=1&k=通知", "archived", "/archive/nyncj/b.html", 301, ""),
    Redirect(f"http://{HOST}/lost.html", "gone", "", 410, "原网站返回 <404>"),
]
FILES = [Redirect("http://img.qiyun.gov.example/a.gif", "archived", "/archive/a.gif", 301, "")]
NOTICE = Notice("栖云县人民政府", f"{NEW}/", "", "", (("栖云县农业农村局", f"{NEW}/archive/nyncj/index.html"),))


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    portal, archive = tmp_path / "portal", tmp_path / "archive"
    for folder, name in ((portal, "index.html"), (portal, "1.html"), (archive, "nyncj.html"), (tmp_path, "ledger.db")):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(name, "utf-8")
    (portal / "out").symlink_to(tmp_path / "ledger.db")
    with settled(PAGES, FILES, hosts={"www.qiyun.gov.example"}) as answers:
        yield Trial(answers, {HOST: NOTICE}, Notice("栖云县人民政府"), (("/archive/", archive), ("/", portal)))


def asked(trial: Trial, target: str, host: str = HOST) -> Answer:
    return trial.answer(Asked("GET", host, target))


@pytest.mark.parametrize("host", [HOST, f"{HOST.upper()}:8010", f"{HOST}."])
def test_an_old_address_leads_on_whatever_the_spelling_of_its_host(trial: Trial, host: str) -> None:
    answer = asked(trial, "/a.html", host)
    assert (answer.status, answer.headers["Location"]) == (301, f"{NEW}/1.html")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("query", ["%E9%80%9A%E7%9F%A5", "%CD%A8%D6%AA", "%cd%a8%d6%aa"])
def test_a_query_is_answered_in_every_charset_and_case_that_browsers_send(trial: Trial, query: str) -> None:
    answer = asked(trial, f"/show.asp?id=1&k={query}")
    assert (answer.status, answer.headers["Location"]) == (301, "/archive/nyncj/b.html")


def test_what_is_gone_says_so_and_names_the_archive_and_the_new_home(trial: Trial) -> None:
    answer = asked(trial, "/lost.html")
    assert answer.status == 410
    assert "栖云县农业农村局的归档网页" in answer.body.decode() and f'href="{NEW}/"' in answer.body.decode()
    assert "原网站返回 &lt;404&gt;" in answer.body.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_what_nobody_named_is_not_found(trial: Trial) -> None:
    answer = asked(trial, "/<script>alert(1)</script>")
    assert answer.status == 404 and "<script" not in answer.body.decode()


def test_the_prefix_tries_an_old_address_without_its_name_leading_here(trial: Trial) -> None:
    assert asked(trial, f"/_host/{HOST}/a.html", "127.0.0.1:8010").headers["Location"] == f"{NEW}/1.html"
    assert asked(trial, f"/_host/{HOST}/lost.html", "127.0.0.1:8010").status == 410
    assert asked(trial, "/_host/stranger.example/", "127.0.0.1:8010").status == 404
    listed = asked(trial, "/_host/", "127.0.0.1:8010")
    assert listed.status == 200 and f'href="/_host/{HOST}/a.html"' in listed.body.decode()


@pytest.mark.parametrize(
    "target",
    [
        f"//evil.example/_host/{HOST}",
        "/_host//evil.example/",
        "/_host/evil.example/a.html",
        "http://evil.example/a.html",
        "/\\evil.example",
    ],
)
def test_no_request_is_led_to_a_host_of_its_own_choice(trial: Trial, target: str) -> None:
    for host in (HOST, "127.0.0.1:8010", "evil.example"):
        answer = asked(trial, target, host)
        assert "evil" not in answer.headers.get("Location", "") and answer.status in (200, 400, 404)


def test_a_tampered_table_leads_nobody_astray() -> None:
    row = Redirect(f"http://{HOST}/x", "redirect", "https://evil.example/", 301, "")
    with settled([row], hosts={"www.qiyun.gov.example"}) as answers:
        assert Trial(answers, {}).answer(Asked("GET", HOST, "/x")).status == 410


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"])
def test_only_reading_is_answered(trial: Trial, method: str) -> None:
    answer = trial.answer(Asked(method, HOST, "/a.html"))
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("target", ["*", "", "a.html", "/" + "a" * 9000])
def test_a_request_that_is_none_is_refused(trial: Trial, target: str) -> None:
    assert asked(trial, target).status == 400


def test_robots_are_let_in_and_led_to_the_list_of_old_addresses(trial: Trial) -> None:
    assert asked(trial, "/robots.txt").body.decode() == f"User-agent: *\nAllow: /\nSitemap: http://{HOST}/sitemap.xml\n"


def test_the_site_map_lists_every_old_address_of_its_host(trial: Trial) -> None:
    tree = etree.fromstring(asked(trial, "/sitemap.xml").body)
    listed = [one.text for one in tree.iter("{*}loc")]
    assert f"http://{HOST}/lost.html" in listed and f"http://{HOST}/show.asp?id=1&k=%E9%80%9A%E7%9F%A5" in listed
    assert not [one for one in listed if "img.qiyun" in one]


def test_a_long_site_map_comes_in_parts(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MOST_LISTED", 2)
    tree = etree.fromstring(asked(trial, "/sitemap.xml").body)
    parts = [one.text or "" for one in tree.iter("{*}loc")]
    assert parts == [f"http://{HOST}/sitemap-1.xml", f"http://{HOST}/sitemap-2.xml"]
    listed = [asked(trial, part.removeprefix(f"http://{HOST}")).body.decode().count("<url>") for part in parts]
    assert listed == [2, 2] and asked(trial, "/sitemap-3.xml").status == 404


def test_portal_and_archive_are_shown_and_nothing_of_them_is_executed(trial: Trial) -> None:
    for target, name in (("/", "index.html"), ("/1.html?x=1", "1.html"), ("/archive/nyncj.html", "nyncj.html")):
        answer = asked(trial, target, "127.0.0.1:8010")
        assert isinstance(answer.content, FileContent) and answer.content.path.name == name
        assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "target",
    ["/../ledger.db", "/%2e%2e/ledger.db", "/archive/../../ledger.db", "//etc/passwd", "/out", "/%00", "/a/%2fetc"],
)
def test_no_file_outside_of_portal_and_archive_is_shown(trial: Trial, target: str) -> None:
    assert asked(trial, target, "127.0.0.1:8010").status == 404
