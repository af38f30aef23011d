"""Screening of attachments as conducted: held with their articles, read once, told where they cannot be read."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from migrate.ledger.findings import finding_lines
from migrate.ledger.views import article_lines
from migrate.run import attachments
from tests.run.capturing import desk
from tests.run.test_screening import HOME, HOST, IDENTITY, PLAIN, Told, article, work_through
from tests.zoo.answers import ok, page
from tests.zoo.server import FaultServer

FIRST, SECOND, THIRD = (f"{HOME}t{number}.html" for number in (1, 2, 3))
LIST, NOTICE, LOCKED = f"{HOME}files/list.xlsx", f"{HOME}files/notice.txt", f"{HOME}files/locked.zip"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(number: str = IDENTITY) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "名单"
    for row in (["2026 年补贴名单"], ["序号", "姓名", "身份证号码"], [1, "张某", number]):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def locked() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("a.txt", "x")
    body = bytearray(stream.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + at] |= 1  # says that it is encrypted
    return bytes(body)


def attached(*names: str) -> str:
    return "".join(f'<p><a href="/files/{name}">附件：{name}</a></p>' for name in names)


def pages(sheet: bytes) -> dict[str, object]:
    return {
        "/": page("/t1.html", "/t2.html", "/t3.html"),
        "/t1.html": article("关于发放补贴的公示", attached("list.xlsx")),
        "/t2.html": article("关于补贴公示的补充通知", attached("list.xlsx", "notice.txt")),
        "/t3.html": article("关于夏收的通知", attached("notice.txt", "locked.zip")),
        "/files/list.xlsx": ok(sheet, SHEET),
        "/files/notice.txt": ok(f"{PLAIN}\n咨询电话：0999-8000000".encode("gb18030"), "text/plain"),
        "/files/locked.zip": ok(locked(), "application/zip"),
    }


def worked(workspace: Path, sheet: bytes, own: str = "") -> Told:
    if own:
        (workspace / "mappings").mkdir(exist_ok=True)
        (workspace / "mappings" / "screening.toml").write_text(own, "utf-8")
    with FaultServer({HOST: pages(sheet)}) as server, desk(workspace, server, HOME) as work:
        result = work_through(work)
        with work.ledger.begin() as connection:
            articles = {line["old_url"]: line for line in article_lines(connection, "")}
            return result, articles, list(finding_lines(connection))


def held_in(workspace: Path, folder: str, secret: bytes) -> list[str]:
    paths = [path for path in (workspace / folder).rglob("*") if path.is_file()]
    return [path.name for path in paths if secret in path.read_bytes()]


def test_a_list_with_identity_numbers_holds_every_article_that_carries_it_and_is_public_nowhere(tmp_path: Path) -> None:
    sheet = workbook()
    result, articles, lines = worked(tmp_path, sheet)
    for url in (FIRST, SECOND):
        assert articles[url]["new_url"] is None
        assert articles[url]["held_because"] == "内容审查：身份证号码（附件）"
        (found,) = (one for one in articles[url]["findings"] if one["kind"] == "identity_number")
        assert "list.xlsx" in found["where"]
        assert found["where"].endswith("工作表“名单”第 3 行第 3 列")
    assert articles[THIRD]["new_url"]
    assert [one["old_url"] for one in lines if one["kind"] == "identity_number"] == [LIST]
    assert IDENTITY not in json.dumps(lines)
    assert not result.broken
    assert result.exit_code == 1
    assert held_in(tmp_path, "archive", sheet) == held_in(tmp_path, "portal", sheet) == []
    (notice,) = (tmp_path / "archive").rglob("*list.xlsx")
    assert "本附件经内容审查暂不公开" in notice.read_text("utf-8-sig")


def test_one_release_of_the_file_frees_all_articles_that_carry_it(tmp_path: Path) -> None:
    sheet = workbook()
    release = f'[[release]]\nurl = "{LIST}"\nwhy = "已征得同意"\nwho = "办公室"\non = 2026-01-05\n'
    worked(tmp_path, sheet)
    result, articles, _ = worked(tmp_path, sheet, release)
    assert articles[FIRST]["new_url"]
    assert articles[SECOND]["new_url"]
    assert result.exit_code == 0
    assert held_in(tmp_path, "archive", sheet)
    assert held_in(tmp_path, "portal", sheet)


def test_a_file_that_stands_in_the_portal_is_taken_out_when_a_rule_becomes_stricter(tmp_path: Path) -> None:
    sheet = workbook()
    _, before, _ = worked(tmp_path, sheet, '[kinds.identity_number]\nseverity = "note"\n')
    assert before[FIRST]["new_url"]
    assert held_in(tmp_path, "portal", sheet)
    result, after, _ = worked(tmp_path, sheet, '[kinds.identity_number]\nseverity = "mask"\n')  # no file is edited
    assert after[FIRST]["new_url"] is None
    assert held_in(tmp_path, "portal", sheet) == held_in(tmp_path, "archive", sheet) == []
    assert not result.broken


def test_a_file_that_cannot_be_read_is_told_and_holds_nothing(tmp_path: Path) -> None:
    _, articles, lines = worked(tmp_path, workbook())
    told = [(one["old_url"], one["severity"], one["excerpt"]) for one in lines if one["kind"] == "attachment_unread"]
    assert told == [(LOCKED, "note", "已加密")]
    assert articles[THIRD]["new_url"]
    assert "attachment_unread" in {one["kind"] for one in articles[THIRD]["findings"]}


def test_a_file_is_read_once_however_many_articles_carry_it_and_not_again_by_a_second_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = attachments.screen_attachment
    monkeypatch.setattr(
        attachments, "screen_attachment", lambda name, *more: read.append(name.rpartition("：")[2]) or real(name, *more)
    )
    worked(tmp_path, workbook())
    assert sorted(read) == ["list.xlsx", "locked.zip", "notice.txt"]
    worked(tmp_path, workbook())
    assert len(read) == 3
    worked(tmp_path, workbook(), '[wording]\n"夏收" = "夏季收获"\n')
    assert len(read) == 6


def test_the_office_reads_all_findings_in_a_workbook_that_gives_nothing_away(tmp_path: Path) -> None:
    worked(tmp_path, workbook())
    path = tmp_path / "reports" / "审查发现.xlsx"
    book = openpyxl.load_workbook(path)
    rows = list(book["审查发现"].iter_rows(min_row=3, values_only=True))
    assert {(row[2], row[3], row[8], row[9]) for row in rows} >= {
        ("严重", "身份证号码", "暂不发布", LIST),
        ("提示", "未能审查的附件", "照常发布", LOCKED),
    }
    assert rows[0][4] == "《关于发放补贴的公示》等 2 篇"
    assert IDENTITY not in str(rows)
    assert not any(cell.hyperlink or cell.data_type == "f" for row in book["审查发现"] for cell in row)
    before = path.stat().st_mtime_ns
    worked(tmp_path, workbook())
    assert path.stat().st_mtime_ns == before
    worked(tmp_path, workbook(), f'[[release]]\nurl = "{LIST}"\nwhy = "已征得同意"\nwho = "办公室"\non = 2026-01-05\n')
    states = [row[8] for row in openpyxl.load_workbook(path)["审查发现"].iter_rows(min_row=3, values_only=True)]
    assert "已放行（办公室，2026-01-05：已征得同意）" in states
