"""The auditor's own way back from an archived page to the captured bytes, from the two declarations alone."""

import base64
import hashlib
import json
import zlib

import pytest

from migrate.verify.originals import NotReversibleError, original, unstamped

ENCODINGS = ["ascii", "utf-16-le", "utf-16-be"]


def declared(edits: list[list[object]], form: tuple[str, str] = ("<!--archive-originals:", "-->")) -> str:
    told = json.dumps({"v": 1, "edits": edits}).encode()
    return form[0] + base64.b64encode(zlib.compress(told)).decode() + form[1]


def stamped(page: bytes, encoding: str, at: int = 0) -> bytes:
    digest = hashlib.sha256(page).hexdigest()
    head = f'<!--archive-stamp--><meta name="archive-stamp-of" content="sha256:{digest}"><!--/archive-stamp-->'
    mark = "<!--archive-stamp--><div>&#24050;&#24402;&#26723;</div><!--/archive-stamp-->"
    return page[:at] + head.encode(encoding) + page[at : at + 8] + mark.encode(encoding) + page[at + 8 :]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_loses_its_mark_and_gets_its_bytes_back(encoding: str) -> None:
    captured = '<html><body><a href="/old.html">x</a></body></html>'.encode(encoding)
    width = len("x".encode(encoding))
    start = 21 * width
    rewritten = captured[:start] + "a/b.html".encode(encoding) + captured[start + 9 * width :]
    old = captured[start : start + 9 * width].decode("latin-1")
    page = rewritten + declared([[start, 8 * width, old]]).encode(encoding)
    bare = unstamped(stamped(page, encoding))
    assert bare is not None
    assert bare.page == page
    assert bare.text.count("已归档") == 1
    assert original(bare.page) == captured


def test_a_style_sheet_gets_its_bytes_back() -> None:
    edits = [[4, 3, "url(/x)"], [10, 0, "\u00ff"]]
    page = b"a{b:n/a;c:" + declared(edits, ("/*archive-originals:", "*/")).encode()
    assert original(page) == b"a{b:url(/x);c:\xff"


def test_a_page_that_declares_nothing_is_the_captured_one() -> None:
    assert original(b"<p>x</p>") == b"<p>x</p>"


def test_a_page_changed_after_it_was_marked_bears_no_mark() -> None:
    assert unstamped(stamped(b"<html><p>one</p>", "ascii").replace(b"one", b"two")) is None


def test_a_mark_that_the_captured_page_imitated_stays() -> None:
    captured = b"<html>" + stamped(b"<html><p>one</p>", "ascii")
    bare = unstamped(stamped(captured, "ascii"))
    assert bare is not None
    assert bare.page == captured


@pytest.mark.parametrize(
    "edits", [[[5, 3, "x"]], [[-1, 0, "x"]], [[2, -1, "x"]], [[2, 1, "x"], [1, 1, "y"]], [[0, 1, "中"]], ["x"]]
)
def test_a_declaration_that_cannot_be_followed_is_told(edits: list[list[object]]) -> None:
    with pytest.raises(NotReversibleError):
        original(b"four5" + declared(edits).encode())
