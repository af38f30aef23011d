"""The declarative adapter with each shipped profile against a server of that platform's shapes: contract and faults.

What a platform truly cannot do is skipped with a plain message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from mappings.portal_profiles import read_profile
from migrate.model import Placement
from migrate.portal.contract import Portal
from migrate.portal.rest.adapter import RestPortal
from migrate.portal.secret import Secret
from migrate.settings import Portal as PortalSettings
from tests.portal.contract_suite import ContractSuite, Seer, sha_of
from tests.portal.fault_suite import FORM, FaultSuite
from tests.portal.faulty_proxy import AFTER, BEFORE, Asked, Fault, FaultyProxy
from tests.portal.rest_fakes import API_KEY, APP_SECRET, PASSWORD, Fake, FakeChestnut, FakePublicCms, FakeSscms
from tests.portal.samples import CHANNELS

GIVEN = {
    "publiccms": 'app_key = "qiyun-app"\nmodel_id = "article"\n',
    "chestnutcms": 'site_id = "4242"\n',
    "sscms": "site_id = 1\n",
}
SECRETS = {"publiccms": f"{PASSWORD}\n{APP_SECRET}", "chestnutcms": PASSWORD, "sscms": API_KEY}
FAKES: dict[str, type[Fake]] = {"publiccms": FakePublicCms, "chestnutcms": FakeChestnut, "sscms": FakeSscms}
NO_DELETE = "这种门户没有删除文章的接口"
NO_UPLOAD = "这种门户没有上传文件的接口"
NO_FILE_DELETE = "这种门户没有删除文件的接口"
NO_CHANNEL = "这种门户没有建频道的接口"
NO_CHANNEL_DELETE = "这种门户没有删除频道的接口"
NO_FILE_LOOKUP = "这种门户不能查文件：应答丢失后重传，门户里会多一份没有人引用的文件"


def office_file(folder: Path, name: str, more: str = "") -> Path:
    """Write the office's own file of a profile and give its folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(f"[given]\n{GIVEN[name]}{more}", "utf-8")
    return folder


def adapter(name: str, url: str, folder: Path, **asked: Any) -> RestPortal:
    """Give the adapter with a shipped profile, what is given in the office's own file, its memory in `folder`."""
    given = {"timeout": 10.0, "retries": 5, **asked}
    secret = given.pop("secret", SECRETS[name])
    more = given.pop("more", "")
    settings = PortalSettings(kind="rest", api_url=url, user="mover", profile=name, **given)
    _, table = read_profile(name, office_file(folder / "portals", name, more))
    return RestPortal(settings, Secret(secret), folder, name, table, retry_wait=0.01)


def with_channels(portal: RestPortal) -> RestPortal:
    for channel in CHANNELS:
        portal.ensure_channel(channel, run=1)
    return portal


@dataclass(frozen=True)
class SeesFake(Seer):
    """Looks into what the fake holds; `at` names the fields by the platform's names."""

    fake: Fake
    body: str
    date: str
    shown: tuple[str, object]

    def _of(self, placed: Placement) -> dict[str, Any]:
        return self.fake.content[placed.remote_id]

    def edit(self, placed: Placement) -> None:
        place, (*way, last) = self._of(placed), self.body.split(".")
        for step in way:
            place = place[step]
        place[last] += "<p>编辑补充</p>"

    def body_of(self, new_url: str) -> bytes | None:
        answer = requests.get(new_url, timeout=10)
        return answer.content if answer.status_code == 200 else None

    def published_at(self, placed: Placement) -> str | None:
        return str(self._of(placed)[self.date]).replace("T", " ")[:16]

    def is_public(self, placed: Placement) -> bool:
        return bool(self._of(placed)[self.shown[0]] == self.shown[1])

    def articles(self) -> int:
        return len(self.fake.content)

    def files(self) -> int:
        return len(self.fake.stored)


def seer(name: str, fake: Fake) -> Seer:
    """Give the one who looks into a fake."""
    if name == "publiccms":
        return SeesFake(fake, "attribute.text", "publishDate", ("status", 1))
    if name == "chestnutcms":
        return SeesFake(fake, "contentHtml", "publishDate", ("status", "30"))
    return SeesFake(fake, "body", "addDate", ("checked", True))


class _Contract(ContractSuite):
    PROFILE = ""

    @pytest.fixture
    def fake(self) -> Iterator[Fake]:
        with FAKES[self.PROFILE]() as fake:
            yield fake

    @pytest.fixture
    def portal(self, fake: Fake, tmp_path: Path) -> Portal:
        return with_channels(adapter(self.PROFILE, fake.url, tmp_path))

    @pytest.fixture
    def see(self, fake: Fake) -> Seer:
        return seer(self.PROFILE, fake)

    def test_a_file_is_deleted_only_by_its_run_and_when_no_article_shows_it(self, portal: Portal) -> None:
        pytest.skip(NO_FILE_DELETE)

    def test_a_channel_is_deleted_only_by_its_run_and_when_it_stands_empty(self, portal: Portal) -> None:
        pytest.skip(NO_CHANNEL_DELETE)


class TestPublicCms(_Contract):
    """PublicCMS: no writing of channels, no deleting."""

    PROFILE = "publiccms"

    def test_nothing_is_read_back_of_what_is_not_there(self, portal: Portal) -> None:
        assert portal.read_back("999999") is None
        assert portal.read_back("../1") is None

    def test_a_run_deletes_only_what_it_made(self, portal: Portal) -> None:
        pytest.skip(NO_DELETE)

    def test_a_deleted_article_can_be_placed_again_by_another_run(self, portal: Portal) -> None:
        pytest.skip(NO_DELETE)

    def test_channels_of_one_name_below_different_parents_are_two(self, portal: Portal) -> None:
        pytest.skip(NO_CHANNEL)


class TestChestnut(_Contract):
    """ChestnutCMS: writes are promised, ids given before."""

    PROFILE = "chestnutcms"


WHOLE_CHESTNUT = """
[call.article_list]
method = "GET"
path = "/cms/content/list"
query = { catalogId = "{channel_id}", pageNum = "{page}", pageSize = "{size}" }
list = "/data/rows"
id = "/contentId"
[call.channel_delete]
method = "POST"
path = "/cms/catalog/delete"
json = { id = "{id}" }
[call.file_delete]
method = "POST"
path = "/cms/resource/delete"
json = ["{id}"]
"""


class TestWithDeleting(_Contract):
    """A profile that an office made whole: it lists a channel's articles, deletes channels and files."""

    PROFILE = "chestnutcms"

    @pytest.fixture
    def portal(self, fake: Fake, tmp_path: Path) -> Portal:
        return with_channels(adapter(self.PROFILE, fake.url, tmp_path, more=WHOLE_CHESTNUT))

    def test_a_file_is_deleted_only_by_its_run_and_when_no_article_shows_it(self, portal: Portal) -> None:
        ContractSuite.test_a_file_is_deleted_only_by_its_run_and_when_no_article_shows_it(self, portal)

    def test_a_channel_is_deleted_only_by_its_run_and_when_it_stands_empty(self, portal: Portal) -> None:
        ContractSuite.test_a_channel_is_deleted_only_by_its_run_and_when_it_stands_empty(self, portal)


class TestSscms(_Contract):
    """SSCMS: found by any column, no upload."""

    PROFILE = "sscms"

    @pytest.fixture(autouse=True)
    def _uploads_nothing(self, request: pytest.FixtureRequest) -> None:
        about_files = ("test_a_file", "test_files", "test_stopped_between_file", "test_what_is_checked_before")
        if request.node.name.startswith(about_files):
            pytest.skip(NO_UPLOAD)


class _Faults(FaultSuite):
    PROFILE = ""

    @pytest.fixture
    def fake(self) -> Iterator[Fake]:
        with FAKES[self.PROFILE]() as fake:
            yield fake

    @pytest.fixture
    def proxy(self, fake: Fake) -> Iterator[FaultyProxy]:
        with FaultyProxy("127.0.0.1", fake.port, is_write=_is_write) as proxy:
            yield proxy

    @pytest.fixture
    def portal(self, proxy: FaultyProxy, tmp_path: Path) -> Portal:
        return with_channels(adapter(self.PROFILE, proxy.url, tmp_path, timeout=0.5, retries=3))

    @pytest.fixture
    def see(self, fake: Fake) -> Seer:
        return seer(self.PROFILE, fake)

    @pytest.mark.parametrize("fault", [*BEFORE, *AFTER, Fault.SLOW])
    def test_a_fault_at_the_write_of_a_file_leaves_one_file(
        self, portal: Portal, proxy: FaultyProxy, see: Seer, fault: Fault
    ) -> None:
        self._break(proxy, fault, self.WRITES_FILE)
        made = portal.ensure_file(sha_of(FORM), "申报表.pdf", FORM, run=1)
        assert proxy.unspent() == []
        assert see.body_of(made.new_url) == FORM
        if fault in AFTER:
            pytest.skip(NO_FILE_LOOKUP)
        assert see.files() == 1


def _is_write(one: Asked) -> bool:
    reading = one.path.startswith(("/login", "/api/login")) or one.path == "/api/v1/contents"
    return one.method != "GET" and not reading


class TestFaultsOfPublicCms(_Faults):
    """Faults between request and answer."""

    PROFILE = "publiccms"
    WRITES_ARTICLE = ("POST", "/api/contentCreate")
    WRITES_FILE = ("POST", "/api/upload")

    @pytest.mark.parametrize("fault", [*BEFORE, *AFTER, Fault.SLOW])
    def test_a_fault_at_the_write_of_an_article_leaves_one_article(
        self, portal: Portal, proxy: FaultyProxy, see: Seer, fault: Fault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(portal), "delete_own", lambda *_, **__: True)  # this platform has no such call
        super().test_a_fault_at_the_write_of_an_article_leaves_one_article(portal, proxy, see, fault)


class TestFaultsOfChestnut(_Faults):
    """The same with promises in between."""

    PROFILE = "chestnutcms"
    WRITES_ARTICLE = ("POST", "/cms/content/add")
    WRITES_FILE = ("POST", "/cms/resource/upload")


class TestFaultsOfSscms(_Faults):
    """The same with a search by key."""

    PROFILE = "sscms"
    WRITES_ARTICLE = ("POST", r"/api/v1/contents/1/\d+$")

    @pytest.fixture(autouse=True)
    def _uploads_nothing(self, request: pytest.FixtureRequest) -> None:
        if request.node.name.startswith("test_a_fault_at_the_write_of_a_file"):
            pytest.skip(NO_UPLOAD)

    def test_a_second_run_makes_no_write(self, portal: Portal, proxy: FaultyProxy) -> None:
        from tests.portal.contract_suite import SHOWN
        from tests.portal.samples import NOTICES, article

        for _ in range(2):
            proxy.clear()
            portal.ensure_channel(NOTICES, run=1)
            portal.ensure_article(article(), NOTICES, SHOWN, run=1)
        assert proxy.writes() == []
