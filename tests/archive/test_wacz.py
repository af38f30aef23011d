import gzip
import hashlib
import json
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.errors import ArchiveError
from archive.packing.cdxj import answers_of
from archive.packing.post_keys import post_query
from archive.packing.surt import surt
from archive.packing.wacz import About, Page, pack
from archive.warc import Original
from tests.archive.exchanges import BODY, HOST, MOMENT, exchange, head, writer

ABOUT = About("栖云县农业农村局", "采集记录", "gov-site-migrate test", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC))
HTML = head("Content-Type: text/html; charset=gbk", f"Content-Length: {len(BODY)}")
PAGES = [
    Page(f"http://{HOST}/b.html", "2024-05-06T07:08:09Z", "通知"),
    Page(f"http://{HOST}/form", "2024-05-06T07:08:09Z", "", is_listed=False),
    Page(f"http://{HOST}/", "2024-05-06T07:08:09Z", "首页", is_seed=True),
]


@pytest.fixture
def warcs(tmp_path: Path) -> list[Path]:
    """Two files: pages, a picture that comes twice, redirects, an error, the answer to a POST and one without HTTP."""
    folder = tmp_path / "captures"
    with writer(folder) as warc:
        warc.write_exchange(exchange(HTML, BODY, "/"))
        warc.write_exchange(exchange(HTML, BODY + b"2", "/b.html"))
        warc.write_exchange(exchange(head("Location: /b.html", status="302 Found"), b"", "/old?b=2&a=1"))
        warc.write_exchange(exchange(head("Content-Type: text/html", status="404 Not Found"), b"no", "/lost"))
        picture = warc.write_exchange(exchange(head("Content-Type: image/png"), b"\x89PNG" * 20, "/1.png"))
        kept = Original(picture.record_id, f"http://{HOST}/1.png", MOMENT, picture.payload_digest)
    with writer(folder) as warc:
        warc.write_exchange(exchange(head("Content-Type: image/png"), b"\x89PNG" * 20, "/2.png", refers_to=kept))
        posted = exchange(head("Content-Type: application/json"), b"{}", "/list.do")
        request = f"POST /list.do HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
        warc.write_exchange(replaced(posted, request.encode() + b"page=2&column=%E9%80%9A%E7%9F%A5"))
        warc.write_exchange(exchange(b"", b"<p>HTTP/0.9</p>", "/bare"))
    return sorted(folder.glob("*.warc.gz"))


def replaced(one: object, request: bytes) -> object:
    from dataclasses import replace

    return replace(one, request=request)  # type: ignore[type-var]


def packed(tmp_path: Path, warcs: list[Path], pages: Iterable[Page] = PAGES, name: str = "site.wacz") -> Path:
    listed = list(pages)
    pack(tmp_path / name, warcs, lambda: listed, ABOUT)
    return tmp_path / name


def index_of(wacz: Path) -> list[tuple[str, str, dict[str, str]]]:
    with zipfile.ZipFile(wacz) as file:
        lines = gzip.decompress(file.read("indexes/index.cdx.gz")).decode().splitlines()
    return [(key, moment, json.loads(told)) for key, moment, told in (line.split(" ", 2) for line in lines)]


def test_a_package_holds_everything_stored_and_named_with_its_digest(tmp_path: Path, warcs: list[Path]) -> None:
    with zipfile.ZipFile(packed(tmp_path, warcs)) as file:
        assert file.testzip() is None
        names = file.namelist()
        assert names == [
            *(f"archive/{path.name}" for path in warcs),
            "indexes/index.cdx.gz",
            "indexes/index.idx",
            "pages/pages.jsonl",
            "pages/extraPages.jsonl",
            "datapackage.json",
            "datapackage-digest.json",
        ]
        assert {one.compress_type for one in file.infolist()} == {zipfile.ZIP_STORED}
        for path in warcs:
            assert file.read(f"archive/{path.name}") == path.read_bytes()
        package = json.loads(file.read("datapackage.json"))
        assert [one["path"] for one in package["resources"]] == names[:-2]
        for one in package["resources"]:
            content = file.read(one["path"])
            digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert (one["bytes"], one["hash"]) == (len(content), digest)
        assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
        assert (package["title"], package["created"]) == (ABOUT.title, "2024-05-06T07:08:09Z")
        assert package["mainPageUrl"] == f"http://{HOST}/"
        whole = f"sha256:{hashlib.sha256(file.read('datapackage.json')).hexdigest()}"
        assert json.loads(file.read("datapackage-digest.json")) == {"path": "datapackage.json", "hash": whole}


def test_pages_are_always_listed_seeds_first(tmp_path: Path, warcs: list[Path]) -> None:
    with zipfile.ZipFile(packed(tmp_path, warcs)) as file:
        lines = [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()]
        extra = [json.loads(line) for line in file.read("pages/extraPages.jsonl").splitlines()]
    assert lines[0] == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": False}
    assert [(one["url"], one["title"], one.get("seed")) for one in lines[1:]] == [
        (f"http://{HOST}/", "首页", True),
        (f"http://{HOST}/b.html", "通知", None),
    ]
    assert [(one["url"], one["title"]) for one in extra[1:]] == [(f"http://{HOST}/form", f"http://{HOST}/form")]
    assert len({one["id"] for one in lines + extra}) == 5
    with zipfile.ZipFile(packed(tmp_path, warcs, [], "empty.wacz")) as file:
        assert len(file.read("pages/pages.jsonl").splitlines()) == 1
        assert "pages/extraPages.jsonl" not in file.namelist()


def test_the_text_of_pages_can_be_given_along(tmp_path: Path, warcs: list[Path]) -> None:
    about = About(ABOUT.title, "", ABOUT.software, ABOUT.created, has_text=True)
    page = Page(f"http://{HOST}/", "2024-05-06T07:08:09Z", "首页", is_seed=True, text="各乡镇")
    pack(tmp_path / "text.wacz", warcs, lambda: [page], about)
    with zipfile.ZipFile(tmp_path / "text.wacz") as file:
        lines = [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()]
    assert (lines[0]["hasText"], lines[1]["text"]) == (True, "各乡镇")


def test_the_index_says_where_each_answer_lies(tmp_path: Path, warcs: list[Path]) -> None:
    lines = index_of(packed(tmp_path, warcs))
    keys = [(key, moment) for key, moment, _ in lines]
    assert keys == sorted(keys)
    assert {moment for _, moment in keys} == {"20240506070809"}
    found = {told["url"].removeprefix(f"http://{HOST}"): (key, told) for key, _, told in lines}
    host = "example,gov,qiyun,nyncj)"
    assert {path: (key, told["mime"], told.get("status")) for path, (key, told) in found.items()} == {
        "/": (f"{host}/", "text/html", "200"),
        "/b.html": (f"{host}/b.html", "text/html", "200"),
        "/old?b=2&a=1": (f"{host}/old?a=1&b=2", "unk", "302"),
        "/lost": (f"{host}/lost", "text/html", "404"),
        "/1.png": (f"{host}/1.png", "image/png", "200"),
        "/2.png": (f"{host}/2.png", "warc/revisit", "200"),
        "/list.do": (f"{host}/list.do?__wb_method=post&column=%e9%80%9a%e7%9f%a5&page=2", "application/json", "200"),
        "/bare": (f"{host}/bare", "application/octet-stream", None),
    }
    assert found["/list.do"][1]["method"] == "POST"
    assert found["/list.do"][1]["requestBody"] == "page=2&column=通知"
    assert found["/2.png"][1]["digest"] == found["/1.png"][1]["digest"]
    for _, told in found.values():
        (path,) = [one for one in warcs if one.name == told["filename"]]
        offset, length = int(told["offset"]), int(told["length"])
        member = path.read_bytes()[offset : offset + length]
        (record,) = ArchiveIterator(__import__("io").BytesIO(member), no_record_parse=True)
        assert record.rec_headers.get_header("WARC-Target-URI") == told["url"]
        assert record.rec_headers.get_header("WARC-Payload-Digest") == told["digest"]


def test_a_large_index_is_packed_in_blocks_that_the_small_one_names(tmp_path: Path) -> None:
    with writer(tmp_path / "many") as warc:
        for number in range(3100):
            warc.write_exchange(exchange(head(), b"x", f"/{number:05}"))
    wacz = packed(tmp_path, sorted((tmp_path / "many").glob("*.warc.gz")), [])
    with zipfile.ZipFile(wacz) as file:
        blocks, small = file.read("indexes/index.cdx.gz"), file.read("indexes/index.idx").decode().splitlines()
    assert small[0] == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    at = 0
    for line, first, count in zip(small[1:], ("00000", "03000"), (3000, 100), strict=True):
        key, moment, told = line.split(" ", 2)
        place = json.loads(told)
        assert place["offset"] == at
        block = blocks[at : at + place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        lines = gzip.decompress(block).decode().splitlines()
        assert len(lines) == count
        assert lines[0].startswith(f"{key} {moment} ")
        assert key == f"example,gov,qiyun,nyncj)/{first}"
        at += place["length"]
    assert at == len(blocks)


def _headers(wacz: Path) -> dict[str, tuple[int, int]]:
    """The extra bytes of each file's own header and of its line in the directory."""
    content = wacz.read_bytes()
    with zipfile.ZipFile(wacz) as file:
        return {
            one.filename: (struct.unpack_from("<H", content, one.header_offset + 28)[0], len(one.extra))
            for one in file.infolist()
        }


def test_zip64_stands_in_both_places_of_a_large_file_and_in_none_of_a_small_one(
    tmp_path: Path, warcs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(_headers(packed(tmp_path, warcs)).values()) == {(0, 0)}
    limit = sorted(path.stat().st_size for path in warcs)[0]
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit)
    large = _headers(packed(tmp_path, warcs, name="large.wacz"))
    for name, (own, listed) in large.items():
        assert listed > 0 or own == 0, name  # a viewer that finds nothing in the directory takes it for nothing in both
    assert large[f"archive/{warcs[0].name}"][0] > 0


def test_the_same_captures_give_the_same_bytes(tmp_path: Path, warcs: list[Path]) -> None:
    assert packed(tmp_path, warcs).read_bytes() == packed(tmp_path, warcs, name="again.wacz").read_bytes()


def test_a_signature_stands_in_the_shape_of_the_format(tmp_path: Path, warcs: list[Path]) -> None:
    seen: list[str] = []

    def signer(digest: str) -> dict[str, str]:
        seen.append(digest)
        return {"publicKey": "K", "signature": "S"}

    pack(tmp_path / "signed.wacz", warcs, lambda: PAGES, ABOUT, sign=signer)
    with zipfile.ZipFile(tmp_path / "signed.wacz") as file:
        told = json.loads(file.read("datapackage-digest.json"))
    assert seen == [told["hash"]]
    assert told["signedData"] == {
        "hash": told["hash"],
        "created": "2024-05-06T07:08:09Z",
        "software": ABOUT.software,
        "publicKey": "K",
        "signature": "S",
    }


DAMAGES = {
    "torn": lambda content: content[:-90],
    "trailer gone": lambda content: content[:-4],
    "bit flip": lambda content: content[:400] + bytes([content[400] ^ 4]) + content[401:],
    "zeroed": lambda content: content[:600] + bytes(300) + content[900:],
    "garbage behind": lambda content: content + b"garbage",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_warc_file_is_never_packed(tmp_path: Path, warcs: list[Path], damage: str) -> None:
    warcs[0].write_bytes(DAMAGES[damage](warcs[0].read_bytes()))
    with pytest.raises(ArchiveError, match=warcs[0].name):
        packed(tmp_path, warcs)
    assert [path.name for path in tmp_path.iterdir()] == ["captures"]


def test_a_file_that_is_not_the_one_that_was_sealed_is_never_packed(tmp_path: Path, warcs: list[Path]) -> None:
    before = packed(tmp_path, warcs).read_bytes()
    right = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in warcs}
    target = tmp_path / "site.wacz"
    assert pack(target, warcs, lambda: PAGES, ABOUT, expected=right) == right
    with pytest.raises(ArchiveError, match=warcs[1].name):
        pack(target, warcs, lambda: PAGES, ABOUT, expected=right | {warcs[1].name: "0" * 64})
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["captures", "site.wacz"]


def test_a_revisit_without_its_original_is_never_packed(tmp_path: Path, warcs: list[Path]) -> None:
    with pytest.raises(ArchiveError, match=r"2\.png"):
        packed(tmp_path, warcs[1:])
    assert [path.name for path in tmp_path.iterdir()] == ["captures"]


def test_two_files_of_one_name_are_not_packed(tmp_path: Path, warcs: list[Path]) -> None:
    with pytest.raises(ArchiveError, match="同名"):
        packed(tmp_path, [warcs[0], warcs[0]])


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="打不开"):
        packed(tmp_path, [tmp_path / "none.warc.gz"])


def test_memory_does_not_grow_with_the_bodies(tmp_path: Path) -> None:
    with writer(tmp_path / "large") as warc:
        body = random.Random(1).randbytes(24 << 20)
        for number in range(2):
            warc.write_exchange(exchange(head(), body, f"/{number}"))
    del body
    files = sorted((tmp_path / "large").glob("*.warc.gz"))
    tracemalloc.start()
    try:
        packed(tmp_path, files)
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()


def test_answers_follow_each_other_as_they_were_written(warcs: list[Path]) -> None:
    assert [one.url.removeprefix(f"http://{HOST}") for one in answers_of(warcs[0])] == [
        "/",
        "/b.html",
        "/old?b=2&a=1",
        "/lost",
        "/1.png",
    ]


# --- keys: what surt 0.3.1 and cdxj-indexer 1.5.0 give for these is held against ours in tests/real/test_packages.py

KEYS = {
    "http://www.qiyun.gov.example/": "example,gov,qiyun)/",
    "https://WWW2.qiyun.gov.example:443/A/": "example,gov,qiyun)/a",
    "http://nyncj.qiyun.gov.example:8080/x": "example,gov,qiyun,nyncj:8080)/x",
    "http://a.example/x?b=2&a=1&B=1": "example,a)/x?a=1&b=1&b=2",
    "http://a.example/x?": "example,a)/x",
    "http://a.example/a/../b//c/./d": "example,a)/b/c/d",
    "http://a.example/%D6%D0%CE%C4.htm": "example,a)/%d6%d0%ce%c4.htm",
    "http://a.example/通知.htm": "example,a)/%e9%80%9a%e7%9f%a5.htm",
    "http://a.example/x%2541": "example,a)/xa",
    f"http://a.example/x?jsessionid={'a' * 32}&b=1": "example,a)/x?b=1",
    "http://127.0.0.1:99/x#f": "1,0,0,127:99)/x",
    "http://栖云.example/": "example,xn--9kqy53d)/",
    "urn:x y": "urn:x%20y",
}


@pytest.mark.parametrize("url", KEYS)
def test_keys_are_those_of_the_common_indexers(url: str) -> None:
    assert surt(url) == KEYS[url]


FORMS = {
    ("application/x-www-form-urlencoded; charset=UTF-8", b"a=1&b=%E9%80%9A+x"): "a=1&b=通 x",
    ("application/x-www-form-urlencoded", b"a=\xb9\xab"): "__wb_post_data=YT25qw==",
    ("application/json", b'{"page": 2, "q": {"page": [3, "x"]}}'): "page=2&page.2_=3&page.3_=x",
    ("application/json", b"{"): "",
    ("text/plain", b"{"): "__wb_post_data=ew==",
    ("", b"\x00\x01"): "__wb_post_data=AAE=",
    ("", b""): "",
}


@pytest.mark.parametrize("given", FORMS)
def test_the_form_of_a_request_becomes_part_of_the_key(given: tuple[str, bytes]) -> None:
    assert post_query(*given) == FORMS[given]
