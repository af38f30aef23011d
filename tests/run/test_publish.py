"""Publishing by the id map: once and only once, nobody's later work written over, resumed wherever it was stopped."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from migrate.ledger import outputs, schema
from migrate.ledger.portal_schema import former_placements, placements, portal_channels, portal_files
from migrate.portal.contract import Visibility
from migrate.run.status import status
from migrate.settings import read_settings
from tests.portal.fake import HOME, FakePortal
from tests.run.publishing import FORM, LINKS, NOTICES, OLD, Office, copied, extracted, opened_for, title_of

ALL = len(LINKS)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extracted(tmp_path_factory.mktemp("publish") / "source")


@pytest.fixture
def office(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return opened_for(Office(copied(source, tmp_path / "w")), monkeypatch)


def dump(office: Office) -> dict[str, list[Any]]:
    """Give what publishing may change in the ledger."""
    tables = (
        placements,
        former_placements,
        portal_files,
        portal_channels,
        schema.articles,
        schema.entries,
        schema.runs,
    )
    with office.ledger() as ledger, ledger.begin() as connection:
        return {one.name: [tuple(row) for row in connection.execute(select(one))] for one in tables}


def body_of(office: Office, number: int) -> str:
    return str(office.post_of(number).article.body_html)


# --- once and only once


def test_every_article_is_placed_once_in_its_channel_with_its_date(office: Office) -> None:
    result = office.publish()
    assert result.exit_code == 0, result.waiting
    assert (result.counts["新增文章"], result.counts["已发布文章"]) == (ALL, ALL)
    posts = sorted(office.portal.posts.values(), key=lambda post: post.article.old_url)
    assert [post.article.title for post in posts] == [title_of(number) for number in sorted(LINKS)]
    assert {post.channel for post in posts} == {NOTICES}
    assert posts[2].article.published_at == "2014-02-03 09:30"
    assert {post.visibility for post in posts} == {Visibility.PUBLISHED}


def test_a_second_run_asks_and_writes_nothing(office: Office) -> None:
    office.publish()
    office.portal.calls.clear()
    office.portal.asked.clear()
    result = office.publish()
    assert (office.portal.calls, office.portal.asked) == ([], [])
    assert (result.counts["未变文章"], result.exit_code) == (ALL, 0)


def test_a_changed_source_updates_one_article_and_a_touched_one_nothing(office: Office) -> None:
    office.publish()
    office.portal.calls.clear()
    office.change(4, title="更正后的通知")
    result = office.publish()
    assert (office.portal.calls, result.counts["更新文章"]) == (["article"], 1)
    assert office.post_of(4).article.title == "更正后的通知"


# --- links


def test_links_lead_to_the_new_places(office: Office) -> None:
    office.publish()
    one, two = (f'href="{HOME}/{NOTICES}/{office.id_of(number)}' for number in (1, 2))
    form = next(iter(office.portal.files))
    assert office.portal.files[form][0] == FORM
    assert f'{two}"' in body_of(office, 1), "a forward link"
    assert f'href="{HOME}/{NOTICES}/"' in body_of(office, 1), "the list page of a column is the channel's page"
    assert f'href="{form}"' in body_of(office, 1)
    assert f'{one}"' in body_of(office, 2), "a circular link"
    assert f'href="{form}"' in body_of(office, 2), "the same attachment"
    assert f'{two}"' in body_of(office, 2), "an old redirect"
    assert 'href="http://www.elsewhere.example/x"' in body_of(office, 3)


def test_nothing_points_at_the_old_host_and_dead_ends_are_text_and_listed(office: Office) -> None:
    result = office.publish()
    assert not [number for number in LINKS if OLD in body_of(office, number)]
    assert "/lost.html" in body_of(office, 1) and 'lost.html"' not in body_of(office, 1)
    dead = {(row[3], row[4]) for row in office.list_of("失效链接.csv")}
    assert dead == {
        (f"{OLD}/tzgg/1.html", f"{OLD}/lost.html"),
        (f"{OLD}/tzgg/3.html", f"{OLD}/about.html"),  # only archived, and nobody said where the archive is served
    }
    assert result.counts["失效链接"] == 2


def test_what_was_only_archived_is_linked_in_the_archive(office: Office) -> None:
    office.publish(flags=("archive.base_url=https://old.qiyun.gov.example/archive",))
    assert 'href="https://old.qiyun.gov.example/archive/' in body_of(office, 3)


def test_a_link_to_the_old_host_stays_where_a_person_said_so(office: Office) -> None:
    (office.workspace / "mappings").mkdir(exist_ok=True)
    (office.workspace / "mappings/links.toml").write_text(
        f'[keep.lost]\npattern = "^{OLD}/lost"\nwhy = "另行处理"\nwho = "办公室"\non = 2026-01-05\n', "utf-8"
    )
    office.publish()
    assert f'href="{OLD}/lost.html"' in body_of(office, 1)


# --- what other people do there


def test_an_article_that_a_person_changed_is_never_written_over(office: Office) -> None:
    office.publish()
    office.portal.edit(office.id_of(4), "编辑改过的题目")
    office.portal.calls.clear()
    assert office.publish().exit_code == 0, "its source did not change: nothing to write, nothing to ask"
    office.change(4, title="更正后的通知")
    for _ in range(2):
        result = office.publish()
        assert (office.portal.calls, office.post_of(4).article.title) == ([], "编辑改过的题目")
        assert (result.counts["冲突文章"], result.exit_code) == (1, 1)
        (line,) = result.waiting
        assert "更正后的通知" in line and f"{OLD}/tzgg/4.html" in line and f"{HOME}/{NOTICES}/" in line
    assert office.state(4).state == outputs.CONFLICT
    assert office.state(5).state == outputs.PLACED


def test_the_status_shows_that_an_article_waits_for_a_person(office: Office) -> None:
    office.publish()
    office.portal.edit(office.id_of(4), "编辑改过的题目")
    office.change(4, title="更正后的通知")
    office.publish()
    (line,) = status(office.workspace, read_settings(office.workspace), ())
    assert (line.placed, line.held) == (ALL - 1, 1)


def test_a_conflict_ends_when_the_person_takes_the_change_back(office: Office) -> None:
    office.publish()
    before = office.post_of(4).article.title
    office.portal.edit(office.id_of(4), "编辑改过的题目")
    office.change(4, title="更正后的通知")
    office.publish()
    office.portal.edit(office.id_of(4), before)
    assert office.publish().exit_code == 0
    assert office.post_of(4).article.title == "更正后的通知"


def test_the_office_settles_a_conflict_for_the_source(office: Office) -> None:
    office.publish()
    office.portal.edit(office.id_of(4), "编辑改过的题目")
    office.change(4, title="更正后的通知")
    office.publish()
    assert office.publish(overwrite=(f"{OLD}/tzgg/4.html",)).exit_code == 0
    assert office.post_of(4).article.title == "更正后的通知"


def test_the_office_settles_a_conflict_for_the_portal_and_is_asked_again_when_the_source_changes(
    office: Office,
) -> None:
    office.publish()
    office.portal.edit(office.id_of(4), "编辑改过的题目")
    office.change(4, title="更正后的通知")
    office.publish()
    new_url = office.state(4).new_url
    assert office.publish(keep=(new_url,)).exit_code == 0
    assert office.publish().exit_code == 0
    assert office.post_of(4).article.title == "编辑改过的题目"
    office.change(4, title="再次更正的通知")
    assert office.publish().counts["冲突文章"] == 1
    assert office.post_of(4).article.title == "编辑改过的题目"


def test_what_stood_in_the_portal_before_is_found_and_not_doubled(office: Office) -> None:
    office.publish()
    with office.ledger() as ledger, ledger.begin() as connection:  # another workspace, or a ledger that was lost
        connection.execute(placements.delete())
    before = shown(office.portal)
    result = office.publish()
    assert shown(office.portal) == before
    assert result.counts["已在门户中的文章"] == ALL - len(AGAIN), "those whose links need no address"
    assert {office.state(number).rollback for number in LINKS} == {"preserve"}


def test_an_article_that_nobody_can_find_is_told_of(office: Office) -> None:
    office.publish()
    result = office.publish(overwrite=(f"{OLD}/nowhere.html",))
    assert result.exit_code == 1 and "nowhere.html" in result.waiting[0]


# --- faults


def test_a_refused_article_is_named_and_the_others_go_on(office: Office) -> None:
    office.portal.refuses = lambda article: "题目含有禁用的词" if "第2批" in article.title else ""
    result = office.publish()
    assert (len(office.portal.posts), result.counts["门户拒收文章"], result.exit_code) == (ALL - 1, 1, 1)
    assert "题目含有禁用的词" in result.waiting[0]
    assert (office.state(2).state, office.state(2).new_url) == (outputs.FAILED, "")
    assert f'href="{HOME}/{NOTICES}/1' not in body_of(office, 1), "no link to what is not there"


def test_a_refusal_is_not_asked_again_until_a_person_or_the_source_says_so(office: Office) -> None:
    office.portal.refuses = lambda article: "题目含有禁用的词" if "第2批" in article.title else ""
    office.publish()
    office.portal.refuses = lambda article: ""
    office.portal.calls.clear()
    assert office.publish().exit_code == 1
    assert office.portal.calls == []
    assert office.publish(only_failed=True).exit_code == 0
    assert office.post_of(2) is not None
    office.publish()
    assert f'{HOME}/{NOTICES}/{office.id_of(2)}"' in body_of(office, 1), "links to it follow"


def test_a_refused_file_fails_its_article_and_no_other(office: Office) -> None:
    office.portal.max_file = 10
    result = office.publish()
    assert office.portal.files == {}
    assert result.counts["门户拒收文章"] == 2, "both articles that have the form"
    assert "form.doc" in result.waiting[0] or "上限" in result.waiting[0] or "字节" in result.waiting[0]
    assert len(office.portal.posts) == ALL - 2


AGAIN = (1, 2, 3, 5)  # they link to articles whose address only placing tells, so the second pass writes them again
WRITES = 2 + 1 + ALL + len(AGAIN)  # two channels, one file, the articles


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, WRITES + 1))
def test_stopped_at_any_write_and_run_again_it_ends_as_undisturbed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path, when: str, number: int
) -> None:
    office.portal.fails = lambda _, at: when if at == number else ""
    stopped = office.publish()
    assert stopped.exit_code == 1 and "发布中断" in stopped.waiting[-1]
    office.portal.fails = lambda _, at: ""
    assert office.publish().exit_code == 0
    calm = opened_for(Office(copied(source, tmp_path / "calm")), monkeypatch)
    calm.publish()
    assert shown(office.portal) == shown(calm.portal)
    assert set(office.portal.files) == set(calm.portal.files)
    assert {office.state(one).state for one in LINKS} == {outputs.PLACED}
    opened_for(office, monkeypatch)
    office.portal.calls.clear()
    office.publish()
    assert office.portal.calls == []


def shown(portal: FakePortal) -> dict[str, tuple[str, str, str]]:
    """Give what the posts show, by old URL; ids depend on the order of writing, so links are told by their ends."""
    leads = {f"{post.channel}/{one}": f"<{post.article.old_url}>" for one, post in portal.posts.items()}

    def told(body: str) -> str:
        for address, name in leads.items():
            body = body.replace(f"{HOME}/{address}", name)
        return body

    return {
        post.article.old_url: (post.article.title, post.channel, told(post.article.body_html))
        for post in portal.posts.values()
    }


def test_there_are_as_many_writes_as_was_thought(office: Office) -> None:
    office.publish()
    assert len(office.portal.calls) == WRITES, office.portal.calls


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_refusal_that_was_being_tried_again_is_no_conflict(office: Office, when: str) -> None:
    office.publish()
    office.change(4, title="不收的通知")
    office.portal.refuses = lambda article: "不收" if "不收" in article.title else ""
    assert office.publish().counts["门户拒收文章"] == 1
    office.portal.refuses = lambda article: ""
    office.portal.fails = lambda name, _: when
    office.publish(only_failed=True)
    office.portal.fails = lambda name, _: ""
    assert office.publish().exit_code == 0
    assert (office.post_of(4).article.title, office.state(4).state) == ("不收的通知", outputs.PLACED)


# --- only looking


def test_a_dry_run_changes_nothing_anywhere(office: Office) -> None:
    before, mapped = dump(office), sorted((office.workspace / "mappings").rglob("*"))
    result = office.publish(dry_run=True)
    assert (office.portal.calls, office.portal.posts) == ([], {})
    assert dump(office) == before
    assert sorted((office.workspace / "mappings").rglob("*")) == mapped
    assert result.counts["将新增文章"] == ALL
    assert (result.counts["将上传文件"], result.counts["将上传字节"]) == (1, len(FORM))
    assert result.counts["将新建频道"] == 2
    assert [row[0] for row in office.list_of("迁移预览.csv")] == ["将新增文章"] * ALL


def test_a_dry_run_tells_what_the_run_then_does(office: Office) -> None:
    office.publish()
    office.portal.edit(office.id_of(4), "编辑改过的题目")
    for number in (2, 4):
        office.change(number, title="更正后的通知")
    office.change(5, title="不收的通知")
    office.portal.refuses = lambda article: "不收" if "不收" in article.title else ""
    office.portal.calls.clear()
    told = office.publish(dry_run=True)
    assert office.portal.calls == []
    done = office.publish()
    expected = {"更新": 1, "冲突": 1, "拒收": 1, "变文章": 2}
    for counts in (told.counts, done.counts):
        seen = {word: number for word in expected for name, number in counts.items() if word in name}
        assert seen == expected
    assert (told.exit_code, done.exit_code) == (1, 1)


# --- held, withdrawn, moved, elsewhere


def test_articles_of_a_channel_that_nobody_confirmed_are_held_and_listed(office: Office) -> None:
    result = office.publish(unreviewed=False)
    assert office.portal.posts == {}
    assert (result.counts["暂不发布"], result.exit_code) == (ALL, 1)


def test_articles_that_a_person_left_out_wait_for_nobody(office: Office) -> None:
    office.publish()
    (path,) = (office.workspace / "mappings/sites").glob(f"{office.key}.toml")
    rows = path.read_text("utf-8").replace("confirmed = false", "confirmed = true")
    path.write_text(rows.replace(f'channel = "{NOTICES}"', 'channel = ""'), "utf-8")
    result = office.publish(unreviewed=False)
    assert (result.counts["确认不迁入"], result.exit_code, result.waiting) == (ALL, 0, [])
    assert office.post_of(4).visibility is Visibility.OFFLINE
    row = office.state(4)
    assert row.state == outputs.LEFT_OUT and "不迁入" in row.held_because


def test_a_withdrawn_article_comes_back_as_the_same_one(office: Office) -> None:
    office.publish()
    known = office.id_of(4)
    office.publish(unreviewed=False)
    assert office.post_of(4).visibility is Visibility.OFFLINE
    assert office.state(4).state == outputs.HELD
    assert office.publish().exit_code == 0
    assert office.id_of(4) == known
    assert office.post_of(4).visibility is Visibility.PUBLISHED


def test_a_person_who_changed_a_withdrawn_article_is_heard_when_it_comes_back(office: Office) -> None:
    office.publish()
    office.publish(unreviewed=False)
    office.portal.edit(office.id_of(4), "编辑改过的题目")
    assert office.publish().counts["冲突文章"] == 1
    assert office.post_of(4).article.title == "编辑改过的题目"


def test_drafts_wait_for_a_person_and_old_addresses_do_not_lead_to_them(office: Office) -> None:
    office.publish(flags=("portal.visibility=draft",))
    assert {post.visibility for post in office.portal.posts.values()} == {Visibility.DRAFT}
    with office.ledger() as ledger, ledger.begin() as connection:
        url_ids = connection.execute(select(schema.articles.c.url_id)).scalars().all()
        assert {outputs.placed_at(connection, one) for one in url_ids} == {None}
    assert office.publish().counts["更新文章"] == ALL
    assert {post.visibility for post in office.portal.posts.values()} == {Visibility.PUBLISHED}


def test_another_portal_gets_everything_and_the_first_is_remembered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publish()
    first, other = office.portal, FakePortal(target="fake https://other.example")
    office.portal = other
    assert office.publish().counts["新增文章"] == ALL
    office.portal = first
    first.calls.clear()
    assert office.publish().counts["未变文章"] == ALL
    assert first.calls == []


# --- taking back


def test_a_run_is_taken_back_whole(office: Office) -> None:
    office.publish()
    run = office.state(1).run_id
    before = dump(office)
    told = office.rollback(run, dry_run=True)
    assert told.counts == {"将收回文章": ALL, "将收回文件": 1, "将收回频道": 2}
    assert dump(office) == before
    done = office.rollback(run)
    assert done.exit_code == 0, done.waiting
    assert (office.portal.posts, office.portal.files, office.portal.channels) == ({}, {}, {})
    assert done.counts == {"已收回文章": ALL, "已收回文件": 1, "已收回频道": 2}
    assert office.state(1).state == outputs.HELD
    assert office.publish().counts["新增文章"] == ALL


def test_what_a_person_changed_or_another_run_made_is_preserved_and_listed(office: Office) -> None:
    office.portal.refuses = lambda article: "暂不收" if "第2批" in article.title else ""
    office.publish()
    run = office.state(1).run_id
    office.portal.refuses = lambda article: ""
    office.publish(only_failed=True)
    office.portal.edit(office.id_of(4), "编辑改过的题目")
    result = office.rollback(run)
    assert sorted(post.article.title for post in office.portal.posts.values()) == sorted(
        [title_of(2), "编辑改过的题目"]
    )
    kept = {(row[1], row[2]) for row in office.list_of("回退清单.csv") if row[0] == "保留"}
    assert kept >= {("文章", title_of(4)), ("频道", NOTICES), ("频道", "zwgk")}
    assert result.exit_code == 1
    with office.ledger() as ledger, ledger.begin() as connection:
        entries = connection.execute(select(schema.entries).where(schema.entries.c.stage == "rollback")).all()
    assert {row.event for row in entries} == {"deleted", "preserved"}


def test_a_rollback_that_was_stopped_goes_on(office: Office) -> None:
    office.publish()
    run = office.state(1).run_id
    office.portal.fails = lambda name, _: "after" if name == "delete" and len(office.portal.posts) == 2 else ""
    with pytest.raises(Exception, match="丢失"):
        office.rollback(run)
    office.portal.fails = lambda name, _: ""
    office.rollback(run)
    assert (office.portal.posts, office.portal.files, office.portal.channels) == ({}, {}, {})
