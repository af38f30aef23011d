"""`migrate publish` and `migrate rollback` with a platform of a shipped profile, from the settings to the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mappings.errors import MappingError
from migrate.errors import SettingsError
from migrate.run.rollback import rollback
from migrate.run.whole import run_stage
from migrate.run.work import Order, Publishing, Result, Silent
from migrate.settings import read_settings
from tests.portal.rest_fakes import APP_SECRET, PASSWORD, FakeChestnut, FakePublicCms
from tests.run.publishing import FORM, copied, extracted
from tests.whole.tiny import FLAGS

PUBLISHED_BY = 4  # after classify, capture and extract


class Hears(Silent):
    """A voice that remembers what was said."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def say(self, text: str) -> None:
        self.heard.append(text)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extracted(tmp_path_factory.mktemp("rest") / "workspace")


@pytest.fixture
def workspace(source: Path, tmp_path: Path) -> Path:
    made = copied(source, tmp_path / "workspace")
    (made / "mappings" / "portals").mkdir(parents=True)
    (made / "mappings" / "portals" / "chestnutcms.toml").write_text('[given]\nsite_id = "4242"\n', "utf-8")
    (made / "secret.txt").write_text(f"{PASSWORD}\n{APP_SECRET}\n", "utf-8")
    return made


@pytest.fixture
def chestnut() -> Iterator[FakeChestnut]:
    with FakeChestnut() as fake:
        yield fake


def flags_of(url: str, profile: str) -> tuple[str, ...]:
    portal = {"kind": "rest", "api_url": url, "user": "mover", "profile": profile, "secret_file": "secret.txt"}
    return (*FLAGS, *(f"portal.{name}={value}" for name, value in portal.items()))


def publish(workspace: Path, url: str, voice: Hears, profile: str = "chestnutcms", *, dry_run: bool = False) -> Result:
    settings = read_settings(workspace, flags_of(url, profile))
    order = Order(unreviewed=True, publishing=Publishing(dry_run=dry_run))
    return run_stage(workspace, settings, voice, "publish", order)


def writes(fake: FakeChestnut) -> list[str]:
    return [one.path for one in fake.asked if one.method == "POST" and one.path != "/login"]


def test_articles_and_files_are_placed_once_and_link_to_each_other(workspace: Path, chestnut: FakeChestnut) -> None:
    voice = Hears()
    publish(workspace, chestnut.url, voice, dry_run=True)
    assert writes(chestnut) == []
    publish(workspace, chestnut.url, voice)
    assert any("ChestnutCMS" in line and "未经实际平台验证" in line for line in voice.heard)
    assert len(chestnut.content) == 5
    assert list(chestnut.stored.values()) == [FORM]
    assert all(one["status"] == "30" for one in chestnut.content.values())
    second = next(
        one for one in chestnut.content.values() if one["sourceUrl"].partition("#")[0].endswith("/tzgg/2.html")
    )
    first = next(
        one for one in chestnut.content.values() if one["sourceUrl"].partition("#")[0].endswith("/tzgg/1.html")
    )
    assert second["link"] in first["contentHtml"] and first["link"] in second["contentHtml"]
    chestnut.asked.clear()
    publish(workspace, chestnut.url, voice)
    assert writes(chestnut) == []


def test_a_run_is_rolled_back(workspace: Path, chestnut: FakeChestnut) -> None:
    publish(workspace, chestnut.url, Hears())
    settings = read_settings(workspace, flags_of(chestnut.url, "chestnutcms"))
    rollback(workspace, settings, Silent(), PUBLISHED_BY, dry_run=False)
    assert chestnut.content == {}


def test_a_profile_that_is_not_filled_in_stops_before_the_first_request(workspace: Path) -> None:
    with FakePublicCms() as fake:
        with pytest.raises(MappingError, match="app_key 还没有写"):
            publish(workspace, fake.url, Hears(), "publiccms")
        assert fake.asked == []


def test_a_profile_must_be_named(workspace: Path) -> None:
    with pytest.raises(SettingsError, match=r"portal\.profile"):
        publish(workspace, "http://127.0.0.1:9", Hears(), "")
    with pytest.raises(MappingError, match="没有名为“jeecms”的门户适配文件"):
        publish(workspace, "http://127.0.0.1:9", Hears(), "jeecms")
