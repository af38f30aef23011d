"""What the archive server answers, before any socket: by the shelves that it is given."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from migrate.serving.answers import Answer, Asked
from migrate.serving.archive import Kept, Shelves, answer, at_once
from migrate.serving.holdings import Holding

HOST = "nyncj.qiyun.gov.example"
PAGE = "<!doctype html><p>已归档</p>".encode()
BYTES = b"<p>as captured</p>"
LARGE = bytes(range(256)) * 4096


def holding(path: Path, body: bytes, kind: str = "text/html", name: str = "") -> Holding:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return Holding(name or path.name, path, sha256(body).hexdigest(), kind)


@pytest.fixture
def shelves(tmp_path: Path) -> Shelves:
    files = {
        "n/a.html": holding(tmp_path / "n/a.html", PAGE, name="n/a.html"),
        "n/big.zip": holding(tmp_path / "n/big.zip", LARGE, "application/zip", "n/big.zip"),
        "index.html": holding(tmp_path / "index.html", b"index", name="index.html"),
    }
    raw = holding(tmp_path / "raw", BYTES, "text/html; charset=gbk", "raw:1")
    at = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
    known = {
        f"http://{HOST}/a.html": Kept(f"http://{HOST}/a.html", "n/a.html", fetched_at=at, raw=raw),
        f"http://{HOST}/old.html": Kept(f"http://{HOST}/old.html", None, "采集时原网站答复 404", is_gone=True),
        f"http://{HOST}/no": Kept(f"http://{HOST}/no", None, "按规则没有采集"),
        f"http://{HOST}/held.html": Kept(f"http://{HOST}/held.html", "n/a.html", raw=raw, is_held=True),
        f"http://{HOST}/s.asp?k=通": Kept(f"http://{HOST}/s.asp?k=通", "n/a.html"),
        f"https://{HOST}/s": Kept(f"https://{HOST}/s", "n/a.html"),
    }
    return Shelves(known.get, files.get, frozenset({HOST}))


def asked(shelves: Shelves, target: str, host: str = "127.0.0.1:8020", method: str = "GET") -> Answer:
    return answer(shelves, Asked(method, host, target))


@pytest.mark.parametrize(
    "address",
    [f"http://{HOST}/a.html", f"http:/{HOST}/a.html", f"{HOST}/a.html", f"HTTP://{HOST}/a.html"],
)
def test_an_old_address_leads_to_its_stamped_page_however_it_is_spelled(shelves: Shelves, address: str) -> None:
    led = asked(shelves, f"/web/{address}")
    assert (led.status, led.headers["Location"]) == (302, "/archive/n/a.html")
    assert f'<http://{HOST}/a.html>; rel="original"' in led.headers["Link"]


def test_the_form_and_the_old_host_itself_lead_there_too(shelves: Shelves) -> None:
    assert asked(shelves, f"/find?url=http%3A%2F%2F{HOST}%2Fa.html").headers["Location"] == "/archive/n/a.html"
    assert asked(shelves, "/a.html", f"{HOST.upper()}.:80").headers["Location"] == "/archive/n/a.html"
    assert asked(shelves, f"/web/{HOST}/s").headers["Location"] == "/archive/n/a.html"  # known by https alone
    assert asked(shelves, "/a.html").status == 404


def test_an_archived_file_is_shown_with_its_proof_as_tag(shelves: Shelves) -> None:
    shown = asked(shelves, "/archive/n/a.html")
    assert (shown.status, shown.body, shown.headers["ETag"]) == (200, PAGE, f'"{sha256(PAGE).hexdigest()}"')
    assert "script-src 'none'" in shown.headers["Content-Security-Policy"]
    assert asked(shelves, "/archive/").body == b"index"


def test_raw_gives_the_captured_bytes_in_a_sandbox(shelves: Shelves) -> None:
    raw = asked(shelves, f"/raw/http://{HOST}/a.html")
    assert (raw.status, raw.body, raw.headers["Content-Type"]) == (200, BYTES, "text/html; charset=gbk")
    assert raw.headers["Memento-Datetime"] == "Sun, 01 Nov 2026 02:03:04 GMT"
    assert raw.headers["Content-Security-Policy"].endswith("sandbox")


def test_what_is_gone_never_answers_200(shelves: Shelves) -> None:
    gone, left_out = asked(shelves, f"/web/{HOST}/old.html"), asked(shelves, f"/web/{HOST}/no")
    assert (gone.status, left_out.status) == (410, 404)
    assert "采集时原网站答复 404" in gone.body.decode() and "按规则没有采集" in left_out.body.decode()
    assert asked(shelves, f"/raw/{HOST}/old.html").status == 404


def test_the_original_of_a_held_page_is_not_shown(shelves: Shelves) -> None:
    held = asked(shelves, f"/raw/{HOST}/held.html")
    assert held.status == 403 and BYTES not in held.body


def test_bytes_that_the_ledger_does_not_know_are_not_shown(shelves: Shelves, tmp_path: Path) -> None:
    assert asked(shelves, "/archive/n/a.html").status == 200
    (tmp_path / "n/a.html").write_bytes(PAGE.replace("已".encode(), "未".encode()))
    changed = asked(shelves, "/archive/n/a.html")
    assert changed.status == 500 and "与台账不符" in changed.body.decode()
    (tmp_path / "n/a.html").unlink()
    assert asked(shelves, "/archive/n/a.html").status == 500


def test_what_was_proven_is_answered_at_once_until_the_file_changes(shelves: Shelves, tmp_path: Path) -> None:
    request = Asked("GET", "127.0.0.1", "/archive/n/a.html")
    assert at_once(shelves, request) is None
    assert answer(shelves, request).status == 200
    again = at_once(shelves, request)
    assert again is not None and again.body == PAGE
    (tmp_path / "n/a.html").write_bytes(b"other")
    assert at_once(shelves, request) is None


def test_a_large_file_is_streamed_after_its_proof(shelves: Shelves) -> None:
    large = asked(shelves, "/archive/n/big.zip")
    assert large.content is not None and b"".join(large.content.pieces(0, large.length)) == LARGE


@pytest.mark.parametrize(
    "target",
    [
        "/archive/../ledger.db",
        "/archive/n/../../ledger.db",
        "/archive/%2e%2e/ledger.db",
        "/archive//etc/passwd",
        "/archive/n/a.html%00",
        "/archive/%ff%fe",
        "/ledger.db",
        "/raw/",
        "/web/",
        "/find",
        "/raw/file:///etc/passwd",
        "/web/javascript:alert(1)",
        "/" + "a" * 9000,
        "//",
        "*",
    ],
)
def test_what_is_not_on_the_shelves_is_not_given(shelves: Shelves, target: str) -> None:
    answer = asked(shelves, target)
    assert answer.status in (400, 404) and "Location" not in answer.headers


def test_nothing_of_an_address_becomes_markup(shelves: Shelves) -> None:
    assert b"<script" not in asked(shelves, "/web/http://x.example/<script>alert(1)</script>").body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_served(shelves: Shelves, method: str) -> None:
    assert asked(shelves, "/", method=method).status == 405


def test_memory_for_small_files_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from migrate.serving import holdings

    monkeypatch.setattr(holdings, "KEPT", 100)
    proofs = holdings.Proofs()
    made = [holding(tmp_path / f"{number}.html", bytes([number]) * 40) for number in range(5)]
    assert all(proofs.proven(one) for one in made)
    assert [proofs.known(one.key) is not None for one in made] == [False, False, False, True, True]


def test_a_part_of_a_record_is_cut_out_of_its_pieces() -> None:
    from migrate.serving.holdings import RecordContent

    def pieces() -> Iterator[bytes]:
        yield from (b"abc", b"", b"defgh", b"ij")

    content = RecordContent(pieces, 10)
    for start in range(11):
        for stop in range(start, 11):
            assert b"".join(content.pieces(start, stop)) == b"abcdefghij"[start:stop]
