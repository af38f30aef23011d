"""The front desk as a person and a script meet it: words, exit codes, streams, and workspaces left as they were."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock
from sqlalchemy import insert

import cli
from migrate.demo.server import DemoServer
from migrate.ledger.book import LOCK_NAME, open_ledger
from migrate.ledger.schema import articles, urls
from migrate.run.words import STOPPED
from tests.sheet.building import save
from tests.whole import tiny
from tests.whole.reading import essence, tree

ROOT = Path(__file__).parents[1]
COMMANDS = (
    *("classify", "review", "capture", "extract", "publish", "rollback", "archive"),
    *("redirects", "serve-redirects", "serve-archive"),
    *("seal", "verify", "run", "forms", "steps", "report", "status", "export", "demo", "channels"),
)
NESTED = ("channels suggest", "channels import", "channels check")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Words of English that Typer, its parser or Python would say; none of them is the name of a command or an option.
ENGLISH = re.compile(
    r"\b(usage|options?|arguments?|commands?|show|message|exit|error|missing|invalid|value|default|required|no such"
    r"|did you mean|directory|denied|database|try|bool|list\[|int|text|traceback|unexpected)\b",
    re.IGNORECASE,
)
Said = tuple[int, str, str]


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with tiny.served() as running:
        yield running


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, server: DemoServer) -> Path:
    return tiny.classified(tmp_path_factory.mktemp("desk") / "fresh", server)


@pytest.fixture(scope="module")
def finished(fresh: Path, server: DemoServer) -> Path:
    workspace = shutil.copytree(fresh, fresh.with_name("finished"))
    assert tiny.run(workspace, server).exit_code == 0
    return workspace


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run the command line in this process; gives exit code, standard output and standard error."""
    monkeypatch.delenv("MIGRATE_WORKSPACE", raising=False)

    def said(*words: str | Path) -> Said:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        heard = capfdbinary.readouterr()
        return int(end.value.code or 0), heard.out.decode(), heard.err.decode()

    return said


def assert_refused(said: Said, *names: str) -> None:
    """Exit 2, nothing on standard output, one line in Chinese on standard error that says these names."""
    code, out, err = said
    assert (code, out) == (2, ""), said
    assert err.endswith("\n") and err.count("\n") == 1, err
    problem, _, remedy = err.strip().partition("。")
    assert CHINESE.search(problem) and CHINESE.search(remedy), err
    assert not ENGLISH.search(re.sub(r"[\"']?[/\w.~-]*[/_.-][/\w.-]*", "", err)), err
    assert all(name in err for name in names), err


# --- help


@pytest.mark.parametrize("command", ["", *COMMANDS, *NESTED])
def test_help_is_chinese_throughout(command: str, say: Callable[..., Said]) -> None:
    code, out, err = say(*command.split(), "--help")
    assert (code, err) == (0, "")
    names = {
        *COMMANDS,
        *" ".join(NESTED).split(),
        "migrate",
        *("nginx", "Apache", "Caddy", "IIS", "http", "serve"),
        *("WARC", "WACZ", "wacz", "bag", "all", "BagIt", "GiB", "sftp", "handover"),
        *("PEM", "archive.key_file", "archive.key_passphrase_file"),
        "JSON",
        "MIGRATE_WORKSPACE",
        "http.interval",
        "reports",
        "decisions",
        "findings",
        "opinions",
        *("PDF", "LibreOffice"),
    }
    plain = re.sub(r"-{1,2}[a-z-]+", "", out)
    left = set(re.findall(r"[A-Za-z][A-Za-z_.]{2,}", plain)) - names
    assert left <= {"xlsx", "jsonl", "csv", "urls", "articles", "closure", "ics"}, left
    assert "用法：" in out and "选项" in out and "显示本说明后退出" in out
    assert not ENGLISH.search(plain.replace("MIGRATE_WORKSPACE", "")), out


@pytest.mark.parametrize("command", [*COMMANDS, *NESTED])
def test_every_option_and_argument_of_a_command_has_a_sentence(command: str, say: Callable[..., Said]) -> None:
    _, out, _ = say(*command.split(), "-h")
    for line in out.splitlines():
        if line.startswith("  -"):
            _name, _, sentence = line.strip().partition("  ")
            assert CHINESE.search(sentence), line
    assert "-w, --workspace" in out and "--set" in out and "--connect-to" in out


def test_every_command_of_the_program_is_tested_here(say: Callable[..., Said]) -> None:
    _, out, _ = say("--help")
    listed = out.partition("命令\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == list(COMMANDS)


def test_without_a_command_the_help_goes_to_standard_error(say: Callable[..., Said]) -> None:
    code, out, err = say()
    assert (code, out) == (2, "")
    assert "用法：" in err and "classify" in err


# --- wrong use


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("clasify",), ("clasify", "classify", "migrate --help")),
        (("完成",), ("完成", "命令")),
        (("--verbos", "run"), ("--verbos",)),
        (("run", "--unreview"), ("--unreview", "--unreviewed", "migrate run --help")),
        (("run", "--unreviewed=yes"), ("--unreviewed", "不带值")),
        (("classify",), ("清理表", "migrate classify --help")),
        (("classify", "-o"), ("-o", "需要一个值")),
        (("status", "-w"), ("-w", "需要一个值")),
        (("review",), ("分类意见表",)),
        (("review", "a.xlsx", "b.xlsx"), ("b.xlsx",)),
        (("export",), ("内容",)),
        (("-w", "."), ("缺少命令",)),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_chinese_sentence_that_names_the_word_and_the_help(
    words: tuple[str, ...],
    names: tuple[str, ...],
    say: Callable[..., Said],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(say(*words), *names)
    assert tree(tmp_path) == {}


# --- bad input


def _not_a_workbook(folder: Path) -> Path:
    path = folder / "不是表格.xlsx"
    path.write_bytes(b"\x00\x01 nothing of the kind" * 50)
    return path


def _without_header(folder: Path) -> Path:
    return save(folder / "没有表头.xlsx", [["甲", "乙", "丙"], [1, 2, 3], [4, 5, 6]])


@pytest.mark.parametrize("known", [False, True], ids=["new workspace", "workspace at work"])
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda folder: folder / "没有这个文件.xlsx", "没有这个文件.xlsx"),
        (_not_a_workbook, "不是表格.xlsx"),
        (_without_header, "没有表头.xlsx"),
    ],
    ids=["missing", "not a workbook", "no header"],
)
def test_an_unusable_sheet_leaves_the_workspace_as_it_was(
    make: Callable[[Path], Path], name: str, known: bool, fresh: Path, tmp_path: Path, say: Callable[..., Said]
) -> None:
    sheet, workspace = make(tmp_path), tmp_path / "w"
    if known:
        shutil.copytree(fresh, workspace)
    before = tree(tmp_path)
    for words in (["classify", sheet], ["review", sheet]):
        assert_refused(say(*words, "-w", workspace), name)
        assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("run", "nobody.qiyun.gov.example"), ("nobody.qiyun.gov.example", "migrate status")),
        (("verify", "没有的网站"), ("没有的网站",)),
        (("forms", "--kind", "closer"), ("closer", "closure")),
        (("run", "--set", "http.speed=3"), ("http.speed",)),
        (("run", "--set", "http.interval=fast"), ("http.interval", "fast")),
        (("run", "--set", "nonsense"), ("nonsense",)),
        (("run", "--set", "hutch.interval=1"), ("hutch",)),
        (("run", "--connect-to", "here"), ("--connect-to", "here")),
        (("export", "pictures"), ("pictures", "urls", "articles")),
        (("export", "urls", "--format", "pdf"), ("pdf", "jsonl")),
        (("export", "urls", "-o", "no/such/folder/x.jsonl"), ("no/such/folder/x.jsonl",)),
        (("classify", "清理表.xlsx", "--as-of", "yesterday"), ("--as-of", "yesterday")),
    ],
    ids=" ".join,
)
def test_an_unusable_word_leaves_the_workspace_as_it_was(
    words: tuple[str, ...], names: tuple[str, ...], fresh: Path, tmp_path: Path, say: Callable[..., Said]
) -> None:
    workspace = shutil.copytree(fresh, tmp_path / "w")
    before = tree(tmp_path)
    assert_refused(say(*words, "-w", workspace), *names)
    assert tree(tmp_path) == before


def test_an_unknown_key_in_the_settings_file_is_named_before_anything_is_done(
    fresh: Path, tmp_path: Path, say: Callable[..., Said]
) -> None:
    workspace = shutil.copytree(fresh, tmp_path / "w")
    (workspace / "migrate.toml").write_text("[http]\nintervall = 2\n[protal]\nname = 'x'\n", "utf-8")
    before = tree(tmp_path)
    for words in (["run"], ["status"], ["classify", workspace / "清理表.xlsx"], ["export", "urls"]):
        assert_refused(say(*words, "-w", workspace), "migrate.toml", "intervall", "protal")
        assert tree(tmp_path) == before


def test_a_workspace_that_cannot_be_written_is_named(tmp_path: Path, say: Callable[..., Said]) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file in the place of the folder")
    sheet = tiny.sheet(tmp_path)
    before = tree(tmp_path)
    for words in (["classify", sheet], ["run"], ["status"], ["export", "urls"]):
        assert_refused(say(*words, "-w", blocked / "w"), str(blocked))
        assert_refused(say(*words, "-w", blocked), str(blocked))
        assert tree(tmp_path) == before


def test_commands_that_need_sites_do_not_make_a_workspace(tmp_path: Path, say: Callable[..., Said]) -> None:
    for words in (["run"], ["capture"], ["verify"], ["forms"]):
        assert_refused(say(*words, "-w", tmp_path / "w"), "migrate classify")
        assert tree(tmp_path) == {}


def test_a_damaged_ledger_is_named(tmp_path: Path, say: Callable[..., Said]) -> None:
    (tmp_path / "ledger.db").write_bytes(b"this was never a ledger" * 100)
    for words in (["run"], ["status"], ["export", "urls"]):
        assert_refused(say(*words, "-w", tmp_path), "ledger.db")


def test_a_second_process_on_the_same_workspace_is_refused(
    fresh: Path, tmp_path: Path, say: Callable[..., Said]
) -> None:
    workspace = shutil.copytree(fresh, tmp_path / "w")
    with FileLock(workspace / LOCK_NAME):
        assert_refused(say("run", "--unreviewed", "-w", workspace), str(workspace))
        assert say("status", "-w", workspace)[0] == 0


# --- words before and after the command's name


def test_the_workspace_is_taken_before_and_after_the_commands_name(
    finished: Path, tmp_path: Path, say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = say("export", "urls", "-w", finished)
    assert wanted[0] == 0 and wanted[1].count("\n") > 20
    assert say("-w", finished, "export", "urls") == wanted
    assert say("-w", tmp_path / "elsewhere", "export", "urls", "--workspace", finished) == wanted
    monkeypatch.setenv("MIGRATE_WORKSPACE", str(finished))
    assert say("export", "urls") == wanted
    monkeypatch.chdir(finished)
    monkeypatch.delenv("MIGRATE_WORKSPACE")
    assert say("export", "urls") == wanted


def test_a_setting_after_the_commands_name_wins_over_one_before_it(finished: Path, say: Callable[..., Said]) -> None:
    one, other = "portal.base_url=http://one.example", "portal.base_url=http://other.example"
    for words in (
        ("--set", one, "export", "articles", "--set", other),
        ("--set", other, "export", "articles"),
        ("export", "articles", "--set", one, "--set", other),
    ):
        code, out, _ = say(*words, "-w", finished)
        assert code == 0
        assert all(json.loads(line)["new_url"].startswith("http://other.example/") for line in out.splitlines())


# --- exit codes and streams


def test_exit_codes_tell_done_waiting_and_broken_apart(
    finished: Path, fresh: Path, tmp_path: Path, say: Callable[..., Said]
) -> None:
    assert say("verify", "--unreviewed", "-w", finished)[0] == 0
    undecided = save(tmp_path / "unclear.xlsx", [tiny.HEADINGS[:3], tiny.ROWS[0][:3]])
    code, out, err = say("classify", undecided, "-w", tmp_path / "unclear")
    assert code == 1
    assert "待定 1" in out and tiny.ROWS[0][1] in err
    broken = shutil.copytree(finished, tmp_path / "broken")
    (broken / "redirects/redirects.csv").unlink()
    code, out, err = say("verify", "--unreviewed", "-w", broken)
    assert code == 3
    assert "核验通过" not in out and "核验不成立" in err and "redirects.csv" in err


def test_results_go_to_standard_output_and_progress_in_plain_lines_to_standard_error(
    fresh: Path, server: DemoServer, tmp_path: Path, say: Callable[..., Said]
) -> None:
    workspace = shutil.copytree(fresh, tmp_path / "w")
    code, out, err = say(*tiny.arguments(workspace, server))
    assert code == 0
    assert out.splitlines()[-1] == "核验通过"
    assert "已发布文章 9" in out
    assert "\x1b" not in out + err and "\r" not in err
    for stage in ("采集", "提取", "发布", "归档", "核验"):
        assert re.search(rf"^{stage} 栖云\S+ \d+/\d+(?:  \S.*)?$", err, re.MULTILINE), stage


def test_an_export_is_alone_on_standard_output(finished: Path, say: Callable[..., Said], tmp_path: Path) -> None:
    code, out, err = say("export", "articles", "-w", finished)
    assert (code, err) == (0, "")
    assert len([json.loads(line) for line in out.splitlines()]) == 9
    target = tmp_path / "out.jsonl"
    code, told, err = say("export", "articles", "-w", finished, "-o", target)
    assert (code, told) == (0, "")
    assert target.read_text("utf-8") == out and "9 行" in err
    code, only, _ = say("export", "articles", "-w", finished, "--site", tiny.ALPHA)
    assert {json.loads(line)["site"] for line in only.splitlines()} == {tiny.ALPHA}


# --- hostile titles


HOSTILE = (
    '=HYPERLINK("http://x.example","点我")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "\t=1+1",
    "\r\n=1",
    "a\x0bb\x00",
)


@pytest.fixture(scope="module")
def hostile(finished: Path) -> Path:
    """A workspace whose ledger holds titles that a spreadsheet program would run."""
    workspace = shutil.copytree(finished, finished.with_name("hostile"))
    with open_ledger("", workspace) as ledger, ledger.begin() as connection:
        url_id = connection.execute(urls.select()).first().id  # type: ignore[union-attr]
        texts = dict.fromkeys(("source", "author", "keywords", "body_html", "body_text", "method"), "=1+1")
        lists = {name: [] for name in ("date_evidence", "column", "columns", "images", "attachments", "findings")}
        for at, title in enumerate(HOSTILE):
            values = {"site_key": tiny.ALPHA, "article_key": f"=k{at}", "url_id": url_id, "old_url": f"=http://x/{at}"}
            connection.execute(insert(articles).values(title=title, **values, **texts, **lists))
    return workspace


def test_a_csv_export_holds_no_live_formula(hostile: Path, say: Callable[..., Said]) -> None:
    code, out, _ = say("export", "articles", "--format", "csv", "-w", hostile)
    assert code == 0
    assert out.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 1 + 9 + len(HOSTILE)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_a_workbook_export_holds_no_live_formula_and_no_link(
    hostile: Path, tmp_path: Path, say: Callable[..., Said]
) -> None:
    target = tmp_path / "out.xlsx"
    assert say("export", "articles", "--format", "xlsx", "-o", target, "-w", hostile)[0] == 0
    sheet = openpyxl.load_workbook(target).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert sheet.max_row == 1 + 9 + len(HOSTILE)
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_a_json_export_keeps_hostile_titles_to_the_letter(hostile: Path, say: Callable[..., Said]) -> None:
    _, out, _ = say("export", "articles", "-w", hostile)
    assert set(HOSTILE) <= {json.loads(line)["title"] for line in out.splitlines()}


# --- secrets and tracebacks


def test_nothing_said_of_an_unusable_ledger_address_shows_its_password(fresh: Path, say: Callable[..., Said]) -> None:
    for url in (
        "postgresql+psycopg://office:hunter2@127.0.0.1:1/ledger",
        "nosuchkind://office:hunter2@db.qiyun.gov.example/ledger",
        "not an address hunter2",
    ):
        code, out, err = say("run", "--unreviewed", "-w", fresh, "--set", f"ledger.url={url}")
        assert code == 2
        assert "hunter2" not in out + err and "Traceback" not in err, err


def test_a_fault_of_the_program_shows_no_local_values(fresh: Path) -> None:
    spoiled = "import cli, migrate.run.whole as w; w.choose = lambda *a: 1/0; cli.main()"
    words = ["run", "-w", str(fresh), "--set", 'portal.contact="hunter2"']
    done = subprocess.run(
        [sys.executable, "-c", spoiled, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert "hunter2" not in done.stderr


# --- Ctrl-C


def test_ctrl_c_stops_with_one_sentence_and_the_next_run_resumes(
    fresh: Path, finished: Path, server: DemoServer, tmp_path: Path
) -> None:
    workspace = shutil.copytree(fresh, tmp_path / "w")
    slow = ["--set", "http.interval=0.2"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    asked = len(server.requests)
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *tiny.arguments(workspace, server), *slow],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert first.startswith("采集 ") and out == ""
    last = [line for line in err.splitlines() if not re.match(r"\S+ \S+ \d+/\d+(?:  \S.*)?$", line)]
    assert last == [STOPPED]
    assert len(server.requests) - asked < 30, "it was stopped in the middle of the capture"
    assert tiny.run(workspace, server).exit_code == 0
    assert essence(workspace) == essence(finished)
