"""Parts and sameness: what RFC 9110 says of ranges and tags."""

from pathlib import Path

import pytest

from migrate.serving.answers import Answer, Asked, FileContent, fitted, of_content

TAG = '"abc"'
BODY = b"0123456789"


def given(**fields: str) -> Answer:
    answer = Answer(200, "x", {"ETag": TAG, "Content-Type": "text/plain"}, BODY)
    return fitted(answer, Asked("GET", "", "/", {name.replace("_", "-"): value for name, value in fields.items()}))


@pytest.mark.parametrize(
    ("wanted", "status", "body", "said"),
    [
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=3-", 206, b"3456789", "bytes 3-9/10"),
        ("bytes=-4", 206, b"6789", "bytes 6-9/10"),
        ("bytes=-40", 206, BODY, "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-3", 200, BODY, None),
        ("bytes=0-1,4-5", 200, BODY, None),
        ("bytes=-", 200, BODY, None),
        ("pages=1-2", 200, BODY, None),
        ("bytes=1-2" + "9" * 40, 200, BODY, None),
    ],
)
def test_one_range_is_given_and_what_is_no_range_is_ignored(
    wanted: str, status: int, body: bytes, said: str | None
) -> None:
    answer = given(range=wanted)
    assert (answer.status, answer.body, answer.headers.get("Content-Range")) == (status, body, said)


@pytest.mark.parametrize(("known", "status"), [(TAG, 304), (f'W/{TAG}, "x"', 304), ("*", 304), ('"x"', 200), ("", 200)])
def test_who_has_it_already_is_told_so_without_a_body(known: str, status: int) -> None:
    answer = given(if_none_match=known)
    assert (answer.status, answer.body) == (status, b"" if status == 304 else BODY)


def test_a_part_is_only_given_of_the_version_that_was_asked_for() -> None:
    assert given(range="bytes=0-1", if_range=TAG).status == 206
    assert given(range="bytes=0-1", if_range='"older"').body == BODY


def test_what_has_no_tag_is_given_whole() -> None:
    answer = fitted(Answer(200, "x", {}, BODY), Asked("GET", "", "/", {"range": "bytes=0-1"}))
    assert (answer.status, answer.body) == (200, BODY)


def test_content_is_read_from_where_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * 4096)
    whole = of_content(200, "x", {"ETag": TAG}, FileContent(path, path.stat().st_size))
    part = fitted(whole, Asked("GET", "", "/", {"range": "bytes=300000-1000000"}))
    assert part.content is not None and part.length == 700_001
    assert b"".join(part.content.pieces(part.start, part.stop)) == path.read_bytes()[300_000:1_000_001]
