"""The archive server over a finished workspace: every address of the ledger asked on a real socket."""

import hashlib
import http.client
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from archive.stamp import is_stamped
from migrate.errors import StageError
from migrate.run.serve_archive import serve_archive
from migrate.run.work import Silent
from migrate.settings import read_settings
from tests.whole import tiny


class Told(Silent):
    """A voice that keeps the port that the server tells."""

    def __init__(self) -> None:
        self.heard = threading.Event()
        self.port = 0

    def say(self, text: str) -> None:
        self.port = int(text.split("127.0.0.1:")[1].split("/")[0])
        self.heard.set()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with tiny.served() as server:
        made = tiny.classified(tmp_path_factory.mktemp("shown") / "w", server)
        assert tiny.run(made, server).exit_code == 0
    return made


@pytest.fixture(scope="module")
def port(workspace: Path) -> Iterator[int]:
    told = Told()
    arguments = (workspace, read_settings(workspace), told)
    threading.Thread(target=serve_archive, args=arguments, kwargs={"host": "127.0.0.1", "port": 0}, daemon=True).start()
    assert told.heard.wait(30)
    yield told.port


def got(port: int, target: str, host: str = "") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", target, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def rows(workspace: Path, query: str) -> list[tuple[str, ...]]:
    with sqlite3.connect(workspace / "ledger.db") as ledger:
        return ledger.execute(query).fetchall()


def address(url: str) -> str:
    return quote(url, safe="!$&'()*+,/:;=?@~%-._")


def test_every_stored_address_leads_to_its_page_and_raw_gives_the_captured_bytes(workspace: Path, port: int) -> None:
    stored = rows(workspace, "SELECT url, kind, sha256 FROM urls WHERE outcome IN ('stored', 'revisit')")
    assert len(stored) > 10
    for url, kind, sha256 in stored:
        status, headers, _ = got(port, f"/web/{address(url)}")
        assert (status, headers["Location"][:9]) == (302, "/archive/"), url
        status, _, body = got(port, headers["Location"])
        assert status == 200
        assert is_stamped(body) == (kind in ("home", "list", "article", "page")), url
        status, _, raw = got(port, f"/raw/{address(url)}")
        assert (status, hashlib.sha256(raw).hexdigest()) == (200, sha256), url


def test_no_address_without_an_archived_page_answers_200(workspace: Path, port: int) -> None:
    others = rows(
        workspace,
        "SELECT url, status FROM urls WHERE outcome NOT IN ('stored', 'revisit') AND redirect_to IS NULL"
        " AND alias_of IS NULL",
    )
    for url, status in others:
        assert got(port, f"/web/{address(url)}")[0] in (404, 410)
        assert got(port, f"/raw/{address(url)}")[0] == (status if (status or 0) >= 400 else 404)


def test_under_the_old_hosts_own_name_its_addresses_lead_there(port: int) -> None:
    status, headers, _ = got(port, "/gzdt/1.html", host=tiny.ALPHA)
    assert (status, headers["Location"].startswith("/archive/")) == (302, True)


def test_the_archives_own_pages_are_shown_and_nothing_else_of_the_workspace(workspace: Path, port: int) -> None:
    own = [path for path in (workspace / "archive").rglob("*") if path.name in ("search.html", "own-files.json")]
    assert len(own) > 4
    for path in (workspace / "archive/index.html", *own):
        assert got(port, f"/{quote(path.relative_to(workspace).as_posix())}")[2] == path.read_bytes()
    for path in ("/archive/../ledger.db", "/ledger.db", "/migrate.toml", "/archive/stranger.html"):
        (workspace / "archive/stranger.html").write_text("<p>nobody knows me", "utf-8")
        assert got(port, path)[0] == 404
    (workspace / "archive/stranger.html").unlink()


def test_a_page_changed_on_disk_is_not_shown(workspace: Path, port: int) -> None:
    ((path,),) = rows(workspace, "SELECT path FROM archived JOIN urls ON id = url_id WHERE url LIKE '%gzdt/2.html'")[:1]
    place = workspace / "archive" / path
    before = place.read_bytes()
    place.write_bytes(before.replace(b"2014", b"2015"))
    try:
        assert got(port, f"/archive/{quote(path)}")[0] == 500
    finally:
        place.write_bytes(before)
    assert got(port, f"/archive/{quote(path)}")[0] == 200


def test_without_archived_pages_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(StageError) as error:
        serve_archive(tmp_path, read_settings(tmp_path), Silent(), host="127.0.0.1", port=0)
    assert "migrate archive" in error.value.remedy
