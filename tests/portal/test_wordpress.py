"""The WordPress adapter against a server of the same shapes: the contract, faults, and what it says when refused."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import requests

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Placement
from migrate.portal.contract import Portal, Visibility
from migrate.portal.secret import Secret
from migrate.portal.wordpress.adapter import WordPressPortal
from migrate.portal.wordpress.marks import mark_of
from migrate.settings import Portal as PortalSettings
from tests.portal.contract_suite import SHOWN, ContractSuite, Seer, sha_of, stored
from tests.portal.fake_wordpress import PASSWORD, RIGHTS, USER, FakeWordPress
from tests.portal.fault_suite import FaultSuite
from tests.portal.faulty_proxy import FaultyProxy
from tests.portal.samples import CHANNELS, NEWS, NOTICES, article


@dataclass(frozen=True)
class SeesFake(Seer):
    """Looks into what the fake holds."""

    fake: FakeWordPress

    def edit(self, placed: Placement) -> None:
        self.fake.posts[int(placed.remote_id)]["content"]["raw"] += "<p>编辑补充</p>"

    def body_of(self, new_url: str) -> bytes | None:
        answer = requests.get(new_url, timeout=10)
        return answer.content if answer.status_code == 200 else None

    def published_at(self, placed: Placement) -> str | None:
        return str(self.fake.posts[int(placed.remote_id)]["date"]).replace("T", " ")[:16]

    def is_public(self, placed: Placement) -> bool:
        return bool(self.fake.posts[int(placed.remote_id)]["status"] == "publish")

    def articles(self) -> int:
        return len(self.fake.posts)

    def files(self) -> int:
        return len(self.fake.media)


def adapter(url: str, *, password: str = PASSWORD, timeout: float = 10.0, retries: int = 5) -> WordPressPortal:
    settings = PortalSettings(kind="wordpress", api_url=url, user=USER, timeout=timeout, retries=retries)
    return WordPressPortal(settings, Secret(password), retry_wait=0.01)


def with_channels(portal: WordPressPortal) -> WordPressPortal:
    for channel in CHANNELS:
        portal.ensure_channel(channel, run=1)
    return portal


@pytest.fixture
def fake() -> Iterator[FakeWordPress]:
    with FakeWordPress() as fake:
        yield fake


@pytest.fixture
def bare() -> Iterator[FakeWordPress]:
    """A WordPress without our plugin."""
    with FakeWordPress(plugin=False) as fake:
        yield fake


class TestWithPlugin(ContractSuite):
    """The contract suite."""

    @pytest.fixture
    def portal(self, fake: FakeWordPress) -> Portal:
        return with_channels(adapter(fake.url))

    @pytest.fixture
    def see(self, fake: FakeWordPress) -> Seer:
        return SeesFake(fake)


class TestWithoutPlugin(ContractSuite):
    """The contract suite where only WordPress itself is there."""

    @pytest.fixture
    def portal(self, bare: FakeWordPress) -> Portal:
        return with_channels(adapter(bare.url + "/wp-json/"))

    @pytest.fixture
    def see(self, bare: FakeWordPress) -> Seer:
        return SeesFake(bare)

    def test_a_channel_is_deleted_only_by_its_run_and_when_it_stands_empty(self, portal: Portal) -> None:
        made = portal.ensure_channel(replace(NEWS, path="linshi", name="临时"), run=5)
        assert made.made
        assert portal.delete_channel(made.remote_id, run=5) is False, "nobody remembers who made it"


class _Faults(FaultSuite):
    WRITES_ARTICLE = ("POST", r"wp%2Fv2%2Fposts")
    WRITES_FILE = ("POST", r"wp%2Fv2%2Fmedia")

    @pytest.fixture
    def server(self, fake: FakeWordPress) -> FakeWordPress:
        return fake

    @pytest.fixture
    def proxy(self, server: FakeWordPress) -> Iterator[FaultyProxy]:
        with FaultyProxy("127.0.0.1", server.port) as proxy:
            yield proxy

    @pytest.fixture
    def portal(self, proxy: FaultyProxy) -> Portal:
        return with_channels(adapter(proxy.url, timeout=0.5, retries=3))

    @pytest.fixture
    def see(self, server: FakeWordPress) -> Seer:
        return SeesFake(server)


class TestFaultsWithPlugin(_Faults):
    """Faults between request and answer."""


class TestFaultsWithoutPlugin(_Faults):
    """The same where only WordPress itself is there."""

    @pytest.fixture
    def server(self, bare: FakeWordPress) -> FakeWordPress:
        return bare


def test_the_password_is_in_no_text(fake: FakeWordPress) -> None:
    portal = adapter(fake.url, password="not the one")
    with pytest.raises(PortalError) as stopped:
        portal.probe()
    texts = [repr(portal), str(portal), str(stopped.value), repr(stopped.value), repr(portal._parts)]
    assert "密码" in stopped.value.problem
    assert all("not the one" not in text for text in texts)


def test_a_password_that_the_portal_echoes_is_masked(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    echo = b'{"code":"rest_strange","message":"you sent ' + PASSWORD.encode() + b'"}'
    fake.answers.append(("POST /wp/v2/posts", 400, {}, echo))
    with pytest.raises(PortalRefusal) as refused:
        portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    assert PASSWORD not in str(refused.value) and "***" in str(refused.value)


@pytest.mark.parametrize("right", [one for one in RIGHTS if one != "unfiltered_html"])
def test_an_account_that_may_not_do_enough_is_told_at_once(fake: FakeWordPress, right: str) -> None:
    fake.rights = tuple(one for one in RIGHTS if one != right)
    with pytest.raises(PortalError, match="角色"):
        adapter(fake.url).probe()


def test_a_portal_whose_clock_is_not_beijings_is_refused(fake: FakeWordPress) -> None:
    fake.gmt_offset = 0
    with pytest.raises(PortalError, match="时区"):
        adapter(fake.url).probe()


def test_a_plugin_that_does_not_know_the_account_is_told(fake: FakeWordPress) -> None:
    fake.moving = False
    with pytest.raises(PortalError, match="gov-site-migrate"):
        adapter(fake.url).probe()


def test_without_the_plugin_the_probe_says_what_is_missing(bare: FakeWordPress, fake: FakeWordPress) -> None:
    assert "gov-site-migrate.php" in adapter(bare.url).probe().version
    assert (adapter(fake.url).probe().version, adapter(fake.url).probe().max_file) == ("6.5", 2 << 20)


@pytest.mark.parametrize("page", [b"<html>", b"[]", b'{"home": "x", "namespaces": []}'])
def test_something_that_is_no_wordpress_is_told(fake: FakeWordPress, page: bytes) -> None:
    fake.answers += [("GET /", 200, {}, page)] * 9
    with pytest.raises(PortalError, match=r"api_url"):
        adapter(fake.url).probe()


def test_a_redirect_of_the_interface_is_not_followed(fake: FakeWordPress) -> None:
    with FakeWordPress() as elsewhere:
        fake.answers.append(("GET /", 301, {"Location": f"{elsewhere.url}/"}, b""))
        with pytest.raises(PortalError, match="转到了别处"):
            adapter(fake.url).probe()
        assert elsewhere.asked == []


def test_an_answer_without_end_is_not_read_to_its_end(fake: FakeWordPress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.portal.asking.MOST_ANSWER", 1 << 20)
    fake.answers.append(("GET /", 200, {}, b"x" * (1 << 21)))
    with pytest.raises(PortalError, match="超过"):
        adapter(fake.url).probe()


@pytest.mark.parametrize(
    ("status", "code", "kind", "told"),
    [
        (400, "rest_invalid_param", PortalRefusal, "改正"),
        (401, "rest_not_logged_in", PortalError, "Authorization"),
        (403, "rest_cannot_create", PortalRefusal, "角色"),
        (413, "", PortalRefusal, "client_max_body_size"),
        (500, "rest_upload_unknown_error", PortalRefusal, "mu-plugins"),
    ],
)
def test_what_is_refused_for_good_is_asked_once(
    fake: FakeWordPress, status: int, code: str, kind: type[PortalError], told: str
) -> None:
    portal = with_channels(adapter(fake.url))
    said = b'{"code":"%s","message":"no"}' % code.encode() if code else b"<html>413</html>"
    fake.answers.append(("POST /wp/v2/posts", status, {}, said))
    fake.asked.clear()
    with pytest.raises(kind, match=told):
        portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    assert ("POST", "/wp/v2/posts") not in fake.asked


def test_retry_after_is_kept(fake: FakeWordPress) -> None:
    waits: list[float] = []
    portal = with_channels(adapter(fake.url))
    portal._opened().client.asker.sleep = waits.append
    fake.answers.append(("POST /wp/v2/posts", 429, {"Retry-After": "7"}, b""))
    fake.answers.append(("POST /wp/v2/posts", 503, {"Retry-After": "11"}, b""))
    portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    assert waits == [7, 11]
    assert len(fake.posts) == 1


def test_a_wait_of_days_is_an_error(fake: FakeWordPress) -> None:
    fake.answers.append(("GET /", 503, {"Retry-After": "400000"}, b""))
    with pytest.raises(PortalError, match="400000"):
        adapter(fake.url).probe()


def test_a_text_that_wordpress_alters_is_taken_back_and_told(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    fake.filters = lambda text: text.replace("<video", "<!--video")
    body = '<p>见<video src="/wp-content/uploads/1.mp4"></video></p>'
    with pytest.raises(PortalRefusal, match="正文"):
        portal.ensure_article(article(body_html=body), NOTICES, SHOWN, run=1)
    assert fake.posts == {}
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    with pytest.raises(PortalRefusal, match="正文"):
        portal.ensure_article(article(body_html=body), NOTICES, SHOWN, run=1)
    assert portal.read_back(placed.remote_id) == placed.target_hash, "the old text stands again"


def test_what_somebody_changed_is_not_written_over(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    SeesFake(fake).edit(placed)
    with pytest.raises(PortalRefusal, match="改动"):
        portal.ensure_article(article(title="新题目"), NOTICES, SHOWN, run=2)
    assert "编辑补充" in fake.posts[int(placed.remote_id)]["content"]["raw"]


def test_an_article_in_the_bin_is_found_and_not_doubled(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    post = fake.posts[int(placed.remote_id)]
    post |= {"status": "trash", "slug": f"{post['slug']}__trashed"}
    fresh = adapter(fake.url)
    found = fresh.find(article().article_key)
    assert found is not None and found.remote_id == placed.remote_id
    assert fresh.read_back(placed.remote_id) != found.target_hash
    with pytest.raises(PortalRefusal, match="改动"):
        fresh.ensure_article(article(), NOTICES, SHOWN, run=2)
    fresh.give_up_edits(placed.remote_id)
    assert fresh.ensure_article(article(), NOTICES, SHOWN, run=2).remote_id == placed.remote_id
    assert len(fake.posts) == 1


def test_two_at_once_leave_one_article_also_without_the_plugin(bare: FakeWordPress) -> None:
    """The first request came late: WordPress gave the second one the same slug with a number."""
    portal = with_channels(adapter(bare.url))
    first = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    portal._opened()
    late = adapter(bare.url)
    late._standing = _once_blind(late._standing)  # type: ignore[method-assign]
    assert late.ensure_article(article(), NOTICES, SHOWN, run=2) == first
    assert len(bare.posts) == 1


def _once_blind(look):  # type: ignore[no-untyped-def]
    seen: list[str] = []

    def looked(slug: str):  # type: ignore[no-untyped-def]
        seen.append(slug)
        return None if len(seen) == 1 else look(slug)

    return looked


def test_a_category_of_the_office_is_taken_as_it_is(fake: FakeWordPress) -> None:
    fake.categories[900] = {
        "id": 900,
        "slug": "tzgg",
        "name": "政务公开",
        "parent": 0,
        "description": "本局自己的说明",
        "link": f"{fake.url}/archives/category/tzgg",
        "meta": {},
    }
    made = with_channels(adapter(fake.url)).ensure_channel(CHANNELS[0], run=3)
    assert (made.remote_id, made.made) == ("900", False)
    assert fake.categories[900]["description"] == "本局自己的说明"
    assert adapter(fake.url).delete_channel("900", run=3) is False


def test_channels_are_a_tree_with_their_own_slugs(fake: FakeWordPress) -> None:
    with_channels(adapter(fake.url))
    tree = {one["slug"]: one for one in fake.categories.values()}
    assert tree["zwgk_tzgg"]["parent"] == tree["zwgk"]["id"]
    assert tree["zwgk_tzgg"]["meta"]["gsm_type"] == "通知公告"


@pytest.mark.parametrize("name", ["公文.wps", "批复.ofd", "说明"])
def test_a_file_that_wordpress_alone_does_not_take_is_told_before_and_when_sent(bare: FakeWordPress, name: str) -> None:
    portal = adapter(bare.url)
    with pytest.raises(PortalRefusal, match="gov-site-migrate"):
        portal.check_file(name, 10)
    with pytest.raises(PortalRefusal, match="gov-site-migrate"):
        portal.ensure_file(sha_of(b"x"), name, b"x", run=1)


def test_files_that_are_empty_or_too_large_are_told_before(fake: FakeWordPress) -> None:
    portal = adapter(fake.url)
    for length in (0, (2 << 20) + 1):
        with pytest.raises(PortalRefusal):
            portal.check_file("表.xls", length)
    portal.check_file("表.xls", 2 << 20)


def test_a_page_or_script_is_stored_under_an_ending_that_nothing_runs(fake: FakeWordPress) -> None:
    portal = adapter(fake.url)
    urls = [portal.ensure_file(sha_of(b"x"), name, b"x", run=1).new_url for name in ("a.php", "a.svg", "a.html")]
    assert all(url.endswith(".bin") for url in urls)


def test_a_date_to_come_is_refused_before_anything_is_written(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    with pytest.raises(PortalRefusal, match="尚未到来"):
        portal.check_article(article(published_at="2999-01-01"), NOTICES)
    with pytest.raises(PortalRefusal, match="不是日期"):
        portal.check_article(article(published_at="去年"), NOTICES)


def test_the_text_keeps_links_absolute_attachments_listed_and_nothing_from_outside(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    form = stored(portal, "申报<表>.wps", b"form")
    body = (
        '<p><a href="archives/9">相关</a><a href="#fn">注</a><img src="http://tracker.example/x.gif" alt="现场">'
        '<!-- /wp:html --><a href="../archive/a.html">归档</a></p>'
    )
    placed = portal.ensure_article(article(body_html=body, attachments=(form,)), NOTICES, SHOWN, run=1)
    text = fake.posts[int(placed.remote_id)]["content"]["raw"]
    assert f'href="{fake.url}/archives/9"' in text and 'href="#fn"' in text
    assert "tracker.example" not in text and "现场" in text
    assert text.count("<!-- /wp:html -->") == 1
    assert f'<a href="{form.new_url}" download="申报&lt;表&gt;.wps">' in text
    assert f'href="{fake.url}/archive/a.html"' in text


def test_the_mark_says_where_an_article_comes_from(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    placed = portal.ensure_article(article(published_at="2019-03-05"), NOTICES, SHOWN, run=4)
    mark = mark_of(fake.posts[int(placed.remote_id)]["content"]["raw"])
    wanted = {"run": 4, "old_url": article().old_url, "site": "9900000002", "published_at": "2019-03-05"}
    assert wanted.items() <= mark.items()


def test_a_new_article_costs_one_request_where_the_plugin_lists_what_is_there(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    portal.find(article().article_key)
    fake.asked.clear()
    for number in range(1, 6):
        portal.find(article(number).article_key)
        portal.ensure_article(article(number), NOTICES, SHOWN, run=1)
    assert fake.asked == [("POST", "/wp/v2/posts")] * 5


def test_moved_by_a_person_it_counts_as_changed(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    news = next(one["id"] for one in fake.categories.values() if one["slug"] == "xwdt_gzdt")
    fake.posts[int(placed.remote_id)]["categories"] = [news]
    found = adapter(fake.url).find(article().article_key)
    assert found is not None and (found.channel, found.source_hash) == (NEWS.path, "")
    assert portal.read_back(placed.remote_id) != found.target_hash


def test_a_post_that_has_no_category_yet_is_finished_and_no_conflict(fake: FakeWordPress) -> None:
    """PHP was stopped between the post and its category."""
    placed = with_channels(adapter(fake.url)).ensure_article(article(), NOTICES, SHOWN, run=1)
    post = fake.posts[int(placed.remote_id)]
    for unfinished in ([], [1]):
        right, post["categories"] = post["categories"], unfinished
        portal = adapter(fake.url)
        found = portal.find(article().article_key)
        assert found is not None and found.source_hash == ""
        assert portal.read_back(placed.remote_id) == found.target_hash, "nobody edited it"
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=2) == placed
        assert post["categories"] == right


def test_what_a_person_made_invisible_stays_so(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    fake.posts[int(placed.remote_id)]["status"] = "draft"
    with pytest.raises(PortalRefusal):
        portal.ensure_article(article(title="新"), NOTICES, SHOWN, run=1)
    with pytest.raises(PortalRefusal, match="没有编号"):
        portal.set_visibility("404404", Visibility.DRAFT)


def test_settings_that_name_no_portal_are_told() -> None:
    with pytest.raises(PortalError, match="api_url"):
        adapter("").probe()


def test_one_article_that_the_database_does_not_take_is_a_refusal_of_that_article(fake: FakeWordPress) -> None:
    portal = with_channels(adapter(fake.url))
    said = b'{"code":"db_insert_error","message":"Could not insert post into the database."}'
    fake.answers += [("POST /wp/v2/posts", 500, {}, said)] * 6
    with pytest.raises(PortalRefusal, match="db_insert_error"):
        portal.ensure_article(article(), NOTICES, SHOWN, run=1)
    assert fake.answers == [], "a database may be busy: it was asked again"


def test_a_file_that_somebody_changed_in_the_library_is_left_alone(fake: FakeWordPress) -> None:
    made = adapter(fake.url).ensure_file(sha_of(b"old"), "表.xls", b"old", run=1)
    fake.media[int(made.remote_id)]["content"] = b"cropped"
    with pytest.raises(PortalRefusal, match="未覆盖"):
        adapter(fake.url).ensure_file(sha_of(b"old"), "表.xls", b"old", run=2)
    assert fake.media[int(made.remote_id)]["content"] == b"cropped"


def test_a_file_that_the_portal_alters_is_taken_back_and_told(fake: FakeWordPress) -> None:
    fake.stores = lambda content: content + b" watermark"
    with pytest.raises(PortalRefusal, match="与原件不符"):
        adapter(fake.url).ensure_file(sha_of(b"x"), "1.jpg", b"x", run=1)
    assert fake.media == {}


def test_a_file_that_visitors_cannot_open_is_a_refusal_of_that_file(fake: FakeWordPress) -> None:
    fake.hidden = True
    with pytest.raises(PortalRefusal, match="打不开"):
        adapter(fake.url).ensure_file(sha_of(b"x"), "1.jpg", b"x", run=1)


@pytest.mark.parametrize("url", ["www.qiyun.gov.example", "ftp://www.qiyun.gov.example", "http://"])
def test_an_address_that_is_none_is_told_at_once(url: str) -> None:
    with pytest.raises(PortalError, match="api_url"):
        adapter(url).probe()


def test_nobody_there_is_told_after_the_retries() -> None:
    with FakeWordPress() as gone:
        url = gone.url
    with pytest.raises(PortalError, match="没有回答"):
        adapter(url).probe()


def test_a_picture_that_wordpress_shows_smaller_is_linked_as_it_was_sent(fake: FakeWordPress) -> None:
    portal = adapter(fake.url)
    portal._opened()
    made = portal.ensure_file(sha_of(b"large"), "全景.jpg", b"large", run=1)
    one = fake.media[int(made.remote_id)]
    name = one["source_url"].rpartition("/")[2]
    one |= {"source_url": made.new_url.replace(".jpg", "-scaled.jpg"), "media_details": {"original_image": name}}
    assert adapter(fake.url).ensure_file(sha_of(b"large"), "全景.jpg", b"large", run=2).new_url == made.new_url
