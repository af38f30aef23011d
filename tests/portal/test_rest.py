"""What the declarative adapter does beyond the contract: memory, sign-in, refusals told, hostile answers, secrets."""

import json
import shutil
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import PortalError, PortalRefusal
from migrate.model import Channel, DocumentFacts, File
from migrate.portal.contract import Ability, Visibility
from migrate.portal.rest.adapter import RestPortal
from migrate.portal.rest.profile import UNTESTED
from tests.portal.contract_suite import SHOWN, sha_of
from tests.portal.rest_fakes import API_KEY, APP_SECRET, PASSWORD, Fake, FakeChestnut, FakePublicCms, FakeSscms
from tests.portal.samples import NOTICES, article
from tests.portal.test_rest_contract import FAKES, adapter, office_file, with_channels

EVERY = pytest.mark.parametrize("name", sorted(FAKES))
PDF = b"%PDF-1.4 form"


def opened(name: str, fake: Fake, folder: Path, **asked: Any) -> RestPortal:
    return with_channels(adapter(name, fake.url, folder, **asked))


def writes(fake: Fake) -> list[str]:
    signs = ("/login", "/api/login", "/api/v1/contents")
    return [one.path for one in fake.asked if one.method != "GET" and one.path not in signs]


# --- what is remembered


@EVERY
def test_a_second_process_goes_on_where_the_first_stopped(name: str, tmp_path: Path) -> None:
    with FAKES[name]() as fake:
        first = opened(name, fake, tmp_path).ensure_article(article(), NOTICES, SHOWN, run=1)
        fake.asked.clear()
        portal = adapter(name, fake.url, tmp_path)
        assert portal.ensure_article(article(), NOTICES, SHOWN, run=2) == first
        assert portal.find(article().article_key) == first
        assert writes(fake) == []


@pytest.mark.parametrize("name", ["publiccms", "sscms"])
def test_where_the_memory_is_gone_articles_are_found_by_our_mark_and_never_by_their_title(
    name: str, tmp_path: Path
) -> None:
    with FAKES[name]() as fake:
        portal = opened(name, fake, tmp_path)
        placed = [portal.ensure_article(article(one, title="通知"), NOTICES, SHOWN, run=1) for one in (1, 2, 3)]
        for file in tmp_path.glob("*.sqlite3"):
            file.unlink()
        portal = opened(name, fake, tmp_path)
        again = [portal.ensure_article(article(one, title="通知"), NOTICES, SHOWN, run=2) for one in (3, 1, 2)]
        assert [one.remote_id for one in again] == [placed[place].remote_id for place in (2, 0, 1)]
        assert len(fake.content) == 3
        assert portal.delete_own(placed[0].remote_id, run=2) is False, "nobody remembers who made it"


def test_a_list_is_paged_through_to_its_end(tmp_path: Path) -> None:
    with FakePublicCms() as fake:
        portal = opened("publiccms", fake, tmp_path)
        for number in range(7):
            portal.ensure_article(article(number, title="通知"), NOTICES, SHOWN, run=1)
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()
        portal = opened("publiccms", fake, tmp_path, more="[call.article_list]\nsize = 3\n")
        assert portal.find(article(6).article_key) is not None
        assert portal.find(article(0).article_key) is not None
        assert portal.find(article(9).article_key) is None


def test_a_platform_that_is_slow_with_what_it_promised_does_not_get_it_twice(tmp_path: Path) -> None:
    with FakeChestnut(late=4, slow=0) as fake:
        portal = opened("chestnutcms", fake, tmp_path)
        fake.answers.append(("POST /cms/content/add", 502, b"<html>lost before it came</html>"))
        portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert len(fake.content) == 1


def test_where_a_list_does_not_tell_our_marks_a_lost_article_is_not_written_again(tmp_path: Path) -> None:
    with FakePublicCms() as fake:
        portal = opened("publiccms", fake, tmp_path, retries=0)
        fake.advanced = False

        def lost(asked: Any) -> Any:
            fake.respond = there  # type: ignore[method-assign]
            there(asked)
            return 502, {}

        there = fake.respond
        fake.respond = lambda asked: lost(asked) if "contentCreate" in asked.path else there(asked)  # type: ignore
        for _ in range(2):
            with pytest.raises(PortalError) as stopped:
                portal.ensure_article(article(), NOTICES, SHOWN, run=1)
            assert not isinstance(stopped.value, PortalRefusal)
        assert "查不出文章是否已经写入" in stopped.value.problem
        assert len(fake.content) == 1
        fake.advanced = True
        portal.ensure_article(article(), NOTICES, SHOWN, run=2)
        assert len(fake.content) == 1


def test_an_application_that_may_not_read_the_text_stops_at_the_first_article(tmp_path: Path) -> None:
    with FakePublicCms(advanced=False) as fake:
        portal = opened("publiccms", fake, tmp_path)
        with pytest.raises(PortalError, match="没有 /attribute/text") as stopped:
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert not isinstance(stopped.value, PortalRefusal)


def test_an_article_that_a_person_deleted_is_made_again(tmp_path: Path) -> None:
    with FakeSscms() as fake:
        portal = opened("sscms", fake, tmp_path)
        first = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        fake.content.clear()
        again = portal.ensure_article(article(), NOTICES, SHOWN, run=2)
        assert again.remote_id != first.remote_id
        assert portal.delete_own(again.remote_id, run=2)


# --- what it is told, and what is sent


@EVERY
def test_it_says_that_nobody_tried_it_on_a_live_platform(name: str, tmp_path: Path) -> None:
    with FAKES[name]() as fake:
        probe = opened(name, fake, tmp_path).probe()
        assert UNTESTED in probe.version
        assert name in probe.target and fake.url in probe.target
        assert (Ability.DELETES in probe.abilities) == (name != "publiccms")


def test_two_tokens_are_sent_and_the_password_only_as_its_digest(tmp_path: Path) -> None:
    with FakePublicCms() as fake:
        opened("publiccms", fake, tmp_path).ensure_article(article(), NOTICES, SHOWN, run=1)
        signed = [one.path for one in fake.asked if one.path in ("/api/appToken", "/api/login")]
        assert signed == ["/api/appToken", "/api/login"]
        told = json.dumps([(one.query, one.form, one.headers) for one in fake.asked], ensure_ascii=False)
        assert PASSWORD not in told


@EVERY
def test_a_session_that_ran_out_is_renewed(name: str, tmp_path: Path) -> None:
    if name == "sscms":
        pytest.skip("这种门户用固定的密钥，没有会失效的会话")
    with FAKES[name]() as fake:
        portal = opened(name, fake, tmp_path)
        portal.ensure_article(article(1), NOTICES, SHOWN, run=1)
        if isinstance(fake, FakePublicCms):
            fake.tokens = {"app": "another", "auth": "another"}
        if isinstance(fake, FakeChestnut):
            fake.token = "another"
        portal.ensure_article(article(2), NOTICES, SHOWN, run=1)
        assert len(fake.content) == 2


def test_withdrawing_sends_the_article_as_it_stands(tmp_path: Path) -> None:
    with FakePublicCms() as fake:
        portal = opened("publiccms", fake, tmp_path)
        placed = portal.ensure_article(article(author="山茶"), NOTICES, SHOWN, run=1)
        before = {**fake.content[placed.remote_id], "status": 0, "url": None}
        portal.set_visibility(placed.remote_id, Visibility.OFFLINE)
        assert fake.content[placed.remote_id] == before


def test_attachments_are_listed_and_linked_by_the_platforms_inner_address(tmp_path: Path) -> None:
    with FakeChestnut() as fake:
        portal = opened("chestnutcms", fake, tmp_path)
        made = portal.ensure_file(sha_of(PDF), "申报表.pdf", PDF, run=1)
        form = File("http://nyncj.qiyun.gov.example/f/1", "申报表.pdf", sha_of(PDF), new_url=made.new_url)
        facts = DocumentFacts(document_number="栖政发〔2019〕3号")
        body = f'<p><a href="{made.new_url}">表</a></p>'
        given = article(attachments=(form,), body_html=body, facts=facts)
        placed = portal.ensure_article(given, NOTICES, SHOWN, run=1)
        text = fake.content[placed.remote_id]["contentHtml"]
        assert text.count('href="iurl://resource') == 2
        assert "栖政发〔2019〕3号" in text and "申报表.pdf" in text
        assert made.new_url.startswith(fake.url)


def test_the_source_address_carries_our_mark_whole_however_long_it_is(tmp_path: Path) -> None:
    with FakePublicCms() as fake:
        portal = opened("publiccms", fake, tmp_path)
        long = article(old_url="http://nyncj.qiyun.gov.example/" + "a" * 400 + ".html")
        placed = portal.ensure_article(long, NOTICES, SHOWN, run=1)
        told = fake.content[placed.remote_id]["attribute"]["sourceUrl"]
        assert len(told) <= 250 and "#gsm-" in told
        short = portal.ensure_article(article(2), NOTICES, SHOWN, run=1)
        assert fake.content[short.remote_id]["attribute"]["sourceUrl"].startswith(article(2).old_url)


def test_what_somebody_changed_is_refused_until_it_is_given_up(tmp_path: Path) -> None:
    with FakeSscms() as fake:
        portal = opened("sscms", fake, tmp_path)
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        fake.content[placed.remote_id]["title"] = "编辑改的题目"
        with pytest.raises(PortalRefusal, match="被人改动过"):
            portal.ensure_article(article(title="新题目"), NOTICES, SHOWN, run=2)
        assert fake.content[placed.remote_id]["title"] == "编辑改的题目"
        portal.give_up_edits(placed.remote_id)
        portal.ensure_article(article(title="新题目"), NOTICES, SHOWN, run=2)
        assert fake.content[placed.remote_id]["title"] == "新题目"


# --- what it refuses, in plain words


def test_a_channel_that_no_interface_makes_is_asked_of_a_person(tmp_path: Path) -> None:
    with FakePublicCms() as fake:
        portal = adapter("publiccms", fake.url, tmp_path)
        wanted = Channel("zwgk/cwyj", "财务预决算", ("政务公开", "财务预决算"))
        with pytest.raises(PortalRefusal, match="财务预决算") as refused:
            portal.ensure_channel(wanted, run=1)
        assert "zwgk_cwyj" in refused.value.remedy and "政务公开" in refused.value.remedy


def test_a_platform_without_upload_says_so_of_every_file(tmp_path: Path) -> None:
    with FakeSscms() as fake:
        portal = opened("sscms", fake, tmp_path)
        for ask in (
            lambda: portal.check_file("申报表.pdf", 12),
            lambda: portal.ensure_file(sha_of(PDF), "申报表.pdf", PDF, run=1),
        ):
            with pytest.raises(PortalRefusal, match=r"没有上传文件的接口，附件“申报表.pdf”"):
                ask()


def test_a_title_that_the_platform_has_already_is_told_with_the_setting_to_change(tmp_path: Path) -> None:
    with FakeChestnut(refuses_same_title=True) as fake:
        portal = opened("chestnutcms", fake, tmp_path)
        portal.ensure_article(article(1, title="通知"), NOTICES, SHOWN, run=1)
        with pytest.raises(PortalRefusal, match="标题查重"):
            portal.ensure_article(article(2, title="通知"), NOTICES, SHOWN, run=1)
        fake.refuses_same_title = False
        portal.ensure_article(article(2, title="通知"), NOTICES, SHOWN, run=2)
        assert len(fake.content) == 2


def _unbound(fake: FakePublicCms) -> None:
    for channel in fake.channels.values():
        channel["models"] = []


def _closed(fake: FakePublicCms) -> None:
    for channel in fake.channels.values():
        channel["allowContribute"] = False


@pytest.mark.parametrize(
    ("spoil", "kind", "told"),
    [
        (_unbound, PortalRefusal, "绑定内容模型"),
        (_closed, PortalRefusal, "允许投稿"),
        (lambda fake: fake.authorised.discard("contentCreate"), PortalError, "授权"),
    ],
    ids=["model", "contribute", "authorised"],
)
def test_the_words_of_publiccms_are_told_in_chinese(
    spoil: Callable[[FakePublicCms], None], kind: type[PortalError], told: str, tmp_path: Path
) -> None:
    with FakePublicCms() as fake:
        portal = opened("publiccms", fake, tmp_path)
        spoil(fake)
        with pytest.raises(PortalError, match=told) as refused:
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert type(refused.value) is kind and refused.value.remedy
        assert fake.content == {}


@pytest.mark.parametrize(
    ("name", "secret", "told"),
    [
        ("publiccms", f"{PASSWORD}\nwrong-secret-99", "appSecret"),
        ("publiccms", f"wrong-password-99\n{APP_SECRET}", "登录门户失败"),
        ("publiccms", PASSWORD, "第 2 行 app_secret"),
        ("chestnutcms", "wrong-password-99", "登录门户失败"),
        ("sscms", "wrong-key-99", "不认我们的账号或令牌"),
    ],
)
def test_a_wrong_secret_stops_everything_and_is_not_told(name: str, secret: str, told: str, tmp_path: Path) -> None:
    with FAKES[name]() as fake:
        with pytest.raises(PortalError, match=told) as refused:
            adapter(name, fake.url, tmp_path, secret=secret, retries=0).probe()
        assert not isinstance(refused.value, PortalRefusal)
        told = "".join(traceback.format_exception(refused.value))
        assert not any(line in told for line in secret.splitlines())


def test_a_captcha_at_the_login_is_told(tmp_path: Path) -> None:
    with FakeChestnut(captcha=True) as fake, pytest.raises(PortalError, match="验证码"):
        adapter("chestnutcms", fake.url, tmp_path).probe()


def test_what_the_platform_alters_is_taken_back_and_refused(tmp_path: Path) -> None:
    class Filters(FakeSscms):
        def respond(self, asked: Any) -> Any:
            if isinstance(asked.given, dict) and "body" in asked.given:
                asked.given["body"] = asked.given["body"].replace("<p>", "<div>")
            return super().respond(asked)

    with Filters() as fake:
        portal = opened("sscms", fake, tmp_path)
        with pytest.raises(PortalRefusal, match="门户改动了文章的正文，已撤回"):
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert fake.content == {}


def test_a_file_that_the_platform_alters_is_refused(tmp_path: Path) -> None:
    class Stamps(FakeChestnut):
        def _upload(self, asked: Any) -> Any:
            return super()._upload(replace(asked, file=(asked.file[0], asked.file[1] + b"watermark")))

    with Stamps() as fake, pytest.raises(PortalRefusal, match="与原件不符"):
        opened("chestnutcms", fake, tmp_path).ensure_file(sha_of(PDF), "申报表.pdf", PDF, run=1)


def test_a_date_to_come_and_no_date_at_all_are_refused_before_anything_is_asked(tmp_path: Path) -> None:
    portal = adapter("sscms", "http://127.0.0.1:9", tmp_path)
    for published_at, told in (("2999-01-01", "尚未到来"), ("上个月", "不是日期")):
        with pytest.raises(PortalRefusal, match=told):
            portal.ensure_article(article(published_at=published_at), NOTICES, SHOWN, run=1)


# --- hostile answers

DEEP = b"[" * 100_000
HOSTILE = {
    "html": b"<html><body>\xe7\xb3\xbb\xe7\xbb\x9f\xe7\xbb\xb4\xe6\x8a\xa4</body></html>",
    "nothing": b"",
    "text": b'"ok"',
    "number": b"7",
    "null": b"null",
    "list": b"[1, 2, 3]",
    "list of lists": b'{"code": 200, "page": {"list": [[]]}, "data": [[]], "contents": [[]], "map": [[]]}',
    "wrong types": b'{"code": 200, "page": {"list": 7}, "data": "x", "contents": {}, "contentId": {}, "id": true}',
    "deep": DEEP,
    "not utf-8": b'{"code": 200, "msg": "\xff\xfe"}',
    "huge number": b'{"code": 200, "id": ' + b"9" * 5000 + b"}",
}
PLACES = {
    "publiccms": ("GET /api/directive/cms/categoryList", "POST /api/contentCreate", "GET /api/directive/cms/content$"),
    "chestnutcms": ("GET /cms/catalog/treeData", "POST /cms/content/add", "GET /cms/content/init", "GET /async/task"),
    "sscms": ("GET /api/v1/channels/1", r"POST /api/v1/contents/1/\d+$", "POST /api/v1/contents$"),
}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("name", "place"), [(name, place) for name, places in PLACES.items() for place in places])
def test_an_answer_that_is_none_is_one_chinese_sentence_or_no_harm(
    name: str, place: str, answer: bytes, tmp_path: Path
) -> None:
    with FAKES[name]() as fake:
        portal = opened(name, fake, tmp_path, retries=1)
        portal._opened().channels._listed = None
        fake.answers += [(place, 200, answer)] * 20
        try:
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        except PortalError as error:
            assert error.problem and error.remedy and "\n" not in str(error) and len(str(error)) < 400
        fake.answers.clear()
        again = adapter(name, fake.url, tmp_path)
        placed = again.ensure_article(article(), NOTICES, SHOWN, run=2)
        assert again.find(article().article_key) == placed
        assert len(fake.content) == 1


def test_an_answer_without_an_end_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migrate.portal.asking.MOST_ANSWER", 1 << 20)
    with FakeSscms() as fake:
        portal = opened("sscms", fake, tmp_path)
        fake.answers.append(("GET /api/v1/channels", 200, b"[" + b" " * (2 << 20) + b"]"))
        with pytest.raises(PortalError, match="超过 1 MiB"):
            portal.probe()


@pytest.mark.parametrize("status", [301, 302, 307, 400, 403, 404, 413, 500])
@EVERY
def test_a_status_that_refuses_is_one_sentence(name: str, status: int, tmp_path: Path) -> None:
    with FAKES[name]() as fake:
        portal = opened(name, fake, tmp_path, retries=1)
        fake.answers += [(PLACES[name][1], status, b"<html>no</html>")] * 5
        with pytest.raises(PortalError) as refused:
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert refused.value.remedy and "\n" not in str(refused.value)
        assert fake.content == {}


# --- secrets


@EVERY
def test_no_secret_and_no_token_is_in_what_is_said(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with FAKES[name]() as fake:
        portal = opened(name, fake, tmp_path, retries=0)
        tokens = []
        if isinstance(fake, FakePublicCms):
            tokens = list(fake.tokens.values())
        if isinstance(fake, FakeChestnut):
            tokens = [fake.token]
        echoed = " ".join([PASSWORD, APP_SECRET, API_KEY, *tokens])
        said = json.dumps({"code": 500, "error": echoed, "msg": echoed, "message": echoed}).encode()
        fake.answers.append((PLACES[name][1], 400, said))
        with pytest.raises(PortalError) as refused:
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        parts = portal._opened()
        told = "".join(traceback.format_exception(refused.value)) + repr((portal, parts, parts.talk)) + caplog.text
        mine = {"publiccms": [PASSWORD, APP_SECRET], "chestnutcms": [PASSWORD], "sscms": [API_KEY]}[name]
        for secret in (*mine, *tokens):
            assert secret not in told
        for file in tmp_path.rglob("*"):
            assert file.is_dir() or not any(one.encode() in file.read_bytes() for one in (*mine, *tokens))


def test_a_profile_of_the_office_overrides_the_shipped_one(tmp_path: Path) -> None:
    with FakeSscms() as fake:
        portal = opened("sscms", fake, tmp_path, more='[article]\naddress = "/n/{id}.html"\n')
        placed = portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert placed.new_url == f"{fake.url}/n/{placed.remote_id}.html"
        assert office_file(tmp_path / "portals", "sscms").is_dir()
