"""What is in a package: whole, checkable, the same from the same, and harmless to whoever opens it."""

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from importlib import resources
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from migrate.errors import PortalError, PortalRefusal, SettingsError
from migrate.model import Article, DocumentFacts, File
from migrate.portal.contract import Visibility
from migrate.portal.package.adapter import PackagePortal
from migrate.portal.package.profile import TrsProfile, read_profile
from migrate.portal.package.trs import name_of
from tests.portal.packages import misfits, package, records
from tests.portal.samples import NEWS, NOTICES, OLD, article, contents, snapshot

SHOWN, DRAFT = Visibility.PUBLISHED, Visibility.DRAFT
TRS = TrsProfile({"zwgk/tzgg": "1203"}, user="daoru", per_zip=2)
SCHEMA = json.loads((resources.files("migrate.portal.package") / "article.schema.json").read_bytes())
XSD = etree.XMLSchema(etree.parse(str(resources.files("migrate.portal.package") / "trs-wcm.xsd")))


def stored(portal: PackagePortal, name: str, content: bytes, *, inline: bool = False) -> File:
    sha256 = hashlib.sha256(content).hexdigest()
    made = portal.ensure_file(sha256, name, content, run=1)
    return File(f"{OLD}/files/{sha256[:4]}", name, sha256, inline=inline, new_url=made.new_url)


def with_files(portal: PackagePortal, number: int = 1) -> Article:
    """Give an article with an image in its text, an attachment and one that was lost."""
    image = stored(portal, "图一.png", b"\x89PNG one", inline=True)
    form = stored(portal, "申报表（定稿）.doc", b"\xd0\xcf\x11\xe0 form")
    lost = File(f"{OLD}/files/lost.doc", "遗失的附件.doc", None, missing="404")
    body = f'<p><img src="/{image.new_url}" alt="图"></p><p><a href="/{form.new_url}">申报表</a></p>'
    return article(number, body_html=body, body_text="申报表", images=(image,), attachments=(form, lost))


def filled(folder: Path, trs: TrsProfile | None = TRS, count: int = 5) -> PackagePortal:
    portal = package(folder, trs)
    for number in range(1, count + 1):
        portal.ensure_article(with_files(portal, number), NOTICES, SHOWN, run=1)
    portal.ensure_article(article(90), NEWS, SHOWN, run=1)
    portal.finish()
    return portal


def manifest(root: Path) -> dict:
    return json.loads((root / "manifest.json").read_bytes())


def documents(path: Path) -> etree._Element:
    with ZipFile(path) as opened:
        assert opened.testzip() is None
        return etree.fromstring(opened.read("documents.xml"))


# --- the neutral part


def test_the_manifest_names_every_file_with_size_and_digest_and_no_time(tmp_path: Path) -> None:
    filled(tmp_path)
    root = tmp_path / "package"
    told = {one["path"]: (one["size"], one["sha256"]) for one in manifest(root)["files"]}
    there = {
        name: (len(content), hashlib.sha256(content).hexdigest())
        for name, content in contents(root).items()
        if name not in ("manifest.json", "addresses.csv")
    }
    assert told == there
    assert manifest(root)["counts"]["articles"] == 6
    assert list(told) == sorted(told)
    assert not re.search(r"20\d\d-\d\d-\d\dT", (root / "manifest.json").read_text("utf-8"))


def test_every_line_fits_the_schema_that_goes_with_it(tmp_path: Path) -> None:
    portal = package(tmp_path)
    facts = DocumentFacts(document_number="栖农〔2019〕3号")
    for number, one in enumerate(
        [with_files(portal), replace(article(2), facts=facts), article(3, published_at=None), article(4, title="")]
    ):
        portal.ensure_article(replace(one, article_key=f"k {number}"), NOTICES, SHOWN, run=1)
    portal.finish()
    found = records(tmp_path / "package")
    assert len(found) == 4
    assert [fault for one in found.values() for fault in misfits(one, SCHEMA, SCHEMA["$defs"])] == []
    shipped = (tmp_path / "package/article.schema.json").read_bytes()
    assert json.loads(shipped) == SCHEMA


def test_the_own_check_of_the_schema_finds_faults() -> None:
    good = {"name": "a", "old_url": "b", "path": None, "size": None, "sha256": None}
    schema = SCHEMA["$defs"]["file"]
    assert misfits(good, schema, {}) == []
    for wrong in ({"name": 1}, {"path": "../x"}, {"sha256": "0"}, {"other": "x"}):
        assert misfits({**good, **wrong}, schema, {}) != []
    assert misfits({"name": "a"}, schema, {}) != []


def test_what_an_article_says_is_handed_over_unaltered(tmp_path: Path) -> None:
    portal = package(tmp_path)
    given_one = replace(with_files(portal), published_at="2019-03-05", author="张某", keywords="山茶;产业")
    placed = portal.ensure_article(given_one, NOTICES, SHOWN, run=1)
    portal.finish()
    one = records(tmp_path / "package")[placed.remote_id]
    for name in ("title", "published_at", "source", "author", "keywords", "old_url", "site_key", "site_name"):
        assert one[name] == getattr(given_one, name)
    assert one["columns"] == [["政务公开", "通知公告"]]
    image, (form, lost) = one["images"][0], one["attachments"]
    assert (form["name"], lost["path"], lost["sha256"]) == ("申报表（定稿）.doc", None, None)
    assert (tmp_path / "package" / form["path"]).read_bytes() == b"\xd0\xcf\x11\xe0 form"
    assert one["body_html"] == (
        f'<p><img src="{image["path"]}" alt="图"></p><p><a href="{form["path"]}">申报表</a></p>'
    )


def test_channels_are_listed_with_all_above_them_parents_first(tmp_path: Path) -> None:
    filled(tmp_path)
    rows = json.loads((tmp_path / "package/channels.json").read_bytes())
    paths = [one["path"] for one in rows]
    assert paths == ["xwdt", "zwgk", "xwdt/gzdt", "zwgk/tzgg"]
    assert [(one["parent"], one["articles"]) for one in rows] == [(None, 0), (None, 0), ("xwdt", 1), ("zwgk", 5)]
    assert rows[0]["name"] == "新闻动态"


def test_a_second_run_writes_nothing_and_reads_no_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portal = filled(tmp_path)
    before = snapshot(tmp_path)
    monkeypatch.setattr("migrate.portal.package.making.read_document", pytest.fail)
    done = portal.finish()
    assert (done.written, done.removed, done.edited) == (0, 0, ())
    assert snapshot(tmp_path) == before


def test_the_same_articles_make_the_same_package_in_any_order(tmp_path: Path) -> None:
    one, other = package(tmp_path / "a", TRS), package(tmp_path / "b", TRS)
    for portal, numbers in ((one, range(1, 6)), (other, range(5, 0, -1))):
        for number in numbers:
            portal.ensure_article(with_files(portal, number), NOTICES, SHOWN, run=number)
            portal.finish()
    assert contents(tmp_path / "a/package") == contents(tmp_path / "b/package")


def test_a_changed_article_changes_the_files_of_its_channel_alone(tmp_path: Path) -> None:
    portal = filled(tmp_path)
    before = contents(tmp_path / "package")
    portal.ensure_article(article(90, title="更正"), NEWS, SHOWN, run=2)
    portal.finish()
    after = contents(tmp_path / "package")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {"articles/xwdt/gzdt.jsonl", "addresses.csv", "manifest.json"}


@pytest.mark.parametrize("way", ["withdrawn", "draft", "deleted", "moved"])
def test_what_is_gone_leaves_no_trace_where_it_was(tmp_path: Path, way: str) -> None:
    portal = package(tmp_path, TRS)
    placed = portal.ensure_article(with_files(portal), NOTICES, SHOWN, run=1)
    portal.finish()
    assert (tmp_path / "package/trs-wcm/zwgk/tzgg-001.zip").is_file()
    if way == "withdrawn":
        portal.set_visibility(placed.remote_id, Visibility.OFFLINE)
    elif way == "draft":
        portal.ensure_article(with_files(portal), NOTICES, DRAFT, run=2)
    elif way == "deleted":
        assert portal.delete_own(placed.remote_id, run=1)
    else:
        portal.ensure_article(with_files(portal), NEWS, SHOWN, run=2)
    assert portal.finish().removed > 0
    left = {name.partition("/")[0] for name in contents(tmp_path / "package")} & {"articles", "files", "trs-wcm"}
    assert left == ({"articles", "files"} if way == "moved" else set())
    assert not (tmp_path / "package/articles/zwgk").exists()
    back = portal.ensure_article(with_files(portal), NOTICES, SHOWN, run=3)
    portal.finish()
    assert list(records(tmp_path / "package")) == [back.remote_id]
    assert len([name for name in contents(tmp_path / "package") if name.startswith("files/")]) == 2


def test_what_other_people_put_beside_it_stays(tmp_path: Path) -> None:
    portal = filled(tmp_path)
    note = tmp_path / "package/交接单.docx"
    note.write_bytes(b"theirs")
    assert portal.finish().removed == 0
    assert note.read_bytes() == b"theirs"
    assert "交接单.docx" not in (tmp_path / "package/manifest.json").read_text("utf-8")


def test_a_file_that_was_lost_is_told_of(tmp_path: Path) -> None:
    portal = package(tmp_path)
    given_one = with_files(portal)
    shutil.rmtree(tmp_path / ".portal/files")
    with pytest.raises(PortalRefusal, match="不在交换包中"):
        portal.ensure_article(given_one, NOTICES, SHOWN, run=1)


@pytest.mark.parametrize("is_made", [True, False])
def test_a_file_lost_after_its_article_was_stored_is_told_of_until_it_is_back(tmp_path: Path, is_made: bool) -> None:
    portal = package(tmp_path, TRS)
    portal.ensure_article(with_files(portal), NOTICES, SHOWN, run=1)
    if is_made:
        portal.finish()
    lost = tmp_path / ("package/files" if is_made else ".portal/files")
    shutil.move(lost, tmp_path / "backup")
    for _ in range(2):
        with pytest.raises(PortalError, match="缺少 2 个文件"):
            portal.finish()
    listed = [one["path"] for one in manifest(tmp_path / "package")["files"]]
    assert len([path for path in listed if path.startswith("files/")]) == 2, "whoever checks the package misses them"
    shutil.rmtree(lost, ignore_errors=True)
    shutil.move(tmp_path / "backup", lost)
    portal.finish()
    assert (tmp_path / "package/trs-wcm/zwgk/tzgg-001.zip").is_file()
    assert portal.finish().written == 0


def test_stopped_at_any_write_the_next_run_makes_the_same_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path / "whole")
    wanted = contents(tmp_path / "whole/package")
    replace_file, stops = Path.replace, 0
    while True:
        folder, left = tmp_path / f"{stops}", [stops]

        def failing(path: Path, target: Path, left: list[int] = left) -> Path:
            if "zwgk" in str(target) or target.suffix in (".json", ".csv", ".zip", ".png", ".doc"):
                left[0] -= 1
            if left[0] == -1:
                raise OSError(28, "No space left on device")
            return replace_file(path, target)

        portal = package(folder, TRS)
        for number in range(1, 6):
            portal.ensure_article(with_files(portal, number), NOTICES, SHOWN, run=1)
        portal.ensure_article(article(90), NEWS, SHOWN, run=1)
        monkeypatch.setattr(Path, "replace", failing)
        try:
            portal.finish()
            done = True
        except PortalError:
            done = False
        monkeypatch.setattr(Path, "replace", replace_file)
        portal.finish()
        assert contents(folder / "package") == wanted, stops
        if done:
            break
        stops += 1
    assert stops > 10


def test_an_importer_is_told_which_articles_were_withdrawn(tmp_path: Path) -> None:
    portal = package(tmp_path)
    first = portal.ensure_article(article(1), NOTICES, SHOWN, run=1)
    portal.ensure_article(article(2), NOTICES, DRAFT, run=1)
    portal.finish()
    assert manifest(tmp_path / "package")["withdrawn"] == []
    portal.set_visibility(first.remote_id, Visibility.OFFLINE)
    portal.finish()
    assert manifest(tmp_path / "package")["withdrawn"] == [first.remote_id]
    portal.set_visibility(first.remote_id, SHOWN)
    portal.finish()
    assert manifest(tmp_path / "package")["withdrawn"] == []


def test_the_form_computes_nothing_and_stands_on_its_lines(tmp_path: Path) -> None:
    portal = package(tmp_path)
    for number, title in enumerate(['=HYPERLINK("http://evil.example")', "@x", "第一行，\n第二行", '"引"']):
        portal.ensure_article(article(number, title=title), NOTICES, SHOWN, run=1)
    portal.finish()
    content = (tmp_path / "package/addresses.csv").read_bytes()
    heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert heading == ["文章编号", "旧网址", "标题", "新网址"]
    assert len(rows) == content.count(b"\r\n") - 1 == 4
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@"))]
    assert {row[3] for row in rows} == {""}


def test_nothing_is_loaded_or_linked_from_outside_the_package_by_an_image(tmp_path: Path) -> None:
    portal = package(tmp_path)
    body = (
        '<p><img src="http://evil.example/x.png" alt="外图"><img src="file:///etc/passwd">'
        '<img srcset="http://evil.example/y.png 2x" src="data:image/png;base64,iVBORw0KGgo="></p>'
    )
    placed = portal.ensure_article(article(body_html=body), NOTICES, SHOWN, run=1)
    portal.finish()
    told = records(tmp_path / "package")[placed.remote_id]["body_html"]
    assert "evil.example" not in told and "passwd" not in told
    assert "外图" in told and "data:image/png" in told


def test_a_text_that_names_a_file_which_never_was_harms_nobody(tmp_path: Path) -> None:
    portal = package(tmp_path, TRS)
    body = '<p>见 href="files/ab/0123456789abcdef/x.doc" 一文</p>'
    placed = portal.ensure_article(article(body_html=body), NOTICES, SHOWN, run=1)
    portal.finish()
    assert list(records(tmp_path / "package")) == [placed.remote_id]
    with ZipFile(tmp_path / "package/trs-wcm/zwgk/tzgg-001.zip") as opened:
        assert opened.namelist() == ["documents.xml"]


# --- for TRS WCM


def test_every_document_fits_the_schema_and_stands_in_one_zip(tmp_path: Path) -> None:
    portal = filled(tmp_path)
    odd = article(7, title="a\x00b\x1b ]]> <b> & ＆\ud800", body_html="<p>x ]]&gt; \x0b</p>", published_at=None)
    portal.ensure_article(odd, NOTICES, SHOWN, run=1)
    portal.finish()
    zips = sorted((tmp_path / "package/trs-wcm").rglob("*.zip"))
    assert [path.name for path in zips] == ["tzgg-001.zip", "tzgg-002.zip", "tzgg-003.zip"]
    titles = []
    for path in zips:
        root = documents(path)
        XSD.assertValid(root)
        titles += [one.text for one in root.iter("DOCTITLE")]
        assert {one.text for one in root.iter("DOCCHANNEL")} == {"1203"}
        assert {one.text for one in root.iter("CRUSER")} == {"daoru"}
        assert len(root) <= 2
    assert sorted(titles) == sorted([article(n).title for n in range(1, 6)] + ["ab ]]> <b> & ＆\ufffd"])
    assert (tmp_path / "package/trs-wcm.xsd").is_file()


def test_a_zip_holds_the_files_that_its_documents_name(tmp_path: Path) -> None:
    filled(tmp_path, count=1)
    (path,) = (tmp_path / "package/trs-wcm").rglob("*.zip")
    root = documents(path)
    named = [one.text for one in root.iter("APPFILE")]
    with ZipFile(path) as opened:
        assert sorted(opened.namelist()) == sorted(["documents.xml", *named])
        assert {opened.read(name) for name in named} == {b"\x89PNG one", b"\xd0\xcf\x11\xe0 form"}
        assert {one.date_time for one in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert [one.text for one in root.iter("SRCFILE")] == ["申报表（定稿）.doc", "图一.png"]
    body = root.findtext(".//DOCHTMLCON")
    assert body is not None
    assert re.findall(r'(?:src|href)="([^"]*)"', body) == [named[1], named[0]]
    assert root.findtext(".//DOCRELTIME") == "2011-03-05 09:01:00"


def test_a_link_to_an_article_is_text_until_its_address_is_known(tmp_path: Path) -> None:
    portal = package(tmp_path, TRS)
    first = portal.ensure_article(article(1), NOTICES, SHOWN, run=1)
    body = f'<p>见<a href="/{first.new_url}#p2">第一号</a>和<a href="channel:zwgk">公开</a></p>'
    portal.ensure_article(article(2, body_html=body), NOTICES, SHOWN, run=1)
    portal.finish()
    place = tmp_path / "package/trs-wcm/zwgk/tzgg-001.zip"
    told = [one.text for one in documents(place).iter("DOCHTMLCON")]
    assert told[1] == "<p>见第一号和公开</p>"
    form = tmp_path / "填好.csv"
    form.write_text(f"文章编号,旧网址,新网址\n{first.remote_id},,https://www.qiyun.gov.example/1.html\n", "utf-8")
    portal.take_addresses(form, portal.read_addresses(form, {"www.qiyun.gov.example"}))
    portal.finish()
    told = [one.text for one in documents(place).iter("DOCHTMLCON")]
    assert told[1] == '<p>见<a href="https://www.qiyun.gov.example/1.html#p2">第一号</a>和公开</p>'
    neutral = [one["body_html"] for one in records(tmp_path / "package").values()]
    assert any(f'href="article:{first.remote_id}#p2"' in one for one in neutral)


def test_a_channel_without_an_id_has_no_zip_and_is_named(tmp_path: Path) -> None:
    filled(tmp_path)
    root = tmp_path / "package"
    assert manifest(root)["channels_without_trs_id"] == ["xwdt/gzdt"]
    assert "- xwdt/gzdt" in (root / "说明.txt").read_text("utf-8-sig")
    assert not (root / "trs-wcm/xwdt").exists()


def test_without_a_profile_nothing_is_made_for_trs(tmp_path: Path) -> None:
    filled(tmp_path, None)
    root = tmp_path / "package"
    assert not [name for name in contents(root) if "trs" in name]
    assert "TRS" not in (root / "说明.txt").read_text("utf-8-sig")
    assert manifest(root)["channels_without_trs_id"] == []


def test_a_zip_opens_with_the_programs_that_people_have(tmp_path: Path) -> None:
    filled(tmp_path, count=2)
    (path,) = (tmp_path / "package/trs-wcm").rglob("*.zip")
    if shutil.which("unzip") is None:
        pytest.skip("没有 unzip")
    done = subprocess.run(["unzip", "-t", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "[trs]\nper_zip = 0\nkind = 'x'\nuser = 3\n[trs.channels]\n'zwgk' = 'abc'\n",
            ["per_zip", "kind", "user", "abc"],
        ),
        ("[trs]\nchannels = 3\n[other]\n", ["trs.channels", "other"]),
        ("trs = 3\n", ["[trs]"]),
        ("[trs\n", ["无法读取"]),
    ],
)
def test_a_profile_with_faults_is_refused_with_all_of_them(tmp_path: Path, text: str, named: list[str]) -> None:
    path = tmp_path / "接口.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as told:
        read_profile(path)
    assert [one for one in named if one not in str(told.value)] == []


def test_a_profile_is_read(tmp_path: Path) -> None:
    path = tmp_path / "接口.toml"
    path.write_text("[trs]\nuser = 'a'\n[trs.channels]\n'zwgk/tzgg' = 12\n'xwdt' = '7'\n", "utf-8-sig")
    assert read_profile(path) == TrsProfile({"zwgk/tzgg": "12", "xwdt": "7"}, user="a")
    path.write_text("", "utf-8")
    assert read_profile(path) is None


# --- names


NAMES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["../../etc/passwd", "..\\..\\x.exe", "con.doc", "a\x00.pdf", "/abs.doc", "." * 90, "附件\n1.doc"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, content=st.binary(min_size=1, max_size=20))
def test_no_name_leads_out_of_the_package_or_of_a_zip(tmp_path: Path, name: str, content: bytes) -> None:
    portal = package(tmp_path, TRS)
    file = stored(portal, name, content)
    portal.ensure_article(article(attachments=(file,), body_html="<p>甲</p>"), NOTICES, SHOWN, run=1)
    portal.finish()
    path = (file.new_url or "").removeprefix("package:")
    assert (tmp_path / "package" / path).read_bytes() == content
    assert re.fullmatch(r"files/[0-9a-f]{2}/[0-9a-f]{16}/[A-Za-z0-9][A-Za-z0-9_.-]*", path)
    with ZipFile(tmp_path / "package/trs-wcm/zwgk/tzgg-001.zip") as opened:
        assert sorted(opened.namelist()) == sorted(["documents.xml", name_of(path)])
        XSD.assertValid(etree.fromstring(opened.read("documents.xml")))
    (one,) = records(tmp_path / "package").values()
    assert misfits(one, SCHEMA, SCHEMA["$defs"]) == []
