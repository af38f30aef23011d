"""Whole access logs: plain and packed ones, damaged ones, and what is told of the lines that name nothing."""

import bz2
import gzip
import hashlib
import io
import lzma
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.crawl.sources.access_logs import LONGEST_LINE, Read, fingerprint, is_log, requests, visits
from migrate.crawl.sources.log_lines import Visit

AT = "[22/Mar/2017:10:00:00 +0800]"


def line(target: str, status: int = 200, method: str = "GET") -> bytes:
    return f'192.0.2.7 - - {AT} "{method} {target} HTTP/1.1" {status} 512 "-" "-"\n'.encode("latin-1")


def targets(path: Path, read: Read | None = None) -> list[str]:
    return [visit.target for visit in visits(path, read or Read())]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_log_reads_as_a_plain_one(tmp_path: Path, pack) -> None:
    path = tmp_path / "access.log"
    path.write_bytes(pack(line("/1.html") + line("/2.html")))
    assert targets(path) == ["/1.html", "/2.html"]


def test_logs_packed_one_after_the_other_into_one_file_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "access.log.gz"
    path.write_bytes(gzip.compress(line("/1.html")) + gzip.compress(line("/2.html")))
    assert targets(path) == ["/1.html", "/2.html"]


def test_every_line_is_counted_as_what_it_is(tmp_path: Path) -> None:
    path, read = tmp_path / "access.log", Read()
    path.write_bytes(
        line("/1.html")
        + b"\n"
        + b"garbage \x16\x03 of a rotated file\r\n"
        + line("/wp-login.php", 404)
        + line("/1.html", 200, "POST")
        + b"more garbage\n"
        + line("/2.html")[:-1]
    )
    assert targets(path, read) == ["/1.html", "/2.html"]
    assert (read.lines, read.useless, read.unreadable) == (6, 2, 2)
    assert read.sample == (3, "garbage \x16\x03 of a rotated file")
    assert read.cut is None


def test_the_remarks_of_iis_are_no_lines(tmp_path: Path) -> None:
    path, read = tmp_path / "ex120620.log", Read()
    path.write_bytes(b"#Software: IIS\r\n#Fields: cs-method cs-uri-stem sc-status\r\nGET /default.asp 200\r\n")
    assert list(visits(path, read)) == [Visit("GET", "/default.asp", 200)]
    assert (read.lines, read.unreadable) == (1, 0)


def test_a_line_without_end_is_one_unreadable_line_and_takes_no_memory(tmp_path: Path) -> None:
    path, read = tmp_path / "access.log.gz", Read()
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(line("/1.html"))
        for _ in range(64):
            stream.write(b"\x00" * LONGEST_LINE)
        stream.write(b"\n" + line("/2.html"))
    assert targets(path, read) == ["/1.html", "/2.html"]
    assert (read.lines, read.unreadable) == (3, 1)
    assert len(read.sample[1]) <= LONGEST_LINE


@pytest.mark.parametrize("keep", [-9, -3])
def test_what_a_torn_archive_holds_is_read_and_the_tear_is_told(tmp_path: Path, keep: int) -> None:
    path, read = tmp_path / "access.log.gz", Read()
    whole = io.BytesIO()
    with gzip.GzipFile(fileobj=whole, mode="wb", compresslevel=0) as stream:
        stream.write(line("/1.html") * 100)
    path.write_bytes(whole.getvalue()[:keep])
    assert set(targets(path, read)) == {"/1.html"}
    assert read.cut == read.lines > 0


def test_a_damaged_archive_is_read_up_to_the_damage(tmp_path: Path) -> None:
    path, read = tmp_path / "access.log.gz", Read()
    path.write_bytes(gzip.compress(line("/1.html")) + b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff")
    assert targets(path, read) == ["/1.html"]
    assert read.cut == 1


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (line("/1.html"), True),
        (b"garbage\n" * 20 + line("/wp-login.php", 404), True),
        (b"#Software: IIS\r\n#Fields: cs-method cs-uri-stem sc-status\r\n", True),
        (b"", True),  # a log of a night without visitors
        (b"\n\n", True),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", False),
        (b"http://nyncj.qiyun.gov.example/1.html\n", False),
        (b"\x1f\x8b\x08damaged", False),
        (b"\x00" * 3_000_000, False),
    ],
)
def test_a_file_without_a_readable_line_at_its_start_is_no_log(tmp_path: Path, content: bytes, is_one: bool) -> None:
    path = tmp_path / "some"
    path.write_bytes(content)
    assert is_log(path) is is_one


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"#Fields: cs-uri-stem sc-status\n"]),
    rest=st.binary(),
)
def test_no_file_is_too_odd_to_be_looked_at(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path, read = tmp_path / "some", Read()
    path.write_bytes(start + rest)
    is_log(path)
    assert all(visit.target.isascii() for visit in visits(path, read))
    assert read.useless + read.unreadable <= read.lines <= read.at


def test_every_request_is_told_with_its_day_whatever_came_of_it(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text(
        '192.0.2.7 - - [5/Feb/2017:10:00:00 +0800] "GET /a HTTP/1.1" 404 5\n'
        '192.0.2.7 - - [05/Foo/2017:10:00:00 +0800] "POST /b HTTP/1.1" 200 5\n'
        "#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\n"
        "2017-03-22 02:00:00 GET /c - 200\n",
        "utf-8",
    )
    told = [(one.method, one.target, one.status, one.day) for one in requests(path, Read())]
    assert told == [("GET", "/a", 404, "2017-02-05"), ("POST", "/b", 200, ""), ("GET", "/c", 200, "2017-03-22")]


def test_a_log_is_known_by_its_unpacked_bytes_and_by_its_beginnings(tmp_path: Path) -> None:
    content = b"x" * 10_000
    plain, packed = tmp_path / "a.log", tmp_path / "a.log.gz"
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    one = fingerprint(plain, [6_000, 20_000])
    assert fingerprint(packed, [6_000, 20_000]) == one
    assert (one.sha256, one.size) == (hashlib.sha256(content).hexdigest(), 10_000)
    assert one.beginnings[6_000] == hashlib.sha256(content[:6_000]).hexdigest() and 20_000 not in one.beginnings
    assert one.head == hashlib.sha256(content[:4_096]).hexdigest()
    plain.write_bytes(b"short")
    assert fingerprint(plain).head == ""
