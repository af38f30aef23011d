"""What every portal adapter has to pass: subclass `ContractSuite` and give it a `portal` fixture.

The suite asks through the contract, so that it runs against the embedded portal, a fake and the real thing alike. What
the contract cannot tell is asked of the thing itself by the `see` fixture (`Seer`); what a subclass cannot see is
skipped with a plain message. The channels PUBLICITY, NOTICES and NEWS exist in the portal (`CHANNELS` of `samples`,
ensured by run 1). Runs have whatever numbers, a portal that is used again has articles of other tests in it: give
each test a portal of its own, or wipe it.

Adapters that speak HTTP also subclass `FaultSuite` of `fault_suite.py`, which puts `FaultyProxy` between.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from migrate.errors import PortalRefusal
from migrate.model import Article, Channel, File, Placement
from migrate.portal.contract import Ability, Portal, Visibility, source_hash
from tests.portal.samples import NEWS, NOTICES, article

SHOWN = Visibility.PUBLISHED
DATES = [None, "2019-03-05", "2019-03-05 09:30", "1999-12-31 23:59", "2020-02-29"]


class Seer:
    """What is really there, asked beside the adapter; a method that a subclass does not give skips its tests."""

    def edit(self, placed: Placement) -> None:
        """Change the article's text as an editor of the portal would."""
        pytest.skip("这种门户不能在测试中由他人改动文章")

    def body_of(self, new_url: str) -> bytes | None:
        """Give what a visitor gets at a new URL, None for a 404."""
        pytest.skip("这种门户不能在测试中打开网址")

    def published_at(self, placed: Placement) -> str | None:
        """Give the publish date that the portal keeps: `YYYY-MM-DD HH:MM`, of a date alone 00:00, None for none."""
        pytest.skip("这种门户不能在测试中查看发布时间")

    def is_public(self, placed: Placement) -> bool:
        """Tell whether a visitor sees the article."""
        pytest.skip("这种门户不能在测试中查看可见性")

    def articles(self) -> int:
        """Give how many articles there are, drafts and withdrawn ones too."""
        pytest.skip("这种门户不能在测试中数文章")

    def files(self) -> int:
        """Give how many files there are."""
        pytest.skip("这种门户不能在测试中数文件")


def sha_of(content: bytes) -> str:
    """Give the digest that files are known by."""
    return hashlib.sha256(content).hexdigest()


def stored(portal: Portal, name: str, content: bytes, *, run: int = 1, inline: bool = False) -> File:
    """Store a file and give it as an article has it."""
    made = portal.ensure_file(sha_of(content), name, content, run=run)
    return File(f"http://nyncj.qiyun.gov.example/f/{name}", name, sha_of(content), inline=inline, new_url=made.new_url)


def linked(new_url: str) -> str:
    """Give a new URL as a body links to it."""
    return new_url if "://" in new_url else f"/{new_url}"


class ContractSuite:
    """The suite."""

    @pytest.fixture
    def see(self, portal: Portal) -> Seer:
        """Give the one who looks at the thing itself; a subclass gives its own."""
        return Seer()

    # --- what it is

    def test_it_says_what_it_is_and_which_one(self, portal: Portal) -> None:
        probe = portal.probe()
        assert probe.kind and probe.target
        assert portal.probe() == probe

    # --- articles

    def test_an_article_nobody_placed_is_not_found(self, portal: Portal) -> None:
        assert portal.find("9900000002 http://nowhere.qiyun.gov.example/") is None

    def test_a_placed_article_is_found_by_its_key(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.find(article().article_key) == placed
        assert (placed.article_key, placed.channel) == (article().article_key, NOTICES.path)
        assert placed.source_hash == source_hash(article(), NOTICES, SHOWN)

    def test_placing_it_again_changes_nothing(self, portal: Portal) -> None:
        first = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.finish()
        again = portal.ensure_article(article(), NOTICES, SHOWN, run=2)
        assert again == first
        assert portal.finish().written == 0

    def test_the_foreseen_address_is_the_address(self, portal: Portal) -> None:
        bare = replace(article(), body_html="", body_text="")
        if Ability.FORESEES not in portal.probe().abilities:
            assert portal.address(bare, NOTICES) is None
            return
        foreseen = portal.address(bare, NOTICES)
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=1).new_url == foreseen

    def test_two_articles_of_one_title_and_date_are_two(self, portal: Portal) -> None:
        first, second = (
            portal.ensure_article(article(number, title="通知", published_at="2019-01-01"), NOTICES, SHOWN, run=1)
            for number in (1, 2)
        )
        assert first.remote_id != second.remote_id
        assert first.new_url != second.new_url

    def test_a_changed_source_updates_the_same_article(self, portal: Portal) -> None:
        first = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        second = portal.ensure_article(article(body_html="<p>更正</p>", body_text="更正"), NOTICES, SHOWN, run=1)
        assert second.remote_id == first.remote_id
        assert second.source_hash != first.source_hash
        assert second.target_hash != first.target_hash
        assert portal.find(article().article_key) == second

    def test_an_updated_article_is_one(self, portal: Portal, see: Seer) -> None:
        before = see.articles()
        for title in ("甲", "乙", "甲"):
            portal.ensure_article(article(title=title), NOTICES, SHOWN, run=1)
        assert see.articles() == before + 1

    def test_what_is_read_back_is_what_was_written(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.read_back(placed.remote_id) == placed.target_hash
        portal.finish()
        assert portal.read_back(placed.remote_id) == placed.target_hash

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "别的题目"},
            {"body_html": "<p>别的正文</p>"},
            {"published_at": "2001-01-01 08:00"},
            {"source": "别的来源"},
        ],
        ids=lambda one: next(iter(one)),
    )
    def test_whatever_is_handed_over_shows_in_what_is_read_back(self, portal: Portal, changes: dict[str, str]) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        other = portal.ensure_article(article(**changes), NOTICES, SHOWN, run=1)
        assert other.target_hash != placed.target_hash
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=1).target_hash == placed.target_hash

    def test_nothing_is_read_back_of_what_is_not_there(self, portal: Portal) -> None:
        gone = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.delete_own(gone.remote_id, run=1)
        assert portal.read_back(gone.remote_id) is None

    def test_moving_to_another_channel_keeps_one_article(self, portal: Portal) -> None:
        first = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.finish()
        second = portal.ensure_article(article(), NEWS, SHOWN, run=1)
        portal.finish()
        found = portal.find(article().article_key)
        assert found == second
        assert found is not None and (found.channel, found.remote_id) == (NEWS.path, first.remote_id)
        assert portal.read_back(second.remote_id) == second.target_hash

    def test_articles_that_link_to_each_other_stand_with_their_links(self, portal: Portal) -> None:
        urls = ["", ""]
        for _ in range(2):  # the second pass knows every address
            for number in (0, 1):
                other = linked(urls[1 - number]) if urls[1 - number] else "https://www.qiyun.gov.example/"
                given = article(number + 1, body_html=f'<p><a href="{other}">另一篇</a></p>', body_text="另一篇")
                urls[number] = portal.ensure_article(given, NOTICES, SHOWN, run=1).new_url
        for number in (0, 1):
            given = article(
                number + 1, body_html=f'<p><a href="{linked(urls[1 - number])}">另一篇</a></p>', body_text="另一篇"
            )
            placed = portal.ensure_article(given, NOTICES, SHOWN, run=1)
            assert placed.new_url == urls[number]
            assert portal.read_back(placed.remote_id) == placed.target_hash

    @pytest.mark.parametrize(
        "title",
        ["“引号”《书名》—破折号…", "<b>不是标签</b> & 'x'", "题" * 190, "生僻字𠮷㙍", "5 > 3 \\ % _ #"],
        ids=["marks", "markup", "long", "rare", "signs"],
    )
    def test_a_title_is_kept_as_it_is(self, portal: Portal, title: str) -> None:
        placed = portal.ensure_article(article(title=title), NOTICES, SHOWN, run=1)
        assert portal.read_back(placed.remote_id) == placed.target_hash
        assert portal.ensure_article(article(title=title), NOTICES, SHOWN, run=2) == placed

    def test_a_channel_that_was_never_ensured_takes_no_article(self, portal: Portal) -> None:
        strange = Channel("nowhere", "没有的频道", ("没有的频道",))
        with pytest.raises(Exception, match="频道"):
            portal.ensure_article(article(), strange, SHOWN, run=1)
        assert portal.find(article().article_key) is None

    # --- dates

    @pytest.mark.parametrize("published_at", DATES)
    def test_a_date_is_neither_altered_nor_invented(self, portal: Portal, published_at: str | None) -> None:
        given: Article = article(published_at=published_at)
        placed = portal.ensure_article(given, NOTICES, SHOWN, run=1)
        other = portal.ensure_article(article(published_at="2001-01-01"), NOTICES, SHOWN, run=1)
        assert other.target_hash != placed.target_hash
        assert portal.ensure_article(given, NOTICES, SHOWN, run=1).target_hash == placed.target_hash

    @pytest.mark.parametrize("published_at", [one for one in DATES if one])
    def test_the_portal_keeps_the_very_date(self, portal: Portal, see: Seer, published_at: str) -> None:
        placed = portal.ensure_article(article(published_at=published_at), NOTICES, SHOWN, run=1)
        portal.finish()
        assert see.published_at(placed) == (published_at if len(published_at) > 10 else f"{published_at} 00:00")

    # --- visibility

    @pytest.mark.parametrize("visibility", list(Visibility))
    def test_visibility_is_what_was_said(self, portal: Portal, see: Seer, visibility: Visibility) -> None:
        placed = portal.ensure_article(article(), NOTICES, visibility, run=1)
        portal.finish()
        assert see.is_public(placed) == (visibility is SHOWN)

    def test_visibility_shows_in_what_is_read_back(self, portal: Portal) -> None:
        hashes = {
            portal.ensure_article(article(), NOTICES, one, run=1).target_hash for one in (SHOWN, Visibility.DRAFT)
        }
        assert len(hashes) == 2

    def test_a_withdrawn_article_is_kept_and_comes_back(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.set_visibility(placed.remote_id, Visibility.OFFLINE)
        assert portal.find(article().article_key) is not None
        portal.set_visibility(placed.remote_id, Visibility.OFFLINE)
        portal.set_visibility(placed.remote_id, SHOWN)
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=1).target_hash == placed.target_hash

    def test_nobody_sees_a_withdrawn_article(self, portal: Portal, see: Seer) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.finish()
        assert see.is_public(placed)
        portal.set_visibility(placed.remote_id, Visibility.OFFLINE)
        portal.finish()
        assert not see.is_public(placed)

    # --- what other people do there

    def test_an_editors_change_shows_in_what_is_read_back(self, portal: Portal, see: Seer) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.finish()
        see.edit(placed)
        there = portal.read_back(placed.remote_id)
        assert there is not None and there != placed.target_hash
        found = portal.find(article().article_key)
        assert found is not None and found.target_hash != there, "find remembers our own last write"

    def test_an_editors_change_is_written_over_once_it_is_given_up(self, portal: Portal, see: Seer) -> None:
        portal.finish()
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.finish()
        see.edit(placed)
        portal.give_up_edits(placed.remote_id)
        again = portal.ensure_article(article(title="改后的题目"), NOTICES, SHOWN, run=2)
        portal.finish()
        assert again.remote_id == placed.remote_id
        assert portal.read_back(again.remote_id) == again.target_hash

    # --- taking back

    def test_a_run_deletes_only_what_it_made(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        portal.ensure_article(article(title="改后的题目"), NOTICES, SHOWN, run=2)
        assert portal.delete_own(placed.remote_id, run=2) is False
        assert portal.find(article().article_key) is not None
        assert portal.delete_own(placed.remote_id, run=1) is True
        assert portal.find(article().article_key) is None
        assert portal.delete_own(placed.remote_id, run=1) is False

    def test_a_deleted_article_can_be_placed_again_by_another_run(self, portal: Portal) -> None:
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.delete_own(placed.remote_id, run=1)
        again = portal.ensure_article(article(), NOTICES, SHOWN, run=2)
        assert portal.delete_own(again.remote_id, run=1) is False
        assert portal.delete_own(again.remote_id, run=2) is True

    def test_a_file_is_deleted_only_by_its_run_and_when_no_article_shows_it(self, portal: Portal) -> None:
        form = stored(portal, "申报表.pdf", b"%PDF-1.4 form", run=1)
        made = portal.ensure_file(sha_of(b"%PDF-1.4 form"), "申报表.pdf", b"%PDF-1.4 form", run=2)
        body = f'<p><a href="{linked(made.new_url)}">申报表</a></p>'
        placed = portal.ensure_article(article(body_html=body, attachments=(form,)), NOTICES, SHOWN, run=1)
        assert portal.delete_file(made.remote_id, run=1) is False, "an article shows it"
        assert portal.delete_own(placed.remote_id, run=1)
        assert portal.delete_file(made.remote_id, run=2) is False, "another run made it"
        assert portal.delete_file(made.remote_id, run=1) is True
        assert portal.delete_file(made.remote_id, run=1) is False
        assert portal.ensure_file(sha_of(b"%PDF-1.4 form"), "申报表.pdf", b"%PDF-1.4 form", run=3).made

    def test_a_file_that_is_taken_answers_no_more_and_can_be_stored_again(self, portal: Portal, see: Seer) -> None:
        form = stored(portal, "申报表.pdf", b"%PDF-1.4 form", run=1)
        made = portal.ensure_file(sha_of(b"%PDF-1.4 form"), "申报表.pdf", b"%PDF-1.4 form", run=2)
        body = f'<p><a href="{linked(made.new_url)}">申报表</a></p>'
        portal.ensure_article(article(body_html=body, attachments=(form,)), NOTICES, Visibility.OFFLINE, run=1)
        try:
            portal.take_file(made.remote_id)
        except PortalRefusal as refusal:
            pytest.skip(f"这种门户不能删除文件：{refusal.problem}")
        assert see.body_of(made.new_url) is None
        portal.take_file(made.remote_id)
        assert portal.ensure_file(sha_of(b"%PDF-1.4 form"), "申报表.pdf", b"%PDF-1.4 form", run=3).made

    def test_a_channel_is_deleted_only_by_its_run_and_when_it_stands_empty(self, portal: Portal) -> None:
        own = Channel("zwgk/linshi", "临时专栏", ("政务公开", "临时专栏"), "政务公开", order=9)
        made = portal.ensure_channel(own, run=5)
        assert made.made
        assert portal.ensure_channel(own, run=6) == replace(made, made=False)
        placed = portal.ensure_article(article(), own, SHOWN, run=5)
        assert portal.delete_channel(made.remote_id, run=5) is False, "an article stands in it"
        assert portal.delete_own(placed.remote_id, run=5)
        assert portal.delete_channel(made.remote_id, run=6) is False, "another run made it"
        assert portal.delete_channel(made.remote_id, run=5) is True
        assert portal.find_channel(own) is None

    # --- channels

    def test_a_channel_is_found_once_it_is_there(self, portal: Portal) -> None:
        assert portal.find_channel(Channel("nowhere/x", "无", ("没有的频道", "无"))) is None
        found = portal.find_channel(NOTICES)
        assert found == portal.ensure_channel(NOTICES, run=9)
        assert found is not None and not found.made

    def test_channels_of_one_name_below_different_parents_are_two(self, portal: Portal) -> None:
        one = Channel("zwgk/qita", "其他", ("政务公开", "其他"), order=8)
        other = Channel("xwdt/qita", "其他", ("新闻动态", "其他"), order=8)
        portal.ensure_channel(Channel("xwdt", "新闻动态", ("新闻动态",), order=1), run=1)
        assert portal.ensure_channel(one, run=1).remote_id != portal.ensure_channel(other, run=1).remote_id

    # --- files

    def test_a_file_is_stored_once_and_its_content_asked_once(self, portal: Portal) -> None:
        asked = []

        def content() -> Iterator[bytes]:
            asked.append(1)
            yield b"%PDF-1.4 one "
            yield b"two"

        sha256 = sha_of(b"%PDF-1.4 one two")
        first = portal.ensure_file(sha256, "附件.pdf", content, run=1)
        again = portal.ensure_file(sha256, "附件.pdf", content, run=2)
        assert first.made and again == replace(first, made=False)
        assert asked == [1]

    def test_a_files_bytes_come_back_whole(self, portal: Portal, see: Seer) -> None:
        content = bytes(range(256)) * 5000
        made = portal.ensure_file(sha_of(content), "数据 表（终稿）.zip", content, run=1)
        assert see.body_of(made.new_url) == content

    def test_files_of_one_name_and_different_content_are_two(self, portal: Portal) -> None:
        urls = {portal.ensure_file(sha_of(one), "1.pdf", one, run=1).new_url for one in (b"%PDF-1.4 a", b"%PDF-1.4 b")}
        assert len(urls) == 2

    @pytest.mark.parametrize(
        "name", ["关于报送总结的通知.doc", "附件 1：表（定稿）.xls", "a'b\"c.pdf", "x" * 150 + ".pdf", "无后缀"]
    )
    def test_a_file_keeps_its_bytes_under_any_name(self, portal: Portal, see: Seer, name: str) -> None:
        content = b"%PDF-1.4 " + name.encode()
        try:
            made = portal.ensure_file(sha_of(content), name, content, run=1)
        except PortalRefusal as refusal:
            pytest.skip(f"这种门户不收该文件：{refusal.problem}")
        assert see.body_of(made.new_url) == content

    def test_a_file_that_is_not_what_its_digest_says_is_refused_and_leaves_nothing(
        self, portal: Portal, see: Seer
    ) -> None:
        sha256 = sha_of(b"%PDF-1.4 right")
        with pytest.raises(PortalRefusal, match="摘要不符"):
            portal.ensure_file(sha256, "附件.pdf", b"%PDF-1.4 wrong", run=1)
        assert portal.ensure_file(sha256, "附件.pdf", b"%PDF-1.4 right", run=1).made
        assert see.files() == 1

    def test_what_is_checked_before_is_not_refused_later(self, portal: Portal) -> None:
        portal.check_article(article(), NOTICES)
        portal.check_file("申报表.pdf", 12)
        assert portal.find(article().article_key) is None, "a check writes nothing"
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert portal.ensure_file(sha_of(b"%PDF-1.4"), "申报表.pdf", b"%PDF-1.4", run=1)

    # --- resuming

    def test_stopped_between_file_and_article_it_goes_on_without_doubling(self, portal: Portal, see: Seer) -> None:
        articles, files = see.articles(), see.files()
        for _ in range(2):
            form = stored(portal, "申报表.pdf", b"%PDF-1.4 form")
        given = article(attachments=(form,), body_html=f'<a href="{linked(form.new_url or "")}">表</a>')
        placed = portal.ensure_article(given, NOTICES, SHOWN, run=1)
        assert portal.ensure_article(given, NOTICES, SHOWN, run=2) == placed
        assert (see.articles(), see.files()) == (articles + 1, files + 1)
