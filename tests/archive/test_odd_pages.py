"""Every odd page is stamped, tells the time, and gives its captured bytes back."""

from datetime import UTC, datetime

import pytest

from archive.stamp import DEFAULT_WORDING, mark_html, stamp, unstamp
from archive.static import is_foreign_xml, offline, original, source
from tests.archive.declared import put_back
from tests.archive.odd_pages import LIVE, PAGES, OddPage, resolve

MOMENT = datetime(2024, 12, 31, 16, 5, 9, tzinfo=UTC)
TIME = "2025-01-01 00:05:09"


def archived(one: OddPage) -> bytes:
    """The odd page as it stands in the archive."""
    mark = mark_html(
        DEFAULT_WORDING,
        archived_at=MOMENT,
        old_url=f"http://{LIVE}/zwgk/{one.name}.html",
        new_url="zwgk/1.html",
        new_address="portal/1.html",
        site_name="栖云县农业农村局",
    )
    if one.is_xml and is_foreign_xml(one.html):
        return stamp(source(one.html, one.charset), mark, charset="utf-8")
    return stamp(offline(one.html, one.charset, resolve, is_xml=one.is_xml), mark, charset=one.charset)


def test_there_are_more_than_forty() -> None:
    assert len({one.name for one in PAGES}) == len(PAGES) > 40


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_an_odd_page_bears_the_mark_once_and_gives_its_bytes_back(one: OddPage) -> None:
    made = archived(one)
    text = made.replace(b"\0", b"")
    assert text.count(b'role="note"') + text.count(b"role%3D%22note%22") == 1 + (b'name="archive-stamp"' in text)
    assert TIME.encode() in text and b"&#24050;&#24402;&#26723;" in text
    assert original(unstamp(made)) == put_back(unstamp(made)) == one.html
    assert stamp(unstamp(made), "<b>x</b>") == stamp(made, "<b>x</b>")
