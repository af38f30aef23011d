"""Settings: every key has a default, every fault is named with its place, all of them at once."""

from pathlib import Path

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import SettingsError
from migrate.settings import FILE_NAME, ConnectTo, Http, Settings, read_settings


def written(folder: Path, text: str) -> Path:
    (folder / FILE_NAME).write_text(text, "utf-8")
    return folder


def refused(folder: Path, *overrides: str, connect_to: tuple[str, ...] = ()) -> str:
    with pytest.raises(SettingsError) as told:
        read_settings(folder, overrides, connect_to)
    assert told.value.remedy
    return told.value.problem


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    settings = read_settings(tmp_path)
    assert settings == Settings()
    assert (settings.http.interval, settings.http.connections_per_host, settings.http.retries) == (1.0, 2, 5)
    assert (settings.http.max_body, settings.http.max_decoded) == (2 << 30, 1 << 30)
    assert list(tmp_path.iterdir()) == []


def test_flags_stand_above_the_file_and_the_file_above_the_defaults(tmp_path: Path) -> None:
    written(tmp_path, '[http]\ninterval = 3\ntimeout = 9\n[portal]\nname = "栖云县人民政府"\n')
    settings = read_settings(tmp_path, ["http.interval=0.5", "portal.domain = www.qiyun.gov.example"])
    assert (settings.http.interval, settings.http.timeout) == (0.5, 9.0)
    assert (settings.portal.name, settings.portal.domain) == ("栖云县人民政府", "www.qiyun.gov.example")


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xef\xbb\xbf[http]\r\nretries = 1\r\n")
    assert read_settings(tmp_path).http.retries == 1


@pytest.mark.parametrize(
    ("written_as", "size"),
    [('"2 GiB"', 2 << 30), ('"1.5MiB"', 3 << 19), ('"10 kib"', 10240), ("512", 512), ('"7"', 7), ('"0 B"', 0)],
)
def test_sizes_are_written_with_their_unit(tmp_path: Path, written_as: str, size: int) -> None:
    assert read_settings(tmp_path, [f"http.max_body={written_as}"]).http.max_body == size


def test_all_faults_are_named_at_once_each_with_its_place(tmp_path: Path) -> None:
    written(tmp_path, '[http]\nintervall = 1\nretries = "five"\n[portals]\nname = "x"\n')
    problem = refused(tmp_path, "http.timeout=-1", "office", "ledger.urls=x")
    for part in (
        "migrate.toml 的 http.intervall",
        "migrate.toml 的 http.retries",
        "[portals]",
        "--set 的 http.timeout",
        "--set office",
        "--set 的 ledger.urls",
    ):
        assert part in problem


@pytest.mark.parametrize(
    "override",
    [
        "http.interval=-1",
        'http.interval="1"',
        "http.interval=nan",
        "http.interval=inf",
        "http.interval=true",
        "http.retries=1.5",
        "http.connections_per_host=0",
        "http.sites_at_once=0",
        "http.allow_private=1",
        'http.allow_private="yes"',
        "http.max_body=-1",
        'http.max_body="2 GB"',
        "http.max_body=big",
        "http.max_body=true",
        "http.max_body=[]",
        'http.max_body="1e3 B"',
        "http.connect_to=x",
        "http.connect_to=[1]",
        'http.connect_to=["a:b"]',
        "http.robots=never",
        "http.robots=ignore",
        'http.user_agent="工具"',
        "http.user_agent=[]",
        "http={}",
        'http.user_agent="a\\nb"',
        "portal.kind=wordpress",
        "archive.screening=off",
        "portal.base_url=/x",
        'archive.base_url="http://a.example/?q"',
        "http.=1",
        ".x=1",
        "=",
        "http.interval",
        "http.a.b=1",
    ],
)
def test_an_unusable_value_is_refused_in_words(tmp_path: Path, override: str) -> None:
    assert "设置有误" in refused(tmp_path, override)


def test_ignoring_robots_needs_to_be_authorised(tmp_path: Path) -> None:
    assert "授权" in refused(tmp_path, "http.robots=ignore", "http.robots_authorisation='  '")
    settings = read_settings(tmp_path, ["http.robots=ignore", "http.robots_authorisation='批复〔2026〕1号'"])
    assert settings.http.robots == "ignore"


@pytest.mark.parametrize("broken", [b"[http", b"\xff\xfe[http]", b"a = 1\na = 2", b"[http]\nx = \xb8\xbd"])
def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(broken)
    assert FILE_NAME in refused(tmp_path)


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert FILE_NAME in refused(tmp_path)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("::127.0.0.1:8080", ConnectTo("", None, "127.0.0.1", 8080)),
        ("A.example:80:b.example:", ConnectTo("a.example", 80, "b.example", None)),
        ("a.example:::", ConnectTo("a.example", None, "", None)),
        ("[::1]:443:[fe80::1]:8443", ConnectTo("[::1]", 443, "fe80::1", 8443)),
    ],
)
def test_connect_to_is_written_as_in_curl(tmp_path: Path, text: str, rule: ConnectTo) -> None:
    assert ConnectTo.parse(text) == rule
    assert read_settings(tmp_path, connect_to=[text]).http.connect_to == (rule,)


@pytest.mark.parametrize(
    "text", ["", "a", "a:1", "a:x:b:1", "::127.0.0.1:0", "::b:70000", "::[zz:1]:80", "http://a:1:b:2"]
)
def test_another_shape_of_connect_to_is_refused(tmp_path: Path, text: str) -> None:
    assert "connect_to" in refused(tmp_path, connect_to=(text,))


VALUES = st.recursive(
    st.one_of(st.integers(-(2**62), 2**62), st.floats(), st.booleans(), st.text(max_size=8), st.dates(), st.times()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=4,
)
KEYS = st.sampled_from([*Http.__dataclass_fields__, "name", "url", "kind", "max_rows", "base_url", "x"])
TABLES = st.dictionaries(
    st.sampled_from(["http", "portal", "office", "archive", "ledger", "sheet", "y"]),
    st.one_of(VALUES, st.dictionaries(KEYS, VALUES, max_size=4)),
)


@settings(deadline=None)  # the machine may be busy
@given(st.one_of(st.text(max_size=60), TABLES.map(tomli_w.dumps)), st.lists(st.text(max_size=30), max_size=3))
def test_any_text_gives_settings_or_a_settings_error(
    tmp_path_factory: pytest.TempPathFactory, text: str, overrides: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / FILE_NAME).write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        settings = read_settings(folder, overrides)
    except SettingsError as error:
        assert error.problem
    else:
        assert isinstance(settings, Settings)


def test_a_password_in_an_address_is_not_shown_when_the_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(tmp_path, ["ledger.url postgresql://app:hidden@db/x", "http.timeout=x://u:hidden@h"])
    assert "hidden" not in str(refused.value)
    assert "***" in str(refused.value)
