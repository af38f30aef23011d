"""Names on the disk are safe on every system, whatever the old site called its files."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.errors import PortalError
from migrate.portal.embedded.pages import machine_time, readable_size
from migrate.portal.embedded.paths import article_id, file_path, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("关于报送总结的通知.DOC", "file.doc"),
        ("report 2019(终).pdf", "file.pdf"),
        ("report 2019.pdf", "report-2019.pdf"),
        ("..\\..\\web.config", "web-config.bin"),
        ("../../.htaccess", "file-htaccess.bin"),
        ("page.html", "page-html.bin"),
        ("a.php.jpg", "a-php.jpg"),
        ("shell.php", "shell-php.bin"),
        ("CON.txt", "file-CON.txt"),
        ("", "file.bin"),
        ("P020190305.jpg", "P020190305.jpg"),
        ("x" * 300 + ".docx", "x" * 60 + ".docx"),
        ("年报", "file.bin"),
    ],
)
def test_a_file_gets_a_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_any_name_becomes_one_short_ascii_name(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*\.[a-z0-9]+", safe_name(name))
    assert len(safe_name(name)) <= 80


@given(st.text(max_size=50))
def test_an_article_id_is_sixteen_hex_digits_of_its_key(key: str) -> None:
    expected = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    assert article_id(key) == expected


@pytest.mark.parametrize("digest", ["", "abc", "Z" * 64, "../" * 21 + "a"])
def test_a_file_without_a_digest_has_no_place(digest: str) -> None:
    with pytest.raises(PortalError, match="摘要"):
        file_path(digest, "a.doc")


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 字节"), (1023, "1023 字节"), (1024, "1.0 KB"), (1 << 20, "1.0 MB"), (3 << 30, "3.0 GB")]
)
def test_sizes_are_readable(size: int, text: str) -> None:
    assert readable_size(size) == text


@pytest.mark.parametrize(
    ("date", "time"),
    [("2019-03-05", "2019-03-05"), ("2019-03-05 09:30", "2019-03-05T09:30+08:00"), ("二〇一九年", "")],
)
def test_a_machine_reads_the_date_as_beijing_time(date: str, time: str) -> None:
    assert machine_time(date) == time
