"""The portal that the settings name, and its secret, which nothing shows."""

import pickle
import traceback
from pathlib import Path

import pytest

from migrate.errors import SettingsError
from migrate.portal.secret import Secret
from migrate.run.portals import SECRET_VARIABLE, secret_of
from migrate.settings import read_settings

WORDPRESS = ("portal.kind=wordpress", "portal.api_url=https://portal.qiyun.gov.example/", "portal.user=mover")
SAID = "abcd EFGH 1234"


@pytest.fixture(autouse=True)
def no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)


def test_the_secret_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(f"\ufeff{SAID}\n第二行\n", "utf-8")
    settings = read_settings(tmp_path, (*WORDPRESS, "portal.secret_file=secret.txt"))
    assert secret_of(settings, tmp_path).reveal() == SAID


def test_the_secret_is_the_environments_where_no_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, SAID)
    assert secret_of(read_settings(tmp_path, WORDPRESS), tmp_path).reveal() == SAID


@pytest.mark.parametrize("content", [None, b"", b"  \n", b"\xff\xfe\x00"])
def test_a_secret_that_cannot_be_read_is_told_of_without_telling_it(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "secret.txt").write_bytes(content)
    settings = read_settings(tmp_path, (*WORDPRESS, "portal.secret_file=secret.txt"))
    with pytest.raises(SettingsError, match=r"secret\.txt"):
        secret_of(settings, tmp_path)


def test_a_missing_secret_is_told_of_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=SECRET_VARIABLE):
        secret_of(read_settings(tmp_path, WORDPRESS), tmp_path)


def test_no_text_of_a_secret_shows_it() -> None:
    secret = Secret(SAID)
    shown = [str(secret), repr(secret), f"{secret}", f"{secret!r}", str([secret]), str({"a": secret})]
    try:
        raise ValueError(secret)
    except ValueError:
        shown.append(traceback.format_exc())
    assert not [text for text in shown if SAID in text]
    assert "***" in shown[0]
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (("portal.kind=drupal",), "portal.kind"),
        (("portal.visibility=hidden",), "portal.visibility"),
        (("portal.kind=wordpress",), "portal.api_url"),
        (("portal.kind=wordpress", "portal.api_url=https://u:p@x.example/", "portal.user=u"), "portal.api_url"),
        (("portal.kind=wordpress", "portal.api_url=https://x.example/"), "portal.user"),
        (("portal.kind=rest", "portal.api_url=https://x.example/"), "portal.profile"),
        (("portal.kind=rest", "portal.profile=publiccms"), "portal.api_url"),
    ],
)
def test_a_portal_that_cannot_be_asked_is_refused_before_anything_is_done(
    tmp_path: Path, flags: tuple[str, ...], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings(tmp_path, flags)


def test_every_kind_of_portal_can_be_set(tmp_path: Path) -> None:
    rest = ("portal.kind=rest", "portal.api_url=https://x.example/", "portal.profile=publiccms")
    kinds = [read_settings(tmp_path, flags).portal.kind for flags in (WORDPRESS, ("portal.kind=package",), rest, ())]
    assert kinds == ["wordpress", "package", "rest", "embedded"]
