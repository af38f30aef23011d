"""The name that a server gives with a download, as old servers spell it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.extract.served import LONGEST, served_name

NAME = "救助申请审批表.doc"


@pytest.mark.parametrize(
    "value",
    [
        b"attachment; filename=" + NAME.encode("gbk"),
        b'attachment; filename="' + NAME.encode() + b'"',
        b'attachment; filename="%E6%95%91%E5%8A%A9%E7%94%B3%E8%AF%B7%E5%AE%A1%E6%89%B9%E8%A1%A8.doc"',
        b"attachment; filename*=UTF-8''%E6%95%91%E5%8A%A9%E7%94%B3%E8%AF%B7%E5%AE%A1%E6%89%B9%E8%A1%A8.doc",
        b"attachment; filename=x.doc; filename*=GB2312''%BE%C8%D6%FA%C9%EA%C7%EB%C9%F3%C5%FA%B1%ED.doc",
        b'attachment;filename="C:\\upload\\' + NAME.encode() + b'"',
    ],
)
def test_a_served_name_is_read_in_every_spelling(value):
    assert served_name(b"HTTP/1.1 200 OK\r\nContent-Disposition: " + value + b"\r\nX-A: b\r\n\r\n") == NAME


def test_a_head_without_the_field_gives_no_name():
    assert served_name(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n") == ""


@given(st.binary(max_size=400))
def test_any_bytes_give_a_short_name_of_one_line(value):
    name = served_name(b"HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=" + value)
    assert len(name) <= LONGEST
    assert "\n" not in name
    assert "/" not in name
