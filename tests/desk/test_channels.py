"""`migrate channels` at the desk: exit codes, options before and after, one sentence for what cannot be used."""

from collections.abc import Callable
from pathlib import Path

import pytest

import cli
from tests.run.column_maps import COLUMNS, FARM, fill, line_of, rows_of, workspace

Said = tuple[int, str, str]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run the command line in this process; gives exit code, standard output and standard error."""
    monkeypatch.delenv("MIGRATE_WORKSPACE", raising=False)

    def said(*words: str | Path) -> Said:
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        return int(end.value.code or 0), *capfd.readouterr()

    return said


def test_a_map_goes_out_comes_back_and_is_checked(tmp_path: Path, say: Callable[..., Said]) -> None:
    workspace(tmp_path)
    book = tmp_path / "out.xlsx"
    code, out, err = say("channels", "suggest", FARM, "-o", book, "-w", tmp_path)
    assert (code, err) == (0, "") and "out.xlsx" in out and "栏目 3" in out
    code, _, err = say("channels", "-w", tmp_path, "check", FARM)
    assert code == 1 and "3 个栏目的频道尚未确认" in err
    for column in COLUMNS[FARM]:
        fill(book, line_of(book, FARM, column), 决定="同意")
    code, out, err = say("-w", tmp_path, "channels", "import", book)
    assert (code, err) == (0, "") and "栏目对应有变化 3" in out
    assert all(row.confirmed for rows in rows_of(tmp_path, FARM).values() for row in rows)


def test_a_workbook_with_faults_is_wrong_use_and_changes_nothing(tmp_path: Path, say: Callable[..., Said]) -> None:
    workspace(tmp_path)
    book = tmp_path / "reports" / "栏目对应表.xlsx"
    assert say("channels", "suggest", "-w", tmp_path)[0] == 0
    fill(book, 3, 决定="好的")
    fill(book, 4, 另选频道="政务公开")
    code, out, err = say("channels", "import", book, "-w", tmp_path)
    assert (code, out) == (2, "")
    assert "第 3 行" in err and "第 4 行" in err and "什么都没有改动" in err
    assert not any(row.confirmed for rows in rows_of(tmp_path, FARM).values() for row in rows)


@pytest.mark.parametrize("words", [("suggest",), ("check",), ("import", "nothing.xlsx"), ("suggest", "no.example")])
def test_without_a_ledger_or_file_one_sentence_says_what_to_do(
    tmp_path: Path, say: Callable[..., Said], words: tuple[str, ...]
) -> None:
    code, out, err = say("channels", *words, "-w", tmp_path)
    assert (code, out) == (2, "")
    assert "请" in err and "Traceback" not in err


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path: Path, say: Callable[..., Said]) -> None:
    workspace(tmp_path)
    (tmp_path / "file").write_text("", "utf-8")
    code, _, err = say("channels", "suggest", "-w", tmp_path, "-o", tmp_path / "file" / "out.xlsx")
    assert code == 2 and "无法写入" in err
