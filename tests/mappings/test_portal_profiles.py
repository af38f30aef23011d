"""portals/*.toml: the shipped profiles hold, an office's file is laid over them, and every fault is told at once."""

from itertools import product
from pathlib import Path

import pytest

from mappings.errors import MappingError
from mappings.portal_profiles import SHIPPED, read_profile, shipped_profiles

GIVEN = {
    "publiccms": '[given]\napp_key = "k"\nmodel_id = "article"\n',
    "chestnutcms": '[given]\nsite_id = "4242"\n',
    "sscms": "[given]\nsite_id = 1\n",
}
WHOLE = """
title = "某平台"
basis = "依据厂商文档"
tested = true
[call.channel_list]
method = "GET"
path = "/channels"
list = ""
id = "/id"
[call.article_create]
method = "POST"
path = "/articles"
json = {}
id = "/id"
[call.article_update]
method = "PUT"
path = "/articles/{id}"
json = {}
[call.article_read]
method = "GET"
path = "/articles/{id}"
id = "/id"
[call.article_find]
method = "GET"
path = "/articles"
query = { key = "{mark}" }
list = ""
id = "/id"
[channel]
id = "/id"
name = "/name"
[article]
date = "%Y-%m-%d %H:%M"
undated = "1970-01-01 08:00"
marker = "/key"
state = "/state"
address = "/a/{id}"
[article.states]
published = { send = "1", read = ["1"] }
draft = { send = "0", read = ["0"] }
[article.fields]
title = { send = "title", value = "{title}", read = "/title" }
body = { send = "body", value = "{body}", read = "/body" }
date = { send = "date", value = "{date}", read = "/date", date = true }
channel = { send = "channel", value = "{channel_id}", read = "/channel" }
marker = { send = "key", value = "{mark}", read = "/key" }
"""


def office(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def refused(folder: Path, text: str, name: str = "own") -> str:
    with pytest.raises(MappingError) as error:
        read_profile(name, office(folder, name, text))
    assert error.value.remedy
    return error.value.problem


def test_profiles_are_shipped_for_three_platforms_and_none_was_tried_live() -> None:
    assert shipped_profiles() == ("chestnutcms", "publiccms", "sscms")
    for name in shipped_profiles():
        assert "未经实际平台验证" in (SHIPPED / f"{name}.toml").read_text("utf-8").splitlines()[0]


@pytest.mark.parametrize("name", GIVEN)
def test_a_shipped_profile_holds_once_the_office_gave_what_only_it_knows(name: str, tmp_path: Path) -> None:
    assert read_profile(name, office(tmp_path, name, GIVEN[name]))[1]["tested"] is False


@pytest.mark.parametrize(("name", "wanted"), [("publiccms", 2), ("chestnutcms", 1), ("sscms", 1)])
def test_what_the_office_has_not_given_is_named_with_what_it_is(name: str, wanted: int, tmp_path: Path) -> None:
    with pytest.raises(MappingError) as error:
        read_profile(name, tmp_path)
    assert f"有 {wanted} 处错误" in error.value.problem
    assert error.value.problem.count("还没有写（") == wanted


def test_a_platform_of_the_offices_own_needs_a_whole_file(tmp_path: Path) -> None:
    name, table = read_profile("own", office(tmp_path, "own", WHOLE))
    assert (name, table["title"]) == ("own", "某平台")
    named, same = read_profile("own.toml", None, workspace=tmp_path)
    assert (named, same) == ("own", table)


def test_a_profile_that_is_nowhere_names_those_that_are_shipped(tmp_path: Path) -> None:
    for name in ("jeecms", "none.toml", "../../etc/passwd"):
        with pytest.raises(MappingError, match="没有名为") as error:
            read_profile(name, tmp_path, workspace=tmp_path)
        assert "publiccms" in error.value.remedy


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    bad = WHOLE.replace('method = "PUT"', 'method = "STEAL"').replace('"{title}"', '"{titel}"')
    bad = bad.replace('path = "/channels"', 'path = "https://elsewhere.example/"').replace('"/id"\nname', '"id"\nname')
    told = refused(tmp_path, bad + "[callback]\nx = 1\n")
    for part in ("method 只能是", "{titel}", "path 应以一个 / 开头", "[channel] 的 id 应是指针", "callback 不认识"):
        assert part in told
    assert "有 5 处错误" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('path = "/articles/{id}"\nid', 'path = "//elsewhere.example/{id}"\nid', "path 应以一个 / 开头"),
        ('query = { key = "{mark}" }', 'query = { key = "{secret.token}" }', "{secret.token}"),
        ('query = { key = "{mark}" }', 'query = { key = "{mark.__class__}" }', "{mark.__class__}"),
        ('query = { key = "{mark}" }', 'query = { key = "{given.nothing}" }', "{given.nothing}"),
        ('query = { key = "{mark}" }', 'query = "{mark}"', "query 应是表"),
        ('json = {}\nid = "/id"', 'json = {}\nform = {}\nid = "/id"', "只能有一个"),
        ('json = {}\nid = "/id"', 'json = {}\nid = "/id"\ntask = "/task"', "须有 [task]"),
        ("[call.article_find]", "[call.article_seek]", "[call.article_seek] 不认识"),
        ('"1970-01-01 08:00"', '"never"', "undated"),
        ("tested = true", 'tested = "yes"', "tested 应是是或否"),
        ('published = { send = "1", read = ["1"] }', 'published = "1"', "published 应写作"),
        ('body = { send = "body", value = "{body}", read = "/body" }\n', "", "body 须有 read"),
        ("[channel]", "[answer]\nok = 7\n[channel]", "ok 应是表"),
        ("[channel]", "[answer.codes]\nx = 7\n[channel]", "须有 kind"),
        ("[channel]", '[answer.codes]\nx = { kind = "one" }\n[channel]', "须有 told"),
        ("[channel]", "[auth]\nlogin = 7\n[channel]", "[[auth.login]]"),
        ("[channel]", "[auth]\nlogin = [7]\n[channel]", "应是一个表"),
        ("[channel]", "[given]\nx = 1.5\n[channel]", "x 应是文字"),
    ],
)
def test_a_fault_is_told_in_plain_words(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in WHOLE
    assert told in refused(tmp_path, WHOLE.replace(old, new, 1))


SECTIONS = ("given", "auth", "answer", "task", "call", "channel", "file", "article")
VALUES = ("7", '"x"', "[1]", "[[]]", "{ x = 7 }", "{ x = [{ y = [] }] }")
NO_SECTIONS = [pair for pair in product(SECTIONS, VALUES) if pair != ("given", "{ x = 7 }")]  # which is a section


@pytest.mark.parametrize(("section", "value"), NO_SECTIONS)
def test_a_section_that_is_none_is_a_fault_and_no_crash(section: str, value: str, tmp_path: Path) -> None:
    start = f'{section} = {value}\ntitle = "某"\nbasis = "某"\ntested = true\n'
    assert "处错误" in refused(tmp_path, start)


@pytest.mark.parametrize("text", ["title = ", "a = " + "[" * 5000 + "]" * 5000, "\x00"], ids=["cut", "deep", "nul"])
def test_a_file_that_is_no_toml_is_one_sentence(text: str, tmp_path: Path) -> None:
    assert "无法读取" in refused(tmp_path, text)


def test_a_file_that_is_not_utf8_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes("title = '栖云县人民政府'".encode("gb18030"))
    with pytest.raises(MappingError, match="无法读取"):
        read_profile("own", tmp_path)
