"""What every portal adapter has to pass: subclass `ContractSuite`, give it a `portal` fixture and `channels`.

The suite asks only through the contract, so that it runs against the embedded portal, a fake and the real thing alike.
"""

import hashlib
from collections.abc import Iterator

import pytest

from migrate.errors import PortalError
from migrate.model import Article, Channel
from migrate.portal.contract import Ability, Portal, Visibility, source_hash
from tests.portal.samples import NEWS, NOTICES, article

SHOWN = Visibility.PUBLISHED


class ContractSuite:
    """The suite; the channels NOTICES and NEWS exist in the portal that the `portal` fixture gives."""

    def test_it_says_what_it_is(self, portal: Portal) -> None:
        assert portal.probe().kind

    def test_an_article_nobody_placed_is_not_found(self, portal: Portal) -> None:
        assert portal.find("9900000002 http://nowhere.qiyun.gov.example/") is None

    def test_a_placed_article_is_found_by_its_key(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.find(article().article_key) == placed
        assert placed.channel == NOTICES.path
        assert placed.source_hash == source_hash(article(), NOTICES, SHOWN)

    def test_placing_it_again_changes_nothing(self, portal: Portal) -> None:
        first = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.finish()
        again = portal.ensure_article(article(), NOTICES, SHOWN, run=2)
        assert again == first
        assert portal.finish().written == 0

    def test_the_foreseen_address_is_the_address(self, portal: Portal) -> None:
        if Ability.FORESEES not in portal.probe().abilities:
            assert portal.address(article(), NOTICES) is None
            return
        foreseen = portal.address(article(), NOTICES)
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=1).new_url == foreseen

    def test_two_articles_of_one_title_and_date_are_two(self, portal: Portal) -> None:
        one, other = (
            article(1, title="通知", published_at="2019-01-01"),
            article(2, title="通知", published_at="2019-01-01"),
        )
        first = portal.ensure_article(one, NOTICES, SHOWN, run=1)
        second = portal.ensure_article(other, NOTICES, SHOWN, run=1)
        assert first.remote_id != second.remote_id
        assert first.new_url != second.new_url

    def test_a_changed_source_updates_the_same_article(self, portal: Portal) -> None:
        first = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        second = portal.ensure_article(article(body_html="<p>更正</p>"), NOTICES, SHOWN, run=1)
        assert second.remote_id == first.remote_id
        assert second.source_hash != first.source_hash
        assert second.target_hash != first.target_hash

    def test_what_is_read_back_is_what_was_written(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.read_back(placed.remote_id) == placed.target_hash
        portal.finish()
        assert portal.read_back(placed.remote_id) == placed.target_hash

    def test_nothing_is_read_back_of_what_is_not_there(self, portal: Portal) -> None:
        assert portal.read_back("0" * 16) is None

    def test_moving_to_another_channel_keeps_one_article(self, portal: Portal) -> None:
        first = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.finish()
        second = portal.ensure_article(article(), NEWS, SHOWN, run=1)
        portal.finish()
        found = portal.find(article().article_key)
        assert found == second
        assert found is not None and (found.channel, found.remote_id) == (NEWS.path, first.remote_id)

    def test_a_withdrawn_article_is_kept_and_comes_back(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.set_visibility(placed.remote_id, Visibility.OFFLINE)
        assert portal.find(article().article_key) is not None
        portal.set_visibility(placed.remote_id, SHOWN)
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=1).target_hash == placed.target_hash

    def test_a_run_deletes_only_what_it_made(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.ensure_article(article(title="改后的题目"), NOTICES, SHOWN, run=2)
        assert portal.delete_own(placed.remote_id, run=2) is False
        assert portal.find(article().article_key) is not None
        assert portal.delete_own(placed.remote_id, run=1) is True
        assert portal.find(article().article_key) is None
        assert portal.delete_own(placed.remote_id, run=1) is False

    def test_a_file_is_stored_once_and_its_content_asked_once(self, portal: Portal) -> None:
        asked = []

        def content() -> Iterator[bytes]:
            asked.append(1)
            yield b"one "
            yield b"two"

        sha256 = hashlib.sha256(b"one two").hexdigest()
        first = portal.ensure_file(sha256, "附件.pdf", content)
        assert portal.ensure_file(sha256, "附件.pdf", content) == first
        assert asked == [1]

    def test_files_of_one_name_and_different_content_are_two(self, portal: Portal) -> None:
        urls = {portal.ensure_file(hashlib.sha256(one).hexdigest(), "1.jpg", one) for one in (b"a", b"b")}
        assert len(urls) == 2

    def test_a_file_that_is_not_what_its_digest_says_is_refused(self, portal: Portal) -> None:
        sha256 = hashlib.sha256(b"right").hexdigest()
        with pytest.raises(PortalError, match="摘要不符"):
            portal.ensure_file(sha256, "附件.pdf", b"wrong")
        assert portal.ensure_file(sha256, "附件.pdf", b"right")

    def test_a_channel_that_was_never_ensured_takes_no_article(self, portal: Portal) -> None:
        strange = Channel("nowhere", "没有的频道", ("没有的频道",))
        with pytest.raises(PortalError, match="频道"):
            portal.ensure_article(article(), strange, SHOWN, run=1)

    @pytest.mark.parametrize("published_at", [None, "2019-03-05", "2019-03-05 09:30"])
    def test_a_date_is_neither_altered_nor_invented(self, portal: Portal, published_at: str | None) -> None:
        given: Article = article(published_at=published_at)
        placed = portal.ensure_article(given, NOTICES, SHOWN, run=1)
        other = portal.ensure_article(article(published_at="2001-01-01"), NOTICES, SHOWN, run=1)
        assert other.target_hash != placed.target_hash
        assert portal.ensure_article(given, NOTICES, SHOWN, run=1).target_hash == placed.target_hash
