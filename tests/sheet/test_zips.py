"""Archives of many units' files: names as the sender saw them, archives in archives, litter left out, faults named."""

import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from migrate.errors import SheetError
from migrate.sheet.reading import read_files
from tests.sheet.building import Limits, read, save
from tests.sheet.making import HEAD, SITE

CSV = "网站名称,网址,主办单位\n甲网,www.a.example,甲局\n".encode()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, body in members.items():
            package.writestr(name, body)
    return path


def unmarked(path: Path, names: list[bytes], body: bytes = CSV) -> Path:
    """A zip file with names in any bytes and no mark of UTF-8, built from its records."""
    files, directory = b"", b""
    for name in names:
        packed = struct.pack("<HHHHHIII", 20, 0, 0, 0, 0x21, zlib.crc32(body), len(body), len(body))
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + packed
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, len(files)) + name
        files += b"PK\x03\x04" + packed + struct.pack("<HH", len(name), 0) + name + body
    end = struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(directory), len(files), 0)
    path.write_bytes(files + directory + b"PK\x05\x06" + end)
    return path


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_names_without_the_mark_of_utf_8_are_read_as_the_sender_saw_them(tmp_path: Path, charset: str) -> None:
    path = unmarked(tmp_path / "各单位.zip", ["农业局/清理表.csv".encode(charset), "鑫网㐂.csv".encode(charset)])
    files = [Path(site.file).relative_to(tmp_path).as_posix() for site in read(path).sites]
    assert files == ["各单位.zip/农业局/清理表.csv", "各单位.zip/鑫网㐂.csv"]


def test_archives_and_folders_may_hold_each_other(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"丙.csv": CSV}).read_bytes()
    middle = zipped(tmp_path / "inner.zip", {"乙.csv": CSV, "最里.zip": inner}).read_bytes()
    (tmp_path / "inner.zip").unlink()
    (tmp_path / "各镇").mkdir()
    book = save(tmp_path / "book.xlsx", [HEAD, SITE])
    zipped(tmp_path / "各镇" / "a.zip", {"甲.xls": book.read_bytes(), "里.zip": middle})
    book.unlink()
    names = [read_one.name for read_one in read_files([tmp_path], Limits(), False)]
    assert [name.removeprefix(f"{tmp_path}/") for name in names] == [
        "各镇/a.zip/甲.xls", "各镇/a.zip/里.zip/乙.csv", "各镇/a.zip/里.zip/最里.zip/丙.csv"
    ]  # fmt: skip


def test_an_archive_too_deep_inside_others_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    content = CSV
    for depth in range(5):
        content = zipped(
            tmp_path / "x.zip", {f"{depth}.{'zip' if depth else 'csv'}": content, "甲.csv": CSV}
        ).read_bytes()
    reads = list(read_files([tmp_path / "x.zip"], Limits(), False))
    read_ones = {one.name for one in reads if one.error is None}
    assert read_ones == {f"{tmp_path}/x.zip/{inside}甲.csv" for inside in ("", "4.zip/", "4.zip/3.zip/")}
    assert [one.error.problem for one in reads if one.error] == [f"{tmp_path}/x.zip/4.zip/3.zip/2.zip 压缩包套了太多层"]


def test_what_systems_leave_in_an_archive_is_left_out(tmp_path: Path) -> None:
    litter = ["__MACOSX/._甲.csv", "~$甲.xls", ".DS_Store", "Thumbs.db", "各镇/desktop.ini", "空/"]
    path = zipped(tmp_path / "a.zip", {"甲.csv": CSV, **dict.fromkeys(litter, b"x")})
    assert [one.name for one in read_files([path], Limits(), False)] == [f"{path}/甲.csv"]
    only = zipped(tmp_path / "b.zip", dict.fromkeys(litter, b"x"))
    with pytest.raises(SheetError, match=r"压缩包 .*b\.zip 里没有清理表"):
        read(only)


def test_a_document_beside_the_sheets_is_refused_by_its_name_and_the_others_go_on(tmp_path: Path) -> None:
    letter = zipped(tmp_path / "letter.docx", {"word/document.xml": b"<x/>"}).read_bytes()
    path = zipped(
        tmp_path / "a.zip", {"甲.csv": CSV, "通知.docx": letter, "扫描.jpg": b"\xff\xd8\xff\xe0", "空.xls": b""}
    )
    result = read(path)
    assert [site.file for site in result.sites] == [f"{path}/甲.csv"]
    assert [one.problem.removeprefix(f"{path}/") for one in result.refused_files] == [
        "通知.docx 是 Word 文档，不是工作簿", "扫描.jpg 是图片（扫描件），不是工作簿", "空.xls 是空文件（0 字节）"
    ]  # fmt: skip


def test_a_member_never_leaves_the_archive(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"../../etc/甲.csv": CSV, "/乙.csv": CSV, "..\\丙.csv": CSV})
    names = [one.name for one in read_files([path], Limits(), False)]
    assert names == [f"{path}/etc/甲.csv", f"{path}/乙.csv", f"{path}/丙.csv"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip"]


def test_a_link_in_an_archive_or_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(CSV)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "b").symlink_to(tmp_path)
    link = zipfile.ZipInfo("甲.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "c.zip", "w") as package:
        package.writestr(link, str(tmp_path / "secret.csv"))
    reads = list(read_files([folder], Limits(), False))
    assert sorted(one.name.removeprefix(f"{folder}/") for one in reads) == ["a.csv", "b", "c.zip/甲.csv"]
    assert all(one.error is not None and "快捷方式" in one.error.problem for one in reads)


def test_an_encrypted_member_is_refused_and_the_others_go_on(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"锁.csv": CSV, "甲.csv": CSV})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the first member's own header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and its line in the directory
    path.write_bytes(content)
    reads = list(read_files([path], Limits(), False))
    assert [(one.name.rpartition("/")[2], one.error and one.error.problem.endswith("已加密")) for one in reads] == [
        ("锁.csv", True), ("甲.csv", None)
    ]  # fmt: skip


def test_all_members_together_may_not_pass_the_limit(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"大.csv": b"," * 3000, "甲.csv": CSV, "又大.csv": b"," * 3000})
    result = read(path, limits=Limits(max_unpacked=3100))
    assert [site.file for site in result.sites] == [f"{path}/甲.csv"]
    assert len(result.refused_files) == 2
